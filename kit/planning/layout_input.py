"""Job -> the data that its layout gets: nothing is ever inserted into Typst source.

`layouts/parts/job.typ` documents the same keys on the side of Typst.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import lru_cache
from typing import Any, TypedDict

from kit.catalogue import (
    DEFAULT_SESSION_MINUTES,
    MAX_READINGS,
    MIN_EFFECTIVE_PPI,
    SESSION_PIECES,
    TILE_OVERLAP_MM,
    UNPRINTED_MM,
)
from kit.planning.job import Job
from kit.planning.places import poster_lens
from kit.planning.sheet import Sheet
from kit.planning.timetable import Timetable, timetable
from kit.reading.load import Kit

PICTURE_PIECES = ("cards", "guide")  # that show pictures of cards


class LayoutInput(TypedDict):
    """The data that a layout gets. Lengths are in mm, texts are plain: nothing in them is Typst."""

    lang: str  # of the document: hyphenation, and how it is read aloud
    profile: str  # office, large, tiled or copyshop
    layer: str | None  # of text on a poster: wall or table
    trim_mm: dict[str, int]  # width and height
    bleed_mm: int  # around the trim; 0 unless a print shop cuts it
    # Cards and calibrate: how duplex sheets turn, long-edge or short-edge; none for a file with all
    # fronts, then all backs.
    flip: str | None
    backs_offset_mm: tuple[float, float]  # cards and calibrate: to the right, down
    tiling: dict[str, Any] | None  # tiles: Tiling, overlap_mm and unprinted_mm
    print_table: dict[str, Any] | None  # print-order: PrintTable
    print_list: dict[str, Any] | None  # guide: PrintList
    timetable: Timetable | None  # guide and slides
    box: dict[str, Any] | None  # box: Box
    lenses: list[dict[str, Any]]  # Lens; on a poster see places.poster_lens()
    readings: list[dict[str, Any]]  # poster: the Sources it has room for, with a QR code as SVG
    reading_count: int  # including those that are not on the poster
    glossary: Sequence[str]  # guide: the ids of the terms that it explains
    texts: dict[str, str]  # by id, such as `society.fields.income`
    blank_cards: int | None  # cards to write on; None: as many as the lenses say
    cover: dict[str, Any] | None  # cards: Cover, in the first file of a deck
    pictures: dict[str, str]  # a school's, as square SVG, by the ids of its cards that are shown
    accent: str | None  # the school's colour, #rrggbb, dark enough to read
    logo_svg: str | None
    logo_sharp_mm: float | None  # greatest width at Sheet.logo_ppi; None: vectors
    logo_max_mm: float | None  # greatest width at MIN_EFFECTIVE_PPI; None: vectors


def layout_input(job: Job) -> LayoutInput:
    """Return the data for the layout of a job."""
    kit, sheet, logo = job.kit, job.sheet, job.kit.logo
    width, height = sheet.trim_mm
    lenses = [
        poster_lens(lens) if sheet.piece == "poster" else lens.model_dump()
        for lens in kit.facts.lenses
    ]
    return LayoutInput(
        lang=kit.lang,
        profile=sheet.profile,
        layer=sheet.layer,
        trim_mm={"width": width, "height": height},
        bleed_mm=sheet.bleed_mm,
        flip=sheet.flip,
        backs_offset_mm=job.backs_offset_mm,
        tiling=_tiling(sheet),
        print_table=asdict(job.print_table) if job.print_table else None,
        print_list=asdict(job.print_list) if job.print_list else None,
        timetable=_timetable(kit, sheet),
        box=asdict(job.box) if job.box else None,
        lenses=lenses,
        readings=_readings(kit) if sheet.piece == "poster" else [],
        reading_count=len(kit.facts.readings),
        glossary=kit.facts.glossary,
        texts=_texts(kit.texts, lenses),
        blank_cards=kit.facts.blank_cards,
        cover=asdict(job.cover) if job.cover else None,
        pictures=_pictures(kit, lenses) if sheet.piece in PICTURE_PIECES else {},
        accent=kit.accent,
        logo_svg=logo.svg if logo else None,
        logo_sharp_mm=logo.width_mm(sheet.logo_ppi) if logo else None,
        logo_max_mm=logo.width_mm(MIN_EFFECTIVE_PPI) if logo else None,
    )


def _tiling(sheet: Sheet) -> dict[str, Any] | None:
    if not sheet.tiling:
        return None
    return asdict(sheet.tiling) | {"overlap_mm": TILE_OVERLAP_MM, "unprinted_mm": UNPRINTED_MM}


def _timetable(kit: Kit, sheet: Sheet) -> Timetable | None:
    """Return the timetable of a piece that shows it: slides have that of one length."""
    if sheet.piece not in SESSION_PIECES:
        return None
    minutes = sheet.minutes or kit.session.minutes
    if sheet.piece == "slides":
        minutes = minutes or DEFAULT_SESSION_MINUTES
    return timetable(kit.facts.session, kit.session.model_copy(update={"minutes": minutes}))


def _readings(kit: Kit) -> list[dict[str, Any]]:
    """Return the sources that a poster has room for: most of them a school's, if it has any."""
    by_school = [source for source in kit.facts.readings if source.from_school]
    by_kit = [source for source in kit.facts.readings if not source.from_school]
    count = max(MAX_READINGS - 1, MAX_READINGS - len(by_kit))
    own = by_school[:count]
    shown = [*by_kit[: MAX_READINGS - len(own)], *own]
    return [source.model_dump() | {"qr": qr_svg(str(source.url))} for source in shown]


def _pictures(kit: Kit, lenses: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return the pictures of the cards that are shown."""
    shown = {card["id"] for lens in lenses for card in lens["cards"]}
    return {card_id: svg for card_id, svg in kit.pictures.items() if card_id in shown}


def _texts(texts: Mapping[str, str], lenses: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return all texts but those of cards that are not shown, of which there may be thousands."""
    shown = {
        f"{lens['id']}.cards.{card['id']}"
        for lens in lenses
        for card in (*lens["cards"], lens.get("own_card"))
        if card
    }
    of_cards = tuple(f"{lens['id']}.cards." for lens in lenses)
    return {
        text_id: text
        for text_id, text in texts.items()
        if not text_id.startswith(of_cards) or text_id.rpartition(".")[0] in shown
    }


@lru_cache(maxsize=100)  # those of the kit are on every poster
def qr_svg(url: str) -> str:
    """Return a QR code as SVG, one unit for each module, without the quiet zone.

    The layout keeps the quiet zone free. The lowest level of error correction needs the fewest
    modules: they are larger, and scan better from an A3 poster.
    """
    import segno  # here because only posters need it

    svg = io.BytesIO()
    segno.make_qr(url, error="l", boost_error=False).save(svg, kind="svg", border=0, xmldecl=False)
    return svg.getvalue().decode("utf-8")
