"""Results of the slow, pure steps of a build, kept on disk and shared by all workers.

Many tests build the same files. Each step below is computed once for equal inputs: its key is a
digest of its arguments, of the folders it reads, of the code that it runs, and of the libraries in
use. So results may stay between runs. `@pytest.mark.uncached` and `pytest --no-step-cache` turn
this off.
"""

import ast
import hashlib
import os
import pickle
import platform
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, lru_cache, partial, wraps
from importlib import import_module
from importlib.machinery import ModuleSpec
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

import kit.paths
from kit.printing.compiler import Fonts
from kit.reading.builtin import read_facts, read_texts
from kit.yaml_nodes.nodes import Node

LIBRARIES = (
    *("page-validation", "pdfplumber", "pikepdf", "pillow", "pypdf", "pypdfium2", "typst"),
)
MAX_AGE_S = 7 * 24 * 3600  # results that no run used for so long are removed


@dataclass(frozen=True)
class Step:
    """A pure function, by the module that defines it, and the folders of the kit that it reads."""

    module: str
    name: str
    folders: tuple[str, ...] = ()


STEPS = (
    Step("kit.printing.compiler", "compile_pdf", ("layouts", "assets")),
    Step("kit.printing.compiler", "compile_png", ("layouts", "assets")),
    Step("kit.printing.prepress", "to_pdfx4", ("assets/profiles",)),
    Step("kit.preflight.standards", "validate"),
    Step("kit.measuring.page_geometry", "measure"),
    Step("kit.measuring.pdfx", "read_pdfx_properties", ("assets/profiles",)),
    Step("tests.support.pdfs", "read_pages"),
)


@dataclass
class StepCache:
    """Results by key in a folder; with `is_on` false every step is computed as it always is."""

    folder: Path
    is_on: bool = True
    hits: int = field(default=0, init=False)

    def result_of(self, step: Step, function: Callable[..., Any], *args: Any, **named: Any) -> Any:
        """Return `function(*args, **named)`, from the folder if it was computed before."""
        if not self.is_on:
            return function(*args, **named)
        folders = [_folder(kit.paths.home() / name) for name in step.folders]
        key = digest((step.name, _code(step.module), folders, args, named))
        file = self.folder / key
        # Another worker may be computing the same: wait for it.
        with FileLock(self.folder / f"{key}.lock"):
            if file.exists():
                self.hits += 1
                os.utime(file)
                return pickle.loads(zlib.decompress(file.read_bytes()))
            result = function(*args, **named)
            unfinished = file.with_suffix(f".{os.getpid()}")
            unfinished.write_bytes(zlib.compress(pickle.dumps(result), level=1))
            unfinished.replace(file)
            return result

    def remove_old(self) -> None:
        """Remove what was not used for long."""
        for file in self.folder.iterdir():
            if file.stat().st_mtime < time.time() - MAX_AGE_S:
                file.unlink(missing_ok=True)

    @contextmanager
    def installed(self) -> Iterator[None]:
        """Let all steps look for their results here first."""
        with pytest.MonkeyPatch.context() as patch:
            for step in STEPS:
                function = getattr(import_module(step.module), step.name)
                replace_everywhere(patch, function, self._wrapped(step, function))
            for function in (read_facts, read_texts):
                replace_everywhere(patch, function, once_for_the_same_files(function))
            yield

    def _wrapped(self, step: Step, function: Callable[..., Any]) -> Callable[..., Any]:
        return wraps(function)(partial(self.result_of, step, function))


def replace_everywhere(
    patch: pytest.MonkeyPatch, function: Callable[..., Any], instead: Callable[..., Any]
) -> None:
    """Replace a function where it is defined, and in modules of the kit that imported it."""
    for name, module in [*sys.modules.items()]:
        if not name.startswith(("kit.", "tests.support.")) or name == __name__:
            continue
        if getattr(module, function.__name__, None) is function:
            patch.setattr(module, function.__name__, instead)


def once_for_the_same_files(read: Callable[..., Node]) -> Callable[..., Node]:
    """Return a function that reads the kit's content again only if its files were changed."""

    @lru_cache(maxsize=20)
    def reread(_home: Path, _content: str, *args: str) -> Node:
        return read(*args)

    return lambda *args: reread(kit.paths.home(), _folder(kit.paths.home() / "content"), *args)


def digest(value: object) -> str:
    """Return a digest of arguments: plain data, or fonts by the files that they are loaded from."""
    found = hashlib.sha256()
    for part in _parts(value):
        found.update(part)
    return found.hexdigest()


def _parts(value: object) -> Iterator[bytes]:
    """Yield bytes that are equal for equal values alone."""
    match value:
        case Fonts():
            yield from _parts((value.school_families, *map(_folder, value.folders)))
        case bytes():
            yield b"b%d:" % len(value) + value
        case dict():
            yield from _parts([part for key in sorted(value) for part in (key, value[key])])
        case list() | tuple():
            yield b"(%d:" % len(value)
            for item in value:
                yield from _parts(item)
        case str() | float() | int() | None:
            data = repr(value).encode("utf-8", "surrogatepass")
            yield b"%s%d:" % (type(value).__name__.encode(), len(data)) + data
        case _:
            raise TypeError(f"no digest of {type(value)}")


@cache
def _code(module: str) -> str:
    """Return a digest of a module, of all that it imports from here, and of the libraries."""
    files = {__name__: Path(__file__).read_bytes()}  # it decides how results are kept
    pending = [module]
    while pending:
        name = pending.pop()
        spec = None if name in files else _spec(name)
        if spec and spec.origin:
            files[name] = Path(spec.origin).read_bytes()
            pending += _imported(files[name])
    libraries = [platform.platform(), platform.python_version(), *map(version, LIBRARIES)]
    return digest((files, libraries))


def _spec(name: str) -> ModuleSpec | None:
    try:
        return find_spec(name)
    except ModuleNotFoundError:  # a name in a module, and no module
        return None


def _imported(source: bytes) -> Iterator[str]:
    """Yield the names of what a source imports from the kit or from here."""
    for node in ast.walk(ast.parse(source)):
        names = [it.name for it in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{it.name}" for it in node.names)]
        yield from (name for name in names if name.partition(".")[0] in ("kit", "tests"))


def _folder(folder: Path) -> str:
    """Return a digest of all files below a folder; they are read again if one was changed."""
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    seen = [(file.stat(), file) for file in files]
    return _read(folder, tuple((str(file), it.st_size, it.st_mtime_ns) for it, file in seen))


@lru_cache(maxsize=200)
def _read(folder: Path, files: tuple[tuple[str, int, int], ...]) -> str:
    return digest(
        [(Path(file).relative_to(folder).as_posix(), Path(file).read_bytes()) for file, *_ in files]
    )
