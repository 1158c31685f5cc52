"""Each step of making a file for a print shop, left out in turn: its preflight sees which."""

import base64
import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

import pikepdf
import pytest
from PIL import Image, ImageCms

import kit.colour.cmyk
import kit.colour.rgb
from kit.catalogue import SLUG_MM
from kit.errors import Origin
from kit.messages import format_problem
from kit.planning.job import Job
from kit.planning.sheet import Sheet
from kit.preflight.checks import FinishedFile, Refused, preflight
from kit.printing.prepress import to_pdfx4
from kit.printing.typeset import Rendered, render
from kit.reading.logo import Logo
from tests.support.runs import kit_of

pytestmark = pytest.mark.uncached  # steps are replaced, or left out

DEEP = "#103028"  # more ink than dries, unless it is limited
PATH = "denkplaat/nl/copyshop/instructions-a6.pdf"


def logo() -> Logo:
    """A shape, a gradient and a picture of pixels."""
    data = io.BytesIO()
    Image.new("RGB", (300, 300), "#c81e28").save(data, "PNG")
    href = "data:image/png;base64," + base64.b64encode(data.getvalue()).decode("ascii")
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 10"><linearGradient id="g">'
        '<stop stop-color="#c81e28"/><stop offset="1" stop-color="#102080"/></linearGradient>'
        f'<rect width="10" height="10" fill="{DEEP}"/><rect x="10" width="10" height="10" '
        f'fill="url(#g)"/><image x="20" width="10" height="10" href="{href}"/></svg>'
    )
    return Logo(svg, Origin(Path("school.yaml"), 1))


@pytest.fixture(scope="module")
def drawn() -> Rendered:
    """A piece for a print shop as Typst makes it: the steps after it are still to be taken."""
    kit = kit_of("nl")
    kit = replace(kit, logo=logo(), texts={**kit.texts, "school.name": "De Wilg"})
    job = Job(kit, Sheet("instructions", "copyshop", "a6", marks=True), PurePosixPath(PATH))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kit.printing.typeset.to_pdfx4", lambda pdf, *_: (pdf, []))
        (result,) = render([job])
    assert isinstance(result, Rendered)
    return result


@pytest.fixture
def _no_colours_of_before() -> Iterator[None]:
    yield
    kit.colour.cmyk.rgb_to_cmyk.cache_clear()
    kit.colour.cmyk.cmyk_lookup_table.cache_clear()


def pressed(drawn: Rendered) -> Rendered:
    pdf, _ = to_pdfx4(drawn.pdf, SLUG_MM if drawn.job.sheet.marks else 0, None, {})
    return replace(drawn, pdf=pdf)


def wrong(result: Rendered, lang: str = "nl") -> dict[str, str]:
    """Return what preflight finds wrong: the kinds, and the sentences without their place."""
    checked = preflight(result)
    if isinstance(checked, FinishedFile):
        return {}
    assert isinstance(checked, Refused)
    return {
        it.kind.removeprefix("preflight."): format_problem(replace(it, origin=None), lang)
        for it in checked.problems
    }


def changed(result: Rendered, change: Callable[[pikepdf.Pdf], None]) -> Rendered:
    """Return a result after a change in its PDF."""
    data = io.BytesIO()
    with pikepdf.open(io.BytesIO(result.pdf)) as pdf:
        change(pdf)
        pdf.save(data)
    return replace(result, pdf=data.getvalue())


def nothing(*_: Any) -> None:
    """Leave a step out."""


def test_with_all_steps_nothing_is_wrong(drawn: Rendered) -> None:
    assert wrong(pressed(drawn)) == {}
    assert wrong(pressed(without_marks(drawn))) == {}


def without_marks(result: Rendered) -> Rendered:
    job = result.job
    return replace(result, job=replace(job, sheet=replace(job.sheet, marks=False)))


def test_what_typst_makes_is_no_file_for_a_print_shop(drawn: Rendered) -> None:
    assert {
        *("size", "no_bleed", "marks", "other_colour", "black", "ink", "no_ink"),
        *("no_profile", "version", "no_metadata"),
    } <= {*wrong(drawn)}


@pytest.mark.usefixtures("_no_colours_of_before")
@pytest.mark.parametrize(
    ("step", "instead", "kinds"),
    [
        (
            "kit.printing.recolour.recolour_content",
            lambda stream, *_: stream.read_bytes(),
            {"other_colour"},
        ),
        ("kit.printing.recolour.recolour_object", nothing, {"other_colour"}),
        ("kit.printing.recolour.recolour_image", nothing, {"other_colour"}),
        ("kit.printing.recolour.recolour_gradient", nothing, {"other_colour"}),
        ("kit.printing.recolour.recoloured_function", lambda function, _: function, {"unknown"}),
        (
            "kit.printing.recolour.Palette.text_inks",
            lambda self, colour, _: self.shape_inks(colour),
            {"black"},
        ),
        ("kit.colour.cmyk.limit_coverage", lambda values, max_coverage=4.0: values, {"ink"}),
        ("kit.printing.prepress.recolour", lambda *_: [], {"other_colour", "black"}),
        ("kit.printing.prepress.set_boxes", nothing, {"size", "no_bleed", "marks"}),
        ("kit.printing.prepress.crop_marks", lambda *_: b"", {"marks"}),
        ("kit.printing.prepress.declare_output_intent", nothing, {"no_profile"}),
        ("kit.printing.prepress.declare_pdfx4", nothing, {"version", "no_metadata"}),
        ("kit.printing.prepress.icc_profile", lambda: b"", {"no_profile"}),
        ("kit.printing.prepress.icc_profile", lambda: srgb(), {"no_profile"}),
    ],
)
def test_a_step_left_out_is_seen(
    drawn: Rendered, monkeypatch: pytest.MonkeyPatch, step: str, instead: Any, kinds: set[str]
) -> None:
    kit.colour.cmyk.rgb_to_cmyk.cache_clear()
    kit.colour.cmyk.cmyk_lookup_table.cache_clear()
    monkeypatch.setattr(step, instead)
    found = wrong(pressed(drawn))
    assert kinds <= {*found}
    assert not {*found} - kinds - {"black"}


def test_a_page_in_lights_alone_has_no_ink(
    drawn: Rendered, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kit.printing.prepress.recolour", lambda *_: [])
    assert {"other_colour", "ink", "no_ink"} <= {*wrong(pressed(without_marks(drawn)))}


def srgb() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def without_boxes(pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages:
        del page.obj["/BleedBox"]


def without_fonts(pdf: pikepdf.Pdf) -> None:
    for item in pdf.objects:
        for key in ("/FontFile", "/FontFile2", "/FontFile3"):
            if isinstance(item, pikepdf.Dictionary) and key in item:
                del item[key]


def without_trapped(pdf: pikepdf.Pdf) -> None:
    del pdf.docinfo["/Trapped"]


def without_metadata(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.Metadata


def with_two_intents(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OutputIntents.append(pdf.Root.OutputIntents[0])


def with_a_smaller_trim(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].trimbox = pikepdf.Rectangle(40, 40, 300, 400)


def with_a_link(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.Annots = pikepdf.Array([pikepdf.Dictionary(Subtype=pikepdf.Name.Link)])


def with_a_script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.beep()")


def with_an_action_in_its_outline(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Outlines.First.A = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://example.org")


def with_an_unknown_operator(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].contents_add(b"1 0 0 zz")


def with_a_page_without_ink(pdf: pikepdf.Pdf) -> None:
    pdf.pages.append(pdf.pages[0])
    pdf.pages[1].obj.Contents = pdf.make_stream(b"0 0 0 0 k 0 0 9 9 re f")


@pytest.mark.parametrize(
    ("change", "kind", "dutch", "english"),
    [
        (
            without_boxes,
            "no_bleed",
            "Gevraagd is netto 105 x 148 mm met 3 mm afloop rondom; TrimBox en BleedBox zijn - mm.",
            "Asked for: trim 105 x 148 mm with 3 mm bleed all round; TrimBox and BleedBox are - "
            "mm.",
        ),
        (
            with_a_smaller_trim,
            "no_bleed",
            "Gevraagd is netto 105 x 148 mm met 3 mm afloop rondom; TrimBox en BleedBox zijn "
            "91.72 x 127.00 / 111.00 x 154.00 mm.",
            "Asked for: trim 105 x 148 mm with 3 mm bleed all round; TrimBox and BleedBox are "
            "91.72 x 127.00 / 111.00 x 154.00 mm.",
        ),
        (
            without_fonts,
            "fonts",
            "Lettertypen: 0 van 2 ingesloten.",
            "Fonts: 0 of 2 embedded.",
        ),
        (
            without_trapped,
            "version",
            "Versie: PDF/X-4; trapped: -.",
            "Version: PDF/X-4; trapped: -.",
        ),
        (
            without_metadata,
            "no_metadata",
            "In de metadata ontbreekt: dc:title, xmp:CreateDate, xmp:ModifyDate, xmp:MetadataDate, "
            "xmpMM:DocumentID, xmpMM:VersionID, xmpMM:RenditionClass.",
            "Missing from the metadata: dc:title, xmp:CreateDate, xmp:ModifyDate, "
            "xmp:MetadataDate, xmpMM:DocumentID, xmpMM:VersionID, xmpMM:RenditionClass.",
        ),
        (
            with_two_intents,
            "intent",
            "Output intent, met profiel: /GTS_PDFX FOGRA39, /GTS_PDFX FOGRA39.",
            "Output intent, with its profile: /GTS_PDFX FOGRA39, /GTS_PDFX FOGRA39.",
        ),
        (with_a_link, "actions", "Annotaties en scripts: 1.", "Annotations and scripts: 1."),
        (with_a_script, "actions", "Annotaties en scripts: 1.", "Annotations and scripts: 1."),
        (
            with_an_action_in_its_outline,
            "actions",
            "Annotaties en scripts: 1.",
            "Annotations and scripts: 1.",
        ),
        (
            with_an_unknown_operator,
            "unknown",
            "Niet na te kijken in de pdf: operator zz.",
            "Could not be checked in the PDF: operator zz.",
        ),
        (
            with_a_page_without_ink,
            "no_ink",
            "Zonder inkt: bladzijde 2.",
            "Without any ink: page 2.",
        ),
    ],
)
def test_what_is_taken_away_or_added_is_named(
    drawn: Rendered,
    change: Callable[[pikepdf.Pdf], None],
    kind: str,
    dutch: str,
    english: str,
) -> None:
    result = changed(pressed(drawn), change)
    assert wrong(result, "nl")[kind] == dutch
    assert wrong(result, "en")[kind] == english


def test_other_sentences_of_checks_that_fail(
    drawn: Rendered, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = {lang: wrong(drawn, lang) for lang in ("nl", "en")}
    for kind, dutch, english in (
        (
            "size",
            "Bladzijden: 1, niet allemaal 131 x 174 mm maar 111.00 x 154.00 mm.",
            "Pages: 1, not all 131 x 174 mm but 111.00 x 154.00 mm.",
        ),
        (
            "marks",
            "Snijtekens op elke bladzijde: 0 van 8.",
            "Crop marks on each page: 0 of 8.",
        ),
        (
            "other_colour",
            "Niet alles is in CMYK: ICC Gray, ICC RGB.",
            "Not everything is in CMYK: ICC Gray, ICC RGB.",
        ),
        (
            "no_profile",
            "Output intent zonder profiel van een drukpers: -.",
            "Output intent without the profile of a press: -.",
        ),
        (
            "ink",
            "Meeste inkt: 0 % (hoogstens 280 %).",
            "Most ink: 0 % (at most 280 %).",
        ),
    ):
        assert said["nl"][kind] == dutch
        assert said["en"][kind] == english


def test_a_file_without_an_id_is_seen(drawn: Rendered) -> None:
    result = pressed(drawn)
    assert result.pdf.count(b"/ID [") == 1
    result = replace(result, pdf=result.pdf.replace(b"/ID [", b"/IX ["))
    assert wrong(result) == {"no_id": "Het bestand heeft geen id."}
    assert wrong(result, "en") == {"no_id": "The file has no id."}


def test_a_file_that_cannot_be_read_is_refused(drawn: Rendered) -> None:
    result = pressed(drawn)
    result = replace(result, pdf=b"%PDF-1.6\nnothing")
    assert {"pages", "bleed", "unknown", "colour", "ink"} <= {*wrong(result)}


def test_a_colour_of_the_school_is_the_only_one_that_text_may_have(drawn: Rendered) -> None:
    kit = replace(drawn.job.kit, accent="#7a1fa2")
    own = replace(drawn, job=replace(drawn.job, kit=kit))
    inks = kit_inks("#7a1fa2")

    def with_text_in(colour: str) -> Rendered:
        def add(pdf: pikepdf.Pdf) -> None:
            page = pdf.pages[0]
            font = next(iter(page.obj.Resources.Font))
            page.contents_add(f"q {colour} k BT {font} 40 Tf <0001> Tj ET Q".encode("ascii"))

        return changed(pressed(own), add)

    assert "black" not in wrong(with_text_in(inks))
    assert "black" in wrong(with_text_in("0.5 0.5 0 0"))
    assert "black" in wrong(with_text_in("0 0 0 0.5"))


def kit_inks(colour: str) -> str:
    return " ".join(
        f"{value:.4f}" for value in kit.colour.cmyk.rgb_to_cmyk(kit.colour.rgb.hex_to_rgb(colour))
    )


def test_a_file_for_an_office_that_is_no_archive_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kit.printing.typeset.standards_of", lambda job: ["1.6"])
    job = Job(
        kit_of("nl"),
        Sheet("instructions", "office", "a4"),
        PurePosixPath("denkplaat/nl/office/instructions-a4.pdf"),
    )
    (result,) = render([job])
    assert isinstance(result, Rendered)
    assert "no_standard" in wrong(result)
