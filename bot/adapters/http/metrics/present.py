"""What is so now: open incidents, what waits, what is in force, and how long ago the drills were."""

from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily, Metric

from bot.adapters.http.metrics.measured import Measured, counter, gauge
from bot.triage.measure import begun


def families(measured: Measured) -> Iterator[Metric]:
    """All of it."""
    yield from _incidents(measured)
    yield from _waiting(measured)
    yield from _force(measured)
    yield from _drills(measured)


def _incidents(measured: Measured) -> Iterator[Metric]:
    found = measured.gauges.open
    yield gauge(
        "lookout_incidents_open",
        "Open incidents.",
        "severity",
        {name: one.many for name, one in found.items()},
    )
    yield gauge(
        "lookout_incidents_unowned",
        "Open incidents without an owner.",
        "severity",
        {name: one.unowned for name, one in found.items()},
    )
    yield gauge(
        "lookout_incident_unowned_seconds",
        "For how long the first of the open incidents without an owner has had none; 0 if there is none.",
        "severity",
        {name: one.longest for name, one in found.items()},
    )
    yield GaugeMetricFamily(
        "lookout_incidents_unread",
        "Open incidents that this version cannot read; they are in no other number.",
        value=measured.gauges.now.unread,
    )
    yield gauge(
        "lookout_decisions_pending",
        "Open proposals that lack the key of a role.",
        "role",
        measured.gauges.now.undecided,
    )


def _waiting(measured: Measured) -> Iterator[Metric]:
    now = measured.gauges.now
    yield GaugeMetricFamily(
        "lookout_letters_waiting", "Posts and edits that Slack does not show yet.", value=now.waiting
    )
    yield GaugeMetricFamily(
        "lookout_letters_waiting_seconds",
        "For how long the oldest of them waits; 0 if none does.",
        value=begun(now, now.behind),
    )
    yield GaugeMetricFamily("lookout_tasks_pending", "Tasks that wait or run.", value=now.pending)
    yield gauge(
        "lookout_tasks_overdue",
        "Tasks that are due and that nobody works.",
        "kind",
        {kind: one.many for kind, one in now.overdue.items()},
    )
    yield gauge(
        "lookout_tasks_overdue_seconds",
        "For how long the oldest of them is due.",
        "kind",
        {kind: begun(now, one.since) for kind, one in now.overdue.items()},
    )
    yield counter("lookout_tasks_given_up", "Tasks that were given up.", "kind", measured.gauges.given_up)


def _force(measured: Measured) -> Iterator[Metric]:
    gauges = measured.gauges
    yield gauge("lookout_stops_in_force", "Levers of the kill switch that are pulled.", "scope", gauges.stops)
    yield gauge(
        "lookout_freezes_in_force",
        "Freezes in force, and sources that count as frozen because they cannot be read.",
        "source",
        gauges.freezes,
    )
    yield GaugeMetricFamily(
        "lookout_switch_levers_unread",
        "Levers of the kill switch that this process cannot read, so that it changes nothing.",
        value=gauges.levers_unread,
    )
    yield GaugeMetricFamily(
        "lookout_switch_age_seconds",
        "How long ago this process read the kill switch, as old as the oldest of its levers.",
        value=gauges.switch_age,
    )


def _drills(measured: Measured) -> Iterator[Metric]:
    """Nothing of a drill that never was: an age of nothing would look like a young one."""
    drills = measured.tally.drills
    yield gauge(
        "lookout_drill_age_seconds",
        "How long ago the last drill of each name was.",
        "drill",
        {name: measured.age(one.at) for name, one in drills.items()},
    )
    yield gauge(
        "lookout_drill_passed",
        "Whether the last drill of each name went as it should.",
        "drill",
        {name: float(one.passed) for name, one in drills.items()},
    )
    for one in drills.values():
        if one.stop is not None:
            yield gauge(
                "lookout_stop_drill_latency_seconds",
                "From the lever to the last side effect begun, in the last drill of the kill switch.",
                "quantile",
                {"0.5": one.stop.p50, "0.95": one.stop.p95, "1": one.stop.worst},
            )
