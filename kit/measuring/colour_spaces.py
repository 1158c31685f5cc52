"""Each colour space, gradient and image of a PDF -> its name, and its most ink, by pypdf.

Whatever this reader does not support raises UnsupportedPdfError, so that nothing passes preflight
because it was not understood. Section numbers are those of ISO 32000-1.
"""

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from PIL import Image
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, StreamObject

CMYK = "CMYK"
_DEVICES = {
    "/DeviceGray": ("DeviceGray", "/DefaultGray"),
    "/G": ("DeviceGray", "/DefaultGray"),
    "/DeviceRGB": ("DeviceRGB", "/DefaultRGB"),
    "/RGB": ("DeviceRGB", "/DefaultRGB"),
    "/DeviceCMYK": (CMYK, "/DefaultCMYK"),
    "/CMYK": (CMYK, "/DefaultCMYK"),
}
_COMPONENTS = {"DeviceGray": 1, "DeviceRGB": 3, CMYK: 4}
_CIE_BASED = {"/CalGray": 1, "/CalRGB": 3, "/Lab": 3}
_WIDTH, _HEIGHT = ("/Width", "/W"), ("/Height", "/H")
_ICC_BASED = {1: "ICC Gray", 3: "ICC RGB", 4: "ICC CMYK"}
STRIP_PX = 64  # rows of an image whose colours are counted at a time
MAX_NESTING = 8  # of spaces, functions or forms within each other: more than our files have


class UnsupportedPdfError(ValueError):
    """A PDF uses something that this reader does not support; the message names it."""


@dataclass(frozen=True)
class ColourSpace:
    """A colour space: its name, and how many components a colour has.

    An indexed space has a `base`, and the colours of its `palette` as bytes; a space for uncoloured
    patterns has a `base` too.
    """

    name: str
    components: int
    base: "ColourSpace | None" = None
    palette: bytes = b""


def resolve(item: Any) -> Any:
    """Return the object that an indirect reference refers to; any other object as it is."""
    return item.get_object() if isinstance(item, IndirectObject) else item


def get_entry(item: Any, key: str, default: Any = None) -> Any:
    """Return an entry of a dictionary or stream, resolved; the default if there is none."""
    if not isinstance(item, DictionaryObject) or key not in item:
        return default
    return resolve(item.raw_get(key))


def parse_numbers(items: Any) -> list[float]:
    """Return an array as numbers. Raises UnsupportedPdfError if it is not one."""
    try:
        return [float(resolve(item)) for item in items]
    except (TypeError, ValueError):
        raise UnsupportedPdfError(f"numbers: {items}") from None


def parse_colour_space(item: Any, resources: Any, nesting: int = 0) -> ColourSpace:
    """Return the colour space that a name or an array describes (8.6.3).

    Raises UnsupportedPdfError.
    """
    item = resolve(item)
    if nesting <= MAX_NESTING and isinstance(item, NameObject):
        return _parse_name(str(item), get_entry(resources, "/ColorSpace"), resources, nesting)
    if nesting <= MAX_NESTING and isinstance(item, ArrayObject) and item:
        return _parse_array([resolve(part) for part in item], resources, nesting)
    raise UnsupportedPdfError(f"colour space {item}")


def _parse_name(name: str, named_spaces: Any, resources: Any, nesting: int) -> ColourSpace:
    if name in _DEVICES:
        device, default = _DEVICES[name]
        remapped = get_entry(named_spaces, default)
        if remapped is not None and nesting == 0:
            return parse_colour_space(remapped, resources, nesting + 1)
        return ColourSpace(device, _COMPONENTS[device])
    if name == "/Pattern":
        return ColourSpace("pattern", 0)
    if get_entry(named_spaces, name) is not None:
        return parse_colour_space(get_entry(named_spaces, name), resources, nesting + 1)
    raise UnsupportedPdfError(f"colour space {name}")


def _parse_array(parts: Sequence[Any], resources: Any, nesting: int) -> ColourSpace:
    """Return the space that an array describes; its first item is the family."""
    family = str(parts[0])
    match family, parts[1:]:
        case _, []:
            return parse_colour_space(parts[0], resources, nesting + 1)
        case "/ICCBased", [profile] if get_entry(profile, "/N") in _ICC_BASED:
            count = int(get_entry(profile, "/N"))
            return ColourSpace(_ICC_BASED[count], count)
        case (("/CalGray" | "/CalRGB" | "/Lab"), [_]):
            return ColourSpace(family[1:], _CIE_BASED[family])
        case (("/Indexed" | "/I"), [base, _, colours]):
            base_space = parse_colour_space(base, resources, nesting + 1)
            return ColourSpace("Indexed", 1, base_space, _bytes(colours))
        case "/Separation", [name, _, _]:
            return ColourSpace(f"Separation {str(name)[1:]}", 1)
        case "/DeviceN", [names, *_]:
            return ColourSpace("DeviceN " + " ".join(str(name)[1:] for name in names), len(names))
        case "/Pattern", [base]:
            return ColourSpace("pattern", 0, parse_colour_space(base, resources, nesting + 1))
    raise UnsupportedPdfError(f"colour space {family}")


def _bytes(item: Any) -> bytes:
    if isinstance(item, StreamObject):
        return item.get_data()
    return bytes(getattr(item, "original_bytes", item))


def max_gradient_ink(shading: Any, space: ColourSpace) -> float:
    """Return the greatest sum of inks, from 0 to 4, in a gradient in CMYK (8.7.4.5).

    Raises UnsupportedPdfError.
    """
    if "/Function" not in shading:
        kind = get_entry(shading, "/ShadingType")
        raise UnsupportedPdfError(f"gradient of type {kind} without a function")
    background = get_entry(shading, "/Background")
    background_ink = sum(parse_numbers(background)) if background is not None else 0.0
    function = get_entry(shading, "/Function")
    parts = [*map(resolve, function)] if isinstance(function, ArrayObject) else [function]
    if len(parts) not in (1, space.components):
        raise UnsupportedPdfError(f"gradient with {len(parts)} functions")
    outputs = space.components // len(parts)  # of each function
    return max(background_ink, sum(_max_output(part, outputs, 0) for part in parts))


def _max_output(function: Any, outputs: int, nesting: int) -> float:
    """Return the greatest sum of the outputs of a function over all of its inputs (7.10)."""
    kind = get_entry(function, "/FunctionType")
    ranges = get_entry(function, "/Range", [0] * 2 * outputs)
    if nesting > MAX_NESTING or len(ranges) != 2 * outputs:
        raise UnsupportedPdfError("function of a gradient")
    if kind == 0:
        return _max_sample(function, outputs)
    if kind == 2:
        first = parse_numbers(get_entry(function, "/C0", [0]))
        last = parse_numbers(get_entry(function, "/C1", [1]))
        # Over the inputs 0 to 1 such a function runs steadily from the first to the last output.
        is_steady = get_entry(function, "/Domain") == [0, 1] and get_entry(function, "/N", 0) > 0
        if is_steady and len(first) == len(last) == outputs:
            return max(sum(first), sum(last))
    if kind == 3:
        parts = get_entry(function, "/Functions", ())
        if parts and set(parse_numbers(get_entry(function, "/Encode", ()))) <= {0.0, 1.0}:
            return max(_max_output(resolve(part), outputs, nesting + 1) for part in parts)
    raise UnsupportedPdfError(f"function of type {kind}")


def _max_sample(function: Any, outputs: int) -> float:
    """Return the greatest sum in a table of samples: between them it is interpolated."""
    ranges = parse_numbers(get_entry(function, "/Range", ()))
    decode = parse_numbers(get_entry(function, "/Decode", ranges))
    is_supported = (
        get_entry(function, "/BitsPerSample") == 8 and get_entry(function, "/Order", 1) == 1
    )
    if not is_supported or len(decode) != 2 * outputs or not isinstance(function, StreamObject):
        raise UnsupportedPdfError("table of a gradient")
    data = function.get_data()
    rows = (data[start : start + outputs] for start in range(0, len(data), outputs))
    return max((_decoded_sum(row, decode) for row in rows), default=0.0)


def _decoded_sum(values: Iterable[int], decode: Sequence[float]) -> float:
    lows, highs = decode[::2], decode[1::2]
    return sum(
        low + value / 255 * (high - low)
        for value, low, high in zip(values, lows, highs, strict=False)
    )


def max_image_ink(image: StreamObject, space: ColourSpace) -> float:
    """Return the greatest sum of inks, from 0 to 4, of a pixel of an image in CMYK.

    Raises UnsupportedPdfError.
    """
    decode = parse_numbers(_get_either(image, ("/Decode", "/D"), ()))
    if space.base and space.base.name == CMYK and not decode:
        palette = space.palette
        colours = (palette[start : start + 4] for start in range(0, len(palette), 4))
        return max(map(sum, colours), default=0) / 255
    pixels, decode = _cmyk_pixels(image), decode or [0.0, 1.0] * 4
    return max((_decoded_sum(colour, decode) for colour in _colours(pixels)), default=0.0)


def _colours(pixels: Image.Image) -> Iterator[tuple[int, ...]]:
    """Yield the colours in an image strip by strip: together they could fill the memory."""
    for top in range(0, pixels.height, STRIP_PX):
        strip = pixels.crop((0, top, pixels.width, min(pixels.height, top + STRIP_PX)))
        colours = strip.getcolors(strip.width * strip.height) or []
        yield from (colour for _, colour in colours if isinstance(colour, tuple))


def _cmyk_pixels(image: StreamObject) -> Image.Image:
    """Return the samples of an image in CMYK, in 8 bits, before /Decode is applied."""
    width, height = (int(_get_either(image, keys)) for keys in (_WIDTH, _HEIGHT))
    bits = int(_get_either(image, ("/BitsPerComponent", "/BPC")))
    filters = _get_either(image, ("/Filter", "/F"), ())
    last_filter = str(filters[-1] if isinstance(filters, list) and filters else filters)
    data = image.get_data()
    if last_filter in ("/DCTDecode", "/DCT"):
        return _jpeg_pixels(data, (width, height))
    if bits == 16:
        data, bits = data[::2], 8
    length = 4 * width * height
    if bits != 8 or len(data) < length or last_filter in ("/JPXDecode", "/CCITTFaxDecode"):
        raise UnsupportedPdfError(f"image of {bits} bits, {last_filter}")
    return Image.frombytes(CMYK, (width, height), data[:length])


def _jpeg_pixels(data: bytes, size_px: tuple[int, int]) -> Image.Image:
    with Image.open(io.BytesIO(data), formats=["JPEG"]) as image:
        if image.mode != CMYK or image.size != size_px:
            raise UnsupportedPdfError("JPEG that is not in CMYK")
        # Pillow inverts the values, as Photoshop writes them; PDF takes them as they are.
        return image.point(lambda value: 255 - value)


def _get_either(item: DictionaryObject, keys: tuple[str, str], default: Any = 0) -> Any:
    """Return an entry under its key, or under the short form that inline images use (8.9.7)."""
    return next((get_entry(item, key) for key in keys if key in item), default)
