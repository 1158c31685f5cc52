"""A school's folder of fonts -> copies of them that were tried, and the names of their families."""

import io
import os
import shutil
import tempfile
import time
import unicodedata
import weakref
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from kit.errors import KitError, Origin, Problem, problem, system_reason
from kit.sandbox.process import BrokenFileError, RefusedFileError, ResourceLimitError, run_sandboxed

KINDS = (".ttf", ".otf", ".ttc", ".otc")
BESIDE = (".txt", ".md", ".pdf", ".html")  # the licence
UNSEEN = ("thumbs.db", "desktop.ini")  # what systems note for themselves, as names with a dot are
MAX_BYTES = 20_000_000
MAX_FONTS = 20
MAX_READING_S = 10.0  # of all; one takes a fifth of a second
_SPECIMEN = (
    '#set document(title: "specimen")\n#set text(fallback: false)\n'
    '#for family in sys.inputs.families.split("\\n") {\n'
    "  for weight in (400, 700) { text(font: family, weight: weight, sys.inputs.letters) }\n}"
)


@dataclass(frozen=True)
class SchoolFonts:
    """A folder of copies of a school's fonts, there as long as this is.

    Also their families, and the code points that they have.
    """

    folder: Path
    families: tuple[str, ...]
    codes: frozenset[int]


def read_fonts(folder: Path) -> SchoolFonts | None:
    """Copy the fonts of a folder, and try each; None if there are none.

    Raises KitError for what is no font, is over 20 MB, cannot be drawn or embedded, or is a link:
    Typst would follow it anywhere.
    """
    if folder.is_symlink():
        raise KitError([problem("font.link", Origin(folder))])
    fonts: dict[bytes, dict[str, Any]] = {}
    problems: list[Problem] = []
    files = [*islice(_files(folder), MAX_FONTS + 1)]
    if len(files) > MAX_FONTS:
        raise KitError([problem("font.too_many", Origin(folder), most=MAX_FONTS)])
    end = time.monotonic() + MAX_READING_S
    for file in files:
        if time.monotonic() > end:
            problems.append(problem("font.broken", Origin(file)))
            break
        try:
            data = _font_data(file)
            fonts[data] = run_sandboxed(read_font, data)
        except (OSError, ResourceLimitError, RefusedFileError, BrokenFileError) as error:
            problems.append(_refusal(error, Origin(file)))
            if isinstance(error, ResourceLimitError):
                break  # one such file is enough to wait for
    if problems:
        raise KitError(problems)
    return _copied(fonts) if fonts else None


def _files(folder: Path) -> Iterator[Path]:
    """Yield what should be a font; linked folders are named, and never looked into."""
    for above, folders, files in os.walk(folder):
        linked = [name for name in folders if Path(above, name).is_symlink()]
        for name in sorted((*files, *linked)):
            low = name.lower()
            if not low.startswith(".") and low not in UNSEEN and not low.endswith(BESIDE):
                yield Path(above, name)


def _font_data(file: Path) -> bytes:
    if file.is_symlink():
        raise RefusedFileError("font.link")
    if not file.is_file() or file.suffix.lower() not in KINDS or file.stat().st_size > MAX_BYTES:
        raise RefusedFileError("font.unfit")
    return file.read_bytes()


def _refusal(error: Exception, where: Origin) -> Problem:
    match error:
        case OSError():
            return problem("file.unreadable", where, reason=system_reason(error))
        case RefusedFileError():
            return problem(error.kind, where)
        case _:
            return problem("font.broken", where)


def _copied(fonts: dict[bytes, dict[str, Any]]) -> SchoolFonts:
    folder = Path(tempfile.mkdtemp(prefix="kit-fonts-"))
    names = sorted({name for font in fonts.values() for name in font["families"]})
    codes = frozenset(code for font in fonts.values() for code in font["codes"])
    copied = SchoolFonts(folder, tuple(names), codes)
    weakref.finalize(copied, shutil.rmtree, folder, ignore_errors=True)
    for number, data in enumerate(fonts):
        Path(folder, f"{number}.ttf").write_bytes(data)
    return copied


def read_font(data: bytes) -> dict[str, Any]:
    """Return the `families` and `codes` of a font file, all of whose letters could be embedded.

    Called in a process of its own (jail.py). Raises RefusedFileError for a font that cannot be.
    """
    import typst

    codes = codes_of(data)
    with tempfile.TemporaryDirectory(prefix="kit-") as folder:
        Path(folder, "font.ttf").write_bytes(data)
        bare = {"include_system_fonts": False, "include_embedded_fonts": False}
        fonts = typst.Fonts(font_paths=[folder], **bare)
        families: list[str] = sorted(set(fonts.families()))
        inputs = {"families": "\n".join(families), "letters": _letters(codes)}
        compiler = typst.Compiler(
            _SPECIMEN.encode("ascii"), font_paths=fonts, ignore_system_fonts=True, sys_inputs=inputs
        )
        try:
            compiler.compile(format="pdf", pdf_standards=["a-2a", "ua-1"], timestamp=0)
        except typst.TypstError as error:
            kind = "font.licence" if "license" in error.message else "font.broken"
            raise RefusedFileError(kind) from None
    if not families:
        raise RefusedFileError("font.broken")
    return {"families": families, "codes": codes}


def codes_of(data: bytes) -> list[int]:
    """Return the code points that a font file has.

    Raises RefusedFileError for a file that was cut short: its letters would print as nothing.
    """
    from fontTools.ttLib import TTCollection, TTFont

    file = io.BytesIO(data)
    fonts = TTCollection(file).fonts if data.startswith(b"ttcf") else [TTFont(file)]
    tables = [table for font in fonts for table in font.reader.tables.values()]
    if any(table.offset + table.length > len(data) for table in tables):
        raise RefusedFileError("font.broken")
    return sorted({code for font in fonts for code in font.getBestCmap() or ()})


def _letters(codes: Iterable[int]) -> str:
    """Return the letters, digits, signs and symbols among code points, in short lines."""
    letters = [chr(code) for code in codes if unicodedata.category(chr(code))[0] in "LNPS"]
    return "\n".join("".join(letters[at : at + 50]) for at in range(0, len(letters), 50))
