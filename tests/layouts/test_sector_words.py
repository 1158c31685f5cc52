"""A kit for a sector has the words of that sector, and none of another."""

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from kit.catalogue import SECTORS
from kit.reading.load import load
from kit.request import Request
from tests.support.pdfs import pages
from tests.support.runs import LANGS, run

# Beginnings of words that are not of a sector.
OF_OTHERS = {
    ("nl", "po"): "student docent mbo examen eindexamen diploma stage middelbare vmbo havo vwo",
    ("nl", "vo"): "student mbo groep.8 voorschool basisschool kleuter doorstroomtoets peilingen",
    ("nl", "mbo"): "leerling leraar groep.8 voorschool basisschool kleuter onderbouw bovenbouw "
    "schooladvies doorstroomtoets eindtoets opvoed",
    ("en", "po"): r"student mbo vocational exams?\b diploma work.placement internship college",
    ("en", "vo"): "student mbo vocational pre.?school primary infant college",
    ("en", "mbo"): "pupil pre.?school primary infant school.advice final.test",
}
# The term about Dutch tracks, which in English names the school that a learner comes from.
OF_ALL = "guide.words.terms.system.text"


def words_of_others(texts: Iterable[tuple[str, str]], lang: str, sector: str) -> list[str]:
    """Return each word of another sector in some texts, with the id of the text."""
    found = re.compile(rf"\b({'|'.join(OF_OTHERS[lang, sector].split())})\w*", re.IGNORECASE)
    return [f"{text_id}: {match[0]}" for text_id, text in texts for match in found.finditer(text)]


@pytest.mark.parametrize("sector", SECTORS)
@pytest.mark.parametrize("lang", LANGS)
def test_no_text_of_a_sector_has_words_of_another(lang: str, sector: str) -> None:
    (kit,) = load(Request(langs=(lang,), sector=sector))
    texts = ((name, text) for name, text in kit.texts.items() if name != OF_ALL)
    assert words_of_others(texts, lang, sector) == []


@pytest.mark.parametrize("sector", SECTORS)
def test_no_card_of_a_sector_has_words_of_another(tmp_path: Path, sector: str) -> None:
    args = ("cards", "--lang", "nl", "--sector", sector, "--output", str(tmp_path))
    assert run("build", *args).exit_code == 0
    (file,) = tmp_path.rglob("*.pdf")
    printed = [
        (f"page {number}", " ".join(word["text"] for word in page.extract_words()))
        for number, page in enumerate(pages(file), 1)
    ]
    assert len(printed) == {"po": 12, "vo": 10, "mbo": 10}[sector]
    assert words_of_others(printed, "nl", sector) == []
