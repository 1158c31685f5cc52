"""Kit + options -> jobs: which piece goes on which paper for which profile, under what name."""

import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from kit.catalogue import PAPER_MM, PAPERS, PIECES, PROFILES
from kit.errors import Problem, problem, refuse
from kit.texts import Kit


@dataclass(frozen=True)
class Options:
    """What to make; an empty choice of pieces or profiles means all of them."""

    pieces: Sequence[str] = ()
    profiles: Sequence[str] = ()
    paper: str | None = None


@dataclass(frozen=True)
class Sheet:
    """A piece in a profile on a paper, before there is any text on it."""

    piece: str
    profile: str
    paper: str

    @property
    def size_mm(self) -> tuple[int, int]:
        """Width and height; cards stand upright, so that a flip on the long edge swaps columns."""
        width, height = PAPER_MM[self.paper]
        return (height, width) if self.piece == "cards" else (width, height)


@dataclass(frozen=True)
class Job:
    """One PDF to make: the kit, the sheet to set it on, and its path below the output folder."""

    kit: Kit
    sheet: Sheet
    path: PurePosixPath

    def data(self) -> str:
        """Return all that the layout is told, as one JSON text. Lengths are in mm."""
        width, height = self.sheet.size_mm
        return json.dumps(
            {
                "lang": self.kit.lang,
                "paper": {"width": width, "height": height},
                "lenses": [lens.model_dump() for lens in self.kit.facts.lenses],
                "readings": [
                    reading.model_dump() | {"qr": qr_svg(reading.url)}
                    for reading in self.kit.facts.readings
                ],
                "texts": self.kit.texts,
                "blank_cards": self.kit.facts.blank_cards,
                "accent": self.kit.accent,
                "logo": self.kit.logo and self.kit.logo.svg,
                "logo_sharp": self.kit.logo and self.kit.logo.sharp_mm,
            }
        )


def plan_sheets(options: Options) -> tuple[Sheet, ...]:
    """Return the sheets that the options ask for.

    A paper applies to the pieces that can have it, the others keep their own.
    Raises KitError if no piece can have the paper, or a piece is not made in these profiles.
    """
    asked = [
        (piece, profile)
        for piece, profile in PAPERS
        if piece in (options.pieces or PIECES) and profile in (options.profiles or PROFILES)
    ]
    problems = [*_without_sheet(options, {piece for piece, _ in asked})]
    if options.paper and asked and not any(options.paper in PAPERS[key] for key in asked):
        choices = "; ".join(f"{' '.join(key)}: {', '.join(PAPERS[key])}" for key in asked)
        problems.append(problem("sheet.paper", paper=options.paper, choices=choices))
    refuse(problems)
    return tuple(
        Sheet(*key, options.paper if options.paper in PAPERS[key] else PAPERS[key][0])
        for key in asked
    )


def plan(kit: Kit, sheets: Sequence[Sheet]) -> tuple[Job, ...]:
    """Return a job for each sheet, named `denkplaat/nl/office/poster-a3.pdf`."""
    folder = PurePosixPath(kit.facts.id, kit.lang)
    return tuple(
        Job(kit, sheet, folder / sheet.profile / f"{sheet.piece}-{sheet.paper}.pdf")
        for sheet in sheets
    )


def _without_sheet(options: Options, possible: set[str]) -> Iterator[Problem]:
    for piece in options.pieces:
        if piece not in possible:
            possible_profiles = [profile for name, profile in PAPERS if name == piece]
            yield problem(
                "sheet.profile",
                piece=piece,
                profiles=", ".join(options.profiles),
                possible=", ".join(possible_profiles),
            )


def qr_svg(url: str) -> str:
    """Return a QR code as SVG without quiet zone, one unit a module, at the least correction level.

    The layout gives it room; few modules make each of them large enough to scan from A3.
    """
    import segno  # only needed to make PDFs

    svg = io.BytesIO()
    segno.make_qr(url, error="l", boost_error=False).save(svg, kind="svg", border=0, xmldecl=False)
    return svg.getvalue().decode("utf-8")
