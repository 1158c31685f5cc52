"""SVG text from anybody -> the same text, if it is a picture and nothing else."""

import base64
import io
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping

MAX_ELEMENTS = 20_000
MAX_DEPTH = 60
MAX_DATA_PIXELS = 10_000_000

# Elements that run, load or blow up; a filter can ask for a picture of any size.
FORBIDDEN = {"script", "foreignObject", "iframe", "handler", "listener", "filter", "cursor"}
_LOADS = re.compile(r"""@import|url\(\s*['"]?(?!\s*['"]?#)""", re.IGNORECASE)
_DATA = re.compile(r"data:image/(?:png|jpe?g|gif);base64,([A-Za-z0-9+/=\s]*)\Z")


class UnsafeSvgError(ValueError):
    """An SVG that does more than show a picture; the message names what it holds."""


class HeavySvgError(ValueError):
    """An SVG with more in it than any logo needs."""


def checked_svg(text: str) -> str:
    """Return an SVG without scripts, entities, filters, or anything from outside.

    Raises UnsafeSvgError or HeavySvgError; another ValueError or a ParseError if it is no SVG.
    """
    if re.search(r"<!ENTITY", text, re.IGNORECASE):
        raise UnsafeSvgError("<!ENTITY>")
    root = _parsed(text)
    if _local(root.tag) != "svg":
        raise ValueError("not an svg")
    for element in root.iter():
        for found in _unsafe(element):
            raise UnsafeSvgError(found)
    _refuse_copies(root)
    return text


def _parsed(text: str) -> ET.Element:
    depth = count = 0
    root: ET.Element | None = None
    for event, element in ET.iterparse(io.BytesIO(text.encode("utf-8")), ("start", "end")):
        root = element if root is None else root
        depth += 1 if event == "start" else -1
        count += event == "start"
        if depth > MAX_DEPTH or count > MAX_ELEMENTS:
            raise HeavySvgError
    assert root is not None  # the parser refuses an empty text
    return root


def _unsafe(element: ET.Element) -> Iterator[str]:
    """Yield what makes an element more than a picture."""
    tag = _local(element.tag)
    if tag in FORBIDDEN:
        yield f"<{tag}>"
    if tag == "style" and _LOADS.search("".join(element.itertext())):
        yield "<style> url(...)"
    for name, value in element.attrib.items():
        attribute = _local(name)
        if attribute.lower().startswith("on"):
            yield f"{attribute}=..."
        elif attribute == "href" and not _is_inside(value):
            yield f"href={value[:40]}"
        elif attribute != "href" and _LOADS.search(value):
            yield f"{attribute}={value[:40]}"


def _is_inside(link: str) -> bool:
    """Whether a link leads to the picture itself, or holds a picture of pixels of bearable size."""
    if link.startswith("#"):
        return True
    found = _DATA.match(link)
    if not found:
        return False
    from PIL import Image

    with Image.open(io.BytesIO(base64.b64decode(found[1]))) as image:
        if image.width * image.height > MAX_DATA_PIXELS:
            raise HeavySvgError
    return True


def _refuse_copies(root: ET.Element) -> None:
    """Refuse an SVG whose `use` elements multiply into too many, or into themselves."""
    named = {element.get("id"): element for element in root.iter() if element.get("id")}
    sizes: dict[ET.Element, int] = {}
    _size(root, named, sizes, ())


def _size(
    element: ET.Element,
    named: Mapping[str | None, ET.Element],
    sizes: dict[ET.Element, int],
    above: tuple[ET.Element, ...],
) -> int:
    """Return how many elements are drawn for one, with the copies in it."""
    if element in above or len(above) > MAX_DEPTH:
        raise HeavySvgError
    if element not in sizes:
        parts = [*element]
        if _local(element.tag) == "use":
            links = [value for name, value in element.attrib.items() if _local(name) == "href"]
            parts += [named[link[1:]] for link in links if link[1:] in named]
        within = (*above, element)
        sizes[element] = 1 + sum(_size(part, named, sizes, within) for part in parts)
        if sizes[element] > MAX_ELEMENTS:
            raise HeavySvgError
    return sizes[element]


def _local(name: object) -> str:
    """Return a name without its namespace; comments have none."""
    return str(name).rpartition("}")[2] if isinstance(name, str) else ""
