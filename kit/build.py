"""The pipeline, from YAML to PDFs."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from kit.catalogue import MOST_CARDS, PRINT_ORDER
from kit.colour import readable
from kit.content import icons, languages, read_facts, read_texts
from kit.errors import Problem, collecting, gather, problem, refuse
from kit.logo import Logo, read_logo
from kit.overlay import with_school_facts, with_school_texts, without_hidden
from kit.plan import Job, Options, plan, plan_sheets
from kit.preflight import preflight
from kit.print_order import markdown, print_orders, with_print_list
from kit.render import Rendered, render
from kit.schema import Facts, check_facts, parse_facts
from kit.school import SchoolFile, inside, no_school, own_fonts, read_school
from kit.texts import Kit, validate_texts
from kit.write import write


@dataclass(frozen=True)
class Order:
    """What to make: for which schools (none: the kit as it is), in which languages and words.

    Without languages or sector a school's own count, and without those all.
    """

    schools: Sequence[Path] = ()
    langs: Sequence[str] = ()
    sector: str | None = None
    options: Options = field(default_factory=Options)


def build(order: Order, output: Path) -> tuple[list[Rendered], list[Path]]:
    """Make the PDFs of an order and write them below `output`.

    Also returns the files there that an earlier build left, with other options.
    Raises KitError with all problems; nothing is written then.
    """
    rendered = check(order)
    files = {result.job.path: result.pdf for result in rendered if result.pdf}
    for result in rendered:
        if result.job.order and result.job.sheet.piece == PRINT_ORDER[0]:
            path = result.job.path.with_suffix(".md")
            files[path] = markdown(result.job.order).encode("utf-8")
    return rendered, write(files, output)


def check(order: Order) -> list[Rendered]:
    """Make the PDFs of an order in memory, checked. Raises KitError with all problems."""
    rendered = render(jobs(order))
    if order.options.groups:
        rendered += render(print_orders(rendered, order.options.groups))
    refuse(preflight(rendered))
    return rendered


def jobs(order: Order) -> list[Job]:
    """Return what an order makes, one job a PDF."""
    sheets = plan_sheets(order.options)
    planned = [job for kit in kits(order) for job in plan(kit, sheets)]
    return [with_print_list(job, order.options) for job in planned]


def kits(order: Order) -> list[Kit]:
    """Read and check every school in each of its languages.

    Raises KitError with the problems of all schools.
    """
    schools = gather(*(partial(read_school, path) for path in order.schools)) or [no_school()]
    problems = [*_same_ids(schools), *(found for school in schools for found in school.problems)]
    found: list[Kit] = []
    for school in schools:
        langs = order.langs or school.values.school.languages or languages()
        with collecting(problems):
            found += load_all(langs, order.sector, school)
    refuse(problems)
    return found


def load(lang: str, sector: str | None, school: SchoolFile) -> Kit:
    """Read and check the kit in one language, in the words of a sector, as a school has it."""
    (kit,) = load_all((lang,), sector, school)
    return kit


def load_all(langs: Sequence[str], sector: str | None, school: SchoolFile) -> list[Kit]:
    """Read and check the kit in languages: what holds in all of them once, then the texts of each.

    Raises KitError with all problems.
    """
    node = with_school_facts(read_facts(), school)
    facts = parse_facts(node)
    about = school.values.school
    problems: list[Problem] = []
    with collecting(problems):
        check_facts(facts, node, icons())
    with collecting(problems):
        shown = without_hidden(facts, school)
        refuse(_too_many_cards(shown, school))
    with collecting(problems):
        logo = _logo(school)
    with collecting(problems):
        fonts = own_fonts(school)
    kits: list[Kit] = []
    for lang in langs:
        with collecting(problems):
            refuse(_unknown_language(lang, school))
            texts = with_school_texts(read_texts(lang), school, lang)
            kits.append(validate_texts(texts, facts, lang, sector or about.sector))
    refuse(problems)
    accent = about.colours.accent and readable(about.colours.accent)
    told = tuple(_darker_accent(school))
    offset = school.values.printer.offset
    accent_at = school.node.at(("school", "colours", "accent")).origin
    own = partial(replace, facts=shown, accent=accent, accent_at=accent_at, logo=logo)
    own = partial(own, session=school.values.session)
    return [own(kit, offset_mm=offset, fonts=fonts, notices=told) for kit in kits]


def notices(rendered: Iterable[Rendered]) -> list[Problem]:
    """Return what a school should know though it stops nothing, each once."""
    told = (
        notice
        for result in rendered
        for notice in (*result.job.kit.notices, *_duller_in_print(result.job))
    )
    return list(dict.fromkeys(told))


def _duller_in_print(job: Job) -> Iterator[Problem]:
    """Yield a notice for each colour of a school's own that a print shop cannot print."""
    if job.sheet.profile == "copyshop" and job.kit.logo:
        from kit.inks import duller_in_print

        for colour, seen in duller_in_print(job.kit.logo.colours):
            yield problem("notice.logo_gamut", job.kit.logo.origin, colour=colour, seen=seen)
    if job.sheet.profile == "copyshop" and job.kit.accent:
        from kit.inks import duller_in_print

        for colour, seen in duller_in_print([job.kit.accent]):
            yield problem("notice.gamut", job.kit.accent_at, colour=colour, seen=seen)


def _darker_accent(school: SchoolFile) -> Iterator[Problem]:
    """Yield a notice if the school's colour cannot be read on white as it is."""
    accent = school.values.school.colours.accent
    if accent and readable(accent) != accent:
        where = school.node.at(("school", "colours", "accent")).origin
        yield problem("notice.accent", where, colour=accent, darker=readable(accent))


def _too_many_cards(facts: Facts, school: SchoolFile) -> Iterator[Problem]:
    """Yield a problem if there are more cards to print than a deck can have."""
    printed = sum(card.quantity for lens in facts.lenses for card in lens.cards)
    if printed + (facts.blank_cards or 0) > MOST_CARDS:
        where = school.node.at(("examples",)).origin
        yield problem("cards.too_many", where, count=printed, most=MOST_CARDS)


def _logo(school: SchoolFile) -> Logo | None:
    name = school.values.school.logo
    if not name:
        return None
    node = school.node.at(("school", "logo"))
    return read_logo(inside(school.folder, name, node), node.origin)


def _unknown_language(lang: str, school: SchoolFile) -> Iterable[Problem]:
    if lang not in languages():
        where = school.node.at(("school", "languages")).origin
        yield problem("language.unknown", where, lang=lang, known=", ".join(languages()))


def _same_ids(schools: Sequence[SchoolFile]) -> Iterator[Problem]:
    seen: set[str] = set()
    for school in schools:
        if school.id in seen:
            where = school.node.at(("school", "id")).origin
            yield problem("school.same_id", where, id=school.id)
        seen.add(school.id)
