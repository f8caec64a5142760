"""What `/metrics` tells of this one process: its heartbeats, and the faults that it sees.

Unlike what is counted from the record these begin anew with each process, and differ between those that share a record:
take `sum` of the counters, and `max` of the faults.
"""

from collections.abc import Iterator
from datetime import datetime

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from bot.triage.oncall.pulse import Beats


def watched(beats: Beats, now: datetime) -> Iterator[Metric]:
    """All of it; the age of the last heartbeat is absent until one was sent."""
    yield CounterMetricFamily(
        "lookout_heartbeat_sent", "Heartbeats that the far side took.", value=beats.sent
    )
    yield CounterMetricFamily(
        "lookout_heartbeat_failed", "Heartbeats that it did not take.", value=beats.failed
    )
    yield CounterMetricFamily(
        "lookout_heartbeat_withheld",
        "Heartbeats that were due while something was not well, so that none was sent.",
        value=beats.withheld,
    )
    if beats.last_sent is not None:
        yield GaugeMetricFamily(
            "lookout_heartbeat_last_sent_age_seconds",
            "How long ago the last heartbeat was taken.",
            value=max(0.0, (now - beats.last_sent).total_seconds()),
        )
    faults = GaugeMetricFamily(
        "lookout_own_faults", "1 for each fault of Lookout itself that stands.", labels=("fault",)
    )
    for name in sorted(beats.faults):
        faults.add_metric((name,), 1)
    yield faults
