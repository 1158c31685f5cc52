"""school.yaml -> the language to write messages in, even if the file is no valid YAML."""

import re
from contextlib import suppress
from pathlib import Path

from kit.errors import KitError
from kit.names import find_id
from kit.paths import languages
from kit.reading.school_files import school_file
from kit.yaml_nodes.text_file import MAX_BYTES, read_text

_FIRST_LANGUAGE = re.compile(r"^[^#\n]*\blanguages:[\s\[\"'-]*(\w[\w-]*)", re.MULTILINE)


def named_language(path: Path) -> str:
    """Return the code of the first language that a school names; empty if it names none."""
    text = ""
    with suppress(OSError, ValueError, KitError):
        file = school_file(path)
        try:
            text = read_text(file)
        except KitError:  # in another encoding, say; but names of languages are in ASCII
            if file.is_file() and file.stat().st_size <= MAX_BYTES:
                text = file.read_bytes().decode("latin-1")
    match = _FIRST_LANGUAGE.search(text)
    return (find_id("language", match[1], languages()) if match else None) or ""
