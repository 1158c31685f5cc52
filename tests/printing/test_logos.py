"""Logos of any colour mode and shape are printed in CMYK."""

import io
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from tests.support.pdfs import is_image, picture
from tests.support.runs import run


def _logo(mode: str) -> bytes:
    """Return a red logo, 1200 x 400, in a colour mode."""
    red = Image.new("RGB", (1200, 400), "#c81e28")
    data = io.BytesIO()
    match mode:
        case "palette":
            red.convert("P").save(data, "PNG")
        case "grey16":
            Image.new("I;16", (1200, 400), 0x8000).save(data, "PNG")
        case "adobe":
            red.convert("CMYK").save(data, "JPEG", quality=95)
        case "turned":
            exif = Image.Exif()
            exif[0x0112] = 6  # to be turned a quarter to the right
            red.transpose(Image.Transpose.ROTATE_90).save(data, "JPEG", exif=exif, quality=95)
        case _:
            red.save(data, "PNG")
    return data.getvalue()


@pytest.mark.parametrize("mode", ["rgb", "palette", "grey16", "adobe", "turned"])
def test_logos_of_any_colour_mode_are_printed_in_inks(tmp_path: Path, mode: str) -> None:
    school = tmp_path / "school"
    school.mkdir()
    ending = "jpg" if mode in ("adobe", "turned") else "png"
    (school / f"logo.{ending}").write_bytes(_logo(mode))
    (school / "school.yaml").write_text(f"school: {{logo: logo.{ending}}}\n", encoding="utf-8")
    args = ("cards", "--profile", "copyshop", "--profile", "office", "--lang", "nl")
    result = run("build", *args, "--school", str(school), "--output", str(tmp_path / "out"))
    assert result.exit_code == 0, result.output
    with pikepdf.open(tmp_path / "out/school/nl/copyshop/cards-a6.pdf") as pdf:
        images = [
            item for item in pdf.objects if is_image(item) and item.ColorSpace != "/DeviceGray"
        ]
        assert [image.ColorSpace for image in images] == ["/DeviceCMYK"]
        assert (int(images[0].Width), int(images[0].Height)) == (1200, 400)
        cyan, magenta, yellow, black = (value / 255 for value in images[0].read_bytes()[:4])
    assert cyan + magenta + yellow + black <= 2.8
    # The middle of the plate for the logo on the first card after the cover: 126 mm, 47.5 mm.
    seen = picture(tmp_path / "out/school/nl/office/cards-a4.pdf", dpi=100)
    red, green, blue = (
        sum(b) / len(b)
        for b in zip(*[seen.getpixel((x, 187)) for x in range(472, 522)], strict=True)
    )
    if mode == "grey16":
        assert max(abs(value - 128) for value in (red, green, blue)) < 8
        assert (cyan, magenta, yellow) == pytest.approx((0.5, 0.4, 0.4), abs=0.2)
    else:
        assert (red, green, blue) == pytest.approx((200, 30, 40), abs=30)
        assert magenta > 0.8
        assert yellow > 0.6


def test_a_logo_with_gradients_is_printed_in_inks(tmp_path: Path) -> None:
    school = tmp_path / "school"
    school.mkdir()
    (school / "logo.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 20"><defs><linearGradient id="g">'
        '<stop stop-color="#c81e28"/><stop offset="1" stop-color="#102080"/></linearGradient>'
        '</defs><rect width="60" height="20" fill="url(#g)"/></svg>',
        encoding="utf-8",
    )
    (school / "school.yaml").write_text("school: {logo: logo.svg}\n", encoding="utf-8")
    args = ("check", "cards", "--profile", "copyshop", "--lang", "en", "--school", str(school))
    result = run(*args)
    assert result.exit_code == 0, result.output
    assert "Colour spaces: CMYK." in result.output
