"""The state of the page: what can be chosen, what is shown, and the same keys on both sides."""

import re
from pathlib import Path

import pytest

from kit.build import plan_jobs
from kit.catalogue import PROFILES
from kit.errors import Origin, problem
from kit.planning.job import Job
from kit.preview import overlay, page_state
from kit.preview.build_process import BuildResult
from kit.preview.page_images import PageImages, ViewRequest, choose_job
from kit.preview.page_state import make_build_reply, make_page_state, message_items
from kit.preview.routes import PAGE
from kit.preview.snapshot import Snapshot
from kit.request import Request

EMPTY = problem("text.empty", Origin(Path("school.yaml"), 3), id="intro.title")


@pytest.fixture(scope="module")
def jobs() -> tuple[Job, ...]:
    return tuple(plan_jobs(Request(pieces=("poster", "cards"), profiles=PROFILES)))


def images_of(jobs: tuple[Job, ...], view_request: ViewRequest) -> PageImages:
    return PageImages(choose_job(jobs, view_request), 1, ("one", "two"), {}, ())


def test_tabs_show_what_can_be_chosen_and_what_is_selected(jobs: tuple[Job, ...]) -> None:
    images = images_of(jobs, ViewRequest("cards", "nl", "copyshop"))
    tabs = make_page_state(Snapshot(1, "12:00:00", "en", jobs), images, None)["tabs"]
    shown = {
        name: [(tab["value"], tab["name"], tab["selected"]) for tab in tabs[name]] for name in tabs
    }
    assert shown == {
        "piece": [("poster", "Poster", False), ("cards", "Cards", True)],
        "lang": [("nl", "Nederlands", True), ("en", "English", False)],
        "profile": [("office", "Own printer", False), ("copyshop", "Print shop", True)],
    }


def test_pages_have_addresses_descriptions_and_cuts(jobs: tuple[Job, ...]) -> None:
    images = images_of(jobs, ViewRequest("poster", "en", "tiled"))
    state = make_page_state(Snapshot(1, "12:00:00", "en", jobs), images, BuildResult())
    assert [page["src"] for page in state["pages"]] == ["/image/one.png", "/image/two.png"]
    assert [page["has_cuts"] for page in state["pages"]] == [False, True]
    assert "page 2 of 2, Several sheets" in state["pages"][1]["alt"]
    assert (state["columns"], state["image_width_px"]) == (3, 600)
    assert state["overlay"]["safe_mm"] is None


def test_while_there_are_problems_no_pages_are_shown(jobs: tuple[Job, ...]) -> None:
    images = images_of(jobs, ViewRequest("cards"))
    snapshot = Snapshot(1, "12:00:00", "en", jobs)
    state = make_page_state(snapshot, images, BuildResult((EMPTY,)))
    assert state["problems"][0]["place"] == "school.yaml:3"
    assert state["status"].startswith("As saved at 12:00:00.\n1 problem.")
    assert (state["pages"], "overlay" in state, "tabs" in state) == ([], False, True)
    unread = make_page_state(Snapshot(1, "12:00:00", "en", problems=(EMPTY,)), None, None)
    assert "tabs" not in unread


def test_a_message_is_apart_from_its_place() -> None:
    (item,) = message_items([EMPTY], "en", "more")
    assert item["place"] == "school.yaml:3"
    assert "school.yaml" not in item["text"]


def test_a_build_is_answered_with_its_files_or_its_problems(tmp_path: Path) -> None:
    files = (Path("s/nl/a.pdf"), Path("s/nl/b.pdf"))
    made = make_build_reply(BuildResult(files=files), tmp_path, "en")
    assert made["summary"] == "2 PDFs have been made."
    assert (made["folder"], made["files"]) == (str(tmp_path), ["s/nl/a.pdf", "s/nl/b.pdf"])
    failed = make_build_reply(BuildResult((EMPTY,)), tmp_path, "en")
    assert failed["summary"] == "1 problem; nothing was written."
    assert (failed["files"], len(failed["problems"])) == ([], 1)


@pytest.mark.parametrize(
    ("script", "record"),
    [
        ("page.js", page_state.PageState),
        ("page.js", page_state.BuildReply),
        ("overlay.js", overlay.Overlay),
    ],
)
def test_the_scripts_document_the_same_keys(script: str, record: type) -> None:
    text = (PAGE / script).read_text(encoding="utf-8")
    _, _, after = text.partition(f"@typedef {{object}} {record.__name__}\n")
    properties, _, _ = re.split(r"( \*/| \*\n)", after, maxsplit=1)
    documented = re.findall(r"@property \{.+\} \[?(\w+)", properties)
    assert documented
    assert {*documented} == {*record.__annotations__}
