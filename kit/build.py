"""The pipeline, from YAML to PDFs."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, partial
from pathlib import Path, PurePosixPath

from kit.catalogue import MOST_CARDS, MOST_TYPED_CARDS, PRINT_ORDER
from kit.colour.contrast import readable
from kit.errors import Problem, collecting, problem, refuse
from kit.output.staging import staged
from kit.paths import icons, languages
from kit.planning.jobs import Job, Options, Sheet, plan, plan_sheets
from kit.planning.print_order import markdown, print_orders, with_print_list
from kit.preflight.checks import Check, Checked, Refused, preflight
from kit.preflight.notices import of_file
from kit.printing.typeset import Failed, Rendered, render
from kit.reading.builtin import read_facts, read_texts
from kit.reading.fonts import read_fonts
from kit.reading.glyphs import unshown
from kit.reading.logo import Logo, read_logo
from kit.reading.merge import (
    in_one_language,
    labels_of,
    with_school_facts,
    with_school_texts,
    without_hidden,
)
from kit.reading.schema import Facts, check_facts, parse_facts
from kit.reading.school import SchoolFile, no_school, read_school
from kit.reading.school_files import inside
from kit.reading.texts import Kit, validate_texts
from kit.reading.vocabulary import Vocabulary
from kit.yaml_nodes.nodes import Node


@dataclass(frozen=True)
class Order:
    """What to make: for which schools (none: the kit as it is), in which languages and words.

    Without languages or sector a school's own count, and without those all.
    """

    schools: Sequence[Path] = ()
    langs: Sequence[str] = ()
    sector: str | None = None
    options: Options = field(default_factory=Options)


@dataclass(frozen=True)
class Made:
    """A finished file: its path below the output folder, its pages and their size (mm).

    Also what was measured in it, and what a school should know though it stops nothing.
    """

    path: PurePosixPath
    pages: int
    size_mm: tuple[int, int]
    checks: tuple[Check, ...]
    notices: tuple[Problem, ...]


Tell = Callable[[int, int], None]  # how many files are finished, of how many
Results = tuple[list[Made], list[Path]]
# What a file is called, whatever its paper and options: see Sheet.name and plan.
NAME = re.compile(r"([a-z]+)-a\d(-on-a\d)?(-flip-[a-z-]+)?(-\d+-min)?(-\d+)?\.pdf")


def build(order: Order, output: Path, tell: Tell = lambda done, of: None) -> Results:
    """Make the PDFs of an order and write them below `output`.

    Also returns what is there of the same pieces from an earlier build with other options.
    Raises KitError with all problems; nothing is written then.
    """
    made = []
    with staged(output) as files:
        for checked in make(order, tell):
            job, pdf = checked.result.job, checked.result.pdf
            files.put(job.path, pdf)
            if job.order and job.sheet.piece == PRINT_ORDER[0]:
                files.put(job.path.with_suffix(".md"), markdown(job.order).encode("utf-8"))
            made.append(_without_pdf(checked))
        files.publish()
    return made, left(made, output)


def left(made: Sequence[Made], output: Path) -> list[Path]:
    """Return files that could be taken for those that were made: of the same pieces beside them."""
    pieces = {(file.path.parent, file.path.name.partition("-")[0]) for file in made}
    paths = {file.path for file in made}
    return [
        output / folder / name
        for folder in sorted({folder for folder, _ in pieces})
        for name in sorted(file.name for file in (output / folder).iterdir())
        if folder / name not in paths
        and (found := NAME.fullmatch(name))
        and (folder, found[1]) in pieces
    ]


def check(order: Order, tell: Tell = lambda done, of: None) -> list[Made]:
    """Make the PDFs of an order, and keep none. Raises KitError with all problems."""
    return [_without_pdf(checked) for checked in make(order, tell)]


def make(order: Order, tell: Tell = lambda done, of: None) -> Iterator[Checked]:
    """Yield each file of an order when it is finished and checked; none is kept.

    Raises KitError with all problems: at the start those of what was read, of all schools; in the
    end those of what was made of it.
    """
    sheets, groups = plan_sheets(order.options), order.options.groups
    schools = partial(each_school, order)
    if len(order.schools) < 2:
        schools = partial(iter, [*schools()])
    # Many schools are read once to find all mistakes, and again when it is their turn: all at once
    # would not fit in memory, and reading one takes a hundredth of the time of making it.
    total = sum(len([*plan(kit, sheets)]) + bool(groups) for kits in schools() for kit in kits)
    problems: list[Problem] = []
    for done, result in enumerate(_rendered(schools(), sheets, order.options), 1):
        checked = preflight(result)
        tell(done, total)
        if isinstance(checked, Refused):
            problems += checked.problems
        elif not problems:
            yield checked
    refuse(problems)


def _rendered(
    schools: Iterable[list[Kit]], sheets: Sequence[Sheet], options: Options
) -> Iterator[Rendered | Failed]:
    """Set all files of all schools; with groups, after those of each school its print orders."""
    if not options.groups:
        yield from render(job for kits in schools for job in _planned(kits, sheets, options))
        return
    for kits in schools:
        pages: list[tuple[Job, int]] = []
        for result in render(_planned(kits, sheets, options)):
            if isinstance(result, Rendered):
                pages.append((result.job, result.pages))
            yield result
        yield from render(print_orders(pages, options.groups))


def _planned(kits: Iterable[Kit], sheets: Sequence[Sheet], options: Options) -> Iterator[Job]:
    """Plan the files of kits; a guide among them lists what to print."""
    yield from (with_print_list(job, options) for kit in kits for job in plan(kit, sheets))


def _without_pdf(checked: Checked) -> Made:
    job, pages = checked.result.job, checked.result.pages
    return Made(job.path, pages, job.sheet.size_mm, checked.checks, of_file(checked.result))


def jobs(order: Order) -> list[Job]:
    """Return what an order makes, one job a PDF."""
    return [*_planned(kits(order), plan_sheets(order.options), order.options)]


def kits(order: Order) -> list[Kit]:
    """Read and check every school in each of its languages.

    Raises KitError with the problems of all schools.
    """
    return [kit for kits in each_school(order) for kit in kits]


def each_school(order: Order) -> Iterator[list[Kit]]:
    """Read and check schools; yield the kits of each, one a language.

    Raises KitError in the end, with the problems of all schools.
    """
    facts, texts = read_facts(), cache(read_texts)  # the kit's own, once for all schools
    vocabulary = Vocabulary(facts, texts)
    problems: list[Problem] = []
    ids: set[str] = set()
    paths: Sequence[Path | None] = order.schools or (None,)
    for path in paths:
        found: list[Kit] = []
        with collecting(problems):
            school = read_school(path, vocabulary) if path else no_school()
            problems += [*school.problems, *_same_id(school, ids)]
            langs = order.langs or _langs(school)
            found = _kits(langs, order.sector, school, facts, texts)
        yield found
    refuse(problems)


def load(lang: str, sector: str | None, school: SchoolFile) -> Kit:
    """Read and check the kit in one language, in the words of a sector, as a school has it."""
    (kit,) = _kits((lang,), sector, school, read_facts(), read_texts)
    return kit


def _kits(
    langs: Sequence[str],
    sector: str | None,
    school: SchoolFile,
    kit_facts: Node,
    kit_texts: Callable[[str], Node],
) -> list[Kit]:
    """Check the kit as a school has it: what holds in all languages once, then the texts of each.

    Raises KitError with all problems.
    """
    node = with_school_facts(kit_facts, school)
    facts = parse_facts(node)
    about = school.values.school
    labels = cache(partial(labels_of, school, kit_texts))
    problems: list[Problem] = []
    with collecting(problems):
        check_facts(facts, node, icons())
    with collecting(problems):
        shown = without_hidden(facts, school, labels)
        refuse(_too_many_cards(shown, school))
    with collecting(problems):
        logo = _logo(school)
    fonts = None
    with collecting(problems):
        fonts = read_fonts(school.folder / "fonts") if school.node.map else None
    kits: list[Kit] = []
    for lang in langs:
        with collecting(problems):
            texts = with_school_texts(kit_texts(lang), school, lang)
            kits.append(validate_texts(texts, facts, lang, sector or about.sector, labels))
            refuse(unshown(dict(texts.leaves()), fonts))
    refuse(problems)
    accent = about.colours.accent and readable(about.colours.accent)
    told = (*school.notices, *_darker_accent(school), *in_one_language(school, langs))
    offset = school.values.printer.offset
    accent_at = school.node.at(("school", "colours", "accent")).origin
    own = partial(replace, facts=shown, accent=accent, accent_at=accent_at, logo=logo)
    own = partial(own, offset_mm=offset, fonts=fonts, session=school.values.session, notices=told)
    return [own(kit) for kit in kits]


def _darker_accent(school: SchoolFile) -> Iterator[Problem]:
    """Yield a notice if the school's colour cannot be read on white as it is."""
    accent = school.values.school.colours.accent
    if accent and readable(accent) != accent:
        where = school.node.at(("school", "colours", "accent")).origin
        yield problem("notice.accent", where, colour=accent, darker=readable(accent))


def _too_many_cards(facts: Facts, school: SchoolFile) -> Iterator[Problem]:
    """Yield a problem if there are more cards to print than a kit, or school.yaml, can have."""
    examples = school.node.at(("examples",))
    typed = sum(
        example.quantity
        for example, node in zip(school.values.examples, examples.items, strict=True)
        if not node.origin.column
    )
    if typed > MOST_TYPED_CARDS:
        yield problem("cards.typed", examples.origin, count=typed, most=MOST_TYPED_CARDS)
    printed = sum(card.quantity for lens in facts.lenses for card in lens.cards)
    count = printed + (facts.blank_cards or 0)
    if count > MOST_CARDS:
        yield problem("cards.too_many", examples.origin, count=count, most=MOST_CARDS)


def _logo(school: SchoolFile) -> Logo | None:
    name = school.values.school.logo
    if not name:
        return None
    node = school.node.at(("school", "logo"))
    return read_logo(inside(school.folder, name, node), node.origin)


def _langs(school: SchoolFile) -> list[str]:
    """Return the languages to make: those that a school names, as far as the kit has them."""
    named = school.values.school.languages or languages()
    return [lang for lang in named if lang in languages()]


def _same_id(school: SchoolFile, ids: set[str]) -> Iterator[Problem]:
    """Yield a problem if one of the schools before has this one's id; add it to theirs."""
    if school.id in ids:
        where = school.node.at(("school", "id")).origin
        yield problem("school.same_id", where, id=school.id)
    ids.add(school.id)
