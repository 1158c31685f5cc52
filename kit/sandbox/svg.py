"""Untrusted SVG -> SVG of shapes and images, built from the elements that are known to be safe."""

import base64
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator

from kit.sandbox.process import RefusedFileError

SVG_NAMESPACE = "http://www.w3.org/2000/svg"
ALLOWED_TAGS = frozenset(
    (
        *("svg", "g", "defs", "symbol", "use", "a", "switch", "style", "image"),
        *("path", "rect", "circle", "ellipse", "line", "polyline", "polygon"),
        *("linearGradient", "radialGradient", "stop", "pattern", "clipPath", "mask", "marker"),
    )
)
METADATA_TAGS = frozenset(("title", "desc", "metadata"))
TEXT_TAGS = frozenset(("text", "tspan", "textPath", "tref", "altGlyph", "flowRoot"))
REPEATING_TAGS = frozenset(("pattern", "mask", "marker"))  # may draw their content many times
_NOT_IN_CMYK = re.compile(r"""mix-blend-mode\s*[:=]|spreadMethod=["'](?!pad)""")
_EXTERNAL_REFERENCE = re.compile(r"""@import|url\(\s*['"]?(?!\s*['"]?#)""", re.IGNORECASE)
_IMAGE_DATA = re.compile(r"data:image/(?:png|jpe?g);base64,([A-Za-z0-9+/=\s]*)\Z")


def sanitise_svg(data: bytes, to_png: Callable[[bytes], bytes]) -> tuple[str, bool]:
    """Return an SVG with only shapes and images in it, and whether it is simple.

    Metadata and the attributes of drawing programs are left out; `to_png` re-encodes embedded
    images. A simple SVG repeats nothing, and can be converted to CMYK as it is. Raises
    RefusedFileError for text (`picture.text`), and for what scripts, loads, animates or filters
    (`picture.unsafe`); ValueError or ParseError for what is no SVG.
    """
    if re.search(rb"<!ENTITY", data, re.IGNORECASE):
        raise RefusedFileError("picture.unsafe", what="<!ENTITY>")
    root = ET.fromstring(data)
    if _local_name(root.tag) != "svg":
        raise ValueError("no svg")
    copy = _sanitise_element(root, to_png)
    assert copy is not None  # an svg element is allowed
    copy.set("xmlns", SVG_NAMESPACE)
    tags = {element.tag for element in copy.iter()}
    svg = ET.tostring(copy, encoding="unicode")
    return svg, not tags & REPEATING_TAGS and not _NOT_IN_CMYK.search(svg)


def _sanitise_element(element: ET.Element, to_png: Callable[[bytes], bytes]) -> ET.Element | None:
    """Return a safe copy of an element, without XML namespaces; None if it is left out."""
    tag = _local_name(element.tag)
    if not tag or tag in METADATA_TAGS or not _is_svg(element.tag):
        return None
    if tag in TEXT_TAGS:
        if "".join(element.itertext()).strip():
            raise RefusedFileError("picture.text")
        return None
    if tag not in ALLOWED_TAGS:
        raise RefusedFileError("picture.unsafe", what=f"<{tag[:40]}>")
    copy = ET.Element(tag, dict(_attributes(element, to_png)))
    if tag == "style":
        copy.text = "".join(element.itertext())
        if _EXTERNAL_REFERENCE.search(copy.text):
            raise RefusedFileError("picture.unsafe", what="<style> url(...)")
    else:
        children = [_sanitise_element(child, to_png) for child in element]
        copy.extend([child for child in children if child is not None])
    return copy


def _attributes(element: ET.Element, to_png: Callable[[bytes], bytes]) -> Iterator[tuple[str, str]]:
    """Yield the safe attributes of an element: `href`, and those without a namespace."""
    for name, value in element.attrib.items():
        attribute = _local_name(name)
        if attribute.lower().startswith("on"):
            raise RefusedFileError("picture.unsafe", what=f"{attribute[:40]}=...")
        if attribute == "href":
            yield attribute, _sanitise_link(value, to_png)
        elif _EXTERNAL_REFERENCE.search(value):
            raise RefusedFileError("picture.unsafe", what=f"{attribute}={value[:40]}")
        elif name == attribute:
            yield attribute, value


def _sanitise_link(link: str, to_png: Callable[[bytes], bytes]) -> str:
    """Return a link within the SVG as it is, and an embedded image as a new PNG."""
    if link.startswith("#"):
        return link
    image = _IMAGE_DATA.match(link)
    if not image:
        raise RefusedFileError("picture.unsafe", what=f"href={link[:40]}")
    return image_data_uri(to_png(base64.b64decode(image[1])))


def svg_from_image(image: bytes, size: tuple[int, int]) -> str:
    """Return an SVG of a size that shows one PNG or JPEG."""
    width, height = size
    return (
        f'<svg xmlns="{SVG_NAMESPACE}" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" href="{image_data_uri(image)}"/></svg>'
    )


def image_data_uri(image: bytes) -> str:
    """Return a PNG or JPEG as a data URI."""
    kind = "jpeg" if image.startswith(b"\xff\xd8") else "png"
    return f"data:image/{kind};base64," + base64.b64encode(image).decode("ascii")


def _is_svg(tag: str) -> bool:
    namespace = tag.rpartition("}")[0]
    return namespace in ("", "{" + SVG_NAMESPACE)


def _local_name(name: object) -> str:
    """Return a name without its namespace; nothing for a comment, whose tag is a function."""
    return str(name).rpartition("}")[2] if isinstance(name, str) else ""
