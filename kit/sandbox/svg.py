"""SVG from anybody -> SVG of shapes and pixels, written anew from what is known to be harmless."""

import base64
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator

from kit.sandbox.process import RefusedFileError

SVG = "http://www.w3.org/2000/svg"
KEPT = frozenset(
    (
        *("svg", "g", "defs", "symbol", "use", "a", "switch", "style", "image"),
        *("path", "rect", "circle", "ellipse", "line", "polyline", "polygon"),
        *("linearGradient", "radialGradient", "stop", "pattern", "clipPath", "mask", "marker"),
    )
)
DROPPED = frozenset(("title", "desc", "metadata"))  # words about the picture
TEXT = frozenset(("text", "tspan", "textPath", "tref", "altGlyph", "flowRoot"))
ONCE_PIXELS = frozenset(("pattern", "mask", "marker"))  # these can multiply what is drawn
# Neither is kept when colours become inks.
_SCREEN_ONLY = re.compile(r"""mix-blend-mode\s*[:=]|spreadMethod=["'](?!pad)""")
_LOADS = re.compile(r"""@import|url\(\s*['"]?(?!\s*['"]?#)""", re.IGNORECASE)
_DATA = re.compile(r"data:image/(?:png|jpe?g);base64,([A-Za-z0-9+/=\s]*)\Z")


def safe_svg(data: bytes, png_of: Callable[[bytes], bytes]) -> tuple[str, bool]:
    """Return an SVG with nothing in it but shapes and pictures of pixels, and whether it is simple.

    Words about the picture, and what programs note for themselves, are left out; `png_of` writes
    pictures of pixels anew. A simple one has nothing that draws its parts over and over, or that
    inks cannot do. Raises
    RefusedFileError for text (`logo.text`) and for what runs, loads, moves or filters
    (`logo.unsafe`), ValueError or ParseError for no SVG.
    """
    if re.search(rb"<!ENTITY", data, re.IGNORECASE):
        raise RefusedFileError("logo.unsafe", what="<!ENTITY>")
    root = ET.fromstring(data)
    if _local(root.tag) != "svg":
        raise ValueError("no svg")
    copy = _copied(root, png_of)
    assert copy is not None  # an svg is kept
    copy.set("xmlns", SVG)
    tags = {element.tag for element in copy.iter()}
    text = ET.tostring(copy, encoding="unicode")
    return text, not tags & ONCE_PIXELS and not _SCREEN_ONLY.search(text)


def _copied(element: ET.Element, png_of: Callable[[bytes], bytes]) -> ET.Element | None:
    """Return an element with its parts, without names of XML spaces; nothing if it is left out."""
    tag = _local(element.tag)
    if not tag or tag in DROPPED or not _is_svg(element.tag):
        return None
    if tag in TEXT:
        if "".join(element.itertext()).strip():
            raise RefusedFileError("logo.text")
        return None
    if tag not in KEPT:
        raise RefusedFileError("logo.unsafe", what=f"<{tag[:40]}>")
    copy = ET.Element(tag, dict(_attributes(element, png_of)))
    if tag == "style":
        copy.text = "".join(element.itertext())
        if _LOADS.search(copy.text):
            raise RefusedFileError("logo.unsafe", what="<style> url(...)")
    else:
        parts = [_copied(part, png_of) for part in element]
        copy.extend([part for part in parts if part is not None])
    return copy


def _attributes(element: ET.Element, png_of: Callable[[bytes], bytes]) -> Iterator[tuple[str, str]]:
    for name, value in element.attrib.items():
        attribute = _local(name)
        if attribute.lower().startswith("on"):
            raise RefusedFileError("logo.unsafe", what=f"{attribute[:40]}=...")
        if attribute == "href":
            yield attribute, _inside(value, png_of)
        elif _LOADS.search(value):
            raise RefusedFileError("logo.unsafe", what=f"{attribute}={value[:40]}")
        elif name == attribute:  # others are notes of the program that made it
            yield attribute, value


def _inside(link: str, png_of: Callable[[bytes], bytes]) -> str:
    """Return a link into the picture as it is, and a picture of pixels written anew."""
    if link.startswith("#"):
        return link
    found = _DATA.match(link)
    if not found:
        raise RefusedFileError("logo.unsafe", what=f"href={link[:40]}")
    return png_link(png_of(base64.b64decode(found[1])))


def svg_of(png: bytes, size: tuple[int, int]) -> str:
    """Return an SVG of one picture; the size is in pixels."""
    width, height = size
    return (
        f'<svg xmlns="{SVG}" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" href="{png_link(png)}"/></svg>'
    )


def png_link(png: bytes) -> str:
    """Return a PNG as a link that holds it."""
    return "data:image/png;base64," + base64.b64encode(png).decode("ascii")


def _is_svg(tag: str) -> bool:
    space = tag.rpartition("}")[0]
    return space in ("", "{" + SVG)


def _local(name: object) -> str:
    """Return a name without its namespace; comments have none."""
    return str(name).rpartition("}")[2] if isinstance(name, str) else ""
