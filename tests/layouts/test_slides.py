"""Slides: one a step of the session, read from the back of a room, on a road that fills."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from kit.catalogue import SESSION_MINUTES
from kit.planning.timetable import TimetableStep, timetable
from kit.reading.load import Kit
from kit.reading.school_schema import Session
from tests.support.legibility import collisions
from tests.support.pdfs import MM, Page, page_count, pages, picture, squeezed
from tests.support.runs import LANGS, Built, kit_of, refused, run
from tests.support.schools import write_school, write_school_with_logo
from tests.support.tags import tags

FILE = "office/slides-16x9.pdf"
GOLD = (255, 184, 28)
MARGIN_MM = 16
ROAD_Y_MM, FIRST_X_MM, LAST_X_MM = 162, 26, 294  # of the marks on the road
LONG_NAME = "Openbare daltonschool De Lange Naam aan de Overkant van de Rivier"
in_each_language = pytest.mark.parametrize("lang", LANGS)
of_each_length = pytest.mark.parametrize("minutes", SESSION_MINUTES)


@pytest.fixture(scope="module")
def of_length(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, int], Path]:
    """Slides by language and minutes."""
    out = tmp_path_factory.mktemp("slides")
    for minutes in SESSION_MINUTES:
        done = run("build", "slides", "--minutes", str(minutes), "--output", str(out))
        assert done.exit_code == 0, done.output
    return {
        (lang, minutes): out / f"denkplaat/{lang}/office/slides-16x9-{minutes}-min.pdf"
        for lang in LANGS
        for minutes in SESSION_MINUTES
    }


def steps_of(kit: Kit, minutes: int = 90, start: str | None = None) -> list[TimetableStep]:
    return timetable(kit.facts.session, Session(minutes=minutes, start=start))["steps"]


def slides_of(folder: Path, school: Path, lang: str) -> Path:
    done = run("build", "slides", "--school", str(school), "--lang", lang, "--output", str(folder))
    assert done.exit_code == 0, done.output
    return folder / school.name / lang / FILE


def said(slide: Page, least_pt: int, most_pt: int) -> str:
    """Return what stands on a slide in type of some sizes, squeezed."""
    letters = (it["text"] for it in slide.chars if least_pt <= round(it["size"]) <= most_pt)
    return squeezed("".join(letters))


@in_each_language
@of_each_length
def test_each_step_has_a_slide_with_its_title_question_task_and_minutes(
    of_length: dict[tuple[str, int], Path], lang: str, minutes: int
) -> None:
    kit = kit_of(lang)
    first, *middle, _ = pages(of_length[lang, minutes])
    steps = steps_of(kit, minutes)
    assert len(middle) == len(steps)
    assert sum(step["minutes"][0] for step in steps) == minutes
    for number, (slide, step) in enumerate(zip(middle, steps, strict=True), 1):
        text = {part: squeezed(kit.texts[text_id]) for part, text_id in step["texts"].items()}
        assert text["title"] in said(slide, 24, 32)
        assert said(slide, 54, 84) == text["question"]
        assert text["task"] in said(slide, 32, 34)  # read from eight metres
        numbers = [str(number), str(step["minutes"][0])]
        assert said(slide, 44, 44) == "".join(numbers)
    assert squeezed(kit.texts["poster.title"]) in said(first, 54, 84)
    assert squeezed(kit.texts["fair"]) in said(first, 54, 84)
    heads = ("gap", "what", "who", "when", "check")
    listed = "".join(f"{i}{kit.texts[f'guide.agreements.{it}']}" for i, it in enumerate(heads, 1))
    title, again = (kit.texts[f"guide.agreements.{it}"] for it in ("title", "again"))
    end = squeezed(title + listed + again)
    assert squeezed(tags(of_length[lang, minutes]).text).endswith(end)


@in_each_language
def test_a_task_has_25_words_at_most_and_a_question_is_one(lang: str) -> None:
    for text_id, text in kit_of(lang).texts.items():
        if text_id.startswith("guide.steps.") and text_id.endswith(".task"):
            assert 4 <= len(text.split()) <= 25, text_id
        if text_id.startswith("guide.steps.") and text_id.endswith(".question"):
            assert text.endswith("?"), text_id


def test_without_a_length_slides_are_for_90_minutes_without_times(built: Built) -> None:
    _, *middle, _ = pages(built.pdf("nl", FILE))
    assert len(middle) == len(steps_of(kit_of("nl"), 90))
    assert not any(re.search(r"\d:\d", slide.extract_text()) for slide in middle)


@in_each_language
def test_with_a_start_each_slide_says_from_when_to_when(tmp_path: Path, lang: str) -> None:
    school = write_school(tmp_path / "s", 'session: {minutes: 120, start: "23:05"}\n')
    _, *middle, _ = pages(slides_of(tmp_path / "out", school, lang))
    at = [step["at"] for step in steps_of(kit_of(lang), 120, "23:05")]
    for slide, (begins, ends) in zip(middle, pairwise([*at, "1:05"]), strict=True):
        assert squeezed(f"{begins} – {ends}") in said(slide, 28, 28)
    assert (at[0], at[1]) == ("23:05", "23:15")


def marks(file: Path, slide: int, steps: int) -> Iterator[str]:
    """Yield what each mark on the road is: the present step, a past one, or one to come."""
    scale = 4
    image = picture(file, slide, dpi=25.4 * scale)
    pitch = (LAST_X_MM - FIRST_X_MM) / (steps - 1)
    for index in range(steps):
        x = FIRST_X_MM + index * pitch
        inside, outside = (
            image.getpixel((round((x + dx) * scale), round((ROAD_Y_MM + dy) * scale)))
            for dx, dy in ((2, 2), (0, -6.5))
        )
        yield "present" if outside == GOLD else "past" if inside == GOLD else "to come"


@of_each_length
def test_the_road_shows_how_far_the_group_is(
    of_length: dict[tuple[str, int], Path], minutes: int
) -> None:
    file, count = of_length["nl", minutes], len(steps_of(kit_of("nl"), minutes))
    for present in range(count):
        expected = ["past"] * present + ["present"] + ["to come"] * (count - present - 1)
        assert [*marks(file, present + 1, count)] == expected


@in_each_language
@of_each_length
def test_nothing_is_small_pale_or_near_the_edge(
    of_length: dict[tuple[str, int], Path], lang: str, minutes: int
) -> None:
    file = of_length[lang, minutes]
    assert collisions(file) == []
    for slide in pages(file):
        letters = [letter for letter in slide.chars if letter["text"].strip()]
        assert min(letter["size"] for letter in letters) >= 24
        for edge, far in (("x0", False), ("top", False), ("x1", True), ("bottom", True)):
            size = slide.width if edge == "x1" else slide.height
            distances = [size - it[edge] if far else it[edge] for it in letters]
            least = MARGIN_MM if edge in ("x0", "x1") else 4
            assert min(distances) / MM >= least - 1


@in_each_language
def test_a_long_name_and_a_wide_logo_stand_on_the_first_slide(tmp_path: Path, lang: str) -> None:
    text = f"school: {{name: {LONG_NAME}, logo: logo.png, colours: {{accent: '#7a1fa2'}}}}\n"
    school = write_school_with_logo(tmp_path / "s", text, logo_px=(4000, 500))
    file = slides_of(tmp_path / "out", school, lang)
    first, *others = pages(file)
    assert squeezed(LONG_NAME) in said(first, 24, 32)
    assert not any(squeezed(LONG_NAME) in squeezed(slide.extract_text()) for slide in others)
    assert collisions(file) == []


@pytest.mark.parametrize(
    ("text_id", "size"),
    [
        ("guide.steps.fair.question", "54"),
        ("guide.steps.fair.task", "28"),
        ("guide.steps.fair.title", "24"),
        ("guide.plan.minutes", "24"),
        ("guide.agreements.gap", "28"),
        ("guide.agreements.again", "28"),
        ("poster.title", "54"),
        ("fair", "54"),
    ],
)
def test_a_text_that_is_too_long_for_its_slide_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text_id: str, size: str
) -> None:
    monkeypatch.chdir(tmp_path)
    long = "Dit is veel te lang voor een dia. " * 12
    school = {"school": {"languages": ["nl"]}, "texts": {text_id: long}}
    write_school(tmp_path / "s", school)
    (found,) = refused("slides", "--school", "s")
    assert f"`{text_id}`" in found
    assert f"past niet op de dia’s (16:9), ook niet op {size} pt." in found


@in_each_language
def test_a_screen_reader_finds_each_step_under_its_title(built: Built, lang: str) -> None:
    kit = kit_of(lang)
    read = tags(built.pdf(lang, FILE))
    titles = [step["texts"]["title"] for step in steps_of(kit)]
    ids = ("poster.title", *titles, "guide.agreements.title")
    assert [tag.text for tag in read.all("H1")] == [squeezed(kit.texts[it]) for it in ids]
    at = 0
    for step in steps_of(kit):
        for part in ("title", "question", "task"):
            words = squeezed(kit.texts[step["texts"][part]])
            at = read.text.index(words, at) + len(words)


def test_nobody_prints_slides_by_accident(tmp_path: Path) -> None:
    args = ("--profile", "office", "--lang", "nl", "--groups", "4", "--output", str(tmp_path))
    assert run("build", *args).exit_code == 0
    assert page_count(tmp_path / "denkplaat/nl" / FILE) == 10
    order = (tmp_path / "denkplaat/nl/print-order.md").read_text(encoding="utf-8")
    assert "guide-a4.pdf" in order
    assert "slides" not in order


@pytest.mark.parametrize(
    ("lang", "says"),
    [
        ("nl", "--groups 4 is voor wat je print, en dia’s print je niet."),
        ("en", "--groups 4 is for what you print, and slides are not printed."),
    ],
)
def test_a_print_order_of_slides_alone_is_refused(lang: str, says: str) -> None:
    result = run("build", "slides", "--groups", "4", "--lang", lang)
    assert result.exit_code == 1
    assert result.output.startswith(says)
