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
from bot.adapters.http.metrics import Measure, Measured
from bot.adapters.http.server import Server
from bot.domain.drill import Drill, Drilled, DrillName
from bot.domain.errors import TransientError
from bot.domain.ledger import Act
from bot.domain.model import Ended
from bot.domain.page import Fault
from bot.domain.spending import Budgets, Usage
from bot.reports.drills import stop_drilled
from bot.triage.measure import Gauges
from bot.triage.oncall.pulse import Beats
from bot.triage.tally import BUCKETS, Tally
from tests.fakes_clock import START
from tests.reports.test_reports_accounts import attempt, row

GAUGES = Gauges(now=START, pending=3, waiting=2, open=5, unowned=1, today=1_500_000, month=40_000_000)


@asynccontextmanager
async def serving(measure: Measure) -> AsyncIterator[str]:
    server = Server("127.0.0.1", 0, metrics.routes(measure))
    yield await server.start()
    await server.stop()


async def scrape(url: str) -> tuple[int, str, str]:
    async with aiohttp.ClientSession() as session, session.get(f"{url}/metrics") as answer:
        return answer.status, answer.headers["Content-Type"], await answer.text()


async def told(
    tally: Tally, beats: Beats | None = None
) -> dict[str, dict[tuple[tuple[str, str], ...], float]]:
    """Every sample by name and labels."""

    async def measure() -> Measured:
        return Measured(tally, GAUGES, Budgets(), beats or Beats())

    async with serving(measure) as url:
        status, kind, text = await scrape(url)
    assert (status, kind.split(";")[0]) == (200, "text/plain")
    samples: dict[str, dict[tuple[tuple[str, str], ...], float]] = {}
    for family in text_string_to_metric_families(text):
        assert family.documentation
        for sample in family.samples:
            samples.setdefault(sample.name, {})[tuple(sorted(sample.labels.items()))] = sample.value
    return samples


def counted() -> Tally:
    """Three attempts, a run, a diagnosis, a drill."""
    tally = Tally()
    tally.count(
        [
            attempt(seconds=4.0, cost=1_000_000, usage=Usage(fresh=10, cached=5)),
            attempt(seconds=45.0, cost=500_000, ended=Ended.ANSWER, usage=Usage(out=7)),
            attempt(seconds=900.0, cost=0, ended=Ended.LATE, again=1, usage=Usage()),
            row(Act.DIAGNOSED, diagnosis=7),
            row(Act.REFINED, diagnosis=7, release="a", ended="answer", refinement=8),
            row(Act.WITHHELD, rules=["x"]),
            row(Act.UNDELIVERED),
        ]
    )
    tally.last_success = START - timedelta(seconds=90)
    measured = Drill(
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
    tally.drills[DrillName.STOP] = stop_drilled(measured)
    tally.drills[DrillName.RESTORE] = Drilled(
        name=DrillName.RESTORE, at=START - timedelta(days=20), passed=False, said="it did not come back"
    )
    return tally


async def test_attempts_tokens_cost_and_latency_are_told_by_release() -> None:
    found = await told(counted())
    by_end = {
        dict(labels)["outcome"]: value for labels, value in found["lookout_model_attempts_total"].items()
    }
    assert by_end == {"asked for reads": 1, "answer": 1, "no answer in time": 1}
    assert found["lookout_model_retries_total"] == {(("release", "a"),): 1}
    kinds = {dict(labels)["kind"]: value for labels, value in found["lookout_model_tokens_total"].items()}
    assert kinds == {"fresh": 10, "written": 0, "cached": 5, "out": 7}
    assert found["lookout_model_cost_dollars_total"] == {(("release", "a"),): 1.5}
    buckets = {
        dict(labels)["le"]: value for labels, value in found["lookout_model_attempt_seconds_bucket"].items()
    }
    assert len(buckets) == len(BUCKETS) + 1
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


async def test_the_drill_the_guard_and_what_waits_are_told() -> None:
    found = await told(counted())
    assert found["lookout_stop_drill_latency_seconds"] == {
        (("quantile", "0.5"),): 0.1,
        (("quantile", "0.95"),): 0.2,
        (("quantile", "1"),): 0.4,
    }
    assert found["lookout_drill_age_seconds"] == {
        (("drill", "stop"),): 2 * 24 * 3600,
        (("drill", "restore"),): 20 * 24 * 3600,
    }
    assert found["lookout_drill_passed"] == {(("drill", "stop"),): 1, (("drill", "restore"),): 0}
    for name, value in {
        "lookout_withheld_texts_total": 1,
        "lookout_letters_undelivered_total": 1,
        "lookout_letters_waiting": 2,
        "lookout_tasks_pending": 3,
        "lookout_incidents_open": 5,
        "lookout_incidents_unowned": 1,
    }.items():
        assert found[name] == {(): value}


async def test_what_never_was_has_no_age() -> None:
    found = await told(Tally())
    assert not [name for name in found if "age" in name or "last" in name or "drill" in name]
    assert found["lookout_diagnoses_total"] == {(("made", "rules"),): 0, (("made", "model"),): 0}


async def test_a_record_that_cannot_be_read_is_no_measurement_and_its_words_stay_in_the_log() -> None:
    async def measure() -> Measured:
        raise TransientError("connection to 10.0.0.7 as lookout failed")

    with capture_logs() as logged:
        async with serving(measure) as url:
            status, _, text = await scrape(url)
    assert status == 503
    assert "10.0.0.7" not in text
    assert logged[0]["why"] == "connection to 10.0.0.7 as lookout failed"


async def test_a_record_that_does_not_answer_in_time_is_no_measurement(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(metrics, "WITHIN", 0.0)

    async def measure() -> Measured:
        await asyncio.Event().wait()
        raise AssertionError

    async with serving(measure) as url:
        assert (await scrape(url))[0] == 503


async def test_the_heartbeats_and_the_faults_of_this_process_are_told() -> None:
    beats = Beats()
    assert "lookout_heartbeat_last_sent_age_seconds" not in await told(Tally(), beats)
    beats.sent, beats.failed, beats.withheld = 3, 2, 1
    beats.last_sent = START - timedelta(seconds=70)
    beats.faults = {"slack": Fault(name="slack", headline="Lookout cannot reach Slack")}
    found = await told(Tally(), beats)
    totals = [found[f"lookout_heartbeat_{one}_total"][()] for one in ("sent", "failed", "withheld")]
    assert totals == [3, 2, 1]
    assert found["lookout_heartbeat_last_sent_age_seconds"] == {(): 70}
    assert found["lookout_own_faults"] == {(("fault", "slack"),): 1}
