"""The floor, the least time that any build could take: compile jobs with Typst, nothing else.

Run as a program with one argument: a JSON file that `inputs.dump_jobs` wrote.
"""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import typst


def compile_all(file: Path) -> None:
    """Compile every job in a file, one after another; write each PDF beside that file."""
    document = json.loads(file.read_text(encoding="utf-8"))
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=document["fonts"]
    )
    for number, job in enumerate(document["jobs"]):
        pdf = typst.Compiler(
            job["layout"],
            root=document["root"],
            font_paths=fonts,
            ignore_system_fonts=True,
            sys_inputs=job["inputs"],
        ).compile(
            format="pdf",
            pdf_standards=job["standards"],
            timestamp=datetime(2026, 1, 1, tzinfo=UTC),
        )
        assert isinstance(pdf, bytes)
        file.with_name(f"{number}.pdf").write_bytes(pdf)


if __name__ == "__main__":
    compile_all(Path(sys.argv[1]))
