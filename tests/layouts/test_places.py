"""What a school adds takes the places that the poster leaves; nothing of the kit's gives way."""

from pathlib import Path

import pytest

from kit.planning.places import MAX_CARDS, poster_lens, without_place
from kit.reading.facts import Card, Item, Lens
from tests.support.pdfs import Page, pages, squeezed, text_of
from tests.support.runs import LANGS, Built, kit_of, run
from tests.support.schools import write_school


def poster_of(folder: Path, more: str, *args: str, lang: str = "nl") -> tuple[Path, str]:
    """Return a poster of a school for the table, and what the command said."""
    school = write_school(folder / "s", f"school: {{languages: [{lang}]}}\n{more}")
    folders = ("--school", str(school), "--output", str(folder / "o"))
    result = run("build", "poster", "--profile", "large", "--layer", "table", *folders, *args)
    assert result.exit_code == 0, result.output
    (file,) = (folder / "o").rglob("*.pdf")
    return file, result.output


def titles_of_kit(lang: str) -> list[str]:
    """Return the titles of the kit's cards that stand on the poster."""
    kit = kit_of(lang)
    cards = [(lens.id, card) for lens in kit.facts.lenses for card in lens.cards if card.on_poster]
    return [squeezed(kit.texts[f"{lens_id}.cards.{card.id}.title"]) for lens_id, card in cards]


@pytest.mark.parametrize("lang", LANGS)
def test_the_poster_says_how_many_cards_of_the_kit_it_does_not_have(
    built: Built, lang: str
) -> None:
    kit = kit_of(lang)
    for file in ("large/poster-a0.pdf", "office/poster-a3.pdf"):
        printed = text_of(built.pdf(lang, file))
        assert len(titles_of_kit(lang)) == 9
        assert all(title in printed for title in titles_of_kit(lang))
        for count in (3, 2):  # of lens 4 and of lens 5
            more = squeezed(kit.texts["poster.more_cards"])
            assert more.replace("{count}", str(count)) in printed


FIVE_OF_EACH = """
examples:
  - {lens: ict-input, choice: time, title: Laptop mee, short: Elk kind een laptop., text: A}
  - {lens: ict-input, choice: time, title: Tweede voorbeeld, text: B}
  - {lens: ict-output, title: Rapport in beeld, text: Wie leest het rapport?}
choices:
  - {id: help, label: Hulp van dichtbij, equal: Overal evenveel, different: Waar nodig meer}
  - {id: second, label: Tweede keuze, equal: Gelijk, different: Anders}
fields:
  society: [{id: a, label: Wonen}, {id: b, label: Vervoer}, {id: c, label: Derde veld}]
"""


def test_what_a_school_adds_takes_the_blanks_and_the_rest_is_announced(tmp_path: Path) -> None:
    file, said = poster_of(tmp_path, FIVE_OF_EACH)
    texts, printed = kit_of("nl").texts, text_of(file)
    assert all(title in printed for title in titles_of_kit("nl"))
    for words in ("Laptop mee", "Elk kind een laptop.", "Rapport in beeld", "Wie leest het"):
        assert squeezed(words) in printed
    for words in ("Hulp van dichtbij", "Waar nodig meer", "Wonen", "Vervoer"):
        assert squeezed(words) in printed
    for words in ("Tweede voorbeeld", "Tweede keuze", "Derde veld"):
        assert squeezed(words) not in printed
        assert f"“{words}”" in said
    assert squeezed(texts["matrix.own"]) not in printed
    assert squeezed(texts["card.your_example"]) not in printed
    assert printed.count(squeezed(texts["poster.note"])) == 2  # in lens 2
    assert printed.count(squeezed(texts["poster.more_rows_one"])) == 2  # a field and a choice
    assert squeezed(texts["poster.more_cards"]).replace("{count}", "4") in printed


def test_what_a_school_hides_leaves_its_place(tmp_path: Path) -> None:
    hidden = "hide: [practice-apps, parents, income, phones, ai-tutor]\n"
    file, said = poster_of(tmp_path, FIVE_OF_EACH + hidden)
    printed = text_of(file)
    for words in ("Tweede voorbeeld", "Tweede keuze", "Derde veld"):
        assert squeezed(words) in printed
        assert words not in said
    texts = kit_of("nl").texts
    assert squeezed(texts["ict-input.cards.practice-apps.title"]) not in printed
    assert squeezed(texts["poster.more_cards_one"]) in printed


def card(id_: str, choice: str | None = None, **more: bool) -> Card:
    return Card(id=id_, number=1, icon="x", choice=choice, **more)  # type: ignore[arg-type]


def test_an_example_takes_the_place_of_a_hidden_one_of_its_kind_only() -> None:
    kit = [*(card(f"k{i}", "time") for i in range(4)), card("k5")]  # one without a choice is hidden
    own = [card("a", from_school=True), card("b", "time", from_school=True)]
    lens = Lens(id="ict-input", number=4, colour="#000000", cards=(*kit, *own))
    shown = poster_lens(lens)
    assert shown["own_card"]["id"] == "a"
    assert [it["id"] for it in shown["cards"]] == [it.id for it in kit]
    assert [*without_place(lens)] == [("cards", ["ict-input.cards.b.title"])]
    other = lens.model_copy(update={"cards": (*kit, own[0], card("c", from_school=True))})
    assert [it["id"] for it in poster_lens(other)["cards"]][-1] == "c"
    assert MAX_CARDS["ict-input"] == 6


def test_places_are_taken_in_the_order_of_the_file() -> None:
    fields = [Item(id=f"f{i}", icon="x", from_school=i > 2) for i in range(9)]
    lens = Lens(id="society", number=1, colour="#000000", fields=tuple(fields), blank_fields=2)
    shown = poster_lens(lens)
    assert [it["id"] for it in shown["own_fields"]] == ["f3", "f4"]
    assert [it["id"] for it in shown["fields"]] == ["f0", "f1", "f2", "f5", "f6", "f7"]
    assert shown["more"] == {"fields": 1, "choices": 0, "cards": 0}


@pytest.mark.parametrize("layer", ["wall", "table"])
def test_a_text_that_is_too_long_for_its_place_is_named(tmp_path: Path, layer: str) -> None:
    words = f"title: {'Een lange titel ' * 12}, short: {'woord ' * 60}, text: A"
    example = f"{{lens: ict-output, {words}}}"
    school = write_school(tmp_path, f"examples:\n  - {example}\n")
    args = ("--school", str(school), "--lang", "nl", "--profile", "large", "--layer", layer)
    result = run("check", "poster", *args)
    assert result.exit_code == 1
    (named,) = [line for line in result.output.splitlines() if "past niet op de poster" in line]
    assert f".{'title' if layer == 'wall' else 'short'}`" in named
    assert "Kort de tekst in tot ongeveer" in named


def shapes(page: Page) -> set[tuple[float, ...]]:
    """Return the boxes of all that is drawn, in mm, to half a millimetre.

    Icons are left out, and the tags with the numbers of examples, which go with their titles.
    """
    drawn = [*page.curves, *page.rects, *page.lines]
    boxes = [
        tuple(round(2 * it[side] / 72 * 25.4) / 2 for side in ("x0", "x1", "top", "bottom"))
        for it in drawn
    ]
    large = {box for box in boxes if box[1] - box[0] >= 10 or box[3] - box[2] >= 10}
    return {box for box in large if not (box[2] > 640 and 14 <= box[3] - box[2] <= 21)}


def large_texts(page: Page) -> set[tuple[str, int, int]]:
    """Return the letters of the title, the names, the recurring question and the signposts."""
    return {
        (char["text"], round(char["x0"]), round(char["top"]))
        for char in page.chars
        if char["size"] > 50
    }


@pytest.mark.parametrize("lang", LANGS)
def test_both_layers_have_one_drawing(built: Built, tmp_path: Path, lang: str) -> None:
    file, _ = poster_of(tmp_path, "", "--lang", lang, lang=lang)
    assert file.name == "poster-a0-table.pdf"
    (table,), (wall,) = pages(file), pages(built.pdf(lang, "large/poster-a0.pdf"))
    assert shapes(table) ^ shapes(wall) == set()
    assert len(shapes(wall)) > 100
    assert large_texts(table) == large_texts(wall)
