"""How well Lookout serves: from what people wait for to when they have it."""

from collections.abc import Iterator

from prometheus_client.core import CounterMetricFamily, Metric

from bot.adapters.http.metrics.measured import Measured, counter, histogram
from bot.triage.deliver import OURS


def families(measured: Measured) -> Iterator[Metric]:
    """The spreads, and what was not delivered, not said and not read."""
    tally = measured.tally
    levels = tally.levels
    yield histogram(
        "lookout_first_reply_seconds",
        "From an alert or a question to the status message in Slack.",
        levels.reply,
    )
    yield histogram(
        "lookout_diagnosis_seconds",
        "From an alert, or a triage that was asked for, to the rules' diagnosis in Slack.",
        levels.diagnosis,
    )
    yield histogram(
        "lookout_delivery_seconds", "From a message's row to the message in Slack.", levels.delivery
    )
    yield histogram(
        "lookout_decision_seconds",
        "From the click of who takes, approves, confirms or refuses to the row of it.",
        levels.decision,
    )
    yield histogram(
        "lookout_reminder_late_seconds",
        "How late a reminder that nobody owns an incident was.",
        levels.reminder,
    )
    yield counter(
        "lookout_letters_undelivered",
        "Messages that were given up, by Slack's word for why.",
        "reason",
        {OURS: 0, **levels.undelivered},
    )
    yield counter(
        "lookout_withheld_texts",
        "Texts that the language guard kept back, by its rule.",
        "rule",
        levels.withheld,
    )
    reads = CounterMetricFamily(
        "lookout_reads", "Reads of the rules' triages, by what came of them.", labels=("cluster", "outcome")
    )
    for labels, count in sorted(levels.reads.items()):
        reads.add_metric(labels, count)
    yield reads
    yield CounterMetricFamily(
        "lookout_rows_odd",
        "Rows of the record that are not as any version wrote them; none is counted.",
        value=tally.odd,
    )
