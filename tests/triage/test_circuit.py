"""A cluster that gives no answer is not asked for a while, and asked again when it may be back."""

import asyncio

import pytest

from bot.domain.errors import PermanentError, RefusedError, SilentError, TransientError
from bot.domain.snapshot import Scope
from bot.triage.circuit import NEARLY, SILENT_CALLS, Circuit
from bot.triage.evidence import Budget, gather
from tests.fakes_clock import FakeClock
from tests.fakes_cluster import FakeCluster

SCOPE = Scope(cluster="sandbox", namespace="shop")
SILENCE = SilentError("reading pods: the API server did not answer in time")


async def opened(cluster: FakeCluster, *, pause: float = 3600.0) -> Circuit:
    """A circuit that a cluster without an answer has opened."""
    circuit = Circuit(cluster, per_call=5.0, pause=pause)
    cluster.refused["pods"] = SILENCE
    for _ in range(SILENT_CALLS):
        with pytest.raises(SilentError):
            await circuit.list("pods", "shop")
    return circuit


async def test_after_some_calls_without_an_answer_none_is_sent_and_the_error_says_why() -> None:
    cluster = FakeCluster()
    circuit = await opened(cluster)
    assert circuit.is_open
    with pytest.raises(SilentError, match=r"not asked: the cluster sandbox left the last 5 calls.*next try"):
        await circuit.list("events", "shop")
    assert len(cluster.asked) == SILENT_CALLS


async def test_after_the_pause_one_call_tries_and_closes_it() -> None:
    cluster = FakeCluster()
    circuit = await opened(cluster, pause=0.0)
    del cluster.refused["pods"]
    await circuit.list("pods", "shop")
    assert not circuit.is_open


async def test_a_try_in_vain_opens_it_for_another_pause() -> None:
    cluster = FakeCluster()
    circuit = await opened(cluster, pause=0.0)
    circuit._pause = 3600.0
    for _ in range(2):
        with pytest.raises(SilentError):
            await circuit.list("pods", "shop")
    assert len(cluster.asked) == SILENT_CALLS + 1


async def test_those_who_ask_during_the_try_wait_for_it_and_are_then_answered() -> None:
    cluster = FakeCluster()
    circuit = await opened(cluster, pause=0.0)
    cluster.refused.clear()
    snapshot = await gather(circuit, SCOPE, clock=FakeClock(), key=b"k" * 16)
    assert not snapshot.gaps
    assert not circuit.is_open


@pytest.mark.parametrize(
    "answer",
    [
        RefusedError("not allowed"),
        PermanentError("not found"),
        TransientError("the API server is in trouble (500)"),
    ],
)
async def test_what_a_cluster_answers_is_an_answer(answer: Exception) -> None:
    cluster = FakeCluster()
    circuit = Circuit(cluster, per_call=5.0)
    for problem in [SILENCE] * (SILENT_CALLS - 1) + [answer, SILENCE]:
        cluster.refused["pods"] = problem  # type: ignore[assignment] # parametrised as an exception
        with pytest.raises(type(problem)):
            await circuit.list("pods", "shop")
    assert not circuit.is_open


async def test_a_call_that_its_caller_cut_late_was_silent_and_one_that_was_cut_early_was_not() -> None:
    cluster = FakeCluster()
    cluster.hanging.add("pods")
    for per_call, silent in ((0.01 / NEARLY, True), (5.0, False)):
        circuit = Circuit(cluster, per_call=per_call)
        for _ in range(SILENT_CALLS):
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.02):
                    await circuit.list("pods", "shop")
        assert circuit.is_open is silent


async def test_the_second_triage_of_a_cluster_that_hangs_waits_for_nothing() -> None:
    cluster = FakeCluster()
    cluster.hanging |= {
        "pods",
        "events",
        "deployments",
        "replicasets",
        "statefulsets",
        "daemonsets",
        "services",
    }
    circuit = Circuit(cluster, per_call=0.05, pause=3600.0)
    budget = Budget(per_call=0.05, in_all=30.0)
    await gather(circuit, SCOPE, clock=FakeClock(), key=b"k" * 16, budget=budget)
    before = len(cluster.asked)
    snapshot = await gather(circuit, SCOPE, clock=FakeClock(), key=b"k" * 16, budget=budget)
    assert len(cluster.asked) == before
    assert not snapshot.reads
    assert {gap.reason for gap in snapshot.gaps if gap.what != "logs"} == {"no answer"}
