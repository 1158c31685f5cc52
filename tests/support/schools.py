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


def write_maximal_school(folder: Path) -> Path:
    """Make the folder of a school that has as much of everything as a school may want.

    20 examples of 400 characters, 3 choices, 5 fields, a name of 65 characters and a wide logo.
    """
    text = (
        "Elke leerling krijgt een eigen programma, en dat werkt thuis lang niet overal even goed. "
    )
    example = {"choice": "own-0", "text": (text * 5)[:400].rstrip()}
    school = {
        "school": {
            "id": "maximal",
            "name": "Openbare daltonschool De Lange Naam aan de Overkant van de Rivier",
            "languages": ["nl", "en"],
            "logo": "logo.png",
            "colours": {"accent": "#0a7d3c"},
        },
        "examples": [
            example
            | {"lens": ("ict-input", "ict-output")[i % 2], "title": f"Ons voorbeeld {i + 1}"}
            for i in range(20)
        ],
        "choices": [
            {
                "id": f"own-{i}",
                "label": label,
                "equal": "Iedereen krijgt evenveel hulp van de leraar",
                "different": "Wie thuis geen hulp heeft, krijgt die op school",
            }
            for i, label in enumerate(
                ("Hulp van dichtbij", "Verantwoordelijkheidsverdeling", "Toetsen")
            )
        ],
        "fields": {
            "society": [
                {"id": "housing", "label": "Wonen"},
                {"id": "transport", "label": "Buurt en vervoer"},
                {"id": "course", "label": "Levensloop"},
            ],
            "results": [
                {"id": "joy", "label": "Leesplezier"},
                {"id": "careers", "label": "Loopbaanbegeleiding"},
            ],
        },
    }
    write_school(folder, school)
    Image.new("RGBA", (4000, 500), (*LOGO_COLOUR, 255)).save(folder / "logo.png")
    return folder
