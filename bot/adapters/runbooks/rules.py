"""A runbook held against what exists and what can be done: every rule, by hand, head first, then step by step.

Nothing is implicit: what does not exist is rejected, and so is a step that no target could ever satisfy. What is
merely poor is a warning, and the file loads.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from bot.adapters.runbooks.fault import Found, Path
from bot.adapters.runbooks.head import HEAD_RULES, Known
from bot.adapters.runbooks.tools import CHECK
from bot.adapters.runbooks.words import STEP_RULES
from bot.domain.runbook import Runbook
from bot.redaction import redact

__all__ = ["STALE", "Known", "advice", "check", "stale"]

STALE = timedelta(days=365)
"""A runbook that nobody reviewed for so long describes a system that may be gone."""
_KEY = b"the mark is not shown"


def check(runbook: Runbook, known: Known) -> Iterator[Found]:
    """Every rule that the runbook breaks: where (a path of keys and indexes) and what."""
    for head_rule in HEAD_RULES:
        yield from head_rule(runbook, known)
    for index, step in enumerate(runbook.steps):
        for step_rule in STEP_RULES:
            for path, text in step_rule(step):
                yield ("steps", index, *path), f"step {step.id}: {text}"
    yield from _secrets((), runbook.model_dump(mode="json", exclude={"source"}))


def advice(runbook: Runbook, today: date | None) -> Iterator[Found]:
    """What is poor about a runbook that loads; without a day nothing is said of its age."""
    for index, step in enumerate(runbook.steps):
        if step.tool == CHECK and not step.expect.strip():
            said = "a check without expect shows something and does not say what it means"
            yield ("steps", index), f"step {step.id}: {said}"
    if today and (said := stale(runbook, today)):
        yield ("reviewed",), said


def stale(runbook: Runbook, today: date) -> str:
    """Why the review is no good any more, "" if it is."""
    if runbook.reviewed > today:
        return f"reviewed on {runbook.reviewed}, which is yet to come: write the day on which it was read"
    age = (today - runbook.reviewed).days
    if today - runbook.reviewed <= STALE:
        return ""
    return (
        f"last reviewed on {runbook.reviewed}, {age} days ago: {runbook.owner} reads it and renews the date"
    )


def _secrets(path: Path, value: object) -> Iterator[Found]:
    """Texts that hold what looks like a password or key."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _secrets((*path, key), inner)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _secrets((*path, index), inner)
    elif isinstance(value, str) and redact(value, _KEY) != value:
        yield path, "holds what looks like a secret: take it out of the file, and change it where it is used"
