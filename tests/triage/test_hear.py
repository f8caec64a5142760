import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.adapters.folder import read_folder, write_folder
from bot.adapters.store.snapshots import pack, unpack
from bot.diagnosis import diagnose
from bot.domain.errors import OutsideError, PermanentError, RefusedError, TransientError
from bot.domain.snapshot import Scope, Snapshot
from bot.triage.evidence import Budget, gather
from bot.triage.hear import AT_ONCE
from bot.triage.ports.signals import Signals, Told
from tests.cluster_objects import deployment, history, namespace, pod
from tests.fakes_clock import START, FakeClock
from tests.fakes_cluster import FakeCluster

KEY = b"0123456789abcdef"
SCOPE = Scope(cluster="sandbox", namespace="shop")
QUICK = Budget(per_call=0.5, in_all=10)
ALERT = {"labels": {"alertname": "Slow", "token": "abcdef0123456789abcdef"}, "status": {"state": "active"}}


class FakeAlerts:
    """The `Alerts` port in memory."""

    def __init__(self, *items: dict[str, Any], problem: OutsideError | None = None) -> None:
        self.items = items
        self.problem = problem

    async def alerts(self, namespace: str) -> Told:
        if self.problem:
            raise self.problem
        return Told(items=self.items, bytes=9, left_out=3 if len(self.items) > 1 else 0)


class FakeMetrics:
    """The `Metrics` port in memory: a name's answer is a value to be told, an error, or None for none ever."""

    def __init__(self, **answers: float | OutsideError | None) -> None:
        self.answers = answers
        self.asked: list[str] = []

    @property
    def names(self) -> Sequence[str]:
        return tuple(self.answers)

    async def series(self, name: str, namespace: str, until: datetime) -> Told:
        assert (namespace, until) == ("shop", START)
        self.asked.append(name)
        answer = self.answers[name]
        if isinstance(answer, OutsideError):
            raise answer
        if answer is None:
            await asyncio.Event().wait()
        series = {"metric": {"__name__": name, "service": "checkout"}, "values": [[1, str(answer)]]}
        return Told(items=(series,), bytes=5, left_out=2 if name == "many" else 0)


async def collected(signals: Signals) -> Snapshot:
    cluster = FakeCluster([deployment(), *history(), namespace(), pod("checkout-a")])
    return await gather(cluster, SCOPE, clock=FakeClock(), key=KEY, budget=QUICK, signals=signals)


def gaps(snapshot: Snapshot) -> dict[str, str]:
    return {gap.what: gap.why for gap in snapshot.gaps}


def counts(snapshot: Snapshot) -> dict[str, int]:
    return {read.what: read.count for read in snapshot.reads}


async def test_without_sources_nothing_is_missed() -> None:
    snapshot = await collected(Signals())
    assert (snapshot.alerts, snapshot.metrics, snapshot.gaps) == ((), {}, ())


async def test_alerts_and_metrics_come_in_the_shapes_of_a_snapshot_and_without_secrets() -> None:
    snapshot = await collected(Signals(FakeAlerts(ALERT), FakeMetrics(one=1.0, two=2.0)))
    assert snapshot.alerts[0]["labels"]["alertname"] == "Slow"
    assert "abcdef0123456789" not in str(snapshot.alerts)
    assert snapshot.metrics["data"]["resultType"] == "matrix"
    assert {one["metric"]["__name__"] for one in snapshot.metrics["data"]["result"]} == {"one", "two"}
    assert (counts(snapshot)["alerts"], counts(snapshot)["metrics"]) == (1, 2)
    assert snapshot.gaps == ()


async def test_what_is_left_out_is_said() -> None:
    snapshot = await collected(Signals(FakeAlerts(ALERT, ALERT), FakeMetrics(many=1.0)))
    assert gaps(snapshot) == {
        "alerts": "3 more than the 2 that are read at most",
        "metric many": "2 more than the 1 that are read at most",
    }


async def test_a_query_that_is_refused_alone_is_a_gap_and_the_others_are_asked() -> None:
    metrics = FakeMetrics(bad=PermanentError("Prometheus: bad query"), good=1.0)
    snapshot = await collected(Signals(metrics=metrics))
    assert gaps(snapshot) == {"metric bad": "Prometheus: bad query"}
    assert counts(snapshot)["metrics"] == 1


async def test_a_source_that_does_not_answer_is_asked_no_further_and_is_one_gap() -> None:
    silent = {f"query_{number}": TransientError("Prometheus: cannot be reached") for number in range(20)}
    metrics = FakeMetrics(**silent)
    snapshot = await collected(
        Signals(FakeAlerts(problem=RefusedError("Alertmanager: answered 403")), metrics)
    )
    assert gaps(snapshot) == {
        "alerts": "Alertmanager: answered 403",
        "metrics": "Prometheus: cannot be reached",
    }
    assert len(metrics.asked) <= AT_ONCE
    assert counts(snapshot)["pods"] == 1


async def test_a_source_that_falls_silent_keeps_what_it_said_and_the_rest_is_a_gap() -> None:
    first = {f"good_{number}": 1.0 for number in range(AT_ONCE)}
    rest = {f"late_{number}": None for number in range(3 * AT_ONCE)}
    snapshot = await collected(Signals(metrics=FakeMetrics(**first, **rest)))
    assert counts(snapshot)["metrics"] == AT_ONCE
    assert "no answer within" in gaps(snapshot)["metric late_0"]
    assert gaps(snapshot)["metrics"] == f"{2 * AT_ONCE} more queries were not asked after that"


async def test_what_was_read_live_gives_the_same_diagnosis_from_the_store_and_from_a_folder(
    tmp_path: Any,
) -> None:
    snapshot = await collected(Signals(FakeAlerts(ALERT), FakeMetrics(one=1.0, bad=PermanentError("no"))))
    told = diagnose(snapshot, version="1")
    assert unpack(pack(snapshot)) == snapshot
    assert diagnose(unpack(pack(snapshot)), version="1") == told
    write_folder(snapshot, tmp_path)
    again = diagnose(read_folder(tmp_path), version="1")
    assert (again.verdict, again.hypotheses, again.gaps) == (told.verdict, told.hypotheses, told.gaps)
