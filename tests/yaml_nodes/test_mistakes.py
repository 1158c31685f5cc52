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
        '2: The quotation mark on line 2 is not closed until line 5. Write `"\'t Palet"`.',
        '2: Het aanhalingsteken op regel 2 wordt pas op regel 5 gesloten. Schrijf `"\'t Palet"`.',
    ),
    "an apostrophe that closes nowhere": (
        "school:\n  name: 's-Gravenhage\n  sector: po\n",
        '2: The quotation mark on line 2 is never closed. Write `"\'s-Gravenhage"`.',
        '2: Het aanhalingsteken op regel 2 wordt nergens gesloten. Schrijf `"\'s-Gravenhage"`.',
    ),
    "an apostrophe that takes in lines without a word": (
        "school:\n  name: 't Palet\n  sector: po\n  colours: {accent: '#7a1fa2'}\n",
        '2: The quotation mark on line 2 is not closed until line 4. Write `"\'t Palet"`.',
        '2: Het aanhalingsteken op regel 2 wordt pas op regel 4 gesloten. Schrijf `"\'t Palet"`.',
    ),
    "a quote that is not closed": (
        'school:\n  name: "De Wilg\n  colours: {accent: "#7a1fa2"}\n',
        '2: The quotation mark on line 2 is not closed until line 3. Write `"De Wilg"`.',
        '2: Het aanhalingsteken op regel 2 wordt pas op regel 3 gesloten. Schrijf `"De Wilg"`.',
    ),
    "a curly quote that should close": (
        'school:\n  name: "De Wilg”\n  sector: po\n',
        '2: The quotation mark on line 2 is never closed. Write `"De Wilg"`.',
        '2: Het aanhalingsteken op regel 2 wordt nergens gesloten. Schrijf `"De Wilg"`.',
    ),
    "quotes within quotes": (
        'school:\n  name: "De "Wilg""\n',
        "2: The text carries on after the quotation mark that closes it. Write `'De \"Wilg\"'`.",
        "2: De tekst gaat door na het aanhalingsteken dat hem afsluit. Schrijf `'De \"Wilg\"'`.",
    ),
    "an apostrophe within quotes": (
        "school:\n  name: 'foto's van 't Palet'\n",
        "2: The text carries on after the quotation mark that closes it. Write `\"foto's van 't "
        'Palet"`.',
        "2: De tekst gaat door na het aanhalingsteken dat hem afsluit. Schrijf `\"foto's van 't "
        'Palet"`.',
    ),
    "an apostrophe that would be lost": (
        "school:\n  name: 't Palet'\n",
        "2: The apostrophe at the start counts as a quotation mark and would not be printed. "
        'Write `"\'t Palet"`.',
        "2: De apostrof aan het begin telt als aanhalingsteken en wordt zo niet geprint. Schrijf "
        '`"\'t Palet"`.',
    ),
    "a path of Windows": (
        'school:\n  name: "C:\\users"\n',
        "2: Between double quotation marks a `\\` has a meaning of its own. Write `'C:\\users'`.",
        "2: Tussen dubbele aanhalingstekens heeft een `\\` een eigen betekenis. Schrijf "
        "`'C:\\users'`.",
    ),
    "a colour without quotes in braces": (
        "school:\n  colours: {accent: #7a1fa2}\n  sector: po\n",
        '2: Without quotation marks, what comes after `#` is not read. Write `"#7a1fa2"`.',
        '2: Zonder aanhalingstekens wordt niet gelezen wat achter `#` staat. Schrijf `"#7a1fa2"`.',
    ),
    "a name without quotes in braces": (
        "school: {name: De Wilg #1, sector: po}\n",
        '1: Without quotation marks, what comes after `#` is not read. Write `"De Wilg #1"`.',
        '1: Zonder aanhalingstekens wordt niet gelezen wat achter `#` staat. Schrijf `"De Wilg '
        '#1"`.',
    ),
    "a text that goes on below what is not read": (
        "texts:\n  fair: Groep 7 #digitaal\n    en groep 8\n",
        '2: Without quotation marks, what comes after `#` is not read. Write `"Groep 7 #digitaal '
        'en groep 8"`.',
        '2: Zonder aanhalingstekens wordt niet gelezen wat achter `#` staat. Schrijf `"Groep 7 '
        '#digitaal en groep 8"`.',
    ),
    "a colon in a text": (
        "school:\n  name: De Wilg: een school\n",
        '2: A text that contains a colon and a space must be in quotation marks. Write `"De Wilg: '
        'een school"`.',
        "2: Een tekst met een dubbele punt en een spatie erin moet tussen aanhalingstekens staan. "
        'Schrijf `"De Wilg: een school"`.',
    ),
    "a colon in a text of two lines": (
        "texts:\n  fair: Kansen\n    voor elk kind: hoe dan?\n",
        '2: A text that contains a colon and a space must be in quotation marks. Write `"Kansen '
        'voor elk kind: hoe dan?"`.',
        "2: Een tekst met een dubbele punt en een spatie erin moet tussen aanhalingstekens staan. "
        'Schrijf `"Kansen voor elk kind: hoe dan?"`.',
    ),
    "a sign at the start": (
        "school:\n  name: @Wilg\n",
        '2: A text that starts with @ must be in quotation marks. Write `"@Wilg"`.',
        '2: Een tekst die met @ begint, moet tussen aanhalingstekens staan. Schrijf `"@Wilg"`.',
    ),
    "an exclamation mark at the start": (
        "school:\n  name: ! Wilg\n",
        '2: A text that starts with ! must be in quotation marks. Write `"! Wilg"`.',
        '2: Een tekst die met ! begint, moet tussen aanhalingstekens staan. Schrijf `"! Wilg"`.',
    ),
    "an asterisk at the start": (
        "school:\n  name: *Wilg*\n",
        "2: Anchors (`&`, `*`) are not supported. Write the value out in full, or put a text that "
        'starts like this in quotation marks: `"*Wilg*"`.',
        "2: Ankers (`&`, `*`) kun je hier niet gebruiken. Schrijf de waarde voluit, of zet een "
        'tekst die zo begint tussen aanhalingstekens: `"*Wilg*"`.',
    ),
    "an ampersand at the start": (
        "school:\n  name: &Wilg\n",
        "2: Anchors (`&`, `*`) are not supported. Write the value out in full, or put a text that "
        'starts like this in quotation marks: `"&Wilg"`.',
        "2: Ankers (`&`, `*`) kun je hier niet gebruiken. Schrijf de waarde voluit, of zet een "
        'tekst die zo begint tussen aanhalingstekens: `"&Wilg"`.',
    ),
    "a placeholder at the start": (
        "school:\n  name: {learner} van De Wilg\n",
        '2: A text that starts with { must be in quotation marks. Write `"{learner} van De Wilg"`.',
        '2: Een tekst die met { begint, moet tussen aanhalingstekens staan. Schrijf `"{learner} '
        'van De Wilg"`.',
    ),
    "a placeholder alone": (
        "school:\n  name: {learner}\n",
        '2: A text that starts with { must be in quotation marks. Write `"{learner}"`.',
        '2: Een tekst die met { begint, moet tussen aanhalingstekens staan. Schrijf `"{learner}"`.',
    ),
    "brackets at the start": (
        "school:\n  name: [Nieuw] De Wilg\n",
        '2: A text that starts with [ must be in quotation marks. Write `"[Nieuw] De Wilg"`.',
        '2: Een tekst die met [ begint, moet tussen aanhalingstekens staan. Schrijf `"[Nieuw] De '
        'Wilg"`.',
    ),
    "an open bracket": (
        "hide: [drop-out, readings\nblank_cards: 8\n",
        "1: The `[` on this line is never closed. Write `[drop-out, readings]`.",
        "1: De `[` op deze regel wordt nergens gesloten. Schrijf `[drop-out, readings]`.",
    ),
    "a hyphen behind a key": (
        "school:\n  name: - Wilg\n",
        "2: An item of a list cannot come after a key. Put it below, on a line of its own. Is it "
        'a text? Then write `"- Wilg"`.',
        "2: Een onderdeel van een lijst kan niet achter een sleutel staan. Zet het eronder, op "
        'een eigen regel. Is het een tekst? Schrijf dan `"- Wilg"`.',
    ),
    "a hyphen without a space": (
        "hide:\n  -drop-out\n  -readings\n",
        "2: The hyphen of an item needs a space after it. Write `- drop-out`.",
        "2: Achter het streepje van een onderdeel hoort een spatie. Schrijf `- drop-out`.",
    ),
    "a hyphen without a space before a key": (
        "choices:\n  -id: near\n    label: Dichtbij\n",
        "2: The hyphen of an item needs a space after it. Write `- id: near`.",
        "2: Achter het streepje van een onderdeel hoort een spatie. Schrijf `- id: near`.",
    ),
    "a bullet": (
        "choices:\n  • id: near\n    label: Dichtbij\n",
        "2: The hyphen of an item needs a space after it. Write `- id: near`.",
        "2: Achter het streepje van een onderdeel hoort een spatie. Schrijf `- id: near`.",
    ),
    "a colon without a space": (
        "school:\n  name:De Wilg\n  sector: po\n",
        "2: The colon after a key needs a space after it. Write `name: De Wilg`.",
        "2: Achter de dubbele punt van een sleutel hoort een spatie. Schrijf `name: De Wilg`.",
    ),
    "no colon": (
        "school:\n  sector po\n  name: De Wilg\n",
        "2: There is no colon on this line. Write `sector: po`. Does the line belong to the text "
        "above? Then put more spaces in front.",
        "2: Op deze regel staat geen dubbele punt. Schrijf `sector: po`. Hoort de regel bij de "
        "tekst erboven? Zet er dan meer spaties voor.",
    ),
    "a text that goes on at the margin": (
        "texts:\n  fair: Kansen voor elk\nkind op onze school\n  language: Nederlands\n",
        "3: There is no key on this line. Does the line belong to the text above? Then put more "
        "spaces in front: `    kind op onze school`.",
        "3: Op deze regel staat geen sleutel. Hoort de regel bij de tekst erboven? Zet er dan "
        "meer spaties voor: `    kind op onze school`.",
    ),
    "a space too many": (
        "school:\n  name: De Wilg\n   sector: po\n",
        "3: Spaces at the start of this line: 3; there should be 2. Write `  sector: po`.",
        "3: Spaties aan het begin van deze regel: 3; het moeten er 2 zijn. Schrijf `  sector: po`.",
    ),
    "a space too few": (
        "choices:\n  - id: near\n   label: Dichtbij\n",
        "3: Spaces at the start of this line: 3; there should be 4. Write `    label: Dichtbij`.",
        "3: Spaties aan het begin van deze regel: 3; het moeten er 4 zijn. Schrijf `    label: Dichtbij`.",
    ),
    "a tab": (
        "school:\n\tname: De Wilg\n",
        "2: There is a tab on this line. Use spaces: `  name: De Wilg`.",
        "2: Op deze regel staat een tab. Gebruik spaties: `  name: De Wilg`.",
    ),
    "a second document": (
        "school:\n  name: De Wilg\n---\nhide: []\n",
        "3: A line cannot start with `---`, `...` or `%` here. Remove the line.",
        "3: Een regel mag hier niet met `---`, `...` of `%` beginnen. Haal de regel weg.",
    ),
    "a control": (
        "school:\n  name: De\x07Wilg\n",
        "2: The file contains an invisible control character: U+0007. Type the line again. The "
        "character may have been copied from another program.",
        "2: Het bestand bevat een onzichtbaar stuurteken: U+0007. Typ de regel opnieuw. Het teken "
        "is misschien uit een ander programma meegekopieerd.",
    ),
    "something else": (
        ": x\n",
        "1: This cannot be read as YAML. Check the quotation marks, colons and indents of this "
        "line and the one above.",
        "1: Dit is niet als YAML te lezen. Controleer de aanhalingstekens, dubbele punten en "
        "inspringing van deze regel en van die erboven.",
    ),
    "a colour without quotes": (
        "school:\n  colours:\n    accent: #7a1fa2\n",
        '3: Without quotation marks, what comes after `#` is not read. Write `"#7a1fa2"`.',
        '3: Zonder aanhalingstekens wordt niet gelezen wat achter `#` staat. Schrijf `"#7a1fa2"`.',
    ),
    "a name that starts with a #": (
        "school:\n  name: #1 van De Wilg\n",
        '2: Without quotation marks, what comes after `#` is not read. Write `"#1 van De Wilg"`.',
        '2: Zonder aanhalingstekens wordt niet gelezen wat achter `#` staat. Schrijf `"#1 van De '
        'Wilg"`.',
    ),
    "a file with a #": (
        "school:\n  logo: logo #1.png\n",
        '2: Without quotation marks, what comes after `#` is not read. Write `"logo #1.png"`.',
        '2: Zonder aanhalingstekens wordt niet gelezen wat achter `#` staat. Schrijf `"logo '
        '#1.png"`.',
    ),
    "a key of another map": (
        "sector: po\n",
        "1: `sector` does not belong here. Check how far the line is indented: the key belongs "
        "somewhere else.",
        "1: `sector` hoort hier niet. Controleer hoe ver de regel inspringt: de sleutel hoort "
        "ergens anders bij.",
    ),
    "an escape in a value": (
        'school:\n  logo: "a\\0.png"\n',
        "2: `school.logo` contains an invisible control character: U+0000. Type it again. The "
        "character may have been copied from another program.",
        "2: `school.logo` bevat een onzichtbaar stuurteken: U+0000. Typ het opnieuw. Het teken is "
        "misschien uit een ander programma meegekopieerd.",
    ),
    "nothing": (
        "hide:\n",
        "1: `hide` is empty. Fill it in, or remove the line.",
        "1: `hide` is leeg. Vul het in, of haal de regel weg.",
    ),
    "a list for one value": (
        "school:\n  id: [de-wilg]\n",
        "2: `school.id` must be a single value: not a list, and without keys of its own. Put the "
        "value after the colon.",
        "2: `school.id` moet één waarde zijn: geen lijst, en zonder eigen sleutels. Zet de waarde "
        "achter de dubbele punt.",
    ),
    "keys for one value": (
        "blank_cards: {a: 8}\n",
        "1: `blank_cards` must be a single value: not a list, and without keys of its own. Put "
        "the value after the colon.",
        "1: `blank_cards` moet één waarde zijn: geen lijst, en zonder eigen sleutels. Zet de "
        "waarde achter de dubbele punt.",
    ),
    "no text in a language": (
        "school:\n  name:\n    nl: {a: {}}\n",
        "3: `school.name` must be a text. Write one text, or one per language: {nl: ..., en: ...}.",
        "3: `school.name` moet een tekst zijn. Schrijf één tekst, of één per taal: {nl: ..., en: ...}.",
    ),
    "no keys for texts": (
        "texts: []\n",
        "1: `texts` must have keys of its own. Put each key below it on a line of its own, "
        "further to the right.",
        "1: `texts` moet eigen sleutels hebben. Zet elke sleutel eronder op een eigen regel, "
        "verder naar rechts.",
    ),
    "no name of a file": (
        "examples_from: {a: b}\n",
        "1: `examples_from` must be the name of a file, or a list of names. Write, for example, "
        "`examples_from: examples.xlsx`.",
        "1: `examples_from` moet de naam van een bestand zijn, of een lijst met namen. Schrijf "
        "bijvoorbeeld `examples_from: voorbeelden.xlsx`.",
    ),
    "a language twice": (
        "school:\n  languages:\n    - nl\n    - nl\n",
        "4: The language `nl` is given twice here. Remove one.",
        "4: De taal `nl` staat hier twee keer. Haal er één weg.",
    ),
    "a name that Windows uses": (
        "school:\n  id: con\n",
        "2: `school.id` cannot be con: Windows uses that name itself. Choose another name.",
        "2: `school.id` kan niet con zijn: Windows gebruikt die naam zelf. Kies een andere naam.",
    ),
    "a name that is too long": (
        "school:\n  id: " + "a" * 61 + "\n",
        "2: `school.id` has 61 characters; the limit is 60. Shorten it.",
        "2: `school.id` heeft 61 tekens; het mogen er hoogstens 60 zijn. Maak het korter.",
    ),
    "a file name that is too long": (
        "school:\n  logo: " + "a" * 296 + ".png\n",
        "2: The school’s folder has no file called "
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa .... Check the "
        "spelling, including capitals.",
        "2: In de map van de school staat geen bestand "
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa .... Controleer de "
        "spelling, ook de hoofdletters.",
    ),
    "a group of texts": (
        "texts: {poster: Kansen}\n",
        "1: `poster` is not a text of the kit. Did you mean `alt.poster`?",
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
        f'{place}:2: What comes after ` #` is not read: #1. Put the text in quotation marks: `"De '
        'Wilg #1"`.',
        f"{place}:7: What comes after ` #` is not read: #digitaal. Put the text in quotation "
        'marks: `"Groep 7 #digitaal"`.',
        f"{place}:11: What comes after ` #` is not read: # en goed. Put the text in quotation "
        'marks: `"Kort # en goed"`.',
        f"{place}:14: What comes after ` #` is not read: #eerlijk. Put the text in quotation "
        'marks: `"Kansen voor elk kind #eerlijk"`.',
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
