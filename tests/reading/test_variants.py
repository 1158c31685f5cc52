"""A text of the kit may differ by sector; a school has that of its own, wherever it is used."""

from pathlib import Path

import pytest

from kit.reading.load import load
from kit.reading.variants import leaves_of_all_sectors, texts_of_sector
from kit.request import Request
from tests.support.nodes import node_of, refused
from tests.support.runs import edit, kit_of, run
from tests.support.schools import write_school

WEALTH = "society.fields.wealth"
TEXT = """\
a:
  b:
    any: everywhere
    po: at primary school
  c: always
"""


@pytest.mark.parametrize(
    ("sector", "line", "text"),
    [("po", 4, "at primary school"), ("mbo", 3, "everywhere"), (None, 3, "everywhere")],
)
def test_a_sector_has_its_own_text_with_its_own_line_or_that_of_any(
    tmp_path: Path, sector: str | None, line: int, text: str
) -> None:
    leaves = dict(texts_of_sector(node_of(tmp_path, TEXT), sector).leaves())
    assert {text_id: leaf.value for text_id, leaf in leaves.items()} == {
        "a.b": text,
        "a.c": "always",
    }
    assert leaves["a.b"].origin.line == line


def test_all_variants_are_known_by_the_id_of_the_text(tmp_path: Path) -> None:
    leaves = leaves_of_all_sectors(node_of(tmp_path, TEXT))
    assert [(text_id, leaf.value) for text_id, leaf in leaves] == [
        ("a.b", "everywhere"),
        ("a.b", "at primary school"),
        ("a.c", "always"),
    ]


def test_a_variant_of_no_sector_and_one_for_the_others_that_is_missing_are_refused(
    tmp_path: Path,
) -> None:
    node = node_of(tmp_path, "a:\n  any: x\n  vmbo: y\nb: {c: {po: x}}\n")
    assert refused(texts_of_sector, node, None) == [(3, "text.sector"), (4, "text.any")]


@pytest.fixture
def wealth(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which the kit has a text that differs by sector."""
    monkeypatch.chdir(tmp_path)
    file = project / "content/lenses/society/nl.yaml"
    edit(file, "wealth: Vermogen", "wealth: {any: Vermogen, po: Geld thuis}")
    label = "label: {any: Onderwijstijd, mbo: Begeleide uren}"
    edit(project / "content/lenses/choices/nl.yaml", "label: Onderwijstijd", label)
    return tmp_path


def test_a_schools_sector_decides_and_an_option_overrules_it(wealth: Path) -> None:
    school = write_school(wealth / "s", "school: {sector: po, languages: [nl]}\n")
    assert f"{WEALTH} Geld thuis" in " ".join(run("list", "--school", "s").output.split())
    (kit,) = load(Request((school,), sector="mbo"))
    assert kit.texts[WEALTH] == "Vermogen"


def test_a_text_of_a_school_is_for_any_sector_and_has_no_variants(wealth: Path) -> None:
    texts = f"texts: {{{WEALTH}: Ons geld}}\n"
    school = write_school(wealth / "s", f"school: {{sector: po, languages: [nl]}}\n{texts}")
    assert kit_of("nl", school).texts[WEALTH] == "Ons geld"
    write_school(school, f"school: {{languages: [nl]}}\ntexts:\n  {WEALTH}: {{any: A, po: B}}\n")
    (problem,) = run("check", "--school", "s").output.splitlines()[:-1]
    assert problem.startswith(
        str(Path("s/school.yaml:3: Hier ontbreekt de tekst in de taal `nl`."))
    )


def test_what_any_variant_says_leads_to_an_id(wealth: Path) -> None:
    example = "examples: [{lens: '4', choice: begeleide UREN, title: A, text: B}]\n"
    hidden = "hide: [Geld thuis]\n"
    write_school(wealth / "s", f"school: {{languages: [nl]}}\n{example}{hidden}")
    (problem,) = run("check", "--school", "s").output.splitlines()[:-1]
    assert problem.startswith("s/school.yaml:3: `Geld thuis` is geen onderdeel")
    assert problem.endswith("Bedoel je `wealth`?")
