"""Facts -> the ids of all texts that a language must have, such as `society.fields.income`."""

from collections.abc import Iterator
from typing import get_args

from kit.catalogue import PIECES, PRINTED_PIECES
from kit.reading.facts import Facts, Lens, Step, StepText

# The columns of a print order.
ORDER_COLUMNS = ("what", "file", "copies", "paper", "sides", "sheets", "cuts")
# The texts of a card, a choice and a step of the session. A card of a school needs only the first
# two of a card's.
CARD_TEXTS = ("title", "text", "short", "question")
REQUIRED_CARD_TEXTS = CARD_TEXTS[:2]
CHOICE_TEXTS = ("label", "equal", "different")
STEP_TEXTS: tuple[str, ...] = get_args(StepText)


def _ids(*groups: tuple[str, str]) -> tuple[str, ...]:
    """Return dotted ids, of pairs of a prefix (which may be empty) and names."""
    return tuple(
        f"{prefix}.{name}" if prefix else name for prefix, names in groups for name in names.split()
    )


# The texts that belong to no lens, apart from those of the guide.
LABEL_IDS = _ids(
    ("", "language fair"),
    ("words", "learner learners teacher teachers parent parents"),
    ("titles", " ".join((*PIECES, "calibrate", "print-order"))),
    ("poster", "overline title intro closing feeds looks_back note more_cards more_rows"),
    ("poster", "more_readings more_cards_one more_rows_one more_readings_one"),
    ("readings", "title"),
    ("matrix", "equal different now wanted copied pushed why own ict_example own_example"),
    ("matrix", "group date"),
    ("card", "your_example discuss what widens less more deck"),
    ("card.play", "title deck deck_only read think turn lay write"),
    ("alt", "poster qr"),
    ("print", "scale shown assemble glue step_measure step_lay step_cut step_glue step_join"),
    ("box", "back for counts counts_only part title size cut fold slit glue"),
    ("box", "step_print step_shop step_cut step_score step_glue step_bottom step_top"),
    ("order", "title total"),
    ("order.pieces", " ".join(PRINTED_PIECES)),
    ("order.columns", " ".join(ORDER_COLUMNS)),
    ("order", "paper_plain paper_heavy paper_shop"),
    ("order", "paper_board sides_outline"),
    ("order", "sides_one sides_long_edge sides_short_edge sides_shop"),
    ("order", "note_choose note_measure note_both note_cut"),
    ("calibrate", "title front back light step_print step_prick step_read step_type step_keep"),
)

# The texts of the guide, of the instruction card and of the sheet of agreements.
GUIDE_IDS = _ids(
    ("guide", "title for"),
    ("guide.purpose", "heading text"),
    ("guide.pieces", "heading poster cards matrices instructions agreements slides"),
    ("guide.use", "heading plan script lenses"),
    ("guide.before", "heading invitation invitation_text roles facilitator facilitator_text"),
    ("guide.before", "writer writer_text timekeeper timekeeper_text"),
    ("guide.before", "commissioner commissioner_text"),
    ("guide.before", "groups groups_size groups_mix groups_lead groups_ready"),
    ("guide.table", "heading rules rules_text rule_names rule_self rule_choice rule_stay"),
    ("guide.table", "rule_pause rule_after"),
    ("guide.table", "guests guests_two guests_terms guests_first guests_numbers guests_short"),
    ("guide.table", "online online_pieces online_rooms online_time online_turns"),
    ("guide.prepare", "week week_invite week_decide week_print"),
    ("guide.prepare", "heading print wall room tables stack tools"),
    ("guide.prepare.columns", "what copies paper sides after"),
    ("guide.prepare", "after_cut after_bundle after_share after_table after_wall after_you"),
    ("guide.plan", "heading minutes minutes_head total choose"),
    ("guide.plan.columns", "time step table"),
    ("guide.script", "heading continued do say short page"),
    ("guide.lens", "aim questions follow_ups pitfalls cards sheet more"),
    ("guide.matrices", "heading now now_text wanted wanted_text gap gap_text here others"),
    ("guide.matrices", "others_text ask ask_why ask_who ask_step ask_stop"),
    ("guide.close", "heading text good"),
    ("guide.close", "example_gap example_what example_who example_when example_check"),
    ("guide.after", "evaluate evaluate_text evaluate_view evaluate_heard evaluate_shorter"),
    ("guide.after", "soon share hang back own"),
    ("guide.after", "review review_text review_done review_notice review_next review_owner"),
    ("guide.after", "plan plan_text"),
    ("guide.words", "heading"),
    ("guide.notes", "heading"),
    ("guide.instructions", "title step_roles step_think step_tell step_ask step_write"),
    ("guide.agreements", "title task team stickers example gap what who when check again"),
)


def text_ids(facts: Facts) -> Iterator[str]:
    """Yield the id of each text that a language must have, in reading order."""
    yield from (*LABEL_IDS, *GUIDE_IDS)
    for step in facts.session:
        yield from step_text_ids(step).values()
        yield from short_step_text_ids(step).values()
    for term in facts.glossary:
        yield from (f"guide.words.terms.{term}.{part}" for part in ("term", "text"))
    yield from (f"readings.{reading.id}" for reading in facts.readings)
    for lens in facts.lenses:
        yield from (f"{lens.id}.{text_id}" for text_id in _lens_text_ids(lens))


def step_text_ids(step: Step) -> dict[str, str]:
    """Return the id of each text of a step by its part, such as `do`."""
    return {part: f"guide.steps.{step.id}.{part}" for part in STEP_TEXTS}


def short_step_text_ids(step: Step) -> dict[str, str]:
    """Return the ids of the texts that a step has in the shortest session only, by their part."""
    parts = step.short.texts if step.short else ()
    return {part: f"guide.steps.{step.id}.short.{part}" for part in parts}


def optional_text_ids(facts: Facts) -> Iterator[str]:
    """Yield the ids of texts that there may be: a school's name, glosses, more of a school's cards.

    A gloss explains the label of a field or a choice.
    """
    yield "school.name"
    for lens in facts.lenses:
        yield from (f"{lens.id}.glosses.{item.id}" for item in (*lens.fields, *lens.choices))
        for card in lens.cards:
            if card.from_school:
                optional = (part for part in CARD_TEXTS if part not in REQUIRED_CARD_TEXTS)
                yield from (f"{lens.id}.cards.{card.id}.{part}" for part in optional)


def _lens_text_ids(lens: Lens) -> Iterator[str]:
    yield from ("name", "view", "aim")
    yield from (f"follow_ups.{name}" for name in lens.follow_ups)
    yield from (f"pitfalls.{name}" for name in lens.pitfalls)
    if lens.choices or lens.cards:
        yield "intro"
    for block in lens.blocks:
        yield f"blocks.{block.id}"
        yield from (
            f"points.{point}.{part}" for point in block.points for part in ("title", "text")
        )
    yield from (f"fields.{field.id}" for field in lens.fields)
    if lens.fields:
        yield from ("columns.see", "columns.weigh", "columns.act", "weigh.low", "weigh.high")
    for choice in lens.choices:
        yield from (f"choices.{choice.id}.{part}" for part in CHOICE_TEXTS)
    yield from (f"questions.{question}" for question in lens.questions)
    for card in lens.cards:
        required = REQUIRED_CARD_TEXTS if card.from_school else CARD_TEXTS
        yield from (f"cards.{card.id}.{part}" for part in required)
    if lens.cards:
        yield from ("unlinked.tag", "unlinked.heading", "own_question")
    if lens.fields or lens.choices or _has_linked_cards(lens):
        yield "task"


def _has_linked_cards(lens: Lens) -> bool:
    """Whether the kit itself has cards in a lens that are examples of a choice."""
    return any(card.choice and not card.from_school for card in lens.cards)
