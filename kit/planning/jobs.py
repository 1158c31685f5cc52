"""Kit + options -> jobs: which piece goes on which paper for which profile, under what name."""

import io
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any

from kit.catalogue import (
    CALIBRATION,
    DECK_CARDS,
    FLIPS,
    PAPER_MM,
    PAPERS,
    PIECES,
    PRINT_ORDER,
    TILES,
    USUAL_PROFILES,
)
from kit.errors import Listing, Phrase, Problem, phrase, problem, refuse
from kit.names import Label, term, terms
from kit.planning.selection import shares
from kit.planning.timetable import timetable
from kit.reading.logo import DPI, LARGE_FORMAT_DPI, LEAST_DPI
from kit.reading.schema import Lens, Reading
from kit.reading.texts import Kit

# Cards stand upright, so that a flip on the long edge swaps columns.
UPRIGHT = ("cards", "calibrate", "guide", "instructions")
TURNED = (("cards", "office"), CALIBRATION[:2])  # printed on both sides by the school itself
UNPRINTED_MM = 5  # what an office printer leaves white at each edge
MOST_READINGS = 3  # that a poster has room for
OVERLAP_MM = 10  # what neighbouring tiles share, to glue them by
SLUG_MM = 10  # room around the bleed for crop marks


@dataclass(frozen=True)
class Options:
    """What to make; an empty choice of pieces or profiles means the usual ones.

    `flip` is how the printer turns cards, `offset_mm` how far their backs are shifted to the right
    and down (None: as the school says), `tile` the paper of a tiled poster, and `marks` whether
    files for a print shop get crop marks. For a number of `groups` there is a print order too, and
    `minutes` says how long the session in the guide lasts (None: as the school says).
    """

    pieces: Sequence[str] = ()
    profiles: Sequence[str] = ()
    paper: str | None = None
    flip: str | None = None
    tile: str | None = None
    offset_mm: tuple[float, float] | None = None
    marks: bool = False
    groups: int | None = None
    minutes: int | None = None


@dataclass(frozen=True)
class Sheet:
    """A piece in a profile on a paper, before there is any text on it. All lengths are in mm."""

    piece: str
    profile: str
    paper: str
    flip: str | None = None
    tile: str | None = None
    offset_mm: tuple[float, float] | None = None
    marks: bool = False
    minutes: int | None = None

    @property
    def trim_mm(self) -> tuple[int, int]:
        """Width and height when cut; what is printed on two sides or read as a page is upright."""
        width, height = PAPER_MM[self.paper]
        return (height, width) if self.piece in UPRIGHT else (width, height)

    @property
    def bleed_mm(self) -> int:
        """How far the print runs over the trim: 3 mm at a print shop, 5 mm from A2 up."""
        if self.profile != "copyshop":
            return 0
        return 5 if self.is_large_format else 3

    @property
    def safe_mm(self) -> int:
        """How far from the trim all that matters stays.

        Office printers leave 4 to 5 mm unprinted; print shops ask 4 mm of cards, 5 mm of small
        sheets and 10 mm of large format.
        """
        if self.is_large_format and not self.tile:
            return 10
        return 4 if self.paper == "a6" else 5

    @property
    def is_large_format(self) -> bool:
        """Whether the paper is A2 or larger."""
        return self.paper in ("a0", "a1", "a2")

    @property
    def tiling(self) -> "Tiling | None":
        """How the poster lies over smaller sheets, if it does."""
        return Tiling.fewest(self.trim_mm, PAPER_MM[self.tile]) if self.tile else None

    @property
    def size_mm(self) -> tuple[int, int]:
        """Width and height of the pages of the file: the trim, with bleed, or a tile."""
        if self.tiling:
            return self.tiling.sheet_mm
        width, height = self.trim_mm
        around = 2 * (self.bleed_mm + (SLUG_MM if self.marks else 0))
        return width + around, height + around

    @property
    def name(self) -> str:
        """The name of the file without its ending: files that differ in use differ in name."""
        parts = [self.piece, self.paper]
        if self.tile:
            parts += ["on", self.tile]
        if self.flip and self.flip != FLIPS[0]:
            parts += ["flip", self.flip]
        if self.minutes:
            parts += [str(self.minutes), "min"]
        return "-".join(parts)


@dataclass(frozen=True)
class Tiling:
    """A poster over sheets of paper. All lengths are in mm, on the poster from its top left corner.

    Each sheet shows a window of the poster, the same size for all; neighbours share `OVERLAP_MM`.
    """

    sheet_mm: tuple[int, int]
    columns: int
    rows: int
    window_mm: tuple[float, float]

    @classmethod
    def fewest(cls, poster_mm: tuple[int, int], paper_mm: tuple[int, int]) -> "Tiling":
        """Return the tiling with the fewest sheets: these upright or on their side."""
        width, height = paper_mm
        ways = [cls._on(poster_mm, sheet) for sheet in ((width, height), (height, width))]
        return min(ways, key=lambda way: way.columns * way.rows)

    @classmethod
    def _on(cls, poster_mm: tuple[int, int], sheet_mm: tuple[int, int]) -> "Tiling":
        counts, window = [], []
        for poster, sheet in zip(poster_mm, sheet_mm, strict=True):
            most = sheet - 2 * UNPRINTED_MM
            count = math.ceil((poster - OVERLAP_MM) / (most - OVERLAP_MM))
            counts.append(count)
            window.append((poster - OVERLAP_MM) / count + OVERLAP_MM)
        return cls(sheet_mm, counts[0], counts[1], (window[0], window[1]))


@dataclass(frozen=True)
class Job:
    """One PDF to make: the kit, the sheet to set it on, and its path below the output folder.

    `order` is what a print order, or the list in a guide, says; other pieces have none.
    """

    kit: Kit
    sheet: Sheet
    path: PurePosixPath
    order: Mapping[str, object] | None = None

    def data(self) -> str:
        """Return all that the layout is told, as one JSON text. Lengths are in mm."""
        sheet, logo = self.sheet, self.kit.logo
        width, height = sheet.trim_mm
        lenses = [
            _with_shares(lens) if sheet.piece == "poster" else lens.model_dump()
            for lens in self.kit.facts.lenses
        ]
        return json.dumps(
            {
                "lang": self.kit.lang,
                "profile": sheet.profile,
                "trim_mm": {"width": width, "height": height},
                "bleed_mm": sheet.bleed_mm,
                "flip": sheet.flip,
                "backs_offset_mm": sheet.offset_mm or self.kit.offset_mm,
                "tiling": sheet.tiling
                and asdict(sheet.tiling) | {"overlap_mm": OVERLAP_MM, "unprinted_mm": UNPRINTED_MM},
                "print_table": self.order if sheet.piece == PRINT_ORDER[0] else None,
                "print_list": self.order if sheet.piece == "guide" else None,
                "timetable": self._timetable() if sheet.piece == "guide" else None,
                "lenses": _from_school(lenses),
                "readings": _from_school(
                    [
                        reading.model_dump() | {"qr": qr_svg(reading.url)}
                        for reading in _shown_readings(self.kit.facts.readings)
                        if sheet.piece == "poster"
                    ]
                ),
                "reading_count": len(self.kit.facts.readings),
                "texts": _texts(self.kit.texts, lenses),
                "blank_cards": self.kit.facts.blank_cards,
                "accent": self.kit.accent,
                "logo_svg": logo and logo.svg,
                "logo_sharp_mm": logo and logo.width_mm(logo_ppi(sheet)),
                "logo_max_mm": logo and logo.width_mm(LEAST_DPI),
            }
        )

    def _timetable(self) -> dict[str, object]:
        minutes = self.sheet.minutes or self.kit.session.minutes
        session = self.kit.session.model_copy(update={"minutes": minutes})
        return timetable(self.kit.facts.session, session)


def logo_ppi(sheet: Sheet) -> int:
    """Return the resolution at which a logo is printed where it has enough pixels."""
    return LARGE_FORMAT_DPI if sheet.is_large_format else DPI


def plan_sheets(options: Options) -> tuple[Sheet, ...]:
    """Return the sheets that the options ask for.

    A paper applies to the pieces that can have it, the others keep their own.
    Raises KitError if no piece can have the paper, or a piece is not made in these profiles.
    """
    if options.pieces == CALIBRATION[:1]:
        return (_sheet(*CALIBRATION, options),)
    profiles = options.profiles or USUAL_PROFILES
    asked = [
        (piece, profile)
        for piece, profile in PAPERS
        if piece in (options.pieces or PIECES) and profile in profiles
    ]
    refuse([*_without_sheet(options, {piece for piece, _ in asked}), *_without_use(options, asked)])
    return tuple(_sheet(*key, _paper(key, options), options) for key in asked)


def sheets_beside(sheet: Sheet, options: Options) -> tuple[Sheet, ...]:
    """Return the sheets of all pieces in the profile of one of them, itself included."""
    keys = [key for key in PAPERS if key[1] == sheet.profile]
    return tuple(_sheet(*key, _paper(key, options), options) for key in keys)


def _paper(key: tuple[str, str], options: Options) -> str:
    return options.paper if options.paper in PAPERS[key] else PAPERS[key][0]


def _sheet(piece: str, profile: str, paper: str, options: Options) -> Sheet:
    """Return a sheet with those of the options that apply to it."""
    turned = (piece, profile) in TURNED
    return Sheet(
        piece,
        profile,
        paper,
        flip=(options.flip or FLIPS[0]) if turned else None,
        tile=(options.tile or TILES[0]) if profile == "tiled" else None,
        offset_mm=options.offset_mm if turned else None,
        marks=options.marks and profile == "copyshop",
        minutes=options.minutes if piece == "guide" else None,
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
    if sum(card.quantity for card in cards) <= DECK_CARDS:
        return [kit]
    decks: list[set[str]] = []
    room = 0
    for card in sorted(cards, key=lambda card: card.number):
        if not decks or card.quantity > room:
            decks.append(set())
            room = DECK_CARDS
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


def _without_sheet(options: Options, possible: set[str]) -> Iterator[Problem]:
    """Yield a problem for each piece that none of the profiles makes."""
    for piece in options.pieces:
        if piece not in possible:
            yield problem(
                "sheet.profile",
                piece=term("piece", piece),
                profiles=Listing(terms("profile", options.profiles)),
                known=Listing(terms("profile", (used for name, used in PAPERS if name == piece))),
            )


def _without_use(options: Options, asked: Sequence[tuple[str, str]]) -> Iterator[Problem]:
    """Yield a problem for each option that applies to none of the pieces that are asked for."""
    if options.paper and asked and not any(options.paper in PAPERS[key] for key in asked):
        known = Listing(tuple(_papers_of(*key) for key in asked), "; ")
        yield problem("sheet.paper", paper=options.paper.upper(), known=known)
    profiles = {profile for _, profile in asked}
    turned = any(key in TURNED for key in asked)
    for option, given, used in (
        ("flip", options.flip, turned),
        ("offset", options.offset_mm, turned),
        ("tile", options.tile, "tiled" in profiles),
        ("marks", options.marks, "copyshop" in profiles),
        ("minutes", options.minutes, "guide" in {piece for piece, _ in asked}),
    ):
        if given and asked and not used:
            yield problem(f"sheet.{option}", value=given)


def _papers_of(piece: str, profile: str) -> Phrase:
    papers = ", ".join(f"`{paper}`" for paper in PAPERS[piece, profile])
    of = {"piece": Label("piece", piece), "profile": Label("profile", profile)}
    return phrase("sheet.papers", **of, papers=papers)


def _texts(texts: Mapping[str, str], lenses: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return texts without those of cards that are not shown: there may be thousands."""
    shown = {f"{lens['id']}.cards.{card['id']}" for lens in lenses for card in lens["cards"]}
    of_cards = tuple(f"{lens['id']}.cards." for lens in lenses)
    return {
        text_id: text
        for text_id, text in texts.items()
        if not text_id.startswith(of_cards) or text_id.rpartition(".")[0] in shown
    }


def _from_school(value: Any) -> Any:
    """Return facts with the name that layouts use for what a school wrote."""
    if isinstance(value, dict):
        return {
            "from_school" if key == "own" else key: _from_school(item)
            for key, item in value.items()
        }
    return [_from_school(item) for item in value] if isinstance(value, list | tuple) else value


def _shown_readings(readings: Sequence[Reading]) -> list[Reading]:
    """Return the readings that a poster shows: half of them a school's, half the kit's."""
    ranked = sorted(_shares(readings), key=lambda pair: pair[1])
    school = [reading for reading, _ in ranked if reading.own]
    kits = [reading for reading, _ in ranked if not reading.own]
    count = min(len(school), max(math.ceil(MOST_READINGS / 2), MOST_READINGS - len(kits)))
    shown = {reading.id for reading in (*school[:count], *kits[: MOST_READINGS - count])}
    return [reading for reading in readings if reading.id in shown]


def _with_shares(lens: Lens) -> dict[str, object]:
    """Return a lens with no more of each kind of thing than a poster can show, and their counts."""
    kinds = ("fields", "choices", "cards")
    things = {kind: _shares(getattr(lens, kind)) for kind in kinds}
    return (
        lens.model_dump()
        | {
            kind: [item.model_dump() | {"rank": rank} for item, rank in things[kind]]
            for kind in kinds
        }
        | {"counts": {kind: len(getattr(lens, kind)) for kind in kinds}}
    )


def _shares(things: Sequence[Any]) -> list[tuple[Any, int]]:
    """Return a fair share of things: of cards, with and without a choice."""
    return shares(things, lambda item: item.own, lambda item: getattr(item, "choice", "") is None)


@lru_cache(maxsize=100)  # the kit's own are on every poster
def qr_svg(url: str) -> str:
    """Return a QR code as SVG without quiet zone, one unit a module, at the least correction level.

    The layout gives it room; few modules make each of them large enough to scan from A3.
    """
    import segno  # only needed to make PDFs

    svg = io.BytesIO()
    segno.make_qr(url, error="l", boost_error=False).save(svg, kind="svg", border=0, xmldecl=False)
    return svg.getvalue().decode("utf-8")
