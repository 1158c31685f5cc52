"""A file is read alike whatever editor wrote it."""

from pathlib import Path

import pytest

from kit.yaml_nodes.text_file import MAX_BYTES, read_text
from tests.support.nodes import refused


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_encoding_and_line_breaks_of_an_editor_do_not_matter(
    tmp_path: Path, encoding: str
) -> None:
    file = tmp_path / "a.yaml"
    file.write_bytes("a: Rene\u0301\r\nb: 1\rc: x\u2028y\n".encode(encoding))
    assert read_text(file) == "a: René\nb: 1\nc: x y\n"


@pytest.mark.parametrize(
    ("data", "line", "kind"),
    [
        (b"a\n\xff", 2, "yaml.encoding"),
        ("a: 1\n".encode("utf-32-le"), 1, "yaml.encoding"),
        (b"a\nb\n\x07", 3, "yaml.control"),
        (b"a" * (MAX_BYTES + 1), 0, "file.too_large"),
    ],
)
def test_what_is_no_text_is_refused_with_its_line(
    tmp_path: Path, data: bytes, line: int, kind: str
) -> None:
    file = tmp_path / "a.yaml"
    file.write_bytes(data)
    assert refused(read_text, file) == [(line, kind)]


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    assert refused(read_text, tmp_path) == [(0, "file.no_file")]
    assert refused(read_text, tmp_path / "nowhere") == [(0, "file.missing")]
    assert refused(read_text, tmp_path / "a\0b") == [(0, "file.missing")]
