"""A job that Typst refused -> the texts that hold characters which no font can show.

Typst complains of code points and names no text: for a keycap emoji of "1", which many texts hold.
So each cluster (what a reader takes for one character) of the job's texts is set on a line of its
own, for complaints do name the line. Then the job is set once more, each text that has such
clusters with a mark of its own instead: the marks complained of tell which are in this piece.
"""

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import TypeVar

import typst

from kit import RELEASED
from kit.content import home
from kit.plan import Job

Source = TypeVar("Source", str, bytes)  # a path, or what stands in a file
Fonts = tuple[typst.Fonts, str]  # and the names of a school's own families, as JSON
FIRST_MARK = 0x100000  # private use (Unicode 23.5): no PDF/A may show it, whatever fonts have
# The time that Typst takes to complain grows with the square of the complaints.
AT_ONCE = 100  # clusters in a document
MANY_CHARACTERS = 1000  # in a job, or not to be shown: a second

_CHARACTERS = re.compile(r'(?:the text|codepoint) `"((?:\\.|[^"\\])*)"`')
_ESCAPE = re.compile(r"\\(?:u\{([0-9a-f]+)\}|(.))")
_UNUSUAL = re.compile(r"\\u[0-9a-f]{4}")
_LINE = re.compile(r"┌─ .*:(\d+):\d+$", re.MULTILINE)


@dataclass(frozen=True)
class Unshown:
    """A cluster that no font can show, and the id of the text that holds it, if one does."""

    cluster: str
    text_id: str | None


def unshown(
    fonts: Fonts, job: Job, complain: Callable[[str], Sequence[str]]
) -> tuple[list[Unshown], list[str]]:
    """Find the characters of a job that no font can show; also return all other complaints.

    `complain` sets the job with other data (JSON) and returns what Typst complains of.
    """
    told = json.loads(job.data())
    clusters = _clusters(fonts, told["texts"])
    refused = _refused(fonts, dict.fromkeys(it for text in clusters.values() for it in text))
    wrong = {
        text_id: [*dict.fromkeys(cluster for cluster in text if cluster in refused)]
        for text_id, text in clusters.items()
    }
    holders = (text_id for text_id, found in wrong.items() if found)
    marks = dict(zip(map(chr, count(FIRST_MARK)), holders, strict=False))
    for mark, text_id in marks.items():
        shown = (cluster for cluster in clusters[text_id] if cluster not in refused)
        told["texts"][text_id] = mark + "".join(shown)
    found: list[tuple[str | None, str]] = []
    others: list[str] = []
    for complaint in complain(json.dumps(told)):
        characters = _characters(complaint)
        if characters:
            found += _traced(characters, marks, wrong)
        else:
            others.append(complaint)
    blamed = _blamed(dict.fromkeys(found), job.kit.texts)
    return [*dict.fromkeys(blamed)], others


def has_many_characters(data: str) -> bool:
    """Whether a job's data (JSON) has so many different characters that Typst may take long."""
    return len({*_UNUSUAL.findall(data)}) > MANY_CHARACTERS


def split_complaints(diagnostic: str) -> tuple[str, ...]:
    """Return the first lines of the complaints in a diagnostic; there is always one."""
    complaints = re.split(r"^error: ", diagnostic.strip(), flags=re.MULTILINE)
    return tuple(it.splitlines()[0] for it in complaints if it.strip()) or (diagnostic,)


def _characters(complaint: str) -> str:
    """Return the characters that a complaint is about, as they are and not as Typst writes them."""
    found = _CHARACTERS.search(complaint)
    return _ESCAPE.sub(_unescaped, found[1]) if found else ""


def _unescaped(escape: "re.Match[str]") -> str:
    code, letter = escape.groups()
    return chr(int(code, 16)) if code else {"n": "\n", "r": "\r", "t": "\t"}.get(letter, letter)


def _clusters(fonts: Fonts, texts: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the clusters of each text, in its order.

    Texts in ASCII are passed over: every font for text can show it.
    """
    unusual = {text_id: text for text_id, text in texts.items() if not text.isascii()}
    layout = str(home() / "layouts" / "clusters.typ")
    compiler = _compiler(fonts, layout, [*unusual.values()])
    (found,) = json.loads(compiler.query("<clusters>", field="value"))
    return dict(zip(unusual, found, strict=True))


def _refused(fonts: Fonts, clusters: Iterable[str]) -> set[str]:
    """Return the clusters that no font can show; from many on, also all that were not tried yet."""
    untried = [cluster for cluster in clusters if not cluster.isascii()]
    refused: set[str] = set()
    while untried and len(refused) < MANY_CHARACTERS:
        refused |= _tried(fonts, untried[:AT_ONCE])
        del untried[:AT_ONCE]
    return refused.union(untried)


def _tried(fonts: Fonts, clusters: Sequence[str]) -> set[str]:
    """Set clusters, one a line between two letters; return those complained of."""
    head = '#import "/layouts/theme.typ": reading\n#set text(font: reading)\n'
    head += "#let clusters = json(bytes(sys.inputs.texts))\n"
    lines = [f'#block[#("n" + clusters.at({index}) + "n")]' for index in range(len(clusters))]
    compiler = _compiler(fonts, (head + "\n".join(lines)).encode("utf-8"), clusters)
    try:
        compiler.compile(format="pdf", pdf_standards=["a-2a"], timestamp=RELEASED)
    except typst.TypstError as error:
        first = head.count("\n") + 1
        found = [int(line) - first for line in _LINE.findall(error.diagnostic or "")]
        return {clusters[index] for index in found if 0 <= index < len(clusters)}
    return set()


def _compiler(fonts: Fonts, source: Source, texts: Sequence[str]) -> typst.Compiler:
    families, own_families = fonts
    return typst.Compiler(
        source,
        root=str(home()),
        font_paths=families,
        ignore_system_fonts=True,
        sys_inputs={"fonts": own_families, "texts": json.dumps(texts)},
    )


def _traced(
    characters: str, marks: Mapping[str, str], wrong: Mapping[str, Collection[str]]
) -> list[tuple[str | None, str]]:
    """Return the texts and clusters behind the characters of one complaint.

    What is no mark came another way than by a text's id, such as in the rows of a print order: then
    every text counts that holds it.
    """
    marked = [marks[mark] for mark in characters if mark in marks]
    if marked:
        return [(text_id, cluster) for text_id in marked for cluster in wrong[text_id]]
    found = [
        (text_id, cluster)
        for text_id, clusters in wrong.items()
        for cluster in clusters
        if {*cluster} & {*characters}
    ]
    return [*found] or [(None, characters)]


def _blamed(found: Iterable[tuple[str | None, str]], texts: Mapping[str, str]) -> Iterator[Unshown]:
    """Yield each cluster with what brings it: the text itself, or a word for a placeholder."""
    words = [text_id for text_id in texts if text_id.startswith("words.")]
    for text_id, cluster in found:
        if text_id is None:
            yield Unshown(cluster, None)
            continue
        own = texts[text_id]
        for word_id in words:
            word = texts[word_id]
            forms = {word, word[:1].upper() + word[1:]}
            if cluster in word and any(form in own for form in forms):
                yield Unshown(cluster, word_id)
                for form in forms:
                    own = own.replace(form, "")
        if cluster in own:
            yield Unshown(cluster, text_id)
