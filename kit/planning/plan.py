"""Kits + a request -> jobs: which piece goes on which paper for which profile, in which file."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from kit.catalogue import (
    CALIBRATION,
    DEFAULT_PROFILES,
    DUPLEX,
    FLIPS,
    MAX_DECK_CARDS,
    PAPERS,
    PIECES,
    TILE_PAPERS,
)
from kit.errors import Listing, Phrase, Problem, phrase, problem, refuse
from kit.names import Label, term, terms
from kit.planning.job import Job
from kit.planning.sheet import Sheet
from kit.reading.load import Kit
from kit.request import Request


def plan_sheets(request: Request) -> tuple[Sheet, ...]:
    """Return the sheets that a request asks for.

    A paper applies to the pieces that can have it, the others keep their own.
    Raises KitError if no piece can have the paper, or a piece is not made in these profiles.
    """
    if request.pieces == CALIBRATION[:1]:
        return (_sheet(*CALIBRATION, request),)
    profiles = request.profiles or DEFAULT_PROFILES
    asked = [
        (piece, profile)
        for piece, profile in PAPERS
        if piece in (request.pieces or PIECES) and profile in profiles
    ]
    refuse([*_without_sheet(request, {piece for piece, _ in asked}), *_without_use(request, asked)])
    return tuple(_sheet(*key, _paper(key, request), request) for key in asked)


def sheets_beside(sheet: Sheet, request: Request) -> tuple[Sheet, ...]:
    """Return the sheets of all pieces in the profile of one of them, itself included."""
    keys = [key for key in PAPERS if key[1] == sheet.profile]
    return tuple(_sheet(*key, _paper(key, request), request) for key in keys)


def _paper(key: tuple[str, str], request: Request) -> str:
    return request.paper if request.paper in PAPERS[key] else PAPERS[key][0]


def _sheet(piece: str, profile: str, paper: str, request: Request) -> Sheet:
    """Return a sheet with those of the options that apply to it."""
    turned = (piece, profile) in DUPLEX
    return Sheet(
        piece,
        profile,
        paper,
        flip=(request.flip or FLIPS[0]) if turned else None,
        tile=(request.tile or TILE_PAPERS[0]) if profile == "tiled" else None,
        offset_mm=request.offset_mm if turned else None,
        marks=request.marks and profile == "copyshop",
        minutes=request.minutes if piece == "guide" else None,
    )


def plan(kit: Kit, sheets: Sequence[Sheet]) -> Iterator[Job]:
    """Yield a job for each sheet, named `denkplaat/nl/office/poster-a3.pdf`.

    A large deck of cards is several files, named `cards-a4-01.pdf` and so on.
    """
    for sheet in sheets:
        folder = PurePosixPath(kit.facts.id, kit.lang, sheet.profile)
        decks = _decks(kit) if sheet.piece == "cards" else [kit]
        for number, deck in enumerate(decks, 1):
            part = f"-{number:0{len(str(len(decks)))}}" if len(decks) > 1 else ""
            yield Job(deck, sheet, folder / f"{sheet.name}{part}.pdf")


def _decks(kit: Kit) -> list[Kit]:
    """Return a kit with its cards shared out, in their order, over decks that fit in a file."""
    cards = [card for lens in kit.facts.lenses for card in lens.cards]
    if sum(card.quantity for card in cards) <= MAX_DECK_CARDS:
        return [kit]
    decks: list[set[str]] = []
    room = 0
    for card in sorted(cards, key=lambda card: card.number):
        if not decks or card.quantity > room:
            decks.append(set())
            room = MAX_DECK_CARDS
        decks[-1].add(card.id)
        room -= card.quantity
    return [_deck(kit, ids, is_last=ids is decks[-1]) for ids in decks]


def _deck(kit: Kit, ids: set[str], *, is_last: bool) -> Kit:
    """Return a kit with some of its cards; those to write on go with the last."""
    lenses = tuple(
        lens.model_copy(update={"cards": tuple(card for card in lens.cards if card.id in ids)})
        for lens in kit.facts.lenses
    )
    blank = kit.facts.blank_cards if is_last else 0
    return replace(kit, facts=kit.facts.model_copy(update={"lenses": lenses, "blank_cards": blank}))


def _without_sheet(request: Request, possible: set[str]) -> Iterator[Problem]:
    """Yield a problem for each piece that none of the profiles makes."""
    for piece in request.pieces:
        if piece not in possible:
            yield problem(
                "options.profile",
                piece=term("piece", piece),
                profiles=Listing(terms("profile", request.profiles)),
                known=Listing(terms("profile", (used for name, used in PAPERS if name == piece))),
            )


def _without_use(request: Request, asked: Sequence[tuple[str, str]]) -> Iterator[Problem]:
    """Yield a problem for each option that applies to none of the pieces that are asked for."""
    if request.paper and asked and not any(request.paper in PAPERS[key] for key in asked):
        known = Listing(tuple(_papers_of(*key) for key in asked), "; ")
        yield problem("options.paper", paper=request.paper.upper(), known=known)
    profiles = {profile for _, profile in asked}
    turned = any(key in DUPLEX for key in asked)
    for option, given, used in (
        ("flip", request.flip, turned),
        ("offset", request.offset_mm, turned),
        ("tile", request.tile, "tiled" in profiles),
        ("marks", request.marks, "copyshop" in profiles),
        ("minutes", request.minutes, "guide" in {piece for piece, _ in asked}),
    ):
        if given and asked and not used:
            yield problem(f"options.{option}", value=given)


def _papers_of(piece: str, profile: str) -> Phrase:
    papers = ", ".join(f"`{paper}`" for paper in PAPERS[piece, profile])
    of = {"piece": Label("piece", piece), "profile": Label("profile", profile)}
    return phrase("options.papers", **of, papers=papers)
