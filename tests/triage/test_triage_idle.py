"""A loop with nothing to do looks and writes nothing; the moment something is due it is worked."""

from bot.render.actions import ActionId
from bot.triage.deliver import Deliverer
from bot.triage.story import QUICK, SLOW
from bot.triage.work import Worker
from tests.fakes_slack import NORA
from tests.triage.worlds import FusedStore, Night


def counting(night: Night) -> FusedStore:
    """The store, which counts its writing transactions."""
    return FusedStore(night.store)


async def test_an_idle_loop_takes_no_turn_to_write(fired: Night) -> None:
    store = counting(fired)
    world = fired.other("w2", store=store)
    for one in (Worker(world, QUICK), Worker(world, SLOW), Worker(world), Deliverer(world)):
        assert not await one()
    assert store.begun == 0


async def test_what_is_due_is_worked_at_the_first_look_and_the_rest_without_one(fired: Night) -> None:
    worker = Worker(fired.world, QUICK)
    await fired.press(NORA, ActionId.TAKE)
    assert await worker()
    assert (await fired.incidents())[0].owner is not None
    assert not await worker()
    await fired.deliver()
    await fired.press(NORA, ActionId.RELEASE)
    assert await worker()


async def test_a_worker_looks_for_its_own_kinds_only(fired: Night) -> None:
    store = counting(fired)
    await fired.press(NORA, ActionId.TAKE)
    assert not await Worker(fired.other("w2", store=store), SLOW)()
    assert store.begun == 0


async def test_a_task_whose_lease_lapsed_is_due(fired: Night) -> None:
    await fired.press(NORA, ActionId.TAKE)
    async with fired.store.begin() as tx:
        assert await tx.tasks.claim("gone", fired.world.policy.lease) is not None
    assert not await Worker(fired.world, QUICK)()
    fired.clock.advance(31)
    assert await Worker(fired.world, QUICK)()


async def test_a_letter_is_delivered_at_the_first_look(fired: Night) -> None:
    await fired.press(NORA, ActionId.TAKE)
    await fired.work()
    deliver = Deliverer(fired.world)
    assert await deliver()
    assert f"<@{NORA}>" in fired.slack.text("status")
    while await deliver():
        pass
    assert not await deliver()
