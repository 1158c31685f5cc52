"""PDF bytes -> the parts of PDF/X-4 (ISO 15930-7) that a print shop's preflight looks at."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf

Inks = tuple[float, ...]


@dataclass
class PressFacts:
    """What a file says of itself and which inks it lays down.

    `most_ink_percent` is the greatest sum of the four inks anywhere, `text_inks` are the mixtures
    (0 to 1) that text is set in, `other_spaces` the colour spaces besides CMYK.
    """

    most_ink_percent: float = 0.0
    text_inks: set[Inks] = field(default_factory=set)
    other_spaces: set[str] = field(default_factory=set)
    intents: list[str] = field(default_factory=list)
    has_profile: bool = False
    version: str = ""
    trapped: str = ""
    has_id: bool = False
    actions: int = 0


def press_facts(pdf: bytes) -> PressFacts:
    """Read a file for a print shop."""
    facts = PressFacts()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for intent in document.Root.get("/OutputIntents", []):
            facts.intents.append(f"{intent.S} {intent.get('/OutputConditionIdentifier', '')}")
            facts.has_profile = "/DestOutputProfile" in intent
        facts.trapped = str(document.docinfo.get("/Trapped", ""))
        facts.has_id = "/ID" in document.trailer
        with document.open_metadata() as xmp:
            facts.version = str(xmp.get("{http://www.npes.org/pdfx/ns/id/}GTS_PDFXVersion", ""))
        facts.actions = sum("/Annots" in page for page in document.pages)
        for item in document.objects:
            _read_object(item, facts)
        for stream in _contents(document):
            _read_content(stream, facts)
    return facts


def _contents(document: pikepdf.Pdf) -> Iterator[Any]:
    yield from document.pages
    for item in document.objects:
        if isinstance(item, pikepdf.Stream) and (
            item.get("/Subtype") == "/Form" or item.get("/PatternType") == 1
        ):
            yield item


def _read_content(stream: Any, facts: PressFacts) -> None:
    fills: list[Inks] = [(0.0, 0.0, 0.0, 1.0)]
    for instruction in pikepdf.parse_content_stream(stream):
        match str(instruction.operator):
            case "q":
                fills.append(fills[-1])
            case "Q":
                fills.pop()
            case "k" | "K" as name:
                values = tuple(float(value) for value in instruction.operands)
                fills[-1] = values if name == "k" else fills[-1]
                facts.most_ink_percent = max(facts.most_ink_percent, 100 * sum(values))
            case "g" | "G":
                facts.other_spaces.add("DeviceGray")
            case "rg" | "RG":
                facts.other_spaces.add("DeviceRGB")
            case "Tj" | "TJ" | "'" | '"':
                facts.text_inks.add(fills[-1])


def _read_object(item: Any, facts: PressFacts) -> None:
    if not isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
        return
    if "/JS" in item or item.get("/S") == "/JavaScript":
        facts.actions += 1
    space = item.get("/ColorSpace")
    drawn = item.get("/Subtype") == "/Image" or "/ShadingType" in item
    if drawn and space == "/DeviceCMYK" and item.get("/Subtype") == "/Image":
        facts.most_ink_percent = max(facts.most_ink_percent, _image_ink(item))
    elif drawn and "/ShadingType" in item and space == "/DeviceCMYK":
        function = item["/Function"]
        for part in function.get("/Functions", [function]):
            for end in ("/C0", "/C1"):
                total = 100 * sum(float(value) for value in part[end])
                facts.most_ink_percent = max(facts.most_ink_percent, total)
    elif drawn and isinstance(space, pikepdf.Array) and int(space[1].N) == 3:
        facts.other_spaces.add("ICC RGB")
    elif drawn and space == "/DeviceRGB":
        facts.other_spaces.add("DeviceRGB")


def _image_ink(stream: Any) -> float:
    from PIL import Image, ImageChops

    size = int(stream.Width), int(stream.Height)
    channels = Image.frombytes("CMYK", size, stream.read_bytes()).split()
    cyan_magenta = ImageChops.add(channels[0], channels[1], scale=2)
    yellow_black = ImageChops.add(channels[2], channels[3], scale=2)
    most = ImageChops.add(cyan_magenta, yellow_black, scale=2).getextrema()[1]
    assert isinstance(most, int)
    return most * 400 / 255
