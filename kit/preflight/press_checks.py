"""Finished file for a print shop -> what its preflight checks: boxes, inks, and PDF/X-4."""

from collections.abc import Iterator

from kit.catalogue import LIMITS
from kit.colour.cmyk import hex_to_rgb, out_of_gamut, rgb_to_cmyk
from kit.measuring.colour_spaces import CMYK
from kit.measuring.page_geometry import Measurements, PageBoxes, format_size, has_size, is_same_box
from kit.measuring.pdfx import PressFacts, press_facts
from kit.planning.sheet import Sheet
from kit.printing.typeset import Rendered

Found = tuple[str, bool, dict[str, object]]  # kind of message, whether it is right, values

CROP_MARKS = 8  # two at each corner
WHITE, BLACK = (0.0, 0.0, 0.0, 0.0), (0.0, 0.0, 0.0, 1.0)


def press_checks(result: Rendered, measures: Measurements) -> Iterator[Found]:
    """Yield what is checked in files for a print shop besides all others."""
    sheet, facts = result.job.sheet, press_facts(result.pdf)
    yield _bleed(measures, sheet)
    if sheet.marks:
        count = min(measures.crop_marks, default=0)
        yield "preflight.marks", count == CROP_MARKS, {"count": count, "wanted": CROP_MARKS}
    yield from _inks(result, facts)
    yield from _declared(facts)
    duller = [f"{colour} → {seen}" for colour, seen in out_of_gamut(result.colours)]
    kind = "preflight.gamut" if duller else "preflight.in_gamut"
    yield kind, True, {"colours": ", ".join(duller)}


def _bleed(measures: Measurements, sheet: Sheet) -> Found:
    """Check the trim, and that the bleed goes round it."""
    (width, height), bleed = sheet.trim_mm, sheet.bleed_mm

    def is_right(boxes: PageBoxes) -> bool:
        outward = (-bleed, -bleed, bleed, bleed)
        around = [at + by for at, by in zip(boxes.trim, outward, strict=True)]
        return (
            boxes.is_explicit
            and has_size(boxes.trim, (width, height))
            and is_same_box(boxes.bleed, around)
        )

    wrong = [boxes for boxes in measures.boxes if not is_right(boxes)]
    values: dict[str, object] = {"width": width, "height": height, "bleed": bleed}
    if not wrong:
        return "preflight.bleed", bool(measures.boxes), values
    box = wrong[0]
    found = f"{format_size(box.trim)} / {format_size(box.bleed)}" if box.is_explicit else "-"
    return "preflight.no_bleed", False, values | {"found": found}


def _inks(result: Rendered, facts: PressFacts) -> Iterator[Found]:
    """Yield whether all that is drawn is in four inks, and no more of them than dries."""
    seen = facts.coverage
    unknown = ", ".join(sorted(seen.unknown))
    yield "preflight.unknown" if unknown else "preflight.known", not unknown, {"what": unknown}
    others = ", ".join(sorted(seen.spaces - {CMYK}))
    kind = "preflight.other_colour" if others else "preflight.colour"
    yield kind, seen.spaces == {CMYK}, {"spaces": others or ", ".join(seen.spaces) or "-"}
    most = LIMITS[result.job.sheet.profile].max_total_area_coverage
    ink = max(seen.page_inks, default=0.0)
    is_dry = most is None or ink <= most + 0.5
    yield "preflight.ink", is_dry and ink > 0, {"ink": round(ink), "most": most}
    empty = [number for number, of_page in enumerate(seen.page_inks, 1) if not of_page]
    if empty:
        yield "preflight.no_ink", False, {"pages": ", ".join(map(str, empty))}
    allowed: set[tuple[float, ...]] = {WHITE, BLACK}
    if result.job.kit.accent:
        accent = rgb_to_cmyk(hex_to_rgb(result.job.kit.accent))
        allowed.add(tuple(round(value, 4) for value in accent))
    coloured = len(seen.text_inks - allowed)
    yield "preflight.black", not coloured, {"count": coloured}


def _declared(facts: PressFacts) -> Iterator[Found]:
    """Yield whether a file says of itself what PDF/X-4 asks."""
    intents = ", ".join(facts.intents) or "-"
    kind = "preflight.intent" if facts.has_profile else "preflight.no_profile"
    is_right = facts.intents == ("/GTS_PDFX FOGRA39",) and facts.has_profile
    yield kind, is_right, {"intents": intents}
    values: dict[str, object] = {"version": facts.version or "-", "trapped": facts.trapped or "-"}
    is_right = facts.version == "PDF/X-4" and facts.trapped in ("/True", "/False")
    yield "preflight.version", is_right, values
    yield "preflight.id" if facts.has_id else "preflight.no_id", facts.has_id, {}
    kind = "preflight.no_metadata" if facts.missing else "preflight.metadata"
    yield kind, not facts.missing, {"missing": ", ".join(facts.missing)}
    yield "preflight.actions", facts.actions == 0, {"count": facts.actions}
