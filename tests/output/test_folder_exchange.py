"""A folder is replaced by a new version of itself, with what others saved in it."""

import os
from pathlib import Path

import pytest

from kit.output.folder_exchange import (
    entry_names,
    exchange_folders,
    is_folder,
    merge_folders,
    remove_staged,
)
from tests.support.marks import linux, posix


def write_files(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        file = folder / name.replace("__", "/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


def read_files(folder: Path) -> dict[str, str]:
    return {
        file.relative_to(folder).as_posix(): file.read_text(encoding="utf-8")
        for file in folder.rglob("*")
        if file.is_file()
    }


@posix
def test_merged_folders_have_all_files_and_the_new_ones_win(tmp_path: Path) -> None:
    new = write_files(tmp_path / "new", a="new", nl__b="new")
    old = write_files(tmp_path / "old", a="old", c="theirs", nl__d="theirs")
    old.chmod(0o750)
    merge_folders(new, old, tmp_path / "merged")
    merged = tmp_path / "merged"
    assert read_files(merged) == {"a": "new", "c": "theirs", "nl/b": "new", "nl/d": "theirs"}
    assert (merged / "c").samefile(old / "c")
    assert merged.stat().st_mode == old.stat().st_mode


def test_a_folder_that_another_build_writes_into_is_not_merged(tmp_path: Path) -> None:
    new = write_files(tmp_path / "new", a="new")
    old = write_files(tmp_path / "old", **{".kit-lock": ""})
    with pytest.raises(OSError, match="another build"):
        merge_folders(new, old, tmp_path / "merged")


@linux
def test_two_folders_are_exchanged(tmp_path: Path) -> None:
    one, other = write_files(tmp_path / "one", a="1"), write_files(tmp_path / "other", b="2")
    exchange_folders(one, other)
    assert (read_files(one), read_files(other)) == ({"b": "2"}, {"a": "1"})
    with pytest.raises(OSError, match="cannot exchange"):
        exchange_folders(one, tmp_path / "missing")


@posix
def test_of_an_exchanged_folder_only_what_others_saved_late_remains(tmp_path: Path) -> None:
    published = write_files(tmp_path / "published", a="new", theirs="theirs", edited="before")
    staged = write_files(tmp_path / "staged", a="new")
    tree = write_files(tmp_path / "tree", a="old", edited="after", late="late")
    os.link(published / "theirs", tree / "theirs")
    os.utime(published / "edited", (1, 1))
    remove_staged(tree, published, staged)
    assert not tree.exists()
    assert read_files(published) == {
        "a": "new",
        "theirs": "theirs",
        "edited": "after",
        "late": "late",
    }


@posix
def test_a_link_to_a_folder_is_no_folder(tmp_path: Path) -> None:
    write_files(tmp_path / "folder", a="")
    (tmp_path / "link").symlink_to("folder")
    assert is_folder(tmp_path / "folder")
    assert not is_folder(tmp_path / "link")
    assert (entry_names(tmp_path / "folder"), entry_names(tmp_path / "link")) == (["a"], [])
