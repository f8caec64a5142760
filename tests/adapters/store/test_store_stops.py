from datetime import timedelta

from bot.domain.stop import Stop, Switch
from bot.triage.ports.store import Store
from tests.fakes_clock import START, FakeClock

MITIGATION = Stop(scope="mitigation", by="U1", at=START, why="odd answers")
CATALOG = Stop(scope="service:catalog", by="U2", at=START + timedelta(seconds=1))


async def test_pulled_levers_are_read_in_their_order_with_the_time_of_reading(
    store: Store, other_store: Store, clock: FakeClock
) -> None:
    async with store.begin() as tx:
        assert await tx.stops.pull(MITIGATION)
        assert await tx.stops.pull(CATALOG)
    clock.advance(5)
    async with other_store.read() as tx:
        assert await tx.stops.read() == Switch(stops=(MITIGATION, CATALOG), read_at=clock.now())


async def test_a_lever_is_pulled_once_and_the_first_puller_stands(store: Store) -> None:
    async with store.begin() as tx:
        assert await tx.stops.pull(MITIGATION)
        assert not await tx.stops.pull(MITIGATION.model_copy(update={"by": "U9"}))
        assert (await tx.stops.read()).stops == (MITIGATION,)


async def test_a_lifted_lever_may_be_pulled_again(store: Store) -> None:
    async with store.begin() as tx:
        assert not await tx.stops.lift("mitigation")
        await tx.stops.pull(MITIGATION)
        await tx.stops.pull(CATALOG)
        assert await tx.stops.lift("mitigation")
        assert not await tx.stops.lift("mitigation")
        assert (await tx.stops.read()).stops == (CATALOG,)
        assert await tx.stops.pull(MITIGATION)
        assert (await tx.stops.read()).stops == (CATALOG, MITIGATION)
