"""Functions for the sandbox that behave as badly as a library may on a hostile file."""

import os
import tempfile
import time
from pathlib import Path

from kit.sandbox.process import RefusedFileError


def length(data: bytes, *args: str) -> list[object]:
    return [len(data), *args]


def number_of_the_process(data: bytes) -> int:
    return os.getpid()


def takes_a_gigabyte(data: bytes) -> int:
    taken = bytearray(os.urandom(1_000_000) * 1_000)
    time.sleep(10)  # long enough to be seen by a watchdog
    return len(taken)


def never_ends(data: bytes) -> None:
    while True:
        pass


def sleeps(data: bytes) -> None:
    time.sleep(60)


def dies(data: bytes) -> None:
    os.abort()


def breaks(data: bytes) -> None:
    raise ValueError("not so")


def refuses(data: bytes) -> None:
    raise RefusedFileError("picture.huge", size="9 x 9")


def leaves_files_and_dies(data: bytes) -> None:
    Path(tempfile.mkdtemp(), "left").write_bytes(b"")
    Path("left").write_bytes(b"")
    os.abort()
