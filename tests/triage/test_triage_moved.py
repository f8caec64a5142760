"""An incident whose target a person changed: what was found in the old one is proposed for nothing in the new one."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.ledger import Act, LedgerEntry
from bot.domain.proposal import ProposalState
from bot.domain.target import Target
from bot.render.actions import ActionId
from bot.triage.story import QUICK
from bot.triage.work import run_next
from tests.fakes_cluster import FakeCluster
from tests.fakes_slack import IVY, NORA
from tests.triage.worlds import CHECKOUT, TARGET, Night, night, objects

EDGE = Target(cluster="edge", namespace="shop", service="till")
"""The same names in another cluster: what is proposed there by mistake can be sent there."""


@pytest.fixture
async def moving(tmp_path: Path) -> AsyncIterator[Night]:
    """An alert without a target; two clusters have a Deployment of the same name."""
    services = {"checkout": TARGET, "till": EDGE}
    async with night(tmp_path, services=services) as made:
        edge = FakeCluster(objects(), name="edge")
        clusters = {"sandbox": made.cluster, "edge": edge}
        made.world = replace(made.world, clusters=clusters)
        await made.alert(labels={})
        await made.settle()
        yield made


async def quick(made: Night) -> None:
    """What people wait for is done; no triage is."""
    while await run_next(made.world, QUICK):
        pass


async def choose(made: Night, service: str) -> None:
    await made.press(NORA, ActionId.TARGET, service=service)
    await quick(made)


async def diagnosed(made: Night) -> None:
    """The triage of the chosen target has found something, and what it proposes is in the queue."""
    await made.propose()
    async with made.store.begin() as tx:
        incident = (await tx.incidents.open())[0]
        detail = {"diagnosis": (await tx.diagnoses.of(incident.id))[0].id, "target": str(incident.target)}
        row = LedgerEntry(incident_id=incident.id, at=tx.now, act=Act.DIAGNOSED, detail=detail)
        await tx.ledger.append(row)
    await made.deliver()


async def test_a_step_is_not_asked_for_on_another_target_than_was_diagnosed(moving: Night) -> None:
    await choose(moving, "checkout")
    await diagnosed(moving)
    await choose(moving, "till")
    await moving.mention("propose undo", "300.1", thread_ts="100.1", user=IVY)
    await quick(moving)
    while await run_next(moving.world, ("propose",)):
        pass
    assert await moving.proposals() == []
    said = moving.slack.whispers[-1].text
    assert "The diagnosis is of another target than the incident has now" in said


async def test_what_a_diagnosis_proposes_is_dropped_when_the_target_changes_meanwhile(moving: Night) -> None:
    await choose(moving, "checkout")
    await diagnosed(moving)
    menu = moving.button(ActionId.TARGET)

    async def changes() -> None:
        moving.remediator.on_rehearse = None
        await moving.press(NORA, ActionId.TARGET, button=menu, service="till")
        await quick(moving)

    moving.remediator.on_rehearse = changes
    assert await run_next(moving.world, ("propose",))
    assert moving.remediator.on_rehearse is None
    assert (await moving.incident()).target == EDGE
    assert await moving.proposals() == []


async def test_the_record_says_of_what_a_diagnosis_was_made(moving: Night) -> None:
    await choose(moving, "checkout")
    assert await run_next(moving.world, ("triage",))
    [row] = await moving.rows(Act.DIAGNOSED)
    assert row.detail["target"] == "sandbox/shop/checkout"


async def test_who_asked_is_told_that_the_incident_was_closed_meanwhile(moving: Night) -> None:
    await choose(moving, "checkout")
    await diagnosed(moving)
    assert await run_next(moving.world, ("propose",))
    await moving.deliver()
    await moving.press(NORA, ActionId.DENY)
    await quick(moving)
    count = len(await moving.proposals())
    await moving.mention("propose undo", "300.1", thread_ts="100.1", user=IVY)
    await quick(moving)

    async def closes() -> None:
        moving.remediator.on_rehearse = None
        await moving.press(NORA, ActionId.CLOSE, cause="bad-rollout")
        await quick(moving)

    moving.remediator.on_rehearse = closes
    assert await run_next(moving.world, ("propose",))
    assert len(await moving.proposals()) == count
    assert "The incident was closed." in moving.slack.whispers[-1].text


async def test_a_change_is_verified_where_it_was_made(moving: Night) -> None:
    await choose(moving, "checkout")
    await diagnosed(moving)
    await moving.settle()
    menu = moving.button(ActionId.TARGET)
    await moving.click(NORA, ActionId.TAKE)
    await moving.click(IVY, ActionId.APPROVE)
    await moving.click(NORA, ActionId.CONFIRM, reason="it began with this revision")
    assert (await moving.proposal()).state is ProposalState.DONE
    live = moving.cluster.find(CHECKOUT)
    assert live is not None
    live["status"] |= {"readyReplicas": 3, "updatedReplicas": 3, "observedGeneration": 99}
    read = moving.cluster.asked.count("events shop")
    await moving.click(NORA, ActionId.TARGET, button=menu, service="till")
    await moving.pass_time(1.5, step=0.1)
    assert await moving.rows(Act.VERIFIED)
    assert moving.cluster.asked.count("events shop") > read
