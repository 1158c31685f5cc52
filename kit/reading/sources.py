"""A school's sources -> the same with a link for each language that both title and link are in."""

from kit.errors import Problem, problem
from kit.yaml_nodes.nodes import Node


def with_links_by_language(school: Node) -> tuple[Node, list[Problem]]:
    """Return a school in which the link of each source says in which languages the source is.

    A source whose title and link have no language in common is left out, with a problem.
    """
    problems, kept = [], []
    for source in school.items_of("readings"):
        title, link = source.map.get("title"), source.map.get("url")
        if title and title.map and link:
            links = {lang: link.map.get(lang, link) for lang in title.map if _is_in(link, lang)}
            source = Node(source.map | {"url": Node(links, link.origin)}, source.origin)
            if not links:
                problems.append(problem("school.source_language", source.origin))
                continue
        kept.append(source)
    if "readings" not in school.map:
        return school, problems
    readings = Node(kept, school.map["readings"].origin)
    return Node(school.map | {"readings": readings}, school.origin), problems


def _is_in(link: Node, lang: str) -> bool:
    """Whether a link, which may be one for all languages, is for a language."""
    return not link.map or lang in link.map
