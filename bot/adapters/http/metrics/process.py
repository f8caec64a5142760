"""What a process says of itself: it is there without the record, and of this process alone."""

from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily, Metric

from bot.adapters.http.metrics.measured import Self, gauge, histogram
from bot.adapters.http.metrics.watched import watched


def families(mine: Self) -> Iterator[Metric]:
    """All of it; memory, processor and open files come from Prometheus' own collector."""
    version = GaugeMetricFamily("lookout_build_info", "1, with the version that runs.", labels=("version",))
    version.add_metric((mine.version,), 1.0)
    yield version
    yield gauge(
        "lookout_ready",
        "Whether this process can do its work, by the checks of /readyz.",
        "check",
        {name: float(fine) for name, fine in mine.ready.items()},
    )
    yield histogram(
        "lookout_loop_lag_seconds",
        "How late this process' event loop comes back to who waits, twice a second.",
        mine.lag,
    )
    yield GaugeMetricFamily(
        "lookout_tick_age_seconds",
        "How long ago this process last looked for what is due.",
        value=mine.silent,
    )
    yield GaugeMetricFamily(
        "lookout_loops_ended",
        "Loops of this process that are over, of which there should be none.",
        value=mine.ended,
    )
    if mine.beats is not None and mine.now is not None:
        yield from watched(mine.beats, mine.now)
