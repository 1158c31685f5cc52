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
FIRST_SCHOOLS = 50  # after these, memory is expected not to grow


@dataclass(frozen=True)
class Setup:
    """How to measure."""

    folder: Path  # temporary, for inputs and outputs
    runs: int  # of each command
    long_runs: int  # of commands that take minutes
    schools: int  # in the row with many schools


@dataclass(frozen=True)
class Row:
    """A line of the table, in Markdown."""

    measured: str
    against: str
    reached: str
    goal: str


def build(setup: Setup) -> Iterator[Row]:
    """Compare a build of everything, with nothing cached, with its floor."""
    floor, ours = _floor_and_kit(setup, "build", [])
    against = f"the floor ({_seconds(floor)})"
    yield Row("`kit build`, wall time", against, _ratio(ours.wall_s, floor.wall_s), "at most 1.0")
    yield Row("`kit build`, CPU time", against, _ratio(ours.cpu_s, floor.cpu_s), "at most 1.3")


def quick(setup: Setup) -> Iterator[Row]:
    """Compare commands that should answer at once with the import of click."""
    options = ("--help", "--version")
    commands = [python("-c", "import click"), *(kit(option) for option in options)]
    bare, *ours = medians(commands, 3 * setup.runs)
    for option, cost in zip(options, ours, strict=True):
        against = f"`import click` ({_seconds(bare)})"
        yield Row(f"`kit {option}`", against, _ratio(cost.wall_s, bare.wall_s), "at most 2.0")


def check(setup: Setup) -> Iterator[Row]:
    """Compare the check of a school with 20 examples with its floor."""
    folder = inputs.deck(setup.folder / "check", 20, "nl, en")
    floor, ours = _floor_and_kit(setup, "check", [folder])
    against = f"the floor of that school ({_seconds(floor)})"
    name = "`kit check`, 20 examples"
    yield Row(f"{name}, wall time", against, _ratio(ours.wall_s, floor.wall_s), "at most 1.2")
    yield Row(f"{name}, CPU time", against, _ratio(ours.cpu_s, floor.cpu_s), "")


def cards(setup: Setup) -> Iterator[Row]:
    """Compare the time a card takes in small and in large decks."""
    for count in DECKS:
        folder = inputs.deck(setup.folder / f"deck-{count}", count)
        command = kit(
            "build", "cards", "--school", str(folder), "--output", _output(setup, "decks")
        )
        (one,) = medians([command], setup.runs if count < 1_000 else setup.long_runs)
        each, cpu = one.wall_s / count * 1_000, one.cpu_s / count * 1_000
        reached = f"{each:.1f} ms a card ({cpu:.1f} ms of CPU), {one.memory_mb:.0f} MB"
        yield Row(f"cards: {count:,} examples", "each other", reached, "falling, under 1 ms, 1 GB")


def schools(setup: Setup) -> Iterator[Row]:
    """Compare many schools in one call with one school, and the memory with the first 50."""
    folders = [inputs.school(setup.folder / f"schools/s{i}", i) for i in range(setup.schools)]

    def build_command(count: int) -> tuple[str, ...]:
        options = (part for folder in folders[:count] for part in ("--school", str(folder)))
        return (*kit("build", "--output", _output(setup, f"many-{count}")), *options)

    (one,) = medians([build_command(1)], setup.runs)
    first, many = medians(
        [build_command(min(FIRST_SCHOOLS, setup.schools)), build_command(setup.schools)], 1
    )
    name = f"{setup.schools:,} schools in one call"
    against = f"{setup.schools:,} times one ({_seconds(one)})"
    reached = _ratio(many.wall_s, setup.schools * one.wall_s)
    yield Row(f"{name}, wall time", against, reached, "at most 0.6")
    reached = _ratio(many.cpu_s, setup.schools * one.cpu_s)
    yield Row(f"{name}, CPU time", against, reached, "")
    against = f"the first {FIRST_SCHOOLS} ({first.memory_mb:.0f} MB)"
    yield Row(f"{name}, memory", against, _ratio(many.memory_mb, first.memory_mb), "at most 1.5")


def weasyprint(setup: Setup) -> Iterator[Row]:
    """Compare a deck of 1,000 cards with the same deck made by WeasyPrint from HTML."""
    if not weasy.installed():
        yield Row("1,000 cards", "WeasyPrint", "not installed: pip install -e '.[bench]'", "")
        return
    folder = inputs.deck(setup.folder / "weasyprint", 1_000)
    page = weasy.write_deck(setup.folder / "deck.html", inputs.cards(1_000))
    theirs, ours = medians(
        [
            python("-m", "weasyprint", "-q", str(page), str(setup.folder / "deck.pdf")),
            kit("build", "cards", "--school", str(folder), "--output", _output(setup, "weasy")),
        ],
        setup.long_runs,
    )
    against = f"WeasyPrint ({_seconds(theirs)})"
    times = (
        f"{theirs.wall_s / ours.wall_s:.1f} times as fast ({theirs.cpu_s / ours.cpu_s:.1f} in CPU)"
    )
    yield Row("a deck of 1,000 cards", against, times, "at least 10 times")


def preview(setup: Setup) -> Iterator[Row]:
    """Compare the time from a save to new images in the browser with Typst drawing these pages."""
    if not browser.installed():
        yield Row("a save in the browser", "Typst alone", "no Chromium, or no Playwright", "")
        return
    for piece, (ours, bare) in browser.measure(setup.folder, setup.runs).items():
        against = f"Typst alone, warm ({bare:.2f} s)"
        yield Row(f"a save in the browser, {piece}", against, _ratio(ours, bare), "at most 1.5")


# By the name on the command line, in the order of the table.
ROWS: dict[str, Callable[[Setup], Iterator[Row]]] = {
    "build": build,
    "quick": quick,
    "check": check,
    "preview": preview,
    "cards": cards,
    "weasyprint": weasyprint,
    "schools": schools,
}


def _floor_and_kit(setup: Setup, command: str, schools: list[Path]) -> list[Cost]:
    """Return the cost of the floor and of a command of the kit, for some schools or for none."""
    jobs = inputs.dump_jobs(setup.folder / f"floor-{command}", schools)
    args = [part for folder in schools for part in ("--school", str(folder))]
    out = ["--output", _output(setup, command)] if command == "build" else []
    return medians([python(FLOOR, str(jobs)), kit(command, *args, *out)], setup.runs)


def _output(setup: Setup, name: str) -> str:
    return str(setup.folder / "output" / name)


def _ratio(ours: float, other: float) -> str:
    return f"{ours / other:.2f}"


def _seconds(cost: Cost) -> str:
    return f"{cost.wall_s:.2f} s, {cost.cpu_s:.2f} s of CPU"


def main() -> None:
    """Measure rows (by default all), and print each as a line of a Markdown table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("rows", nargs="*", metavar="ROW", help=f"of {', '.join(ROWS)}; all")
    parser.add_argument("--runs", type=int, default=7, help="runs of each command (7)")
    parser.add_argument("--long-runs", type=int, default=1, help="runs of long commands (1)")
    parser.add_argument("--schools", type=int, default=1_000, help="in that row (1000)")
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
                    f"| {line.measured} | {line.against} | {line.reached} | {line.goal} |",
                    flush=True,
                )


main()
