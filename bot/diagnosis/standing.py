"""Standing: what a confidence depends on. How decisive a hypothesis is, whether it leads, which evidence was missing.

How many sources speak for it is no part: measured, one source that tells the cause is as right as three.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from bot.diagnosis.ranking import Ranked, symptom
from bot.facts.meters import meters_of
from bot.facts.view import View

CLOSE = 0.1
"""A lead over the runner-up that is smaller than this is no lead of which to be sure."""
_STRONG, _LIKELY = 0.85, 0.75


class Grade(IntEnum):
    """How decisive what is cited is, from a symptom that something else explains to facts that name the cause."""

    EXPLAINED = 0
    SHAPE = 1
    WEAK = 2
    LIKELY = 3
    STRONG = 4


@dataclass(frozen=True, slots=True)
class Standing:
    """A grade, whether it is first, and how many kinds of evidence were not there (0 to 2, where 2 is two or more)."""

    grade: Grade
    leads: bool
    missing: int


def standings(view: View, ranked: Sequence[Ranked]) -> Iterator[Standing]:
    """The standing of each, in order of rank."""
    for place, one in enumerate(ranked):
        runner_up = ranked[1].score if len(ranked) > 1 else 0.0
        close = not place and one.score - runner_up < CLOSE
        yield Standing(_grade(one, leads=not place, close=close), not place, min(2, _missing(view, one)))


def _grade(one: Ranked, *, leads: bool, close: bool) -> Grade:
    if one.explained_by and not leads:
        return Grade.EXPLAINED
    if one.explained_by or symptom(one.finding):
        return Grade.SHAPE
    if one.score >= _STRONG:
        return Grade.STRONG
    if close:  # two that are told about equally well, neither of them for certain
        return Grade.SHAPE
    return Grade.LIKELY if one.score >= _LIKELY else Grade.WEAK


def _missing(view: View, one: Ranked) -> int:
    """Of events about the subject, logs, and signals (alerts or measurements): how many there were none of."""
    subject = one.finding.subject
    events = view.events_of(subject) or any(
        view.pod_events(pod) for pod in view.pods_by_owner.get(subject, ())
    )
    signals = bool(view.snapshot.alerts) or bool(view.once(meters_of))
    return sum(not found for found in (events, view.snapshot.logs, signals))
