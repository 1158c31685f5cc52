"""PDF bytes -> whether they meet PDF/A-2a and PDF/UA-1."""

from dataclasses import dataclass

from kit.catalogue import PDF_STANDARDS

STANDARDS = {standard.validator: standard.name for standard in PDF_STANDARDS}
# How deep references may be nested. The validator's own limit is against hostile files, and a deck
# of many cards is one long chain of pages.
MAX_REFERENCE_DEPTH = 20_000


@dataclass(frozen=True)
class Validation:
    """How many rules of a standard were checked, and what the file fails."""

    is_compliant: bool
    rules: int
    failures: tuple[str, ...]


def validate(pdf: bytes, profile: str) -> Validation:
    """Validate a PDF against a standard, one of the keys of STANDARDS. Releases the GIL."""
    import page  # slow to import

    limits = page.SafetyLimits(max_reference_depth=MAX_REFERENCE_DEPTH)
    report = page.validate_pdf_bytes(pdf, profile=profile, limits=limits)
    failures = tuple(failure.message for failure in report.failures)
    return Validation(report.is_compliant, report.rules.total, failures)
