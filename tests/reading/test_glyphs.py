"""Characters that no font can show: named with the text, file and line that hold them."""

from dataclasses import replace
from pathlib import Path, PurePosixPath

import openpyxl
import pytest

from kit.build import build
from kit.errors import KitError, Origin
from kit.messages import format_problem
from kit.planning.job import Job
from kit.planning.sheet import Sheet
from kit.preflight.checks import Refused, preflight
from kit.preflight.layout_problems import layout_problems
from kit.printing.typeset import Failed, Rendered, pictures, render
from kit.reading.fonts import SchoolFonts
from kit.reading.glyphs import COMMON_TEXT, bundled_code_points, format_characters, missing_glyphs
from kit.reading.logo import Logo
from kit.request import Request
from kit.yaml_nodes.nodes import Node
from tests.support.runs import edit, kit_of, run

SYMBOL = {
    "nl": "bevat een teken uit een symboollettertype, zoals het opsommingsteken van Word: {}. Typ "
    "het opnieuw, bijvoorbeeld als • of -, of laat het weg.",
    "en": "contains a character from a symbol font, such as Word’s bullet: {}. Type it again, for "
    "example as • or -, or leave it out.",
}
NONE = {
    "nl": "bevat een code waar geen teken bij hoort: {}. Typ de tekst opnieuw. Het teken is "
    "misschien uit een ander programma meegekopieerd.",
    "en": "contains a code that is not a character: {}. Type the text again. The character may "
    "have been copied from another program.",
}
GLYPH = {
    "nl": "bevat een teken dat in geen lettertype zit: {}. Laat het weg, of zet in een map "
    "`fonts` naast school.yaml een lettertype dat het wel heeft.",
    "en": "contains a character that is in none of the fonts: {}. Leave it out, or put a font "
    "that has it in a folder `fonts` beside school.yaml.",
}
PICTURE = {
    "nl": "Hier staat een teken dat in geen lettertype zit: {}. Het komt uit geen van de teksten. "
    "Misschien staat het in een afbeelding: zet tekst daarin om in contouren, of gebruik "
    "een png.",
    "en": "There is a character here that is in none of the fonts: {}. It is not from any of the "
    "texts. It may be in a picture: turn text there into outlines, or use a png.",
}
CHARACTERS = [
    ("\\uF0B7", SYMBOL, "U+F0B7"),
    ("\\U000F0000", SYMBOL, "U+F0000"),
    ("\\U00100000", SYMBOL, "U+100000"),
    ("\\u0378", NONE, "U+0378"),
    ("\\uFDD0", NONE, "U+FDD0"),
    ("\\uFFFE", NONE, "U+FFFE"),
    ("漢", GLYPH, "漢 (U+6F22)"),
    ("1\\uFE0F\\u20E3", GLYPH, "1\ufe0f\u20e3 (U+0031 U+FE0F U+20E3)"),
    ("❤\\uFE0F", GLYPH, "❤\ufe0f (U+2764 U+FE0F)"),
    ("e\\u20E3", GLYPH, "e\u20e3 (U+0065 U+20E3)"),
    ("👩\\u200D💻", GLYPH, "👩\u200d💻 (U+1F469 U+200D U+1F4BB)"),
    ("🇳🇱", GLYPH, "🇳🇱 (U+1F1F3 U+1F1F1)"),
    ("👍🏽", GLYPH, "👍🏽 (U+1F44D U+1F3FD)"),
    ("\u1112\u1161\u11ab", GLYPH, "\ud55c (U+D55C)"),  # read as one syllable
]


def write(school: Path, text: str) -> None:
    (school / "school.yaml").write_text(text, encoding="utf-8")


def problems(*pieces: str, lang: str = "nl", profile: str = "office") -> list[str]:
    """Make pieces of the school `s`, expect that they are refused, and return the problems."""
    order = Request([Path("s")], (lang,), pieces=pieces, profiles=(profile,))
    with pytest.raises(KitError) as refused:
        build(order, Path("output"))
    assert not Path("output").exists()
    return [format_problem(found, lang) for found in refused.value.problems]


def job(lang: str = "nl", piece: str = "instructions", **changes: object) -> Job:
    """Return a job for a piece of the kit as it is, with some of its texts changed."""
    kit = kit_of(lang)
    kit = replace(kit, texts={**kit.texts, **changes})
    return Job(kit, Sheet(piece, "office", "a4"), PurePosixPath(f"denkplaat/{lang}/x.pdf"))


def with_logo(job: Job, svg: str) -> Job:
    return replace(job, kit=replace(job.kit, logo=Logo(svg, Origin(Path("school.yaml"), 1))))


def failure(job: Job) -> Failed:
    (result,) = render([job])
    assert isinstance(result, Failed)
    return result


@pytest.mark.parametrize(("typed", "words", "named"), CHARACTERS)
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_a_character_that_no_font_shows_is_named_with_its_text_and_line(
    school: Path, lang: str, typed: str, words: dict[str, str], named: str
) -> None:
    write(school, f'school:\n  name: "Groep 1 {typed} en e"\n')
    assert problems("instructions", lang=lang) == [
        f"s/school.yaml:2: `school.name` {words[lang].format(named)}"
    ]


def test_the_command_ends_with_1_and_keeps_the_files_of_before(school: Path) -> None:
    write(school, "school: {name: X, languages: [nl]}\n")
    assert run("build", "instructions", "--school", "s").exit_code == 0
    (file,) = Path("output").rglob("*.pdf")
    before = file.read_bytes()
    write(school, 'school: {name: "X \\uF0B7", languages: [nl]}\n')
    result = run("build", "instructions", "--school", "s")
    assert result.exit_code == 1
    assert "U+F0B7" in result.stderr
    assert file.read_bytes() == before


@pytest.mark.parametrize("profile", ["tiled", "copyshop", "large"])
def test_every_profile_names_it(school: Path, profile: str) -> None:
    write(school, 'texts:\n  poster.title: "X \\uF0B7"\n')
    assert problems("poster", profile=profile) == [
        f"s/school.yaml:2: `poster.title` {SYMBOL['nl'].format('U+F0B7')}"
    ]


def test_the_words_on_tiles_count_too(school: Path) -> None:
    write(school, 'texts:\n  print.glue: "X \\uF0B7"\n  poster.title: "Y \\uF0B7"\n')
    named = SYMBOL["nl"].format("U+F0B7")
    assert problems("poster", profile="tiled") == [
        f"s/school.yaml:2: `print.glue` {named}",
        f"s/school.yaml:3: `poster.title` {named}",
    ]


def test_all_characters_of_all_texts_are_named_at_once_in_the_language_they_stand_in(
    school: Path,
) -> None:
    write(
        school,
        'texts:\n  fair: "a \\uF0B7 b \\u0378 c \\uF0B7"\n'
        "examples:\n  - lens: ict-input\n    title:\n"
        '      nl: "Laptop 漢"\n      en: "Laptop 字"\n    text: "2\\uFE0F\\u20E3"\n',
    )
    expected = [
        f"s/school.yaml:2: `fair` {SYMBOL['nl'].format('U+F0B7')}",
        f"s/school.yaml:2: `fair` {NONE['nl'].format('U+0378')}",
        f"s/school.yaml:6: `ict-input.cards.own-laptop.title` {GLYPH['nl'].format('漢 (U+6F22)')}",
        "s/school.yaml:8: `ict-input.cards.own-laptop.text` "
        + GLYPH["nl"].format("2\ufe0f\u20e3 (U+0032 U+FE0F U+20E3)"),
    ]
    assert problems("cards") == expected


def test_a_word_is_named_and_not_the_texts_of_the_kit_that_it_is_filled_into(school: Path) -> None:
    write(school, 'texts:\n  words.learner: "\\uF0B7"\n  fair: "1\\u20E3 van {Learner}"\n')
    assert problems("cards") == [
        f"s/school.yaml:2: `words.learner` {SYMBOL['nl'].format('U+F0B7')}",
        f"s/school.yaml:3: `fair` {GLYPH['nl'].format('1⃣ (U+0031 U+20E3)')}",
    ]


def test_a_cell_of_a_spreadsheet_is_named(school: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["lens", "titel", "tekst"])
    book.active.append(["ict-input", "Laptop", "\uf0b7 Lenen"])
    book.save(school / "cards.xlsx")
    write(school, "examples_from: cards.xlsx\n")
    assert problems("cards") == [
        f"s/cards.xlsx:C2: `ict-input.cards.own-laptop.text` {SYMBOL['nl'].format('U+F0B7')}"
    ]


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_a_character_in_no_text_is_a_problem_of_the_file_and_may_be_in_a_picture(
    lang: str,
) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><text y="9">漢</text></svg>'
    result = preflight(failure(with_logo(job(lang), svg)))
    assert isinstance(result, Refused)
    said = f"denkplaat/{lang}/x.pdf: {PICTURE[lang].format('漢 (U+6F22)')}"
    assert [format_problem(found, lang) for found in result.problems] == [said]


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (
            "nl",
            "Typst meldt: PDF/A-2a error: the PDF contains PostScript code. Aan je teksten ligt "
            "het niet. Gaat het om een afbeelding, probeer dan een png. Stuur anders deze melding "
            "en je bestanden naar wie de kit onderhoudt.",
        ),
        (
            "en",
            "Typst reports: PDF/A-2a error: the PDF contains PostScript code. Your texts are not "
            "the cause. If it is about a picture, try a png. Otherwise send this message and your "
            "files to whoever maintains the kit.",
        ),
    ],
)
def test_whatever_else_typst_says_is_a_problem_too(lang: str, said: str) -> None:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><linearGradient id="g" '
        'spreadMethod="reflect" x2="0.3"><stop stop-color="#0a0"/><stop offset="1" '
        'stop-color="#ff0"/></linearGradient><rect width="9" height="9" fill="url(#g)"/></svg>'
    )
    result = preflight(failure(with_logo(job(lang), svg)))
    assert isinstance(result, Refused)
    assert [format_problem(found, lang) for found in result.problems] == [
        f"denkplaat/{lang}/x.pdf: {said}"
    ]


def test_an_error_in_a_layout_is_a_problem(project: Path) -> None:
    edit(project / "layouts/instructions.typ", "  card-ground()\n", "  panic([Geen idee])\n")
    result = preflight(failure(job()))
    assert isinstance(result, Refused)
    (said,) = (format_problem(found, "nl") for found in result.problems)
    assert said.startswith("denkplaat/nl/x.pdf: Typst meldt: panicked with: ")


def test_what_is_written_by_the_kit_itself_is_in_none_of_the_texts(project: Path) -> None:
    edit(project / "layouts/instructions.typ", "  card-ground()\n", "  [漢]; card-ground()\n")
    (found,) = layout_problems(failure(job(fair="Niets")))
    assert (
        format_problem(found, "en") == f"denkplaat/nl/x.pdf: {PICTURE['en'].format('漢 (U+6F22)')}"
    )


def test_a_drawing_that_failed_is_reported_too(project: Path) -> None:
    edit(project / "layouts/instructions.typ", "  card-ground()\n", "  panic([Geen idee])\n")
    pngs, result = pictures(job(), 300)
    assert not pngs
    assert layout_problems(result)


def test_there_is_no_rendering_without_a_pdf_and_no_failure_without_a_reason() -> None:
    made = job()
    for nothing in (b"", b"None"):
        with pytest.raises(ValueError, match="without a PDF"):
            Rendered(made, 1, (), (0.0, 0.0), (), nothing)
    with pytest.raises(ValueError, match="without a reason"):
        Failed(made, ())
    with pytest.raises(ValueError, match="without a problem"):
        Refused(made, ())


def test_letters_of_many_scripts_pass() -> None:
    for text in ("Szkoła Żółta é ë x\u0323\u0302", "Σχολείο, Школа Їжак", "مدرسة الأمل", "תקווה"):
        (result,) = render([job(fair=text)])
        assert isinstance(result, Rendered)


def test_what_is_not_looked_up_is_in_the_bundled_fonts() -> None:
    usual = {code for code in range(0x110000) if COMMON_TEXT.fullmatch(chr(code))} - {10}
    assert usual <= bundled_code_points() | {0xAD}


def test_a_long_text_in_a_script_without_a_font_is_one_message_and_no_panic(school: Path) -> None:
    nko = "\u07d8\u07d9 \u07da\u07db " * 100
    write(school, f'school:\n  name: "{nko}"\n')
    said = problems("poster")
    assert len(said) <= 4
    assert all("(U+07D" in line for line in said)


@pytest.mark.parametrize("fair", ["\u07d8 " * 200, "\ua9c1\u0300" * 90, "\U00010913 " * 200])
def test_whatever_typst_does_with_a_text_is_a_problem_or_a_page(fair: str) -> None:
    """Here nothing is looked up before."""
    (result,) = render([job(fair=fair)])
    assert isinstance(result, Rendered) or layout_problems(result)


def test_marks_that_pile_up_over_other_lines_are_refused(school: Path) -> None:
    write(school, f'school:\n  name: "Z{chr(0x301) * 5}alg"\n')
    assert problems("instructions", lang="nl") == [
        "s/school.yaml:2: `school.name` heeft meer dan 3 tekens boven of onder één letter. Haal "
        "ze weg: ze zouden door andere regels heen lopen."
    ]
    assert problems("instructions", lang="en") == [
        "s/school.yaml:2: `school.name` has more than 3 marks above or below one letter. Remove "
        "them: they would run into other lines."
    ]


def test_a_name_in_which_nothing_is_seen_is_empty(school: Path) -> None:
    write(school, 'school:\n  name: "\\u00ad\\u200d"\n')
    (said,) = problems("instructions", lang="nl")
    assert said == "s/school.yaml:2: `school.name` is leeg. Vul de tekst in, of haal de regel weg."


def missing(text: str, fonts: SchoolFonts | None = None) -> list[tuple[str, object]]:
    texts = {"fair": Node(text, Origin(Path("a.yaml"), 1))}
    return [(each.kind, dict(each.values)["character"]) for each in missing_glyphs(texts, fonts)]


def test_each_run_of_missing_characters_is_one_problem() -> None:
    assert missing("Kansen, één voor élk: “ja” – 3 €") == []
    assert missing("a 你好 b 你好 c 好") == [
        ("text.glyph", "你好 (U+4F60 U+597D)"),
        ("text.glyph", "好 (U+597D)"),
    ]
    assert missing("\ue000") == [("text.symbol", "U+E000")]
    assert missing("\u0378") == [("text.no_character", "U+0378")]


def test_a_font_of_the_school_adds_its_characters() -> None:
    fonts = SchoolFonts(Path(), (), frozenset(map(ord, "你好")))
    assert missing("你好", fonts) == []


def test_a_mark_is_shown_on_its_letter() -> None:
    assert missing("x\u0ec8y") == [("text.glyph", "x\u0ec8 (U+0078 U+0EC8)")]
    assert format_characters("好") == "好 (U+597D)"
