"""A request -> Kits: everything that is read, checked and complete, one for each language.

A Kit is made here, once, and never changed; what comes after it only reads it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path

from kit.catalogue import MAX_CARDS
from kit.colour.contrast import readable_on_white
from kit.errors import Origin, Problem, collecting, problem, refuse
from kit.paths import icons, languages
from kit.reading.builtin import read_facts, read_texts
from kit.reading.fonts import SchoolFonts, read_fonts
from kit.reading.glyphs import missing_glyphs
from kit.reading.logo import Logo, read_logo
from kit.reading.merge import (
    in_one_language,
    labels_of,
    with_school_facts,
    with_school_texts,
    without_hidden,
)
from kit.reading.schema import Facts, Session, check_facts, parse_facts
from kit.reading.school import LoadedSchool, no_school, read_school
from kit.reading.school_files import file_in_folder
from kit.reading.texts import Texts, validate_texts
from kit.reading.vocabulary import Vocabulary
from kit.request import Request
from kit.yaml_nodes.nodes import Node

ACCENT = ("school", "colours", "accent")  # where a school's colour is in its school.yaml


@dataclass(frozen=True)
class Kit:
    """All that is printed in one language: facts, texts by id, and what a school adds."""

    lang: str
    facts: Facts
    texts: Mapping[str, str]
    origins: Mapping[str, Origin]  # of the texts
    accent: str | None = None  # a school's colour, #rrggbb, dark enough to read on white
    accent_at: Origin | None = None
    logo: Logo | None = None
    offset_mm: tuple[float, float] = (0.0, 0.0)  # of backs, to the right and down
    fonts: SchoolFonts | None = None
    session: Session = field(default_factory=Session)
    notices: tuple[Problem, ...] = ()  # what the school should know although it stops nothing


@dataclass(frozen=True)
class _Shared:
    """What holds in all languages of a school."""

    facts: Facts  # all of them: a text may be of a part that is hidden
    visible: Facts  # those that are printed
    logo: Logo | None
    fonts: SchoolFonts | None


def load(request: Request) -> list[Kit]:
    """Read and check every school of a request in each of its languages.

    Raises KitError with the problems of all schools.
    """
    return [kit for kits in load_each(request) for kit in kits]


def load_each(request: Request) -> Iterator[list[Kit]]:
    """Read and check one school after the other; yield the kits of each, one a language.

    Raises KitError in the end, with the problems of all schools.
    """
    facts, texts = read_facts(), cache(read_texts)  # the kit's own, once for all schools
    vocabulary = Vocabulary(facts, texts)
    problems: list[Problem] = []
    ids: set[str] = set()
    paths: Sequence[Path | None] = request.schools or (None,)
    for path in paths:
        kits: list[Kit] = []
        with collecting(problems):
            school = read_school(path, vocabulary) if path else no_school()
            problems += [*school.problems, *_repeated_id(school, ids)]
            kits = _load_school(school, request, facts, texts)
        yield kits
    refuse(problems)


def _load_school(
    school: LoadedSchool,
    request: Request,
    builtin_facts: Node,
    builtin_texts: Callable[[str], Node],
) -> list[Kit]:
    """Return the kits of a school: what holds in all languages first, then the texts of each.

    Raises KitError with all problems.
    """
    labels = cache(partial(labels_of, school, builtin_texts))
    problems: list[Problem] = []
    shared = _shared(school, builtin_facts, labels, problems)
    sector = request.sector or school.identity.sector
    langs = request.langs or _languages(school)
    texts: dict[str, Texts] = {}
    for lang in langs:
        with collecting(problems):
            node = with_school_texts(builtin_texts(lang), school, lang)
            texts[lang] = validate_texts(node, shared.facts, sector, labels)
            refuse(missing_glyphs(dict(node.leaves()), shared.fonts))
    refuse(problems)
    notices = (*school.notices, *_darker_accent(school), *in_one_language(school, langs))
    return [_kit(lang, texts[lang], shared, school, notices) for lang in langs]


def _shared(
    school: LoadedSchool,
    builtin_facts: Node,
    labels: Callable[[], Mapping[str, str]],
    problems: list[Problem],
) -> _Shared:
    """Return what holds in all languages, as far as it is right; add what is not to `problems`."""
    node = with_school_facts(builtin_facts, school)
    facts = visible = parse_facts(node)
    logo, fonts = None, None
    with collecting(problems):
        check_facts(facts, node, icons())
    with collecting(problems):
        visible = without_hidden(facts, school, labels)
        refuse(_too_many_cards(visible, school))
    with collecting(problems):
        logo = _logo(school)
    with collecting(problems):
        fonts = read_fonts(school.folder / "fonts") if school.node.map else None
    return _Shared(facts, visible, logo, fonts)


def _kit(
    lang: str, texts: Texts, shared: _Shared, school: LoadedSchool, notices: tuple[Problem, ...]
) -> Kit:
    accent = school.identity.colours.accent
    return Kit(
        lang=lang,
        facts=shared.visible,
        texts=texts.by_id,
        origins=texts.origins,
        accent=accent and readable_on_white(accent),
        accent_at=school.node.get(ACCENT).origin,
        logo=shared.logo,
        offset_mm=school.offset_mm,
        fonts=shared.fonts,
        session=school.session,
        notices=notices,
    )


def _darker_accent(school: LoadedSchool) -> Iterator[Problem]:
    """Yield a notice if the school's colour cannot be read on white as it is."""
    accent = school.identity.colours.accent
    if accent and readable_on_white(accent) != accent:
        where = school.node.get(ACCENT).origin
        yield problem("notice.accent", where, colour=accent, darker=readable_on_white(accent))


def _too_many_cards(facts: Facts, school: LoadedSchool) -> Iterator[Problem]:
    """Yield a problem if there are more cards to print than a kit can have."""
    printed = sum(card.quantity for lens in facts.lenses for card in lens.cards)
    count = printed + (facts.blank_cards or 0)
    if count > MAX_CARDS:
        where = school.node.get(("examples",)).origin
        yield problem("cards.too_many", where, count=count, most=MAX_CARDS)


def _logo(school: LoadedSchool) -> Logo | None:
    name = school.identity.logo
    if not name:
        return None
    node = school.node.get(("school", "logo"))
    return read_logo(file_in_folder(school.folder, name, node), node.origin)


def _languages(school: LoadedSchool) -> list[str]:
    """Return the languages to make: those that a school names, as far as the kit has them."""
    named = school.identity.languages or languages()
    return [lang for lang in named if lang in languages()]


def _repeated_id(school: LoadedSchool, ids: set[str]) -> Iterator[Problem]:
    """Yield a problem if a school before this one has its id; then add it to those ids."""
    if school.id in ids:
        where = school.node.get(("school", "id")).origin
        yield problem("school.same_id", where, id=school.id)
    ids.add(school.id)
