"""What people get wrong in YAML: one message, at the line of the mistake, with the text mended."""

# ruff: noqa: E501, each message stands here to the letter

import time
from pathlib import Path

import pytest
import yaml

from kit.errors import KitError
from kit.messages import format_problem
from kit.reading.load import load
from kit.reading.school import read_school
from kit.request import Request
from kit.yaml_nodes.quotes import excerpt, quoted
from kit.yaml_nodes.reader import read_yaml
from tests.support.runs import ROOT

# What is wrong: the file, and what is said of it in English and Dutch, from its line on.
MISTAKES: dict[str, tuple[str, str, str]] = {
    "an apostrophe that closes at the next one": (
        "school:\n  name: 't Palet\n  sector: po\ntexts:\n  fair: 'Kansen'\n",
        '2: The quote that opens on line 2 closes only on line 5. Write `"\'t Palet"`.',
        '2: Het aanhalingsteken dat op regel 2 opent, sluit pas op regel 5. Schrijf `"\'t Palet"`.',
    ),
    "an apostrophe that closes nowhere": (
        "school:\n  name: 's-Gravenhage\n  sector: po\n",
        '2: The quote that opens on line 2 is not closed. Write `"\'s-Gravenhage"`.',
        '2: Het aanhalingsteken dat op regel 2 opent, sluit nergens. Schrijf `"\'s-Gravenhage"`.',
    ),
    "an apostrophe that takes in lines without a word": (
        "school:\n  name: 't Palet\n  sector: po\n  colours: {accent: '#7a1fa2'}\n",
        '2: The quote that opens on line 2 closes only on line 4. Write `"\'t Palet"`.',
        '2: Het aanhalingsteken dat op regel 2 opent, sluit pas op regel 4. Schrijf `"\'t Palet"`.',
    ),
    "a quote that is not closed": (
        'school:\n  name: "De Wilg\n  colours: {accent: "#7a1fa2"}\n',
        '2: The quote that opens on line 2 closes only on line 3. Write `"De Wilg"`.',
        '2: Het aanhalingsteken dat op regel 2 opent, sluit pas op regel 3. Schrijf `"De Wilg"`.',
    ),
    "a curly quote that should close": (
        'school:\n  name: "De Wilg”\n  sector: po\n',
        '2: The quote that opens on line 2 is not closed. Write `"De Wilg"`.',
        '2: Het aanhalingsteken dat op regel 2 opent, sluit nergens. Schrijf `"De Wilg"`.',
    ),
    "quotes within quotes": (
        'school:\n  name: "De "Wilg""\n',
        "2: The text goes on behind the quote that closes it. Write `'De \"Wilg\"'`.",
        "2: De tekst gaat door achter het aanhalingsteken dat hem afsluit. Schrijf `'De \"Wilg\"'`.",
    ),
    "an apostrophe within quotes": (
        "school:\n  name: 'foto's van 't Palet'\n",
        "2: The text goes on behind the quote that closes it. Write `\"foto's van 't Palet\"`.",
        "2: De tekst gaat door achter het aanhalingsteken dat hem afsluit. Schrijf `\"foto's van 't Palet\"`.",
    ),
    "an apostrophe that would be lost": (
        "school:\n  name: 't Palet'\n",
        '2: The apostrophe at the start counts as a quote, and would not be printed. Write `"\'t Palet"`.',
        '2: De apostrof aan het begin geldt als aanhalingsteken, en zou niet geprint worden. Schrijf `"\'t Palet"`.',
    ),
    "a path of Windows": (
        'school:\n  name: "C:\\users"\n',
        "2: Between double quotes a `\\` does not stand for itself. Write `'C:\\users'`.",
        "2: Tussen dubbele aanhalingstekens staat een `\\` niet voor zichzelf. Schrijf `'C:\\users'`.",
    ),
    "a colour without quotes in braces": (
        "school:\n  colours: {accent: #7a1fa2}\n  sector: po\n",
        '2: What stands behind `#` is not read without quotes. Write `"#7a1fa2"`.',
        '2: Wat achter `#` staat, wordt zonder aanhalingstekens niet gelezen. Schrijf `"#7a1fa2"`.',
    ),
    "a name without quotes in braces": (
        "school: {name: De Wilg #1, sector: po}\n",
        '1: What stands behind `#` is not read without quotes. Write `"De Wilg #1"`.',
        '1: Wat achter `#` staat, wordt zonder aanhalingstekens niet gelezen. Schrijf `"De Wilg #1"`.',
    ),
    "a text that goes on below what is not read": (
        "texts:\n  fair: Groep 7 #digitaal\n    en groep 8\n",
        '2: What stands behind `#` is not read without quotes. Write `"Groep 7 #digitaal en groep 8"`.',
        '2: Wat achter `#` staat, wordt zonder aanhalingstekens niet gelezen. Schrijf `"Groep 7 #digitaal en groep 8"`.',
    ),
    "a colon in a text": (
        "school:\n  name: De Wilg: een school\n",
        '2: A text with a colon and a space must stand in quotes. Write `"De Wilg: een school"`.',
        '2: Een tekst met een dubbele punt en een spatie moet tussen aanhalingstekens. Schrijf `"De Wilg: een school"`.',
    ),
    "a colon in a text of two lines": (
        "texts:\n  fair: Kansen\n    voor elk kind: hoe dan?\n",
        '2: A text with a colon and a space must stand in quotes. Write `"Kansen voor elk kind: hoe dan?"`.',
        '2: Een tekst met een dubbele punt en een spatie moet tussen aanhalingstekens. Schrijf `"Kansen voor elk kind: hoe dan?"`.',
    ),
    "a sign at the start": (
        "school:\n  name: @Wilg\n",
        '2: A text can start with @ only in quotes. Write `"@Wilg"`.',
        '2: Een tekst kan alleen tussen aanhalingstekens met @ beginnen. Schrijf `"@Wilg"`.',
    ),
    "an exclamation mark at the start": (
        "school:\n  name: ! Wilg\n",
        '2: A text can start with ! only in quotes. Write `"! Wilg"`.',
        '2: Een tekst kan alleen tussen aanhalingstekens met ! beginnen. Schrijf `"! Wilg"`.',
    ),
    "an asterisk at the start": (
        "school:\n  name: *Wilg*\n",
        '2: Anchors (`&`, `*`) are not supported. Write the value out in full, or put a text that starts so in quotes: `"*Wilg*"`.',
        '2: Ankers (`&`, `*`) kunnen hier niet. Schrijf de waarde voluit, of zet een tekst die zo begint tussen aanhalingstekens: `"*Wilg*"`.',
    ),
    "an ampersand at the start": (
        "school:\n  name: &Wilg\n",
        '2: Anchors (`&`, `*`) are not supported. Write the value out in full, or put a text that starts so in quotes: `"&Wilg"`.',
        '2: Ankers (`&`, `*`) kunnen hier niet. Schrijf de waarde voluit, of zet een tekst die zo begint tussen aanhalingstekens: `"&Wilg"`.',
    ),
    "a placeholder at the start": (
        "school:\n  name: {learner} van De Wilg\n",
        '2: A text can start with { only in quotes. Write `"{learner} van De Wilg"`.',
        '2: Een tekst kan alleen tussen aanhalingstekens met { beginnen. Schrijf `"{learner} van De Wilg"`.',
    ),
    "a placeholder alone": (
        "school:\n  name: {learner}\n",
        '2: A text can start with { only in quotes. Write `"{learner}"`.',
        '2: Een tekst kan alleen tussen aanhalingstekens met { beginnen. Schrijf `"{learner}"`.',
    ),
    "brackets at the start": (
        "school:\n  name: [Nieuw] De Wilg\n",
        '2: A text can start with [ only in quotes. Write `"[Nieuw] De Wilg"`.',
        '2: Een tekst kan alleen tussen aanhalingstekens met [ beginnen. Schrijf `"[Nieuw] De Wilg"`.',
    ),
    "an open bracket": (
        "hide: [drop-out, readings\nblank_cards: 8\n",
        "1: The `[` that opens here is not closed. Write `[drop-out, readings]`.",
        "1: De `[` die hier opent, sluit nergens. Schrijf `[drop-out, readings]`.",
    ),
    "a hyphen behind a key": (
        "school:\n  name: - Wilg\n",
        '2: An item of a list cannot stand behind a key. Put it on a line of its own below; or if it is a text, write `"- Wilg"`.',
        '2: Een onderdeel van een lijst kan niet achter een sleutel staan. Zet het eronder op een eigen regel; of is het een tekst, schrijf dan `"- Wilg"`.',
    ),
    "a hyphen without a space": (
        "hide:\n  -drop-out\n  -readings\n",
        "2: The hyphen of an item needs a space behind it. Write `- drop-out`.",
        "2: Achter het streepje van een onderdeel hoort een spatie. Schrijf `- drop-out`.",
    ),
    "a hyphen without a space before a key": (
        "choices:\n  -id: near\n    label: Dichtbij\n",
        "2: The hyphen of an item needs a space behind it. Write `- id: near`.",
        "2: Achter het streepje van een onderdeel hoort een spatie. Schrijf `- id: near`.",
    ),
    "a bullet": (
        "choices:\n  • id: near\n    label: Dichtbij\n",
        "2: The hyphen of an item needs a space behind it. Write `- id: near`.",
        "2: Achter het streepje van een onderdeel hoort een spatie. Schrijf `- id: near`.",
    ),
    "a colon without a space": (
        "school:\n  name:De Wilg\n  sector: po\n",
        "2: The colon behind a key needs a space behind it. Write `name: De Wilg`.",
        "2: Achter de dubbele punt van een sleutel hoort een spatie. Schrijf `name: De Wilg`.",
    ),
    "no colon": (
        "school:\n  sector po\n  name: De Wilg\n",
        "2: There is no colon on this line. Write `sector: po`, or put more spaces in front if it goes on with the text above.",
        "2: Op deze regel staat geen dubbele punt. Schrijf `sector: po`, of zet er meer spaties voor als de tekst erboven hier doorloopt.",
    ),
    "a text that goes on at the margin": (
        "texts:\n  fair: Kansen voor elk\nkind op onze school\n  language: Nederlands\n",
        "3: There is no key on this line. If it goes on with the text above, put more spaces in front: `    kind op onze school`.",
        "3: Op deze regel staat geen sleutel. Loopt de tekst erboven hier door? Zet er dan meer spaties voor: `    kind op onze school`.",
    ),
    "a space too many": (
        "school:\n  name: De Wilg\n   sector: po\n",
        "3: Spaces at the start of this line: 3; it needs 2. Write `  sector: po`.",
        "3: Spaties aan het begin van deze regel: 3; het moeten er 2 zijn. Schrijf `  sector: po`.",
    ),
    "a space too few": (
        "choices:\n  - id: near\n   label: Dichtbij\n",
        "3: Spaces at the start of this line: 3; it needs 4. Write `    label: Dichtbij`.",
        "3: Spaties aan het begin van deze regel: 3; het moeten er 4 zijn. Schrijf `    label: Dichtbij`.",
    ),
    "a tab": (
        "school:\n\tname: De Wilg\n",
        "2: There is a tab on this line. Use spaces: `  name: De Wilg`.",
        "2: Op deze regel staat een tab. Gebruik spaties: `  name: De Wilg`.",
    ),
    "a second document": (
        "school:\n  name: De Wilg\n---\nhide: []\n",
        "3: A line that starts with `---`, `...` or `%` cannot stand here. Remove it.",
        "3: Een regel die met `---`, `...` of `%` begint, kan hier niet. Haal hem weg.",
    ),
    "a control": (
        "school:\n  name: De\x07Wilg\n",
        "2: The file has an invisible control character: U+0007. Type the line anew; a copy from elsewhere may have brought it along.",
        "2: Het bestand heeft een onzichtbaar stuurteken: U+0007. Typ de regel opnieuw; een kopie van elders kan het hebben meegebracht.",
    ),
    "something else": (
        ": x\n",
        "1: This cannot be read as YAML. Check the quotes, colons and indents on this line and the one above.",
        "1: Dit is niet als YAML te lezen. Kijk naar de aanhalingstekens, dubbele punten en inspringing van deze regel en die erboven.",
    ),
    "a colour without quotes": (
        "school:\n  colours:\n    accent: #7a1fa2\n",
        '3: What stands behind `#` is not read without quotes. Write `"#7a1fa2"`.',
        '3: Wat achter `#` staat, wordt zonder aanhalingstekens niet gelezen. Schrijf `"#7a1fa2"`.',
    ),
    "a name that starts with a #": (
        "school:\n  name: #1 van De Wilg\n",
        '2: What stands behind `#` is not read without quotes. Write `"#1 van De Wilg"`.',
        '2: Wat achter `#` staat, wordt zonder aanhalingstekens niet gelezen. Schrijf `"#1 van De Wilg"`.',
    ),
    "a file with a #": (
        "school:\n  logo: logo #1.png\n",
        '2: What stands behind `#` is not read without quotes. Write `"logo #1.png"`.',
        '2: Wat achter `#` staat, wordt zonder aanhalingstekens niet gelezen. Schrijf `"logo #1.png"`.',
    ),
    "a key of another map": (
        "sector: po\n",
        "1: `sector` does not belong here. Check how far the line is indented: the key belongs under another one.",
        "1: `sector` hoort hier niet. Kijk hoe ver de regel inspringt: de sleutel hoort ergens anders bij.",
    ),
    "an escape in a value": (
        'school:\n  logo: "a\\0.png"\n',
        "2: `school.logo` has an invisible control character: U+0000. Type it anew; a copy from elsewhere may have brought it along.",
        "2: `school.logo` heeft een onzichtbaar stuurteken: U+0000. Typ het opnieuw; een kopie van elders kan het hebben meegebracht.",
    ),
    "nothing": (
        "hide:\n",
        "1: `hide` is empty. Fill it in, or remove the line.",
        "1: `hide` is leeg. Vul het in, of haal de regel weg.",
    ),
    "a list for one value": (
        "school:\n  id: [de-wilg]\n",
        "2: `school.id` must be one value: no list, and no keys of its own.",
        "2: `school.id` moet één waarde zijn: geen lijst, en zonder eigen sleutels.",
    ),
    "keys for one value": (
        "blank_cards: {a: 8}\n",
        "1: `blank_cards` must be one value: no list, and no keys of its own.",
        "1: `blank_cards` moet één waarde zijn: geen lijst, en zonder eigen sleutels.",
    ),
    "no text in a language": (
        "school:\n  name:\n    nl: {a: {}}\n",
        "3: `school.name` must be a text. Write one text, or one per language: {nl: ..., en: ...}.",
        "3: `school.name` moet een tekst zijn. Schrijf één tekst, of één per taal: {nl: ..., en: ...}.",
    ),
    "no keys for texts": (
        "texts: []\n",
        "1: `texts` must have keys of its own. Put each key on a line below it, further to the right.",
        "1: `texts` moet eigen sleutels hebben. Zet elke sleutel op een regel eronder, verder naar rechts.",
    ),
    "no name of a file": (
        "examples_from: {a: b}\n",
        "1: `examples_from` must be the name of a file, or a list of them.",
        "1: `examples_from` moet de naam van een bestand zijn, of een lijst daarvan.",
    ),
    "a language twice": (
        "school:\n  languages:\n    - nl\n    - nl\n",
        "4: The language `nl` stands here twice. Remove one.",
        "4: De taal `nl` staat hier twee keer. Haal er één weg.",
    ),
    "a name that Windows keeps": (
        "school:\n  id: con\n",
        "2: `school.id` cannot be con: Windows keeps that name for itself. Choose another name.",
        "2: `school.id` kan niet con zijn: die naam houdt Windows voor zichzelf. Kies een andere naam.",
    ),
    "a name that is too long": (
        "school:\n  id: " + "a" * 61 + "\n",
        "2: `school.id` has 61 characters, and 60 are the most.",
        "2: `school.id` heeft 61 tekens; 60 is het meeste.",
    ),
    "a file name that is too long": (
        "school:\n  logo: " + "a" * 296 + ".png\n",
        "2: There is no file aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa ... in the school’s folder. Check the spelling, capitals included.",
        "2: Er is geen bestand aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa ... in de map van de school. Kijk naar de spelling, ook van hoofdletters.",
    ),
    "a group of texts": (
        "texts: {poster: Kansen}\n",
        "1: `poster` is no text of the kit. Did you mean `alt.poster`?",
        "1: `poster` is geen tekst van de kit. Bedoel je `alt.poster`?",
    ),
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "school.yaml"


@pytest.mark.parametrize("case", MISTAKES)
def test_a_mistake_is_reported_at_its_line_with_the_text_mended(file: Path, case: str) -> None:
    text, *messages = MISTAKES[case]
    file.write_text(text, encoding="utf-8")
    with pytest.raises(KitError) as caught:
        load(Request([file]))
    (problem,) = caught.value.problems
    found = [
        format_problem(problem, lang).removeprefix(f"{file.as_posix()}:") for lang in ("en", "nl")
    ]
    assert found == messages


@pytest.mark.parametrize(
    ("typed", "mended"),
    [
        ("De Wilg #1", '"De Wilg #1"'),
        ("'t Palet", '"\'t Palet"'),
        ("'n School", '"\'n School"'),
        ("\u2018s-Gravenhage", '"\u2018s-Gravenhage"'),
        ("'De Wilg", '"De Wilg"'),
        ("'foto's van toen'", '"foto\'s van toen"'),
        ('"De "Wilg""', "'De \"Wilg\"'"),
        ('"De "Wilg"', "'De \"Wilg\"'"),
        ('"Wilg" en "Eik"', '\'"Wilg" en "Eik"\''),
        ('"Wilg" aan zee', "'\"Wilg\" aan zee'"),
        ("“De Wilg: school”", '"De Wilg: school"'),
        ('"De Wilg”', '"De Wilg"'),
        ('It\'s "here"', "'It''s \"here\"'"),
        ("C:\\users", "'C:\\users'"),
        ('"', '""'),
        ("", '""'),
    ],
)
def test_a_text_gets_quotes_that_yaml_reads_whole(typed: str, mended: str) -> None:
    assert quoted(typed) == mended
    assert yaml.safe_load(mended) == typed or typed[0] in "'\"“"


def test_a_text_in_a_message_is_short_and_plain() -> None:
    assert excerpt("a\x1b[31m\u202e\nb\tc") == "a�[31m� b c"
    assert excerpt('"' + "kans " * 100 + '"') == '"' + "kans " * 12 + 'kans ..."'
    assert excerpt("x" * 70) == "x" * 70


NOTICED = """\
school:
  name: De Wilg #1
  sector: po # po, vo of mbo
  languages: [nl] #en
examples:
  - lens: ict-input #uit
    title: Groep 7 #digitaal
    text: Een tekst.  # nog eens nalezen
    question: "Wat #doen we?"
    short:
      nl: Kort # en goed
texts:
  fair: Kansen
    voor elk kind #eerlijk
"""


def test_what_stands_behind_a_text_and_is_not_read_is_a_notice(file: Path) -> None:
    file.write_text(NOTICED, encoding="utf-8")
    (kit,) = load(Request([file]))
    found = {
        lang: [format_problem(notice, lang) for notice in kit.notices] for lang in ("en", "nl")
    }
    place = file.as_posix()
    assert found["en"] == [
        f'{place}:2: What stands behind ` #` is not read: #1. Put the text in quotes: `"De Wilg #1"`.',
        f'{place}:7: What stands behind ` #` is not read: #digitaal. Put the text in quotes: `"Groep 7 #digitaal"`.',
        f'{place}:11: What stands behind ` #` is not read: # en goed. Put the text in quotes: `"Kort # en goed"`.',
        f'{place}:14: What stands behind ` #` is not read: #eerlijk. Put the text in quotes: `"Kansen voor elk kind #eerlijk"`.',
    ]
    assert found["nl"][0] == (
        f'{place}:2: Wat achter ` #` staat, wordt niet gelezen: #1. Zet de tekst tussen aanhalingstekens: `"De Wilg #1"`.'
    )


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_template_gives_no_notice_and_quotes_its_texts(lang: str, tmp_path: Path) -> None:
    template = ROOT / "content/template" / lang / "school.yaml"
    lines = template.read_text(encoding="utf-8").splitlines()
    whole = "\n".join(line.removeprefix("# ") for line in lines if not line.startswith("##"))
    (tmp_path / "school.yaml").write_text(whole.replace("examples_from", "#"), encoding="utf-8")
    assert read_school(tmp_path).notices == ()
    for key in ("name", "title", "short", "question", "label", "equal", "different"):
        assert f'{key}: "' in whole


@pytest.mark.parametrize(
    "text",
    [
        'a: "De Wilg\n  aan zee: een school"\n',
        "a: 'x\n\n\n  y'\nb: z\n",
        '"a": x\n"b": y\n',
        "a: it's\nb: 5'\nc: -5\nd: \u2018t Palet\n",
        "a: >-\n  - x\n  'y: z\nb: c\n",
        "a:\n- 'x'\n- y\n",
        "a: 'tien is #1'\nb: 'n'\nc: '''t Palet'\nd: '13:30'\n",
    ],
)
def test_what_is_right_is_left_alone(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")
    assert read_yaml(file).plain() == yaml.load(text, Loader=yaml.BaseLoader)


HOSTILE = {
    "brackets": "a: [" + "b: c, " * 40_000 + "\nb: c\n",
    "items": "a: [" + "'a', b, -c, " * 20_000 + "*d]\n",
    "quotes": "a: '" + "x' '" * 200_000 + "\n",
    "lines": "a: b\n" + "  x\n" * 200_000 + " y: z: q\n",
    "spaces": "a: x" + " " * 900_000 + "y: z: q\n",
    "hashes": "a: @x" + "  #y" * 200_000 + "\n",
    "keys": "".join(f"b{i}: c\n" for i in range(60_000)) + "a: x: y\n",
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_file_that_is_made_to_be_slow_is_refused_in_seconds(file: Path, case: str) -> None:
    file.write_text(HOSTILE[case][:999_999], encoding="utf-8")
    start = time.process_time()
    with pytest.raises(KitError):
        read_yaml(file)
    assert time.process_time() - start < 5
