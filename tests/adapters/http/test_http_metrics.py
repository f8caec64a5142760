"""What Prometheus is told, over a real socket and read by Prometheus' own parser."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families
from structlog.testing import capture_logs

from bot.adapters.http import metrics
from bot.adapters.http.metrics import Measure
from bot.adapters.http.metrics.measured import Measured, Self
from bot.adapters.http.server import Server
from bot.domain.drill import Drill, DrillName
from bot.domain.errors import TransientError
from bot.domain.ledger import Act
from bot.domain.model import Ended
from bot.domain.page import Fault
from bot.domain.spending import Budgets, Usage
from bot.reports.drills import stop_drilled
from bot.reports.replays import Replay
from bot.triage.measure import Gauges, Open
from bot.triage.oncall.pulse import Beats
from bot.triage.ports.measures import Now, Overdue
from bot.triage.spread import ATTEMPT, LAG, Spread
from bot.triage.tally import Tally
from tests.fakes_clock import START
from tests.reports.test_reports_accounts import attempt, row

NOW = Now(
    at=START,
    unread=1,
    pending=3,
    overdue={"remind": Overdue(2, START - timedelta(seconds=70))},
    given_up={"alert": 1},
    waiting=2,
    behind=START - timedelta(seconds=40),
    undecided={"commander": 1, "owner": 2},
)
GAUGES = Gauges(
    now=NOW,
    given_up={"alert": 1},
    open={"critical": Open(5, 1, 310.0), "info": Open()},
    stops={"everything": 0, "service": 1},
    freezes={"calendar": 1, "unreadable": 0},
    levers_unread=1,
    switch_age=0.5,
    today=1_500_000,
    month=40_000_000,
)
DRILL = Drill(
    at=START - timedelta(days=2),
    rounds=1,
    processes=1,
    canaries=2,
    effects=9,
    p50=0.1,
    p95=0.2,
    worst=0.4,
    noticed=0.5,
)
Samples = dict[str, dict[tuple[tuple[str, str], ...], float]]


async def oneself() -> Self:
    """A process whose loop came back late once."""
    lag = Spread(LAG)
    lag.add(0.3)
    beats = Beats()
    beats.last_sent = START
    beats.faults = {"slack": Fault(name="slack", headline="Lookout cannot reach Slack")}
    ready = {"slack": True, "store": False}
    return Self(version="1.2.3", ready=ready, lag=lag, silent=0.8, ended=1, beats=beats, now=START)


@asynccontextmanager
async def serving(measure: Measure) -> AsyncIterator[str]:
    server = Server("127.0.0.1", 0, metrics.routes(measure, oneself))
    yield await server.start()
    await server.stop()


async def scrape(measure: Measure) -> Samples:
    """Every sample by name and labels."""
    async with (
        serving(measure) as url,
        aiohttp.ClientSession() as session,
        session.get(f"{url}/metrics") as answer,
    ):
        assert (answer.status, answer.content_type) == (200, "text/plain")
        text = await answer.text()
    samples: Samples = {}
    for family in text_string_to_metric_families(text):
        assert family.documentation
        for sample in family.samples:
            samples.setdefault(sample.name, {})[tuple(sorted(sample.labels.items()))] = sample.value
    return samples


async def told(tally: Tally) -> Samples:
    """What is told of a tally."""

    async def measure() -> Measured:
        return Measured(tally, GAUGES, Budgets())

    return await scrape(measure)


def by(samples: Samples, name: str, label: str) -> dict[str, float]:
    """The values of a metric by one of its labels."""
    return {dict(labels)[label]: value for labels, value in samples[name].items()}


def counted() -> Tally:
    """Three attempts, a run, a diagnosis, a drill."""
    tally = Tally()
    tally.count(
        [
            attempt(seconds=4.0, cost=1_000_000, usage=Usage(fresh=10, cached=5)),
            attempt(seconds=45.0, cost=500_000, ended=Ended.ANSWER, usage=Usage(out=7)),
            attempt(seconds=900.0, cost=0, ended=Ended.LATE, again=1, usage=Usage()),
            row(Act.DIAGNOSED, diagnosis=7, cluster="prod", reads=9, not_read={"not allowed": 2}),
            row(
                Act.REFINED,
                diagnosis=7,
                release="a",
                ended="answer",
                refinement=8,
                agreement="same",
                kept=3,
                unbacked=1,
            ),
            row(Act.RATED, verdict="right"),
            row(Act.WITHHELD, rules=["x at blocks[0]", "x at text", "y at text"]),
            row(Act.UNDELIVERED, code="is_archived"),
        ]
    )
    tally.last_success = START - timedelta(seconds=90)
    tally.drills[DrillName.STOP] = stop_drilled(DRILL)
    at = START - timedelta(hours=3)
    tally.opinions.golden["rules"] = Replay(at=at, maker="rules 0.1.0", cases=10, right=9)
    return tally


async def test_attempts_tokens_cost_and_latency_are_told_by_release() -> None:
    found = await told(counted())
    assert by(found, "lookout_model_attempts_total", "outcome") == {
        "asked for reads": 1,
        "answer": 1,
        "no answer in time": 1,
    }
    assert found["lookout_model_retries_total"] == {(("release", "a"),): 1}
    assert by(found, "lookout_model_tokens_total", "kind") == {
        "fresh": 10,
        "written": 0,
        "cached": 5,
        "out": 7,
    }
    assert found["lookout_model_cost_dollars_total"] == {(("release", "a"),): 1.5}
    buckets = by(found, "lookout_model_attempt_seconds_bucket", "le")
    assert len(buckets) == len(ATTEMPT) + 1
    assert [buckets[one] for one in ("2.0", "5.0", "30.0", "45.0", "600.0", "+Inf")] == [0, 1, 1, 2, 2, 3]
    assert found["lookout_model_attempt_seconds_sum"] == {(("release", "a"),): 949}
    assert found["lookout_model_attempt_seconds_count"] == {(("release", "a"),): 3}


async def test_runs_diagnoses_budget_and_the_age_of_the_last_success_are_told() -> None:
    found = await told(counted())
    assert found["lookout_model_runs_total"] == {(("outcome", "answer"), ("release", "a")): 1}
    assert found["lookout_diagnoses_total"] == {(("made", "rules"),): 1, (("made", "model"),): 1}
    assert found["lookout_model_spent_dollars"] == {(("window", "day"),): 1.5, (("window", "month"),): 40}
    assert found["lookout_model_budget_dollars"] == {(("window", "day"),): 100, (("window", "month"),): 1000}
    assert found["lookout_model_last_success_age_seconds"] == {(): 90}
    assert found["lookout_model_last_success_timestamp_seconds"] == {(): START.timestamp() - 90}


async def test_how_good_the_diagnoses_are_is_told() -> None:
    found = await told(counted())
    assert by(found, "lookout_verdicts_total", "verdict") == {"right": 1}
    assert by(found, "lookout_model_agreement_total", "agreement") == {"same": 1}
    assert by(found, "lookout_model_statements_total", "became") == {"kept": 3, "unbacked": 1}
    assert by(found, "lookout_golden_cases", "by") == {"rules": 10}
    assert by(found, "lookout_golden_right", "by") == {"rules": 9}
    assert by(found, "lookout_golden_age_seconds", "by") == {"rules": 3 * 3600}


async def test_drills_are_told_by_name_and_that_of_the_kill_switch_with_its_latency() -> None:
    found = await told(counted())
    assert by(found, "lookout_stop_drill_latency_seconds", "quantile") == {"0.5": 0.1, "0.95": 0.2, "1": 0.4}
    assert by(found, "lookout_drill_age_seconds", "drill") == {"stop": 2 * 24 * 3600}
    assert by(found, "lookout_drill_passed", "drill") == {"stop": 1}


async def test_what_was_not_said_not_delivered_and_not_read_is_told_by_reason() -> None:
    found = await told(counted())
    assert by(found, "lookout_withheld_texts_total", "rule") == {"x": 2, "y": 1}
    assert by(found, "lookout_letters_undelivered_total", "reason") == {
        "fault of Lookout": 0,
        "is_archived": 1,
    }
    assert found["lookout_reads_total"] == {
        (("cluster", "prod"), ("outcome", "answered")): 9,
        (("cluster", "prod"), ("outcome", "not allowed")): 2,
    }


async def test_what_is_open_waits_and_is_in_force_is_told() -> None:
    found = await told(counted())
    assert by(found, "lookout_incidents_open", "severity") == {"critical": 5, "info": 0}
    assert by(found, "lookout_incidents_unowned", "severity") == {"critical": 1, "info": 0}
    assert by(found, "lookout_incident_unowned_seconds", "severity") == {"critical": 310, "info": 0}
    assert by(found, "lookout_decisions_pending", "role") == {"commander": 1, "owner": 2}
    assert by(found, "lookout_tasks_overdue", "kind") == {"remind": 2}
    assert by(found, "lookout_tasks_overdue_seconds", "kind") == {"remind": 70}
    assert by(found, "lookout_tasks_given_up_total", "kind") == {"alert": 1}
    assert by(found, "lookout_stops_in_force", "scope") == {"everything": 0, "service": 1}
    assert by(found, "lookout_freezes_in_force", "source") == {"calendar": 1, "unreadable": 0}
    for name, value in {
        "lookout_incidents_unread": 1,
        "lookout_letters_waiting": 2,
        "lookout_letters_waiting_seconds": 40,
        "lookout_tasks_pending": 3,
        "lookout_switch_levers_unread": 1,
        "lookout_switch_age_seconds": 0.5,
        "lookout_rows_odd_total": 0,
    }.items():
        assert found[name] == {(): value}


async def test_what_never_was_has_no_age_and_every_level_has_its_buckets_from_the_beginning() -> None:
    found = await told(Tally())
    of_record = [name for name in found if "heartbeat" not in name]
    assert not [name for name in of_record if "drill" in name or "last" in name or "golden" in name]
    assert found["lookout_diagnoses_total"] == {(("made", "rules"),): 0, (("made", "model"),): 0}
    for name in ("first_reply", "diagnosis", "delivery", "decision", "reminder_late"):
        buckets = by(found, f"lookout_{name}_seconds_bucket", "le")
        assert set(buckets.values()) == {0.0}
        assert "+Inf" in buckets


async def test_a_record_that_cannot_be_read_hides_nothing_of_the_process_and_its_words_stay_in_the_log() -> (
    None
):
    async def measure() -> Measured:
        raise TransientError("connection to 10.0.0.7 as lookout failed")

    with capture_logs() as logged:
        found = await scrape(measure)
    assert found["lookout_record_readable"] == {(): 0}
    assert "lookout_incidents_open" not in found
    assert by(found, "lookout_ready", "check") == {"slack": 1, "store": 0}
    assert found["lookout_build_info"] == {(("version", "1.2.3"),): 1}
    assert by(found, "lookout_loop_lag_seconds_bucket", "le")["0.5"] == 1
    assert found["lookout_tick_age_seconds"] == {(): 0.8}
    assert found["lookout_loops_ended"] == {(): 1}
    assert found["process_resident_memory_bytes"][()] > 0
    assert logged[0]["why"] == "connection to 10.0.0.7 as lookout failed"


async def test_a_record_that_does_not_answer_in_time_is_told_as_one_that_cannot_be_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(metrics, "WITHIN", 0.0)

    async def measure() -> Measured:
        await asyncio.Event().wait()
        raise AssertionError

    assert (await scrape(measure))["lookout_record_readable"] == {(): 0}
