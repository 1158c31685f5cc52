"""A language and a sector -> a folder for a new school."""

import json
import os
import shlex
import shutil
import subprocess
from pathlib import Path

from kit.authoring.editor_schema import editor_schema
from kit.errors import KitError, problem, system_reason
from kit.paths import home

SCHEMA_NAME = "school.schema.json"


def new_school(folder: Path, lang: str, sector: str | None) -> list[Path]:
    """Write a school's folder that can be built at once, and return its files.

    Raises KitError if the folder is not empty or cannot be written.
    """
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise KitError([problem("school.exists", path=folder.as_posix())])
        shutil.copytree(home() / "content" / "template" / lang, folder, dirs_exist_ok=True)
        file = folder / "school.yaml"
        text = file.read_text(encoding="utf-8")
        if sector:
            text = text.replace("sector: po", f"sector: {sector}", 1)
        file.write_text(text, encoding="utf-8", newline="\n")
        schema = json.dumps(editor_schema(lang), ensure_ascii=False, indent=2) + "\n"
        (folder / SCHEMA_NAME).write_text(schema, encoding="utf-8", newline="\n")
    except OSError as error:
        path = Path(error.filename or folder).as_posix()
        raise KitError([problem("new.failed", path=path, reason=system_reason(error))]) from None
    return sorted(folder.iterdir())


def shell_quoted(path: Path) -> str:
    """Return a path as it is typed on the command line, in quotes if it needs them."""
    if os.name == "nt":
        return subprocess.list2cmdline([str(path)])
    return shlex.quote(str(path))
