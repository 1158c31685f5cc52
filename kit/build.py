"""The pipeline, from YAML to PDFs."""

from collections.abc import Sequence
from pathlib import Path

from kit.content import icons, read_facts, read_texts
from kit.errors import refuse
from kit.plan import Options, plan, plan_sheets
from kit.preflight import preflight
from kit.render import Rendered, render
from kit.schema import validate_facts
from kit.texts import Kit, validate_texts
from kit.write import write


def build(
    langs: Sequence[str], sector: str | None, options: Options, output: Path
) -> list[Rendered]:
    """Make the PDFs that the options ask for in each language, and write them below `output`.

    Raises KitError with all problems; nothing is written then.
    """
    sheets = plan_sheets(options)
    kits = [load(lang, sector) for lang in langs]
    rendered = render([job for kit in kits for job in plan(kit, sheets)])
    refuse(preflight(rendered))
    write({result.job.path: result.pdf for result in rendered if result.pdf}, output)
    return rendered


def load(lang: str, sector: str | None) -> Kit:
    """Read and check the kit in one language, in the words of a sector (None: of all sectors)."""
    facts = validate_facts(read_facts(), icons())
    return validate_texts(read_texts(lang), facts, lang, sector)
