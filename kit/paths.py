"""The folders of the kit itself (content, layouts, assets), and what is found in them by name."""

from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).resolve().parent
# In a wheel content, layouts and assets are inside the package; in a clone they are beside it.
HOME = PACKAGE if (PACKAGE / "content").is_dir() else PACKAGE.parent


def home() -> Path:
    """Return the folder that holds content, layouts and assets."""
    return HOME


def bundled_fonts() -> Path:
    """Return the folder of the kit's own fonts, one folder a family."""
    return home() / "assets" / "fonts"


def languages() -> tuple[str, ...]:
    """Return the codes of the languages that have labels; Dutch, the kit's first, comes first."""
    codes = sorted(file.stem for file in (home() / "content" / "labels").glob("*.yaml"))
    return tuple(sorted(codes, key=lambda lang: lang != "nl"))


def icons() -> frozenset[str]:
    """Return the names of the bundled icons."""
    return frozenset(file.stem for file in (home() / "assets" / "icons").glob("*.svg"))


def read_program_texts(folder: str, lang: str) -> dict[str, Any]:
    """Return what content/FOLDER/LANG.yaml holds: texts of the program, not of what it prints.

    The values are texts, lists of texts, and maps of such values. Empty if there is no such file.
    """
    import yaml  # late: `kit --help` in English needs no YAML

    file = home() / "content" / folder / f"{lang}.yaml"
    if not file.exists():
        return {}
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # libyaml, if PyYAML was built with it
    texts: dict[str, Any] = yaml.load(file.read_text(encoding="utf-8"), loader)
    return texts
