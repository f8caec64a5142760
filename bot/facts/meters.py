"""Meters: series of measurements with their times, asked by name; whether a level was held, and where it goes.

A query may leave out what is low (`> 0.1`): a point that is not there was low. The end of the window is the time of the
snapshot, unless its points are of another time altogether (another clock): then it is the newest point.
"""

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median
from typing import Any

from bot.domain.diagnosis import Observation
from bot.facts.raw import dig, items, labels, mapping
from bot.facts.view import View

LATELY = 600.0
"""Seconds before the end of the window that count as now."""
_BASE = 900.0
_SHORTEST, _FEWEST, _MOST = 180.0, 3, 2_000
_CLOCKS_AGREE = 3600.0


@dataclass(frozen=True, slots=True)
class Meter:
    """One series: `points` are (seconds since 1970, value), oldest first; `end` is the time that counts as now."""

    name: str
    has: Mapping[str, str]
    points: tuple[tuple[float, float], ...]
    end: float

    @property
    def level(self) -> float:
        """The level held of late: the median of the last ten minutes; 0 if it was there for less than three."""
        return self._median(self.end - LATELY, self.end)

    @property
    def latest(self) -> float:
        """Where it is now: the median of the last three points; 0 if they are not of late."""
        last = self.points[-_FEWEST:]
        return median(value for _, value in last) if last[0][0] >= self.end - LATELY else 0.0

    @property
    def usual(self) -> float:
        """The median of what is older than a quarter of an hour; 0 if nothing is."""
        return self._median(-math.inf, self.end - _BASE)

    @property
    def peak(self) -> float:
        """The highest point of the window."""
        return max((value for _, value in self.points), default=0.0)

    @property
    def pace(self) -> float:
        """By how much it rises in a second, by the least squares of all points; 0 for a level held too shortly."""
        if len(self.points) < 2 * _FEWEST or self.points[-1][0] - self.points[0][0] < _SHORTEST:
            return 0.0
        middle = sum(at for at, _ in self.points) / len(self.points)
        spread = sum((at - middle) ** 2 for at, _ in self.points)
        return sum((at - middle) * value for at, value in self.points) / spread

    def reaches(self, most: float) -> float | None:
        """In how many seconds it is at `most` if it goes on like that; None if it does not rise."""
        return max(0.0, most - self.latest) / self.pace if self.pace > 0 else None

    def began(self, least: float) -> float:
        """Since when it is at `least` or above without a break of ten minutes; `end` if it is not."""
        since = self.end
        for at, value in reversed(self.points):
            if since - at > LATELY:
                break
            since = at if value >= least else since
        return since

    def cited(self, ref: str, said: str) -> Observation:
        """The series as a citable observation, of the time of its newest point."""
        newest = datetime.fromtimestamp(self.points[-1][0], UTC)
        return Observation(source="metric", ref=ref, quote=f"{self.name} {said}", at=newest)

    def _median(self, after: float, until: float) -> float:
        mine = [(at, value) for at, value in self.points if after < at <= until]
        if len(mine) < _FEWEST or mine[-1][0] - mine[0][0] < _SHORTEST:
            return 0.0
        return median(value for _, value in mine)


def meters_of(view: View) -> Mapping[str, tuple[Meter, ...]]:
    """All series by their names; ask with `view.once`."""
    read = [
        (labels(one, "metric"), points)
        for one in items(mapping(view.snapshot.metrics, "data"), "result")
        if (points := _points(dig(one, "values")))
    ]
    now = view.now.timestamp()
    newest = max((points[-1][0] for _, points in read), default=now)
    end = now if 0 <= now - newest <= _CLOCKS_AGREE else newest
    found: dict[str, list[Meter]] = defaultdict(list)
    for has, points in read:
        found[has.get("__name__", "")].append(Meter(has.get("__name__", ""), has, points, end))
    return {
        name: tuple(sorted(mine, key=lambda one: (sorted(one.has.items()), one.points)))
        for name, mine in found.items()
    }


def _points(values: Any) -> tuple[tuple[float, float], ...]:
    listed = values[-_MOST:] if isinstance(values, list) else []
    return tuple(sorted(read for point in listed if (read := _point(point)) is not None))


def _point(point: Any) -> tuple[float, float] | None:
    try:
        at, value = float(point[0]), float(point[1])
    except (TypeError, ValueError, IndexError, KeyError):
        return None
    sane = 0 <= at <= _LAST and math.isfinite(value)
    return (at, value) if sane else None


_LAST = 2.0**36
