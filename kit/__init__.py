"""Generate the printable denkplaat kit, a set of workshop materials, from YAML content."""

from datetime import UTC, datetime

__version__ = "0.1.0"

# The date in the metadata of every PDF, so that a build gives the same bytes on any day.
RELEASED = datetime(2026, 11, 23, tzinfo=UTC)
