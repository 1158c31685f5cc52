"""A gloss explains a field or a choice on the sheets, where there is room for it."""

from pathlib import Path

import pytest

from tests.support.pdfs import squeezed, text_of
from tests.support.runs import kit_of, run
from tests.support.schools import write_school

GLOSS = squeezed(kit_of("nl").texts["society.glosses.status"])


def sheets_of(folder: Path, more: str) -> str:
    school = write_school(folder / "s", f"school: {{languages: [nl]}}\n{more}")
    args = ("matrices", "--school", str(school), "--output", str(folder / "out"))
    assert run("build", *args).exit_code == 0
    return text_of(folder / "out/s/nl/office/matrices-a3.pdf")


def test_a_school_may_change_a_gloss(tmp_path: Path) -> None:
    printed = sheets_of(tmp_path, "texts: {society.glosses.status: hoe je erbij staat}\n")
    assert squeezed("hoe je erbij staat") in printed
    assert GLOSS not in printed


@pytest.mark.parametrize(
    "more",
    [
        "fields: {society: [{id: status, label: Aanzien}]}\n",  # explained no longer by the kit
        f"texts: {{society.glosses.status: {'a' * 60}}}\n",
        f"texts: {{society.glosses.status: '{'aanzien ' * 20}'}}\n",
    ],
    ids=["another label", "a wide word", "a long text"],
)
def test_there_is_none_without_room_or_for_what_a_school_changes(tmp_path: Path, more: str) -> None:
    printed = sheets_of(tmp_path, more)
    assert squeezed(kit_of("nl").texts["society.fields.health"]) in printed
    assert not any(gloss in printed for gloss in (GLOSS, "a" * 60, "aanzienaanzien"))
