"""Bytes -> output folder, all or nothing."""

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from kit.errors import KitError, problem, reason


def write(files: Mapping[PurePosixPath, bytes], output: Path) -> None:
    """Write files below a folder: every one is complete on disk before any takes its place.

    Raises KitError if the folder cannot be written; what stood there before is then left whole.
    """
    try:
        output.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=".kit-", dir=output))
    except OSError as error:
        raise _unwritable(output, error) from None
    try:
        for path, data in files.items():
            (staging / path).parent.mkdir(parents=True, exist_ok=True)
            (staging / path).write_bytes(data)
        for path in files:
            (output / path).parent.mkdir(parents=True, exist_ok=True)
            (staging / path).replace(output / path)
    except OSError as error:
        raise _unwritable(output, error) from None
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _unwritable(output: Path, error: OSError) -> KitError:
    where = Path(error.filename or output).as_posix()
    return KitError([problem("output.failed", path=where, reason=reason(error))])
