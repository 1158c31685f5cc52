"""The kit's texts + those of a school -> merged texts of a language, each with its origin."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from kit.errors import Listing, Problem, problem, refuse
from kit.names import Label
from kit.paths import languages
from kit.reading.merge import merge
from kit.reading.school import LoadedSchool
from kit.reading.text_ids import CARD_TEXTS, CHOICE_TEXTS
from kit.reading.variants import leaves_of_all_sectors
from kit.suggestions import nearest
from kit.yaml_nodes.nodes import Node
from kit.yaml_nodes.quotes import excerpt

MAX_LABEL_CHARACTERS = 80  # longer texts are not what people call a thing

TextPath = tuple[str, ...]  # of a text in the tree of texts: its dotted id, split


def with_school_texts(
    texts: Node, school: LoadedSchool, lang: str, elsewhere: Collection[str] = ()
) -> Node:
    """Return the texts of the kit in a language with those of a school.

    `elsewhere` are the ids of sources that are not in this language: their titles are left out.
    Raises KitError for each text that a school has in other languages only, and for each id that is
    that of a group of texts.
    """
    problems = []
    added = Node({}, texts.origin)
    for path, node in _texts_of(school):
        text, is_kits = node.map.get(lang, node), texts.resolve(path)[0] == path
        is_source = path[0] == "readings"
        if is_source and path[-1] in elsewhere:
            continue
        if is_kits and (text.value == {} or (is_source and text.map)):
            continue  # the item changes one of the kit, which has a text
        if node.map and lang not in node.map:
            problems.append(problem("text.language", node.origin, lang=lang))
        elif isinstance(text.value, str) and not (_fits(texts, path) and _fits(added, path)):
            near = nearest(".".join(path), [text_id for text_id, _ in texts.leaves()])
            name = excerpt(".".join(path))
            problems.append(problem("text.unknown", node.origin, id=name, near=near))
        else:
            _insert(added, path, text)
    refuse(problems)
    return merge(texts, added)


def ids_by_text(school: LoadedSchool, texts: Callable[[str], Node]) -> Mapping[str, str]:
    """Return the ids of short texts, the kit's and a school's, by what they say.

    They are those of all languages and all sectors.
    """
    of_kit = (pair for lang in languages() for pair in leaves_of_all_sectors(texts(lang)))
    of_school = (
        (".".join(path), leaf) for path, node in _texts_of(school) for _, leaf in node.leaves()
    )
    return {
        str(leaf.value): text_id
        for text_id, leaf in (*of_kit, *of_school)
        if len(str(leaf.value)) <= MAX_LABEL_CHARACTERS
    }


def untranslated_texts(school: LoadedSchool, langs: Sequence[str]) -> Iterator[Problem]:
    """Yield a notice for each line with a text that is the same in several languages.

    Names of schools and titles of sources need no translation. Cells cannot differ by language, so
    a spreadsheet gets one notice as a whole.
    """
    if len(langs) < 2:
        return
    sources = {("readings", source.text_of("id")) for source in school.node.items_of("readings")}
    origins = {
        replace(node.origin, line=0, column="") if node.origin.column else node.origin
        for path, node in _texts_of(school)
        if isinstance(node.value, str) and path not in {("school", "name"), *sources}
    }
    known = Listing(tuple(Label("language", lang) for lang in langs))
    for origin in sorted(origins, key=lambda origin: (origin.file, origin.line)):
        kind = "notice.one_language" if origin.line else "notice.one_language_sheet"
        yield problem(kind, origin, langs=known)


def _texts_of(school: LoadedSchool) -> Iterator[tuple[TextPath, Node]]:
    """Yield every text of a school with its path in the tree of texts.

    An item whose text is missing gives an empty map, with the origin where the text is missed.
    """
    node = school.node
    for key, value in node.entries_of("school"):
        if key == "name":
            yield ("school", "name"), value
    for example in node.items_of("examples"):
        path = (example.text_of("lens"), "cards", example.text_of("id"))
        yield from _item_texts(path, example, CARD_TEXTS)
    for choice in node.items_of("choices"):
        yield from _item_texts(("choices", "choices", choice.text_of("id")), choice, CHOICE_TEXTS)
    for lens_id, fields in node.entries_of("fields"):
        for field in fields.items:
            yield (lens_id, "fields", field.text_of("id")), _text_or_gap(field, "label")
    for source in node.items_of("readings"):
        yield ("readings", source.text_of("id")), _text_or_gap(source, "title")
    for text_id, value in node.entries_of("texts"):
        yield tuple(text_id.split(".")), value


def _item_texts(
    path: TextPath, item: Node, keys: tuple[str, ...]
) -> Iterator[tuple[TextPath, Node]]:
    yield path, Node({}, item.origin)
    yield from (((*path, key), item.map[key]) for key in keys if key in item.map)


def _text_or_gap(item: Node, key: str) -> Node:
    return item.map.get(key, Node({}, item.origin))


def _fits(tree: Node, path: TextPath) -> bool:
    """Whether a text at a path is neither above other texts in a tree nor below one."""
    existing, end = tree.resolve(path)
    return all(path) and isinstance(end.value, dict) != (existing == path)


def _insert(tree: Node, path: TextPath, node: Node) -> None:
    """Merge a node into a tree at a path. Changes the tree, which is still being made."""
    *parents, last = path
    for key in parents:
        if key not in tree.map or not isinstance(tree.map[key].value, dict):
            tree.map[key] = Node({}, node.origin)
        tree = tree.map[key]
    tree.map[last] = merge(tree.map.get(last, Node({}, node.origin)), node)
