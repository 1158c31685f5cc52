"""What the state of a folder shows: its own files, and each change of one."""

from pathlib import Path

from kit.preview.watch import MAX_ENTRIES, folder_state


def test_a_state_has_all_files_but_hidden_ones_backups_and_what_the_kit_writes(
    tmp_path: Path,
) -> None:
    for name in (
        "school.yaml",
        ".hidden",
        "~lock",
        "school.yaml~",
        "fonts/a.ttf",
        "output/s/a.pdf",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    state = folder_state([tmp_path], tmp_path / "output")
    assert {*state.files} == {str(tmp_path / "school.yaml"), str(tmp_path / "fonts/a.ttf")}
    assert {*state.folders} == {str(tmp_path), str(tmp_path / "fonts")}


def test_a_state_changes_with_a_file(tmp_path: Path) -> None:
    file = tmp_path / "school.yaml"
    file.write_text("a", encoding="utf-8")
    before = folder_state([tmp_path], tmp_path / "output")
    assert folder_state([tmp_path], tmp_path / "output") == before
    file.write_text("ab", encoding="utf-8")
    after = folder_state([tmp_path], tmp_path / "output")
    assert after.files != before.files
    assert after.folders == before.folders


def test_a_folder_that_is_not_there_is_empty_and_a_huge_one_is_read_in_part(
    tmp_path: Path,
) -> None:
    away = folder_state([tmp_path / "away"], tmp_path / "output")
    assert (away.files, away.folders) == ({}, {})
    for i in range(MAX_ENTRIES + 10):
        (tmp_path / f"{i}.txt").touch()
    (tmp_path / "z").mkdir()
    state = folder_state([tmp_path], tmp_path / "output")
    assert len(state.files) == MAX_ENTRIES
    assert {*state.folders} == {str(tmp_path)}
