"""Schools drawn by chance: each text in its frame and safe area, or a refusal with a place."""

import random
import shutil
import tempfile
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings

from kit.paths import home
from kit.request import Request
from tests.support import fuzz
from tests.support.runs import ROOT
from tests.support.schools import write_school


@settings(
    max_examples=8,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[*HealthCheck],
)
@given(fuzz.schools())
def test_generated_schools_are_made_right_or_refused_with_a_place(
    school: dict[str, object],
) -> None:
    with tempfile.TemporaryDirectory() as name:
        fuzz.attempt(write_school(Path(name) / "school", school), Request())


@pytest.mark.parametrize("profile", ["tiled", "copyshop"])
def test_a_generated_school_is_made_right_in_every_profile(tmp_path: Path, profile: str) -> None:
    folder = tmp_path / "school"
    shutil.copytree(ROOT / "docs/regenboog", folder)
    assert fuzz.attempt(folder, Request(profiles=(profile,))) is not None


@pytest.mark.parametrize("seed", range(20))
def test_mutated_files_are_made_right_or_refused_with_a_place(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    folder = tmp_path / "school"
    shutil.copytree(home() / "content/template/nl", folder)
    file = folder / "school.yaml"
    file.write_bytes(fuzz.mutated(file.read_bytes(), chance))
    fuzz.attempt(folder, Request(pieces=("cards",), profiles=("office",)))


def test_the_proof_sees_an_overlap_and_a_letter_outside(built_twice: bytes) -> None:
    with pypdfium2.PdfDocument(built_twice) as document:
        boxes = [box for _, box in fuzz.letters(document[0])]
    assert [*fuzz.overlaps(boxes)]
    assert min(box[0] for box in boxes) < 5


@pytest.fixture
def built_twice() -> bytes:
    """A page with two texts over each other, too near to the edge."""
    import typst

    source = (
        "#set page(width: 100mm, height: 50mm, margin: 2mm)\n#place[Kansen gelijk]\n"
        "#place(dy: 1.5mm)[Andere tekst]"
    )
    pdf = typst.compile(source.encode(), format="pdf")
    assert isinstance(pdf, bytes)
    return pdf
