"""A source may have a title and a link of its own in each language, or be in one only."""

from pathlib import Path

import pytest

from kit.errors import KitError
from kit.messages import format_problem
from kit.reading.load import Kit, load
from kit.request import Request
from tests.support.pdfs import squeezed, text_of
from tests.support.runs import LANGS, Built, edit, kit_of, run
from tests.support.schools import write_school


def kits(folder: Path, *sources: str) -> dict[str, Kit]:
    """Return the kits of a school with sources, one a line from line 3 on, by language."""
    readings = "".join(f"  - {source}\n" for source in sources)
    school = write_school(folder / "s", f"school: {{languages: [nl, en]}}\nreadings:\n{readings}")
    return {kit.lang: kit for kit in load(Request((school,)))}


def refused(folder: Path, *sources: str) -> list[str]:
    with pytest.raises(KitError) as caught:
        kits(folder, *sources)
    said = [format_problem(problem, "en") for problem in caught.value.problems]
    return [problem.partition("school.yaml:")[2] for problem in said]


def links(kit: Kit) -> dict[str, object]:
    """Return the links of a school's sources by their titles."""
    sources = [source for source in kit.facts.readings if source.from_school]
    return {kit.texts[f"readings.{source.id}"]: source.url for source in sources}


@pytest.mark.parametrize("lang", LANGS)
def test_the_kit_has_at_most_three_in_a_language_each_on_the_poster(
    built: Built, lang: str
) -> None:
    kit = kit_of(lang)
    printed = text_of(built.pdf(lang, "large/poster-a0.pdf"))
    titles = [squeezed(kit.texts[f"readings.{source.id}"]) for source in kit.facts.readings]
    assert 1 <= len(titles) <= 3
    assert all(title in printed for title in titles)


def test_a_source_of_one_language_is_in_no_other(tmp_path: Path) -> None:
    of = {lang: {source.id for source in kit_of(lang).facts.readings} for lang in LANGS}
    assert of["nl"].isdisjoint(of["en"])
    listed = run("list", "--lang", "en").output
    assert not any(f"readings.{name} " in listed for name in of["nl"])
    texts = "texts: {readings.access: Toegang}\n"
    school = write_school(tmp_path / "s", f"school: {{languages: [nl, en]}}\n{texts}")
    dutch, english = load(Request((school,)))
    assert dutch.texts["readings.access"] == "Toegang"
    assert "readings.access" not in english.texts


def test_a_school_may_give_both_by_language(tmp_path: Path) -> None:
    made = kits(
        tmp_path,
        "{title: {nl: Plan, en: Our plan}, url: {nl: 'https://a.nl', en: 'https://a.nl/en'}}",
        "{title: Overal, url: 'https://b.nl'}",
        "{title: Alleen Nederlands, url: {nl: 'https://c.nl'}}",
        "{title: {en: Only English}, url: 'https://d.nl'}",
        "{title: {nl: In beide, en: Not here}, url: {nl: 'https://e.nl'}}",
    )
    assert links(made["nl"]) == {
        "Plan": "https://a.nl",
        "Overal": "https://b.nl",
        "Alleen Nederlands": "https://c.nl",
        "In beide": "https://e.nl",
    }
    assert links(made["en"]) == {
        "Our plan": "https://a.nl/en",
        "Overal": "https://b.nl",
        "Only English": "https://d.nl",
    }


def test_a_school_may_give_a_source_of_the_kit_another_language(tmp_path: Path) -> None:
    made = kits(tmp_path, "{id: access, title: {en: Access}, url: {en: 'https://a.nl/en'}}")
    assert links(made["en"]) == {"Access": "https://a.nl/en"}
    (title,) = links(made["nl"])
    assert title == kit_of("nl").texts["readings.access"]


def test_what_has_no_language_in_common_is_refused(tmp_path: Path) -> None:
    source = "{title: {nl: Plan}, url: {en: 'https://a.nl'}}"
    assert refused(tmp_path, source) == [
        "3: The title and the link of this source are in different languages. Give both in one "
        "language at least."
    ]


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("{nl: 'https://a.nl', en: www.a.nl}", "`readings[1].url.en` is not a link: www.a.nl."),
        ("{nl: ['https://a.nl']}", "`readings[1].url.nl` must be a single value"),
        (
            f"https://a.nl/{'a' * 200}",
            "`readings[1].url` has 213 characters; the limit is 200.",
        ),
        ("{Nederlands: 'https://a.nl'}", "`readings[1].url` must be a text."),
        ("{}", "`readings[1].url` must be a text."),
        ("[]", "`readings[1].url` must be a single value"),
    ],
)
def test_what_is_no_link_is_refused_at_its_language(tmp_path: Path, url: str, message: str) -> None:
    (problem,) = refused(tmp_path, f"{{title: A, url: {url}}}")
    assert problem.startswith(f"3: {message}")


def test_a_source_of_the_kit_has_a_title_in_each_of_its_languages(project: Path) -> None:
    edit(project / "content/kit.yaml", "id: pisa\n    url: {en: ", "id: pisa\n    url: {nl: ")
    with pytest.raises(KitError) as caught:
        kit_of("nl")
    (said,) = (format_problem(problem, "en") for problem in caught.value.problems)
    assert said.endswith("The text `readings.pisa` is missing. Add the text.")
