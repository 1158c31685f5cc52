"""Marks of tests that only some systems can run."""

import sys

import pytest

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no fork, fifos or modes")
linux = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="only Linux lets folders change places"
)
ways = pytest.mark.parametrize(
    "in_one_step", [pytest.param(True, marks=linux), False], ids=["one step", "two steps"]
)
