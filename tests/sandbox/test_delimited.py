"""Delimited text in the encodings and with the delimiters of spreadsheet programs."""

import pytest

from kit.sandbox.delimited import read_delimited
from kit.sandbox.process import RefusedFileError


def cells(data: bytes) -> list[tuple[int, dict[int, object]]]:
    worksheet = read_delimited(data, score=lambda row: len(row.cells))
    return [(row.line, dict(row.cells)) for row in worksheet.rows]


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_delimiter_and_encoding_are_recognised(delimiter: str, encoding: str) -> None:
    text = f"één{delimiter}twee\n\n{delimiter}drie\n"
    assert cells(text.encode(encoding)) == [(1, {0: "één", 1: "twee"}), (3, {1: "drie"})]


def test_a_sep_line_settles_the_delimiter_and_is_no_row() -> None:
    assert cells(b"sep=;\na,b;c\n") == [(1, {0: "a,b", 1: "c"})]


def test_a_quote_that_never_closes_is_refused_with_its_line() -> None:
    assert cells(b'a;"two\nlines"\n') == [(1, {0: "a", 1: "two\nlines"})]
    with pytest.raises(RefusedFileError) as refused:
        cells(b'a;b\nc;"d\ne;f\n')
    assert refused.value.values == {"line": 2}
