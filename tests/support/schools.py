"""Folders of schools for tests."""

from pathlib import Path

import yaml
from PIL import Image

LOGO_COLOUR = (0, 140, 90)
SMALL = """\
school:
  id: regenboog
  name: Basisschool De Regenboog
  sector: po
  languages: [nl]
  logo: logo.png
  colours: {accent: "#7a1fa2"}
examples:
  - id: chromebooks
    lens: ict-input
    choice: time
    title: Chromebooks mee naar huis
    text: Elke {learner} krijgt een chromebook mee.
    quantity: 2
texts: {poster.title: "Eerlijk delen: «kansen» & ict", results.fields.advice: Advies groep 8}
hide: [digital-literacy, readings]
blank_cards: 8
"""


def write_school(folder: Path, school: str | dict[str, object]) -> Path:
    """Make a school's folder, with its school.yaml as text or as data; return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "school.yaml").write_bytes(
        school.encode("utf-8") if isinstance(school, str) else as_yaml(school)
    )
    return folder


def write_school_with_logo(
    folder: Path, text: str = SMALL, logo_px: tuple[int, int] = (1800, 600)
) -> Path:
    """Make a school's folder with a logo.png of one colour, LOGO_COLOUR; return the folder."""
    write_school(folder, text)
    Image.new("RGBA", logo_px, (*LOGO_COLOUR, 255)).save(folder / "logo.png")
    return folder


def as_yaml(school: dict[str, object]) -> bytes:
    return yaml.safe_dump(school, allow_unicode=True, sort_keys=False).encode("utf-8")
