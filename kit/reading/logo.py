"""A school's logo -> one SVG text that any layout can place, whatever kind of file it was."""

from dataclasses import dataclass
from pathlib import Path

from kit.errors import KitError, Origin, Problem, problem, system_reason
from kit.sandbox.pictures import read_picture
from kit.sandbox.process import BrokenFileError, RefusedFileError, ResourceLimitError, run_sandboxed
from kit.units import MM_PER_INCH

MAX_BYTES = 20_000_000


@dataclass(frozen=True)
class Logo:
    """A logo as SVG, where it was named, and how many pixels it is wide (None: vectors).

    `colours` are those, as `#rrggbb`, that take up something of it. `is_unseen` says whether it is
    as white as the paper it is printed on.
    """

    svg: str
    origin: Origin
    pixels: int | None = None
    colours: tuple[str, ...] = ()
    is_unseen: bool = False

    def width_mm(self, ppi: int) -> float | None:
        """Return the width at which it has a resolution; None if it has no pixels."""
        return self.pixels / ppi * MM_PER_INCH if self.pixels else None


def read_logo(file: Path, origin: Origin) -> Logo:
    """Read a logo of kind SVG, PNG, JPEG or PDF; its name says nothing of its kind.

    Raises KitError, placed where the school names the file, if it is of another kind, cannot be
    read, or takes too much to read or to draw.
    """
    try:
        if file.stat().st_size > MAX_BYTES:
            raise ResourceLimitError
        picture = run_sandboxed(read_picture, file.read_bytes())
    except (OSError, ResourceLimitError, RefusedFileError, BrokenFileError) as error:
        raise KitError([_refusal(error, file.name, origin)]) from error
    return Logo(
        picture["svg"],
        origin,
        picture["width_px"],
        tuple(picture["colours"]),
        picture["is_invisible"],
    )


def _refusal(error: Exception, name: str, origin: Origin) -> Problem:
    match error:
        case OSError():
            return problem("file.unreadable", origin, reason=system_reason(error))
        case RefusedFileError():
            return problem(error.kind, origin, name=name, **error.values)
        case ResourceLimitError():
            return problem("logo.heavy", origin, name=name)
        case _:
            return problem("logo.broken", origin, name=name)
