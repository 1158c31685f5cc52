"""Untrusted bytes -> plain data, parsed in a subprocess with resource limits.

Libraries for spreadsheets, pictures and fonts are large, and a limit written for each of their
formats always misses one. So files that are not YAML are parsed in a subprocess, with the limits
below: together with the program that waits for it, that is 500 MB and 5 s of CPU. A file that costs
more ends the subprocess, and nothing else. The subprocess gets the bytes, never a path, and replies
in JSON. Where there are no subprocesses (Python in a browser), the same functions run directly.
"""

import hashlib
import importlib
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_MEMORY_BYTES = 450_000_000  # of data, without the code of libraries
MAX_CPU_S = 4
MAX_WALL_S = 60.0  # for a subprocess that waits instead of computing
POLL_S = 0.02  # how often the watchdog measures, on systems without limits
MAX_CACHED_REPLIES = 100  # more than the files of a school; a picture has 100 kB

HAS_SUBPROCESSES = sys.platform not in ("emscripten", "wasi")
# Linux enforces both limits itself. macOS ignores the one for memory, Windows has neither.
HAS_LIMITS = sys.platform.startswith("linux")

_ONE_THREAD = {"RAYON_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
_ENDED_BY_SYSTEM = -9  # exit code after SIGKILL

# What a subprocess replies: `result`; or `refused`, a kind of problem, and its `values`; or
# `broken`, a message. Empty if it exceeded its limits.
Reply = dict[str, Any]
_cached_replies: dict[str, Reply] = {}  # by the digest of function and bytes, last used at the end


class ResourceLimitError(Exception):
    """Parsing a file takes too much memory or time, or ends the subprocess."""


class BrokenFileError(Exception):
    """A file is not what its parser expects; the message is the parser's."""


class RefusedFileError(Exception):
    """A file can be parsed but not used: the kind of problem, and the values of its message."""

    def __init__(self, kind: str, **values: object) -> None:
        self.kind, self.values = kind, values
        super().__init__(kind, values)


def run_sandboxed(function: Callable[..., Any], data: bytes, *args: str) -> Any:
    """Return `function(data, *args)`, called in a subprocess; the last replies are cached.

    The function is at the top level of a module that is quick to import, and returns what JSON
    can hold. Raises ResourceLimitError; RefusedFileError if the function does; BrokenFileError for
    any other exception of the function.
    """
    call = {"function": f"{function.__module__}:{function.__qualname__}", "args": args}
    header = json.dumps(call).encode("utf-8")
    key = hashlib.sha256(header + b"\n" + data).hexdigest()
    reply = _cached_replies.pop(key, None)
    if reply is None:
        reply = call_in_subprocess(header, data) if HAS_SUBPROCESSES else _call(header, data)
    if reply is None:
        raise ResourceLimitError
    cache_replies({key: reply})
    return _result(reply)


def cached_replies() -> Mapping[str, Reply]:
    """Return the cached replies, for `cache_replies` in another process."""
    return dict(_cached_replies)


def cache_replies(replies: Mapping[str, Reply]) -> None:
    """Add replies to the cache, and drop those that were not used for longest."""
    _cached_replies.update(replies)
    while len(_cached_replies) > MAX_CACHED_REPLIES:
        del _cached_replies[next(iter(_cached_replies))]


def _result(reply: Reply) -> Any:
    match reply:
        case {"result": result}:
            return result
        case {"refused": kind, "values": values}:
            raise RefusedFileError(kind, **values)
        case {"broken": message}:
            raise BrokenFileError(message)
        case _:
            raise ResourceLimitError


def call_in_subprocess(header: bytes, data: bytes) -> Reply | None:
    """Return the reply of a subprocess to a call.

    It is empty if the subprocess exceeded its limits or crashed, which it would do again; None if
    something else ended it, so that the next attempt may succeed.
    """
    with tempfile.TemporaryDirectory(prefix="kit-") as scratch:  # is removed even after a crash
        exit_code, exceeds_limit, output = _run_subprocess(header + b"\n" + data, scratch)
    with suppress(ValueError):
        reply = json.loads(output)
        if exit_code == 0 and isinstance(reply, dict):
            return reply
    # Only the system ends it for want of memory, and there may be more the next time.
    return None if exit_code == _ENDED_BY_SYSTEM and not exceeds_limit else {}


def _run_subprocess(data: bytes, scratch: str) -> tuple[int, bool, bytes]:
    """Return the exit code, whether a limit was exceeded that we enforce, and the output."""
    # -I keeps Python from importing modules of the current folder, unless the kit itself is there.
    code = f"import sys; sys.path[:] = {sys.path!r}; from kit.sandbox.process import main; "
    code += f"main({MAX_MEMORY_BYTES}, {MAX_CPU_S})"
    output = b""
    process = subprocess.Popen(
        [sys.executable, "-I", "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=scratch,
        env=_environment(scratch),
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    with process, _watched(process.pid) as over_limit:
        try:
            output, _ = process.communicate(data, timeout=MAX_WALL_S)
        except subprocess.TimeoutExpired:
            over_limit.set()
        finally:
            process.kill()
    return process.returncode, over_limit.is_set(), output


def _environment(scratch: str) -> dict[str, str]:
    """Return environment variables: one thread, a scratch folder, and a PATH without programs."""
    env = os.environ | _ONE_THREAD | {"TMPDIR": scratch, "TEMP": scratch, "TMP": scratch}
    return (
        env if os.name == "nt" else env | {"PATH": scratch}
    )  # Windows searches PATH for libraries


@contextmanager
def _watched(pid: int) -> "Iterator[threading.Event]":
    """Kill a process that exceeds its limits, on systems that do not enforce them.

    Yields an event that is set when that happens.
    """
    over_limit, done = threading.Event(), threading.Event()
    if HAS_LIMITS:
        yield over_limit
        return
    watchdog = threading.Thread(target=_watch, args=(pid, over_limit, done), daemon=True)
    watchdog.start()
    try:
        yield over_limit
    finally:
        done.set()
        watchdog.join()


def _watch(pid: int, over_limit: threading.Event, done: threading.Event) -> None:
    import psutil  # not a dependency on Linux, which needs no watchdog

    with suppress(psutil.Error):
        process = psutil.Process(pid)
        while not done.wait(POLL_S):
            used = process.cpu_times()
            if process.memory_info().rss > MAX_MEMORY_BYTES or used.user + used.system > MAX_CPU_S:
                over_limit.set()
                process.kill()
                return


def main(max_memory_bytes: int, max_cpu_s: int) -> None:
    """Run in the subprocess: limit it, read a call from standard input, write the reply."""
    if HAS_LIMITS:
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_DATA, (max_memory_bytes, max_memory_bytes))
        resource.setrlimit(resource.RLIMIT_CPU, (max_cpu_s, max_cpu_s + 1))
    header, _, data = sys.stdin.buffer.read().partition(b"\n")
    reply = json.dumps(_call(header, data))
    sys.stdout.write(reply)
    sys.stdout.flush()


def _call(header: bytes, data: bytes) -> Reply:
    """Call the function that a header names, and return what it returns or raises as a reply."""
    call = json.loads(header)
    module, name = call["function"].split(":")
    function = getattr(importlib.import_module(module), name)
    try:
        return {"result": function(data, *call["args"])}
    except RefusedFileError as refused:
        return {"refused": refused.kind, "values": refused.values}
    except (MemoryError, RecursionError):
        return {}
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a panic in Rust code is no Exception
        return {"broken": f"{type(error).__name__}: {error}"[:500]}
