"""Results that tests share are those that would be computed, and change with all that goes in."""

from dataclasses import replace
from importlib import import_module
from pathlib import Path, PurePosixPath

import pytest

from kit.paths import home
from kit.planning.job import Job
from kit.planning.sheet import Sheet
from kit.preflight import checks, standards
from kit.printing import compiler, typeset
from kit.printing.typeset import Rendered, render
from tests.support.cache import STEPS, Step, StepCache, digest
from tests.support.runs import edit, kit_of

LIST = Step("kit.units", "list")  # any module


@pytest.fixture
def card() -> Job:
    sheet, path = Sheet("instructions", "office", "a4"), PurePosixPath("en/instructions-a4.pdf")
    return Job(kit_of("en"), sheet, path)


def pdf_of(job: Job) -> bytes:
    (result,) = render([job])
    assert isinstance(result, Rendered)
    return result.pdf


@pytest.fixture
def empty_cache(
    step_cache: StepCache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> StepCache:
    """The cache of the tests, as it is before the first of them."""
    monkeypatch.setattr(step_cache, "folder", tmp_path)
    monkeypatch.setattr(step_cache, "hits", 0)
    return step_cache


def test_equal_inputs_are_typeset_once(empty_cache: StepCache, card: Job) -> None:
    if not empty_cache.is_on:
        pytest.skip("the cache is turned off")
    first = pdf_of(card)
    assert empty_cache.hits == 0
    assert pdf_of(card) == first
    assert empty_cache.hits == 1


@pytest.mark.uncached
def test_a_marked_test_computes_everything_anew(empty_cache: StepCache, card: Job) -> None:
    assert pdf_of(card) == pdf_of(card)
    assert [*empty_cache.folder.iterdir()] == []


def test_a_change_of_text_or_layout_is_seen(project: Path, card: Job) -> None:
    before = pdf_of(card)
    other = replace(card, kit=replace(card.kit, texts={**card.kit.texts, "fair": "Is it fair?"}))
    assert pdf_of(other) != before
    edit(project / "layouts/theme.typ", "#let ", "#let unused = 1\n#let ")
    assert pdf_of(card) == before
    (project / "layouts/instructions.typ").write_text('#panic("changed")', encoding="utf-8")
    assert not isinstance(next(render([card])), Rendered)


def test_the_same_is_kept_apart_by_step_and_argument(tmp_path: Path) -> None:
    cache = StepCache(tmp_path)
    for argument in ([1, 2], [1, "2"], ["1", 2], [[1], 2], [b"1", 2], [1.0, 2], [12], [None]):
        assert cache.result_of(LIST, list, argument) == argument
    assert cache.hits == 0
    assert cache.result_of(LIST, list, [1, 2]) == [1, 2]
    assert cache.hits == 1


def test_fonts_are_known_by_their_files(tmp_path: Path) -> None:
    source = home() / "assets/fonts/noto-sans-hebrew"
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        for file in source.glob("*.ttf"):
            (tmp_path / name / file.name).write_bytes(file.read_bytes())
    one, same = (compiler.load_fonts([tmp_path / name], ["Noto"]) for name in ("a", "b"))
    assert digest(one) == digest(same)
    assert digest(one) != digest(compiler.load_fonts([tmp_path / "a"], []))
    (tmp_path / "a" / "more.ttf").write_bytes(b"more")
    assert digest(one) != digest(same)


def test_steps_are_replaced_where_they_are_called() -> None:
    for step in STEPS:
        assert hasattr(getattr(import_module(step.module), step.name), "__wrapped__"), step
    assert typeset.compile_pdf is compiler.compile_pdf
    assert checks.validate is standards.validate
