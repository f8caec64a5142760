"""A past diagnosis is put to a model again from its snapshot: nothing of today is read, every attempt is counted."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.errors import PermanentError, TransientError
from bot.domain.ledger import Act
from bot.domain.model import Reply, Request
from bot.domain.snapshot import LogKey, Snapshot
from bot.domain.spending import Budgets, Usage
from bot.domain.stop import Lever, Stop
from bot.reports.accounts import accounts_of
from bot.reports.attempts import standing
from bot.triage.model.frozen import Frozen
from bot.triage.model.levers import UNREADABLE
from bot.triage.model.minutes import CUT_OFF
from bot.triage.model.rerun import Shell, rerun
from bot.triage.policy import ModelPolicy, Policy
from bot.triage.remote import Remote
from tests.adapters.store.store_cases import snapshot
from tests.cluster_objects import pod, running
from tests.fakes_model import FakeModel, answers, asks, release
from tests.triage.model.thinking import LINE, READ_LOG, claim, diagnosed, thinking, verdict
from tests.triage.worlds import Night

OTHER = answers(verdict(claim("db-port-wrong", "E4", LINE, statement="The ledger refuses connections.")))


def shell(made: Night, model: FakeModel | None, **policy: object) -> Shell:
    """A shell on the night's record."""
    told = ModelPolicy.model_validate({"by_rules": 0.0} | policy)
    return Shell(
        store=made.store,
        clock=made.clock,
        model=model,
        policy=Policy(model=told),
        worker="shell:test",
        lever=lambda: None,
    )


async def triaged(made: Night) -> None:
    """One triage, with the model kept out."""
    await made.stop("model")
    await made.alert()
    await made.settle()
    async with made.store.begin() as tx:
        await tx.stops.lift("model")


async def test_it_is_asked_from_the_snapshot_and_counted(tmp_path: Path) -> None:
    async with thinking(tmp_path, OTHER) as made:
        await triaged(made)
        asked, posts = len(made.cluster.asked), len(made.slack.calls)
        model = FakeModel(asks(READ_LOG), OTHER, clock=made.clock)
        run, found = await rerun(shell(made, model), await diagnosed(made), release("2026-12"), key=b"k" * 16)
        assert found is not None
        assert [one.cause for one in found.diagnosis.hypotheses] == ["db-port-wrong"]
        assert (run.calls, len(made.cluster.asked)) == (1, asked)
        rows = standing(await made.rows(Act.ATTEMPTED))
        assert [row.detail["purpose"] for row in rows] == ["rerun", "rerun"]
        assert {row.detail["release"] for row in rows} == {"2026-12"}
        await made.settle()
        assert len(made.slack.calls) == posts
        assert await made.rows(Act.REFINED) == []


async def test_levers_budgets_and_a_lost_snapshot_keep_it_from_being_asked(tmp_path: Path) -> None:
    async with thinking(tmp_path, OTHER) as made:
        await triaged(made)
        past, model = await diagnosed(made), FakeModel(OTHER)
        await made.stop("release:2026-11")
        run, found = await rerun(shell(made, model), past, release(), key=b"k" * 16)
        assert (run.why, found) == ("stopped (this release)", None)
        poor = shell(made, model, budgets=Budgets(incident=0.001))
        run, _ = await rerun(poor, past, release("2026-12"), key=b"k" * 16)
        assert run.why == "not asked: the budget of one incident is used up"
        nobody = shell(made, None)
        run, _ = await rerun(nobody, past, release("2026-12"), key=b"k" * 16)
        assert run.why == "not asked: no model is configured"
        made.clock.advance(timedelta(days=31).total_seconds())
        with pytest.raises(PermanentError, match="not kept any more"):
            await rerun(shell(made, model), past, release("2026-12"), key=b"k" * 16)
        assert model.requests == []


async def test_an_attempt_at_a_shell_is_on_the_record_while_it_is_made_and_counts_once(
    tmp_path: Path,
) -> None:
    async with thinking(tmp_path, OTHER) as made:
        await triaged(made)
        seen: list[dict[str, object]] = []

        async def looking(_request: Request) -> Reply:
            seen.extend(row.detail for row in await made.rows(Act.ATTEMPTED))
            return OTHER

        office = shell(made, FakeModel(looking, clock=made.clock))
        asked = release("2026-12")
        await rerun(office, await diagnosed(made), asked, key=b"k" * 16)
        [row] = seen
        assert (row["heard"], row["why"], row["purpose"]) == (False, CUT_OFF, "rerun")
        assert (row["release"], row["release_digest"], row["model"]) == ("2026-12", asked.digest, asked.model)
        rows = await made.rows(Act.ATTEMPTED)
        assert [row.detail["heard"] for row in rows] == [False, True]
        assert rows[0].detail["run"] == rows[1].detail["run"]
        assert len(standing(rows)) == accounts_of(rows).sre.total.attempts == 1


async def test_what_a_budget_forbids_at_a_shell_has_no_row(tmp_path: Path) -> None:
    async with thinking(tmp_path, OTHER) as made:
        await triaged(made)
        dear = asks(READ_LOG, usage=Usage(fresh=100_000))
        model = FakeModel(dear, OTHER, clock=made.clock)
        office = shell(made, model, budgets=Budgets(incident=0.5, day=0.5, month=9))
        run, _ = await rerun(office, await diagnosed(made), release("2026-12"), key=b"k" * 16)
        assert "is used up" in run.why or "no answer within" in run.why
        assert len(model.requests) == len(standing(await made.rows(Act.ATTEMPTED))) == 1


class Outside:
    """A lever outside that stops everything from a certain asking on; before that nothing, or it cannot be read."""

    name = "ConfigMap lookout/lookout-stop of cluster sandbox"

    def __init__(self, made: Night, *, after: int = 0, silent: bool = False) -> None:
        self.asked = 0
        self._made, self._after, self._silent = made, after, silent

    async def read(self) -> Sequence[Stop]:
        """What it stops now."""
        self.asked += 1
        if self._silent:
            raise TransientError("no route to the cluster")
        stop = Stop(scope="everything", by="", at=self._made.clock.now(), lever=Lever.CONFIGMAP)
        return (stop,) if self.asked > self._after else ()


async def test_a_lever_outside_holds_at_a_shell_and_so_does_one_that_cannot_be_read(tmp_path: Path) -> None:
    async with thinking(tmp_path, OTHER) as made:
        await triaged(made)
        for lever, why in ((Outside(made), "stopped (everything)"), (Outside(made, silent=True), UNREADABLE)):
            model = FakeModel(OTHER, clock=made.clock)
            office = replace(shell(made, model), remote=Remote((lever,)))
            run, found = await rerun(office, await diagnosed(made), release(), key=b"k" * 16)
            assert (run.why, found, len(model.requests)) == (why, None, 0)


async def test_a_lever_outside_is_asked_before_each_attempt_at_a_shell(tmp_path: Path) -> None:
    async with thinking(tmp_path, OTHER) as made:
        await triaged(made)
        # Each answer takes longer than what the lever said last is young enough to count.
        model = FakeModel(asks(READ_LOG, seconds=10.0), OTHER, clock=made.clock)
        lever = Outside(made, after=1)
        office = replace(shell(made, model), remote=Remote((lever,)))
        run, found = await rerun(office, await diagnosed(made), release(), key=b"k" * 16)
        assert ("stopped (everything)" in run.why, found) == (True, None)
        assert lever.asked == 2


async def test_a_snapshot_answers_as_a_cluster_would_and_says_what_was_not_read() -> None:
    key = LogKey(namespace="shop", pod="a", container="app")
    pods = (pod("a", containers=(running(),)), pod("b", containers=(running(),), app="other"))
    kept: Snapshot = snapshot().model_copy(
        update={"objects": {"pods": {"shop": pods}}, "logs": {key: "one\ntwo"}}
    )
    frozen = Frozen(kept)
    assert frozen.name == "prod"

    async def names(labels: str = "", fields: str = "") -> list[str]:
        listing = await frozen.list("pods", "shop", labels=labels, fields=fields)
        return [one["metadata"]["name"] for one in listing.items]

    assert await names() == ["a", "b"]
    assert await names("app==other") == ["b"]
    assert await names(fields="metadata.name=a,status.phase=Running") == ["a"]
    assert await names("app=other", "metadata.name=a") == []
    assert await frozen.logs(key, max_bytes=3) == "two"
    for labels, fields in (("app!=other", ""), ("app in (a)", ""), ("", "spec.x=1")):
        with pytest.raises(PermanentError):
            await names(labels, fields)
    with pytest.raises(PermanentError, match="services: not read"):
        await frozen.list("services", "shop")
    with pytest.raises(PermanentError, match="the log of z/app: not read"):
        await frozen.logs(key.model_copy(update={"pod": "z"}))
