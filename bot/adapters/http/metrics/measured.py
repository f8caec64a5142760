"""What one scrape tells, and how its numbers become Prometheus' families."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric

from bot.domain.spending import Budgets
from bot.triage.measure import Gauges
from bot.triage.oncall.pulse import Beats
from bot.triage.spread import Spread
from bot.triage.tally import Tally


class Measured(NamedTuple):
    """What the record tells."""

    tally: Tally
    gauges: Gauges
    budgets: Budgets

    def age(self, at: datetime) -> float:
        """Seconds from then to now."""
        return max(0.0, (self.gauges.now.at - at).total_seconds())


class Self(NamedTuple):
    """What a process tells of itself: its version, whether it is ready by check, and how its loops do.

    `beats` are its heartbeats and the faults that it sees, as of `now`.
    """

    version: str
    ready: Mapping[str, bool]
    lag: Spread
    silent: float
    ended: int
    beats: Beats | None = None
    now: datetime | None = None


def counter(name: str, what: str, label: str, counts: Mapping[str, float]) -> Metric:
    """A counter with one label, whose values are in order."""
    family = CounterMetricFamily(name, what, labels=(label,))
    for value, count in sorted(counts.items()):
        family.add_metric((value,), count)
    return family


def gauge(name: str, what: str, label: str, values: Mapping[str, float]) -> Metric:
    """A gauge with one label, whose values are in order."""
    family = GaugeMetricFamily(name, what, labels=(label,))
    for value, number in sorted(values.items()):
        family.add_metric((value,), number)
    return family


def histogram(name: str, what: str, spread: Spread) -> Metric:
    """A histogram without labels: its buckets are there before anything was counted, so that the first one shows."""
    return HistogramMetricFamily(name, what, buckets=cumulated(spread), sum_value=spread.total)


def cumulated(spread: Spread) -> list[tuple[str, float]]:
    """Each upper bound with how many values are at most that."""
    total, told = 0, []
    for bound, count in zip((*map(str, spread.bounds), "+Inf"), spread.counts, strict=True):
        total += count
        told.append((bound, float(total)))
    return told
