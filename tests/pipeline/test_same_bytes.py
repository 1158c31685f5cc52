"""The same request gives the same bytes, wherever and whenever it is made."""

import os
import subprocess
import sys
from pathlib import Path

from tests.support.runs import ROOT, contents, run


def test_the_same_bytes_anywhere(tmp_path: Path) -> None:
    args = ("build", "--profile", "all", "--groups", "3", "--lang", "nl", "--output")
    assert run(*args, str(tmp_path / "here")).exit_code == 0
    code = "import os; os.cpu_count = lambda: 7\nfrom kit.cli.commands import main\n"
    code += f"main([*{args!r}, 'there'])"
    environment = os.environ | {
        "TZ": "Asia/Tokyo",
        "LC_ALL": "tr_TR.UTF-8",
        "PYTHONHASHSEED": "7",
        "PYTHONPATH": str(ROOT),
        "SOURCE_DATE_EPOCH": "1",
    }
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=environment,
        check=False,
        capture_output=True,
    )
    assert done.returncode == 0, done.stderr
    assert contents(tmp_path / "here") == contents(tmp_path / "there")
