"""Bytes from anybody -> plain data, read in a process that can cost no more than it may.

Libraries for spreadsheets, pictures and fonts are large, and a limit a format always misses one. So
what is no YAML is read in a process of its own, with limits below (with those of the program that
waits for it: 500 MB and 5 s of CPU). A file that wants more ends that process, and nothing else. It
gets the bytes, never a path, and answers in JSON. Where there are no processes (Python in a
browser), the same functions run directly.
"""

import hashlib
import importlib
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_MEMORY_BYTES = 450_000_000  # besides the libraries themselves
MAX_CPU_S = 4
MAX_WALL_S = 60.0  # a process that computes nothing, and still does not end
POLL_S = 0.02  # how often the watchdog looks, where the system sets no limits itself
MAX_KEPT = 50  # results: more than the files of a school; most have a few kB

HAS_PROCESSES = sys.platform not in ("emscripten", "wasi")
# Linux keeps both limits itself; macOS accepts a limit of memory and ignores it, Windows has none.
HAS_LIMITS = sys.platform.startswith("linux")

_ONE_THREAD = {"RAYON_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
_kept: dict[str, dict[str, Any]] = {}  # answers by the digest of what was asked, the oldest first


class TooCostlyError(Exception):
    """Reading a file takes too much memory, too long, or ends the process that reads it."""


class BrokenFileError(Exception):
    """A file is not what the library that reads it expects; the message is the library's."""


class RefusedFileError(Exception):
    """A file can be read, but not used: the kind of problem, and the values its words need."""

    def __init__(self, kind: str, **values: object) -> None:
        self.kind, self.values = kind, values
        super().__init__(kind, values)


def run_sandboxed(function: Callable[..., Any], data: bytes, *args: str) -> Any:
    """Return `function(data, *args)`, called in a process of its own; the last results are kept.

    The function stands at the top of a module that is quick to import, and returns what JSON can
    hold. Raises TooCostlyError; RefusedFileError if the function does; BrokenFileError for any
    other exception of it.
    """
    question = {"function": f"{function.__module__}:{function.__qualname__}", "args": args}
    head = json.dumps(question).encode("utf-8")
    key = hashlib.sha256(head + b"\n" + data).hexdigest()
    if key not in _kept:
        answer = _asked(head, data) if HAS_PROCESSES else _answer(head, data)
        if answer is None:
            raise TooCostlyError
        _kept[key] = answer
    _kept[key] = _kept.pop(key)  # the last one used is the last to go
    while len(_kept) > MAX_KEPT:
        del _kept[next(iter(_kept))]
    return _result(_kept[key])


def kept() -> Mapping[str, dict[str, Any]]:
    """Return the answers that are kept, for `keep` in another process."""
    return dict(_kept)


def keep(answers: Mapping[str, dict[str, Any]]) -> None:
    """Keep answers that another process got."""
    _kept.update(answers)


def _result(answer: dict[str, Any]) -> Any:
    match answer:
        case {"result": result}:
            return result
        case {"refused": kind, "values": values}:
            raise RefusedFileError(kind, **values)
        case {"broken": message}:
            raise BrokenFileError(message)
        case _:
            raise TooCostlyError


def _asked(head: bytes, data: bytes) -> dict[str, Any] | None:
    """Have a process answer; `{}` if it costs too much, None if somebody else ended it."""
    # -I: nothing is imported from the folder it is called in, unless the program itself is.
    code = f"import sys; sys.path[:] = {sys.path!r}; from kit.sandbox.process import main; "
    code += f"main({MAX_MEMORY_BYTES}, {MAX_CPU_S})"
    said = b""
    with tempfile.TemporaryDirectory(prefix="kit-") as scratch:  # goes, however the process ends
        process = subprocess.Popen(
            [sys.executable, "-I", "-c", code],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=scratch,
            env=_environment(scratch),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        with process, _watched(process.pid) as over_limit:
            try:
                said, _ = process.communicate(head + b"\n" + data, timeout=MAX_WALL_S)
            except subprocess.TimeoutExpired:
                over_limit.set()
            finally:
                process.kill()
    with suppress(ValueError):
        answer = json.loads(said)
        if process.returncode == 0 and isinstance(answer, dict):
            return answer
    # Who else would end it? The system, for want of memory, which may be there the next time.
    return {} if over_limit.is_set() or process.returncode != -9 else None


def _environment(scratch: str) -> dict[str, str]:
    """Return an environment with one thread, a scratch folder, and no programs to start."""
    env = os.environ | _ONE_THREAD | {"TMPDIR": scratch, "TEMP": scratch, "TMP": scratch}
    return env if os.name == "nt" else env | {"PATH": scratch}  # Windows finds libraries by it


@contextmanager
def _watched(pid: int) -> "Iterator[threading.Event]":
    """End a process that costs too much, on systems that do not do so themselves.

    Yields an event that is set then.
    """
    over_limit, done = threading.Event(), threading.Event()
    if HAS_LIMITS:
        yield over_limit
        return
    watchdog = threading.Thread(target=_watch, args=(pid, over_limit, done), daemon=True)
    watchdog.start()
    try:
        yield over_limit
    finally:
        done.set()
        watchdog.join()


def _watch(pid: int, over_limit: threading.Event, done: threading.Event) -> None:
    import psutil  # installed where it is needed

    with suppress(psutil.Error):
        process = psutil.Process(pid)
        while not done.wait(POLL_S):
            used = process.cpu_times()
            if process.memory_info().rss > MAX_MEMORY_BYTES or used.user + used.system > MAX_CPU_S:
                over_limit.set()
                process.kill()
                return


def main(max_memory_bytes: int, max_cpu_s: int) -> None:
    """Answer the question on standard input, in a process that limits itself first."""
    if HAS_LIMITS:
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_DATA, (max_memory_bytes, max_memory_bytes))
        resource.setrlimit(resource.RLIMIT_CPU, (max_cpu_s, max_cpu_s + 1))
    head, _, data = sys.stdin.buffer.read().partition(b"\n")
    answer = json.dumps(_answer(head, data))
    sys.stdout.write(answer)
    sys.stdout.flush()


def _answer(head: bytes, data: bytes) -> dict[str, Any]:
    question = json.loads(head)
    module, name = question["function"].split(":")
    function = getattr(importlib.import_module(module), name)
    try:
        return {"result": function(data, *question["args"])}
    except RefusedFileError as refused:
        return {"refused": refused.kind, "values": refused.values}
    except (MemoryError, RecursionError):
        return {}
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # whatever a library says of a broken file; Rust's panics too
        return {"broken": f"{type(error).__name__}: {error}"[:500]}
