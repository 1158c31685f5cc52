"""Options for print that cannot be, and printer offsets that cannot be."""

from pathlib import Path

import pytest

from tests.support.runs import run


@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        (
            ("build", "--flip", "sideways"),
            2,
            "`--flip sideways` is not possible. Choose from long edge (`long-edge`)",
        ),
        (("build", "--tile", "a5"), 2, "`--tile a5` is not possible. Choose from `a4`, `a3`."),
        (("build", "--offset", "11,0"), 2, "`--offset 11,0` cannot be read as two lengths"),
        (("build", "--offset", "left"), 2, "Write them as --offset 1.5,-0.5"),
        (("build", "--offset", "nan,0"), 2, "two lengths of at most 10 mm"),
        (("build", "box", "--board", "2"), 2, "Give how thick a card is, in mm, from 0.05 to 1."),
        (("build", "box", "--board", "thick"), 2, "`--board thick` is not possible."),
        (("build", "--board", "0.3"), 1, "--board 0.3 is for the box, which is not being made."),
        (("build", "--groups", "0"), 2, "Give a whole number from 1 to 200."),
        (("build", "poster", "--flip", "short-edge"), 1, "--flip short-edge is for cards"),
        (("build", "poster", "--offset", "1,1"), 1, "--offset is for cards"),
        (("build", "--tile", "a3"), 1, "--tile a3 is for the poster on several sheets"),
        (("build", "cards", "--layer", "wall"), 1, "--layer wall is for the poster"),
        (("build", "--layer", "door"), 2, "`--layer door` is not possible. Choose from `wall`"),
        (("build", "--marks"), 1, "--marks is for the PDFs of a print shop (`copyshop`)"),
        (("build", "--profile", "tiled", "--paper", "a3"), 1, "poster (several sheets) on `a0`"),
        (
            ("build", "cards", "--profile", "tiled"),
            1,
            "The piece `cards` is not made for several sheets (`tiled`)",
        ),
    ],
)
def test_options_that_cannot_be_are_refused(
    tmp_path: Path, args: tuple[str, ...], code: int, message: str
) -> None:
    result = run(*args, "--output", str(tmp_path / "out"))
    assert result.exit_code == code
    assert message in result.output
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("offset", ["[12, 0]", "[1]", "[1, 2, 3]", "[left, 0]", "1.5", "[nan, 0]"])
def test_a_printer_offset_that_cannot_be_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, offset: str
) -> None:
    (tmp_path / "school.yaml").write_text(f"printer:\n  offset: {offset}\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    result = run("check", "--school", ".")
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        "school.yaml:2: `printer.offset` must be two lengths of at most 10 mm. Write them as "
        "[1.5, -0.5].",
        "1 problem; nothing was written.",
    ]
