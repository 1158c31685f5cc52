"""The figures that all pages keep to, measured in the files of many kits.

A kit is one of three schools (none, the sample, and one that has as much as a school may want), in
a sector or in none, in a language, for a profile. `python -m tests.support.figures` measures every
combination; the tests take as few as hold each pair of values.
"""

import sys
import tempfile
from collections.abc import Iterator
from itertools import combinations, product
from pathlib import Path
from typing import NamedTuple

from kit.build import plan_jobs
from kit.catalogue import PROFILES, SECTORS
from kit.paths import home
from kit.printing.typeset import Failed, render
from kit.request import Request
from tests.support.last_lines import lonely_endings
from tests.support.legibility import collisions
from tests.support.pdfs import page_count, picture
from tests.support.runs import LANGS
from tests.support.schools import write_maximal_school

SCHOOLS = ("none", "sample", "maximal")
# The most that pages from an office printer are covered, as a share of black.
MAX_DARKNESS, MAX_FRONT_DARKNESS = 0.15, 0.20


class Kit(NamedTuple):
    """One of the values of each: what decides how pages look."""

    school: str
    sector: str | None
    lang: str
    profile: str


def every_kit() -> list[Kit]:
    return [Kit(*it) for it in product(SCHOOLS, (None, *SECTORS), LANGS, PROFILES)]


def kits_with_each_pair() -> list[Kit]:
    """Return kits in which each pair of values occurs: those that add most pairs, one by one."""
    kits = every_kit()
    missing = {pair for kit in kits for pair in _pairs(kit)}
    chosen = []
    while missing:
        best = max(kits, key=lambda kit: len(missing & _pairs(kit)))
        chosen.append(best)
        missing -= _pairs(best)
    return chosen


def _pairs(kit: Kit) -> set[tuple[object, ...]]:
    return set(combinations(enumerate(kit), 2))


def faults(kit: Kit, folder: Path, pieces: tuple[str, ...] = ()) -> Iterator[str]:
    """Typeset the files of a kit, or some pieces of it; yield what is wrong on their pages."""
    school = {"none": (), "sample": (home() / "docs/regenboog",), "maximal": (folder / "maximal",)}
    if kit.school == "maximal":
        write_maximal_school(folder / "maximal")
    request = Request(
        school[kit.school],
        langs=(kit.lang,),
        sector=kit.sector,
        pieces=pieces,
        profiles=(kit.profile,),
    )
    for result in render(plan_jobs(request)):
        name = result.job.path
        if isinstance(result, Failed):
            yield f"{name}: {result}"
            continue
        file = folder / name.name
        file.write_bytes(result.pdf)
        yield from (f"{name}: {overset}" for overset in result.overset)
        found = collisions(file, with_forms=kit.profile != "tiled")
        yield from (f"{name}: {collision}" for collision in found)
        texts = {
            text_id: text
            for text_id, text in result.job.kit.texts.items()
            if not text_id.startswith("words.")
        }
        if kit.profile != "tiled":
            yield from (f"{name}: {ending}" for ending in lonely_endings(file, texts))
        if kit.profile == "office":
            yield from (f"{name}: {fault}" for fault in dark_pages(file, result.job.sheet.piece))


def dark_pages(file: Path, piece: str) -> Iterator[str]:
    """Yield each page of a piece for an office printer that takes too much toner."""
    if piece == "slides":  # are shown on a screen
        return
    for number in range(page_count(file)):
        grey = picture(file, number).convert("L").tobytes()
        share = 1 - sum(grey) / 255 / len(grey)
        is_front = piece == "cards" and number % 2 == 0
        if share > (MAX_FRONT_DARKNESS if is_front else MAX_DARKNESS):
            yield f"page {number + 1} is {share:.1%} dark"


if __name__ == "__main__":
    count = 0
    for each in every_kit():
        with tempfile.TemporaryDirectory() as temporary:
            for fault in faults(each, Path(temporary)):
                count += 1
                sys.stdout.write(f"{each}: {fault}\n")
    sys.exit(f"{count} faults" if count else None)
