"""A school's logo, whatever kind of file it is -> an SVG that any layout can place."""

from dataclasses import dataclass
from pathlib import Path

from kit.errors import KitError, Origin
from kit.reading.school_files import READ_ERRORS, read_problem
from kit.sandbox.pictures import MAX_SIZE_PX, read_picture
from kit.sandbox.process import ResourceLimitError, run_sandboxed
from kit.units import MM_PER_INCH

MAX_BYTES = 20_000_000


@dataclass(frozen=True)
class Logo:
    """A logo as SVG, and the line of school.yaml that names its file.

    `pixels` is its width in pixels (None: vectors only), `colours` are those, as `#rrggbb`, that
    cover more than a speck of it, `is_unseen` says whether it is as white as paper.
    """

    svg: str
    origin: Origin
    pixels: int | None = None
    colours: tuple[str, ...] = ()
    is_unseen: bool = False

    def width_mm(self, ppi: int) -> float | None:
        """Return the width at which its pixels have a resolution; None if it has no pixels."""
        return self.pixels / ppi * MM_PER_INCH if self.pixels else None


def read_logo(file: Path, origin: Origin) -> Logo:
    """Read a logo in the sandbox: an SVG, PNG, JPEG or PDF, as its content says, not its name.

    Raises KitError with `origin` if it is of another kind, cannot be read, or takes too much memory
    or time.
    """
    try:
        if file.stat().st_size > MAX_BYTES:
            raise ResourceLimitError
        picture = run_sandboxed(read_picture, file.read_bytes())
    except READ_ERRORS as error:
        values = {"name": file.name, "most": MAX_SIZE_PX[0]}
        found = read_problem(
            error, origin, costly="picture.heavy", broken="picture.broken", **values
        )
        raise KitError([found]) from error
    return Logo(
        picture["svg"],
        origin,
        picture["width_px"],
        tuple(picture["colours"]),
        picture["is_invisible"],
    )
