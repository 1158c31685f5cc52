"""Run the kit as a user would: in this process or in another, and look at what was written."""

import hashlib
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner, Result

from kit.cli.commands import main
from kit.reading.load import Kit, load
from kit.request import Request

ROOT = Path(__file__).resolve().parents[2]
LANGS = ("nl", "en")
FILES = (
    "office/poster-a3.pdf",
    "office/cards-a4.pdf",
    "office/matrices-a3.pdf",
    "office/guide-a4.pdf",
    "office/instructions-a4.pdf",
    "office/agreements-a3.pdf",
    "office/slides-16x9.pdf",
    "large/poster-a0.pdf",
)


@dataclass(frozen=True)
class Built:
    """A finished build: where it stands and what the command said."""

    folder: Path
    result: Result

    def pdf(self, lang: str, file: str) -> Path:
        return self.folder / "denkplaat" / lang / file


def kit_of(lang: str, school: Path | None = None) -> Kit:
    """Return a school's kit in a language, or the kit as it is."""
    (kit,) = load(Request((school,) if school else (), (lang,)))
    return kit


def run(*args: str) -> Result:
    """Run `kit` with arguments; an exception that is no exit fails the test."""
    return CliRunner().invoke(main, args, catch_exceptions=False)


def build_pdfs(*args: str) -> dict[str, Path]:
    """Build into the folder `output` and return the PDFs there by name."""
    result = run("build", *args)
    assert result.exit_code == 0, result.output
    return {file.name: file for file in Path("output").rglob("*.pdf")}


def refused(*args: str) -> list[str]:
    """Check, expect a refusal, and return the lines of its problems."""
    result = run("check", *args)
    assert result.exit_code == 1, result.output
    assert "Traceback" not in result.output
    return result.output.splitlines()[:-1]


def kit_process(*args: str, before: str = "") -> subprocess.Popen[str]:
    """Start `kit` with arguments in a process of its own, after some other code."""
    code = f"{before}\nfrom kit.cli.commands import main\nmain({list(args)!r})"
    return subprocess.Popen(
        [sys.executable, "-c", code],
        text=True,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def contents(folder: Path) -> dict[str, str]:
    """Return a digest of each file below a folder."""
    return {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in folder.rglob("*")
        if file.is_file()
    }


def edit(file: Path, old: str, new: str) -> int:
    """Replace a text that stands in a file, and return the line it stands on."""
    text = file.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {file}"
    file.write_text(text.replace(old, new, 1), encoding="utf-8", newline="\n")
    return text[: text.index(old)].count("\n") + 1
