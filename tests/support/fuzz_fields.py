"""Each field of school.yaml with each kind of value that nobody would write there.

The fields come from the models themselves, so that a new field is tried as well.
"""

import datetime
import random
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Union, get_args, get_origin

import yaml
from pydantic import BaseModel

from kit.reading.school import School

Way = tuple[str | int, ...]

# A school in which each field has a value that is right; fields that it lacks are tried as well.
WHOLE: dict[str, Any] = {
    "school": {
        "id": "de-wilg",
        "name": "De Wilg",
        "sector": "po",
        "languages": ["nl"],
        "logo": "logo.svg",
        "colours": {"accent": "#7a1fa2"},
    },
    "examples": [
        {
            "id": "chromebooks",
            "lens": "ict-input",
            "choice": "time",
            "title": "Chromebooks",
            "text": "Elke {learner} krijgt een chromebook mee.",
            "short": "Een chromebook mee.",
            "question": "En het wifi?",
            "icon": "laptop",
            "quantity": "2",
        },
        {"lens": "ict-output", "title": "Zonder id", "text": "Een tekst."},
    ],
    "examples_from": "examples.csv",
    "choices": [
        {
            "id": "near",
            "label": "Dichtbij",
            "equal": "Gelijk",
            "different": "Anders",
            "icon": "medal",
        }
    ],
    "fields": {
        "society": [{"id": "housing", "label": "Wonen", "icon": "wallet"}],
        "results": [{"id": "joy", "label": "Plezier", "icon": "exam"}],
    },
    "readings": [{"title": "Schoolplan", "url": "https://example.org/plan"}],
    "texts": {"fair": "Eerlijk", "poster.title": {"nl": "Kansen", "en": "Chances"}},
    "hide": ["drop-out", "readings"],
    "blank_cards": "8",
    "printer": {"offset": ["1.5", "-0.5"]},
    "session": {"minutes": "90", "start": "13:30"},
}
LONG = "kansen en ict " * 715
PLAIN: Mapping[str, object] = {
    "nothing": None,
    "empty": "",
    "number": 7,
    "negative": -1,
    "fraction": 1.5,
    "infinite": float("inf"),
    "no number": float("nan"),
    "digits": "9" * 10_000,
    "exponent": "1e400",
    "date": datetime.date(2025, 3, 14),
    "time": datetime.datetime(2025, 3, 14, 13, 30),
    "yes": True,
    "word": "x" * 10_000,
    "long": LONG,
    "name of 300": "x" * 296 + ".svg",
    "nul": "a\0b",
    "escape": "\x1b[31m{rood}",
    "turned": "a\u202eb",
    "emoji": "🎒",
    "private": "X \uf0b7",
    "braces": "{learner} {0} {a.b} {",
    "binary": b"\x00\xff",
    "device": "con",
    "outside": "../../etc/passwd",
    "lines": "a\nb\n",
    "hyphen": "-a",
    "hash": "a #b",
}
NESTED: Mapping[str, object] = {
    "map": {"a": "b"},
    "no keys": {},
    "list": ["a"],
    "no items": [],
    "list of lists": [["a"]],
    "list of maps": [{"a": "b"}, {}],
    "map of maps": {"a": {"b": {"c": {}}}},
    "map of lists": {"a": ["b", []]},
    "odd keys": {"": "a", "a..b": "b", "nul\0": "c", "x" * 2000: "d", "-5": "e", "<<": "f"},
    "languages": {"nl": {"a": {}}},
    "empty by language": {"nl": ""},
    "lists by language": {"nl": ["a"], "en": {}},
    "unknown language": {"xx": "a"},
    "many": ["a"] * 600,
}


def fields(model: type[BaseModel] = School, way: Way = ()) -> Iterator[Way]:
    """Yield the way to each field of a model and of those within; of a list to its first item."""
    for name, info in model.model_fields.items():
        yield from _within(info.annotation, (*way, name))


def _within(annotation: object, way: Way) -> Iterator[Way]:
    yield way
    for inner, step in _parts(annotation):
        if step:
            yield (*way, *step)
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            yield from fields(inner, (*way, *step))


def _parts(annotation: object, step: Way = ()) -> Iterator[tuple[object, Way]]:
    """Yield the types that an annotation is made of, with the step to where each stands."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        yield from _parts(inner[0], step)
    elif origin is tuple:
        yield from _parts(inner[0], (*step, 0))
    elif origin is dict:
        yield from _parts(inner[1], (*step, "nl" if inner[1] is str else "fair"))
    elif origin is Union or "UnionType" in type(annotation).__name__:
        for part in inner:
            yield from _parts(part, step)
    else:
        yield annotation, step


def kinds(own: object) -> Iterator[tuple[str, object]]:
    """Yield values of each kind; of a field's own value what is around it, or twice it."""
    yield from (*PLAIN.items(), *NESTED.items())
    yield from ((f"{name} in a list", [value]) for name, value in PLAIN.items())
    yield from ((f"{name} by language", {"nl": value}) for name, value in PLAIN.items())
    yield "own in a list", [own]
    yield "own twice", [own, own]
    yield "own twice in a list", [[own, own]]
    yield "own in a map", {"nl": own}
    yield "own under its id", {"id": own}
    if isinstance(own, list):
        yield "own, doubled", [*own, *own]


def cases(chance: random.Random | None = None) -> Iterator[tuple[str, str]]:
    """Yield a name and a school.yaml for each field with each kind of value.

    With a source of chance another field gets a value of some kind as well.
    """
    yield from ((name, written(school)) for name, school in schools(chance))


def schools(chance: random.Random | None = None) -> Iterator[tuple[str, object]]:
    """Yield the same as trees, which takes less time than writing them."""
    ways = [*dict.fromkeys(fields())]
    for way in ways:
        for kind, value in kinds(_at(WHOLE, way)):
            school = _with(WHOLE, way, value)
            name = f"{'.'.join(map(str, way))}: {kind}"
            if chance:
                other = chance.choice(ways)
                second, more = chance.choice([*kinds(_at(WHOLE, other))])
                school = _with(school, other, more)
                name += f"; {'.'.join(map(str, other))}: {second}"
            yield name, school


def written(school: object) -> str:
    """Return a school as YAML, in which nothing is written as nothing."""
    text = yaml.dump(school, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10**6)
    return str(text)


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]  # by system
    """Writes each value out, without anchors, and nothing as nothing."""

    def ignore_aliases(self, data: object) -> bool:
        return True


_Dumper.add_representer(
    type(None), lambda dumper, _: dumper.represent_scalar("tag:yaml.org,2002:null", "")
)


def _at(tree: Any, way: Way) -> object:
    """Return what stands at a way in a tree, or a word where there is nothing."""
    for step in way:
        try:
            tree = tree[step]
        except (KeyError, IndexError, TypeError):
            return "kansen"
    return tree


def _with(tree: Any, way: Way, value: object) -> object:
    """Return a tree with another value at a way, which is made if it is not there."""
    if not way:
        return value
    step, *rest = way
    if isinstance(step, int):
        items = tree if isinstance(tree, list) else []
        return [_with(items[0] if items else None, tuple(rest), value), *items[1:]]
    entries = tree if isinstance(tree, dict) else {}
    return {**entries, step: _with(entries.get(step), tuple(rest), value)}
