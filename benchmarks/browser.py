"""Measure the time from a save to the new images in a browser, and Typst drawing these alone."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.timing import ROOT

SAMPLE = ROOT / "docs" / "regenboog"
PIECES = ("poster", "matrices", "cards")
REST_S = 5.0  # after each save: until the PDFs have been checked
# Sets window.seen to a promise of the time (ms since 1970) at which the last image of the next save
# has been loaded.
WATCH_IMAGES = """() => { window.seen = new Promise((done) => {
    let latest = 0;
    document.querySelector("#pages").addEventListener("load", () => {
        const time = (latest = performance.timeOrigin + performance.now());
        setTimeout(() => { if (latest === time) done(latest); }, 300);
    }, { capture: true });
}); }"""


def installed() -> bool:
    """Return whether Playwright and Chromium are installed."""
    try:
        import playwright  # noqa: F401
    except ImportError:
        return False
    return shutil.which("chromium") is not None


def measure(folder: Path, runs: int) -> dict[str, tuple[float, float]]:
    """Return, by piece, the median seconds in the browser and those of Typst alone."""
    from playwright.sync_api import sync_playwright

    ours, theirs = (shutil.copytree(SAMPLE, folder / name) for name in ("ours", "theirs"))
    found = {}
    with _run_preview(ours) as url, sync_playwright() as playwright:
        path = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for piece in PIECES:
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.goto(f"{url}#piece={piece}&profile=office&lang=nl")
            page.wait_for_selector("#pages img")
            time.sleep(REST_S)
            pairs = [_measure_once(page, piece, ours, theirs, run) for run in range(runs + 1)]
            page.close()
            found[piece] = (median(pair[0] for pair in pairs[1:]), median(p[1] for p in pairs[1:]))
        browser.close()
    return found


@contextmanager
def _run_preview(school: Path) -> Iterator[str]:
    """Run the preview of a school, and yield its address."""
    command = [sys.executable, "-m", "kit", "preview", "--no-open", "--port", "0"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [*command, "--school", str(school)],
        cwd=school.parent,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        found = re.search(r"http://\S+/", process.stdout.readline())
        assert found is not None
        try:
            yield found[0]
        finally:
            process.send_signal(signal.SIGINT)


def _measure_once(page: Any, piece: str, ours: Path, theirs: Path, run: int) -> tuple[float, float]:
    """Save both schools; return the seconds in the browser and those of Typst alone."""
    page.evaluate(WATCH_IMAGES)
    begun = time.time()
    _save(ours, run)
    seen = page.evaluate("window.seen") / 1000 - begun
    time.sleep(REST_S)
    _save(theirs, 1000 + run)
    alone = _typst_alone(piece, theirs)
    time.sleep(REST_S)
    return seen, alone


def _save(school: Path, run: int) -> None:
    """Save changed texts as editors do: into a new file, which then replaces the old one."""
    text = (SAMPLE / "school.yaml").read_text(encoding="utf-8")
    for word in ("mee naar huis", "Advies groep 8", "De Regenboog"):
        text = text.replace(word, f"{word} {run}", 1)
    beside = school / ".unfinished"
    beside.write_text(text, encoding="utf-8")
    beside.replace(school / "school.yaml")


@cache
def _fonts() -> Any:
    import typst

    from kit.paths import home

    folder = str(home() / "assets" / "fonts")
    return typst.Fonts(
        font_paths=[folder], include_system_fonts=False, include_embedded_fonts=False
    )


def _typst_alone(piece: str, school: Path) -> float:
    """Return the seconds that Typst takes to draw the pages of a piece, with its caches warm."""
    import typst

    from kit.build import plan_jobs
    from kit.paths import home
    from kit.planning.layout_input import layout_input
    from kit.preview.page_images import PAGE_WIDTH_PX, page_columns
    from kit.request import Request

    (job,) = plan_jobs(Request((school,), pieces=(piece,), profiles=("office",)))
    data, fonts = json.dumps(layout_input(job)), _fonts()
    begun = time.perf_counter()
    typst.compile(
        str(home() / "layouts" / f"{piece}.typ"),
        root=str(home()),
        font_paths=fonts,
        ignore_system_fonts=True,
        sys_inputs={"job": data, "fonts": "[]"},
        format="png",
        ppi=PAGE_WIDTH_PX[page_columns(job.sheet)] / (job.sheet.size_mm[0] / 25.4),
    )
    return time.perf_counter() - begun
