"""The ids that a school hides -> the facts that remain."""

from collections.abc import Iterator, Mapping

from kit.errors import Problem, problem, refuse
from kit.reading.facts import Facts, Lens
from kit.reading.school import LoadedSchool
from kit.reading.texts import IdsByText
from kit.suggestions import nearest
from kit.yaml_nodes.nodes import Node
from kit.yaml_nodes.quotes import excerpt


def visible_facts(facts: Facts, school: LoadedSchool, ids_by_text: IdsByText) -> Facts:
    """Return facts without the parts that a school hides.

    A hidden choice takes its cards with it. Raises KitError for each id of no part; `ids_by_text`
    is for suggestions.
    """
    hidden = {str(node.value): node for node in school.node.items_of("hide")}
    refuse(_unknown_parts(hidden, facts, ids_by_text))
    readings = tuple(
        source for source in facts.readings if "readings" not in hidden and source.id not in hidden
    )
    lenses = tuple(_visible_lens(lens, hidden) for lens in facts.lenses)
    return facts.model_copy(update={"lenses": lenses, "readings": readings})


def _visible_lens(lens: Lens, hidden: Mapping[str, Node]) -> Lens:
    visible: dict[str, object] = {
        kind: tuple(part for part in getattr(lens, kind) if part.id not in hidden)
        for kind in ("blocks", "fields", "choices")
    }
    visible["questions"] = tuple(name for name in lens.questions if name not in hidden)
    visible["cards"] = tuple(
        card for card in lens.cards if card.id not in hidden and card.choice not in hidden
    )
    return lens.model_copy(update=visible)


def hideable_parts(facts: Facts) -> Iterator[tuple[str, str]]:
    """Yield the id of each part that can be hidden, and the id of the text that names it."""
    for lens in facts.lenses:
        yield from ((part.id, f"{lens.id}.blocks.{part.id}") for part in lens.blocks)
        yield from ((part.id, f"{lens.id}.fields.{part.id}") for part in lens.fields)
        yield from ((part.id, f"{lens.id}.choices.{part.id}.label") for part in lens.choices)
        yield from ((part.id, f"{lens.id}.cards.{part.id}.title") for part in lens.cards)
        yield from ((name, f"{lens.id}.questions.{name}") for name in lens.questions)
    yield "readings", "readings.title"
    yield from ((source.id, f"readings.{source.id}") for source in facts.readings)


def _unknown_parts(
    hidden: Mapping[str, Node], facts: Facts, ids_by_text: IdsByText
) -> Iterator[Problem]:
    """Yield a problem for each id of no part, which may be what the text of a part says."""
    part_of_text = {text_id: part for part, text_id in hideable_parts(facts)}
    parts = {part: part for part in part_of_text.values()}
    unknown = {name: node for name, node in hidden.items() if name not in parts}
    if unknown:
        by_text = {
            text: part_of_text[text_id]
            for text, text_id in ids_by_text().items()
            if text_id in part_of_text
        }
        for name, node in unknown.items():
            near = nearest(name, by_text | parts)
            yield problem("hide.unknown", node.origin, name=excerpt(name), near=near)
