"""Characters that no font has are found by text, in runs."""

from pathlib import Path

from kit.errors import Origin
from kit.reading.fonts import SchoolFonts
from kit.reading.glyphs import format_characters, missing_glyphs
from kit.yaml_nodes.nodes import Node


def missing(text: str, fonts: SchoolFonts | None = None) -> list[tuple[str, object]]:
    texts = {"fair": Node(text, Origin(Path("a.yaml"), 1))}
    return [(each.kind, dict(each.values)["character"]) for each in missing_glyphs(texts, fonts)]


def test_each_run_of_missing_characters_is_one_problem() -> None:
    assert missing("Kansen, één voor élk: “ja” – 3 €") == []
    assert missing("a 你好 b 你好 c 好") == [
        ("text.glyph", "你好 (U+4F60 U+597D)"),
        ("text.glyph", "好 (U+597D)"),
    ]
    assert missing("\ue000") == [("text.symbol", "U+E000")]
    assert missing("\u0378") == [("text.no_character", "U+0378")]


def test_a_font_of_the_school_adds_its_characters() -> None:
    fonts = SchoolFonts(Path(), (), frozenset(map(ord, "你好")))
    assert missing("你好", fonts) == []


def test_a_mark_is_shown_on_its_letter() -> None:
    assert missing("x\u0ec8y") == [("text.glyph", "x\u0ec8 (U+0078 U+0EC8)")]
    assert format_characters("好") == "好 (U+597D)"
