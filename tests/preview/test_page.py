"""The page in a browser: it shows what was saved, keeps the reader's place, says what is wrong."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kit.build import plan_jobs
from kit.errors import KitError, Origin, problem
from kit.preview.page_images import PageImages
from kit.preview.page_state import make_page_state
from kit.preview.snapshot import Snapshot
from kit.request import Request
from tests.support.previews import TITLE, Shown, change, in_browser, no_pdfs, previewed, sample


@pytest.fixture
def shown(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Shown]:
    """A preview; it checks its PDFs after each save only where a test uses `checks_pdfs`."""
    if "checks_pdfs" not in request.fixturenames:
        monkeypatch.setattr("kit.preview.workspace.run_build", no_pdfs)
    with previewed(sample(tmp_path / "school"), tmp_path / "output") as shown:
        yield shown


@pytest.fixture
def checks_pdfs() -> None:
    """Mark a test that looks at what the page says of finished PDFs."""


@pytest.fixture
def page(shown: Shown) -> Iterator[Any]:
    with in_browser(shown) as page:
        page.wait_for_selector("#pages img")
        yield page


def sources(page: Any) -> list[str]:
    """Return the addresses of the pictures of all pages."""
    found: list[str] = page.eval_on_selector_all("#pages img", "all => all.map(it => it.src)")
    return found


def wait_for_other(page: Any, than: list[str]) -> list[str]:
    """Wait until other pictures are shown, and return their addresses."""
    page.wait_for_function(
        "than => { const now = [...document.querySelectorAll('#pages img')];"
        " return now.length && now.every(it => it.complete && it.naturalWidth)"
        " && now.map(it => it.src).join() !== than.join(); }",
        arg=than,
    )
    return sources(page)


def choose(page: Any, value: str) -> list[str]:
    """Press a tab and wait for its pictures."""
    before = sources(page)
    page.check(f"input[value={value}]")
    return wait_for_other(page, before)


@pytest.mark.usefixtures("checks_pdfs")
def test_a_saved_text_is_on_its_page_at_once(page: Any, shown: Shown) -> None:
    before = choose(page, "cards")
    assert "page 1 of 12, Own printer" in page.get_attribute("#pages img", "alt")
    change(shown.file, TITLE, "Elk kind een laptop")
    after = wait_for_other(page, before)
    changed = [i for i, (old, new) in enumerate(zip(before, after, strict=True)) if old != new]
    assert 0 < len(changed) < len(after)
    page.wait_for_selector("text=Checked: 16 PDFs can be made.")
    assert sources(page) == after


def test_a_mistake_is_named_with_its_line_until_it_is_mended(page: Any, shown: Shown) -> None:
    before = sources(page)
    line = change(shown.file, "lens: ict-input", "lens: ict-inputt")
    page.wait_for_selector("#problems li")
    assert page.inner_text("#problems li strong") == f"{shown.file.as_posix()}:{line}"
    assert "Did you mean ICT as input to the school’s choices (ict-input)?" in page.inner_text(
        "#problems li"
    )
    assert "1 problem." in page.inner_text("#status")
    assert page.is_hidden("#pages")
    change(shown.file, "lens: ict-inputt", "lens: ict-input")
    page.wait_for_selector("#pages img")
    assert page.is_hidden("#problems")
    assert sources(page) == before


def test_a_letter_that_no_font_has_is_named_before_anything_is_drawn(
    page: Any, shown: Shown
) -> None:
    choose(page, "cards")
    line = change(shown.file, TITLE, "Laptop \N{SLED}")
    page.wait_for_selector("#problems li")
    assert f":{line}" in page.inner_text("#problems li strong")
    assert "a character that is in none of the fonts" in page.inner_text("#problems li")


@pytest.mark.usefixtures("checks_pdfs")
def test_tabs_stay_chosen_and_all_can_be_done_by_keyboard(page: Any, shown: Shown) -> None:
    before = sources(page)
    press_tab_until(page, "document.activeElement.name === 'piece'")
    page.keyboard.press("ArrowRight")
    cards = wait_for_other(page, before)
    assert len(cards) == 12
    press_tab_until(page, "document.activeElement.name === 'lang'")
    page.keyboard.press("ArrowRight")
    english = wait_for_other(page, cards)
    assert "Equal opportunities" in page.get_attribute("#pages img", "alt")
    assert "piece=cards" in page.url
    assert "lang=en" in page.url
    page.reload()
    page.wait_for_selector("#pages li:nth-child(8)")
    assert sources(page) == english
    press_tab_until(page, "document.activeElement.id === 'build'")
    page.keyboard.press("Enter")
    page.wait_for_selector("#build-result li")
    assert str(shown.output) in page.inner_text("#build-result")
    listed = page.eval_on_selector_all("#build-result li", "all => all.map(it => it.textContent)")
    assert len(listed) == 16
    assert all((shown.output / name).is_file() for name in listed)


def press_tab_until(page: Any, holds: str) -> None:
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate(holds):
            outline = page.evaluate(
                "getComputedStyle(document.activeElement.closest('label:has(:focus-visible)')"
                " ?? document.activeElement).outlineWidth"
            )
            assert outline == "3px"  # it can be seen
            return
    pytest.fail(f"no Tab leads to where {holds}")


def test_a_save_keeps_the_readers_place_zoom_and_switches(page: Any, shown: Shown) -> None:
    first = page.evaluate("document.querySelector('#pages img').naturalWidth")
    page.select_option("#zoom", "2")
    page.check("#grey")
    page.check("#edges")
    sharp = wait_for_wider(page, first)
    place = "[viewer.scrollLeft, viewer.scrollTop]"
    page.evaluate("document.querySelector('#viewer').scrollTo(300, 500)")
    before = sources(page)
    change(shown.file, "name: Basisschool De Regenboog", "name: Basisschool De Zon")
    wait_for_other(page, before)
    assert wait_for_wider(page, first) == sharp
    assert page.evaluate(place) == [300, 500]
    change(shown.file, "name: Basisschool", "nme: Basisschool")
    page.wait_for_selector("#problems li")
    change(shown.file, "nme: Basisschool", "name: Basisschool")
    page.wait_for_selector("#pages img")
    assert page.evaluate(place) == pytest.approx([300, 500], abs=2)
    style = "getComputedStyle(document.querySelector('#pages img')).filter"
    assert page.evaluate(style) == "grayscale(1)"
    assert page.is_visible("#pages .safe")
    assert page.input_value("#zoom") == "2"


def wait_for_wider(page: Any, than: int) -> int:
    """Wait until the first picture has more pixels across, and return how many."""
    page.wait_for_function(
        "than => document.querySelector('#pages img').naturalWidth > than", arg=than
    )
    width: int = page.evaluate("document.querySelector('#pages img').naturalWidth")
    return width


def test_the_page_fits_a_narrow_window_and_says_when_the_program_stops(
    page: Any, shown: Shown
) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 360
    assert page.evaluate("document.querySelector('#pages img').clientWidth") > 300
    assert shown.server is not None
    shown.server.should_exit = True
    page.wait_for_selector("text=The program has stopped.")


@pytest.mark.parametrize(
    ("lang", "more", "noticed"),
    [
        ("nl", "... en nog 150 {}.", "Zie ook “Goed om te weten” (200)."),
        ("en", "... and 150 more {}.", "See also “Good to know” (200)."),
    ],
)
def test_of_very_many_problems_and_notices_the_first_are_told(
    lang: str, more: str, noticed: str
) -> None:
    origin = Origin(Path("school.yaml"), 1)
    many = tuple(problem("facts.missing", origin, name=f"name {i}") for i in range(200))
    told = make_page_state(Snapshot(1, "12:00:00", lang, problems=many, notices=many), None, None)
    words = {"nl": ("problemen", "opmerkingen"), "en": ("problems", "notices")}[lang]
    for part, word in zip(("problems", "notices"), words, strict=True):
        lines = told[part]
        assert isinstance(lines, list)
        assert len(lines) == 51
        assert lines[0]["place"] == "school.yaml:1"
        assert lines[-1] == {"place": "", "text": more.format(word)}
    assert "200 " in str(told["status"])
    job = plan_jobs(Request(langs=(lang,), pieces=("instructions",)))[0]
    drawing = PageImages(job, 1, ("name",), {}, ())
    shown = make_page_state(Snapshot(1, "12:00:00", lang, (job,), notices=many), drawing, None)
    assert str(shown["about"]).endswith(f" 210 x 297 mm. {noticed}")


def test_whatever_stands_in_a_message_fits_the_page(
    page: Any, shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [
        problem("fault.preview", error="KeyError"),  # of no place
        problem(
            "pattern.id", Origin(Path("مدرسة النور/school.yaml"), 2), name="id", value="a" * 9999
        ),
        problem("hide.unknown", Origin(Path("school.yaml"), 3), name="مدرسة"),
        problem("hide.unknown", Origin(Path("school.yaml"), 4), name="a`b"),
        problem(
            "hide.unknown", Origin(Path("school.yaml"), 5), name="<img src=x onerror=alert(1)>"
        ),
    ]

    def broken(_: object) -> Any:
        raise KitError(found)

    monkeypatch.setattr("kit.preview.snapshot.plan_jobs", broken)
    change(shown.file, TITLE, "De nieuwste titel")
    page.wait_for_selector("#problems li:nth-child(5)")
    text = page.eval_on_selector_all("#problems li", "all => all.map(it => it.textContent)")
    assert text[0].startswith("Something went wrong in the program itself: KeyError.")
    assert text[1].startswith("school.yaml:3مدرسة is not a part that you can leave out")
    assert text[2].startswith("school.yaml:4`a`b` is not a part that you can leave out")
    assert text[3].startswith(
        "school.yaml:5<img src=x onerror=alert(1)> is not a part that you can leave out"
    )
    assert text[4].startswith("مدرسة النور/school.yaml:2id cannot be aaa")
    assert text[4].endswith("a…. Use small letters, digits and hyphens, and start with a letter.")
    assert len(text[4]) < 800
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 740})
        assert page.evaluate("document.scrollingElement.scrollWidth") <= width
        assert page.evaluate("viewer.scrollWidth - viewer.clientWidth") == 0
