"""A finished file for a print shop -> the checks of its boxes, inks and PDF/X-4 declarations."""

from collections.abc import Iterator

from kit.catalogue import CROP_MARKS_PER_PAGE, LIMITS
from kit.colour.cmyk import BLACK, WHITE, out_of_gamut, rgb_to_cmyk
from kit.colour.rgb import hex_to_rgb
from kit.measuring.colour_spaces import CMYK
from kit.measuring.ink_coverage import Coverage
from kit.measuring.page_geometry import (
    Measurements,
    PageBoxes,
    format_size,
    has_size,
    is_same_box,
)
from kit.measuring.pdfx import PdfxProperties, read_pdfx_properties
from kit.planning.sheet import Sheet
from kit.printing.recolour import INK_DECIMALS
from kit.printing.typeset import Rendered

# The kind of message, whether the file passes, and the values of the message.
CheckResult = tuple[str, bool, dict[str, object]]

COVERAGE_TOLERANCE = 0.5  # per cent: inks are rounded to 8 bits


def press_checks(result: Rendered, measured: Measurements) -> Iterator[CheckResult]:
    """Yield the checks that only files for a print shop get."""
    sheet, properties = result.job.sheet, read_pdfx_properties(result.pdf)
    yield _check_boxes(measured, sheet)
    if sheet.marks:
        count, wanted = min(measured.crop_marks, default=0), CROP_MARKS_PER_PAGE
        yield "preflight.marks", count == wanted, {"count": count, "wanted": wanted}
    yield from _check_colour_spaces(properties.coverage)
    yield from _check_ink(properties.coverage, sheet)
    yield _check_text_colours(properties.coverage, result.job.kit.accent)
    yield from _check_declarations(properties)
    different = [f"{colour} → {printed}" for colour, printed in out_of_gamut(result.colours)]
    kind = "preflight.gamut" if different else "preflight.in_gamut"
    yield kind, True, {"colours": ", ".join(different)}


def _check_boxes(measured: Measurements, sheet: Sheet) -> CheckResult:
    """Check on each page the size of the trim, and that the bleed surrounds it."""
    (width, height), bleed = sheet.trim_mm, sheet.bleed_mm
    outward = (-bleed, -bleed, bleed, bleed)

    def is_right(boxes: PageBoxes) -> bool:
        wanted = [side + by for side, by in zip(boxes.trim, outward, strict=True)]
        has_trim = boxes.is_explicit and has_size(boxes.trim, (width, height))
        return has_trim and is_same_box(boxes.bleed, wanted)

    values: dict[str, object] = {"width": width, "height": height, "bleed": bleed}
    wrong = next((boxes for boxes in measured.boxes if not is_right(boxes)), None)
    if wrong is None:
        return "preflight.bleed", bool(measured.boxes), values
    sizes = f"{format_size(wrong.trim)} / {format_size(wrong.bleed)}"
    return "preflight.no_bleed", False, values | {"found": sizes if wrong.is_explicit else "-"}


def _check_colour_spaces(coverage: Coverage) -> Iterator[CheckResult]:
    """Yield whether everything that is drawn was understood, and whether all is in CMYK."""
    unsupported = ", ".join(sorted(coverage.unsupported))
    kind = "preflight.unknown" if unsupported else "preflight.known"
    yield kind, not unsupported, {"what": unsupported}
    others = ", ".join(sorted(coverage.spaces - {CMYK}))
    kind = "preflight.other_colour" if others else "preflight.colour"
    yield kind, coverage.spaces == {CMYK}, {"spaces": others or ", ".join(coverage.spaces) or "-"}


def _check_ink(coverage: Coverage, sheet: Sheet) -> Iterator[CheckResult]:
    """Yield whether the total area coverage keeps to its limit, and whether a page has no ink."""
    limit = LIMITS[sheet.profile].max_total_area_coverage
    greatest = max(coverage.total_area_coverage, default=0.0)
    keeps_limit = limit is None or greatest <= limit + COVERAGE_TOLERANCE
    values: dict[str, object] = {"ink": round(greatest), "most": limit}
    yield "preflight.ink", keeps_limit and greatest > 0, values
    empty = [number for number, ink in enumerate(coverage.total_area_coverage, 1) if not ink]
    if empty:
        yield "preflight.no_ink", False, {"pages": ", ".join(map(str, empty))}


def _check_text_colours(coverage: Coverage, accent: str | None) -> CheckResult:
    """Check that text is pure black, white, or in the accent colour (`#rrggbb`) of the school."""
    allowed: set[tuple[float, ...]] = {WHITE, BLACK}
    if accent:
        inks = rgb_to_cmyk(hex_to_rgb(accent))
        allowed.add(tuple(round(ink, INK_DECIMALS) for ink in inks))
    count = len(coverage.text_colours - allowed)
    return "preflight.black", not count, {"count": count}


def _check_declarations(properties: PdfxProperties) -> Iterator[CheckResult]:
    """Yield whether a file declares about itself what PDF/X-4 requires."""
    intents, has_profile = properties.output_intents, properties.has_cmyk_profile
    kind = "preflight.intent" if has_profile else "preflight.no_profile"
    is_fogra39 = intents == ("/GTS_PDFX FOGRA39",) and has_profile
    yield kind, is_fogra39, {"intents": ", ".join(intents) or "-"}
    version, trapped = properties.version, properties.trapped
    is_pdfx4 = version == "PDF/X-4" and trapped in ("/True", "/False")
    yield "preflight.version", is_pdfx4, {"version": version or "-", "trapped": trapped or "-"}
    kind = "preflight.id" if properties.has_id else "preflight.no_id"
    yield kind, properties.has_id, {}
    missing = properties.missing_metadata
    kind = "preflight.no_metadata" if missing else "preflight.metadata"
    yield kind, not missing, {"missing": ", ".join(missing)}
    yield "preflight.actions", properties.actions == 0, {"count": properties.actions}
