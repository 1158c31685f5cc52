"""A school makes the kit its own: what it writes is on the pages, what is wrong is named."""

import json
from pathlib import Path

import jsonschema
import pytest
import yaml
from PIL import Image, ImageChops

from kit.colour.contrast import contrast_on_white, readable
from kit.names import terms
from kit.paths import icons
from kit.reading.school import School, read_school
from kit.request import Request
from tests.support.pdfs import pages, picture, squeezed, text_of
from tests.support.runs import kit_of, run
from tests.support.schools import LOGO_COLOUR, SMALL, write_school_with_logo


@pytest.fixture
def school(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return write_school_with_logo(tmp_path / "s")


def built(*args: str) -> dict[str, Path]:
    """Build in the current folder and return the files by name."""
    result = run("build", *args)
    assert result.exit_code == 0, result.output
    return {file.name: file for file in Path("output").rglob("*.pdf")}


def problems(*args: str) -> list[str]:
    """Check, expect refusal, and return what is wrong, in English."""
    result = run("check", "--lang", "en", *args)
    assert result.exit_code == 1, result.output
    assert "Traceback" not in result.output
    return result.output.splitlines()[:-1]


def test_a_schools_name_words_and_examples_are_on_all_pieces(school: Path) -> None:
    files = built("--school", "s")
    texts = {name: text_of(file) for name, file in files.items()}
    assert all(file.is_relative_to("output/regenboog/nl") for file in files.values())
    for text in texts.values():
        assert squeezed("Basisschool De Regenboog") in text
        assert "student" not in text.replace("studentenhoevaak", "").replace("overstudenten", "")
    assert squeezed("Eerlijk delen: «kansen» & ict") in texts["poster-a0.pdf"]
    assert squeezed("Advies groep 8") in texts["poster-a0.pdf"]
    assert squeezed("Advies groep 8") in texts["matrices-a3.pdf"]
    assert squeezed("Chromebooks mee naar huis") in texts["poster-a0.pdf"]
    assert squeezed("Digitale geletterdheid") not in texts["poster-a0.pdf"] + texts["cards-a4.pdf"]
    assert squeezed("Verder lezen?") not in texts["poster-a0.pdf"]
    cards = texts["cards-a4.pdf"]
    assert cards.count(squeezed("Chromebooks mee naar huis")) == 2
    assert cards.count(squeezed("Elke leerling krijgt een chromebook mee.")) == 2
    assert cards.count(squeezed("Jouw voorbeeld")) == 8


def test_its_card_is_numbered_on_from_the_kits_own(school: Path) -> None:
    kit = kit_of("nl", school)
    (card,) = [card for lens in kit.facts.lenses for card in lens.cards if card.from_school]
    assert card.number == 10


@pytest.mark.parametrize("size", [(3000, 600), (600, 1800), (900, 900)], ids=str)
def test_a_logo_of_any_shape_stands_undistorted_on_every_piece(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    monkeypatch.chdir(tmp_path)
    write_school_with_logo(tmp_path / "s", logo_px=size)
    for name, file in built("--school", "s", "--profile", "office").items():
        image = picture(file, dpi=101.6)  # 4 pixels a millimetre
        box = _box_of(image, LOGO_COLOUR, name)
        assert (box[2] - box[0]) / (box[3] - box[1]) == pytest.approx(size[0] / size[1], rel=0.12)


def _box_of(image: Image.Image, colour: tuple[int, int, int], name: str) -> tuple[int, ...]:
    """Return the box of the largest solid area of a colour in the part where the logo stands."""
    width, height = image.size
    area = {
        "poster-a3.pdf": (width * 3 // 4, 0, width, height // 17),
        "matrices-a3.pdf": (width * 3 // 5, 0, width * 81 // 100, 100),
        "cards-a4.pdf": (264, 520, width // 2 - 8, height // 2 - 8),
        "guide-a4.pdf": (width // 2, 60, width, 240),
        "instructions-a4.pdf": (264, 20, width // 2 - 8, 120),
        "agreements-a3.pdf": (width * 3 // 5, 0, width * 81 // 100, 100),
    }[name]
    part = image.crop(area)
    other = ImageChops.difference(part, Image.new("RGB", part.size, colour)).convert("L")
    box = other.point(lambda value: 255 if value < 4 else 0).getbbox()
    assert box is not None, name
    return box


@pytest.mark.parametrize("kind", ["svg", "jpg", "pdf"])
def test_a_logo_may_be_of_any_usual_kind(school: Path, kind: str) -> None:
    logo = school / f"logo.{kind}"
    if kind == "svg":
        data = (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3 1"><rect width="3" height="1"/>'
        )
        logo.write_text(data + "</svg>", encoding="utf-8")
    else:
        Image.new("RGB", (1800, 600), "navy").save(logo)
    (school / "school.yaml").write_text(SMALL.replace("logo.png", logo.name), encoding="utf-8")
    assert "cards-a4.pdf" in built("cards", "--school", "s")


def test_a_logo_that_is_a_little_coarse_is_printed_smaller(school: Path) -> None:
    write_school_with_logo(school, logo_px=(350, 140))
    files = built("poster", "--school", "s", "--profile", "large")
    with Image.open(school / "logo.png") as image:
        sharp_mm = image.width / 150 * 25.4
    poster = picture(files["poster-a0.pdf"], dpi=50.8)
    box = poster.crop((poster.width * 3 // 4, 0, poster.width, poster.height // 17))
    other = ImageChops.difference(box, Image.new("RGB", box.size, LOGO_COLOUR)).convert("L")
    left, _, right, _ = other.point(lambda value: 255 if value < 4 else 0).getbbox() or (0,) * 4
    assert (right - left) / 2 == pytest.approx(sharp_mm, abs=1.5)


def test_a_card_of_another_lens_keeps_its_id(school: Path) -> None:
    text = SMALL.replace(
        "id: chromebooks\n    lens: ict-input", "id: drop-out\n    lens: ict-input"
    )
    (school / "school.yaml").write_text(text, encoding="utf-8")
    (problem,) = problems("--school", "s")
    assert "card with the id `drop-out` too." in problem


def test_a_pale_accent_is_made_darker_and_the_kit_says_so(school: Path) -> None:
    (school / "school.yaml").write_text(SMALL.replace("#7a1fa2", "#ffcc00"), encoding="utf-8")
    darker = readable("#ffcc00")
    assert contrast_on_white(darker) >= 7
    result = run("build", "cards", "--school", "s", "--lang", "nl")
    assert result.exit_code == 0
    assert "s/school.yaml:7: De kleur #ffcc00 is te licht om op wit te lezen" in result.output
    assert darker in result.output
    assert readable("#7a1fa2") == "#7a1fa2"


MAXIMAL_CARD = {"lens": "ict-input", "choice": "nabijheid", "text": ("kansen en ict " * 29)[:400]}


def test_a_maximal_school_fits_and_the_poster_says_what_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    own_choices = [
        {
            "id": name,
            "label": name.capitalize(),
            "equal": "Iedereen gelijk",
            "different": "Elk eigen",
        }
        for name in ("nabijheid", "toetsen", "groepen")
    ]
    tree = yaml.safe_load(SMALL) | {
        "examples": [
            MAXIMAL_CARD | {"id": f"eigen-{i}", "title": f"Eigen voorbeeld {i}"} for i in range(20)
        ],
        "choices": own_choices,
        "fields": {"society": [{"id": f"veld-{i}", "label": f"Veld {i}"} for i in range(5)]},
        "readings": [{"title": f"Bron {i}", "url": f"https://example.org/{i}"} for i in range(5)],
        "hide": [],
    }
    tree["school"]["name"] = "Openbare daltonschool De Lange Naam aan de Overkant van de Rivier"
    write_school_with_logo(
        tmp_path / "s", yaml.safe_dump(tree, allow_unicode=True), logo_px=(4000, 500)
    )
    files = built("--school", "s")
    texts = {name: text_of(file) for name, file in files.items()}
    for i in range(20):
        assert squeezed(f"Eigen voorbeeld {i}") in texts["cards-a4.pdf"]
    for choice in own_choices:
        assert squeezed(choice["label"]) in texts["matrices-a3.pdf"]
    for i in range(5):
        assert squeezed(f"Veld {i}") in texts["matrices-a3.pdf"]
    poster = texts["poster-a0.pdf"]
    assert "voorbeeldenopdekaarten" in poster
    assert "opdeinvulbladen" in poster
    assert "bronnenbijdeschool" in poster
    assert "eigenvoorbeeld" in poster
    assert squeezed("Belangrijke bestuurskeuzes met betrekking tot ict") in poster


def test_an_example_from_data_may_belong_to_a_choice(school: Path) -> None:
    (school / "school.yaml").write_text(SMALL.replace("ict-input", "ict-output"), encoding="utf-8")
    files = built("--school", "s")
    assert len(pages(files["matrices-a3.pdf"])) == 4
    assert squeezed("Chromebooks mee naar huis") in text_of(files["poster-a0.pdf"])


def test_lists_with_ids_merge_by_id(school: Path) -> None:
    text = SMALL + "choices: [{id: time, label: Lestijd}]\n"
    (school / "school.yaml").write_text(text, encoding="utf-8")
    kit = kit_of("nl", school)
    assert kit.texts["choices.choices.time.label"] == "Lestijd"
    assert kit.texts["choices.choices.time.equal"].startswith("Iedereen")
    assert [choice.id for choice in kit.facts.lenses[2].choices].count("time") == 1


def test_examples_with_one_title_are_two_cards(school: Path) -> None:
    same = "  - {lens: ict-output, title: Portfolio, text: Een tekst.}\n"
    text = SMALL.replace("texts:", same + same + "texts:")
    (school / "school.yaml").write_text(text, encoding="utf-8")
    kit = kit_of("nl", school)
    own = [card.id for lens in kit.facts.lenses for card in lens.cards if card.from_school]
    assert own == ["chromebooks", "own-portfolio", "own-portfolio-3"]
    assert kit.texts["ict-input.cards.portfolio.title"] == "Ouders kijken mee"


def test_an_id_that_is_there_twice_is_refused(school: Path) -> None:
    twin = "  - {id: chromebooks, lens: ict-input, title: Nog een, text: Een tekst.}\n"
    text = SMALL.replace("texts:", twin + "texts:")
    (school / "school.yaml").write_text(text, encoding="utf-8")
    assert problems("--school", "s") == [
        "s/school.yaml:15: Another one has the id `chromebooks` too. "
        "The first stands at s/school.yaml:9; give one of them another id."
    ]


def test_a_text_may_be_given_per_language(school: Path) -> None:
    text = SMALL.replace("Basisschool De Regenboog", "{nl: De Regenboog, en: The Rainbow}")
    (school / "school.yaml").write_text(text, encoding="utf-8")
    assert kit_of("nl", school).texts["school.name"] == "De Regenboog"
    assert kit_of("en", school).texts["school.name"] == "The Rainbow"


def test_several_schools_each_have_a_folder_of_their_own(school: Path, tmp_path: Path) -> None:
    write_school_with_logo(tmp_path / "t", SMALL.replace("id: regenboog", "id: vuurtoren"))
    built("cards", "--school", "s", "--school", "t/school.yaml")
    assert {path.name for path in Path("output").iterdir()} == {"regenboog", "vuurtoren"}


def test_two_schools_with_one_id_are_refused(school: Path, tmp_path: Path) -> None:
    write_school_with_logo(tmp_path / "t")
    (problem,) = problems("--school", "s", "--school", "t")
    assert problem.startswith("t/school.yaml:2: Another school has the id `regenboog` too")


BAD: dict[str, tuple[str, str, list[str]]] = {
    "misspelled key": (
        "name:",
        "nmae:",
        [
            "3: `school.nmae` is no key that the kit knows. Did you mean `name`?",
        ],
    ),
    "unknown sector": (
        "sector: po",
        "sector: hbo",
        [
            "4: There is no sector `hbo`. Did you mean vocational education (`mbo`)? Choose from "
            "primary education (`po`), secondary education (`vo`), vocational education (`mbo`).",
        ],
    ),
    "unknown language": (
        "[nl]",
        "[xx]",
        [
            "5: The kit has no language `xx`. Choose from Dutch (`nl`), English (`en`).",
        ],
    ),
    "logo not there": (
        "logo.png",
        "lgoo.png",
        [
            "6: There is no file lgoo.png in the school’s folder. Check the spelling, "
            "capitals included.",
        ],
    ),
    "logo elsewhere": (
        "logo.png",
        "../logo.png",
        [
            "6: The file ../logo.png lies outside the school’s folder. Copy it into the folder.",
        ],
    ),
    "logo of another kind": (
        "logo.png",
        "school.yaml",
        [
            "6: The logo school.yaml is no svg, png, jpg or pdf, whatever its name says. "
            "Open it in a drawing program and save it as svg or png.",
        ],
    ),
    "no colour": (
        '"#7a1fa2"',
        "paars",
        [
            '7: `school.colours.accent` is no colour: paars. Write it as "#7a1fa2", with quotes.',
        ],
    ),
    "misspelled lens": (
        "lens: ict-input",
        "lens: ict-inptu",
        [
            "10: There is no lens `ict-inptu` for examples. Did you mean Ict as input to the "
            "school’s choices (`ict-input`)? Choose from LENSES.",
        ],
    ),
    "misspelled choice": (
        "choice: time",
        "choice: tyme",
        [
            "11: There is no choice `tyme`. Did you mean Teaching time (`time`)? Choose from "
            "CHOICES.",
        ],
    ),
    "key in Dutch": (
        "    text: Elke",
        "    tekst: Elke",
        [
            "9: The text `ict-input.cards.chromebooks.text` is missing.",
            "13: `examples[1].tekst` is no key that the kit knows. Did you mean `text`?",
        ],
    ),
    "no number": (
        "quantity: 2",
        "quantity: veel",
        [
            "14: `examples[1].quantity` must be a whole number, and is veel.",
        ],
    ),
    "unknown icon": (
        "quantity: 2",
        "icon: bananna",
        [
            "14: There is no icon `bananna`. Choose from ICONS.",
        ],
    ),
    "unknown text": (
        "poster.title",
        "poster.titel",
        [
            "15: `poster.titel` is no text of the kit. Did you mean `poster.title`?",
        ],
    ),
    "unknown part": (
        "digital-literacy",
        "digital-literay",
        [
            "16: `digital-literay` is no part that can be hidden. Did you mean `digital-literacy`?",
        ],
    ),
    "unknown placeholder": (
        "{learner}",
        "{lerner}",
        [
            "13: `ict-input.cards.chromebooks.text` has an unknown placeholder {lerner}. Use "
            "one of {learner}, {learners}, {Learner}, {Learners}.",
        ],
    ),
    "number out of range": (
        "blank_cards: 8",
        "blank_cards: -1",
        [
            "17: `blank_cards` must be 0 or more, and is -1.",
        ],
    ),
    "no list": (
        "examples:\n",
        "examples: none\nexample:\n",
        [
            "8: `examples` must be a list. Start each of its items on a line with `- `.",
            "9: `example` is no key that the kit knows. Did you mean `examples`?",
        ],
    ),
    "no map": (
        "school:\n",
        "school: ja\nschol:\n",
        [
            "1: `school` must have keys of its own. Put each key on a line below it, further "
            "to the right.",
            "2: `schol` is no key that the kit knows. Did you mean `school`?",
        ],
    ),
}


OPTIONS = {
    "LENSES": "Ict as input to the school’s choices (`ict-input`), "
    "Output of ict (data and dashboards) (`ict-output`)",
    "CHOICES": "Differentiation (`differentiation`), Converging or diverging (`convergence`), "
    "Teaching time (`time`), Parent participation (`parents`)",
    "ICONS": ", ".join(term.localised("en") for term in terms("icon", sorted(icons()))),
}


@pytest.mark.parametrize("case", BAD)
def test_each_mistake_has_file_line_and_remedy(school: Path, case: str) -> None:
    old, new, messages = BAD[case]
    assert old in SMALL
    (school / "school.yaml").write_text(SMALL.replace(old, new, 1), encoding="utf-8")
    result = run("check", "--school", "s", *(() if old == "[nl]" else ("--lang", "en")))
    assert result.exit_code == 1
    output = result.output
    for name, options in OPTIONS.items():
        output = output.replace(options, name)
    *found, count = output.splitlines()
    assert found == [f"s/school.yaml:{message}" for message in messages]
    assert count.startswith(str(len(messages)))


def test_an_example_without_a_text_is_missed_where_the_example_stands(school: Path) -> None:
    text = SMALL.replace("    text: Elke {learner} krijgt een chromebook mee.\n", "")
    (school / "school.yaml").write_text(text, encoding="utf-8")
    assert problems("--school", "s") == [
        "s/school.yaml:9: The text `ict-input.cards.chromebooks.text` is missing."
    ]


def test_all_problems_are_told_at_once_and_in_the_schools_language(school: Path) -> None:
    text = SMALL.replace("name:", "nmae:").replace('"#7a1fa2"', "paars")
    text = text.replace("choice: time", "choice: tyme").replace("title: Chrome", "title: [Chrome]#")
    text = text.replace("advice:", "advies:").replace("digital-", "digitale-")
    (school / "school.yaml").write_text(text, encoding="utf-8")
    result = run("check", "--school", "s")
    assert result.output.splitlines() == [
        "s/school.yaml:3: De kit kent de sleutel `school.nmae` niet. Bedoel je `name`?",
        "s/school.yaml:7: `school.colours.accent` is geen kleur: paars. "
        'Schrijf die als "#7a1fa2", met aanhalingstekens.',
        "s/school.yaml:11: Er is geen keuze `tyme`. Bedoel je Onderwijstijd (`time`)? Kies uit "
        "Differentiatie (`differentiation`), Convergeren of divergeren (`convergence`), "
        "Onderwijstijd (`time`), Ouderparticipatie (`parents`).",
        "s/school.yaml:12: `examples[1].title` moet een tekst zijn. "
        "Schrijf één tekst, of één per taal: {nl: ..., en: ...}.",
        "s/school.yaml:15: `results.fields.advies` is geen tekst van de kit. "
        "Bedoel je `results.fields.advice`?",
        "s/school.yaml:16: `digitale-literacy` is geen onderdeel dat je kunt verbergen. "
        "Bedoel je `digital-literacy`?",
        "6 problemen; er is niets geschreven.",
    ]


def test_a_folder_without_school_yaml_is_named(school: Path) -> None:
    (problem,) = problems("--school", "nowhere")
    assert problem.startswith("nowhere/school.yaml: The file cannot be read: it does not exist.")


def test_check_writes_nothing_and_says_that_all_is_well(school: Path) -> None:
    before = sorted(Path().rglob("*"))
    result = run("check", "--school", "s")
    assert (result.exit_code, result.output) == (
        0,
        "Geen problemen: 7 bestanden kunnen gemaakt worden.\n",
    )
    assert sorted(Path().rglob("*")) == before


def test_list_shows_every_id_with_its_present_text(school: Path) -> None:
    rows = json.loads(run("list", "--school", "s", "--json").output)
    found = {(row["kind"], row["id"]): row["text"] for row in rows}
    assert found["text", "results.fields.advice"] == "Advies groep 8"
    assert found["part", "time"] == "Onderwijstijd"
    assert found["part", "chromebooks"] == "Chromebooks mee naar huis"
    table = run("list", "--school", "s").output
    assert "results.fields.advice" in table
    assert "Advies groep 8" in table


def test_every_listed_part_can_be_hidden(school: Path) -> None:
    rows = json.loads(run("list", "--lang", "nl", "--json").output)
    parts = [row["id"] for row in rows if row["kind"] == "part"]
    tree = yaml.safe_load(SMALL)
    for part in parts:
        tree["hide"] = [part]
        (school / "school.yaml").write_text(yaml.safe_dump(tree), encoding="utf-8")
        kit_of("nl", school)
    tree["hide"] = parts
    (school / "school.yaml").write_text(yaml.safe_dump(tree), encoding="utf-8")
    assert len(built("--school", "s")) == 7


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("sector", [None, "vo"])
def test_a_new_school_builds_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: str, sector: str | None
) -> None:
    monkeypatch.chdir(tmp_path)
    args = ("--lang", lang) + (("--sector", sector) if sector else ())
    assert run("new", "mine", *args).exit_code == 0
    assert len(built("--school", "mine")) == 7
    order = Request(schools=(Path("mine"),))
    assert read_school(order.schools[0]).identity.sector == (sector or "po")
    first = (tmp_path / "mine/school.yaml").read_text(encoding="utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=./school.schema.json"
    schema = json.loads((tmp_path / "mine/school.schema.json").read_text(encoding="utf-8"))
    tree = yaml.safe_load((tmp_path / "mine/school.yaml").read_text(encoding="utf-8"))
    jsonschema.validate(tree, schema)
    tree["scool"] = {}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(tree, schema)


def test_new_writes_over_nothing(school: Path) -> None:
    before = (school / "school.yaml").read_bytes()
    result = run("new", "s", "--lang", "en")
    assert result.exit_code == 1
    assert "s is there already. `kit new` writes over nothing" in result.output
    assert (school / "school.yaml").read_bytes() == before


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_all_that_the_template_shows_can_be_switched_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("new", "mine", "--lang", lang).exit_code == 0
    file = tmp_path / "mine/school.yaml"
    lines = file.read_text(encoding="utf-8").splitlines()[1:]
    text = "\n".join(line.removeprefix("# ") for line in lines if not line.startswith("##"))
    file.write_text(text, encoding="utf-8")
    assert set(yaml.safe_load(text)) == set(School.model_fields)
    assert len(built("--school", "mine")) == 7


def test_the_other_messages_to_the_letter(school: Path, tmp_path: Path) -> None:
    named = SMALL.replace("Basisschool De Regenboog", "{nl: De Regenboog}")
    write_school_with_logo(school, named)
    assert problems("--school", "s") == [
        "s/school.yaml:3: This has no text in the language `en`. Add a line `en: ...`, or write "
        "one text for all languages."
    ]
    write_school_with_logo(school)
    write_school_with_logo(tmp_path / "t")
    assert problems("--school", "s", "--school", "t") == [
        "t/school.yaml:2: Another school has the id `regenboog` too, so both would write into one "
        "folder. Give one of them another `id` under `school`."
    ]
    assert problems("--school", "nowhere") == [
        "nowhere/school.yaml: The file cannot be read: it does not exist. "
        "Check its name and folder."
    ]
    pale = SMALL.replace("#7a1fa2", "#ffcc00")
    write_school_with_logo(school, pale)
    assert run("check", "--school", "s", "--lang", "en").output.splitlines() == [
        "s/school.yaml:7: The colour #ffcc00 is too light to read on white; titles are printed in "
        f"{readable('#ffcc00')}.",
        "No problems: 7 files can be made.",
    ]
