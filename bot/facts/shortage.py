"""Shortages: workloads whose processor time, memory or connections do not suffice, by alert or by measurement.

An alert that fires is taken at its word. A measurement counts where its workload suffers, or where the level is new
and high; a high level that was always there and harms nobody is a leftover.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.diagnosis import Observation
from bot.domain.target import Subject
from bot.facts.signals import Kind, Signal
from bot.facts.slowness import slowness_of
from bot.facts.strain import MEMORY, POOL, WAITING, Strain, strains, suffering_of, throttled_of
from bot.facts.view import View

_SLOW = " and answers slowly"
_NEW, _BEFORE = 0.5, 0.15
_NEAR, _FULL, _SOON = 0.9, 0.97, 1800.0
_WAITERS = 1.0


@dataclass(frozen=True, slots=True)
class Shortage:
    """A workload short of something: what shows it, how surely it matters, and words that follow the sentence."""

    subject: Subject
    cites: tuple[Observation, ...]
    strength: float
    also: str = ""
    leftover: bool = False


def shortages_of(view: View) -> Mapping[Kind, Mapping[Subject, Shortage]]:
    """All shortages by what is short; ask with `view.once`."""
    throttled, full = view.once(throttled_of), strains(view, MEMORY, _NEAR, latest=True)
    return {
        Kind.CPU: {
            **{who: _throttled(view, one) for who, one in throttled.items()},
            **_told(view, Kind.CPU, throttled),
        },
        Kind.MEMORY: {
            **{who: found for who, one in full.items() if (found := _filled(view, one))},
            **_told(view, Kind.MEMORY, full),
        },
        Kind.POOL: _pools(view),
    }


def _told(view: View, kind: Kind, measured: Mapping[Subject, Strain]) -> dict[Subject, Shortage]:
    """What alerts tell, with the measurement beside it."""
    return {
        subject: _alerted(view, subject, told, measured.get(subject))
        for subject, told in view.once(slowness_of).by_kind.get(kind, {}).items()
    }


def _alerted(view: View, subject: Subject, told: tuple[Signal, ...], measured: Strain | None) -> Shortage:
    slow = view.once(slowness_of).by_kind.get(Kind.LATENCY, {}).get(subject, ())
    beside = (measured.cited(),) if measured else ()
    cites = (*(one.cited for one in told[:2]), *beside, *(one.cited for one in slow[:1]))
    sure = 0.9 if slow or len(told) > 1 or measured else 0.8
    return Shortage(subject, cites, sure, _SLOW if slow else "")


def _throttled(view: View, one: Strain) -> Shortage:
    """New and with harm it is the cause; always there, it explains little of what is new."""
    told = f", throttled in {one.level:.0%} of all periods"
    harm = view.once(suffering_of).get(one.subject, ())
    new, much = one.level - one.usual >= _BEFORE, one.level >= _NEW
    if harm:
        told, sure = f"{told}, and it suffers", (0.88 if new else 0.6)
    else:
        sure = 0.72
    return Shortage(one.subject, (one.cited(), *harm), sure, told, leftover=not harm and not (new and much))


def _filled(view: View, one: Strain) -> Shortage | None:
    """Memory that grows towards its limit, or is full while the workload suffers; a steady level is a cache's habit."""
    left = one.meter.reaches(1.0)
    if left is not None and left <= _SOON and one.meter.latest - one.usual >= _BEFORE:
        told = f", at {one.meter.latest:.0%} of the limit, which it reaches in about {max(1, round(left / 60))} min"
        return Shortage(one.subject, (one.cited(),), 0.78, told)
    harm = view.once(suffering_of).get(one.subject, ())
    if min(one.level, one.meter.latest) < _FULL:
        return None
    told = f", at {one.level:.0%} of the limit"
    return Shortage(one.subject, (one.cited(), *harm), 0.68, told, leftover=not harm)


def _pools(view: View) -> dict[Subject, Shortage]:
    """Pools without a free connection, where somebody waits for one or the workload suffers."""
    waiting, suffering = strains(view, WAITING, _WAITERS), view.once(suffering_of)
    found = {}
    for subject, one in strains(view, POOL, _FULL).items():
        queue = waiting.get(subject)
        line = (
            (queue.meter.cited(subject.name, f"{queue.level:.0f} requests wait for a connection"),)
            if queue
            else ()
        )
        harm = (*line, *suffering.get(subject, ()))
        if harm:
            told = f", {one.level:.0%} of its pool are in use"
            found[subject] = Shortage(subject, (one.cited(), *harm), 0.74, told)
    return found
