"""The poster shows what it has room for, and says how much more there is."""

from pathlib import Path

import pytest

from tests.support.pdfs import squeezed, text_of
from tests.support.runs import LANGS, Built, kit_of, run
from tests.support.schools import write_school


def poster_of(folder: Path, lang: str, more: str) -> str:
    """Return the text of a poster of a school."""
    school = write_school(folder / "s", f"school: {{languages: [{lang}]}}\n{more}")
    args = ("poster", "--profile", "large", "--school", str(school), "--output", str(folder / "o"))
    assert run("build", *args).exit_code == 0
    return text_of(folder / f"o/s/{lang}/large/poster-a0.pdf")


@pytest.mark.parametrize("lang", LANGS)
def test_the_poster_has_nine_cards_and_says_how_many_more_there_are(
    built: Built, lang: str
) -> None:
    kit = kit_of(lang)
    printed = text_of(built.pdf(lang, "large/poster-a0.pdf"))
    titles = {
        card.number: squeezed(kit.texts[f"{lens.id}.cards.{card.id}.title"])
        for lens in kit.facts.lenses
        for card in lens.cards
    }
    assert [number for number in titles if titles[number] in printed] == [*range(1, 10)]
    for count in (3, 2):  # of lens 4 and of lens 5
        assert squeezed(kit.texts["poster.more_cards"]).replace("{count}", str(count)) in printed


@pytest.mark.parametrize("lang", LANGS)
def test_one_more_is_in_the_singular(tmp_path: Path, lang: str) -> None:
    texts = kit_of(lang).texts
    own = "readings:\n  - {id: ours, title: B, url: 'https://b.nl'}\n"
    printed = poster_of(tmp_path, lang, f"hide: [phones, ai-tutor, ai-marking]\n{own}")
    assert printed.count(squeezed(texts["poster.more_cards_one"])) == 2
    assert printed.count(squeezed(texts["poster.more_readings_one"])) == 1


def test_a_card_of_a_school_is_on_the_poster_also_if_the_kits_was_not(tmp_path: Path) -> None:
    example = "{id: phones, lens: ict-input, title: Telefoons in de kluis}"
    printed = poster_of(tmp_path, "nl", f"examples:\n  - {example}\n")
    assert squeezed("Telefoons in de kluis") in printed
