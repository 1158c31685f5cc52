"""Streams, boxes and crop marks of small PDFs."""

import io

import pikepdf
import pytest

from kit.catalogue import CROP_MARKS_PER_PAGE
from kit.printing.prepress import crop_marks, escape_stream_ends, set_boxes
from kit.units import POINTS_PER_MM


@pytest.mark.parametrize("end", [b"\n", b"\r", b"."])
def test_no_stream_ends_in_a_line_break_and_its_content_stays(end: bytes) -> None:
    with pikepdf.Pdf.new() as pdf:
        pdf.Root.Stream = pdf.make_stream(b"data" + end)
        data = io.BytesIO()
        pdf.save(data, compress_streams=False)
    escaped = escape_stream_ends(data.getvalue())
    assert (escaped == data.getvalue()) == (end == b".")
    with pikepdf.open(io.BytesIO(escaped)) as pdf:
        assert pdf.Root.Stream.read_raw_bytes()[-1:] not in (b"\r", b"\n")
        assert pdf.Root.Stream.read_bytes() == b"data" + end


def test_a_slug_surrounds_what_was_the_page() -> None:
    with pikepdf.Pdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(120, 100))
        page.trimbox = pikepdf.Rectangle(10, 10, 110, 90)
        set_boxes(page, slug_mm=20 / POINTS_PER_MM)
        boxes = page.mediabox, page.bleedbox, page.trimbox
        assert [[round(float(side)) for side in box] for box in boxes] == [
            [0, 0, 160, 140],
            [20, 20, 140, 120],
            [30, 30, 130, 110],
        ]


def test_eight_crop_marks_are_in_line_with_the_trim_outside_the_bleed() -> None:
    operators = crop_marks(bleed=(20, 20, 140, 120), trim=(30, 30, 130, 110)).decode("ascii")
    numbers = [[float(n) for n in part.split()[-2:]] for part in operators.split(" m ")[:-1]]
    assert operators.count(" l") == CROP_MARKS_PER_PAGE
    for x, y in numbers:
        assert (x in (30, 130) and not 20 <= y <= 120) or (y in (30, 110) and not 20 <= x <= 140)
