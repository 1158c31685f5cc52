"""Models of school.yaml + the names in the kit -> a JSON schema, for editors that help to type.

The schema accepts all that the program accepts: labels in any case, ids that a school makes up,
numbers in quotes. Alternatives that differ by type are one schema with several types, since editors
repeat a description for each `anyOf`.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from kit.catalogue import MAX_OFFSET_MM, SESSION_MINUTES
from kit.errors import Listing, Origin
from kit.messages import format_message
from kit.names import Term
from kit.paths import home
from kit.reading.builtin import read_facts, read_texts
from kit.reading.facts import Facts, facts_in_language, parse_facts
from kit.reading.hidden_parts import hideable_parts
from kit.reading.resolve_names import NAMED_KINDS, Vocabulary
from kit.reading.school_schema import School
from kit.reading.text_ids import CARD_TEXTS, CHOICE_TEXTS
from kit.reading.value_types import ID_PATTERN
from kit.reading.variants import texts_of_sector
from kit.suggestions import fold
from kit.yaml_nodes.nodes import Node
from kit.yaml_nodes.reader import read_yaml

Json = dict[str, Any]
KeyPath = tuple[str, ...]  # keys from the top of school.yaml; `*` is any item or key

LENGTH_PATTERN = r"\s*[+-]?\d+([.,]\d+)?\s*"
KEYS_WITH_PATTERN = ("id", "accent", "url", "start")  # for which messages say how to write them
SCALAR = ["string", "number", "boolean"]  # the types that YAML gives to a text without quotes
TEXT: Json = {"type": [*SCALAR, "object"], "additionalProperties": {"type": SCALAR}}
OFFSET: Json = {
    "type": ["array", "string"],
    "items": {
        "type": ["number", "string"],
        "minimum": -MAX_OFFSET_MM,
        "maximum": MAX_OFFSET_MM,
        "pattern": f"^{LENGTH_PATTERN}$",
    },
    "minItems": 2,
    "maxItems": 2,
    "pattern": f"^{LENGTH_PATTERN}[;,]{LENGTH_PATTERN}$",
}


def editor_schema(lang: str) -> Json:
    """Return the JSON schema of school.yaml, with descriptions in a language."""
    nodes, texts = read_facts(), cache(read_texts)
    facts = facts_in_language(parse_facts(nodes), lang)
    vocabulary = Vocabulary(nodes, texts)
    no_school, printed = Node({}, Origin(Path())), texts_of_sector(texts(lang), None)
    named = {
        kind: _names_schema(kind, vocabulary.terms(kind, no_school), lang)
        for kind in NAMED_KINDS.values()
    }
    replacements: Mapping[KeyPath, Json] = {
        **{path: {"$ref": f"#/$defs/{kind}"} for path, kind in NAMED_KINDS.items()},
        ("texts",): _texts_schema(printed, facts),
        ("hide", "*"): _parts_schema(facts, printed, lang),
        ("printer", "offset"): OFFSET,
        ("session", "minutes"): _minutes_schema(lang),
        ("session", "start"): {"type": ["string", "number"], "pattern": r"^\d?\d[:.]\d\d$"},
    }
    models = School.model_json_schema()
    schema = _described(_inlined(models, models["$defs"]), (), replacements, _descriptions(lang))
    return schema | {"$defs": named | {"text": TEXT}}


def _descriptions(lang: str) -> dict[str, str]:
    """Return the description of each key by its dotted path, and hints under `pattern.KEY`."""
    nodes = read_yaml(home() / "content" / "schema" / f"{lang}.yaml").map
    hints = {
        f"pattern.{key}": format_message(f"pattern.{key}.hint", lang, {})
        for key in KEYS_WITH_PATTERN
    }
    return {key: str(node.value) for key, node in nodes.items()} | hints


def _inlined(schema: Json, definitions: Json) -> Json:
    """Return a schema without `$ref` and `anyOf`: definitions in place, alternatives as types."""
    if "$ref" in schema:
        return _inlined(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    dropped = ("anyOf", "title", "description", "default", "$defs")
    inlined = {key: value for key, value in schema.items() if key not in dropped}
    for alternative in schema.get("anyOf", ()):
        if alternative["type"] != "null":  # the default of a key that is left out; not to be typed
            types = [*inlined.get("type", ()), alternative["type"]]
            inlined |= alternative | {"type": types}
    if "properties" in inlined:
        inlined["properties"] = {
            name: _inlined(inner, definitions) for name, inner in inlined["properties"].items()
        }
    if "items" in inlined:
        inlined["items"] = _inlined(inlined["items"], definitions)
    return _widened(inlined)


def _widened(schema: Json) -> Json:
    """Also allow a text that looks like a number, and a number in quotes."""
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if "string" in types and "pattern" not in schema:
        schema |= {"type": [*SCALAR, *(name for name in types if name != "string")]}
    if schema.get("additionalProperties"):
        schema |= {"additionalProperties": {"type": SCALAR}}
    if "integer" in types:
        schema |= {"type": ["integer", "string"], "pattern": r"^\s*\d+\s*$"}
    return schema


def _described(
    schema: Json,
    path: KeyPath,
    replacements: Mapping[KeyPath, Json],
    descriptions: Mapping[str, str],
) -> Json:
    """Return the schema at a path with its parts replaced where a path matches, and described."""
    matches = (part for pattern, part in replacements.items() if _is_match(path, pattern))
    schema = next(matches, schema)
    if "properties" in schema and path != ("texts",):
        properties = {
            name: _described(inner, (*path, name), replacements, descriptions)
            for name, inner in schema["properties"].items()
        }
        schema = schema | {"properties": properties}
    if "items" in schema:
        items = _described(schema["items"], (*path, "*"), replacements, descriptions)
        schema = schema | {"items": items}
    key = path[-1] if path else ""
    if key in KEYS_WITH_PATTERN and "pattern" in schema:
        schema = schema | {"patternErrorMessage": descriptions[f"pattern.{key}"]}
    name = ".".join(step for step in path if step != "*")
    if key == "*" or name not in descriptions:
        return schema
    return schema | {"description": descriptions[name]}


def _is_match(path: KeyPath, pattern: KeyPath) -> bool:
    steps = zip(path, pattern, strict=False)
    return len(path) == len(pattern) and all(wanted in ("*", step) for step, wanted in steps)


def _names_schema(kind: str, terms: tuple[Term, ...], lang: str) -> Json:
    """Return the schema of a name of a kind of thing; of choices a school may make up its own."""
    descriptions = {term.id: term.label(lang) for term in terms}
    if kind != "icon":  # icons are offered by id only: they are very many
        descriptions = {term.label(lang): term.id for term in terms} | descriptions
    names = {name for term in terms for _, labels in term.names for name in (term.id, *labels)}
    numbers = [int(name) for name in names if name.isdecimal()]
    limits = {"minimum": min(numbers), "maximum": max(numbers)} if numbers else {}
    pattern = rf"^[\W_]*({'|'.join(map(_folded_pattern, sorted(names)))})[\W_]*$"
    any_name = {"type": ["string", "integer"], "pattern": pattern, **limits}
    message = format_message(f"unknown.{kind}.options", lang, {"known": Listing(terms)})
    return _offering(descriptions, message, {"type": SCALAR} if kind == "choice" else any_name)


def _offering(descriptions: Mapping[Any, str], message: str, accepted: Json) -> Json:
    """Return a schema that offers values with descriptions, and accepts others too.

    `message` is what an editor says of a value that is neither. With `anyOf` editors would hide the
    description of the key as soon as it has a value. They offer no values from `else`, so these
    are repeated in `defaultSnippets`.
    """
    snippets = [
        {"label": str(value), "body": value, "description": text}
        for value, text in descriptions.items()
    ]
    values = {
        "enum": [*descriptions],
        "enumDescriptions": [*descriptions.values()],
        "errorMessage": message,
    }
    return {"if": accepted, "else": values, "defaultSnippets": snippets}


def _folded_pattern(name: str) -> str:
    """Return the pattern of a name in any case, with or without accents and punctuation."""
    words = re.findall(r"[^\W_]+", name)
    return r"[\W_]+".join("".join(map(_letter_pattern, word)) for word in words)


def _letter_pattern(letter: str) -> str:
    forms = {case for form in (letter, fold(letter)) for case in (form.lower(), form.upper())}
    return letter if len(forms) == 1 else f"[{''.join(sorted(forms))}]"


def _minutes_schema(lang: str) -> Json:
    known = [str(minutes) for minutes in SESSION_MINUTES]
    quoted = {"type": "string", "pattern": f"^({'|'.join(known)})$"}
    message = format_message("facts.choice.options", lang, {"known": ", ".join(known)})
    return _offering({minutes: f"{minutes} min" for minutes in SESSION_MINUTES}, message, quoted)


def _texts_schema(texts: Node, facts: Facts) -> Json:
    """Return the schema of `texts`: the ids of the kit with their texts, and patterns of others."""
    patterns = [r"school\.name", rf"readings\.{ID_PATTERN}", *_school_id_patterns(facts)]
    return {
        "type": "object",
        "properties": {
            text_id: {"$ref": "#/$defs/text", "description": str(leaf.value)}
            for text_id, leaf in texts.leaves()
        },
        "patternProperties": {f"^({'|'.join(patterns)})$": {"$ref": "#/$defs/text"}},
        "additionalProperties": False,
    }


def _school_id_patterns(facts: Facts) -> Iterable[str]:
    """Yield the patterns of ids of texts that a school adds: of cards, choices, fields, glosses."""
    for lens in facts.lenses:
        if lens.choices or lens.fields:
            yield rf"{lens.id}\.glosses\.{ID_PATTERN}"
        if lens.cards:
            yield rf"{lens.id}\.cards\.{ID_PATTERN}\.({'|'.join(CARD_TEXTS)})"
        if lens.choices:
            yield rf"{lens.id}\.choices\.{ID_PATTERN}\.({'|'.join(CHOICE_TEXTS)})"
        if lens.fields:
            yield rf"{lens.id}\.fields\.{ID_PATTERN}"


def _parts_schema(facts: Facts, texts: Node, lang: str) -> Json:
    """Return the schema of an item of `hide`: the id of a part, of the kit or of the school."""
    descriptions = {
        part: str(texts.get(tuple(text_id.split("."))).value)
        for part, text_id in hideable_parts(facts)
    }
    message = format_message("hide.unknown.hint", lang, {})
    any_id = {"type": "string", "pattern": f"^{ID_PATTERN}$"}
    return _offering(descriptions, message, any_id)
