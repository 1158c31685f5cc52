"""What Typst and a layout reported -> problems, in terms of the texts in a school's files."""

import re
from pathlib import Path

from kit.errors import Origin, Problem, problem
from kit.names import Label
from kit.planning.job import Job
from kit.planning.sheet import paper_name
from kit.printing.typeset import Failed, Overset, Reported
from kit.reading.glyphs import format_characters

# How Typst names characters that no font has: quoted, with \u{...} for those it does not print.
_CHARACTERS = re.compile(r'(?:the text|codepoint) `"((?:\\.|[^"\\])*)"`')
_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}")


def layout_problems(result: Reported | Failed) -> tuple[Problem, ...]:
    """Return overset texts and complaints of Typst as problems; Failed has at least one."""
    job = result.job
    overset = () if isinstance(result, Failed) else result.overset
    return (
        *(_overset(job, it) for it in overset),
        *(_complaint(job, it) for it in result.complaints),
    )


def _overset(job: Job, overset: Overset) -> Problem:
    kit, sheet = job.kit, job.sheet
    return problem(
        "overset.word" if overset.word else "overset.text",
        kit.origins[overset.text_id],
        id=overset.text_id,
        word=overset.word,
        length=len(kit.texts[overset.text_id]),
        fits=overset.fits,
        size=overset.size_pt,
        piece=Label("piece", sheet.piece),
        paper=paper_name(sheet.paper),
    )


def _complaint(job: Job, complaint: str) -> Problem:
    """Return a complaint of Typst as a problem.

    A character that no font has is named with the text that contains it, if there is one.
    """
    where, found = Origin(Path(job.path)), _CHARACTERS.search(complaint)
    if not found:
        return problem("layout.complaint", where, complaint=complaint)
    characters = _ESCAPE.sub(lambda escape: chr(int(escape[1], 16)), found[1])
    for text_id, text in job.kit.texts.items():
        if characters in text and not characters.isascii():
            origin = job.kit.origins[text_id]
            return problem(
                "text.glyph", origin, id=text_id, character=format_characters(characters)
            )
    return problem("layout.glyph", where, character=format_characters(characters))
