"""A text file -> its text, whatever editor wrote it: one encoding, one kind of line break."""

import re
import unicodedata
from pathlib import Path

from kit.errors import KitError, Origin, problem, system_reason

MAX_MEGABYTES = 1
MAX_BYTES = MAX_MEGABYTES * 1_000_000
_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
# These end a line for YAML but not for editors, so line numbers in messages would be wrong.
_YAML_LINE_BREAK = re.compile("[\x85\u2028\u2029]")
_NOT_IN_YAML = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")


def read_text(file: Path) -> str:
    """Return the text of a file in UTF-8, or in UTF-16 with a byte order mark.

    The text is in NFC, and each line break is a line feed. Raises KitError if the file cannot be
    read, is over `MAX_BYTES`, is in another encoding, or has control characters.
    """
    try:
        if file.exists() and not file.is_file():
            raise KitError([problem("file.no_file", Origin(file))])
        if file.stat().st_size > MAX_BYTES:
            raise KitError([problem("file.too_large", Origin(file), most=MAX_MEGABYTES)])
        data = file.read_bytes()
    except (FileNotFoundError, ValueError):  # ValueError: a character that no path can have
        raise KitError([problem("file.missing", Origin(file))]) from None
    except OSError as error:
        reason = system_reason(error)
        raise KitError([problem("file.unreadable", Origin(file), reason=reason)]) from None
    return _decoded(data, file)


def _decoded(data: bytes, file: Path) -> str:
    try:
        text = data.decode("utf-16" if data.startswith(_UTF_16_MARKS) else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise KitError([problem("yaml.encoding", Origin(file, line))]) from None
    if text.count("\0") * 4 > len(text):  # UTF-16 or UTF-32 without a byte order mark
        raise KitError([problem("yaml.encoding", Origin(file, 1))])
    text = re.sub("\r\n?", "\n", unicodedata.normalize("NFC", text))
    text = _YAML_LINE_BREAK.sub(" ", text)
    if control := _NOT_IN_YAML.search(text):
        origin = Origin(file, text.count("\n", 0, control.start()) + 1)
        raise KitError([problem("yaml.control", origin, code=f"U+{ord(control[0]):04X}")])
    return text
