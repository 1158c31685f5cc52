"""A school's fonts folder -> copies of its fonts that can be embedded, and what is in them."""

import io
import os
import shutil
import tempfile
import time
import unicodedata
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TypedDict

from kit.catalogue import PDF_STANDARDS
from kit.errors import KitError, Origin, Problem, problem, refuse
from kit.reading.school_files import READ_ERRORS, read_problem
from kit.sandbox.process import RefusedFileError, ResourceLimitError, run_sandboxed
from kit.typst_fonts import fonts_in

FONT_SUFFIXES = (".ttf", ".otf", ".ttc", ".otc")
LICENCE_SUFFIXES = (".txt", ".md", ".pdf", ".html")  # of files that may lie beside fonts
SYSTEM_FILES = ("thumbs.db", "desktop.ini")  # of Windows; those of other systems begin with a dot
MAX_MEGABYTES = 20
MAX_BYTES = MAX_MEGABYTES * 1_000_000
MAX_FONTS = 20
MAX_READING_S = 10.0  # for all fonts; one takes a fifth of a second
_SPECIMEN = (
    '#set document(title: "specimen")\n#set text(fallback: false)\n'
    '#for family in sys.inputs.families.split("\\n") {\n'
    "  for weight in (400, 700) { text(font: family, weight: weight, sys.inputs.letters) }\n}"
)


class FontContents(TypedDict):
    """What is in a font file: the names of its families, and the code points that it has."""

    families: list[str]
    code_points: list[int]


@dataclass(frozen=True)
class SchoolFonts:
    """Copies of a school's fonts in a folder that is removed with this record."""

    folder: Path
    families: tuple[str, ...]
    code_points: frozenset[int]


def read_fonts(folder: Path) -> SchoolFonts | None:
    """Copy the fonts in a folder and those below it; None if there are none.

    Each is first tried in the sandbox. Raises KitError for a file that is no font, is over
    `MAX_BYTES`, cannot be set or embedded, or is a link: Typst would follow it to anywhere.
    """
    if folder.is_symlink():
        raise KitError([problem("font.link", Origin(folder))])
    files = [*islice(_candidates(folder), MAX_FONTS + 1)]
    if len(files) > MAX_FONTS:
        raise KitError([problem("font.too_many", Origin(folder), most=MAX_FONTS)])
    problems: list[Problem] = []
    fonts = dict(_read_all(files, problems))
    refuse(problems)
    return _copied(fonts) if fonts else None


def _read_all(
    files: Sequence[Path], problems: list[Problem]
) -> Iterator[tuple[bytes, FontContents]]:
    """Yield bytes and contents of each font; append a problem for each that cannot be used."""
    end = time.monotonic() + MAX_READING_S
    for file in files:
        if time.monotonic() > end:
            problems.append(problem("font.broken", Origin(file)))
            return
        try:
            data = _data(file)
            yield data, run_sandboxed(read_font, data)
        except READ_ERRORS as error:
            kinds = {"costly": "font.broken", "broken": "font.broken"}
            problems.append(read_problem(error, Origin(file), **kinds))
            if isinstance(error, ResourceLimitError):
                return  # one such file takes long enough


def _candidates(folder: Path) -> Iterator[Path]:
    """Yield what should be a font; also links to folders, which are refused but not followed."""
    for parent, folders, files in os.walk(folder):
        links = [name for name in folders if Path(parent, name).is_symlink()]
        for name in sorted((*files, *links)):
            lower = name.lower()
            is_hidden = lower.startswith(".") or lower in SYSTEM_FILES
            if not is_hidden and not lower.endswith(LICENCE_SUFFIXES):
                yield Path(parent, name)


def _data(file: Path) -> bytes:
    """Return the bytes of a font file. Raises RefusedFileError if it cannot be one."""
    if file.is_symlink():
        raise RefusedFileError("font.link")
    is_font = file.is_file() and file.suffix.lower() in FONT_SUFFIXES
    if not is_font or file.stat().st_size > MAX_BYTES:
        raise RefusedFileError("font.unfit", most=MAX_MEGABYTES)
    return file.read_bytes()


def _copied(fonts: Mapping[bytes, FontContents]) -> SchoolFonts:
    """Write fonts into a new temporary folder."""
    folder = Path(tempfile.mkdtemp(prefix="kit-fonts-"))
    families = sorted({name for font in fonts.values() for name in font["families"]})
    code_points = frozenset(code for font in fonts.values() for code in font["code_points"])
    copies = SchoolFonts(folder, tuple(families), code_points)
    weakref.finalize(copies, shutil.rmtree, folder, ignore_errors=True)
    for number, data in enumerate(fonts):
        Path(folder, f"{number}.ttf").write_bytes(data)
    return copies


def read_font(data: bytes) -> FontContents:
    """Return what is in a font file, after setting all of its letters in a PDF.

    Runs in the sandbox. Raises RefusedFileError for a font that is damaged or whose licence forbids
    embedding.
    """
    import typst

    code_points = code_points_of(data)
    with tempfile.TemporaryDirectory(prefix="kit-") as folder:
        Path(folder, "font.ttf").write_bytes(data)
        fonts = fonts_in(Path(folder))
        families: list[str] = sorted(set(fonts.families()))
        inputs = {"families": "\n".join(families), "letters": _letters(code_points)}
        compiler = typst.Compiler(
            _SPECIMEN.encode("ascii"), font_paths=fonts, ignore_system_fonts=True, sys_inputs=inputs
        )
        try:
            standards = [standard.typst for standard in PDF_STANDARDS]
            compiler.compile(format="pdf", pdf_standards=[*standards], timestamp=0)
        except typst.TypstError as error:
            kind = "font.licence" if "license" in error.message else "font.broken"
            raise RefusedFileError(kind) from None
    if not families:
        raise RefusedFileError("font.broken")
    return FontContents(families=families, code_points=code_points)


def code_points_of(data: bytes) -> list[int]:
    """Return the code points that a font file has, in ascending order.

    Raises RefusedFileError for a file that is cut short: its letters would print as nothing.
    """
    from fontTools.ttLib import TTCollection, TTFont

    file = io.BytesIO(data)
    fonts = TTCollection(file).fonts if data.startswith(b"ttcf") else [TTFont(file)]
    tables = [table for font in fonts for table in font.reader.tables.values()]
    if any(table.offset + table.length > len(data) for table in tables):
        raise RefusedFileError("font.broken")
    return sorted({code for font in fonts for code in font.getBestCmap() or ()})


def _letters(code_points: Iterable[int]) -> str:
    """Return the letters, digits, punctuation and symbols among code points, 50 to a line."""
    letters = [chr(code) for code in code_points if unicodedata.category(chr(code))[0] in "LNPS"]
    return "\n".join("".join(letters[i : i + 50]) for i in range(0, len(letters), 50))
