"""What a PDF declares about itself."""

import io

import pikepdf
from pikepdf import Array, Dictionary, Name

from kit.colour.cmyk import icc_profile
from kit.measuring.pdfx import REQUIRED_METADATA, PdfxProperties, read_pdfx_properties


def properties(pdf: pikepdf.Pdf) -> PdfxProperties:
    data = io.BytesIO()
    pdf.save(data)
    return read_pdfx_properties(data.getvalue())


def blank() -> pikepdf.Pdf:
    pdf = pikepdf.Pdf.new()
    pdf.add_blank_page(page_size=(100, 100))
    return pdf


def test_a_plain_pdf_declares_nothing() -> None:
    plain = properties(blank())
    assert (plain.output_intents, plain.version, plain.trapped) == ((), "", "")
    assert not plain.has_cmyk_profile
    assert plain.missing_metadata == REQUIRED_METADATA
    assert plain.actions == 0


def test_intent_profile_version_and_metadata_are_read() -> None:
    pdf = blank()
    pdf.Root.OutputIntents = Array(
        [
            Dictionary(
                S=Name.GTS_PDFX,
                OutputConditionIdentifier="FOGRA39",
                DestOutputProfile=pdf.make_stream(icc_profile(), N=4),
            )
        ]
    )
    pdf.docinfo["/Trapped"] = Name("/False")
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as xmp:
        xmp.register_xml_namespace("http://www.npes.org/pdfx/ns/id/", "pdfxid")
        xmp["pdfxid:GTS_PDFXVersion"] = "PDF/X-4"
        xmp["dc:title"] = "Cards"
    read = properties(pdf)
    assert read.output_intents == ("/GTS_PDFX FOGRA39",)
    assert read.has_cmyk_profile
    assert (read.version, read.trapped) == ("PDF/X-4", "/False")
    assert {*REQUIRED_METADATA} - {*read.missing_metadata} == {"dc:title"}


def test_annotations_scripts_and_enclosed_files_are_counted() -> None:
    pdf = blank()
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="app.beep()")
    pdf.pages[0].obj.Annots = Array([Dictionary(Subtype=Name.Link)])
    pdf.attachments["a.txt"] = b"enclosed"
    assert properties(pdf).actions == 3


def test_a_file_that_cannot_be_read_is_unsupported() -> None:
    read = read_pdfx_properties(b"no PDF")
    assert read.coverage.unsupported
    assert read.missing_metadata == REQUIRED_METADATA
