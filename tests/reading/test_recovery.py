"""A mistake is left out, and all else is kept and checked."""

from pathlib import Path

from kit.errors import Problem
from kit.reading.recovery import MAX_MISTAKES, without_mistakes
from tests.support.nodes import lines_and_kinds, node_of, refused

SCHOOL = """school:
  id: De Wilg
  name: De Wilg
examples:
  - {lens: ict-input, title: Goed}
  - {title: Zonder lens}
  - {lens: society, title: Verkeerde lens}
  - {lens: ict-output, title: Fout, quantity: veel}
readings:
  - {title: Bron, url: geen link}
texts: {fair: [a, b]}
nonsense: 1
"""


def test_only_mistakes_are_left_out_and_required_values_are_replaced(tmp_path: Path) -> None:
    school, values, problems = without_mistakes(node_of(tmp_path, SCHOOL), {})
    assert school.plain() == {
        "school": {"name": "De Wilg"},
        "examples": [
            {"lens": "ict-input", "title": "Goed"},
            {"lens": "ict-output", "title": "Fout"},
        ],
        "readings": [{"title": "Bron", "url": "https://example.org"}],
        "texts": {"fair": "..."},
    }
    assert values.school.name == "De Wilg"
    assert sorted(lines_and_kinds(problems)) == [
        (2, "pattern.id"),
        (6, "facts.missing"),
        (7, "facts.choice"),
        (8, "facts.number"),
        (10, "pattern.url"),
        (11, "facts.text"),
        (12, "facts.unknown"),
    ]


def test_an_unknown_name_is_left_out_but_an_unknown_language_stays(tmp_path: Path) -> None:
    node = node_of(tmp_path, "school: {sector: x, languages: [xx]}\n")
    unknown = {("school", "sector"): Problem("a"), ("school", "languages", 0): Problem("b")}
    school, values, problems = without_mistakes(node, unknown)
    assert school.plain() == {"school": {"languages": ["xx"]}}
    assert values.school.languages == ("xx",)
    assert [each.kind for each in problems] == ["a", "b"]


def test_a_file_of_nothing_but_mistakes_is_refused(tmp_path: Path) -> None:
    text = "".join(f"x{i}: 1\n" for i in range(MAX_MISTAKES + 1))
    assert len(refused(without_mistakes, node_of(tmp_path, text), {})) == MAX_MISTAKES + 1
