"""Generate the printable denkplaat kit: poster, cards and matrices from YAML content."""

from datetime import UTC, datetime

__version__ = "0.1.0"

# The date that stands in every PDF: the same version and content give the same bytes on any day.
RELEASED = datetime(2026, 11, 23, tzinfo=UTC)
