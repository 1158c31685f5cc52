"""What ends a command besides problems: an error nobody foresaw, Ctrl-C, a reader that left."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kit.cli.commands import main
from kit.preflight.checks import preflight
from tests.support.runs import run

COMMANDS = {
    "build": ("kit.build.make", ("cards",)),
    "check": ("kit.build.load_each", ("cards",)),
    "calibrate": ("kit.build.render", ()),
    "list": ("kit.reading.load.load", ()),
    "schema": ("kit.authoring.editor_schema.editor_schema", ()),
    "new": ("kit.authoring.scaffold.new_school", ("new",)),
    "preview": ("kit.preview.server.Workspace", ("--no-open", "--port", "0")),
}
SAID = {
    "nl_NL.UTF-8": "Het programma is gestopt door een fout van het programma zelf: {error}. Stuur "
    "deze melding en de map van je school naar wie de kit onderhoudt.\n",
    "en_GB.UTF-8": "The program stopped because of an error of its own: {error}. Send this "
    "message and your school’s folder to whoever maintains the kit.\n",
}


class PanicException(BaseException):
    """As Rust's libraries raise it: no Exception."""


def breaking(error: BaseException) -> Callable[..., Any]:
    def broken(*_: object, **__: object) -> Any:
        raise error

    return broken


def ends(*args: str) -> int:
    """Run the program as its users do, and return its exit code."""
    with pytest.raises(SystemExit) as ended:
        main(list(args), prog_name="kit")
    code = ended.value.code
    assert isinstance(code, int)
    return code


@pytest.mark.parametrize("locale", SAID)
@pytest.mark.parametrize("command", COMMANDS)
def test_an_error_nobody_foresaw_is_one_sentence(
    command: str,
    locale: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    function, args = COMMANDS[command]
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", locale)
    monkeypatch.setattr(function, breaking(ValueError("boom")))
    assert ends(command, *args) == 70
    err = capsys.readouterr().err
    assert err == SAID[locale].format(error="ValueError: boom")
    assert not (tmp_path / "output").exists()


@pytest.mark.parametrize("error", [PanicException("in Rust"), RecursionError(), MemoryError()])
def test_whatever_its_kind(
    error: BaseException, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("kit.reading.load.load", breaking(error))
    assert ends("list") == 70
    assert type(error).__name__ in capsys.readouterr().err
    monkeypatch.setenv("KIT_DEBUG", "1")
    assert ends("list") == 70
    err = capsys.readouterr().err
    assert err.startswith("Traceback (most recent call last):\n")
    assert "in broken" in err
    assert "Send this message" not in err


def test_a_build_that_breaks_leaves_the_output_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("build", "instructions", "--output", str(tmp_path)).exit_code == 0
    before = {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
    first = iter([preflight])

    def only_once(result: Any) -> Any:
        return next(first)(result)

    monkeypatch.setattr("kit.build.preflight", only_once)
    assert ends("build", "instructions", "--output", str(tmp_path)) == 70
    after = {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
    assert after == before


def test_ctrl_c_ends_without_a_word(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("kit.reading.load.load", breaking(KeyboardInterrupt()))
    assert ends("list") == 130
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("args", [("list",), ("list", "--json"), ("schema",), ("--help",)])
def test_a_reader_that_has_read_enough_ends_without_a_word(args: tuple[str, ...]) -> None:
    code = "import sys; sys.stdin.read(); from kit.cli.commands import main; main(prog_name='kit')"
    with subprocess.Popen(
        [sys.executable, "-c", code, *args],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as begun:
        assert begun.stdin is not None
        assert begun.stdout is not None
        assert begun.stderr is not None
        begun.stdout.close()
        begun.stdin.close()  # now it may begin
        assert begun.stderr.read() == b""
