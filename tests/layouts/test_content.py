"""Every text of every language is on the page that it belongs to, in the words of the sector."""

import re
from pathlib import Path

import pytest

from tests.support.pdfs import squeezed, text_of
from tests.support.runs import LANGS, Built, kit_of, run

# Cards that are on the sheets of lens 4: beside a choice with their text, and those of a board.
LINKED = "adaptive-tools|divergence|practice-apps|portfolio"
ON_SHEETS = f"{LINKED}|own-device|digital-literacy"
# Texts that name the document or its language, that are alternative texts, that are printed only
# where a school has more than the poster can carry (pipeline/test_school_pages.py), or that help to
# print the kit (planning/test_print_order.py) or are on the box for the cards (test_box.py).
LINKED = "adaptive-tools|divergence|practice-apps|portfolio"
ON_SHEETS = f"{LINKED}|own-device|digital-literacy"
OFF_POSTER = "ai-tutor|assistive|phones|ai-marking|transition-test"
UNSEEN = re.compile(
    r"^(language|words|titles|alt|print|calibrate|order|box|poster\.more_\w+"
    # what becomes of cards in a print shop, and what stands there if there are too many
    # and what a cover says of a deck without blank cards
    r"|card\.play\.deck_only|guide\.(prepare\.after_bundle|lens\.more"
    # what slides say of the break, which 90 minutes lack, and what only 60 minutes have
    r"|steps\.(break\.(task|question)|[\w-]+\.short\.(task|brief|table)))"
    rf"|[\w-]+\.cards\.({OFF_POSTER})\.short)(\.|$)"
)

FILE_OF = {
    "poster": "office/poster-a3.pdf",
    "cards": "office/cards-a4.pdf",
    "matrices": "office/matrices-a3.pdf",
    "guide": "office/guide-a4.pdf",
    "instructions": "office/instructions-a4.pdf",
    "agreements": "office/agreements-a3.pdf",
    "slides": "office/slides-16x9.pdf",
}

# The piece on which each text is printed; the first pattern that matches counts.
PLACES = (
    (r"poster\.title$", {"poster", "slides"}),
    (r"poster\.|readings\.", {"poster"}),
    (r"matrix\.(equal|different|own)$", {"poster", "matrices"}),
    (r"matrix\.", {"matrices"}),
    (r"card\.your_example$", {"poster", "cards"}),
    (r"card\.", {"cards"}),
    (r"fair$", {*FILE_OF}),
    (r"guide\.instructions\.", {"instructions"}),
    (r"guide\.agreements\.(gap|what|who|when|check)", {"guide", "agreements", "slides"}),
    (r"guide\.agreements\.(title|again)", {"agreements", "slides"}),
    (r"guide\.agreements\.", {"agreements"}),
    (r"guide\.close\.example_", {"guide", "agreements"}),
    (r"guide\.steps\.break\.", {"guide"}),
    (r"guide\.steps\.[\w-]+\.title", {"guide", "slides"}),
    (r"guide\.steps\.[\w-]+\.(task|question)", {"slides"}),
    (r"guide\.", {"guide"}),
    (r"[\w-]+\.(aim|follow_ups|pitfalls)(\.|$)", {"guide"}),
    (r"(society|results|choices)\.name$", {"poster", "matrices", "guide"}),
    (r"[\w-]+\.cards\.[\w-]+\.(text|question)$", {"cards"}),
    (rf"[\w-]+\.cards\.({OFF_POSTER})\.title$", {"cards", "guide"}),
    (rf"ict-input\.cards\.({ON_SHEETS})\.title$", {"poster", "cards", "matrices", "guide"}),
    (rf"ict-input\.cards\.({LINKED})\.short$", {"poster", "matrices"}),
    (r"[\w-]+\.cards\.[\w-]+\.title$", {"poster", "cards", "guide"}),
    (r"[\w-]+\.cards\.[\w-]+\.short$", {"poster"}),
    (r"[\w-]+\.(unlinked\.tag|own_question)$", {"cards"}),
    (r"[\w-]+\.view$", {"guide"}),
    (r"ict-output\.name$", {"poster", "cards", "guide"}),
    (r"ict-input\.name$", {"poster", "cards", "matrices", "guide"}),
    (r"[\w-]+\.(columns|weigh|task|glosses)(\.|$)", {"matrices"}),
    (r"[\w-]+\.(fields|choices)\.", {"poster", "matrices"}),
    (r"ict-input\.unlinked\.heading$", {"poster", "matrices"}),
    (r"[\w-]+\.(intro|unlinked\.heading)$", {"poster"}),
    (r"[\w-]+\.questions\.", {"poster", "guide"}),
    (r"[\w-]+\.(blocks|points)\.", {"poster"}),
)


def places(text_id: str) -> set[str]:
    return next((found for pattern, found in PLACES if re.match(pattern, text_id)), set())


def is_printed(text: str, printed: str) -> bool:
    """Whether a text stands in a piece, whatever page it refers to, with 4 as its count."""
    words = re.escape(squeezed(text).replace("{count}", "4")).replace(r"\{page\}", r"\d+")
    return bool(re.search(words, printed))


@pytest.mark.parametrize("lang", LANGS)
def test_every_text_stands_on_each_piece_it_belongs_to(built: Built, lang: str) -> None:
    kit = kit_of(lang)
    printed = {piece: text_of(built.pdf(lang, file)) for piece, file in FILE_OF.items()}
    seen = [text_id for text_id in kit.texts if not UNSEEN.match(text_id)]
    nowhere = [text_id for text_id in seen if not places(text_id)]
    assert nowhere == []
    missing = [
        (piece, text_id)
        for text_id in seen
        for piece in sorted(places(text_id))
        if not is_printed(kit.texts[text_id], printed[piece])
        and text_id
        not in (
            "guide.plan.minutes",
            "guide.script.page",
        )  # counted anew in each place: test_guide.py
    ]
    assert missing == []


@pytest.mark.parametrize("lang", LANGS)
def test_the_wall_has_all_but_the_sentences_of_examples(built: Built, lang: str) -> None:
    kit, wall = kit_of(lang), text_of(built.pdf(lang, "large/poster-a0.pdf"))
    on_poster = [
        text_id
        for text_id in kit.texts
        if "poster" in places(text_id) and not UNSEEN.match(text_id)
    ]
    missing = [text_id for text_id in on_poster if not is_printed(kit.texts[text_id], wall)]
    assert missing == [text_id for text_id in on_poster if text_id.endswith(".short")]
    assert len(missing) == 9


# The labels that the Dutch kit must carry letter for letter, and where.
LABELS_NL = {
    "poster": """Denkplaat|Kansengelijkheid en digitalisering|Wat vinden jullie rechtvaardig?
        |Verder lezen?|Uitkomsten in de maatschappij|Inkomen|Inkomensmobiliteit
        |Sociaal-maatschappelijke status|Invloed|Vermogen|Gezondheid|Resultaten van het onderwijs
        |Eindtoetsscores|Schooladvies|Schoolloopbaan|Diploma’s|PISA-scores|Keuzes van de school
        |Gelijk in mate van|Verschillend in mate van|Differentiatie|Convergeren of divergeren
        |Onderwijstijd|Ouderparticipatie|Input ict bij keuzes van de school|Jouw voorbeeld
        |Belangrijke bestuurskeuzes met betrekking tot ict|Output ict (data en dashboards)""",
    "cards": """Voorbeeld|Jouw voorbeeld|Differentiatie|Convergeren of divergeren|Onderwijstijd
        |Ouderparticipatie|Input ict bij keuzes van de school|Output ict (data en dashboards)
        |Wat vinden jullie rechtvaardig?""",
    "matrices": """Keuzes van de school|Input ict bij keuzes van de school|Gelijk in mate van
        |Verschillend in mate van|Differentiatie|Convergeren of divergeren|Onderwijstijd
        |Ouderparticipatie|Uitkomsten in de maatschappij|Resultaten van het onderwijs|Inkomen
        |Vermogen|Eindtoetsscores|PISA-scores""",
    "guide": """Uitkomsten in de maatschappij|Resultaten van het onderwijs|Keuzes van de school
        |Input ict bij keuzes van de school|Output ict (data en dashboards)
        |Wat vinden jullie rechtvaardig?""",
    "instructions": "Wat vinden jullie rechtvaardig?",
    "agreements": "Onze afspraken",
    "slides": "Kansengelijkheid en digitalisering|Wat vinden jullie rechtvaardig?|Onze afspraken",
}


@pytest.mark.parametrize("piece", FILE_OF)
def test_dutch_labels_are_kept(built: Built, piece: str) -> None:
    printed = text_of(built.pdf("nl", FILE_OF[piece]))
    labels = [label.strip() for label in LABELS_NL[piece].split("|")]
    assert [label for label in labels if squeezed(label) not in printed] == []


@pytest.mark.parametrize(
    ("lang", "sector", "wanted", "unwanted"),
    [
        ("nl", "po", "leerling", "leerlingofstudent"),
        ("nl", "vo", "leerling", "leerlingenenstudenten"),
        ("nl", "mbo", "student", "leerling"),
        ("en", "po", "pupil", "pupilorstudent"),
        ("en", "mbo", "student", "pupil"),
    ],
)
def test_a_known_sector_has_its_own_word_for_learners(
    tmp_path: Path, lang: str, sector: str, wanted: str, unwanted: str
) -> None:
    args = ("--lang", lang, "--sector", sector, "--profile", "office")
    assert run("build", *args, "--output", str(tmp_path)).exit_code == 0
    texts = [text_of(file) for file in tmp_path.rglob("*.pdf")]
    assert any(wanted in text for text in texts)
    assert not any(unwanted in text for text in texts)


@pytest.mark.parametrize("lang", LANGS)
def test_no_placeholder_and_no_slash_form_is_printed(built: Built, lang: str) -> None:
    for file in FILE_OF.values():
        text = text_of(built.pdf(lang, file))
        assert "{" not in text
        assert not re.search(r"leerling(en)?/student|pupils?/student", text)
