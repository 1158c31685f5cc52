"""Models of school.yaml + the kit's own words -> a JSON schema, for editors that help to type.

What the program accepts passes: labels in any case, ids of a school's own, numbers in quotes. Where
alternatives differ by type they are one part, as editors repeat what they say for each `anyOf`.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from kit.catalogue import SESSION_MINUTES
from kit.errors import Listing, Origin
from kit.messages import format_message
from kit.names import Term
from kit.paths import home
from kit.reading.builtin import read_facts, read_texts
from kit.reading.facts import Facts, parse_facts
from kit.reading.merge import parts_of
from kit.reading.school_schema import School
from kit.reading.texts import CARD_TEXTS, CHOICE_TEXTS
from kit.reading.vocabulary import PLACES, Vocabulary
from kit.suggestions import fold
from kit.yaml_nodes.nodes import Node
from kit.yaml_nodes.reader import read_yaml

Json = dict[str, Any]
Way = tuple[str, ...]

ID = "[a-z][a-z0-9]*(-[a-z0-9]+)*"
LENGTH = r"\s*[+-]?\d+([.,]\d+)?\s*"
PATTERNS = ("id", "accent", "url", "start")
SCALAR = ["string", "number", "boolean"]  # what YAML may make of a text without quotes
TEXT: Json = {"type": [*SCALAR, "object"], "additionalProperties": {"type": SCALAR}}
OFFSET: Json = {
    "type": ["array", "string"],
    "items": {
        "type": ["number", "string"],
        "minimum": -10,
        "maximum": 10,
        "pattern": f"^{LENGTH}$",
    },
    "minItems": 2,
    "maxItems": 2,
    "pattern": f"^{LENGTH}[;,]{LENGTH}$",
}


def editor_schema(lang: str) -> Json:
    """Return the JSON schema of school.yaml, described in a language."""
    nodes, texts = read_facts(), cache(read_texts)
    facts, vocabulary = parse_facts(nodes), Vocabulary(nodes, texts)
    no_school = Node({}, Origin(Path()))
    kinds = {
        kind: _named(kind, vocabulary.terms(kind, no_school), lang) for kind in PLACES.values()
    }
    values: Mapping[Way, Json] = {
        **{way: {"$ref": f"#/$defs/{kind}"} for way, kind in PLACES.items()},
        ("texts",): _texts(texts(lang), facts),
        ("hide", "*"): _parts(facts, texts(lang), lang),
        ("printer", "offset"): OFFSET,
        ("session", "minutes"): _minutes(lang),
        ("session", "start"): {"type": ["string", "number"], "pattern": r"^\d?\d[:.]\d\d$"},
    }
    raw = School.model_json_schema()
    schema = _described(_plain(raw, raw["$defs"]), (), values, _words(lang))
    return schema | {"$defs": kinds | {"text": TEXT}}


def _words(lang: str) -> dict[str, str]:
    """Return what each key is for by its place, and under `pattern` how to write some."""
    words = read_yaml(home() / "content" / "schema" / f"{lang}.yaml").map
    hints = {f"pattern.{key}": format_message(f"pattern.{key}.hint", lang, {}) for key in PATTERNS}
    return {key: str(it.value) for key, it in words.items()} | hints


def _plain(part: Json, models: Json) -> Json:
    """Return a part with all that it refers to in place, and its alternatives as types."""
    if "$ref" in part:
        return _plain(models[part["$ref"].rpartition("/")[2]], models)
    dropped = ("anyOf", "title", "description", "default", "$defs")
    plain = {key: value for key, value in part.items() if key not in dropped}
    for branch in part.get("anyOf", ()):
        if branch["type"] != "null":  # what is empty is not what is left out
            types = [*plain.get("type", ()), branch["type"]]
            plain |= branch | {"type": types}
    if "properties" in plain:
        plain["properties"] = {name: _plain(it, models) for name, it in plain["properties"].items()}
    if "items" in plain:
        plain["items"] = _plain(plain["items"], models)
    return _widened(plain)


def _widened(part: Json) -> Json:
    """Let a text look like a number, and a number stand in quotes."""
    types = part["type"] if isinstance(part["type"], list) else [part["type"]]
    if "string" in types and "pattern" not in part:
        part |= {"type": [*SCALAR, *(name for name in types if name != "string")]}
    if part.get("additionalProperties"):
        part |= {"additionalProperties": {"type": SCALAR}}
    if "integer" in types:
        part |= {"type": ["integer", "string"], "pattern": r"^\s*\d+\s*$"}
    return part


def _described(part: Json, way: Way, values: Mapping[Way, Json], words: Mapping[str, str]) -> Json:
    """Return a part with the kit's own values and what it is for."""
    known = (it for at, it in values.items() if _is_at(way, at))
    part = next(known, part)
    if "properties" in part and way != ("texts",):
        inner = part["properties"].items()
        described = {name: _described(it, (*way, name), values, words) for name, it in inner}
        part = part | {"properties": described}
    if "items" in part:
        part = part | {"items": _described(part["items"], (*way, "*"), values, words)}
    key = way[-1] if way else ""
    if key in PATTERNS and "pattern" in part:
        part = part | {"patternErrorMessage": words[f"pattern.{key}"]}
    name = ".".join(step for step in way if step != "*")
    return part | {"description": words[name]} if key != "*" and name in words else part


def _is_at(way: Way, pattern: Way) -> bool:
    same = (wanted in ("*", step) for step, wanted in zip(way, pattern, strict=False))
    return len(way) == len(pattern) and all(same)


def _named(kind: str, terms: Iterable[Term], lang: str) -> Json:
    """Return what a thing of a kind may be called; a choice may also be a school's own."""
    known = tuple(terms)
    said = {it.id: it.label(lang) for it in known}
    if kind != "icon":  # of which there are so many that their ids will do
        said = {it.label(lang): it.id for it in known} | said
    names = {name for it in known for _, more in it.names for name in (it.id, *more)}
    numbers = [int(name) for name in names if name.isdecimal()]
    limits = {"minimum": min(numbers), "maximum": max(numbers)} if numbers else {}
    pattern = rf"^[\W_]*({'|'.join(map(_in_any_case, sorted(names)))})[\W_]*$"
    other = {"type": ["string", "integer"], "pattern": pattern, **limits}
    choose = format_message(f"unknown.{kind}.options", lang, {"known": Listing(known)})
    return _one_of(said, choose, {"type": SCALAR} if kind == "choice" else other)


def _one_of(said: Mapping[Any, str], wrong: str, other: Json) -> Json:
    """Return values with what an editor says of each, and what else there may be.

    With `anyOf` editors would hide what they say of the key as soon as there is a value, and they
    offer no values that stand under `else`: these are told once more for that.
    """
    offered = [{"label": str(it), "body": it, "description": text} for it, text in said.items()]
    values = {"enum": [*said], "enumDescriptions": [*said.values()], "errorMessage": wrong}
    return {"if": other, "else": values, "defaultSnippets": offered}


def _in_any_case(name: str) -> str:
    """Return the pattern of a name with capitals, accents and marks or without."""
    words = re.findall(r"[^\W_]+", name)
    return r"[\W_]+".join("".join(map(_letter_in_any_case, word)) for word in words)


def _letter_in_any_case(letter: str) -> str:
    cases = {case for form in (letter, fold(letter)) for case in (form.lower(), form.upper())}
    return letter if len(cases) == 1 else f"[{''.join(sorted(cases))}]"


def _minutes(lang: str) -> Json:
    quoted = {"type": "string", "pattern": f"^({'|'.join(map(str, SESSION_MINUTES))})$"}
    choose = format_message(
        "facts.choice.options", lang, {"known": ", ".join(map(str, SESSION_MINUTES))}
    )
    return _one_of({minutes: f"{minutes} min" for minutes in SESSION_MINUTES}, choose, quoted)


def _texts(texts: Node, facts: Facts) -> Json:
    """Return the ids of all texts with what they say now, and the pattern of a school's own."""
    said = {text_id: str(leaf.value) for text_id, leaf in texts.leaves()}
    own = [r"school\.name", rf"readings\.{ID}"]
    for lens in facts.lenses:
        own += [rf"{lens.id}\.cards\.{ID}\.({'|'.join(CARD_TEXTS)})"] if lens.cards else []
        own += [rf"{lens.id}\.choices\.{ID}\.({'|'.join(CHOICE_TEXTS)})"] if lens.choices else []
        own += [rf"{lens.id}\.fields\.{ID}"] if lens.fields else []
    return {
        "type": "object",
        "properties": {
            text_id: {"$ref": "#/$defs/text", "description": text} for text_id, text in said.items()
        },
        "patternProperties": {f"^({'|'.join(own)})$": {"$ref": "#/$defs/text"}},
        "additionalProperties": False,
    }


def _parts(facts: Facts, texts: Node, lang: str) -> Json:
    """Return the ids of all parts with what they say now; a school's own look the same."""
    said = {part: str(texts.get((*text_id.split("."),)).value) for part, text_id in parts_of(facts)}
    wrong = format_message("hide.unknown.hint", lang, {})
    return _one_of(said, wrong, {"type": "string", "pattern": f"^{ID}$"})
