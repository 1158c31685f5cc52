"""A transaction knows where its files are staged, and is read back from its journal."""

from pathlib import Path, PurePosixPath

import pytest

from kit.errors import KitError
from kit.output.transaction import (
    NEW,
    OLD,
    OUTPUT_ROOT,
    Transaction,
    find_unfinished,
    load_journal,
    os_errors_as_kit_errors,
    publish,
    remove_journal,
    roll_back,
)

NAME = ".kit-0123456789abcdef"
FILE = PurePosixPath("s/nl/a-a4.pdf")


def test_a_file_is_staged_in_the_innermost_root() -> None:
    transaction = Transaction(Path("out"), NAME, (OUTPUT_ROOT, PurePosixPath("s/nl")))
    assert transaction.staged_path(NEW, FILE) == Path("out/s/nl", NAME, "new/a-a4.pdf")
    other = PurePosixPath("s/en/a-a4.pdf")
    assert transaction.staged_path(NEW, other) == Path("out", NAME, "new/s/en/a-a4.pdf")
    assert transaction.staging_directories() == [Path("out", NAME), Path("out/s/nl", NAME)]


def test_a_saved_transaction_is_found_and_is_the_same(tmp_path: Path) -> None:
    folder = PurePosixPath("s")
    saved = Transaction(tmp_path, NAME, (OUTPUT_ROOT, folder), ((FILE, True),), (folder,))
    (tmp_path / NAME).mkdir()
    assert find_unfinished(tmp_path) == [Transaction(tmp_path, NAME)]  # without a journal
    saved.save()
    assert load_journal(tmp_path, NAME) == saved
    assert find_unfinished(tmp_path) == [saved]
    (tmp_path / NAME / "somebody's file").touch()
    assert find_unfinished(tmp_path) == []


@pytest.mark.parametrize("path", ["/etc/passwd", "../mine", "s/../../mine", "C:mine", "..\\mine"])
def test_a_journal_that_leads_out_of_the_output_folder_is_invalid(
    tmp_path: Path, path: str
) -> None:
    (tmp_path / NAME).mkdir()
    Transaction(tmp_path, NAME, moves=((PurePosixPath(path), True),)).save()
    with pytest.raises(ValueError, match="leads out"):
        load_journal(tmp_path, NAME)


def test_a_killed_transaction_is_rolled_back(tmp_path: Path) -> None:
    new = PurePosixPath("s/nl/b-a4.pdf")
    transaction = Transaction(tmp_path, NAME, moves=((FILE, True), (new, False)))
    for file, text in (
        (transaction.staged_path(OLD, FILE), "old"),
        (tmp_path / FILE, "new"),
        (tmp_path / new, "new"),
    ):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    for path in (FILE, new):
        transaction.staged_path(NEW, path).parent.mkdir(parents=True, exist_ok=True)
    transaction.save()
    roll_back(load_journal(tmp_path, NAME))
    remove_journal(tmp_path, NAME)
    assert (tmp_path / FILE).read_text(encoding="utf-8") == "old"
    assert sorted(file for file in tmp_path.rglob("*") if file.is_file()) == [tmp_path / FILE]
    assert not (tmp_path / NAME).exists()


def test_published_files_are_moved_to_their_paths(tmp_path: Path) -> None:
    transaction = Transaction(tmp_path, NAME)
    file = transaction.staged_path(NEW, FILE)
    file.parent.mkdir(parents=True)
    file.write_text("new", encoding="utf-8")
    publish(transaction, [FILE])
    assert (tmp_path / FILE).read_text(encoding="utf-8") == "new"
    assert not file.exists()


def test_an_error_of_the_system_names_the_path() -> None:
    with pytest.raises(KitError) as caught, os_errors_as_kit_errors(Path("out/s")):
        raise PermissionError(13, "no")
    (found,) = caught.value.problems
    assert found.kind == "output.failed"
    assert dict(found.values)["path"] == "out/s"
