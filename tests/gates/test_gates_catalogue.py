"""File = list = test, both ways; and what every gate says is a sentence that the voice lets pass."""

from datetime import timedelta
from pathlib import Path

import pytest

import bot.gates
from bot.domain.cluster_user import ClusterUser
from bot.domain.freeze import Freeze, Freezes, Override, Unread
from bot.domain.incident import IncidentStatus
from bot.domain.mitigation import Cordon, DeletePod, EvictPod, RecreateJob, Scale, Uncordon
from bot.domain.proposal import AUTOSCALERS, BUDGETS, Budget, ProposalState, Rehearsal
from bot.domain.runbook import Limits
from bot.domain.stop import Lever, Stop, Switch
from bot.domain.target import Subject
from bot.gates.case import Case
from bot.gates.catalogue import GATES, Gate
from bot.gates.clearance import ask
from bot.voice.judge import judge
from tests.gates.gate_cases import (
    CHECKOUT,
    IVY,
    NOW,
    ago,
    at_proposal,
    case,
    incident,
    keys,
    live,
    person,
    proposal,
    switch,
)

ROOM = Path(bot.gates.__file__).parent
TESTS = Path(__file__).parent
NO_GATES = {"__init__", "case", "catalogue", "clearance", "tiers"}
LISTED = [gate.__module__.rpartition(".")[2] for gate in GATES]

FREEZE = Freeze(
    scope="cluster:prod", starts_at=ago(5), ends_at=NOW + timedelta(hours=1), why="release weekend"
)
LONG = "On it, resolved by <!here> and a very long name of which the end is not to be shown anywhere at all"
SILENT = Unread(source=f"calendar:{LONG}", why=LONG)
OVERRIDE = Override(freeze=FREEZE.id, scope=FREEZE.scope, source=FREEZE.source, reason=LONG, by=IVY)
NODE = Subject(kind="Node", name="worker-3")
POD = Subject(kind="Pod", namespace="shop", name="checkout-a")
DELETE, EVICT, CORDON = DeletePod(subject=POD), EvictPod(subject=POD), Cordon(subject=NODE)
AGAIN = RecreateJob(subject=Subject(kind="Job", namespace="shop", name="load"), new_name="load-1a2b3c")
BUDGET = Budget(name="checkout", desired=3, healthy=3, allowed=0)
DOWN = Scale(subject=CHECKOUT, from_replicas=3, to_replicas=2)
TWICE = tuple(key.model_copy(update={"user_id": IVY, "reason": ""}) for key in keys("other"))

CASES = {
    "all well": case(),
    "opened": at_proposal(),
    "nothing readable": case(
        live=None, rehearsal=None, freezes=None, switch=switch(readable=False), approver=None
    ),
    "all stopped": case(
        switch=switch("everything"), lease_held=False, pair_exists=False, changes_last_hour=9
    ),
    "managed": case(live=live(manager="Argo CD application shop", uid="u", pods=99, opted_in=False)),
    "drifted": case(
        live=live(touched="b", generation=9), rehearsal=Rehearsal(ok=False, diff="", reason="denied")
    ),
    "keyless": case(proposal=proposal(decisions=()), incident=incident(id="other")),
    "refused in all else": case(
        confirmer=person("U0X"), proposal=proposal(requester=IVY, tier=3, expires_at=NOW)
    ),
    "frozen": case(
        freezes=Freezes(windows=(FREEZE,)),
        switch=switch("service:checkout", read_at=ago(1)),
        incident=incident(status=IncidentStatus.CLOSED, command_term=9),
        live=live(critical=True, uid="other"),
    ),
    "stale": case(
        switch=switch(read_at=ago(1)),
        incident=incident(owner=None),
        proposal=proposal(tier=2, decisions=keys("other")),
        live=live(generation=8, manager="Flux Kustomization apps/shop"),
        approver=person(IVY),
    ),
    "silent sources": case(
        freezes=Freezes(unread=(SILENT, SILENT)), switch=switch(readable=False, unread=(LONG, LONG))
    ),
    "overridden": case(freezes=Freezes(windows=(FREEZE,)), proposal=proposal(override=OVERRIDE)),
    "a node beside another critical incident": at_proposal(
        proposal=proposal(mitigation=CORDON, state=ProposalState.PENDING, decisions=()),
        freezes=Freezes(
            windows=(Freeze(scope="namespace:batch", starts_at=ago(1), ends_at=None, source="incident"),)
        ),
    ),
    "frozen by names": case(
        freezes=Freezes(
            windows=(FREEZE.model_copy(update={"source": f"vendor:{LONG}", "ends_at": None}),) * 2
        ),
        switch=Switch(
            stops=(Stop(scope="mitigation", by="", at=ago(1), lever=Lever.CONFIGMAP),), read_at=NOW
        ),
    ),
    "one person": case(
        proposal=proposal(
            mitigation=DOWN,
            tier=2,
            limits=Limits(min_replicas=3, max_share=0.1),
            decisions=TWICE,
            requester="U0X",
        ),
        live=live(manager="Kafka events (owner reference)"),
        switch=switch("incident:inc-1"),
    ),
    "out of bounds": case(
        proposal=proposal(mitigation=DOWN, tier=2, limits=Limits(min_replicas=3)),
        live=live(manager="HorizontalPodAutoscaler checkout"),
        switch=switch("mitigation"),
    ),
    "a pod that nothing makes again": case(proposal=proposal(mitigation=DELETE, tier=2), live=live(pods=1)),
    "a pod under budgets": case(
        proposal=proposal(mitigation=EVICT, tier=2),
        live=live(
            pods=1, losing=1, owner=CHECKOUT, budgets=(BUDGET, BUDGET), manager="Job load (owner reference)"
        ),
    ),
    "a pod under a budget": case(
        proposal=proposal(mitigation=DELETE, tier=2),
        live=live(pods=1, losing=1, owner=CHECKOUT, budgets=(BUDGET,), manager="static pod of Node w1"),
    ),
    "the last pod": case(
        proposal=proposal(mitigation=DELETE, tier=2), live=live(ready=1, pods=1, losing=1, owner=CHECKOUT)
    ),
    "a pod under unread budgets": case(
        proposal=proposal(mitigation=DELETE, tier=2), live=live(pods=1, unread=(BUDGETS, AUTOSCALERS))
    ),
    "a pod that leaves": case(proposal=proposal(mitigation=EVICT, tier=2), live=live(held=True)),
    "a scale under a budget": case(
        proposal=proposal(mitigation=DOWN, tier=2), live=live(pods=1, budgets=(BUDGET,)), impersonates=True
    ),
    "the last node": case(
        proposal=proposal(mitigation=CORDON),
        live=live(pods=0, ready=1, losing=1, opted_in=False),
        impersonates=True,
        acting_as=ClusterUser(user="ivy"),
    ),
    "one node of many": at_proposal(
        proposal=proposal(mitigation=CORDON), live=live(pods=0, ready=3, losing=1), impersonates=True
    ),
    "a node that takes none": case(proposal=proposal(mitigation=CORDON), live=live(pods=0, losing=0)),
    "a node that goes": case(
        proposal=proposal(mitigation=Uncordon(subject=NODE)),
        live=live(manager="cluster autoscaler (taint ToBeDeletedByClusterAutoscaler)"),
    ),
    "a Job that did not fail": case(
        proposal=proposal(mitigation=AGAIN, tier=2), live=live(manager="CronJob report (owner reference)")
    ),
}


def test_every_gate_file_is_listed_once_and_every_listed_gate_is_a_file() -> None:
    files = {path.stem for path in ROOM.glob("*.py")} - NO_GATES
    assert sorted(LISTED) == sorted(files)


def test_every_gate_has_a_test_file_and_every_test_file_a_gate() -> None:
    tested = {path.stem.removeprefix("test_gate_") for path in TESTS.glob("test_gate_*.py")}
    assert tested == set(LISTED)


@pytest.mark.parametrize("gate", GATES, ids=LISTED)
def test_a_verdict_bears_the_name_of_its_gates_file(gate: Gate) -> None:
    assert gate(case()).gate.replace(" ", "_") == gate.__module__.rpartition(".")[2]


def test_all_gates_are_asked_in_the_order_of_the_list() -> None:
    assert [verdict.gate.replace(" ", "_") for verdict in ask(case(live=None))] == LISTED


@pytest.mark.parametrize("asked", CASES.values(), ids=CASES.keys())
def test_every_reason_is_a_short_sentence_that_the_voice_lets_pass(asked: Case) -> None:
    for verdict in ask(asked):
        assert verdict.reason[0].isupper()
        assert len(verdict.reason) <= 250
        assert judge(verdict.reason).passed, (verdict.gate, verdict.reason, judge(verdict.reason).rule)
