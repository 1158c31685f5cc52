"""Guide, instruction card and sheet of agreements: with them somebody can lead a session."""

import json
import re
from itertools import combinations
from pathlib import Path

import pytest

from tests.support.pdfs import MM, Page, Thing, page_count, pages, squeezed, text_of, text_within
from tests.support.runs import LANGS, Built, edit, kit_of, run
from tests.support.schools import write_school
from tests.support.tags import tags

PAGE_COUNT = 20
PREPARATION_PAGE, PLAN_PAGE, SCRIPT_PAGES, LENS_PAGES = 4, 5, range(6, 12), range(12, 17)
SHEETS_PAGE, WORDS_PAGE = 17, 19
FEWER_SCRIPT_PAGES = 1  # of one length: the last page is for notes
# The title of each page, and the beginnings of the ids of the texts that stand on it.
PAGES = (
    ("guide.title", ("guide.title", "guide.for")),
    ("guide.purpose.heading", ("guide.purpose", "guide.pieces", "guide.use")),
    ("guide.before.heading", ("guide.before",)),
    ("guide.table.heading", ("guide.table",)),
    ("guide.prepare.heading", ("guide.prepare",)),
    ("guide.plan.heading", ("guide.plan",)),
    ("guide.script.heading", ()),
    *(("guide.script.continued", ()),) * 5,
    *(
        (f"{lens}.name", ())
        for lens in ("society", "results", "choices", "ict-input", "ict-output")
    ),
    ("guide.matrices.heading", ("guide.matrices",)),
    ("guide.close.heading", ("guide.close", "guide.after")),
    ("guide.words.heading", ("guide.words",)),
)
# What stands on another page, or only in a guide for one length of session or for a print shop.
ELSEWHERE = ("guide.prepare.after_bundle", "guide.plan.minutes", "guide.plan.columns.time")
IMPRINT_PT = 7.0  # the words to the ruler
FOOTER_MM = 283
COLUMN_MM, TIMES_END_MM = 55, 82  # where the texts begin, and where the times end
in_each_language = pytest.mark.parametrize("lang", LANGS)


def guide(folder: Path, *args: str, lang: str = "nl") -> Path:
    out = folder / "out"
    done = run("build", "guide", "--lang", lang, "--profile", "office", "--output", str(out), *args)
    assert done.exit_code == 0, done.output
    (file,) = out.rglob("*.pdf")
    return file


def times_of(file: Path) -> list[tuple[int, int]]:
    """Return the minute at which each part begins, and how many it takes; the end comes last."""
    text = text_within(file, PLAN_PAGE, COLUMN_MM, TIMES_END_MM)
    found = re.findall(r"(\d+):(\d\d)(\d+)min", text)
    return [(int(hour) * 60 + int(minute), int(length)) for hour, minute, length in found]


@in_each_language
@pytest.mark.parametrize("minutes", [60, 90, 120])
def test_the_times_of_a_session_add_up(tmp_path: Path, lang: str, minutes: int) -> None:
    file = guide(tmp_path, "--minutes", str(minutes), lang=lang)
    assert file.name == f"guide-a4-{minutes}-min.pdf"
    assert page_count(file) == PAGE_COUNT
    *parts, end = times_of(file)
    assert len(parts) == {60: 7, 90: 8, 120: 9}[minutes]  # no break in 90, no data in 60
    now = 0
    for begins, length in parts:
        assert begins == now
        now += length
    assert end == (minutes, minutes)
    assert now == minutes


def test_a_school_with_a_start_gets_the_times_of_a_clock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_school(tmp_path / "s", "session: {minutes: 90, start: 23:30}\n")
    file = guide(tmp_path, "--school", "s")
    assert file.name == "guide-a4.pdf"
    *parts, end = times_of(file)
    assert parts[0] == (23 * 60 + 30, 5)
    assert end == (60, 90)  # past midnight
    text = text_of(file)
    assert "23:35" in text


def test_a_start_alone_means_90_minutes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_school(tmp_path / "s", 'session: {start: "9.05"}\n')
    *parts, end = times_of(guide(tmp_path, "--school", "s"))
    assert parts[0][0] == 9 * 60 + 5
    assert end == (10 * 60 + 35, 90)


@in_each_language
def test_the_script_names_the_page_of_each_lens(built: Built, lang: str) -> None:
    file = built.pdf(lang, "office/guide-a4.pdf")
    kit = kit_of(lang)
    script = "".join(text_within(file, page, COLUMN_MM, 210) for page in SCRIPT_PAGES)
    for step in kit.facts.session:
        numbers = [
            lens.number + LENS_PAGES[0] for lens in kit.facts.lenses if lens.id in step.lenses
        ]
        named = kit.texts["guide.script.page"].replace("{count}", ", ".join(map(str, numbers)))
        assert not numbers or squeezed(named) in script
    for number, page in enumerate(LENS_PAGES, 1):
        (name,) = (kit.texts[f"{it.id}.name"] for it in kit.facts.lenses if it.number == number)
        assert squeezed(name) in text_within(file, page, 0, 210)
        assert page == number + LENS_PAGES[0] - 1


def middle_of(word: Thing) -> float:
    """Return the middle of a word, in points from the left."""
    return float(word["x0"] + word["x1"]) / 2


def test_without_a_length_all_three_stand_side_by_side(built: Built) -> None:
    plan = pages(built.pdf("nl", "office/guide-a4.pdf"), PLAN_PAGE + 1)[PLAN_PAGE]
    steps = kit_of("nl").facts.session
    figures = [
        word
        for word in plan.extract_words(extra_attrs=["size"])
        if re.fullmatch(r"\d+|–", word["text"]) and word["size"] >= 15
    ]
    for i, minutes in enumerate((60, 90, 120)):
        (head,) = (word for word in figures if word["text"] == str(minutes) and word["size"] == 15)
        column = [
            word
            for word in figures
            if word is not head and abs(middle_of(word) - middle_of(head)) < MM
        ]
        found = [0 if word["text"] == "–" else int(word["text"]) for word in column]
        assert found == [*(step.minutes[i] for step in steps), minutes]
        assert sum(found[:-1]) == minutes
    for one, other in combinations(figures, 2):  # "60 min90 min120 min" could not be read
        if abs(one["bottom"] - other["bottom"]) < MM:
            assert abs(middle_of(one) - middle_of(other)) >= 15 * MM - 1


@in_each_language
def test_the_script_can_be_read_out_from_beginning_to_end(built: Built, lang: str) -> None:
    file = built.pdf(lang, "office/guide-a4.pdf")
    kit = kit_of(lang)
    script = "".join(text_within(file, page, COLUMN_MM, 210) for page in SCRIPT_PAGES)
    at = 0
    for step in kit.facts.session:
        for part in ("do", "say"):
            words = squeezed(kit.texts[f"guide.steps.{step.id}.{part}"]).replace(
                "{page}", str(SHEETS_PAGE + 1)
            )
            assert words in script[at:], step.id
            at = script.index(words, at)


@in_each_language
def test_its_pages_stand_in_the_order_in_which_they_are_needed(built: Built, lang: str) -> None:
    file = built.pdf(lang, "office/guide-a4.pdf")
    texts = kit_of(lang).texts
    assert page_count(file) == PAGE_COUNT  # five sheets of A3, folded
    titles = [squeezed(texts[title]) for title, _ in PAGES]
    assert [title.text for title in tags(file).all("H1")] == titles
    for number, title in enumerate(titles):
        assert title in text_within(file, number, 0, 210)


@pytest.fixture(scope="module")
def of_60_minutes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return guide(tmp_path_factory.mktemp("guide"), "--minutes", "60")


def sizes_by_font(page: Page, font: str) -> set[float]:
    """Return the sizes of the letters of a page in a font; figures are in the other."""
    return {
        round(char["size"], 1)
        for char in page.chars
        if font in char["fontname"] and char["text"].isalpha()
    }


@in_each_language
def test_what_is_said_aloud_is_the_largest_text_on_its_page_after_the_title(
    built: Built, of_60_minutes: Path, lang: str
) -> None:
    files = [(built.pdf(lang, "office/guide-a4.pdf"), SCRIPT_PAGES)]
    files += [(of_60_minutes, SCRIPT_PAGES[:-1])] if lang == "nl" else []
    for file, script in files:
        for page in [pages(file)[number] for number in script]:
            title, said, heading, *_ = sorted(sizes_by_font(page, "Bricolage"), reverse=True)
            assert title > said >= 16 > heading
            assert max(sizes_by_font(page, "Atkinson")) == 11  # what is done


@in_each_language
def test_no_page_is_half_empty_or_has_small_type(
    built: Built, of_60_minutes: Path, lang: str
) -> None:
    for file in (built.pdf(lang, "office/guide-a4.pdf"), of_60_minutes):
        for number, page in enumerate(pages(file), 1):
            letters = [char for char in page.chars if char["text"].isalnum()]
            sizes = {round(char["size"], 1) for char in letters} - {IMPRINT_PT}
            assert min(sizes) >= 10.5, number
            texts = [char["bottom"] for char in letters if char["bottom"] < FOOTER_MM * MM]
            drawn = [*page.lines, *page.rects, *page.curves]
            rules = [
                it["bottom"]
                for it in drawn
                if it["x0"] > COLUMN_MM * MM and it["bottom"] < FOOTER_MM * MM
            ]
            assert max(texts + rules) >= 0.66 * page.height, number


@in_each_language
def test_each_text_stands_on_the_page_that_it_belongs_to(built: Built, lang: str) -> None:
    file = built.pdf(lang, "office/guide-a4.pdf")
    texts = kit_of(lang).texts
    numbers = {"guide.prepare": "3", "guide.table": str(WORDS_PAGE + 1)}
    for page, (_, beginnings) in enumerate(PAGES):
        printed = text_within(file, page, 0, 210)
        for beginning in beginnings:
            for text_id in (it for it in texts if f"{it}.".startswith(f"{beginning}.")):
                words = texts[text_id].replace("{page}", numbers.get(beginning, ""))
                seen = squeezed(words.replace("{count}", "4")) in printed
                assert seen or text_id in ELSEWHERE, text_id


@in_each_language
def test_for_several_lengths_the_script_says_what_60_minutes_change(
    built: Built, lang: str
) -> None:
    file = built.pdf(lang, "office/guide-a4.pdf")
    kit = kit_of(lang)
    script = "".join(text_within(file, page, COLUMN_MM, 210) for page in SCRIPT_PAGES)
    short = [step for step in kit.facts.session if step.short]
    assert script.count(squeezed(kit.texts["guide.script.short"])) == len(short) == 5
    for step in short:
        for part in {"do", "say"} & {*step.short.texts}:
            text = kit.texts[f"guide.steps.{step.id}.short.{part}"]
            assert squeezed(text.replace("{page}", str(SHEETS_PAGE + 1))) in script


@in_each_language
def test_a_script_for_60_minutes_has_the_short_forms_only(tmp_path: Path, lang: str) -> None:
    kit = kit_of(lang)
    printed = text_of(guide(tmp_path, "--minutes", "60", lang=lang))
    assert squeezed(kit.texts["guide.script.short"]) not in printed
    page = str(SHEETS_PAGE + 1 - FEWER_SCRIPT_PAGES)
    for step in kit.facts.session:
        for part in {"brief", "table", "do", "say"} & {*(step.short.texts if step.short else ())}:
            short, usual = (
                squeezed(kit.texts[f"guide.steps.{step.id}.{form}{part}"].replace("{page}", page))
                for form in ("short.", "")
            )
            assert short in printed
            assert short in usual or usual not in printed
    lens_pages = (page - FEWER_SCRIPT_PAGES for page in LENS_PAGES)
    numbers = [str(page + 1) for page in lens_pages][3:]  # of lenses 4 and 5, with the cards
    named = kit.texts["guide.script.page"].replace("{count}", ", ".join(numbers))
    assert squeezed(named) in printed


@in_each_language
def test_what_is_said_aloud_stands_in_quotes(built: Built, lang: str) -> None:
    file = built.pdf(lang, "office/guide-a4.pdf")
    kit = kit_of(lang)
    said = {f"guide.steps.{step.id}.say" for step in kit.facts.session}
    for lens in kit.facts.lenses:
        said |= {f"{lens.id}.questions.{name}" for name in lens.questions}
        said |= {f"{lens.id}.follow_ups.{name}" for name in lens.follow_ups}
    spoken = (
        "guide.matrices.ask_",
        "guide.table.rule_",
        "guide.after.review_",
        "guide.after.evaluate_",
    )
    said |= {it for it in kit.texts if it.startswith(spoken) and not it.endswith("_text")}
    printed = text_of(file)
    for text_id in said:
        assert re.search(rf"“{re.escape(squeezed(kit.texts[text_id]))}”", printed), text_id


def test_terms_and_tasks_are_said_in_few_words() -> None:
    for lang in LANGS:
        kit = kit_of(lang)
        for term in kit.facts.glossary:
            assert len(kit.texts[f"guide.words.terms.{term}.text"].split()) <= 25, term
        for it in kit.texts:
            is_task = re.fullmatch(r"guide\.steps\..*\.task", it)
            assert not is_task or len(kit.texts[it].split()) <= 25, it


@in_each_language
def test_it_has_room_for_longer_words_of_a_school(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    monkeypatch.chdir(tmp_path)
    texts = kit_of(lang).texts
    longer = {
        it: texts[it] + " " + texts[it][: len(texts[it]) // 8]
        for it in texts
        if it.startswith(("guide.before", "guide.table", "guide.after", "guide.words.terms"))
        or re.fullmatch(r"guide\.steps\.[\w-]+\.(short\.)?(do|say)", it)
    }
    flat = "".join(f"  {it}: {json.dumps(words)}\n" for it, words in longer.items())
    write_school(tmp_path / "s", f"school: {{languages: [{lang}]}}\ntexts:\n{flat}")
    assert page_count(guide(tmp_path, "--school", "s", lang=lang)) == PAGE_COUNT


@in_each_language
def test_each_lens_has_a_page_with_all_that_belongs_to_it(built: Built, lang: str) -> None:
    file = built.pdf(lang, "office/guide-a4.pdf")
    kit = kit_of(lang)
    for page, lens in zip(LENS_PAGES, kit.facts.lenses, strict=True):
        printed = text_within(file, page, 0, 210)
        parts = (
            ["name", "view", "aim"]
            + [f"questions.{name}" for name in lens.questions]
            + [f"follow_ups.{name}" for name in lens.follow_ups]
            + [f"pitfalls.{name}" for name in lens.pitfalls]
            + [f"cards.{card.id}.title" for card in lens.cards]
        )
        assert len(lens.follow_ups) >= 3
        assert len(lens.pitfalls) >= 2
        for part in parts:
            assert squeezed(kit.texts[f"{lens.id}.{part}"]) in printed, part


def test_own_cards_stand_with_their_lens_and_too_many_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    many = "".join(
        f"  - {{lens: ict-output, title: Bord {i} dat in de gang bij de ingang hangt, text: x}}\n"
        for i in range(60)
    )
    write_school(tmp_path / "s", "examples:\n" + many)
    text = text_within(guide(tmp_path, "--school", "s"), LENS_PAGES[-1], 0, 210)
    shown = sum(squeezed(f"Bord {i} dat") in text for i in range(60))
    assert 8 < shown < 60
    assert squeezed(f"en nog {60 - shown}") in text


@in_each_language
def test_its_list_agrees_with_the_print_order(tmp_path: Path, lang: str) -> None:
    args = ("--profile", "office", "--lang", lang, "--groups", "7", "--output", str(tmp_path))
    assert run("build", *args).exit_code == 0
    folder = tmp_path / "denkplaat" / lang
    listed = text_within(folder / "office/guide-a4.pdf", PREPARATION_PAGE, 0, 210)
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in (folder / "print-order.md").read_text(encoding="utf-8").splitlines()
        if "office/" in line
    ]
    assert len(rows) == 6
    for what, _, copies, paper, sides, *_ in rows:
        assert squeezed(what + copies + paper + sides) in listed
    assert "7" in listed


def test_an_a4_has_four_instruction_cards_that_are_alike(built: Built) -> None:
    (sheet,) = pages(built.pdf("nl", "office/instructions-a4.pdf"))
    letters = [
        (char["text"], round(char["x0"] / MM, 1), round(char["top"] / MM, 1))
        for char in sheet.chars
        if round(char["size"]) != 7  # the words to the ruler
    ]
    card = [letter for letter in letters if letter[1] < 105 and letter[2] < 148.5]
    assert squeezed("Zo werken jullie") in squeezed("".join(letter for letter, *_ in card))
    for dx, dy in ((105, 0), (0, 148.5), (105, 148.5)):
        for letter, x, y in card:
            near = [
                other
                for other, other_x, other_y in letters
                if abs(other_x - x - dx) < 0.2 and abs(other_y - y - dy) < 0.2
            ]
            assert letter in near


@pytest.mark.parametrize("paper", ["a3", "a4"])
def test_agreements_have_room_for_what_who_and_when(tmp_path: Path, paper: str) -> None:
    args = ("agreements", "--lang", "en", "--paper", paper, "--output", str(tmp_path))
    assert run("build", *args).exit_code == 0
    (sheet,) = pages(tmp_path / f"denkplaat/en/office/agreements-{paper}.pdf")
    heads = ("What are we going to do?", "Who?", "When?", "How will we notice?")
    assert all(head in " ".join(sheet.extract_text().split()) for head in heads)


@pytest.mark.parametrize(
    ("session", "says"),
    [
        (
            "{minutes: 75}",
            "`session.minutes` cannot be 75. Choose from `60`, `90`, `120`.",
        ),
        (
            '{start: "25:00"}',
            '`session.start` is not a time: 25:00. Write the time as "13:30".',
        ),
        (
            "{start: half twee}",
            '`session.start` is not a time: half twee. Write the time as "13:30".',
        ),
    ],
)
def test_a_session_that_cannot_be_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, session: str, says: str
) -> None:
    monkeypatch.chdir(tmp_path)
    write_school(tmp_path / "s", f"session: {session}\n")
    result = run("check", "guide", "--school", "s", "--lang", "en")
    assert result.exit_code == 1
    assert f": {says}" in result.output.splitlines()[0]


def test_parts_that_do_not_add_up_are_refused(project: Path) -> None:
    edit(project / "content/kit.yaml", "minutes: [12, 15, 17]", "minutes: [13, 15, 17]")
    result = run("check", "guide", "--lang", "en")
    assert result.exit_code == 1
    assert "The parts of a session of 60 minutes add up to 61 minutes." in result.output


def test_minutes_are_for_the_guide(tmp_path: Path) -> None:
    result = run("build", "cards", "--minutes", "60", "--lang", "en", "--output", str(tmp_path))
    assert result.exit_code == 1
    assert result.output.startswith("--minutes 60 is for the guide and the slides")
