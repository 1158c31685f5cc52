"""Measure and print the table: `python -m benchmarks [ROW]... [--runs N]`."""

import argparse
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks import browser, inputs, weasy
from benchmarks.timing import ROOT, Cost, kit, medians, python

FLOOR = str(ROOT / "benchmarks" / "floor.py")
DECKS = (10, 100, 1_000, 10_000)
FIRST = 50  # schools, after which memory is to stay flat


@dataclass(frozen=True)
class Setup:
    """A folder to work in, how often things run, and how many schools are many.

    What lasts minutes runs `long_runs` times.
    """

    folder: Path
    runs: int
    long_runs: int
    schools: int


@dataclass(frozen=True)
class Row:
    """A line of the table: what was measured against what, what came out, what it is to be."""

    measure: str
    against: str
    reached: str
    goal: str


def build(setup: Setup) -> Iterator[Row]:
    """Compare a cold build of everything with its floor."""
    floor, ours = _beside_floor(setup, "build", [])
    against = f"the floor ({_seconds(floor)})"
    yield Row("`kit build`, wall time", against, _ratio(ours.wall, floor.wall), "at most 1.0")
    yield Row("`kit build`, CPU time", against, _ratio(ours.cpu, floor.cpu), "at most 1.3")


def quick(setup: Setup) -> Iterator[Row]:
    """Compare what answers at once with the import of click."""
    options = ("--help", "--version")
    commands = [python("-c", "import click"), *(kit(option) for option in options)]
    bare, *ours = medians(commands, 3 * setup.runs)
    for option, one in zip(options, ours, strict=True):
        against = f"`import click` ({_seconds(bare)})"
        yield Row(f"`kit {option}`", against, _ratio(one.wall, bare.wall), "at most 2.0")


def check(setup: Setup) -> Iterator[Row]:
    """Compare the check of a school with 20 examples with its floor."""
    folder = inputs.deck(setup.folder / "check", 20, "nl, en")
    floor, ours = _beside_floor(setup, "check", [folder])
    against = f"the floor of that school ({_seconds(floor)})"
    name = "`kit check`, 20 examples"
    yield Row(f"{name}, wall time", against, _ratio(ours.wall, floor.wall), "at most 1.2")
    yield Row(f"{name}, CPU time", against, _ratio(ours.cpu, floor.cpu), "")


def cards(setup: Setup) -> Iterator[Row]:
    """Compare decks of ten, a hundred, a thousand and ten thousand examples."""
    for count in DECKS:
        folder = inputs.deck(setup.folder / f"deck-{count}", count)
        command = kit("build", "cards", "--school", str(folder), "--output", _out(setup, "decks"))
        (one,) = medians([command], setup.runs if count < 1_000 else setup.long_runs)
        each, cpu = one.wall / count * 1_000, one.cpu / count * 1_000
        reached = f"{each:.1f} ms a card ({cpu:.1f} ms of CPU), {one.megabytes:.0f} MB"
        yield Row(f"cards: {count:,} examples", "each other", reached, "falling, under 1 ms, 1 GB")


def schools(setup: Setup) -> Iterator[Row]:
    """Compare many schools in one call with one, and their memory with that of the first 50."""
    folders = [inputs.school(setup.folder / f"schools/s{i}", i) for i in range(setup.schools)]

    def making(count: int) -> tuple[str, ...]:
        named = (part for folder in folders[:count] for part in ("--school", str(folder)))
        return (*kit("build", "--output", _out(setup, f"many-{count}")), *named)

    (one,) = medians([making(1)], setup.runs)
    first, many = medians([making(min(FIRST, setup.schools)), making(setup.schools)], 1)
    name = f"{setup.schools:,} schools in one call"
    against = f"{setup.schools:,} times one ({_seconds(one)})"
    reached = _ratio(many.wall, setup.schools * one.wall)
    yield Row(f"{name}, wall time", against, reached, "at most 0.6")
    reached = _ratio(many.cpu, setup.schools * one.cpu)
    yield Row(f"{name}, CPU time", against, reached, "")
    against = f"the first {FIRST} ({first.megabytes:.0f} MB)"
    yield Row(f"{name}, memory", against, _ratio(many.megabytes, first.megabytes), "at most 1.5")


def weasyprint(setup: Setup) -> Iterator[Row]:
    """Compare a deck of 1,000 cards with the same deck as HTML, set by WeasyPrint."""
    if not weasy.installed():
        yield Row("1,000 cards", "WeasyPrint", "not installed: pip install -e '.[bench]'", "")
        return
    folder = inputs.deck(setup.folder / "weasyprint", 1_000)
    page = weasy.write_deck(setup.folder / "deck.html", inputs.cards(1_000))
    theirs, ours = medians(
        [
            python("-m", "weasyprint", "-q", str(page), str(setup.folder / "deck.pdf")),
            kit("build", "cards", "--school", str(folder), "--output", _out(setup, "weasy")),
        ],
        setup.long_runs,
    )
    against = f"WeasyPrint ({_seconds(theirs)})"
    times = f"{theirs.wall / ours.wall:.1f} times as fast ({theirs.cpu / ours.cpu:.1f} in CPU)"
    yield Row("a deck of 1,000 cards", against, times, "at least 10 times")


def preview(setup: Setup) -> Iterator[Row]:
    """Compare a save seen in the browser with Typst, warm, drawing the same pages."""
    if not browser.installed():
        yield Row("a save in the browser", "Typst alone", "no Chromium, or no Playwright", "")
        return
    for piece, (ours, bare) in browser.measure(setup.folder, setup.runs).items():
        against = f"Typst alone, warm ({bare:.2f} s)"
        yield Row(f"a save in the browser, {piece}", against, _ratio(ours, bare), "at most 1.5")


# A row is added here: a function that measures, by the name to choose it with.
ROWS: dict[str, Callable[[Setup], Iterator[Row]]] = {
    "build": build,
    "quick": quick,
    "check": check,
    "preview": preview,
    "cards": cards,
    "weasyprint": weasyprint,
    "schools": schools,
}


def _beside_floor(setup: Setup, command: str, schools: list[Path]) -> list[Cost]:
    """Return what the floor of some schools costs, and what a command of the kit does."""
    jobs = inputs.dump_jobs(setup.folder / f"floor-{command}", schools)
    args = [part for folder in schools for part in ("--school", str(folder))]
    out = ["--output", _out(setup, command)] if command == "build" else []
    return medians([python(FLOOR, str(jobs)), kit(command, *args, *out)], setup.runs)


def _out(setup: Setup, name: str) -> str:
    return str(setup.folder / "output" / name)


def _ratio(ours: float, other: float) -> str:
    return f"{ours / other:.2f}"


def _seconds(found: Cost) -> str:
    return f"{found.wall:.2f} s, {found.cpu:.2f} s of CPU"


def main() -> None:
    """Measure the rows that are asked for, and print each as a line of a table in Markdown."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("rows", nargs="*", metavar="ROW", help=f"of {', '.join(ROWS)}; all")
    parser.add_argument("--runs", type=int, default=7, help="runs of each command (7)")
    parser.add_argument("--long-runs", type=int, default=1, help="of what lasts minutes (1)")
    parser.add_argument("--schools", type=int, default=1_000, help="how many are many (1000)")
    args = parser.parse_args()
    unknown = {*args.rows} - {*ROWS}
    if unknown:
        parser.error(f"no such row: {', '.join(sorted(unknown))}")
    print("| measure | against | reached | to reach |\n| --- | --- | --- | --- |", flush=True)
    with tempfile.TemporaryDirectory() as name:
        setup = Setup(Path(name), args.runs, args.long_runs, args.schools)
        for row in args.rows or ROWS:
            for line in ROWS[row](setup):
                print(
                    f"| {line.measure} | {line.against} | {line.reached} | {line.goal} |",
                    flush=True,
                )


main()
