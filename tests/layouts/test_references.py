"""Every page looks as it did: compared with small reference pictures."""

from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from tests.support import references
from tests.support.runs import Built


def test_every_page_looks_as_its_reference_picture(built: Built) -> None:
    """On failure the actual page, the reference and their difference stand in tests/differences."""
    found = dict(references.pictures(built.folder))
    expected = {file.stem for file in references.HERE.glob("*.png")}
    assert set(found) == expected, "renew them: python -m tests.support.references"
    other = []
    for name, actual in found.items():
        reference = Image.open(references.HERE / f"{name}.png")
        if references.changed(actual, reference) > references.MOST_CHANGED:
            other.append(str(references.keep_difference(name, actual, reference)))
    assert other == [], "meant? Then renew them: python -m tests.support.references"


def test_reference_pictures_are_small() -> None:
    sizes = {file.name: file.stat().st_size for file in references.HERE.glob("*.png")}
    assert len(sizes) >= 40
    assert {name: size for name, size in sizes.items() if size > 20 * 1024} == {}


def test_a_change_is_seen_and_kept_side_by_side(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(references, "DIFFERENCES", tmp_path / "differences")
    reference = Image.open(references.HERE / "nl-cards-a4-1.png")
    moved = reference.convert("RGB")
    assert references.changed(moved, reference) == 0
    ImageDraw.Draw(moved).text((30, 180), "words that were not there", fill="black")
    assert references.changed(moved, reference) > references.MOST_CHANGED
    file = references.keep_difference("one", moved, reference)
    with Image.open(file) as sheet:
        assert sheet.width == 3 * reference.width
