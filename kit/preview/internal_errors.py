"""Unexpected exceptions in the preview: logged to be reported, and shown to the user."""

import logging

from kit.errors import Problem, unexpected_problem


def internal_error(error: BaseException) -> Problem:
    """Log an unexpected exception with its traceback; return the problem that the page shows."""
    found = unexpected_problem("fault.preview", error)
    logging.getLogger(__name__).error("%s", dict(found.values)["error"], exc_info=error)
    return found
