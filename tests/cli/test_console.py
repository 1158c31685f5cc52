"""What reaches a terminal, a pipe or a file: in any encoding, and in the reader's language."""

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from kit.cli.console import print_problems
from kit.errors import Phrase, problem, system_reason
from kit.messages import MAX_LISTED, format_message, format_problem
from kit.paths import home
from tests.support.runs import LANGS, run

ENCODINGS = ("cp1252", "cp437", "ascii", "latin-1", "utf-8")


def kit(*args: str, cwd: Path, **env: str) -> subprocess.CompletedProcess[bytes]:
    """Run the program with its output in pipes."""
    return subprocess.run(
        [sys.executable, "-m", "kit", *args],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(home()), **env},
        capture_output=True,
        check=False,
    )


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_all_texts_can_be_listed_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    done = kit("list", cwd=tmp_path, PYTHONIOENCODING=encoding)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"Onderwijstijd" in done.stdout


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_json_is_whole_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    rows = json.loads(kit("list", "--json", cwd=tmp_path, PYTHONIOENCODING=encoding).stdout)
    assert any("’" in row["text"] for row in rows)
    schema = kit("schema", "--lang", "nl", cwd=tmp_path, PYTHONIOENCODING=encoding).stdout
    assert "pdf’s" in json.loads(schema)["properties"]["school"]["properties"]["id"]["description"]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_name_in_another_script_is_printed_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    text = 'school: {name: "مدرسة", languages: [nl]}\nhide: ["مدرسة 日本"]\n'
    (tmp_path / "school.yaml").write_text(text, encoding="utf-8")
    done = kit("check", "--school", ".", cwd=tmp_path, PYTHONIOENCODING=encoding)
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
    assert b"is geen onderdeel dat je kunt weglaten." in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="names of files are no bytes there")
def test_a_path_that_is_no_unicode_is_printed(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable.encode(), b"-m", b"kit", b"check", b"--school", b"\xff"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(home()), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith(b"?/school.yaml: The file does not exist")


@pytest.mark.skipif(sys.platform == "win32", reason="paths are quoted in another way there")
@pytest.mark.parametrize(
    ("folder", "quoted"),
    [("onze-school", "onze-school"), ("onze school", "'onze school'"), ("a&b", "'a&b'")],
)
def test_a_new_school_is_told_what_to_do_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str, quoted: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("new", folder, "--lang", "nl")
    assert result.output == (
        f"{folder}/logo.svg\n{folder}/school.schema.json\n{folder}/school.yaml\n"
        f"{folder}/voorbeelden.xlsx\n"
        "\n"
        f"Pas {folder}/school.yaml aan: de naam, het logo, de voorbeelden. "
        "Hiermee zie je wat het wordt, telkens als je opslaat:\n"
        "\n"
        f"    main preview --school {quoted}\n"
    )
    assert run("new", "b", "--lang", "en").output.endswith(
        "\nChange b/school.yaml: the name, the logo, the examples. This shows you the result each "
        "time you save:\n\n    main preview --school b\n"
    )


def test_a_new_school_that_cannot_be_written_is_a_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "f").write_text("", encoding="utf-8")
    assert run("new", "f/x", "--lang", "nl").output.splitlines()[0] == (
        "f/x is niet op te slaan: een deel van het pad is geen map. Kies een andere map."
    )
    long = "x" * 300
    assert run("new", long, "--lang", "en").output.splitlines()[0] == (
        f"{long} cannot be saved: the name is too long. Choose another folder."
    )


REASONS = {
    errno.ENOENT: ("het bestaat niet", "it does not exist"),
    errno.EACCES: ("je hebt er geen rechten voor", "you do not have permission"),
    errno.EPERM: ("het systeem staat het niet toe", "the system does not allow it"),
    errno.ENOTDIR: ("een deel van het pad is geen map", "part of the path is not a folder"),
    errno.EISDIR: ("het is een map", "it is a folder"),
    errno.EEXIST: ("er staat al iets met die naam", "something with that name already exists"),
    errno.ENOSPC: ("de schijf is vol", "the disk is full"),
    errno.EROFS: ("van deze schijf kun je alleen lezen", "the disk is read-only"),
    errno.ENAMETOOLONG: ("de naam is te lang", "the name is too long"),
    errno.EBUSY: ("een ander programma gebruikt het", "another program is using it"),
    errno.EMFILE: ("er zijn te veel bestanden open", "too many files are open"),
    errno.EADDRINUSE: ("een ander programma gebruikt die al", "another program is using it"),
    9999: ("systeemfout 9999", "system error 9999"),
    None: ("het systeem zegt niet waarom", "the system does not say why"),
}


@pytest.mark.parametrize("code", REASONS, ids=str)
def test_an_error_of_the_system_has_words_of_the_kit(code: int | None) -> None:
    error = OSError(code, "Its own words") if code else OSError("Its own words")
    found = problem("file.unreadable", reason=system_reason(error))
    nl, en = REASONS[code]
    assert format_problem(found, "nl") == f"Het bestand is niet te lezen: {nl}."
    assert format_problem(found, "en") == f"The file cannot be read: {en}."


def test_a_file_that_another_program_holds_on_windows_is_no_lack_of_permission() -> None:
    error = PermissionError(errno.EACCES, "in use")
    error.winerror = 32  # type: ignore[attr-defined]  # exists on Windows only
    assert system_reason(error) == Phrase("system.EBUSY")


def test_both_languages_have_a_word_for_the_same_errors() -> None:
    files = (home() / "content" / "messages" / f"{lang}.yaml" for lang in LANGS)
    nl, en = (yaml.safe_load(file.read_text(encoding="utf-8"))["system"] for file in files)
    assert nl.keys() == en.keys()
    assert {name for name in nl if name.isupper()} <= {*vars(errno)} | {"EDQUOT"}


@pytest.mark.parametrize("args", [("check",), ("list",), ("preview", "--no-open")], ids=str)
def test_a_folder_with_a_name_too_long_is_a_problem(args: tuple[str, ...]) -> None:
    result = run(*args, "--school", "x" * 300)
    assert result.exit_code == 1
    assert "The file cannot be read: the name is too long.\n" in result.output


def test_each_notice_is_printed_once_and_only_the_first_few(
    capsys: pytest.CaptureFixture[str],
) -> None:
    notices = [problem("text.empty", id=f"text-{i}") for i in range(MAX_LISTED + 3)]
    print_problems([*notices, *notices], "nl", "more_notices")
    *shown, more = capsys.readouterr().err.splitlines()
    assert len(shown) == MAX_LISTED
    assert more == "... en nog 3 opmerkingen."
    assert format_message("more_notices.text", "en", {"count": 3}) == "... and 3 more notices."
