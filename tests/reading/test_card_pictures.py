"""A school's picture is seen on its card, or refused in one sentence at the line that names it."""

import base64
import io
import re
from pathlib import Path

import pytest
from PIL import Image

from kit.catalogue import MAX_CARD_PICTURES
from kit.errors import KitError
from kit.messages import format_problem
from kit.planning.layout_input import layout_input
from kit.planning.plan import plan, plan_sheets
from kit.reading.load import Kit, load
from kit.request import Request
from kit.sandbox.pictures import CARD_PICTURE_PX, read_card_picture
from tests.support.runs import run
from tests.support.schools import write_school

pytestmark = pytest.mark.usefixtures("without_sandbox")

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M1 1H8V8Z"/></svg>'


def photo(width: int, height: int, kind: str = "JPEG") -> bytes:
    """Return a photo whose left third is red, its middle green and its right third blue."""
    image = Image.new("RGB", (width, height), "#00c000")
    image.paste("#c00000", (0, 0, width // 3, height))
    image.paste("#0000c0", (width - width // 3, 0, width, height))
    data = io.BytesIO()
    image.save(data, kind)
    return data.getvalue()


def school_with(folder: Path, data: bytes | str, name: str = "photo.jpg", more: str = "") -> Path:
    """Make the folder of a school with one card, and a picture for it."""
    text = "school: {languages: [nl]}\nexamples:\n"
    text += f"  - {{id: one, lens: '4', title: A, text: B, picture: {name}}}\n{more}"
    write_school(folder, text)
    (folder / name).write_bytes(data.encode() if isinstance(data, str) else data)
    return folder


def kit_with(folder: Path) -> Kit:
    (kit,) = load(Request((folder,)))
    return kit


def refusal(folder: Path, lang: str = "en") -> str:
    with pytest.raises(KitError) as error:
        load(Request((folder,)))
    (problem,) = error.value.problems
    return format_problem(problem, lang).removeprefix(f"{folder.as_posix()}/")


def embedded(svg: str) -> Image.Image:
    (data,) = re.findall(r"base64,([^\"]+)", svg)
    return Image.open(io.BytesIO(base64.b64decode(data)))


@pytest.mark.parametrize("size", [(4000, 3000), (3000, 4000), (900, 900)])
def test_the_middle_of_a_photo_is_seen_with_no_more_pixels_than_print_needs(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    svg = kit_with(school_with(tmp_path, photo(*size))).pictures["one"]
    image = embedded(svg)
    assert image.size == (CARD_PICTURE_PX, CARD_PICTURE_PX)
    middle, left = (image.convert("RGB").getpixel((x, 300)) for x in (CARD_PICTURE_PX // 2, 4))
    assert middle == pytest.approx((0, 192, 0), abs=8)
    assert left == pytest.approx((192, 0, 0), abs=8)  # a third of a 4:3 photo is wider than the cut
    assert len(svg) < 200_000


def test_a_photo_that_lies_on_its_side_is_set_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned a quarter to the right
    data = io.BytesIO()
    Image.open(io.BytesIO(photo(1000, 1000))).save(data, "JPEG", exif=exif)
    image = embedded(read_card_picture(data.getvalue())["svg"]).convert("RGB")
    assert image.getpixel((CARD_PICTURE_PX // 2, 4)) == pytest.approx((192, 0, 0), abs=8)


def test_drawings_stay_lines_and_what_is_transparent_is_white() -> None:
    assert read_card_picture(SVG.encode()) == {
        "svg": read_card_picture(SVG.encode())["svg"],
        "size_px": None,
    }
    assert "<path" in read_card_picture(SVG.encode())["svg"]
    data = io.BytesIO()
    Image.new("RGBA", (600, 500), (0, 0, 0, 0)).save(data, "PNG")
    found = read_card_picture(data.getvalue())
    assert found["size_px"] == (600, 500)
    assert embedded(found["svg"]).convert("RGB").getpixel((9, 9)) == (255, 255, 255)


def test_only_pieces_that_show_it_are_given_a_picture(tmp_path: Path) -> None:
    kit = kit_with(school_with(tmp_path, SVG, "drawing.svg"))
    given = {
        job.sheet.piece: set(layout_input(job)["pictures"])
        for job in plan(kit, plan_sheets(Request(profiles=("office",))))
    }
    assert {piece for piece, ids in given.items() if ids} == {"cards", "guide"}
    assert given["cards"] == {"one"}


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"GIF89a", "photo.jpg", "The picture photo.jpg is not an svg, png, jpg or pdf"),
        (photo(400, 200), "photo.jpg", "The picture photo.jpg is 400 x 200 pixels: too few for a"),
        (b"\xff\xd8\xff broken", "photo.jpg", "The file photo.jpg cannot be read as a picture."),
        (SVG.replace("<path", "<script/><path"), "a.svg", "The picture a.svg contains more than a"),
        (SVG.replace("<path", "<text>x</text><path"), "a.svg", "The picture a.svg contains letter"),
    ],
)
def test_what_is_no_picture_for_a_card_is_refused_at_its_line(
    tmp_path: Path, data: bytes | str, name: str, says: str
) -> None:
    assert refusal(school_with(tmp_path, data, name)).startswith(f"school.yaml:3: {says}")


def test_a_file_that_is_not_there_or_not_in_the_folder_is_refused_at_its_line(
    tmp_path: Path,
) -> None:
    folder = school_with(tmp_path / "s", SVG, "a.svg")
    (folder / "a.svg").rename(tmp_path / "a.svg")
    assert refusal(folder).startswith("school.yaml:3: ")
    school = (folder / "school.yaml").read_text(encoding="utf-8")
    (folder / "school.yaml").write_text(school.replace("a.svg", "../a.svg"), encoding="utf-8")
    assert refusal(folder).startswith("school.yaml:3: ")


def test_a_picture_may_stand_in_a_column_of_a_spreadsheet(tmp_path: Path) -> None:
    folder = write_school(tmp_path, "school: {languages: [nl]}\nexamples_from: cards.csv\n")
    (folder / "cards.csv").write_text(
        "lens;titel;tekst;afbeelding\n4;Een;Tekst;a.svg\n4;Twee;Tekst;\n", encoding="utf-8"
    )
    (folder / "a.svg").write_text(SVG, encoding="utf-8")
    assert [*kit_with(folder).pictures] == ["own-een"]
    (folder / "a.svg").unlink()
    assert refusal(folder).startswith("cards.csv:D2: ")


def test_pictures_of_hidden_cards_are_not_read_and_there_is_a_limit(tmp_path: Path) -> None:
    folder = school_with(tmp_path / "hidden", "no picture", "a.svg", "hide: [one]\n")
    assert kit_with(folder).pictures == {}
    many = "".join(
        f"  - {{lens: '4', title: Kaart {i}, text: B, picture: p{i}.svg}}\n"
        for i in range(MAX_CARD_PICTURES)
    )
    assert "61 pictures for cards; 60 is the most" in refusal(
        school_with(tmp_path / "many", SVG, "a.svg", many)
    )


@pytest.mark.parametrize("profile", ["office", "copyshop"])
def test_cards_with_a_photo_pass_all_checks_of_print(tmp_path: Path, profile: str) -> None:
    folder = school_with(tmp_path / "s", photo(4000, 3000))
    args = ("--profile", profile, "--school", str(folder), "--output", str(tmp_path / "out"))
    assert run("build", "cards", *args).exit_code == 0
