"""Much at once: large decks in several files, many schools in one call, how far long work is."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kit.catalogue import MAX_CARDS, MAX_DECK_CARDS
from tests.support.pdfs import page_count, squeezed, text_of
from tests.support.runs import ROOT, contents, kit_of, run
from tests.support.schools import write_school


def write_deck(folder: Path, count: int, more: str = "") -> str:
    write_school(folder, f"school: {{languages: [en]}}\nexamples_from: cards.csv\n{more}")
    rows = "".join(f"ict-input;Card number {i}.;About {i}.\n" for i in range(count))
    (folder / "cards.csv").write_text("lens;title;text\n" + rows, encoding="utf-8")
    return str(folder)


def test_a_large_deck_is_several_files_with_each_card_once(tmp_path: Path) -> None:
    count, out = MAX_DECK_CARDS + 30, tmp_path / "out"
    school = write_deck(tmp_path / "s", count, "blank_cards: 8\n")
    args = ("build", "cards", "--groups", "2", "--school", school, "--output", str(out))
    assert run(*args).exit_code == 0
    files = sorted((out / "s/en/office").iterdir())
    assert [file.name for file in files] == ["cards-a4-1.pdf", "cards-a4-2.pdf"]
    printed = [text_of(file) for file in files]
    for number in range(count):
        title = squeezed(f"Card number {number}.")
        assert sum(text.count(title) for text in printed) == 1
    to_write_on = squeezed(kit_of("en").texts["card.what"])
    assert [text.count(to_write_on) for text in printed] == [0, 8]
    assert page_count(files[0]) == 2 * MAX_DECK_CARDS / 4
    order = (out / "s/en/print-order.md").read_text(encoding="utf-8")
    assert "office/cards-a4-1.pdf" in order
    assert "office/cards-a4-2.pdf" in order


def test_a_card_that_is_printed_often_stays_in_one_file(tmp_path: Path) -> None:
    school = write_deck(tmp_path / "s", 0)
    rows = "".join(f"ict-input;Title {i};B;60\n" for i in range(4))
    table = "lens;title;text;quantity\n" + rows
    (tmp_path / "s" / "cards.csv").write_text(table, encoding="utf-8")
    out = tmp_path / "out"
    assert run("build", "cards", "--school", school, "--output", str(out)).exit_code == 0
    first, second = (text_of(file) for file in sorted((out / "s/en/office").iterdir()))
    assert [first.count(f"title{i}") for i in range(4)] == [60, 60, 60, 0]
    assert [second.count(f"title{i}") for i in range(4)] == [0, 0, 0, 60]


def test_more_cards_than_a_kit_can_have_are_refused(tmp_path: Path) -> None:
    school = write_deck(tmp_path / "s", MAX_CARDS - 13)
    result = run("check", "--school", school)
    assert result.exit_code == 1
    assert f"There are {MAX_CARDS + 1} cards to print; the limit is {MAX_CARDS}" in result.stderr


def test_one_wrong_school_of_many_and_nothing_is_written(tmp_path: Path) -> None:
    long = "woord " * 300
    texts = {
        "a": "school: {languages: [en]}\n",
        "b": "school: {languages: [en]}\nexampels: []\n",
        "c": "school: {languages: [en]}\nhide: [nothing-like-it]\n",
        "d": "school: {languages: [en]}\nexamples:\n"
        f'  - {{lens: ict-input, title: A, text: "{long}"}}\n',
    }
    names = {name: str(write_school(tmp_path / name, text)) for name, text in texts.items()}
    out = str(tmp_path / "deep" / "out")

    def refused(*schools: str) -> str:
        args = (part for name in schools for part in ("--school", names[name]))
        result = run("build", "cards", "--output", out, *args)
        assert result.exit_code == 1
        assert not (tmp_path / "deep").exists()
        return result.stderr

    said = refused("a", "b", "c")
    assert f"{Path(names['b']).as_posix()}/school.yaml:2" in said
    assert f"{Path(names['c']).as_posix()}/school.yaml:2" in said
    assert f"{Path(names['d']).as_posix()}/school.yaml:3" in refused("a", "d")


def test_many_schools_are_made_as_each_would_be_alone(tmp_path: Path) -> None:
    schools = [
        str(write_school(tmp_path / name, f"school: {{name: School {name}, languages: [en]}}\n"))
        for name in "abc"
    ]
    common = ("build", "cards", "matrices", "--groups", "2", "--output")
    for school in schools:
        assert run(*common, str(tmp_path / "alone"), "--school", school).exit_code == 0
    together = [part for school in schools for part in ("--school", school)]
    assert run(*common, str(tmp_path / "together"), *together).exit_code == 0
    assert contents(tmp_path / "alone") == contents(tmp_path / "together")


@pytest.fixture
def eleven(tmp_path: Path) -> list[str]:
    """The arguments for eleven schools, which are 22 files."""
    names = [
        str(write_school(tmp_path / f"s{i}", "school: {languages: [en]}\n")) for i in range(11)
    ]
    wanted = ("--profile", "office", "--output", str(tmp_path / "out"))
    schools = [part for name in names for part in ("--school", name)]
    return ["build", "cards", "matrices", *wanted, *schools]


def test_long_work_says_in_plain_lines_how_far_it_is(eleven: list[str]) -> None:
    lines = run(*eleven).stderr.splitlines()
    assert 3 <= len(lines) <= 10
    assert lines[-1] == "22 of 22 files done."


def test_short_work_says_nothing(tmp_path: Path) -> None:
    assert run("build", "cards", "--lang", "en", "--output", str(tmp_path)).stderr == ""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
def test_long_work_shows_a_bar_on_a_terminal(eleven: list[str]) -> None:
    import pty

    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "kit", *eleven]
    done = subprocess.run(command, stderr=theirs, stdout=subprocess.PIPE, check=True, cwd=ROOT)
    os.close(theirs)
    shown = os.read(ours, 100_000).decode()
    os.close(ours)
    assert "Making files" in shown
    assert "100%" in shown
    assert done.stdout.count(b"\n") == 22
