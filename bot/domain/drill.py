"""Drills: what must work on a bad day, tried on a good one, and what came of it.

`Drilled` is the result of any of them; `Drill` is what that of the kill switch measures: how long it took from the
lever to the last side effect that was begun.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.noun import Noun

WITHIN = 1.0
"""Seconds from the lever to the last write begun: what the design allows."""
OLD = timedelta(days=14)


class DrillName(StrEnum):
    """`STOP`: the kill switch. `FALLBACK`: a diagnosis by the rules while the model fails.

    `ESCALATION`: a test page by each way. `RESTORE`: a backup that is restored and verified.
    """

    STOP = "stop"
    FALLBACK = "fallback"
    ESCALATION = "escalation"
    RESTORE = "restore"


class Drill(Noun):
    """What a drill measured.

    `p50`, `p95` and `worst` are seconds from the lever to the last side effect begun, `noticed` to the last reading of
    the lever; `effects` counts what was begun, `processes` who took part.
    """

    at: datetime
    rounds: int
    processes: int
    canaries: int
    effects: int
    p50: float
    p95: float
    worst: float
    noticed: float

    @property
    def in_time(self) -> bool:
        """Whether no side effect was begun later than the design allows."""
        return self.worst <= WITHIN

    def is_old(self, now: datetime) -> bool:
        """Whether too long ago to rely on."""
        return now - self.at > OLD


class Drilled(Noun):
    """What came of one drill. `said` is a sentence, `seconds` how long what it tries took.

    `asked` names who waits for it, "" for nobody. `stop` is what a drill of the kill switch measured.
    """

    name: DrillName
    at: datetime
    passed: bool
    said: str
    seconds: float = 0.0
    asked: str = ""
    stop: Drill | None = None

    def is_old(self, now: datetime) -> bool:
        """Whether too long ago to rely on."""
        return now - self.at > OLD


def unfit(last: Drilled | None, now: datetime, since: datetime | None) -> str:
    """Why a drill is not to be relied on, as the end of a sentence; "" if it is. `since`: when the record began."""
    if last is None:
        return "" if since is None or now - since <= OLD else "was never made"
    if not last.passed:
        return f"failed on {last.at:%Y-%m-%d %H:%M} UTC: {last.said}"
    return f"was last made {(now - last.at).days} days ago" if last.is_old(now) else ""


def drill_of(
    at: datetime,
    rounds: int,
    workers: Sequence[str],
    effects: int,
    waits: Sequence[float],
    noticed: Sequence[float],
) -> Drill:
    """The sum of all rounds, of at least one canary.

    `waits` has each canary's seconds from the lever to its last effect, `noticed` those to its reading of the lever.
    """
    ordered = sorted(max(0.0, wait) for wait in waits)
    return Drill(
        at=at,
        rounds=rounds,
        processes=len(set(workers)),
        canaries=len(ordered),
        effects=effects,
        p50=_quantile(ordered, 0.50),
        p95=_quantile(ordered, 0.95),
        worst=ordered[-1],
        noticed=max(noticed),
    )


def _quantile(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
