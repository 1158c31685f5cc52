"""Colour spaces, gradients and pictures in a PDF, as pypdf reads them -> names, and sums of inks.

What is not known here raises UnreadError: nothing passes because it was not understood.
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
_ICC_BASED = {1: "ICC Gray", 3: "ICC RGB", 4: "ICC CMYK"}
STRIP_PX = 64  # rows of a picture that are looked at together
MAX_NESTING = 8  # a space, a function or a form in another; deeper is no work of ours


class UnreadError(ValueError):
    """Something in a PDF that this reader does not know; the message names it."""


@dataclass(frozen=True)
class Space:
    """A colour space: its name, how many components a colour has, and the space it refers to.

    `base` is that of an indexed space, whose colours are in `palette`, or of an uncoloured pattern.
    """

    name: str
    components: int
    base: "Space | None" = None
    palette: bytes = b""


def plain(item: Any) -> Any:
    """Return what an item of a PDF is, rather than a reference to it."""
    return item.get_object() if isinstance(item, IndirectObject) else item


def entry(item: Any, key: str, default: Any = None) -> Any:
    """Return what a dictionary or stream has under a key."""
    if not isinstance(item, DictionaryObject) or key not in item:
        return default
    return plain(item.raw_get(key))


def numbers(items: Any) -> list[float]:
    """Return an array as numbers. Raises UnreadError if it is none."""
    try:
        return [float(plain(item)) for item in items]
    except (TypeError, ValueError):
        raise UnreadError(f"numbers: {items}") from None


def space_of(item: Any, resources: Any, nesting: int = 0) -> Space:
    """Return the colour space that a name or an array stands for. Raises UnreadError."""
    item = plain(item)
    if nesting <= MAX_NESTING and isinstance(item, NameObject):
        return _named(str(item), entry(resources, "/ColorSpace"), resources, nesting)
    if nesting <= MAX_NESTING and isinstance(item, ArrayObject) and item:
        return _built([plain(part) for part in item], resources, nesting)
    raise UnreadError(f"colour space {item}")


def _named(name: str, named: Any, resources: Any, nesting: int) -> Space:
    if name in _DEVICES:
        device, default = _DEVICES[name]
        remapped = entry(named, default)
        if remapped is not None and nesting == 0:
            return space_of(remapped, resources, nesting + 1)
        return Space(device, _COMPONENTS[device])
    if name == "/Pattern":
        return Space("pattern", 0)
    if entry(named, name) is not None:
        return space_of(entry(named, name), resources, nesting + 1)
    raise UnreadError(f"colour space {name}")


def _built(parts: Sequence[Any], resources: Any, nesting: int) -> Space:
    """Return the space that an array describes: its first item says of what kind."""
    kind = str(parts[0])
    match kind, parts[1:]:
        case _, []:
            return space_of(parts[0], resources, nesting + 1)
        case "/ICCBased", [profile] if entry(profile, "/N") in _ICC_BASED:
            count = int(entry(profile, "/N"))
            return Space(_ICC_BASED[count], count)
        case (("/CalGray" | "/CalRGB" | "/Lab"), [_]):
            return Space(kind[1:], _CIE_BASED[kind])
        case (("/Indexed" | "/I"), [base, _, colours]):
            base_space = space_of(base, resources, nesting + 1)
            return Space("Indexed", 1, base_space, _bytes(colours))
        case "/Separation", [name, _, _]:
            return Space(f"Separation {str(name)[1:]}", 1)
        case "/DeviceN", [names, *_]:
            return Space("DeviceN " + " ".join(str(name)[1:] for name in names), len(names))
        case "/Pattern", [base]:
            return Space("pattern", 0, space_of(base, resources, nesting + 1))
    raise UnreadError(f"colour space {kind}")


def _bytes(item: Any) -> bytes:
    if isinstance(item, StreamObject):
        return item.get_data()
    return bytes(getattr(item, "original_bytes", item))


def gradient_ink(shading: Any, space: Space) -> float:
    """Return the greatest sum of inks (0 to 4) in a gradient in CMYK. Raises UnreadError."""
    if "/Function" not in shading:
        raise UnreadError(f"gradient of type {entry(shading, '/ShadingType')} without a function")
    background = entry(shading, "/Background")
    most = sum(numbers(background)) if background is not None else 0.0
    function = entry(shading, "/Function")
    parts = [plain(part) for part in function] if isinstance(function, ArrayObject) else [function]
    if len(parts) not in (1, space.components):
        raise UnreadError(f"gradient with {len(parts)} functions")
    each = space.components // len(parts)
    return max(most, sum(_greatest(part, each, 0) for part in parts))


def _greatest(function: Any, outputs: int, nesting: int) -> float:
    """Return the greatest sum of the outputs of a function over all of its inputs."""
    kind = entry(function, "/FunctionType")
    if nesting > MAX_NESTING or len(entry(function, "/Range", [0] * 2 * outputs)) != 2 * outputs:
        raise UnreadError("function of a gradient")
    if kind == 0:
        return _greatest_sample(function, outputs)
    if kind == 2:
        low, high = numbers(entry(function, "/C0", [0])), numbers(entry(function, "/C1", [1]))
        is_plain = entry(function, "/Domain") == [0, 1] and entry(function, "/N", 0) > 0
        if is_plain and len(low) == len(high) == outputs:
            return max(sum(low), sum(high))
    if kind == 3:
        parts = entry(function, "/Functions", ())
        if parts and set(numbers(entry(function, "/Encode", ()))) <= {0.0, 1.0}:
            return max(_greatest(plain(part), outputs, nesting + 1) for part in parts)
    raise UnreadError(f"function of type {kind}")


def _greatest_sample(function: Any, outputs: int) -> float:
    """Return the greatest sum in a table; what lies between its entries is mixed from them."""
    ranges = numbers(entry(function, "/Range", ()))
    decode = numbers(entry(function, "/Decode", ranges))
    is_plain = entry(function, "/BitsPerSample") == 8 and entry(function, "/Order", 1) == 1
    if not is_plain or len(decode) != 2 * outputs or not isinstance(function, StreamObject):
        raise UnreadError("table of a gradient")
    data = function.get_data()
    rows = (data[at : at + outputs] for at in range(0, len(data), outputs))
    return max((_decoded_sum(row, decode) for row in rows), default=0.0)


def _decoded_sum(values: Iterable[int], decode: Sequence[float]) -> float:
    lows, highs = decode[::2], decode[1::2]
    return sum(
        low + value / 255 * (high - low)
        for value, low, high in zip(values, lows, highs, strict=False)
    )


def picture_ink(picture: StreamObject, space: Space) -> float:
    """Return the greatest sum of inks (0 to 4) in a picture in CMYK. Raises UnreadError."""
    decode = numbers(entry(picture, "/Decode", entry(picture, "/D", ())))
    if space.base and space.base.name == CMYK and not decode:
        rows = (space.palette[at : at + 4] for at in range(0, len(space.palette), 4))
        return max(map(sum, rows), default=0) / 255
    image, decode = _cmyk_image(picture), decode or [0.0, 1.0] * 4
    return max((_decoded_sum(pixel, decode) for pixel in _colours(image)), default=0.0)


def _colours(image: Image.Image) -> Iterator[tuple[int, ...]]:
    """Yield the colours of a picture, strip by strip: millions of them would fill the memory."""
    for top in range(0, image.height, STRIP_PX):
        strip = image.crop((0, top, image.width, min(image.height, top + STRIP_PX)))
        colours = strip.getcolors(strip.width * strip.height) or []
        yield from (colour for _, colour in colours if isinstance(colour, tuple))


def _cmyk_image(picture: StreamObject) -> Image.Image:
    """Return the pixels of a picture in CMYK, 255 for a full ink, as yet not decoded."""
    size = tuple(int(_either(picture, key)) for key in (("/Width", "/W"), ("/Height", "/H")))
    bits = int(_either(picture, ("/BitsPerComponent", "/BPC")))
    filters = _either(picture, ("/Filter", "/F"), ())
    last = str(filters[-1] if isinstance(filters, list) and filters else filters)
    data = picture.get_data()
    if last in ("/DCTDecode", "/DCT"):
        with Image.open(io.BytesIO(data), formats=["JPEG"]) as image:
            if image.mode != CMYK or image.size != size:
                raise UnreadError("JPEG in CMYK that is none")
            # Pillow turns the values over, as Photoshop means them; PDF takes them as they are.
            return image.point(lambda value: 255 - value)
    if bits == 16:
        data, bits = data[::2], 8
    if bits != 8 or len(data) < 4 * size[0] * size[1] or last in ("/JPXDecode", "/CCITTFaxDecode"):
        raise UnreadError(f"picture of {bits} bits, {last}")
    return Image.frombytes(CMYK, (size[0], size[1]), data[: 4 * size[0] * size[1]])


def _either(item: DictionaryObject, keys: tuple[str, str], default: Any = 0) -> Any:
    """Return what stands under a key or its short form, as in inline pictures."""
    return next((entry(item, key) for key in keys if key in item), default)
