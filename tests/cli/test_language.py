"""The language of messages: that of --lang, else of the school's file, else of the locale."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from kit.cli.language import language_of_arguments, message_language


@pytest.fixture
def dutch(tmp_path: Path) -> Path:
    (tmp_path / "school.yaml").write_text("school: {languages: [nl]}", encoding="utf-8")
    return tmp_path


def test_the_first_that_names_a_language_decides(
    dutch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert message_language(["en", "nl"], [dutch]) == "en"
    assert message_language([], [dutch]) == "nl"
    assert message_language(["fy"], []) == "en"
    for name, value in (("LC_ALL", ""), ("LC_MESSAGES", "nl_NL.UTF-8"), ("LANG", "en_GB.UTF-8")):
        monkeypatch.setenv(name, value)
    assert message_language([], []) == "nl"


@pytest.mark.parametrize(
    ("arguments", "lang"),
    [
        (("build", "--lang", "nl", "--paper"), "nl"),
        (("--lang=Nederlands", "bild"), "nl"),
        (("build", "--lang"), "en"),
        (("build", "--lang", "Klingon"), "en"),
    ],
)
def test_arguments_may_be_invalid(arguments: Sequence[str], lang: str) -> None:
    assert language_of_arguments(arguments) == lang


def test_a_school_among_the_arguments_decides(dutch: Path) -> None:
    assert language_of_arguments(("bild", "--school", str(dutch))) == "nl"
