"""Colours of a screen into inks, in each kind of thing that a PDF draws."""

from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, Stream
from PIL import ImageCms

from kit.measuring.ink_coverage import Coverage
from kit.printing.recolour import recolour
from tests.support.pdfs import coverage_of
from tests.support.runs import run

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
RED = b"/Lights cs 0.8 0.1 0.1 scn 0 0 9 9 re f "


class Sheet:
    """A page in the colours of a screen, as Typst makes it: calibrated, through forms and masks."""

    def __init__(self) -> None:
        self.pdf = Pdf.new()
        self.lights = self.pdf.make_indirect(
            Array([Name.ICCBased, self.pdf.make_stream(SRGB, N=3)])
        )
        self.greys = self.pdf.make_indirect(Array([Name.ICCBased, self.pdf.make_stream(SRGB, N=1)]))
        page = self.pdf.add_blank_page(page_size=(100, 100))
        self.resources = self.pdf.make_indirect(
            Dictionary(ColorSpace=Dictionary(Lights=self.lights, Greys=self.greys))
        )
        page.obj.Resources = self.resources

    def group(self, content: bytes) -> Any:
        mixes = Dictionary(S=Name.Transparency, I=True, CS=self.lights)
        return self.pdf.make_stream(
            content, Subtype=Name.Form, Group=mixes, Resources=self.resources
        )

    def inked(self, content: bytes) -> Coverage:
        page = self.pdf.pages[0]
        page.obj.Contents = self.pdf.make_stream(content)
        recolour(self.pdf, None, {})
        return coverage_of(self.pdf)


@pytest.fixture
def sheet() -> Sheet:
    return Sheet()


def assert_all_in_inks(found: Coverage) -> None:
    assert found.unsupported == set()
    assert found.spaces == {"CMYK"}
    assert 0 < found.total_area_coverage[0] <= 280.4


def gradient(space: Any, low: list[float], high: list[float], pdf: Pdf) -> Any:
    function = Dictionary(
        FunctionType=2, Domain=[0, 1], Range=[0, 1] * len(low), C0=low, C1=high, N=1
    )
    return pdf.make_indirect(
        Dictionary(ShadingType=2, ColorSpace=space, Coords=[0, 0, 1, 0], Function=function)
    )


def test_a_new_space_and_its_first_colour_become_one_ink(sheet: Sheet) -> None:
    assert_all_in_inks(sheet.inked(RED + b"/Greys CS 0.5 SCN 0 0 m 9 9 l S"))
    written = sheet.pdf.pages[0].obj.Contents.read_bytes()
    assert written.split().count(b"k") == 1
    assert written.split().count(b"K") == 1


def test_a_pattern_keeps_its_space(sheet: Sheet) -> None:
    pattern = Dictionary(
        PatternType=2, Shading=gradient(sheet.lights, [0, 0, 0], [1, 0, 0], sheet.pdf)
    )
    sheet.resources.Pattern = Dictionary(P=sheet.pdf.make_indirect(pattern))
    assert_all_in_inks(sheet.inked(b"/Pattern cs /P scn 0 0 9 9 re f"))


@pytest.mark.parametrize("count", [1, 3])
def test_gradients_have_four_inks_and_as_many_ranges(sheet: Sheet, count: int) -> None:
    space = sheet.lights if count == 3 else sheet.greys
    shading = gradient(space, [0.1] * count, [0.9] * count, sheet.pdf)
    sheet.resources.Shading = Dictionary(S=shading)
    assert_all_in_inks(sheet.inked(b"/S sh"))
    assert [len(shading.Function[key]) for key in ("/C0", "/C1", "/Range")] == [4, 4, 8]


def test_what_is_transparent_mixes_in_inks(sheet: Sheet) -> None:
    sheet.resources.XObject = Dictionary(G=sheet.group(RED))
    assert_all_in_inks(sheet.inked(b"/G Do"))
    assert sheet.resources.XObject.G.Group.CS == "/DeviceCMYK"
    assert sheet.resources.XObject.G.Group.I


def test_colours_do_not_add_up_where_shapes_overlap(sheet: Sheet) -> None:
    sheet.resources.ExtGState = Dictionary(M=Dictionary(BM=Name.Multiply, ca=0.5))
    assert_all_in_inks(sheet.inked(b"/M gs " + RED))
    assert sheet.resources.ExtGState.M.ca == 0.5


def test_a_mask_stays_as_it_is_even_where_it_shares_a_gradient(sheet: Sheet) -> None:
    shading = gradient(sheet.greys, [0], [1], sheet.pdf)
    function = shading.Function = sheet.pdf.make_indirect(shading.Function)
    other = gradient(sheet.greys, [0], [1], sheet.pdf)
    other.Function = function
    sheet.resources.Shading = Dictionary(Drawn=other)
    mask = sheet.group(b"0.5 g 0 0 9 9 re f /S sh")
    mask.Resources = Dictionary(Shading=Dictionary(S=shading))
    sheet.resources.ExtGState = Dictionary(
        M=Dictionary(SMask=Dictionary(S=Name.Luminosity, G=mask))
    )
    assert_all_in_inks(sheet.inked(b"/M gs /Drawn sh " + RED))
    assert mask.read_bytes() == b"0.5 g 0 0 9 9 re f /S sh"
    assert sheet.lights == mask.Group.CS
    assert shading.ColorSpace == sheet.greys
    assert list(function.C1) == [1]


@pytest.mark.parametrize(("space", "pixels"), [("lights", 3), ("greys", 1)])
def test_pictures_in_lights_or_greys_become_inks(sheet: Sheet, space: str, pixels: int) -> None:
    picture = sheet.pdf.make_stream(
        bytes([90] * 4 * pixels),
        Subtype=Name.Image,
        Width=2,
        Height=2,
        BitsPerComponent=8,
        ColorSpace=getattr(sheet, space),
    )
    sheet.resources.XObject = Dictionary(P=picture)
    assert_all_in_inks(sheet.inked(b"/P Do"))


def test_letters_that_are_drawings_and_forms_in_forms_become_inks(sheet: Sheet) -> None:
    inner = sheet.group(RED)
    outer = sheet.group(b"/Inner Do")
    outer.Resources = Dictionary(XObject=Dictionary(Inner=inner))
    letter = sheet.pdf.make_stream(b"9 0 d0 " + RED)
    font = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type3,
        CharProcs=Dictionary(a=letter),
        Resources=sheet.resources,
    )
    sheet.resources.XObject = Dictionary(Outer=outer)
    sheet.resources.Font = Dictionary(F=sheet.pdf.make_indirect(font))
    found = sheet.inked(b"/Outer Do 0 g BT /F 9 Tf (a) Tj ET")
    assert_all_in_inks(found)


def test_a_logo_that_mixes_colours_is_printed_as_the_pixels_that_are_seen(tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 20"><defs><linearGradient id="g">'
        '<stop stop-color="#c81e28" stop-opacity="0"/><stop offset="1" stop-color="#102080"/>'
        '</linearGradient><linearGradient id="m"><stop stop-color="#000"/><stop offset="1" '
        'stop-color="#fff"/></linearGradient><mask id="k"><rect width="60" height="20" '
        'fill="url(#m)"/></mask></defs><rect width="20" height="20" fill="url(#g)"/>'
        '<rect x="20" width="20" height="20" fill="#102080" mask="url(#k)"/>'
        '<g style="mix-blend-mode: multiply" opacity="0.5"><rect x="40" width="20" height="20" '
        'fill="url(#m)"/></g></svg>',
        encoding="utf-8",
    )
    (tmp_path / "school.yaml").write_text("school: {logo: logo.svg}\n", encoding="utf-8")
    args = ("build", "instructions", "--profile", "copyshop", "--lang", "nl")
    result = run(*args, "--school", str(tmp_path), "--output", str(tmp_path / "out"))
    assert result.exit_code == 0, result.output
    (file,) = (tmp_path / "out").rglob("*.pdf")
    with pikepdf.open(file) as pdf:
        pictures = [it for it in pdf.objects if isinstance(it, Stream) and "/SMask" in it]
    assert [it.ColorSpace for it in pictures] == ["/DeviceCMYK"]
