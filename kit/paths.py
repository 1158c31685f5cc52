"""Where the files of the kit itself are: content, layouts, assets."""

from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).resolve().parent
# In a wheel content, layouts and assets are inside the package; in a clone they are beside it.
HOME = PACKAGE if (PACKAGE / "content").is_dir() else PACKAGE.parent


def home() -> Path:
    """Return the folder that holds content, layouts and assets."""
    return HOME


def languages() -> tuple[str, ...]:
    """Return the codes of the languages that have labels, Dutch (the kit's first) in front."""
    found = sorted(file.stem for file in (home() / "content" / "labels").glob("*.yaml"))
    return tuple(sorted(found, key=lambda lang: lang != "nl"))


def icons() -> frozenset[str]:
    """Return the names of the bundled icons."""
    return frozenset(file.stem for file in (home() / "assets" / "icons").glob("*.svg"))


def read_words(folder: str, lang: str) -> dict[str, Any]:
    """Return what the program says in a language, from content/FOLDER/LANG.yaml.

    The values are text, maps and lists. Without such a file there are none.
    """
    import yaml  # late: most commands say nothing

    file = home() / "content" / folder / f"{lang}.yaml"
    if not file.exists():
        return {}
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # libyaml, if PyYAML was built with it
    words: dict[str, Any] = yaml.load(file.read_text(encoding="utf-8"), loader)
    return words
