"""A request -> Kits: everything that is read, checked and complete, one Kit for each language.

A Kit is made here, once, and never changed; all later steps only read it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path

from kit.catalogue import MAX_CARDS
from kit.colour.chosen_inks import Inks
from kit.colour.contrast import readable_on_white
from kit.errors import Origin, Problem, collecting, problem, refuse
from kit.paths import icons, languages
from kit.reading.builtin import read_facts, read_texts
from kit.reading.card_pictures import read_card_pictures
from kit.reading.facts import (
    Facts,
    check_facts,
    facts_in_language,
    facts_of_sector,
    parse_facts,
)
from kit.reading.fonts import SchoolFonts, read_fonts
from kit.reading.glyphs import missing_glyphs
from kit.reading.hidden_parts import visible_facts
from kit.reading.logo import Logo, read_logo
from kit.reading.merge import with_school_facts
from kit.reading.resolve_names import Vocabulary
from kit.reading.school import LoadedSchool, no_school, read_school
from kit.reading.school_files import file_in_folder
from kit.reading.school_schema import Session
from kit.reading.school_texts import ids_by_text, untranslated_texts, with_school_texts
from kit.reading.texts import IdsByText, Texts, texts_of, validate_texts
from kit.reading.variants import texts_of_sector
from kit.request import Request
from kit.yaml_nodes.nodes import Node

ACCENT = ("school", "colours", "accent")  # the path of a school's colour in its school.yaml


@dataclass(frozen=True)
class Kit:
    """All that is printed in one language: facts, texts by id, and what belongs to a school."""

    lang: str
    facts: Facts
    texts: Mapping[str, str]
    origins: Mapping[str, Origin]  # of the texts
    accent: str | None = None  # a school's colour, #rrggbb, dark enough to read on white
    accent_origin: Origin | None = None
    logo: Logo | None = None
    pictures: Mapping[str, str] = field(default_factory=dict)  # a school's, as SVG, by card
    offset_mm: tuple[float, float] = (0.0, 0.0)  # of backs, to the right and down
    fonts: SchoolFonts | None = None
    session: Session = field(default_factory=Session)
    notices: tuple[Problem, ...] = ()  # what the school should know but need not change

    @property
    def chosen_inks(self) -> dict[str, Inks]:
        """The inks that were chosen for the colours of lenses, by `#rrggbb`."""
        return {lens.colour: lens.inks for lens in self.facts.lenses if lens.inks}


@dataclass(frozen=True)
class _Common:
    """What is the same in all languages of a school."""

    facts: Facts  # all, also those of hidden parts and of other sectors: a school may change them
    of_sector: Facts  # also those of hidden parts: what a school can show again
    visible: Facts  # what is printed
    logo: Logo | None
    pictures: Mapping[str, str]
    fonts: SchoolFonts | None


def load(request: Request) -> list[Kit]:
    """Read and check each school of a request in each of its languages.

    Raises KitError with the problems of all schools.
    """
    return [kit for kits in load_each(request) for kit in kits]


def load_each(request: Request) -> Iterator[list[Kit]]:
    """Read and check schools one by one; yield the kits of each, one for each language.

    A school that cannot be made yields an empty list. Raises KitError after the last school, with
    the problems of all of them.
    """
    facts, texts = read_facts(), cache(read_texts)  # the kit's own, read once for all schools
    vocabulary = Vocabulary(facts, texts)
    problems: list[Problem] = []
    ids: set[str] = set()
    paths: Sequence[Path | None] = request.schools or (None,)
    for path in paths:
        kits: list[Kit] = []
        with collecting(problems):
            school = read_school(path, vocabulary) if path else no_school()
            problems += [*school.problems, *_duplicate_school_id(school, ids)]
            kits = _load_school(school, request, facts, texts)
        yield kits
    refuse(problems)


def _load_school(
    school: LoadedSchool,
    request: Request,
    builtin_facts: Node,
    builtin_texts: Callable[[str], Node],
) -> list[Kit]:
    """Return the kits of a school, one for each language. Raises KitError with all problems."""
    ids = cache(partial(ids_by_text, school, builtin_texts))
    problems: list[Problem] = []
    sector = request.sector or school.identity.sector
    common = _load_common(school, builtin_facts, sector, ids, problems)
    langs = request.langs or _languages(school)
    texts: dict[str, Texts] = {}
    for lang in langs:
        with collecting(problems):
            of_kit = texts_of_sector(builtin_texts(lang), sector)
            elsewhere = [each.id for each in common.facts.readings if not each.link(lang)]
            node = with_school_texts(of_kit, school, lang, elsewhere)
            texts[lang] = validate_texts(node, facts_in_language(common.facts, lang), ids)
            refuse(missing_glyphs(dict(node.leaves()), common.fonts))
    refuse(problems)
    notices = (*school.notices, *_darkened_accent(school), *untranslated_texts(school, langs))
    return [_kit(lang, texts[lang], common, school, notices) for lang in langs]


def _load_common(
    school: LoadedSchool,
    builtin_facts: Node,
    sector: str | None,
    ids: IdsByText,
    problems: list[Problem],
) -> _Common:
    """Return what is the same in all languages, without what has problems; these are appended."""
    node = with_school_facts(builtin_facts, school)
    facts = visible = parse_facts(node)
    logo, fonts, pictures = None, None, dict[str, str]()
    with collecting(problems):
        check_facts(facts, node, icons())
    with collecting(problems):
        visible = facts_of_sector(visible_facts(facts, school, ids), sector)
        refuse(_too_many_cards(visible, school))
    with collecting(problems):
        logo = _logo(school)
    with collecting(problems):
        pictures = read_card_pictures(node, visible, school.folder)
    with collecting(problems):
        fonts = read_fonts(school.folder / "fonts") if school.node.map else None
    return _Common(facts, facts_of_sector(facts, sector), visible, logo, pictures, fonts)


def _kit(
    lang: str, texts: Texts, common: _Common, school: LoadedSchool, notices: tuple[Problem, ...]
) -> Kit:
    texts = texts_of(facts_in_language(common.of_sector, lang), texts)
    accent = school.identity.colours.accent
    return Kit(
        lang=lang,
        facts=facts_in_language(common.visible, lang),
        texts=texts.by_id,
        origins=texts.origins,
        accent=accent and readable_on_white(accent),
        accent_origin=school.node.get(ACCENT).origin,
        logo=common.logo,
        pictures=common.pictures,
        offset_mm=school.offset_mm,
        fonts=common.fonts,
        session=school.session,
        notices=notices,
    )


def _darkened_accent(school: LoadedSchool) -> Iterator[Problem]:
    """Yield a notice if the school's colour is printed darker, because it is too light to read."""
    accent = school.identity.colours.accent
    if accent and readable_on_white(accent) != accent:
        origin = school.node.get(ACCENT).origin
        yield problem("notice.accent", origin, colour=accent, darker=readable_on_white(accent))


def _too_many_cards(facts: Facts, school: LoadedSchool) -> Iterator[Problem]:
    """Yield a problem if there are more cards to print than a kit can have."""
    printed = sum(card.quantity for lens in facts.lenses for card in lens.cards)
    count = printed + (facts.blank_cards or 0)
    if count > MAX_CARDS:
        origin = school.node.get(("examples",)).origin
        yield problem("cards.too_many", origin, count=count, most=MAX_CARDS)


def _logo(school: LoadedSchool) -> Logo | None:
    name = school.identity.logo
    if not name:
        return None
    node = school.node.get(("school", "logo"))
    return read_logo(file_in_folder(school.folder, name, node), node.origin)


def _languages(school: LoadedSchool) -> list[str]:
    """Return the languages that a school names and the kit has; all of the kit if it names none."""
    named = school.identity.languages or languages()
    return [lang for lang in named if lang in languages()]


def _duplicate_school_id(school: LoadedSchool, ids: set[str]) -> Iterator[Problem]:
    """Yield a problem if an earlier school has the same id; then add the id to `ids`."""
    if school.id in ids:
        origin = school.node.get(("school", "id")).origin
        yield problem("school.same_id", origin, id=school.id)
    ids.add(school.id)
