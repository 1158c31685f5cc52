"""Spreadsheets as schools have them, as they should not be, and as somebody makes them to harm.

`cases` yields them without end, with the name of the file; BOMBS are those that were built to cost
much, by name. Each is read, or refused with a message that names the file.
"""

import io
import random
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from itertools import chain, cycle
from pathlib import Path

from kit.messages import format_problem
from kit.reading.spreadsheet import read_spreadsheet
from kit.sandbox.cells import MAX_CHARACTERS
from kit.sandbox.columns import COLUMN_NAMES

MAX_SECONDS = 6.0  # of CPU: the 5 of the process that reads, and what it takes to start it

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml."
HEADER = ("lens", "titel", "tekst")
CARD = ("ict-input", "Titel", "Een tekst.")

FORMATS = (
    *("General", "0", "0.00", "#,##0.00", "0%", "0.0%", "0.00E+00", "# ?/?", "d-m-yyyy", "@"),
    *("[$-413]d mmmm jjjj", "dd/mm/yy;@", "h:mm AM/PM", "[h]:mm:ss.000", "[$-F800]d", ";;;"),
    *('_ "€" * #,##0.00_ ;_ "€" * \\-#,##0.00_ ;_ "€" * "-"??_ ;_ @_ ', '[<1]"a";[>5]"b";0'),
    *('"', "[", "[$", "\\", "E+", "0E+", "/", "0/0", "0/", "?/?", "%%%0", "0,,,,", ",", ".", ";"),
    *("0.0.0", "[>1e9]0", "s.000000000000000000000000", "yyyyyyyy", "mmmmmmm", "0" * 255, "*", "_"),
)
NUMBERS = (
    *("0", "1", "-1", "0.25", "45730.375", "1e308", "-1e-300", "1E400", "NaN", "inf", "2958466"),
    *("60", "-5", "123456789012345678", "abc", "", "1_000", "٣", "0x1F", "2025-03-14", " 7 "),
)
TEXTS = (
    *("Titel", "", " ", "\n", "a\tb", "#N/B", "#REF!", "Err:502", "=1+1", "{learner}", "{x}"),
    *("é" * 100, "x" * 6000, "_x000D_", "\u202e", "Ja; \"nee\", 'x'", "漢", "e\u0301", "2"),
)


def zipped(parts: dict[str, str | bytes]) -> bytes:
    """Return a zip file of some parts."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return data.getvalue()


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def text_cell(text: str, place: str = "") -> str:
    where = f' r="{place}"' if place else ""
    return f'<c{where} t="inlineStr"><is><t xml:space="preserve">{escaped(text)}</t></is></c>'


def row(*texts: str) -> str:
    return f"<row>{''.join(text_cell(text) for text in texts)}</row>"


def xlsx(rows: str, after: str = "", styles: str = "") -> bytes:
    """Return a workbook of one sheet."""
    return zipped(xlsx_parts(rows, after, styles))


def xlsx_with(part: str, text: str | bytes, rows: str = "") -> bytes:
    """Return a workbook with a part of its own, or in the place of one."""
    return zipped(xlsx_parts(rows) | {part: text})


def merged(reference: str, times: int = 1) -> str:
    return "<mergeCells>" + f'<mergeCell ref="{reference}"/>' * times + "</mergeCells>"


def xlsx_parts(rows: str, after: str = "", styles: str = "") -> dict[str, str | bytes]:
    links = (("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId2", "styles", "styles.xml"))
    links += (("rId3", "sharedStrings", "strings.xml"),)
    related = "".join(
        f'<Relationship Id="{name}" Type="{LINKS}/{kind}" Target="{part}"/>'
        for name, kind, part in links
    )
    kinds = (("workbook", "sheet.main"), ("worksheets/sheet1", "worksheet"))
    kinds += (("styles", "styles"), ("strings", "sharedStrings"))
    types = "".join(
        f'<Override PartName="/xl/{part}.xml" ContentType="{KIND}{kind}+xml"/>'
        for part, kind in kinds
    )
    return {
        "[Content_Types].xml": f'<Types xmlns="{TYPES}">{types}</Types>',
        "xl/strings.xml": strings(),
        "xl/worksheets/sheet1.xml": (
            f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{after}</worksheet>'
        ),
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>',
        "xl/workbook.xml": (
            f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>'
            '<sheet name="Blad1" sheetId="1" r:id="rId1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="{PACKAGE}">{related}</Relationships>'
        ),
    }


def strings(*texts: str) -> str:
    return f'<sst xmlns="{MAIN}">' + "".join(f"<si><t>{text}</t></si>" for text in texts) + "</sst>"


def styled(codes: list[str]) -> str:
    """Return the styles of a workbook: one with each of some formats."""
    formats = "".join(
        f'<numFmt numFmtId="{200 + i}" formatCode="{escaped(code)}"/>'
        for i, code in enumerate(codes)
    )
    uses = "".join(f'<xf numFmtId="{200 + i}"/>' for i in range(len(codes)))
    return f"<numFmts>{formats}</numFmts><cellXfs>{uses}</cellXfs>"


# Cases that are drawn by chance.


def cases(chance: random.Random) -> Iterator[tuple[str, bytes]]:
    """Yield spreadsheets without end: ordinary ones, odd ones, broken ones and bombs."""
    bombs = chain.from_iterable(chance.sample([*BOMBS], len(BOMBS)) for _ in cycle([0]))
    while True:
        yield "table.csv", _csv(chance)
        yield "table.xlsx", zipped(_parts(chance))
        yield "broken.xlsx", zipped(_broken(_parts(chance), chance))
        yield "broken.csv", _mutated(_csv(chance), chance)
        yield "broken.zip.xlsx", _mutated(zipped(_parts(chance)), chance)
        if chance.random() < 0.1:
            yield BOMBS[next(bombs)]()


def _some(chance: random.Random) -> list[list[str]]:
    """Return a table: texts above its header perhaps, columns in any order, gaps and surprises."""
    header = [*HEADER, *chance.sample(("kort", "Opmerking", "aantal", "id", "Titel", ""), 2)]
    chance.shuffle(header)
    above = [[chance.choice(TEXTS)] for _ in range(chance.choice((0, 0, 1, 5, 25)))]
    good = dict(zip(HEADER, CARD, strict=True))
    wild = chance.choice((0.0, 0.0, 0.1, 0.5))
    body = [
        [chance.choice(TEXTS) if chance.random() < wild else good.get(name, "") for name in header]
        for _ in range(chance.choice((0, 1, 3, 20)))
    ]
    return [*above, header, *body]


def _csv(chance: random.Random) -> bytes:
    mark = chance.choice(";,\t|")
    quoted = chance.random() < 0.5
    lines = (
        mark.join('"' + cell.replace('"', '""') + '"' if quoted else cell for cell in cells)
        for cells in _some(chance)
    )
    says = f"sep={mark}\r\n" if chance.random() < 0.2 else ""
    text = says + chance.choice(("\r\n", "\n", "\r")).join(lines)
    encoding = chance.choice(("utf-8", "utf-8-sig", "utf-16", "cp1252"))
    return text.encode(encoding, errors="replace")


def _parts(chance: random.Random) -> dict[str, str | bytes]:
    codes = [
        *chance.sample(FORMATS, 8),
        "".join(chance.choices('0#?.,%/EeymdhsjuAP[]$;@*_\\" -', k=12)),
    ]
    rows = "".join(
        "<row>" + "".join(_any_cell(cell, chance) for cell in cells) + "</row>"
        for cells in _some(chance)
    )
    merges = "".join(
        f'<mergeCell ref="A{chance.randint(1, 9)}:{chance.choice("ABC")}{chance.randint(1, 99)}"/>'
        for _ in range(chance.choice((0, 0, 3)))
    )
    parts = xlsx_parts(rows, f"<mergeCells>{merges}</mergeCells>", styled(codes))
    parts["xl/strings.xml"] = strings("een", "twee")
    return parts


def _any_cell(text: str, chance: random.Random) -> str:
    if chance.random() < 0.8:
        return text_cell(text)
    kind = chance.choice(("n", "n", "n", "b", "e", "s", "str", "d", "x", "inlineStr"))
    value = chance.choice((*NUMBERS, "#N/A", "#FOO!", text))
    formula = chance.choice(("", "", "<f>A1+1</f>"))
    style = chance.randrange(9)
    return f'<c t="{kind}" s="{style}">{formula}<v>{escaped(value)}</v></c>'


def _broken(parts: dict[str, str | bytes], chance: random.Random) -> dict[str, str | bytes]:
    """Return a workbook with one part changed, lost, or in the place of another."""
    name, other = chance.choice([*parts]), chance.choice([*parts])
    match chance.randrange(4):
        case 0:
            del parts[name]
        case 1:
            parts[name] = parts[other]
        case 2:
            parts[name.upper().replace("/", chance.choice("/\\"))] = parts.pop(name)
        case _:
            text = parts[name]
            raw = text.encode() if isinstance(text, str) else text
            parts[name] = _mutated(raw, chance)
    return parts


def _mutated(raw: bytes, chance: random.Random) -> bytes:
    """Return bytes with some changed, lost, or written twice."""
    data = bytearray(raw)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(data) + 1)
        match chance.randrange(4):
            case 0:
                del data[at : at + chance.randint(1, 20)]
            case 1:
                data[at:at] = data[at : at + chance.randint(1, 200)]
            case 2:
                data[at : at + 1] = bytes([chance.randrange(256)])
            case _:
                data[at:at] = chance.choice((b'"', b"<", b"&x;", b"\0", b"\xff", b"-1", b"9999999"))
    return bytes(data)


# What was built to cost much.

LENS = text_cell(CARD[0])
CARDS = row(*HEADER) + row(*CARD)
FAR = f'<row r="1048576">{text_cell("ver", "XFD1048576")}</row>'


def _entities(declared: str, used: str) -> bytes:
    sheet = (
        f'<!DOCTYPE w [{declared}]><worksheet xmlns="{MAIN}"><sheetData>{CARDS}'
        f"{row(used).replace('&amp;', '&')}</sheetData></worksheet>"
    )
    return _with_sheet(sheet)


def _with_sheet(sheet: str | bytes) -> bytes:
    return xlsx_with("xl/worksheets/sheet1.xml", sheet)


def _elsewhere(rows: str) -> bytes:
    """Return a workbook whose sheet has a name and a folder that no program gives it."""
    parts = xlsx_parts("")
    parts["BLADEN/een.XML"] = parts["xl/worksheets/sheet1.xml"]
    parts["BLADEN/een.XML"] = f"<worksheet xmlns='{MAIN}'><sheetData>{rows}</sheetData></worksheet>"
    del parts["xl/worksheets/sheet1.xml"]
    links = str(parts["xl/_rels/workbook.xml.rels"])
    parts["xl/_rels/workbook.xml.rels"] = links.replace("worksheets/sheet1.xml", "/bladen/EEN.xml")
    return zipped(parts)


def _shared(texts: list[str], cells: int) -> bytes:
    body = "".join(f'<row><c t="s"><v>{i % len(texts)}</v></c></row>' for i in range(cells))
    header = "".join(text_cell(name) for name in HEADER)
    uses = body.replace("<row>", f"<row>{LENS}{LENS}")
    return xlsx_with("xl/strings.xml", strings(*texts), f"<row>{header}</row>{uses}")


def _nested() -> bytes:
    inner = zipped({"a": b"\0" * 50_000_000})
    for _ in range(3):
        inner = zipped({f"{i}.zip": inner for i in range(5)})
    return inner


BOMBS: dict[str, Callable[[], tuple[str, bytes]]] = {
    "a far cell": lambda: ("a.xlsx", xlsx(CARDS + FAR)),
    "a far cell in quotes": lambda: ("a.xlsx", xlsx(CARDS + FAR.replace('"', "'"))),
    "a far cell in small letters": lambda: ("a.xlsx", xlsx(CARDS + FAR.replace("XFD", "xfd"))),
    "a far cell elsewhere": lambda: ("a.xlsx", _elsewhere(CARDS + FAR)),
    "a far cell with a prefix": lambda: (
        "a.xlsx",
        _with_sheet(
            f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData>'
            + (CARDS + FAR)
            .replace("</", "</x:")
            .replace("<r", "<x:r")
            .replace("<c", "<x:c")
            .replace("<is", "<x:is")
            .replace("<t", "<x:t")
            + "</x:sheetData></x:worksheet>"
        ),
    ),
    "a row of number 10 to the 9th": lambda: (
        "a.xlsx",
        xlsx(CARDS + FAR.replace("1048576", "9" * 9)),
    ),
    "a row of number 10 to the 5000th": lambda: (
        "a.xlsx",
        xlsx(CARDS + f'<row r="{"9" * 5000}"/>'),
    ),
    "a million formatted rows": lambda: (
        "a.xlsx",
        xlsx(CARDS + "".join(f'<row r="{i}" s="1"/>' for i in range(3, 1_048_577))),
    ),
    "a million rows": lambda: ("a.xlsx", xlsx(CARDS + "<row><c><v>1</v></c></row>" * 1_000_000)),
    "a million cells in a row": lambda: (
        "a.xlsx",
        xlsx(f"<row>{'<c><v>1</v></c>' * 1_000_000}</row>"),
    ),
    "a text that all cells share": lambda: ("a.xlsx", _shared(["x" * 5_000_000], 9_000)),
    "texts that all cells share": lambda: ("a.xlsx", _shared(["x " * 2_499] * 10, 10_000)),
    "a million shared texts": lambda: ("a.xlsx", _shared(["x"] * 1_000_000, 10)),
    "a shared text of a million parts": lambda: (
        "a.xlsx",
        xlsx_with("xl/strings.xml", strings("</t><t>".join("x" * 1_000_000)), CARDS),
    ),
    "a million merges": lambda: (
        "a.xlsx",
        xlsx(CARDS, merged("A1:A1048576", 1_000_000)),
    ),
    "merges of many rows": lambda: (
        "a.xlsx",
        xlsx(row(*HEADER) + row(*CARD) * 10_000, merged("A2:A1048576", 20_000)),
    ),
    "a long text merged over all rows": lambda: (
        "a.xlsx",
        xlsx(
            row(*HEADER) + row("ict-input", "T", "x " * 2_400) + row("ict-input", "T") * 10_000,
            merged("C2:C1048576"),
        ),
    ),
    "a million styles": lambda: (
        "a.xlsx",
        xlsx(CARDS, styles="<cellXfs>" + '<xf numFmtId="14"/>' * 1_000_000 + "</cellXfs>"),
    ),
    "a million formats": lambda: (
        "a.xlsx",
        xlsx(
            CARDS,
            styles="<numFmts>"
            + "".join(f'<numFmt numFmtId="{i}" formatCode="0.{i}"/>' for i in range(600_000))
            + "</numFmts>",
        ),
    ),
    "a different format for each number": lambda: (
        "a.xlsx",
        xlsx(
            row(*HEADER)
            + "".join(f"<row>{LENS}{LENS}<c s='{i}'><v>1e300</v></c></row>" for i in range(10_000)),
            styles=styled([f'"{i}"' + "0" * 240 for i in range(10_000)]),
        ),
    ),
    "numbers of 300 digits": lambda: (
        "a.xlsx",
        xlsx(
            row(*HEADER) + f"<row>{LENS}<c><v>1e308</v></c><c><v>1</v></c></row>" * 10_000,
            styles=styled(["0.00"]),
        ),
    ),
    "a number of a million digits": lambda: (
        "a.xlsx",
        xlsx(CARDS + "<row><c><v>" + "9" * 1_000_000 + "</v></c></row>"),
    ),
    "entities in entities": lambda: (
        "a.xlsx",
        _entities(
            '<!ENTITY e0 "ha">'
            + "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 10)),
            "&e9;",
        ),
    ),
    "an entity of another file": lambda: (
        "a.xlsx",
        _entities('<!ENTITY e SYSTEM "file:///etc/passwd">', "&e;"),
    ),
    "links to elsewhere": lambda: (
        "a.xlsx",
        xlsx_with(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{LINKS}/worksheet" '
            'Target="file:///etc/passwd" TargetMode="External"/></Relationships>',
        ),
    ),
    "a million elements in elements": lambda: ("a.xlsx", _with_sheet("<a>" * 1_000_000)),
    "a million attributes": lambda: (
        "a.xlsx",
        _with_sheet("<a " + " ".join(f'a{i}="x"' for i in range(1_000_000)) + "/>"),
    ),
    "a million namespaces": lambda: (
        "a.xlsx",
        _with_sheet("<a " + " ".join(f'xmlns:a{i}="x"' for i in range(300_000)) + "/>"),
    ),
    "spaces unpacked": lambda: ("a.xlsx", xlsx(" " * 400_000_000)),
    "zips in zips": lambda: ("a.xlsx", _nested()),
    "many files": lambda: ("a.xlsx", zipped({f"xl/{i}": "" for i in range(40_000)})),
    "many sheets": lambda: (
        "a.xlsx",
        xlsx_with(
            "xl/workbook.xml",
            f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>'
            + "".join(f'<sheet name="{i}" sheetId="1" r:id="rId1"/>' for i in range(50_000))
            + "</sheets></workbook>",
            CARDS + "<row><c><v>1</v></c></row>" * 10_000,
        ),
    ),
    "a header of many columns": lambda: (
        "a.xlsx",
        xlsx(row(*HEADER, *(f"kolom {i}" for i in range(16_000)))),
    ),
    "two million marks": lambda: ("a.csv", b"lens;titel;tekst\n" + b";" * 2_000_000),
    "two million cells": lambda: ("a.csv", b"lens;titel;tekst\n" + b"a;" * 2_000_000),
    "a header of a million cells": lambda: ("a.csv", b"lens;titel;tekst" + b";lens" * 900_000),
    "one cell": lambda: ("a.csv", b"lens;titel;tekst\na;b;" + b"x" * 4_900_000),
    "one column": lambda: ("a.csv", b"lens;titel;tekst\n" + b"a\n" * 2_400_000),
    "empty lines": lambda: ("a.csv", b"lens;titel;tekst\n" + b"\n" * 4_900_000),
    "quotes": lambda: ("a.csv", b"lens;titel;tekst\n" + b'"' * 4_900_001),
    "quotes and marks": lambda: ("a.csv", b"lens;titel;tekst\n" + b'";"' * 1_600_000),
    "an open quote": lambda: ("a.csv", b'lens;titel;tekst\n"' + b"a;b\n" * 1_200_000),
    "a stack of title rows": lambda: ("a.csv", b"x;" * 100_000 + b"\n" + b"y;" * 1_000_000),
    "no text at all": lambda: ("a.csv", bytes(random.Random(1).randbytes(4_900_000))),
}


# What must be true of each.


def attempt(folder: Path, name: str, data: bytes) -> bool:
    """Read a spreadsheet and prove what came of it; whether it could be read."""
    file = folder / name
    file.write_bytes(data)
    start = seconds()
    examples = read_spreadsheet(file, "nl")
    assert seconds() - start < MAX_SECONDS
    for found in (*examples.problems, *examples.notices):
        assert found.origin is not None
        assert found.origin.file == file
        for lang in ("nl", "en"):
            assert format_problem(found, lang).removeprefix(f"{found.origin}: "), found
    for example in examples.rows:
        assert {"lens", "title", "text"} <= {*example.map} or "id" in example.map
        for column, cell in example.map.items():
            assert column in COLUMN_NAMES
            assert isinstance(cell.value, str)
            assert 0 < len(cell.value) <= MAX_CHARACTERS
            assert cell.origin.line > 1
    return not examples.problems


def seconds() -> float:
    """Return the CPU time of this process, and where the system tells of those it started."""
    if sys.platform == "win32":
        return time.process_time()
    import resource

    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(used.ru_utime + used.ru_stime for used in map(resource.getrusage, kinds))


def megabytes() -> float:
    """Return the most memory that this process had, and the largest of those it started."""
    import resource

    status = Path("/proc/self/status")
    if status.exists():  # `getrusage` counts the process that started this one, too
        own = int(status.read_text(encoding="utf-8").split("VmHWM:")[1].split()[0])
    else:
        own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return (own + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024
