"""Similar incidents: each with why it is alike, what it turned out to be, and what helped. Ephemeral."""

from collections.abc import Iterator, Sequence

from bot.render.blocks import context, message, section
from bot.render.deed import deed
from bot.render.history import past_line
from bot.render.rendered import Rendered
from bot.render.words import code, count, listed, typed
from bot.reports.likeness import Likeness
from bot.reports.past import PastIncident, Tried

_CAUSES, _TRIED = 3, 3
_CHECKS = {
    None: "no check",
    True: "the check shows the expected state",
    False: "the check does not show the expected state",
}


def similar_message(found: Sequence[PastIncident], *, about: str) -> Rendered:
    """The most alike first. `about` is a phrase of code ("I-12", "these words")."""
    heading = f"Past incidents similar to {about}: {len(found)}"
    parts = [tuple(_lines(one)) for one in found]
    body = [section(f"*{first}*", *rest) for first, *rest in parts]
    small = context("Only what this reader's channels hold.")
    return message([heading, *(line for part in parts for line in part)], [section(heading)], body, [small])


def _lines(one: PastIncident) -> Iterator[str]:
    yield past_line(one.line)
    if one.likeness is not None:
        yield f"Alike: {'; '.join(_reasons(one.likeness))}."
    ending = "the incident is open" if one.is_open else f"cause given at close: {typed(one.ending)}"
    yield f"What it was: {ending}."
    tried = listed([_tried(attempt) for attempt in one.tried], _TRIED, "attempt")
    yield f"What was tried: {tried or 'no attempt is on the record'}."


def _reasons(alike: Likeness) -> Iterator[str]:
    if alike.causes:
        yield f"same cause {', '.join(code(cause, 60) for cause in alike.causes[:_CAUSES])}"
    if alike.service:
        yield f"same service {code(alike.service, 80)}"
    elif alike.namespace:
        yield f"same namespace {code(alike.namespace, 80)}"
    if alike.evidence:
        yield f"{count(alike.evidence, 'line')} of evidence with the same words"


def _tried(attempt: Tried) -> str:
    what = f"P-{attempt.number}, {deed(attempt.mitigation)}"
    return f"{what}: outcome {code(attempt.outcome, 20)}, {_CHECKS[attempt.helped]}"
