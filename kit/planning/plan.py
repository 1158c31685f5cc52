"""A kit and a request -> jobs: pieces, profiles and papers, and the folder and file of each PDF."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from kit.catalogue import (
    CALIBRATION,
    DEFAULT_PROFILES,
    DUPLEX,
    FLIPS,
    MAX_DECK_CARDS,
    ON_REQUEST,
    PAPERS,
    PRINTED_PIECES,
    SESSION_PIECES,
    TILE_PAPERS,
)
from kit.errors import Listing, Phrase, Problem, phrase, problem, refuse
from kit.names import Label, term, terms
from kit.planning.box import plan_box
from kit.planning.job import Cover, Job
from kit.planning.sheet import Sheet, default_layer, paper_name
from kit.reading.load import Kit
from kit.request import Request


def plan_sheets(request: Request) -> tuple[Sheet, ...]:
    """Return the sheets that a request asks for.

    The requested paper applies to pieces that can have it; others keep their default.
    Raises KitError if no profile makes a piece, or an option applies to none of the sheets.
    """
    if request.pieces == CALIBRATION[:1]:
        return (_sheet(*CALIBRATION, request),)
    profiles = request.profiles or DEFAULT_PROFILES
    requested = [
        (piece, profile)
        for piece, profile in PAPERS
        if profile in profiles
        and (piece in request.pieces or (not request.pieces and (piece, profile) not in ON_REQUEST))
    ]
    refuse(
        [
            *_pieces_without_sheet(request, {piece for piece, _ in requested}),
            *_options_without_use(request, requested),
        ]
    )
    return tuple(_sheet(*key, _paper(key, request), request) for key in requested)


def printed_sheets(profile: str, request: Request) -> tuple[Sheet, ...]:
    """Return the sheets of all pieces that are printed in a profile."""
    keys = [
        key
        for key in PAPERS
        if key[0] in PRINTED_PIECES and key[1] == profile and key not in ON_REQUEST
    ]
    return tuple(_sheet(*key, _paper(key, request), request) for key in keys)


def _paper(key: tuple[str, str], request: Request) -> str:
    return request.paper if request.paper in PAPERS[key] else PAPERS[key][0]


def _sheet(piece: str, profile: str, paper: str, request: Request) -> Sheet:
    """Return a sheet with the options of a request that apply to it."""
    is_duplex = (piece, profile) in DUPLEX
    return Sheet(
        piece,
        profile,
        paper,
        flip=(request.flip or FLIPS[0]) if is_duplex else None,
        tile=(request.tile or TILE_PAPERS[0]) if profile == "tiled" else None,
        offset_mm=request.offset_mm if is_duplex else None,
        board_mm=request.board_mm if piece == "box" else None,
        marks=request.marks and profile == "copyshop",
        minutes=request.minutes if piece in SESSION_PIECES else None,
        format=request.format,
        layer=(request.layer or default_layer(paper)) if piece == "poster" else None,
    )


def plan(kit: Kit, sheets: Sequence[Sheet]) -> Iterator[Job]:
    """Yield a job for each sheet, named `denkplaat/nl/office/poster-a3.pdf`.

    A large deck of cards is several files, named `cards-a4-01.pdf` and so on.
    """
    for sheet in sheets:
        folder = PurePosixPath(kit.facts.id, kit.lang, sheet.profile)
        has_cover = sheet.piece == "cards"
        decks = _decks(kit) if has_cover else [kit]
        for number, deck in enumerate(decks, 1):
            suffix = f"-{number:0{len(str(len(decks)))}}" if len(decks) > 1 else ""
            cover = _cover(kit) if has_cover and number == 1 else None
            box = plan_box(kit.facts, sheet.board_mm) if sheet.piece == "box" else None
            path = folder / f"{sheet.name}{suffix}.pdf"
            yield Job(deck, sheet, path, cover=cover, box=box)


def _cover(kit: Kit) -> Cover:
    """Return what the cover card says of all cards of a kit."""
    examples = sum(len(lens.cards) for lens in kit.facts.lenses)
    return Cover(examples, has_blanks=kit.facts.blank_cards != 0)


def _decks(kit: Kit) -> list[Kit]:
    """Return the kit once for each file of cards, with the cards that go in it, in their order."""
    cards = [card for lens in kit.facts.lenses for card in lens.cards]
    if sum(card.quantity for card in cards) < MAX_DECK_CARDS:
        return [kit]
    decks: list[set[str]] = [set()]
    free = MAX_DECK_CARDS - 1  # the first also has the cover
    for card in sorted(cards, key=lambda card: card.number):
        if card.quantity > free:
            decks.append(set())
            free = MAX_DECK_CARDS
        decks[-1].add(card.id)
        free -= card.quantity
    return [_deck(kit, ids, is_last=ids is decks[-1]) for ids in decks]


def _deck(kit: Kit, ids: set[str], *, is_last: bool) -> Kit:
    """Return a kit with some of its cards; the last deck also has the blank ones."""
    lenses = tuple(
        lens.model_copy(update={"cards": tuple(card for card in lens.cards if card.id in ids)})
        for lens in kit.facts.lenses
    )
    blank = kit.facts.blank_cards if is_last else 0
    return replace(kit, facts=kit.facts.model_copy(update={"lenses": lenses, "blank_cards": blank}))


def _pieces_without_sheet(request: Request, possible: set[str]) -> Iterator[Problem]:
    """Yield a problem for each piece that none of the profiles makes."""
    for piece in request.pieces:
        if piece not in possible:
            yield problem(
                "options.profile",
                piece=term("piece", piece),
                profiles=Listing(terms("profile", request.profiles)),
                known=Listing(
                    terms("profile", (profile for name, profile in PAPERS if name == piece))
                ),
            )


def _options_without_use(
    request: Request, requested: Sequence[tuple[str, str]]
) -> Iterator[Problem]:
    """Yield a problem for each option that applies to none of the requested sheets.

    These are pairs of a piece and a profile, as in PAPERS.
    """
    if request.paper and requested and not any(request.paper in PAPERS[key] for key in requested):
        known = Listing(tuple(_papers_of(*key) for key in requested), "; ")
        yield problem("options.paper", paper=paper_name(request.paper), known=known)
    pieces = {piece for piece, _ in requested}
    profiles = {profile for _, profile in requested}
    is_duplex = any(key in DUPLEX for key in requested)
    for option, value, applies in (
        ("layer", request.layer, "poster" in pieces),
        ("flip", request.flip, is_duplex),
        ("offset", request.offset_mm, is_duplex),
        ("board", request.board_mm, "box" in pieces),
        ("tile", request.tile, "tiled" in profiles),
        ("marks", request.marks, "copyshop" in profiles and request.format == "pdf"),
        ("minutes", request.minutes, not pieces.isdisjoint(SESSION_PIECES)),
        ("groups", request.groups, not pieces.isdisjoint(PRINTED_PIECES)),
    ):
        if value and requested and not applies:
            yield problem(f"options.{option}", value=value)


def _papers_of(piece: str, profile: str) -> Phrase:
    papers = ", ".join(f"`{paper}`" for paper in PAPERS[piece, profile])
    return phrase(
        "options.papers",
        piece=Label("piece", piece),
        profile=Label("profile", profile),
        papers=papers,
    )
