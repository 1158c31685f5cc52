"""The pictures that a school names for its cards -> SVG that any layout can place, by card."""

import math
from collections.abc import Iterator
from pathlib import Path

from kit.catalogue import CARD_PICTURE_MM, MAX_CARD_PICTURES, MIN_EFFECTIVE_PPI, PPI
from kit.errors import KitError, Origin, Problem, collecting, problem, refuse
from kit.reading.facts import Facts
from kit.reading.logo import MAX_BYTES
from kit.reading.school_files import READ_ERRORS, file_in_folder, read_problem
from kit.sandbox.pictures import CARD_PICTURE_PX, CardPicture, read_card_picture
from kit.sandbox.process import ResourceLimitError, run_sandboxed
from kit.units import MM_PER_INCH
from kit.yaml_nodes.nodes import Node

MIN_SIDE_PX = math.ceil(CARD_PICTURE_MM / MM_PER_INCH * MIN_EFFECTIVE_PPI)


def read_card_pictures(node: Node, facts: Facts, folder: Path) -> dict[str, str]:
    """Return the pictures of the cards among some facts, as SVG by the ids of the cards.

    The node is that of all facts, in which each picture knows the line that names it. Raises
    KitError with every picture that is missing or cannot be used.
    """
    shown = {card.id for lens in facts.lenses for card in lens.cards if card.picture}
    named = [
        (card.text_of("id"), card.map["picture"])
        for lens in node.items_of("lenses")
        for card in lens.items_of("cards")
        if card.text_of("id") in shown
    ]
    refuse(_too_many(named))
    problems: list[Problem] = []
    pictures: dict[str, str] = {}
    for card_id, picture in named:
        with collecting(problems):
            file = file_in_folder(folder, str(picture.value), picture)
            pictures[card_id] = _read(file, picture.origin)
    refuse(problems)
    return pictures


def _too_many(named: list[tuple[str, Node]]) -> Iterator[Problem]:
    """Yield a problem for more pictures than a kit can have."""
    count = len({str(picture.value) for _, picture in named})
    if count > MAX_CARD_PICTURES:
        yield problem("picture.many", named[-1][1].origin, count=count, most=MAX_CARD_PICTURES)


def _read(file: Path, origin: Origin) -> str:
    """Read a picture in the sandbox: an SVG, PNG, JPEG or PDF, as its content says."""
    try:
        if file.stat().st_size > MAX_BYTES:
            raise ResourceLimitError
        picture: CardPicture = run_sandboxed(read_card_picture, file.read_bytes())
    except READ_ERRORS as error:
        found = read_problem(
            error,
            origin,
            costly="picture.heavy",
            broken="picture.broken",
            name=file.name,
            most=CARD_PICTURE_PX,
        )
        raise KitError([found]) from error
    refuse(_too_small(picture, file.name, origin))
    return picture["svg"]


def _too_small(picture: CardPicture, name: str, origin: Origin) -> Iterator[Problem]:
    """Yield a problem for a picture of so few pixels that they show."""
    size_px = picture["size_px"]
    if size_px and min(size_px) < MIN_SIDE_PX:
        yield problem(
            "picture.small",
            origin,
            name=name,
            size=f"{size_px[0]} x {size_px[1]}",
            across=CARD_PICTURE_MM,
            least=MIN_SIDE_PX,
            best=math.ceil(CARD_PICTURE_MM / MM_PER_INCH * PPI),
        )
