"""What the doctor asks of the runbooks: they load, and somebody has looked at them of late."""

from collections.abc import Collection
from datetime import date, timedelta

from bot.adapters.runbooks.library import Library
from bot.domain.check import Check, fail, ok, warn

STALE = timedelta(days=365)
"""A runbook that nobody reviewed for so long describes a system that may be gone."""


def runbooks(library: Library, causes: Collection[str], today: date) -> list[Check]:
    """A line for each that does not load, for each that is stale, or one; `causes` are those that detectors report."""
    checks = [
        fail(
            "runbook",
            f"not loaded: {problem.text}",
            "mend the line; `lookout runbooks check` tells when",
            f"{problem.file}:{problem.line}",
        )
        for problem in library.problems
    ]
    checks += [
        warn("runbook", f"last reviewed on {book.reviewed}", f"{book.owner} reviews it", book.source)
        for book in library.runbooks
        if today - book.reviewed > STALE
    ]
    served = {cause for book in library.runbooks for cause in book.causes}
    bare = len(set(causes) - served)
    said = f"{len(library.runbooks)} load, for {len(served)} of {len(set(causes))} causes"
    if bare and not checks:
        said += f"; for {bare} nothing is ever proposed"
    return checks or [ok("runbook", said)]
