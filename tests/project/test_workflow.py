"""The workflow for GitHub tests what the project says it runs on, and may do no more than read."""

import re
import tomllib

import yaml

from tests.support.runs import ROOT

WORKFLOW = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8"))
STEPS = [step for job in WORKFLOW["jobs"].values() for step in job["steps"]]


def test_the_tests_run_on_each_system_and_version() -> None:
    matrix = WORKFLOW["jobs"]["tests"]["strategy"]["matrix"]
    assert {name.partition("-")[0] for name in matrix["os"]} == {"ubuntu", "macos", "windows"}
    assert matrix["python"] == ["3.11", "3.12", "3.13", "3.14"]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["requires-python"] == f">={matrix['python'][0]}"


def test_it_runs_what_a_change_must_pass() -> None:
    commands = [step["run"] for step in STEPS if "run" in step]
    assert "python -m pytest" in commands
    assert ".ci/run" in commands
    assert (ROOT / ".ci/run").is_file()


def test_it_may_only_read_and_its_actions_keep_their_version() -> None:
    assert WORKFLOW["permissions"] == {"contents": "read"}
    actions = [step["uses"] for step in STEPS if "uses" in step]
    assert actions
    assert all(re.fullmatch(r"actions/[a-z-]+@v\d+", action) for action in actions)
    keeps = [step["with"] for step in STEPS if step.get("uses", "").startswith("actions/checkout")]
    assert all(options == {"persist-credentials": False} for options in keeps)
