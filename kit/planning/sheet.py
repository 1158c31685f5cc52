"""The sheet a piece is printed on: trim, bleed, safe area, tiling, and the name of its file."""

import math
import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from kit.catalogue import (
    BLEED_MM,
    FLIPS,
    FORMATS,
    LARGE_FORMAT_BLEED_MM,
    LARGE_FORMAT_PAPERS,
    LARGE_FORMAT_PPI,
    LARGE_FORMAT_SAFE_MM,
    LAYERS,
    MAX_PICTURE_PX,
    PAPER_MM,
    PORTRAIT,
    PPI,
    SAFE_MM,
    SCREEN,
    SLUG_MM,
    SMALL_CARD_SAFE_MM,
    TILE_OVERLAP_MM,
    UNPRINTED_MM,
)
from kit.units import MM_PER_INCH

# The name of any file of the kit, as Sheet.name, the decks of plan() and picture_paths() make it.
# Group 1 is the piece.
FILE_NAME = re.compile(
    r"([a-z]+)-(?:a\d|16x9)(-wall|-table)?(-on-a\d)?(-flip-[a-z-]+)?(-\d+-min)?"
    r"(-\d+){0,2}\.(pdf|png)"
)


def paper_name(paper: str) -> str:
    """Return the name of a paper as people write it: `A4`, or `16:9` for a screen."""
    return paper.upper().replace("X", ":")


def picture_paths(pdf: PurePosixPath, pages: int) -> tuple[PurePosixPath, ...]:
    """Return the paths of pictures of the pages of a PDF.

    They are named as the PDF, `poster-a3.png`; those of several pages are numbered, such as
    `cards-a4-01.png`.
    """
    if pages == 1:
        return (pdf.with_suffix(".png"),)
    digits = max(2, len(str(pages)))
    return tuple(pdf.with_name(f"{pdf.stem}-{page + 1:0{digits}}.png") for page in range(pages))


def default_layer(paper: str) -> str:
    """Return the layer of text that a poster on a paper has unless the other is asked for."""
    return LAYERS[0] if paper in LARGE_FORMAT_PAPERS else LAYERS[1]


@dataclass(frozen=True)
class Tiling:
    """A poster divided over sheets of paper, in columns and rows. All lengths are in mm.

    Each sheet shows a window of the poster. All windows have the same size, and neighbours overlap
    by `TILE_OVERLAP_MM`.
    """

    sheet_mm: tuple[int, int]  # width and height of the paper
    columns: int
    rows: int
    window_mm: tuple[float, float]  # width and height

    @classmethod
    def fewest(cls, poster_mm: tuple[int, int], paper_mm: tuple[int, int]) -> "Tiling":
        """Return the tiling with the fewest sheets, in landscape or in portrait.

        All sizes are width and height.
        """
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
    """A piece in a profile on a paper, with its print options. All lengths are in mm."""

    piece: str
    profile: str
    paper: str
    flip: str | None = None  # of a duplex printer; None: the school does not print it duplex
    tile: str | None = None  # the paper that a tiled poster is printed on
    offset_mm: tuple[float, float] | None = None  # of backs, if requested; see Job.backs_offset_mm
    board_mm: float | None = None  # thickness of the cards in a box, if requested
    marks: bool = False  # whether there are crop marks
    minutes: int | None = None  # length of the session in a guide or slides, if requested
    format: str = FORMATS[0]  # of the file: one of FORMATS
    layer: str | None = None  # of text on a poster: wall or table

    @property
    def trim_mm(self) -> tuple[int, int]:
        """Width and height after cutting."""
        width, height = PAPER_MM[self.paper]
        return (height, width) if self.piece in PORTRAIT else (width, height)

    @property
    def bleed_mm(self) -> int:
        """How far the background extends beyond the trim; 0 unless a print shop cuts it."""
        if self.profile != "copyshop":
            return 0
        return LARGE_FORMAT_BLEED_MM if self.is_large_format else BLEED_MM

    @property
    def safe_mm(self) -> int:
        """The margin inside the trim that text and other content keep free."""
        if self.is_large_format and not self.tile:
            return LARGE_FORMAT_SAFE_MM
        return SMALL_CARD_SAFE_MM if self.paper == "a6" else SAFE_MM

    @property
    def is_large_format(self) -> bool:
        """Whether the paper is A2 or larger."""
        return self.paper in LARGE_FORMAT_PAPERS

    @property
    def logo_ppi(self) -> int:
        """The effective resolution that a logo is printed at, if it has enough pixels.

        Screens and large formats are looked at from a distance.
        """
        is_far = self.is_large_format or self.paper == SCREEN
        return LARGE_FORMAT_PPI if is_far else PPI

    @property
    def picture_ppi(self) -> float:
        """The resolution of pictures of the pages."""
        width, height = self.picture_mm
        is_small = max(width, height) <= max(PAPER_MM["a4"]) or self.paper == SCREEN
        return min(PPI if is_small else LARGE_FORMAT_PPI, MAX_PICTURE_PX / width * MM_PER_INCH)

    @property
    def picture_mm(self) -> tuple[int, int]:
        """Width and height of what pictures show: a page without bleed, or a tile."""
        return self.tiling.sheet_mm if self.tiling else self.trim_mm

    @property
    def tiling(self) -> Tiling | None:
        """How a tiled poster is divided over sheets; None for anything else."""
        return Tiling.fewest(self.trim_mm, PAPER_MM[self.tile]) if self.tile else None

    @property
    def size_mm(self) -> tuple[int, int]:
        """Width and height of the pages of the PDF: the trim with bleed and slug, or a tile."""
        if self.tiling:
            return self.tiling.sheet_mm
        width, height = self.trim_mm
        margins = 2 * (self.bleed_mm + (SLUG_MM if self.marks else 0))
        return width + margins, height + margins

    @property
    def name(self) -> str:
        """The name of the file without suffix: every option that changes its use is part of it."""
        parts = [self.piece, self.paper]
        if self.layer and self.layer != default_layer(self.paper):
            parts.append(self.layer)
        if self.tile:
            parts += ["on", self.tile]
        if self.flip and self.flip != FLIPS[0]:
            parts += ["flip", self.flip]
        if self.minutes:
            parts += [str(self.minutes), "min"]
        return "-".join(parts)
