"""What a school writes, and its logo, are on the pages of every piece."""

from pathlib import Path

import pytest
import yaml
from PIL import Image, ImageChops

from kit.colour.contrast import contrast_on_white, readable_on_white
from tests.support.pdfs import page_count, picture, squeezed, text_of
from tests.support.runs import build_pdfs, kit_of, run
from tests.support.schools import LOGO_COLOUR, SMALL, write_school_with_logo


def test_a_schools_name_words_and_examples_are_on_all_pieces(small_school: Path) -> None:
    files = build_pdfs("--school", "s")
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


@pytest.mark.parametrize("size", [(3000, 600), (600, 1800), (900, 900)], ids=str)
def test_a_logo_of_any_shape_stands_undistorted_on_every_piece(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    monkeypatch.chdir(tmp_path)
    write_school_with_logo(tmp_path / "s", logo_px=size)
    for name, file in build_pdfs("--school", "s", "--profile", "office").items():
        image = picture(file, dpi=101.6)  # 4 pixels a millimetre
        box = _box_of(image, LOGO_COLOUR, name)
        assert (box[2] - box[0]) / (box[3] - box[1]) == pytest.approx(size[0] / size[1], rel=0.12)


def _box_of(image: Image.Image, colour: tuple[int, int, int], name: str) -> tuple[int, ...]:
    """Return the box of the largest solid area of a colour in the part where the logo stands."""
    width, height = image.size
    area = {
        "poster-a3.pdf": (width * 3 // 4, 0, width, height // 17),
        "matrices-a3.pdf": (width * 3 // 4, 0, width, 90),
        "cards-a4.pdf": (width // 2, 0, width // 2 + 144, 220),
        "guide-a4.pdf": (width // 2, 60, width, 240),
        "instructions-a4.pdf": (240, 516, width // 2 - 20, 568),
        "agreements-a3.pdf": (width * 3 // 4, 0, width, 90),
        "slides-16x9.pdf": (width * 3 // 5, height * 2 // 3, width, height),
    }[name]
    part = image.crop(area)
    other = ImageChops.difference(part, Image.new("RGB", part.size, colour)).convert("L")
    box = other.point(lambda value: 255 if value < 4 else 0).getbbox()
    assert box is not None, name
    return box


@pytest.mark.parametrize("kind", ["svg", "jpg", "pdf"])
def test_a_logo_may_be_of_any_usual_kind(small_school: Path, kind: str) -> None:
    logo = small_school / f"logo.{kind}"
    if kind == "svg":
        data = (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3 1"><rect width="3" height="1"/>'
        )
        logo.write_text(data + "</svg>", encoding="utf-8")
    else:
        Image.new("RGB", (1800, 600), "navy").save(logo)
    (small_school / "school.yaml").write_text(
        SMALL.replace("logo.png", logo.name), encoding="utf-8"
    )
    assert "cards-a4.pdf" in build_pdfs("cards", "--school", "s")


def test_a_logo_that_is_a_little_coarse_is_printed_smaller(small_school: Path) -> None:
    write_school_with_logo(small_school, logo_px=(350, 140))
    files = build_pdfs("poster", "--school", "s", "--profile", "large")
    with Image.open(small_school / "logo.png") as image:
        sharp_mm = image.width / 150 * 25.4
    poster = picture(files["poster-a0.pdf"], dpi=50.8)
    box = poster.crop((poster.width * 3 // 4, 0, poster.width, poster.height // 17))
    other = ImageChops.difference(box, Image.new("RGB", box.size, LOGO_COLOUR)).convert("L")
    left, _, right, _ = other.point(lambda value: 255 if value < 4 else 0).getbbox() or (0,) * 4
    assert (right - left) / 2 == pytest.approx(sharp_mm, abs=1.5)


def test_a_pale_accent_is_made_darker_and_the_kit_says_so(small_school: Path) -> None:
    (small_school / "school.yaml").write_text(SMALL.replace("#7a1fa2", "#ffcc00"), encoding="utf-8")
    darker = readable_on_white("#ffcc00")
    assert contrast_on_white(darker) >= 7
    result = run("build", "cards", "--school", "s", "--lang", "nl")
    assert result.exit_code == 0
    assert "s/school.yaml:7: De kleur #ffcc00 is te licht om op wit te lezen" in result.output
    assert darker in result.output
    assert readable_on_white("#7a1fa2") == "#7a1fa2"


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
    result = run("build", "--school", "s")
    assert result.exit_code == 0, result.output
    texts = {file.name: text_of(file) for file in Path("output").rglob("*.pdf")}
    for i in range(20):
        assert squeezed(f"Eigen voorbeeld {i}") in texts["cards-a4.pdf"]
    for choice in own_choices:
        assert squeezed(choice["label"]) in texts["matrices-a3.pdf"]
    for i in range(5):
        assert squeezed(f"Veld {i}") in texts["matrices-a3.pdf"]
    kit, poster = kit_of("nl", tmp_path / "s"), texts["poster-a0.pdf"]
    for own in ("Eigen voorbeeld 0", "Nabijheid", "Veld 0", "Veld 1"):  # the first have a place
        assert squeezed(own) in poster
    for more in ("22 op de kaarten", "2 op de invulbladen", "3 op de invulbladen", "5 bronnen"):
        assert squeezed(f"Nog {more}") in poster
    for named in ("“Veld 2”, “Veld 3”, “Veld 4”", "“Toetsen”, “Groepen”", "“Eigen voorbeeld 1”,"):
        assert f"Op de poster is geen plaats meer voor {named}" in result.stderr
    for own in ("Eigen voorbeeld 1", "Toetsen", "Groepen", "Veld 2"):
        assert squeezed(own) not in poster
    for lens in kit.facts.lenses:  # nothing of the kit's gives way
        ids = [
            *(f"{lens.id}.fields.{it.id}" for it in lens.fields if not it.from_school),
            *(f"{lens.id}.choices.{it.id}.label" for it in lens.choices if not it.from_school),
            *(
                f"{lens.id}.cards.{it.id}.title"
                for it in lens.cards
                if it.on_poster and not it.from_school
            ),
        ]
        assert [it for it in ids if squeezed(kit.texts[it]) not in poster] == []


def test_an_example_from_data_may_belong_to_a_choice(small_school: Path) -> None:
    (small_school / "school.yaml").write_text(
        SMALL.replace("ict-input", "ict-output"), encoding="utf-8"
    )
    files = build_pdfs("poster", "matrices", "--school", "s")
    assert page_count(files["matrices-a3.pdf"]) == 4
    assert squeezed("Chromebooks mee naar huis") in text_of(files["poster-a0.pdf"])


def test_several_schools_each_have_a_folder_of_their_own(
    small_school: Path, tmp_path: Path
) -> None:
    write_school_with_logo(tmp_path / "t", SMALL.replace("id: regenboog", "id: vuurtoren"))
    build_pdfs("cards", "--school", "s", "--school", "t/school.yaml")
    assert {path.name for path in Path("output").iterdir()} == {"regenboog", "vuurtoren"}


def test_check_writes_nothing_and_says_that_all_is_well(small_school: Path) -> None:
    before = sorted(Path().rglob("*"))
    result = run("check", "--school", "s")
    assert (result.exit_code, result.output) == (
        0,
        "Geen problemen: 8 bestanden kunnen gemaakt worden.\n",
    )
    assert sorted(Path().rglob("*")) == before
