"""Folders -> the fonts that Typst may use."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import typst


def fonts_in(*folders: Path) -> "typst.Fonts":
    """Return the fonts in some folders and no others, so that a file is the same on each computer.

    Neither those of the system nor those embedded in Typst are among them.
    """
    import typst  # late: takes longer than most commands need

    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(folder) for folder in folders],
    )
