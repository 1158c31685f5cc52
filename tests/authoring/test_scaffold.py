"""`kit new` makes a school that builds as it is, and with all that its template shows."""

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from kit.reading.school import School, read_school
from kit.request import Request
from tests.support.runs import build_pdfs, run


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("sector", [None, "vo"])
def test_a_new_school_builds_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: str, sector: str | None
) -> None:
    monkeypatch.chdir(tmp_path)
    args = ("--lang", lang) + (("--sector", sector) if sector else ())
    assert run("new", "mine", *args).exit_code == 0
    assert len(build_pdfs("--school", "mine")) == 8
    order = Request(schools=(Path("mine"),))
    assert read_school(order.schools[0]).identity.sector == (sector or "po")
    first = (tmp_path / "mine/school.yaml").read_text(encoding="utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=./school.schema.json"
    schema = json.loads((tmp_path / "mine/school.schema.json").read_text(encoding="utf-8"))
    tree = yaml.safe_load((tmp_path / "mine/school.yaml").read_text(encoding="utf-8"))
    jsonschema.validate(tree, schema)
    tree["scool"] = {}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(tree, schema)


def test_new_writes_over_nothing(small_school: Path) -> None:
    before = (small_school / "school.yaml").read_bytes()
    result = run("new", "s", "--lang", "en")
    assert result.exit_code == 1
    assert "s already exists. `kit new` overwrites nothing" in result.output
    assert (small_school / "school.yaml").read_bytes() == before


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_all_that_the_template_shows_can_be_switched_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("new", "mine", "--lang", lang).exit_code == 0
    file = tmp_path / "mine/school.yaml"
    lines = file.read_text(encoding="utf-8").splitlines()[1:]
    text = "\n".join(line.removeprefix("# ") for line in lines if not line.startswith("##"))
    file.write_text(text, encoding="utf-8")
    assert set(yaml.safe_load(text)) == set(School.model_fields)
    assert len(build_pdfs("--school", "mine")) == 8
