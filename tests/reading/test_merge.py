"""One rule merges: maps by key, lists of things by id, all else is replaced."""

from pathlib import Path

from kit.reading.builtin import read_facts
from kit.reading.merge import merge, with_school_facts
from kit.reading.school import LoadedSchool, no_school
from tests.support.nodes import node_of

SCHOOL = """
examples:
  - {id: laptops, lens: ict-input, title: Laptops, quantity: "3"}
choices:
  - {id: nearby, icon: heart, label: Dichtbij}
fields:
  results:
    - {id: joy, label: Plezier}
readings:
  - {id: ours, title: Van ons, url: "https://example.org"}
blank_cards: 2
"""


def test_maps_and_things_with_an_id_merge_and_the_rest_is_replaced(tmp_path: Path) -> None:
    base = node_of(tmp_path, "a: 1\nb: {c: 2, d: 3}\ne:\n  - {id: x, f: 4}\n  - {id: y}\n")
    over = node_of(tmp_path, "# over\nb: {d: 5}\ne:\n  - {id: z}\n  - {id: x, g: 6}\n")
    merged = merge(base, over)
    assert merged.plain() == {
        "a": "1",
        "b": {"c": "2", "d": "5"},
        "e": [{"id": "x", "f": "4", "g": "6"}, {"id": "y"}, {"id": "z"}],
    }
    paths = (("a",), ("b", "d"), ("e", 0, "g"))
    assert [merged.get(path).origin.line for path in paths] == [1, 2, 5]


def test_what_a_school_adds_goes_to_its_lens_with_a_number_and_an_icon(tmp_path: Path) -> None:
    kit = read_facts()
    school = LoadedSchool(tmp_path / "De Wilg", node_of(tmp_path, SCHOOL))
    merged = with_school_facts(kit, school)
    lenses = {lens.text_of("id"): lens for lens in merged.items_of("lenses")}
    last = max(
        int(card.text_of("number"))
        for lens in kit.items_of("lenses")
        for card in lens.items_of("cards")
    )
    assert lenses["ict-input"].items_of("cards")[-1].plain() == {
        "icon": "lightbulb",
        "number": str(last + 1),
        "id": "laptops",
        "quantity": "3",
        "from_school": "true",
    }
    assert lenses["choices"].items_of("choices")[-1].text_of("icon") == "heart"
    assert lenses["results"].items_of("fields")[-1].text_of("icon") == "dots-three-circle"
    assert merged.items_of("readings")[-1].text_of("id") == "ours"
    assert (merged.text_of("id"), merged.text_of("blank_cards")) == ("de-wilg", "2")


def test_without_a_school_the_facts_stay_as_they_are() -> None:
    assert with_school_facts(read_facts(), no_school()).text_of("id") == "denkplaat"
