"""Each operator for colours, and each colour space, as the reader of inks sees it."""

import io
import struct
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import Image
from pypdf import PdfReader

from kit.measuring.ink_coverage import Coverage, ink_coverage
from tests.support.pdfs import coverage_of

SQUARE = b" 0 0 9 9 re f "
INK_200 = "0.5 0.5 0.5 0.5 k"


def icc(pdf: Pdf, count: int) -> Array:
    return Array([Name.ICCBased, pdf.make_stream(b"profile", N=count)])


def tint(pdf: Pdf) -> Dictionary:
    return pdf.make_indirect(
        Dictionary(FunctionType=2, Domain=[0, 1], C0=[0, 0, 0, 0], C1=[1, 0, 0, 0], N=1)
    )


class Sheet:
    """A small PDF of one page, to which resources are added by kind and name."""

    def __init__(self) -> None:
        self.pdf = Pdf.new()
        self.page = self.pdf.add_blank_page(page_size=(100, 100))
        self.resources = self.pdf.make_indirect(Dictionary())
        self.page.obj.Resources = self.resources

    def add(self, kind: str, name: str, item: Any) -> Any:
        if kind not in self.resources:
            self.resources[kind] = Dictionary()
        self.resources[kind][name] = item
        return item

    def form(self, content: bytes, **entries: Any) -> Any:
        return self.pdf.make_stream(content, Type=Name.XObject, Subtype=Name.Form, **entries)

    def picture(self, data: bytes, space: Any, **entries: Any) -> Any:
        return self.pdf.make_stream(
            data,
            **({"Subtype": Name.Image, "Width": 1, "Height": 1, "BitsPerComponent": 8} | entries),
            ColorSpace=space,
        )

    def read(self, content: str | bytes) -> Coverage:
        raw = content if isinstance(content, bytes) else content.encode("latin-1")
        self.page.obj.Contents = self.pdf.make_stream(raw)
        return coverage_of(self.pdf)


@pytest.fixture
def sheet() -> Sheet:
    return Sheet()


def assert_inks(found: Coverage, percent: float) -> None:
    assert found.unsupported == set()
    assert found.spaces == {"CMYK"}
    assert found.total_area_coverage == [pytest.approx(percent, abs=0.5)]


@pytest.mark.parametrize(
    ("content", "percent"),
    [
        ("1 0.5 0 0 k 0 0 9 9 re f", 150),
        ("0 0 0 1 k 0 0 9 9 re f*", 100),
        ("0 0 0 1 k 0 0 9 9 re F", 100),
        ("1 1 1 0 K 0 0 m 9 9 l S", 300),
        ("1 1 1 0 K 0 0 m 9 9 l s", 300),
        ("1 0 0 0 k 1 1 0 0 K 0 0 9 9 re B", 200),
        ("1 0 0 0 k 1 1 0 0 K 0 0 9 9 re b*", 200),
        ("/DeviceCMYK cs 1 1 0 0 sc 0 0 9 9 re f", 200),
        ("/DeviceCMYK cs 1 1 0 0 scn 0 0 9 9 re f", 200),
        ("/DeviceCMYK CS 1 1 0 0 SC 0 0 9 9 re S", 200),
        ("/DeviceCMYK CS 1 1 0 0 SCN 0 0 9 9 re S", 200),
        ("/DeviceCMYK cs 0 0 9 9 re f", 100),  # a new space starts in black
        ("1 0 0 0 k q 1 1 1 1 k Q 0 0 9 9 re f", 100),
        ("1 1 1 1 k 1 0 0 0 k 0 0 9 9 re f", 100),  # what is not laid does not count
        ("1 0 0 0 k 1 1 1 1 K 0 0 9 9 re f", 100),
        ("2 0 0 0 k 0 0 9 9 re f", 100),  # no ink is more than full
        ("/Span <</ActualText (1 0 m \\) zz)>> BDC 1 0 0 0 k 0 0 9 9 re f EMC", 100),
    ],
)
def test_inks_count_where_they_are_laid(sheet: Sheet, content: str, percent: float) -> None:
    assert_inks(sheet.read(content), percent)


@pytest.mark.parametrize(
    ("content", "space"),
    [
        ("0 0 9 9 re f", "DeviceGray"),  # what a page starts with
        ("0.5 g 0 0 9 9 re f", "DeviceGray"),
        ("0.5 G 0 0 9 9 re S", "DeviceGray"),
        ("1 0 0 rg 0 0 9 9 re f", "DeviceRGB"),
        ("1 0 0 RG 0 0 9 9 re S", "DeviceRGB"),
        ("/DeviceRGB cs 1 0 0 sc 0 0 9 9 re f", "DeviceRGB"),
        ("/Rgb cs 1 0 0 scn 0 0 9 9 re f", "ICC RGB"),
        ("/Rgb CS 1 0 0 SCN 0 0 9 9 re S", "ICC RGB"),
        ("/Gray cs 1 scn 0 0 9 9 re f", "ICC Gray"),
        ("/Four cs 1 1 1 1 scn 0 0 9 9 re f", "ICC CMYK"),
        ("/Lab cs 50 1 1 scn 0 0 9 9 re f", "Lab"),
        ("/CalRgb cs 1 1 1 scn 0 0 9 9 re f", "CalRGB"),
        ("/CalGray cs 1 scn 0 0 9 9 re f", "CalGray"),
        ("/Spot cs 1 scn 0 0 9 9 re f", "Separation Gold"),
        ("/Spots cs 1 1 scn 0 0 9 9 re f", "DeviceN Gold Silver"),
        ("/Rgb cs 1 0 0 scn BT /F 9 Tf (a) Tj ET", "ICC RGB"),
        ("/Rgb CS 1 0 0 SCN BT /F 9 Tf 1 Tr (a) Tj ET", "ICC RGB"),
        ("0 0 0 1 k /Rgb CS 1 0 0 SCN BT /F 9 Tf 2 Tr [(a)] TJ ET", "ICC RGB"),
        ("/Rgb cs 1 0 0 scn BT /F 9 Tf (a) ' ET", "ICC RGB"),
        ('/Rgb cs 1 0 0 scn BT /F 9 Tf 1 1 (a) " ET', "ICC RGB"),
    ],
)
def test_other_spaces_are_named(sheet: Sheet, content: str, space: str) -> None:
    white = [0.9505, 1, 1.089]
    for name, item in (
        ("/Rgb", icc(sheet.pdf, 3)),
        ("/Gray", icc(sheet.pdf, 1)),
        ("/Four", icc(sheet.pdf, 4)),
        ("/Lab", Array([Name.Lab, Dictionary(WhitePoint=white)])),
        ("/CalRgb", Array([Name.CalRGB, Dictionary(WhitePoint=white)])),
        ("/CalGray", Array([Name.CalGray, Dictionary(WhitePoint=white)])),
        ("/Spot", Array([Name.Separation, Name.Gold, Name.DeviceCMYK, tint(sheet.pdf)])),
        (
            "/Spots",
            Array([Name.DeviceN, Array([Name.Gold, Name.Silver]), Name.DeviceCMYK, Dictionary()]),
        ),
    ):
        sheet.add("/ColorSpace", name, item)
    sheet.add("/Font", "/F", Dictionary(Type=Name.Font, Subtype=Name.Type1))
    found = sheet.read(content)
    assert space in found.spaces
    assert not found.unsupported


@pytest.mark.parametrize(
    ("device", "default", "content"),
    [
        ("/DefaultCMYK", 4, "1 0 0 0 k" + SQUARE.decode()),
        ("/DefaultRGB", 3, "1 0 0 rg" + SQUARE.decode()),
        ("/DefaultGray", 1, "1 g" + SQUARE.decode()),
        ("/DefaultGray", 1, SQUARE.decode()),
    ],
)
def test_a_default_space_takes_the_place_of_the_devices(
    sheet: Sheet, device: str, default: int, content: str
) -> None:
    sheet.add("/ColorSpace", device, icc(sheet.pdf, default))
    assert sheet.read(content).spaces == {{1: "ICC Gray", 3: "ICC RGB", 4: "ICC CMYK"}[default]}


@pytest.mark.parametrize(
    ("mode", "inks"),
    [
        (0, {(1, 0, 0, 0)}),
        (1, {(0, 1, 0, 0)}),
        (2, {(1, 0, 0, 0), (0, 1, 0, 0)}),
        (3, set()),
        (4, {(1, 0, 0, 0)}),
        (7, set()),
    ],
)
def test_text_is_laid_as_it_is_rendered(
    sheet: Sheet, mode: int, inks: set[tuple[float, ...]]
) -> None:
    sheet.add("/Font", "/F", Dictionary(Type=Name.Font, Subtype=Name.Type1))
    found = sheet.read(f"1 0 0 0 k 0 1 0 0 K BT /F 9 Tf {mode} Tr (a) Tj ET")
    assert found.text_colours == inks
    assert not found.unsupported


# Forms, patterns, letters, masks, annotations.


def test_a_form_is_drawn_in_the_colour_around_it_and_may_set_its_own(sheet: Sheet) -> None:
    sheet.add("/XObject", "/Plain", sheet.form(SQUARE))
    sheet.add("/XObject", "/Own", sheet.form(b"1 1 0 0 k" + SQUARE))
    assert_inks(sheet.read("1 0 0 0 k /Plain Do"), 100)
    assert_inks(sheet.read("1 1 1 0 k /Plain Do 1 0 0 0 k /Plain Do"), 300)
    assert_inks(sheet.read("/Own Do"), 200)


def test_a_form_without_resources_has_those_around_it(sheet: Sheet) -> None:
    sheet.add("/ColorSpace", "/Rgb", icc(sheet.pdf, 3))
    sheet.add("/XObject", "/Form", sheet.form(b"/Rgb cs 1 0 0 scn" + SQUARE))
    assert sheet.read("/Form Do").spaces == {"ICC RGB"}
    sheet.add("/XObject", "/Form", sheet.form(b"/Rgb cs" + SQUARE, Resources=Dictionary()))
    assert sheet.read("/Form Do").unsupported == {"colour space /Rgb"}


def test_a_form_on_two_pages_counts_on_both(sheet: Sheet) -> None:
    sheet.add("/XObject", "/Form", sheet.form(b"1 1 0 0 k" + SQUARE))
    sheet.page.obj.Contents = sheet.pdf.make_stream(b"/Form Do")
    sheet.pdf.pages.append(sheet.page)
    sheet.pdf.add_blank_page()
    data = io.BytesIO()
    sheet.pdf.save(data)
    assert ink_coverage(PdfReader(data).pages).total_area_coverage == [200, 200, 0]


def test_a_form_that_draws_itself_is_unknown(sheet: Sheet) -> None:
    form = sheet.add("/XObject", "/Form", sheet.form(b"/Form Do"))
    form.Resources = Dictionary(XObject=Dictionary({"/Form": form}))
    assert sheet.read("/Form Do").unsupported == {"forms within forms"}


def test_the_space_that_a_group_mixes_in_counts(sheet: Sheet) -> None:
    group = Dictionary(S=Name.Transparency, CS=icc(sheet.pdf, 3))
    sheet.add("/XObject", "/Form", sheet.form(b"1 0 0 0 k" + SQUARE, Group=group))
    assert sheet.read("/Form Do").spaces == {"CMYK", "ICC RGB"}
    sheet.page.obj.Group = group
    assert sheet.read(INK_200 + SQUARE.decode()).spaces == {"CMYK", "ICC RGB"}


def test_patterns_are_followed(sheet: Sheet) -> None:
    tile = {"PatternType": 1, "TilingType": 1, "BBox": [0, 0, 9, 9], "XStep": 9, "YStep": 9}
    painted = sheet.pdf.make_stream(
        b"1 1 0 0 k" + SQUARE, **tile, PaintType=1, Resources=Dictionary()
    )
    sheet.add("/Pattern", "/Painted", painted)
    plain = sheet.pdf.make_stream(SQUARE, **tile, PaintType=2, Resources=Dictionary())
    sheet.add("/Pattern", "/Plain", plain)
    sheet.add("/ColorSpace", "/Inks", Array([Name.Pattern, Name.DeviceCMYK]))
    sheet.add("/ColorSpace", "/Lights", Array([Name.Pattern, Name.DeviceRGB]))
    assert_inks(sheet.read("/Pattern cs /Painted scn 0 0 9 9 re f"), 200)
    assert_inks(sheet.read("/Pattern CS /Painted SCN 0 0 9 9 re S"), 200)
    assert_inks(sheet.read("/Inks cs 1 1 1 0 /Plain scn 0 0 9 9 re f"), 300)
    assert sheet.read("/Lights cs 1 1 1 /Plain scn 0 0 9 9 re f").spaces == {"DeviceRGB"}
    assert sheet.read("/Pattern cs /Nothing scn 0 0 9 9 re f").unsupported == {
        "pattern of type None"
    }


def test_letters_that_are_drawings_are_followed(sheet: Sheet) -> None:
    letters = Dictionary(
        a=sheet.pdf.make_stream(b"9 0 d0 1 1 0 0 k" + SQUARE),
        b=sheet.pdf.make_stream(b"9 0 0 0 9 9 d1" + SQUARE),
    )
    font = Dictionary(Type=Name.Font, Subtype=Name.Type3, CharProcs=letters)
    sheet.add("/Font", "/F", font)
    assert_inks(sheet.read("1 0 0 0 k BT /F 9 Tf (a) Tj ET"), 200)
    assert_inks(sheet.read("1 1 1 0 k BT /F 9 Tf (a) Tj ET"), 300)
    letters.a.write(b"9 0 d0 1 0 0 rg" + SQUARE)
    assert "DeviceRGB" in sheet.read("1 0 0 0 k BT /F 9 Tf (a) Tj ET").spaces


def test_a_mask_lays_no_ink_but_is_read(sheet: Sheet) -> None:
    group = Dictionary(S=Name.Transparency, CS=Name.DeviceRGB)
    mask = sheet.form(b"1 0 0 rg" + SQUARE, Group=group, Resources=Dictionary())
    state = Dictionary(SMask=Dictionary(S=Name.Luminosity, G=mask))
    sheet.add("/ExtGState", "/Masked", state)
    assert_inks(sheet.read("/Masked gs 1 0 0 0 k 0 0 9 9 re f"), 100)
    mask.write(b"zz")
    assert sheet.read("/Masked gs 1 0 0 0 k 0 0 9 9 re f").unsupported == {"operator zz"}


@pytest.mark.parametrize(
    ("state", "unknown"),
    [
        (Dictionary(BM=Name.Normal, SMask=Name("/None"), ca=0.5, OP=False, LW=1), set()),
        (Dictionary(BM=Name.Multiply), {"BM /Multiply"}),
        (Dictionary(OP=True), {"OP True"}),
        (Dictionary(op=True), {"op True"}),
        (Dictionary(TR=Name.Identity), {"TR /Identity"}),
        (Dictionary(New=1), {"New 1"}),
    ],
)
def test_what_changes_how_colours_mix_is_unknown(
    sheet: Sheet, state: Dictionary, unknown: set[str]
) -> None:
    sheet.add("/ExtGState", "/State", state)
    assert sheet.read("/State gs " + INK_200 + SQUARE.decode()).unsupported == unknown


@pytest.mark.parametrize("states", [False, True])
def test_looks_of_annotations_are_followed(sheet: Sheet, states: bool) -> None:
    look: Any = sheet.form(b"1 0 0 rg" + SQUARE)
    if states:
        look = Dictionary(Off=sheet.form(b""), On=look)
    annotation = Dictionary(Type=Name.Annot, Subtype=Name.Stamp, AP=Dictionary(N=look))
    sheet.page.obj.Annots = Array([sheet.pdf.make_indirect(annotation)])
    assert sheet.read(INK_200 + SQUARE.decode()).spaces == {"CMYK", "DeviceRGB"}


# Gradients.


def ramp(low: list[float], high: list[float], **entries: Any) -> Dictionary:
    return Dictionary(FunctionType=2, Domain=[0, 1], C0=low, C1=high, N=1, **entries)


def shading(function: Any, space: Any = Name.DeviceCMYK, kind: int = 2, **more: Any) -> Dictionary:
    return Dictionary(ShadingType=kind, ColorSpace=space, Function=function, **more)


def test_gradients_are_measured_along_all_their_parts(sheet: Sheet) -> None:
    row = Dictionary(
        FunctionType=3,
        Domain=[0, 1],
        Bounds=[0.5],
        Encode=[0, 1, 1, 0],
        Functions=[ramp([0, 0, 0, 0], [1, 1, 0, 0]), ramp([1, 1, 1, 0], [0, 0, 0, 0])],
    )
    table = sheet.pdf.make_stream(
        bytes([0, 0, 0, 0, 255, 255, 128, 0]),
        FunctionType=0,
        Domain=[0, 1],
        Range=[0, 1] * 4,
        Size=[2],
        BitsPerSample=8,
    )
    each = [ramp([0], [1]), ramp([1], [0]), ramp([0], [0]), ramp([0], [0])]
    for function, percent in ((row, 300), (table, 250), (Array(each), 200)):
        sheet.add("/Shading", "/S", shading(function))
        assert_inks(sheet.read("/S sh"), percent)
        sheet.add("/Pattern", "/P", Dictionary(PatternType=2, Shading=sheet.resources.Shading.S))
        assert_inks(sheet.read("/Pattern cs /P scn 0 0 9 9 re f"), percent)
    sheet.add("/Shading", "/S", shading(ramp([0] * 4, [0] * 4), Background=[1, 1, 1, 0]))
    assert_inks(sheet.read("/S sh"), 300)


def test_gradients_of_lights_are_named(sheet: Sheet) -> None:
    sheet.add("/Shading", "/S", shading(ramp([0] * 3, [1] * 3), icc(sheet.pdf, 3)))
    assert sheet.read("/S sh").spaces == {"ICC RGB"}


@pytest.mark.parametrize(
    "wrong",
    [
        ramp([0], [1]),  # one output for four inks
        ramp([0] * 4, [1] * 4, Range=[0, 1] * 3),
        Dictionary(FunctionType=4, Domain=[0, 1], Range=[0, 1] * 4),
        Dictionary(FunctionType=9),
        Dictionary(FunctionType=2, Domain=[0, 9], C0=[0] * 4, C1=[1] * 4, N=1),
        Dictionary(FunctionType=3, Domain=[0, 1], Functions=[], Bounds=[], Encode=[]),
        Dictionary(FunctionType=0, Domain=[0, 1], Range=[0, 1] * 4, BitsPerSample=12),
        Array([]),
    ],
)
def test_functions_that_are_not_known_are_unknown(sheet: Sheet, wrong: Any) -> None:
    sheet.add("/Shading", "/S", shading(wrong))
    found = sheet.read("/S sh")
    assert found.unsupported
    assert found.total_area_coverage == [0]


def test_a_mesh_without_a_function_is_unknown(sheet: Sheet) -> None:
    mesh = sheet.pdf.make_stream(b"\0" * 20, ShadingType=4, ColorSpace=Name.DeviceCMYK)
    sheet.add("/Shading", "/S", mesh)
    assert sheet.read("/S sh").unsupported == {"gradient of type 4 without a function"}


# Pictures.


def test_pictures_in_inks_are_measured_by_the_pixel(sheet: Sheet) -> None:
    two = bytes([255, 0, 0, 0, 255, 255, 51, 0])
    sheet.add("/XObject", "/P", sheet.picture(two, Name.DeviceCMYK, Width=2))
    assert_inks(sheet.read("/P Do"), 220)
    turned = sheet.picture(two, Name.DeviceCMYK, Width=2, Decode=[1, 0] * 4)
    sheet.add("/XObject", "/P", turned)
    assert_inks(sheet.read("/P Do"), 300)
    deep = struct.pack(">4H", 65535, 65535, 0, 0)
    sheet.add("/XObject", "/P", sheet.picture(deep, Name.DeviceCMYK, BitsPerComponent=16))
    assert_inks(sheet.read("/P Do"), 200)
    palette = Array([Name.Indexed, Name.DeviceCMYK, 1, bytes([0, 0, 0, 0, 255, 255, 255, 0])])
    sheet.add("/XObject", "/P", sheet.picture(b"\0", palette))
    assert_inks(sheet.read("/P Do"), 300)


@pytest.mark.parametrize(("decode", "percent"), [([0, 1], 100), ([1, 0], 300)])
def test_a_jpeg_in_inks_is_read_as_it_is_written(
    sheet: Sheet, decode: list[int], percent: float
) -> None:
    data = io.BytesIO()
    # Pillow writes, with Adobe's marker, the opposite of each ink: here one full ink.
    Image.new("CMYK", (8, 8), (0, 255, 255, 255)).save(data, "JPEG", quality=100)
    assert b"Adobe" in data.getvalue()
    picture = sheet.picture(b"", Name.DeviceCMYK, Width=8, Height=8, Decode=decode * 4)
    picture.write(data.getvalue(), filter=Name.DCTDecode)
    sheet.add("/XObject", "/P", picture)
    found = sheet.read("/P Do")
    assert not found.unsupported
    assert found.total_area_coverage == [pytest.approx(percent, abs=3)]


def test_pictures_in_lights_are_named_and_masks_take_the_colour_around_them(sheet: Sheet) -> None:
    for space, name in (
        (Name.DeviceRGB, "DeviceRGB"),
        (Name.DeviceGray, "DeviceGray"),
        (icc(sheet.pdf, 3), "ICC RGB"),
        (Array([Name.Indexed, Name.DeviceRGB, 0, b"abc"]), "DeviceRGB"),
    ):
        sheet.add("/XObject", "/P", sheet.picture(b"abc", space))
        assert sheet.read("/P Do").spaces == {name}
    mask = sheet.pdf.make_stream(
        b"\0", Subtype=Name.Image, Width=1, Height=1, BitsPerComponent=1, ImageMask=True
    )
    sheet.add("/XObject", "/P", mask)
    assert_inks(sheet.read("1 1 0 0 k /P Do"), 200)


@pytest.mark.parametrize(
    ("content", "spaces", "percent"),
    [
        (b"BI /W 1 /H 1 /CS /CMYK /BPC 8 ID \xff\xff\x00\x00 EI", {"CMYK"}, 200),
        (b"BI /W 1 /H 1 /CS /RGB /BPC 8 ID abc EI", {"DeviceRGB"}, 0),
        (b"BI /W 1 /H 1 /CS /G /BPC 8 ID a EI", {"DeviceGray"}, 0),
        (b"1 0 0 0 k BI /W 1 /H 1 /IM true /BPC 1 ID a EI", {"CMYK"}, 100),
    ],
)
def test_inline_pictures_are_read(
    sheet: Sheet, content: bytes, spaces: set[str], percent: float
) -> None:
    found = sheet.read(content)
    assert (found.spaces, found.unsupported) == (spaces, set())
    assert found.total_area_coverage == [pytest.approx(percent)]


@pytest.mark.parametrize(
    ("entries", "data"),
    [
        ({"BitsPerComponent": 4}, b"abcd"),
        ({}, b"ab"),  # too little
        ({"Width": 9}, b"abcd"),
        ({"Filter": Name.JPXDecode}, b"abcd"),
    ],
)
def test_pictures_that_are_not_known_are_unknown(
    sheet: Sheet, entries: dict[str, Any], data: bytes
) -> None:
    sheet.add("/XObject", "/P", sheet.picture(data, Name.DeviceCMYK, **entries))
    assert sheet.read("/P Do").unsupported


# What is not known passes nowhere.


@pytest.mark.parametrize(
    "content",
    [
        "zz",
        "Q",
        "BX zz EX",
        "1 0 0 k 0 0 9 9 re f",  # three values for four inks
        "/Nothing cs 1 scn 0 0 9 9 re f",
        "/Nothing Do",
        "/Nothing gs",
        "/Nothing sh",
        "/Nothing 9 Tf",
        "/Pattern cs 0 0 9 9 re f",
        "(a k",
        "[1 2",
        "<</A",
        "/DeviceCMYK cs (a) scn",
        "/Odd cs 1 1 scn 0 0 9 9 re f",
        "/Loop cs 1 scn 0 0 9 9 re f",
        "/Made cs 1 scn 0 0 9 9 re f",
        "/Script Do",
    ],
)
def test_what_is_not_known_is_named_and_nothing_else_goes_wrong(sheet: Sheet, content: str) -> None:
    sheet.add("/ColorSpace", "/Odd", icc(sheet.pdf, 2))
    sheet.add("/ColorSpace", "/Loop", Name.Loop)
    sheet.add("/ColorSpace", "/Made", Array([Name.Made, 1]))
    script = sheet.pdf.make_stream(b"%!", Type=Name.XObject, Subtype=Name.PS)
    sheet.add("/XObject", "/Script", script)
    assert sheet.read(content).unsupported


def test_the_pages_of_a_kit_leave_nothing_unknown() -> None:
    with pikepdf.Pdf.new() as pdf:
        pdf.add_blank_page()
        data = io.BytesIO()
        pdf.save(data)
    assert ink_coverage(PdfReader(data).pages) == Coverage([0.0])
