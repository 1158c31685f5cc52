"""Schools as nobody would write them: each gives a correct kit, or problems that name their place.

`python -m tests.support.fuzz --minutes N` tries for so many minutes; the suite tries a few dozen
with a fixed seed. A case that fails is printed: give it a name and a test of its own.
"""

import argparse
import json
import random
import re
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
import typst
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st

from kit.build import make, plan_jobs
from kit.catalogue import SECTORS
from kit.errors import KitError
from kit.paths import home
from kit.planning.job import Job
from kit.planning.layout_input import layout_input
from kit.planning.sheet import Sheet
from kit.preflight.checks import FinishedFile
from kit.request import Request
from tests.support import fuzz_fields, fuzz_pictures, fuzz_tables
from tests.support.pdfs import MM, squeezed
from tests.support.schools import as_yaml

Box = tuple[float, float, float, float]  # left, top, right, bottom in mm from the top left corner

# Letters of all scripts that are promised, signs that mean something to Typst, YAML or HTML.
SCRIPTS = (
    "kansen gelijk leerling ziekenhuis ijs Ĳ",
    "Żółć Łódź gęślą şehir çağ İstanbul ğüş școală țară înțelege",
    "Αθήνα ευκαιρία παιδί",
    "Україна школа їжак ґанок",
    "مدرسة الأمل فرص",
    "בית ספר תקווה",
)
SIGNS = "#import $x$ * _ @ref \\ \" ' < > <script> {{ [ ] ~ -- ... % & | ` = + / //"
words = st.one_of(
    st.sampled_from(" ".join(SCRIPTS).split()),
    st.sampled_from(SIGNS.split()),
    st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=14),
    st.text("abcmnow", min_size=20, max_size=60),
    st.characters(min_codepoint=32, max_codepoint=0x2FFF),
)
short = st.lists(words, min_size=0, max_size=6).map(" ".join)
middling = st.lists(words, min_size=1, max_size=60).map(" ".join)
long = st.integers(1, 5000).map(lambda size: ("kansen en ict op school " * 209)[:size])
texts = st.one_of(short, short, middling, long)
kind_texts = st.one_of(short, st.just("Kansen"), st.just("Een korte tekst over ict."))
ids = st.from_regex(r"\A[a-z]{3,12}\Z")


@st.composite
def schools(draw: st.DrawFn) -> dict[str, object]:
    """Draw a school: half of them of bearable texts, so that many give a kit."""
    some = draw(st.sampled_from((kind_texts, kind_texts, texts)))
    count = draw(st.sampled_from((1, 2, 5, 12, 60)))
    examples = [
        {
            "id": f"own-{number}",
            "lens": draw(st.sampled_from(("ict-input", "ict-output"))),
            "title": draw(some) or "Titel",
            "text": draw(some) or "Tekst",
            **draw(
                st.sampled_from(({}, {"choice": "time"}, {"quantity": "3"}, {"short": "Kort."}))
            ),
        }
        for number in range(count)
    ]
    school: dict[str, object] = {
        "school": {
            "name": draw(some) or "School",
            "sector": draw(st.sampled_from(SECTORS)),
            "languages": [draw(st.sampled_from(("nl", "en")))],
        },
        "examples": examples,
    }
    if draw(st.booleans()):
        school["choices"] = [
            {"id": name, "label": draw(some) or "A", "equal": draw(some) or "B", "different": "C"}
            for name in draw(st.lists(ids, max_size=12, unique=True))
        ]
    if draw(st.booleans()):
        fields = draw(st.lists(ids, max_size=9, unique=True))
        school["fields"] = {"society": [{"id": n, "label": draw(some) or "F"} for n in fields]}
    if draw(st.booleans()):
        school["texts"] = {
            draw(st.sampled_from(("poster.intro", "fair", "poster.title"))): draw(some)
        }
    return school


def mutated(raw: bytes, chance: random.Random) -> bytes:
    """Return a file with bytes changed, lines lost or doubled, or keys of two lines swapped."""
    lines = raw.split(b"\n")
    for _ in range(chance.randint(1, 5)):
        at, other = chance.randrange(len(lines)), chance.randrange(len(lines))
        match chance.randrange(5):
            case 0:
                del lines[at]
            case 1:
                lines.insert(at, lines[other % len(lines)])
            case 2 if b":" in lines[at] and b":" in lines[other]:
                (a, _, b), (c, _, d) = lines[at].partition(b":"), lines[other].partition(b":")
                lines[at], lines[other] = c + b":" + b, a + b":" + d
            case 3 if lines[at]:
                byte = chance.randrange(len(lines[at]))
                lines[at] = (
                    lines[at][:byte] + bytes([chance.randrange(256)]) + lines[at][byte + 1 :]
                )
            case _:
                lines[at] = lines[at] + chance.choice(
                    (b" #", b": ", b"\t", b'"', b"]", b"\xff", b"&a")
                )
        lines = lines or [b""]
    return b"\n".join(lines)


SMALL = Request(pieces=("cards", "instructions"), profiles=("office",))


def attempt(folder: Path, request: Request) -> list[FinishedFile] | None:
    """Make a school's kit and prove it right; None if it was refused, each problem with a place."""
    request = replace(request, schools=[folder])
    try:
        files = [*make(request)]
    except KitError as error:
        nowhere = [problem for problem in error.problems if problem.origin is None]
        assert not nowhere, nowhere
        return None
    for job, file in zip(plan_jobs(request), files, strict=True):
        prove_pages(file)
        prove_letters(file, job.sheet)
        if job.sheet.profile in ("office", "large"):
            prove_frames(job)
    return files


def prove_pages(file: FinishedFile) -> None:
    """Prove that there is a PDF, with all its pages: none, or an empty one, is a failure."""
    assert file.pages > 0, file.path
    with pypdfium2.PdfDocument(file.contents[file.path]) as document:
        assert len(document) == file.pages, file.path


def prove_letters(file: FinishedFile, sheet: Sheet) -> None:
    """Prove that no letter leaves the safe area, and no two texts overlap."""
    bleed, safe = sheet.bleed_mm, sheet.safe_mm
    if sheet.tiling:
        return  # windows on the poster that is proved as large
    width, height = sheet.size_mm
    with pypdfium2.PdfDocument(file.contents[file.path]) as document:
        for page in document:
            boxes = [box for _, box in letters(page)]
            for left, top, right, bottom in boxes:
                edge = bleed + safe - 0.1
                assert left >= edge, (file.path, left)
                assert top >= edge, (file.path, top)
                assert right <= width - edge, (file.path, right)
                assert bottom <= height - edge, (file.path, bottom)
            overlapping = [*overlaps(boxes)]
            assert not overlapping, (file.path, overlapping[:3])


def overlaps(boxes: list[Box]) -> Iterator[tuple[Box, Box]]:
    """Yield pairs of letters that cover each other by more than marks on letters do."""
    cells: dict[tuple[int, int], list[Box]] = {}
    for box in boxes:
        x, y = int((box[0] + box[2]) / 20), int((box[1] + box[3]) / 20)
        near = [
            other for i in (-1, 0, 1) for j in (-1, 0, 1) for other in cells.get((x + i, y + j), ())
        ]
        for other in near:
            across = min(box[2], other[2]) - max(box[0], other[0])
            down = min(box[3], other[3]) - max(box[1], other[1])
            wide = min(box[2] - box[0], other[2] - other[0])
            tall = min(box[3] - box[1], other[3] - other[1])
            on_one_line = abs(box[3] - other[3]) < 0.3 * max(
                box[3] - box[1], other[3] - other[1], 1
            )
            if across > 0.4 * wide and down > 0.4 * tall and not on_one_line:
                yield box, other
        cells.setdefault((x, y), []).append(box)


def letters(page: pypdfium2.PdfPage) -> Iterator[tuple[str, Box]]:
    """Yield every visible letter of a page with the box of its ink, as PDFium sees it."""
    text = page.get_textpage()
    height = page.get_height()
    for index in range(text.count_chars()):
        letter = chr(pdfium.FPDFText_GetUnicode(text.raw, index))
        if letter.isspace() or pdfium.FPDFText_IsGenerated(text.raw, index) == 1:
            continue
        left, bottom, right, top = text.get_charbox(index)
        if right > left and top > bottom:
            yield letter, (left / MM, (height - top) / MM, right / MM, (height - bottom) / MM)


def prove_frames(job: Job) -> None:
    """Prove that each text stands in its frame, whole."""
    compiler = typst.Compiler(
        str(home() / "layouts" / f"{job.sheet.piece}.typ"),
        root=str(home()),
        font_paths=typst.Fonts(
            include_system_fonts=False,
            include_embedded_fonts=False,
            font_paths=[str(home() / "assets" / "fonts")],
        ),
        ignore_system_fonts=True,
        sys_inputs={"job": json.dumps(layout_input(job)), "fonts": "[]", "frames": "yes"},
    )
    pdf = compiler.compile(format="pdf")
    assert isinstance(pdf, bytes)
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [[*letters(page)] for page in document]
    for frame in json.loads(compiler.query("<frame>", field="value")):
        left, top = frame["x"] - 0.6, frame["y"] - 0.35 * frame["height"] - 2
        right, bottom = frame["x"] + frame["width"] + 0.6, frame["y"] + frame["height"]
        inside = "".join(
            letter
            for letter, box in pages[frame["page"] - 1]
            if left <= box[0]
            and box[2] <= right
            and top <= box[1]
            and (box[1] + box[3]) / 2 <= bottom
        )
        found = sorted(squeezed(inside))
        for text_id in frame["ids"]:
            words = re.sub(r"\{\w+\}", "", job.kit.texts[text_id])  # what a layout fills in
            wanted = sorted(squeezed(words))
            assert _all_in(wanted, found), (job.path, text_id, inside)


def _all_in(wanted: list[str], found: list[str]) -> bool:
    """Whether all letters of a text are there, however PDFium orders and joins them."""
    plain = [letter for letter in wanted if letter.isascii() and letter.isalnum()]
    rest = list(found)
    for letter in plain:
        if letter not in rest:
            return False
        rest.remove(letter)
    return True


Folder = dict[str, bytes]  # what is in a school's folder, by the names of its files


def mutated_templates(chance: random.Random) -> Iterator[Folder]:
    """Yield the folders that schools start from, with their school.yaml changed."""
    templates = sorted(home().glob("content/template/*"))
    while True:
        template = chance.choice(templates)
        files = {file.name: file.read_bytes() for file in template.iterdir()}
        yield files | {"school.yaml": mutated(files["school.yaml"], chance)}


def drawn_schools(chance: random.Random) -> Iterator[Folder]:
    """Yield schools as `schools` draws them."""
    while True:
        yield {"school.yaml": as_yaml(_drawn(chance.randrange(10**9)))}


def odd_fields(chance: random.Random) -> Iterator[Folder]:
    """Yield schools of which a field holds a value of another kind."""
    while True:
        for _, text in islice(fuzz_fields.cases(chance), chance.randrange(1000), None, 997):
            yield {"school.yaml": text.encode("utf-8", "surrogatepass")}


def odd_files(chance: random.Random) -> Iterator[Folder]:
    """Yield schools with a spreadsheet, a logo or a font."""
    tables, pictures = fuzz_tables.cases(chance), fuzz_pictures.cases(chance)
    while True:
        name, data = next(tables)
        yield {name: data, "school.yaml": f"examples_from: {name}\n".encode()}
        name, data = next(pictures)
        named = f", logo: {name}" if name.startswith("logo") else ""
        yield {name: data, "school.yaml": f"school: {{languages: [nl]{named}}}\n".encode()}


def _drawn(seed: int) -> dict[str, object]:
    """Return a school that a seed gives."""
    drawn: list[dict[str, object]] = []

    @seeded(seed)
    @settings(
        max_examples=1,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=[*HealthCheck],
    )
    @given(schools())
    def one(school: dict[str, object]) -> None:
        drawn.append(school)

    one()
    return drawn[0]


def main() -> None:
    """Try schools for some minutes, and say how many were made and refused."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)
    end = time.monotonic() + 60 * arguments.minutes
    made = refused = 0
    makers = (mutated_templates, drawn_schools, odd_fields, odd_files)
    for files in chain.from_iterable(zip(*(maker(chance) for maker in makers), strict=True)):
        if time.monotonic() > end:
            break
        with tempfile.TemporaryDirectory() as name:
            for file, data in files.items():
                (Path(name) / file).parent.mkdir(exist_ok=True)
                (Path(name) / file).write_bytes(data)
            outcome = attempt(Path(name), SMALL)
        made, refused = made + (outcome is not None), refused + (outcome is None)
    print(
        f"seed {arguments.seed}: {made} kits made and proved right, {refused} refused with a place"
    )


if __name__ == "__main__":
    main()
