"""The release in use on the golden incidents: one case a task, behind switch and budgets, held to the labels."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.folder import GOLDEN, read_cases
from bot.diagnosis import diagnose
from bot.domain.errors import PermanentError
from bot.domain.ledger import Act, LedgerEntry
from bot.domain.model import Call, Ended, Reply, Request
from bot.domain.snapshot import LogKey, Scope, Snapshot
from bot.domain.spending import DOLLAR, Budgets
from bot.reports.replays import Replay, replays_in
from bot.triage.model.allowance import Allowance
from bot.triage.model.minutes import CUT_OFF
from bot.triage.policy import ModelPolicy
from bot.triage.quality.kept import KeptCluster
from bot.triage.quality.rehearse import CHANGED, PAUSE
from bot.triage.quality.trial import tried
from bot.triage.regular import EVERY, Regular
from bot.triage.story import QUICK, SLOW, THINKING
from bot.triage.work import run_next
from tests.cluster_objects import pod
from tests.fakes_clock import START
from tests.fakes_model import RELEASES, FakeModel, Step, answers, asks, never, release, said
from tests.fakes_slack import EMIL
from tests.triage.worlds import Night
from tests.triage.worlds import night as fresh

CASES = read_cases(GOLDEN)[:3]


def answer_of(request: Request) -> Reply:
    """What a good witness says: what the rules say of this very case, citing their first evidence."""
    case = next(one for one in CASES if f"{one.snapshot.scope.namespace}/" in request.turns[0].said)
    rules = diagnose(case.snapshot, version="0")
    if not rules.hypotheses:
        return answers({"verdict": "healthy", "hypotheses": [], "not_read": []})
    best = rules.hypotheses[0]
    cited = rules.quoted(best.evidence[0])
    claim: dict[str, Any] = {
        "cause": best.cause,
        "subject": best.subject.model_dump(),
        "statement": best.statement,
        "mechanism": "",
        "confidence": 0.9,
        "evidence": [{"id": cited.id, "span": cited.quote.splitlines()[0]}],
        "against": [],
        "refuted_by": "readiness of every pod",
        "next_check": f"kubectl -n {best.subject.namespace or 'default'} get pods",
    }
    return answers({"verdict": "fault", "hypotheses": [claim], "not_read": []})


def wrong(request: Request) -> Reply:
    """The same with another cause."""
    right = answer_of(request)
    told = json.loads(right.text)
    for one in told["hypotheses"]:
        one["cause"] = "oom-killed"
    return answers(told)


@pytest.fixture
async def owned(tmp_path: Path) -> AsyncIterator[Night]:
    """A night with the golden incidents, in which somebody answers for Lookout itself."""
    async with fresh(tmp_path, bot_oncall=(EMIL,), model=ModelPolicy(budgets=Budgets(day=1.0))) as made:
        made.world = replace(made.world, golden=lambda: CASES, releases=RELEASES)
        yield made


def with_model(night: Night, *script: Step) -> FakeModel:
    model = FakeModel(*script, clock=night.clock)
    night.world = replace(night.world, model=model)
    return model


async def a_day(night: Night) -> None:
    """The day's replay, and the cases of the rehearsal as they fall due."""
    await Regular(night.world, {"golden": EVERY["golden"]})()
    for _ in range(len(CASES) + 2):
        await night.settle()
        night.clock.advance(PAUSE.total_seconds() + 1)


async def rows_of(night: Night, act: Act) -> list[LedgerEntry]:
    async with night.store.read() as tx:
        return [row for row in await tx.ledger.of("") if row.act is act]


async def rehearsal(night: Night) -> Replay:
    [found] = [one for one in replays_in(await rows_of(night, Act.CHECKED)) if one.is_model]
    return found


def letters(night: Night) -> list[str]:
    return [one.content.text.splitlines()[0] for one in night.slack.shown.values() if one.channel == EMIL]


async def test_the_release_in_use_is_asked_about_every_golden_incident(owned: Night) -> None:
    model = with_model(owned, answer_of)
    await a_day(owned)
    found = await rehearsal(owned)
    assert (found.maker, found.cases, found.right, found.left) == ("2026-11", 3, 3, 0)
    assert found.missed == ()
    assert found.served == ("claude-opus-5-5",)
    attempts = await rows_of(owned, Act.ATTEMPTED)
    assert [row.detail["purpose"] for row in attempts] == ["eval"] * 3
    assert found.cost == sum(row.detail["cost"] for row in attempts) > 0
    assert len(model.requests) == 3
    assert letters(owned) == []


async def test_without_a_model_nothing_is_rehearsed(owned: Night) -> None:
    await a_day(owned)
    assert [one.is_model for one in replays_in(await rows_of(owned, Act.CHECKED))] == [False]


async def test_a_case_is_due_a_while_after_the_one_before_it(owned: Night) -> None:
    model = with_model(owned, answer_of)
    await Regular(owned.world, {"golden": EVERY["golden"]})()
    await owned.settle()
    assert len(model.requests) == 1
    owned.clock.advance(PAUSE.total_seconds() + 1)
    await owned.settle()
    assert len(model.requests) == 2


async def test_an_answer_that_is_not_as_labelled_is_told_to_the_on_call(owned: Night) -> None:
    with_model(owned, wrong, answer_of)
    await a_day(owned)
    found = await rehearsal(owned)
    assert (found.cases, found.right) == (3, 2)
    [line] = letters(owned)
    assert line.startswith(
        "Drift in the answers: Golden incident bad-rollout.tar.xz came out otherwise by 2026-11: oom-"
    )


@pytest.mark.parametrize(
    ("ended", "why"),
    [(Ended.DENIED, "the provider did not accept the key"), (Ended.LATE, "no answer in 60 s")],
)
async def test_what_is_no_answer_ends_the_rehearsal_and_says_nothing_of_the_answers(
    owned: Night, ended: Ended, why: str
) -> None:
    model = with_model(owned, answer_of, said(ended))
    await a_day(owned)
    found = await rehearsal(owned)
    assert (found.cases, found.right, found.left, found.why) == (1, 1, 2, why)
    assert len(model.requests) == 2
    assert letters(owned) == [
        f"Drift in the answers: 2 of 3 golden incidents were not tried by 2026-11: {why}."
    ]


async def test_a_stop_of_the_model_holds_the_rehearsal(owned: Night) -> None:
    model = with_model(owned, answer_of)
    await owned.stop("model")
    await a_day(owned)
    found = await rehearsal(owned)
    assert (found.cases, found.left, found.why) == (0, 3, "stopped (model)")
    assert model.requests == []


async def test_a_used_up_budget_ends_the_rehearsal(owned: Night) -> None:
    def dear(request: Request) -> Reply:
        usage = answer_of(request).usage.model_copy(update={"out": 40_000})
        return answer_of(request).model_copy(update={"usage": usage})

    with_model(owned, dear)
    await a_day(owned)
    found = await rehearsal(owned)
    assert (found.cases, found.left) == (1, 2)
    assert found.why == "not asked: the share of the day's budget for labelled cases is used up"


async def test_the_rehearsals_of_a_month_use_up_no_incidents_budget(owned: Night) -> None:
    budgets = Budgets(incident=0.05, day=10.0)
    owned.world = replace(
        owned.world, policy=owned.world.policy.model_copy(update={"model": ModelPolicy(budgets=budgets)})
    )
    with_model(owned, answer_of)
    for _ in range(3):
        await a_day(owned)
        owned.clock.advance(minutes=24 * 60)
    told = [one for one in replays_in(await rows_of(owned, Act.CHECKED)) if one.is_model]
    assert [(one.cases, one.left) for one in told] == [(3, 0)] * 3
    assert sum(one.cost for one in told) > 0.05 * DOLLAR


async def test_a_chosen_release_that_this_version_lacks_is_recorded_and_told(owned: Night) -> None:
    model = with_model(owned, answer_of)
    async with owned.store.begin() as tx:
        gone = LedgerEntry(incident_id="", at=tx.now, act=Act.CHOSE, detail={"release": "2025-01"})
        await tx.ledger.append(gone)
    await a_day(owned)
    found = await rehearsal(owned)
    why = "not asked: the release that was chosen is not one of this version; choose another"
    assert (found.maker, found.cases, found.left, found.why) == ("2025-01", 0, 3, why)
    assert model.requests == []
    assert letters(owned) == [
        f"Drift in the answers: 3 of 3 golden incidents were not tried by 2025-01: {why}."
    ]


async def test_an_attempt_that_a_restart_cuts_off_has_its_row(owned: Night) -> None:
    with_model(owned, answer_of)
    await Regular(owned.world, {"golden": EVERY["golden"]})()
    while await run_next(owned.world, QUICK | SLOW):
        pass

    async def dying(_request: Request) -> Reply:
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await run_next(owned.other("w2", model=FakeModel(dying, clock=owned.clock)), THINKING)
    assert await rows_of(owned, Act.ATTEMPTED) == []
    owned.clock.advance(minutes=10)
    for _ in range(len(CASES) + 2):
        await owned.settle()
        owned.clock.advance(PAUSE.total_seconds() + 1)
    rows = await rows_of(owned, Act.ATTEMPTED)
    assert [(row.detail["ended"], row.detail["why"]) for row in rows[:2]] == [
        ("answer broke off", CUT_OFF),
        ("answer", ""),
    ]
    assert [row.detail["purpose"] for row in rows] == ["eval"] * 4
    assert (await rehearsal(owned)).right == 3


async def test_an_interrupted_command_writes_down_what_it_asked(owned: Night) -> None:
    model = with_model(owned, never)
    asking = asyncio.create_task(tried(owned.world, CASES[0], release(), "eval:1:0", Allowance(micro=DOLLAR)))
    await model.asked.wait()
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    [row] = await rows_of(owned, Act.ATTEMPTED)
    assert (row.detail["run"], row.detail["purpose"], row.detail["why"]) == ("eval:1:0", "eval", CUT_OFF)


async def test_another_release_in_the_middle_ends_it(owned: Night) -> None:
    with_model(owned, answer_of)
    await Regular(owned.world, {"golden": EVERY["golden"]})()
    await owned.settle()
    newer = replace(
        owned.world, releases=RELEASES.model_copy(update={"known": (release(), release("2026-12"))})
    )
    owned.clock.advance(PAUSE.total_seconds() + 1)
    await owned.work(newer)
    found = await rehearsal(owned)
    assert (found.maker, found.cases, found.left, found.why) == ("2026-11", 1, 2, CHANGED)


async def test_without_a_release_nothing_is_asked_and_nothing_recorded(owned: Night) -> None:
    model = with_model(owned, answer_of)
    owned.world = replace(owned.world, releases=RELEASES.model_copy(update={"known": ()}))
    await a_day(owned)
    assert model.requests == []
    assert [one.is_model for one in replays_in(await rows_of(owned, Act.CHECKED))] == [False]


async def test_golden_incidents_that_became_fewer_end_the_chain(owned: Night) -> None:
    with_model(owned, answer_of)
    await Regular(owned.world, {"golden": EVERY["golden"]})()
    await owned.settle()
    owned.clock.advance(PAUSE.total_seconds() + 1)
    await owned.work(replace(owned.world, golden=tuple))
    async with owned.store.read() as tx:
        assert await tx.tasks.pending() == 0


async def test_a_tool_reads_what_the_snapshot_holds(owned: Night) -> None:
    look = Call(
        id="c1", name="objects", arguments={"kind": "deployments", "name": "", "labels": "", "fields": ""}
    )
    shown: list[str] = []

    def after(request: Request) -> Reply:
        shown.extend(one.text for one in request.turns[-1].results)
        return answer_of(request)

    with_model(owned, asks(look), after, answer_of)
    await a_day(owned)
    assert "checkout" in shown[0]
    assert (await rehearsal(owned)).right == 3


def kept() -> KeptCluster:
    objects = {"pods": {"shop": (pod("a"), pod("b"))}}
    log = LogKey(namespace="shop", pod="a", container="app")
    scope = Scope(cluster="prod", namespace="shop")
    return KeptCluster(Snapshot(scope=scope, taken_at=START, objects=objects, logs={log: "one\ntwö\n"}))


async def test_a_kept_cluster_answers_with_what_was_read() -> None:
    cluster = kept()
    assert cluster.name == "prod"
    names = [
        [one["metadata"]["name"] for one in (await cluster.list("pods", "shop", fields=fields)).items]
        for fields in ("", "metadata.name=a", "metadata.name!=a", "status.phase==Running,metadata.name=b")
    ]
    assert names[:3] == [["a", "b"], ["a"], ["b"]]
    labels = kept()._snapshot.objects["pods"]["shop"][0]["metadata"].get("labels", {})
    key, value = next(iter(labels.items()))
    assert len((await cluster.list("pods", "shop", labels=f"{key}={value}")).items) == 2
    assert (await cluster.list("pods", "shop", labels=f"{key}!={value}")).items == ()
    assert (await cluster.list("pods", "shop", labels="other=x")).items == ()
    one_of = await cluster.list("pods", "shop", labels="app in (zzz, none)")
    assert one_of.items == ()
    log = LogKey(namespace="shop", pod="a", container="app")
    assert await cluster.logs(log) == "one\ntwö\n"
    assert await cluster.logs(log, max_bytes=4) == "wö\n"


async def test_a_kept_cluster_refuses_what_was_not_read() -> None:
    cluster = kept()
    with pytest.raises(PermanentError, match="nodes were not read when the snapshot was taken"):
        await cluster.list("nodes", "")
    with pytest.raises(PermanentError, match="pods in other were not read"):
        await cluster.list("pods", "other")
    for selector in ("app notin (a)", "app"):
        with pytest.raises(PermanentError, match="only a=b, a!=b and a in"):
            await cluster.list("pods", "shop", labels=selector)
    with pytest.raises(PermanentError, match="this log was not read"):
        await cluster.logs(LogKey(namespace="shop", pod="b", container="app"))
