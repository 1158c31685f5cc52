"""Write the inputs of the benchmarks: schools, decks of cards, and jobs for the floor."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from kit.build import plan_jobs
from kit.paths import home
from kit.planning.layout_input import layout_input
from kit.printing.typeset import standards_of
from kit.request import Request

TEXTS = (
    "Een leerling zonder laptop maakt het huiswerk op school. Een docent helpt, tot vier uur.",
    "De school leent laptops uit. Wie er een wil, vraagt het, en dat durft niet iedereen.",
    "Het programma kiest opgaven op niveau. Wie laag begint, krijgt minder kans om te groeien.",
)


def school(folder: Path, number: int) -> Path:
    """Write a typical school: a name, a sector, a language, two examples."""
    folder.mkdir(parents=True)
    (folder / "school.yaml").write_text(
        f"school: {{name: School nummer {number}, sector: vo, languages: [nl]}}\n"
        "examples:\n" + "".join(_row(number + i) for i in range(2)),
        encoding="utf-8",
    )
    return folder


def deck(folder: Path, count: int, languages: str = "nl") -> Path:
    """Write a school with `count` examples, in a spreadsheet as large decks have."""
    folder.mkdir(parents=True)
    (folder / "school.yaml").write_text(
        f"school: {{languages: [{languages}]}}\nblank_cards: 0\nexamples_from: cards.csv\n",
        encoding="utf-8",
    )
    rows = "".join(";".join(cells) + "\n" for cells in cards(count))
    (folder / "cards.csv").write_text("lens;title;text;question\n" + rows, encoding="utf-8")
    return folder


def cards(count: int) -> list[tuple[str, str, str, str]]:
    """Return the lens, title, text and question of `count` cards."""
    return [
        (
            "ict-output" if i % 3 == 0 else "ict-input",
            f"Kaart nummer {i}",
            f"{TEXTS[i % 3]} Dit is kaart {i}.",
            f"Wat vraagt kaart {i} van ons, en voor wie is dat eerlijk?",
        )
        for i in range(count)
    ]


def dump_jobs(folder: Path, schools: Sequence[Path], request: Request | None = None) -> Path:
    """Write all inputs of Typst for a request as JSON, for the floor; return the file."""
    folder.mkdir(parents=True)
    document = {
        "root": str(home()),
        "fonts": [str(home() / "assets" / "fonts")],
        "jobs": [
            {
                "layout": str(home() / "layouts" / f"{job.sheet.piece}.typ"),
                "inputs": {"job": json.dumps(layout_input(job)), "fonts": "[]"},
                "standards": standards_of(job),
            }
            for job in plan_jobs(replace(request or Request(), schools=schools))
        ],
    }
    file = folder / "jobs.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    return file


def _row(number: int) -> str:
    lens, title, text, _ = cards(number + 1)[-1]
    return f'  - {{lens: {lens}, title: {title}, text: "{text}"}}\n'
