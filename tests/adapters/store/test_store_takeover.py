"""What a dead process held is another's the moment its lease has lapsed, of every kind; what it wakes to do is void."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from bot.domain.proposal import Execution, Outcome
from bot.triage.ports.slack import Terms
from bot.triage.ports.store import Store
from tests.adapters.store.store_cases import LEASE, armed, incident, message
from tests.fakes_clock import FakeClock

DEAD, HEIR = "dead", "heir"
Take = Callable[[Store, str], Awaitable[bool]]


async def take_task(store: Store, worker: str) -> bool:
    async with store.begin() as tx:
        return await tx.tasks.claim(worker, LEASE, kinds=("remind",)) is not None


async def take_from_incident(store: Store, worker: str) -> bool:
    """Any work of the incident: it has one task under way at a time."""
    async with store.begin() as tx:
        return await tx.tasks.claim(worker, LEASE, kinds=("triage", "propose")) is not None


async def take_letter(store: Store, worker: str) -> bool:
    async with store.begin() as tx:
        return await tx.outbox.claim(worker, LEASE, Terms(edit_gap=timedelta(0))) is not None


async def take_scheduled(store: Store, worker: str) -> bool:
    async with store.begin() as tx:
        return await tx.tasks.claim(worker, LEASE, kinds=("heads",)) is not None


async def put_all(store: Store) -> None:
    async with store.begin() as tx:
        await tx.incidents.add(incident())
        await tx.tasks.add("remind", "remind:inc-1:0:critical:1")
        await tx.tasks.add("triage", "triage:1", incident_id="inc-1")
        await tx.tasks.add("heads", "heads:1")
        await tx.outbox.put("status:inc-1", message("x"), incident_id="inc-1", channel="C1")


@pytest.mark.parametrize("take", [take_task, take_from_incident, take_letter, take_scheduled])
async def test_it_is_taken_over_when_its_lease_has_lapsed_and_not_a_second_before(
    store: Store, other_store: Store, clock: FakeClock, take: Take
) -> None:
    await put_all(store)
    assert await take(store, DEAD)
    clock.advance(LEASE.total_seconds() - 1)
    assert not await take(other_store, HEIR)
    clock.advance(1)
    assert await take(other_store, HEIR)


async def test_an_incident_of_a_dead_process_goes_on_with_other_work_too(
    store: Store, other_store: Store, clock: FakeClock
) -> None:
    await put_all(store)
    assert await take_from_incident(store, DEAD)
    async with store.begin() as tx:
        await tx.tasks.add("propose", "propose:1", incident_id="inc-1", due_at=tx.now - timedelta(days=1))
    assert not await take_from_incident(other_store, HEIR)
    clock.advance(LEASE.total_seconds())
    async with other_store.begin() as tx:
        task = await tx.tasks.claim(HEIR, LEASE, kinds=("propose",))
    assert task is not None


async def test_an_attempt_of_a_dead_process_is_found_when_its_lease_has_lapsed_and_closed_once(
    store: Store, other_store: Store, clock: FakeClock
) -> None:
    await armed(store)
    async with store.begin() as tx:
        epoch = await tx.proposals.claim("prop-1", DEAD, LEASE)
        assert epoch is not None
        assert await tx.proposals.intend("prop-1", DEAD, epoch, "scale")
    clock.advance(LEASE.total_seconds() - 1)
    async with other_store.read() as tx:
        assert await tx.proposals.lapsed() == []
        assert await tx.proposals.holds("prop-1", DEAD, epoch)
    clock.advance(1)
    async with other_store.begin() as tx:
        assert [one.id for one in await tx.proposals.lapsed()] == ["prop-1"]
        assert not await tx.proposals.holds("prop-1", DEAD, epoch)
        ended = Execution(
            proposal_id="prop-1", epoch=epoch, begun_at=tx.now, outcome=Outcome.UNKNOWN, request="scale",
            answer="nobody knows", seconds=0.0, ended_at=tx.now,
        )  # fmt: skip
        assert await tx.proposals.record(ended)
    async with store.begin() as tx:
        assert not await tx.proposals.record(ended.model_copy(update={"outcome": Outcome.DONE}))


async def test_who_wakes_after_its_lease_can_neither_renew_finish_put_back_nor_give_up(
    store: Store, other_store: Store, clock: FakeClock
) -> None:
    await put_all(store)
    async with store.begin() as tx:
        task = await tx.tasks.claim(DEAD, LEASE, kinds=("triage",))
    assert task is not None
    clock.advance(LEASE.total_seconds())
    assert await take_from_incident(other_store, HEIR)
    async with store.begin() as tx:
        assert not await tx.tasks.renew(task, DEAD, LEASE)
        assert not await tx.tasks.finish(task, DEAD)
        assert not await tx.tasks.postpone(task, DEAD, tx.now, "late")
        assert not await tx.tasks.bury(task, DEAD, "late")
