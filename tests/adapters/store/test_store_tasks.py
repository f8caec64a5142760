import asyncio
from datetime import timedelta

import pytest

from bot.triage.ports.store import Store, Task
from tests.adapters.store.store_cases import LEASE
from tests.fakes_clock import START, FakeClock


async def add(store: Store, key: str, *, incident: str = "", delay: float = 0) -> bool:
    async with store.begin() as tx:
        due_at = tx.now + timedelta(seconds=delay) if delay else None
        return await tx.tasks.add("triage", key, {"n": [1, "ü"]}, incident_id=incident, due_at=due_at)


async def claim(store: Store, worker: str = "w1") -> Task | None:
    async with store.begin() as tx:
        return await tx.tasks.claim(worker, LEASE)


async def claimed(store: Store, worker: str = "w1") -> Task:
    task = await claim(store, worker)
    assert task is not None
    return task


async def test_a_task_is_claimed_with_all_that_was_added(store: Store) -> None:
    assert await add(store, "k1", incident="inc-1")
    assert await claimed(store) == Task(
        id=1,
        kind="triage",
        key="k1",
        incident_id="inc-1",
        payload={"n": [1, "ü"]},
        due_at=START,
        added_at=START,
        attempts=1,
        epoch=1,
    )


async def test_a_redelivered_key_adds_nothing_even_when_the_task_is_done(store: Store) -> None:
    assert await add(store, "k1")
    assert not await add(store, "k1")
    task = await claimed(store)
    async with store.begin() as tx:
        assert await tx.tasks.finish(task, "w1")
        assert await tx.tasks.pending() == 0
    assert not await add(store, "k1")
    assert await claim(store) is None


async def test_nothing_is_claimed_before_it_is_due(store: Store, clock: FakeClock) -> None:
    await add(store, "later", delay=10)
    clock.advance(9.999)
    assert await claim(store) is None
    clock.advance(0.001)
    assert (await claimed(store)).key == "later"


async def test_the_most_overdue_task_comes_first(store: Store, clock: FakeClock) -> None:
    await add(store, "second", delay=20)
    await add(store, "first", delay=10)
    clock.advance(60)
    assert [(await claimed(store)).key, (await claimed(store)).key] == ["first", "second"]


async def test_of_many_claimers_in_two_processes_exactly_one_wins(store: Store, other_store: Store) -> None:
    await add(store, "k1")
    claims = await asyncio.gather(*(claim((store, other_store)[n % 2], f"w{n}") for n in range(24)))
    assert len([task for task in claims if task]) == 1


async def test_one_task_of_an_incident_runs_at_a_time_and_others_run_freely(store: Store) -> None:
    for key, incident in (("a1", "A"), ("a2", "A"), ("b1", "B"), ("free1", ""), ("free2", "")):
        await add(store, key, incident=incident)
    running = [await claimed(store) for _ in range(4)]
    assert [task.key for task in running] == ["a1", "b1", "free1", "free2"]
    assert await claim(store) is None
    async with store.begin() as tx:
        assert await tx.tasks.finish(running[0], "w1")
    assert (await claimed(store)).key == "a2"


async def test_a_lapsed_lease_frees_the_task_and_fences_the_late_worker(
    store: Store, clock: FakeClock
) -> None:
    await add(store, "k1", incident="A")
    late = await claimed(store, "slow")
    clock.advance(30)
    again = await claimed(store, "quick")
    assert (again.key, again.attempts, again.epoch) == ("k1", 2, 2)
    async with store.begin() as tx:
        assert not await tx.tasks.renew(late, "slow", LEASE)
        assert not await tx.tasks.finish(late, "slow")
        assert not await tx.tasks.postpone(late, "slow", START, "late")
        assert not await tx.tasks.bury(late, "slow", "late")
        assert await tx.tasks.finish(again, "quick")
        assert not await tx.tasks.finish(again, "quick")


async def test_the_epoch_fences_a_worker_of_the_same_name(store: Store, clock: FakeClock) -> None:
    await add(store, "k1")
    late = await claimed(store)
    clock.advance(31)
    await claimed(store)
    async with store.begin() as tx:
        assert not await tx.tasks.finish(late, "w1")


async def test_a_renewed_lease_holds_and_a_lapsed_one_cannot_be_renewed(
    store: Store, clock: FakeClock
) -> None:
    await add(store, "k1")
    task = await claimed(store)
    clock.advance(29)
    async with store.begin() as tx:
        assert await tx.tasks.renew(task, "w1", LEASE)
    clock.advance(29)
    assert await claim(store) is None
    clock.advance(1)
    async with store.begin() as tx:
        assert not await tx.tasks.renew(task, "w1", LEASE)


async def test_work_done_late_but_not_taken_over_counts(store: Store, clock: FakeClock) -> None:
    await add(store, "k1")
    task = await claimed(store)
    clock.advance(300)
    async with store.begin() as tx:
        assert await tx.tasks.finish(task, "w1")


async def test_a_postponed_task_comes_back_when_due(store: Store, clock: FakeClock) -> None:
    await add(store, "k1")
    task = await claimed(store)
    async with store.begin() as tx:
        assert await tx.tasks.postpone(task, "w1", tx.now + timedelta(seconds=5), "429")
        assert await tx.tasks.pending() == 1
    assert await claim(store) is None
    clock.advance(5)
    assert (await claimed(store)).attempts == 2


async def test_a_buried_task_never_comes_back_and_its_key_stays_known(store: Store, clock: FakeClock) -> None:
    await add(store, "k1")
    task = await claimed(store)
    async with store.begin() as tx:
        assert await tx.tasks.bury(task, "w1", "poison")
        assert await tx.tasks.pending() == 0
    clock.advance(3600)
    assert await claim(store) is None
    assert not await add(store, "k1")


async def test_cancel_drops_what_waits_of_one_kind_and_incident(store: Store, clock: FakeClock) -> None:
    await add(store, "running", incident="A")
    await claimed(store)
    for key, incident in (("a1", "A"), ("a2", "A"), ("b1", "B")):
        await add(store, key, incident=incident, delay=600)
    async with store.begin() as tx:
        assert await tx.tasks.cancel("other kind", "A") == 0
        assert await tx.tasks.cancel("triage", "A") == 2
        assert await tx.tasks.pending() == 2
    clock.advance(31)
    async with store.begin() as tx:  # what a lost worker left behind waits, too
        assert await tx.tasks.cancel("triage", "A") == 1


async def test_an_error_rolls_the_whole_transaction_back(store: Store) -> None:
    async def add_and_stumble() -> None:
        async with store.begin() as tx:
            assert await tx.tasks.add("triage", "k1")
            raise LookupError

    with pytest.raises(LookupError):
        await add_and_stumble()
    async with store.read() as tx:
        assert await tx.tasks.pending() == 0
