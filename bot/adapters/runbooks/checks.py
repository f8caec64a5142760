"""What the doctor asks of the runbooks: they load, somebody has looked at them of late, and every cause has one."""

from collections.abc import Collection
from datetime import date

from bot.adapters.runbooks.library import Library
from bot.adapters.runbooks.rules import STALE, stale
from bot.domain.check import Check, fail, ok, warn

__all__ = ["STALE", "runbooks"]

_NAMED = 5


def runbooks(library: Library, causes: Collection[str], today: date) -> list[Check]:
    """A line for each that does not load, is stale, or for causes without one; else one line.

    `causes` are those that detectors report.
    """
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
        warn("runbook", said, f"{book.owner} reviews it", book.source)
        for book in library.runbooks
        if (said := stale(book, today))
    ]
    if bare := sorted(set(causes) - library.served):
        checks.append(_bare(bare))
    said = f"{len(library.runbooks)} load, for {len(library.served)} of {len(set(causes))} causes"
    return checks or [ok("runbook", said)]


def _bare(bare: list[str]) -> Check:
    more = f" and {len(bare) - _NAMED} more" if len(bare) > _NAMED else ""
    said = f"none serves {', '.join(bare[:_NAMED])}{more}: a diagnosis of that has no checks, and nothing is proposed"
    return warn("runbook", said, "write one (CONTRIBUTING.md), or add the cause to one that fits")
