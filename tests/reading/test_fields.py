"""Whatever stands in a field, a school is read or refused with a place: never a traceback."""

import os
import shutil
from collections.abc import Callable
from functools import cache
from itertools import islice
from pathlib import Path

import pytest

import kit.reading.load
from kit.errors import KitError
from kit.messages import format_problem
from kit.names import terms
from kit.paths import home
from kit.paths import icons as icon_names
from kit.reading.builtin import read_facts, read_texts
from kit.reading.load import load
from kit.reading.school import School, read_school
from kit.request import Request
from kit.yaml_nodes.quotes import CONTROL as INVISIBLE
from tests.support.fuzz_fields import WHOLE, fields, kinds, schools, written
from tests.support.runs import run

STRIDE = 11  # of the cases that the suite tries: shares no factor with the number of kinds
NO_KEYS = (
    "1: The file contains no keys. Start each line with a key and a colon, such as `name: ...`."
)
DOCUMENT = "A line cannot start with `---`, `...` or `%` here. Remove the line."
ENCODING = "The file contains a character that is not UTF-8. Save the file with the encoding UTF-8."
ANCHOR = (
    "Anchors (`&`, `*`) are not supported. Write the value out in full, or put a text that starts "
    "like this in quotation marks"
)
TEXT = "`{}` must be a text. Write one text, or one per language: {{nl: ..., en: ...}}."
UNKNOWN = (
    "The kit does not know the key `{}`. See which keys are in the school.yaml that `kit new` "
    "makes."
)
CONTROL = (
    "The file contains an invisible control character: U+0000. Type the line again. The character "
    "may have been copied from another program."
)
TAG = "A text that starts with ! must be in quotation marks. Write"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A school's folder; the kit's own files are read once."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(kit.reading.load, "read_facts", cache(read_facts))
    monkeypatch.setattr(kit.reading.load, "read_texts", cache(read_texts))
    folder = tmp_path / "s"
    folder.mkdir()
    shutil.copy(home() / "content/template/nl/logo.svg", folder)
    rows = "lens;title;text\nict-input;Uit een rij;Een tekst.\n"
    (folder / "examples.csv").write_text(rows, encoding="utf-8")
    return folder


def refused(folder: Path, text: str | bytes) -> list[str]:
    """Read a school and return what is wrong, in English; each has a place, and words in Dutch."""
    data = text.encode("utf-8") if isinstance(text, str) else text
    (folder / "school.yaml").write_bytes(data)
    try:
        load(Request([folder]))
    except KitError as error:
        for problem in error.problems:
            assert problem.origin is not None
            assert problem.origin.file.is_relative_to(folder.name)
            assert problem.origin.line > 0
            for lang in ("nl", "en"):
                assert_readable(format_problem(problem, lang).partition(": ")[2])
        return [format_problem(problem, "en").partition(":")[2] for problem in error.problems]
    return []


def assert_readable(message: str) -> None:
    """Prove that a message is one line of words: no controls, no objects, not endless."""
    assert message
    assert "\n" not in message
    assert not INVISIBLE.search(message)
    assert "Node(" not in message
    assert len(message) < 800


def test_a_school_in_which_each_field_is_right_is_read(folder: Path) -> None:
    assert refused(Path("s"), written(WHOLE)) == []


def test_each_field_of_the_models_is_tried() -> None:
    ways = {*fields()}
    assert {way[0] for way in ways} == {*School.model_fields}
    for way in (
        ("school", "colours", "accent"),
        ("examples", 0, "title", "nl"),
        ("fields", "society", 0, "icon"),
        ("texts", "fair", "nl"),
        ("printer", "offset", 0),
    ):
        assert way in ways


@pytest.mark.parametrize("start", range(0, STRIDE, 4))
def test_each_field_takes_each_kind_of_value_or_refuses_it(folder: Path, start: int) -> None:
    assert len([*kinds([])]) % STRIDE
    for name, school in islice(schools(), start, None, 3 * STRIDE):
        try:
            refused(Path("s"), written(school))
        except Exception as error:
            error.add_note(name)
            raise


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("- a\n", [NO_KEYS]),
        ("", [NO_KEYS]),
        ("# niets\n## nog niets\n", [NO_KEYS]),
        ("school: {}\n---\nhide: []\n", [f"2: {DOCUMENT}"]),
        ("%FOO\nschool: {}\n", [f"1: {DOCUMENT}"]),
        ("school: {<<: {name: x}}\n", ["1: " + UNKNOWN.format("school.<<")]),
        ("school: &a {name: x}\nhide: *a\n", [f'1: {ANCHOR}: `"&a {{name: x}}"`.']),
        ("school: &a [*a]\n", [f'1: {ANCHOR}: `"&a [*a]"`.']),
        ("school: *a\n", [f'1: {ANCHOR}: `"*a"`.']),
        ("hide: !!python/object:os.system []\n", [f'1: {TAG} `"!!python/object:os.system []"`.']),
        ("school: {name: !!binary eA==}\n", [f'1: {TAG} `"!!binary eA=="`.']),
        (
            "school.name: x\n",
            ["1: The kit does not know the key `school.name`. Did you mean `school`?"],
        ),
        (
            "1: x\nnull: y\n",
            ["1: " + UNKNOWN.format("1"), "2: " + UNKNOWN.format("null")],
        ),
        ("k" * 900 + ": x\n", ["1: " + UNKNOWN.format("k" * 65 + " ...")]),
        (
            "a: " + "[" * 30 + "]" * 30,
            [
                "1: The lines in this file are indented too deeply. See how far they are "
                "indented in the school.yaml that `kit new` makes."
            ],
        ),
        ("hide:\n", ["1: `hide` is empty. Fill it in, or remove the line."]),
        ("school: {name: x}".encode("utf-16-le"), [f"1: {ENCODING}"]),
        ("school: {name: x}".encode("utf-32"), [f"1: {ENCODING}"]),
        (b"school: {name: Ren\xe9}\n", [f"1: {ENCODING}"]),
        (
            b"school: {name: a\0b}\n",
            [f"1: {CONTROL}"],
        ),
    ],
)
def test_a_file_of_another_shape_is_refused_where_it_is(
    folder: Path, text: str | bytes, messages: list[str]
) -> None:
    assert refused(Path("s"), text) == messages


@pytest.mark.parametrize("key", ["examples", "readings"])
@pytest.mark.parametrize("wrong", ["{}", "[]", "{nl: {a: {}}}", "{nl: []}", "[[a]]"])
def test_a_title_that_is_no_text_gives_no_id(folder: Path, key: str, wrong: str) -> None:
    more = "lens: ict-input, text: x" if key == "examples" else "url: https://example.org"
    assert refused(Path("s"), f"{key}: [{{title: {wrong}, {more}}}]\n") == [
        f"1: {TEXT.format(f'{key}[1].title')}"
    ]


@pytest.mark.parametrize(
    "data",
    [
        b"school:\r\n  name: Ren\xc3\xa9\r\n",
        b"school:\r  name: Ren\xc3\xa9\r",
        b"\xef\xbb\xbfschool: {name: Ren\xc3\xa9}",
        "school: {name: René}".encode("utf-16"),
        b"\xfe\xff" + "school: {name: René}".encode("utf-16-be"),
        b"---\nschool: {name: Ren\xc3\xa9}\n...\n",
        b'"school": {"name": "Ren\xc3\xa9"}\n',
    ],
)
def test_harmless_ways_to_save_a_file_are_read(folder: Path, data: bytes) -> None:
    assert refused(Path("s"), data) == []
    assert read_school(folder).identity.name == "René"


def test_lines_are_counted_as_editors_do(folder: Path) -> None:
    text = "school: {name: De\u2028Wilg\x85}\nhide: [x]\n"
    assert refused(Path("s"), text) == [
        "2: `x` is not a part that you can leave out. `kit list` shows the ids of all parts."
    ]


def _folder(file: Path) -> None:
    file.mkdir()


def _ring(file: Path) -> None:
    file.symlink_to(file)


def _pipe(file: Path) -> None:
    os.mkfifo(file)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (_folder, "This is not a file. Give the school’s folder, with school.yaml in it."),
        (_pipe, "This is not a file. Give the school’s folder, with school.yaml in it."),
        (_ring, "The file cannot be read: the links lead in a circle."),
    ],
)
def test_what_is_no_file_is_named(folder: Path, make: Callable[[Path], None], message: str) -> None:
    make(folder / "school.yaml")
    for path in ("s", "s/school.yaml"):
        result = run("check", "--school", path, "--lang", "en")
        assert result.exit_code == 1
        assert result.output.splitlines()[0] == f"s/school.yaml: {message}"


@pytest.mark.parametrize(
    "path", ["a\0b", "a\0.yaml", "x" * 5000, "abc/" * 2000, "a\udcff", "/dev/zero", ""]
)
def test_a_path_that_no_file_can_have_is_a_problem(folder: Path, path: str) -> None:
    with pytest.raises(KitError) as caught:
        read_school(Path(path))
    (problem,) = caught.value.problems
    assert problem.kind in ("file.missing", "file.unreadable")
    assert problem.origin is not None


def test_a_file_that_may_not_be_read_is_a_problem(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "school.yaml").write_text("hide: []\n", encoding="utf-8")

    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(KitError) as caught:
        read_school(folder)
    assert [problem.kind for problem in caught.value.problems] == ["file.unreadable"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("con", "school-con"),
        ("LPT1", "school-lpt1"),
        ("x" * 255, "x" * 50),
        ("De Wilg", "de-wilg"),
        ("日本", "school"),
        ("2 jan", "jan"),
    ],
)
def test_the_output_folder_has_a_name_that_every_system_takes(
    tmp_path: Path, name: str, expected: str
) -> None:
    folder = tmp_path / name
    folder.mkdir()
    (folder / "school.yaml").write_text("blank_cards: 1\n", encoding="utf-8")
    assert read_school(folder).id == expected


def test_what_is_wrong_is_left_out_so_that_the_rest_is_checked(folder: Path) -> None:
    text = (
        "school:\n  id: [a]\n  name: {}\n  logo: 7\n  languages: [nl, nl]\n"
        "examples:\n  - {id: [a], title: {}, lens: ict-input, text: x, icon: laptob}\n"
        "texts: {poster: a, poster.title.x: b, fair: {nl: {a: {}}}}\n"
    )
    icons = ", ".join(it.localised("en") for it in terms("icon", sorted(icon_names())))
    assert refused(Path("s"), text) == [
        "2: `school.id` must be a single value: not a list, and without keys of its own. Put the "
        "value after the colon.",
        f"3: {TEXT.format('school.name')}",
        "4: The school’s folder has no file called 7. Check the spelling, including capitals.",
        "5: The language `nl` is given twice here. Remove one.",
        f"7: There is no icon `laptob`. Did you mean `laptop`? Choose from {icons}.",
        "7: `examples[1].id` must be a single value: not a list, and without keys of its own. Put "
        "the value after the colon.",
        f"7: {TEXT.format('examples[1].title')}",
        f"8: {TEXT.format('texts.fair')}",
        "8: `poster` is not a text of the kit. Did you mean `alt.poster`?",
        "8: `poster.title.x` is not a text of the kit. Did you mean `poster.title`?",
    ]


@pytest.mark.parametrize("way", ["", "school", "printer", "session", "fields", "school.colours"])
@pytest.mark.parametrize("key", ["text", "url", "title", "id", "offset"])
def test_a_key_of_elsewhere_is_named_and_ends_nothing(folder: Path, way: str, key: str) -> None:
    """A text gets a stand-in where it is wrong, but not where it should not be."""
    inner = f"{{{key}: hello}}"
    for step in reversed(way.split(".") if way else []):
        inner = f"{{{step}: {inner}}}"
    text = inner[1:-1] + "\n"
    (folder / "school.yaml").write_text(text, encoding="utf-8")
    school = read_school(folder)
    assert school.problems or (way, key) in (("school", "id"), ("printer", "offset"))


def test_a_file_in_another_encoding_is_answered_in_its_own_language(folder: Path) -> None:
    (folder / "school.yaml").write_bytes(b'school:\n  name: "Caf\xe9"\n  languages: [nl]\n')
    assert run("check", "--school", "s").stderr.splitlines()[0] == (
        "s/school.yaml:2: Het bestand bevat een teken dat geen UTF-8 is. Sla het bestand op met "
        "de codering UTF-8."
    )


def test_too_many_texts_are_counted(folder: Path) -> None:
    texts = "".join(f"  k{number}: a\n" for number in range(1001))
    assert refused(Path("s"), f"texts:\n{texts}")[0].startswith("1: `texts` has 1001 ")
