"""From a saved file to the new picture in a browser, beside Typst alone drawing the same page."""

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
REST_S = 5.0  # so that the check of the PDFs, which follows each save, is over
# Resolves, at the time of day in ms, when the last of the pictures of a save has been loaded.
SEEN = """() => { window.seen = new Promise((done) => {
    let last = 0;
    document.querySelector("#pages").addEventListener("load", () => {
        const mine = (last = performance.timeOrigin + performance.now());
        setTimeout(() => { if (last === mine) done(last); }, 300);
    }, { capture: true });
}); }"""


def installed() -> bool:
    """Whether there are Playwright and a Chromium."""
    try:
        import playwright  # noqa: F401
    except ImportError:
        return False
    return shutil.which("chromium") is not None


def measure(folder: Path, runs: int) -> dict[str, tuple[float, float]]:
    """Return for each piece the median seconds in the browser, and those of Typst alone."""
    from playwright.sync_api import sync_playwright

    ours, theirs = (shutil.copytree(SAMPLE, folder / name) for name in ("ours", "theirs"))
    found = {}
    with _shown(ours) as url, sync_playwright() as playwright:
        path = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for piece in PIECES:
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.goto(f"{url}#piece={piece}&profile=office&lang=nl")
            page.wait_for_selector("#pages img")
            time.sleep(REST_S)
            pairs = [_pair(page, piece, ours, theirs, run) for run in range(runs + 1)]
            page.close()
            found[piece] = (median(pair[0] for pair in pairs[1:]), median(p[1] for p in pairs[1:]))
        browser.close()
    return found


@contextmanager
def _shown(school: Path) -> Iterator[str]:
    """Run the preview of a school, and give its address."""
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


def _pair(page: Any, piece: str, ours: Path, theirs: Path, run: int) -> tuple[float, float]:
    page.evaluate(SEEN)
    begun = time.time()
    _save(ours, run)
    seen = page.evaluate("window.seen") / 1000 - begun
    time.sleep(REST_S)
    _save(theirs, 1000 + run)
    bare = _bare(piece, theirs)
    time.sleep(REST_S)
    return seen, bare


def _save(school: Path, run: int) -> None:
    """Save other words, beside the file and then in its place, as editors do."""
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


def _bare(piece: str, school: Path) -> float:
    """Return the seconds in which Typst, warm, draws the pages of a piece and nothing else."""
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
