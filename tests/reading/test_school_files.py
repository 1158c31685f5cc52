"""A school's files lie in its folder; what cannot be read has a reason."""

import os
from pathlib import Path

import pytest

from kit.errors import KitError, Origin
from kit.messages import format_problem
from kit.reading.school_files import file_in_folder, read_problem, school_file
from kit.reading.school_language import named_language
from kit.sandbox.process import BrokenFileError, RefusedFileError, ResourceLimitError
from kit.yaml_nodes.nodes import Node
from tests.support.nodes import refused

NAMED = Node("", Origin(Path("school.yaml"), 4))


def test_a_school_is_named_by_its_folder_or_its_file(tmp_path: Path) -> None:
    assert school_file(tmp_path) == tmp_path / "school.yaml"
    assert school_file(tmp_path / "other.yml") == tmp_path / "other.yml"


@pytest.mark.parametrize("name", ["school.yml", "school.yaml.txt", "School.txt", "school"])
def test_a_school_file_with_another_name_is_to_be_renamed(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    with pytest.raises(KitError) as caught:
        school_file(tmp_path)
    (found,) = caught.value.problems
    assert format_problem(found, "en").endswith(
        f": The folder contains {name}, but no school.yaml. Rename {name} to school.yaml."
    )
    (tmp_path / "school.yaml").touch()
    assert school_file(tmp_path) == tmp_path / "school.yaml"


def test_files_are_found_within_the_folder_only(tmp_path: Path) -> None:
    (tmp_path / "logo.svg").touch()
    assert file_in_folder(tmp_path, "logo.svg", NAMED) == tmp_path / "logo.svg"
    folder = tmp_path / "school"
    folder.mkdir()
    assert refused(file_in_folder, folder, "../logo.svg", NAMED) == [(4, "file.outside")]
    for name in ("nowhere.svg", "a\0b", "x" * 999):
        assert refused(file_in_folder, folder, name, NAMED) == [(4, "file.named")]


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows")
def test_a_school_file_that_leads_elsewhere_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere.yaml").touch()
    (tmp_path / "s").mkdir()
    (tmp_path / "s/school.yaml").symlink_to(tmp_path / "elsewhere.yaml")
    assert refused(school_file, tmp_path / "s") == [(0, "file.outside")]


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (OSError(13, "no"), "file.unreadable"),
        (RefusedFileError("picture.unsafe", what="script"), "picture.unsafe"),
        (ResourceLimitError(), "picture.heavy"),
        (BrokenFileError("x"), "picture.broken"),
    ],
)
def test_each_way_not_to_be_read_is_a_problem(error: Exception, kind: str) -> None:
    found = read_problem(
        error, NAMED.origin, costly="picture.heavy", broken="picture.broken", name="x"
    )
    assert (found.kind, found.origin) == (kind, NAMED.origin)


@pytest.mark.parametrize(
    "data",
    [
        b"school: {languages: [nl, en]}\n",
        b"school:\n  languages:\n    - Nederlands\n",
        b"a: 'open\nschool: {name: caf\xe9, languages: nl}\n",
    ],
)
def test_the_language_is_found_even_in_a_file_that_cannot_be_read(
    tmp_path: Path, data: bytes
) -> None:
    (tmp_path / "school.yaml").write_bytes(data)
    assert named_language(tmp_path) == "nl"
    assert named_language(tmp_path / "nowhere") == ""
