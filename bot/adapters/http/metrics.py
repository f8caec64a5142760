"""Metrics: `/metrics` in Prometheus' text form, from the record, for anybody who reaches the port.

What is counted is the record's, so it is the same after a restart, and equal in every process that shares the record:
where several are scraped, take `max`, not `sum`. Labels are few and bounded; nothing of an incident is in them.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import NamedTuple

import structlog
from aiohttp import web
from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

from bot.adapters.http.watched import watched
from bot.domain.drill import DrillName
from bot.domain.errors import OutsideError
from bot.domain.spending import DOLLAR, Budgets
from bot.triage.measure import Gauges
from bot.triage.oncall.pulse import Beats
from bot.triage.tally import BUCKETS, MODEL, RULES, Spread, Tally

log = structlog.get_logger()

WITHIN = 8.0
"""Seconds for one scrape; Prometheus itself gives up after ten."""
UNAVAILABLE = 503


class Measured(NamedTuple):
    """What one scrape tells."""

    tally: Tally
    gauges: Gauges
    budgets: Budgets
    beats: Beats


Measure = Callable[[], Awaitable[Measured]]


def routes(measure: Measure) -> list[web.RouteDef]:
    """The one path."""

    async def metrics(_request: web.Request) -> web.Response:
        try:
            async with asyncio.timeout(WITHIN):
                measured = await measure()
        except (TimeoutError, OutsideError) as problem:
            log.warning("the measurements could not be made", why=str(problem) or "no answer in time")
            return web.Response(
                status=UNAVAILABLE, text="the record cannot be read; the log has the reason\n"
            )
        return web.Response(body=text_of(measured), headers={"Content-Type": CONTENT_TYPE_LATEST})

    return [web.get("/metrics", metrics)]


def text_of(measured: Measured) -> bytes:
    """The measurements as Prometheus reads them."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Families(measured))
    return generate_latest(registry)


class _Families(Collector):
    """The families of one scrape."""

    def __init__(self, measured: Measured) -> None:
        self._measured = measured

    def collect(self) -> Iterator[Metric]:
        """All of them."""
        tally, gauges, budgets, beats = self._measured
        yield from _attempts(tally)
        yield _seconds(tally)
        yield from _runs(tally)
        yield from _money(tally, gauges, budgets)
        yield from _success(tally, gauges)
        yield from _drills(tally, gauges)
        yield from _work(tally, gauges)
        yield from watched(beats, gauges.now)


def _attempts(tally: Tally) -> Iterator[Metric]:
    attempts = CounterMetricFamily(
        "lookout_model_attempts",
        "Attempts to get an answer from the model, by how they ended.",
        labels=("release", "purpose", "outcome"),
    )
    for labels, count in sorted(tally.attempts.items()):
        attempts.add_metric(labels, count)
    yield attempts
    yield CounterMetricFamily(
        "lookout_model_attempts_unread",
        "Attempts whose rows this version cannot read; what they cost is counted.",
        value=tally.unread,
    )
    retries = CounterMetricFamily(
        "lookout_model_retries", "Attempts that repeated one before.", labels=("release",)
    )
    for release, count in sorted(tally.retries.items()):
        retries.add_metric((release,), count)
    yield retries
    tokens = CounterMetricFamily(
        "lookout_model_tokens",
        "Tokens as billed: read fresh, written to the cache, read from it, and answered.",
        labels=("release", "kind"),
    )
    for kinds, count in sorted(tally.tokens.items()):
        tokens.add_metric(kinds, count)
    yield tokens


def _seconds(tally: Tally) -> Metric:
    seconds = HistogramMetricFamily(
        "lookout_model_attempt_seconds", "How long an attempt took.", labels=("release",)
    )
    for release, spread in sorted(tally.seconds.items()):
        seconds.add_metric((release,), _cumulated(spread), spread.total)
    return seconds


def _cumulated(spread: Spread) -> list[tuple[str, float]]:
    """Each upper bound with how many values are at most that."""
    total, told = 0, []
    for bound, count in zip((*map(str, BUCKETS), "+Inf"), spread.counts, strict=True):
        total += count
        told.append((bound, float(total)))
    return told


def _runs(tally: Tally) -> Iterator[Metric]:
    runs = CounterMetricFamily(
        "lookout_model_runs",
        "Investigations with the model, by how they ended.",
        labels=("release", "outcome"),
    )
    for labels, count in sorted(tally.runs.items()):
        runs.add_metric(labels, count)
    yield runs
    diagnoses = CounterMetricFamily(
        "lookout_diagnoses",
        "Diagnoses by the rules, and those that the model made beside them.",
        labels=("made",),
    )
    for made in (RULES, MODEL):
        diagnoses.add_metric((made,), tally.diagnoses[made])
    yield diagnoses


def _money(tally: Tally, gauges: Gauges, budgets: Budgets) -> Iterator[Metric]:
    cost = CounterMetricFamily(
        "lookout_model_cost_dollars", "What the model cost, by the releases' prices.", labels=("release",)
    )
    for release, micro in sorted(tally.cost.items()):
        cost.add_metric((release,), micro / DOLLAR)
    yield cost
    spent = GaugeMetricFamily(
        "lookout_model_spent_dollars", "What the model cost in this day and month of UTC.", labels=("window",)
    )
    budget = GaugeMetricFamily(
        "lookout_model_budget_dollars", "What the model may cost in a day and a month.", labels=("window",)
    )
    for window, micro, most in (
        ("day", gauges.today, budgets.day),
        ("month", gauges.month, budgets.month),
    ):
        spent.add_metric((window,), micro / DOLLAR)
        budget.add_metric((window,), most)
    yield spent
    yield budget


def _success(tally: Tally, gauges: Gauges) -> Iterator[Metric]:
    """Nothing where there was none: an age of nothing would look like a young one."""
    if tally.last_success is None:
        return
    yield GaugeMetricFamily(
        "lookout_model_last_success_timestamp_seconds",
        "When the model last answered, in seconds since 1970.",
        value=tally.last_success.timestamp(),
    )
    yield GaugeMetricFamily(
        "lookout_model_last_success_age_seconds",
        "How long ago the model last answered.",
        value=max(0.0, (gauges.now - tally.last_success).total_seconds()),
    )


def _drills(tally: Tally, gauges: Gauges) -> Iterator[Metric]:
    """Nothing of a drill that was never made: `lookout_drill_age_seconds` of it is absent."""
    stop = tally.drills.get(DrillName.STOP)
    if stop is not None and stop.stop is not None:
        latency = GaugeMetricFamily(
            "lookout_stop_drill_latency_seconds",
            "From the lever to the last side effect begun, in the last drill.",
            labels=("quantile",),
        )
        for quantile, value in (("0.5", stop.stop.p50), ("0.95", stop.stop.p95), ("1", stop.stop.worst)):
            latency.add_metric((quantile,), value)
        yield latency
    age = GaugeMetricFamily(
        "lookout_drill_age_seconds", "How long ago the last drill of that name was.", labels=("drill",)
    )
    passed = GaugeMetricFamily(
        "lookout_drill_passed", "1 if the last drill of that name passed, 0 if it failed.", labels=("drill",)
    )
    for name, last in sorted(tally.drills.items()):
        age.add_metric((name.value,), max(0.0, (gauges.now - last.at).total_seconds()))
        passed.add_metric((name.value,), float(last.passed))
    yield age
    yield passed


def _work(tally: Tally, gauges: Gauges) -> Iterator[Metric]:
    yield CounterMetricFamily(
        "lookout_withheld_texts", "Texts that the language guard kept back.", value=tally.withheld
    )
    yield CounterMetricFamily(
        "lookout_letters_undelivered", "Posts that Slack refused for good.", value=tally.undelivered
    )
    yield GaugeMetricFamily(
        "lookout_letters_waiting", "Posts and edits that Slack does not show yet.", value=gauges.waiting
    )
    yield GaugeMetricFamily("lookout_tasks_pending", "Tasks that wait or run.", value=gauges.pending)
    yield GaugeMetricFamily("lookout_incidents_open", "Open incidents.", value=gauges.open)
    yield GaugeMetricFamily(
        "lookout_incidents_unowned", "Open incidents without an owner.", value=gauges.unowned
    )
