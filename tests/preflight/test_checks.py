"""What the preflight reports, and that a file which breaks a limit of print is not written."""

from pathlib import Path

import pytest
from PIL import Image

import kit.colour.cmyk
from tests.support.runs import edit, run


def test_check_reports_as_a_print_shop_would() -> None:
    result = run("check", "--profile", "copyshop", "--lang", "en")
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert lines[0] == "denkplaat/en/copyshop/poster-a0.pdf"
    report = lines[1 : lines.index("denkplaat/en/copyshop/cards-a6.pdf")]
    assert all(line.startswith("  ok  ") for line in report)
    for wanted in (
        "Pages: 1, of 1199 x 851 mm.",
        "Trim 1189 x 841 mm, bleed 5 mm all round.",
        "Fonts: 4 of 4 embedded.",
        "Smallest type: 19.73 pt (at least 6 pt).",
        "Most ink: 249 % (at most 280 %).",
        "Output intent, with its profile: /GTS_PDFX FOGRA39.",
        "Colour spaces: CMYK.",
        "Version: PDF/X-4; trapped: /False.",
        "The file has an id.",
        "Metadata: complete.",
    ):
        assert f"  ok  {wanted}" in report
    duller = next(line for line in report if "print duller" in line)
    assert " → " in duller
    assert "#50cfbf" not in duller, "its inks are chosen"
    assert lines[-1] == "No problems: 6 files can be made."


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        (
            "theme.typ",
            "print-note: (7pt,)",
            "print-note: (5pt,)",
            "Smallest type: 5 pt (at least 6 pt).",
        ),
        (
            "theme.typ",
            "thickness: 0.5pt)",
            "thickness: 0.1pt)",
            "Thinnest line: 0.1 pt (at least 0.25 pt).",
        ),
        (
            "parts/worksheet.typ",
            "#let margin = by-paper(12mm, 9mm)",
            "#let margin = by-paper(4mm, 9mm)",
            "Outside the safe area of 5 mm:",
        ),
        (
            "parts/job.typ",
            "#let trim = (width: job.trim_mm.width * 1mm",
            "#let trim = (width: job.trim_mm.width * 1.001mm",
            "Pages: 4, not all 420 x 297 mm but 420.42 x 297.00 mm.",
        ),
    ],
)
def test_a_layout_that_breaks_a_rule_is_caught_in_the_finished_file(
    project: Path, tmp_path: Path, file: str, old: str, new: str, message: str
) -> None:
    edit(project / "layouts" / file, old, new)
    out = tmp_path / "out"
    result = run("build", "matrices", "--lang", "en", "--output", str(out))
    assert result.exit_code == 1
    assert f"denkplaat/en/office/matrices-a3.pdf: {message}" in result.output
    assert not out.exists()


@pytest.mark.uncached
def test_too_much_ink_is_caught_in_the_finished_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kit.colour.cmyk.limit_coverage", lambda values, max_coverage=4.0: values)
    kit.colour.cmyk.cmyk_lookup_table.cache_clear()
    Image.new("RGB", (1200, 400), "black").save(tmp_path / "logo.png")
    (tmp_path / "school.yaml").write_text("school: {logo: logo.png}\n", encoding="utf-8")
    args = ("cards", "--profile", "copyshop", "--lang", "en", "--school", str(tmp_path))
    result = run("build", *args, "--output", str(tmp_path / "out"))
    kit.colour.cmyk.cmyk_lookup_table.cache_clear()
    assert result.exit_code == 1
    assert "Most ink: 300 % (at most 280 %)." in result.output
    assert not (tmp_path / "out").exists()
