"""What the model costs and how it does: attempts, tokens, money, runs."""

from collections.abc import Iterator

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric

from bot.adapters.http.metrics.measured import Measured, counter, cumulated, gauge
from bot.domain.spending import DOLLAR
from bot.triage.opinions import MODEL, RULES
from bot.triage.tally import Tally


def families(measured: Measured) -> Iterator[Metric]:
    """All of it."""
    tally = measured.tally
    yield from _attempts(tally)
    yield _seconds(tally)
    yield from _runs(tally)
    yield from _quality(measured)
    yield from _money(measured)
    yield from _success(measured)


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
        seconds.add_metric((release,), cumulated(spread), spread.total)
    return seconds


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


def _quality(measured: Measured) -> Iterator[Metric]:
    opinions = measured.tally.opinions
    yield counter(
        "lookout_verdicts",
        "What people said of diagnoses by the buttons under them.",
        "verdict",
        opinions.verdicts,
    )
    yield counter(
        "lookout_model_agreement",
        "Runs of the model by whether it and the rules name the same cause.",
        "agreement",
        opinions.agreement,
    )
    yield counter(
        "lookout_model_statements",
        "The model's statements that were kept, and those that cited nothing that was read.",
        "became",
        opinions.statements,
    )
    for name, what, values in (
        (
            "cases",
            "Golden incidents of the last replay.",
            {by: one.cases for by, one in opinions.golden.items()},
        ),
        (
            "right",
            "Those of them that came out right.",
            {by: one.right for by, one in opinions.golden.items()},
        ),
        (
            "age_seconds",
            "How long ago they were replayed last.",
            {by: measured.age(one.at) for by, one in opinions.golden.items()},
        ),
    ):
        yield gauge(f"lookout_golden_{name}", what, "by", values)


def _money(measured: Measured) -> Iterator[Metric]:
    tally, gauges, budgets = measured
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


def _success(measured: Measured) -> Iterator[Metric]:
    """Nothing where there was none: an age of nothing would look like a young one."""
    last = measured.tally.last_success
    if last is None:
        return
    yield GaugeMetricFamily(
        "lookout_model_last_success_timestamp_seconds",
        "When the model last answered, in seconds since 1970.",
        value=last.timestamp(),
    )
    yield GaugeMetricFamily(
        "lookout_model_last_success_age_seconds",
        "How long ago the model last answered.",
        value=measured.age(last),
    )
