"""What a piece is printed on: trim, bleed, safe area, tiling, and the name of its file."""

import math
from dataclasses import dataclass

from kit.catalogue import (
    BLEED_MM,
    FLIPS,
    LARGE_FORMAT_BLEED_MM,
    LARGE_FORMAT_PAPERS,
    LARGE_FORMAT_PPI,
    LARGE_FORMAT_SAFE_MM,
    PAPER_MM,
    PORTRAIT,
    PPI,
    SAFE_MM,
    SLUG_MM,
    SMALL_CARD_SAFE_MM,
    TILE_OVERLAP_MM,
    UNPRINTED_MM,
)


@dataclass(frozen=True)
class Tiling:
    """A poster over sheets of paper. All lengths are in mm, on the poster from its top left corner.

    Each sheet shows a window of the poster, the same size for all; neighbours share
    `TILE_OVERLAP_MM`.
    """

    sheet_mm: tuple[int, int]  # width and height of the paper
    columns: int
    rows: int
    window_mm: tuple[float, float]  # width and height of what a sheet shows of the poster

    @classmethod
    def fewest(cls, poster_mm: tuple[int, int], paper_mm: tuple[int, int]) -> "Tiling":
        """Return the tiling with the fewest sheets, these in landscape or in portrait."""
        width, height = paper_mm
        tilings = [cls._on(poster_mm, sheet) for sheet in ((width, height), (height, width))]
        return min(tilings, key=lambda tiling: tiling.columns * tiling.rows)

    @classmethod
    def _on(cls, poster_mm: tuple[int, int], sheet_mm: tuple[int, int]) -> "Tiling":
        counts, window = [], []
        for poster, sheet in zip(poster_mm, sheet_mm, strict=True):
            printable = sheet - 2 * UNPRINTED_MM
            count = math.ceil((poster - TILE_OVERLAP_MM) / (printable - TILE_OVERLAP_MM))
            counts.append(count)
            window.append((poster - TILE_OVERLAP_MM) / count + TILE_OVERLAP_MM)
        return cls(sheet_mm, counts[0], counts[1], (window[0], window[1]))


@dataclass(frozen=True)
class Sheet:
    """A piece in a profile on a paper, before there is any text on it. All lengths are in mm."""

    piece: str
    profile: str
    paper: str
    flip: str | None = None  # how the printer turns the sheet; None: it is not printed duplex here
    tile: str | None = None  # the paper that a tiled poster is printed on
    offset_mm: tuple[float, float] | None = None  # of backs, if it was asked for; see Job
    marks: bool = False  # whether there are crop marks
    minutes: int | None = None  # how long the session in a guide lasts, if it was asked for

    @property
    def trim_mm(self) -> tuple[int, int]:
        """Width and height when cut."""
        width, height = PAPER_MM[self.paper]
        return (height, width) if self.piece in PORTRAIT else (width, height)

    @property
    def bleed_mm(self) -> int:
        """How far the print runs over the trim; none unless a print shop cuts it."""
        if self.profile != "copyshop":
            return 0
        return LARGE_FORMAT_BLEED_MM if self.is_large_format else BLEED_MM

    @property
    def safe_mm(self) -> int:
        """How far within the trim everything that matters stays."""
        if self.is_large_format and not self.tile:
            return LARGE_FORMAT_SAFE_MM
        return SMALL_CARD_SAFE_MM if self.paper == "a6" else SAFE_MM

    @property
    def is_large_format(self) -> bool:
        """Whether the paper is A2 or larger."""
        return self.paper in LARGE_FORMAT_PAPERS

    @property
    def logo_ppi(self) -> int:
        """The resolution at which a logo is printed where it has enough pixels."""
        return LARGE_FORMAT_PPI if self.is_large_format else PPI

    @property
    def tiling(self) -> Tiling | None:
        """How the poster lies over smaller sheets, if it does."""
        return Tiling.fewest(self.trim_mm, PAPER_MM[self.tile]) if self.tile else None

    @property
    def size_mm(self) -> tuple[int, int]:
        """Width and height of the pages of the file: the trim with bleed and slug, or a tile."""
        if self.tiling:
            return self.tiling.sheet_mm
        width, height = self.trim_mm
        around = 2 * (self.bleed_mm + (SLUG_MM if self.marks else 0))
        return width + around, height + around

    @property
    def name(self) -> str:
        """The name of the file without its ending: files that differ in use differ in name."""
        parts = [self.piece, self.paper]
        if self.tile:
            parts += ["on", self.tile]
        if self.flip and self.flip != FLIPS[0]:
            parts += ["flip", self.flip]
        if self.minutes:
            parts += [str(self.minutes), "min"]
        return "-".join(parts)
