from datetime import timedelta

from bot.domain.mute import Mute
from bot.triage.ports.store import Store
from tests.fakes_clock import START, FakeClock

HOUR = timedelta(hours=1)


def mute(**changes: object) -> Mute:
    """The probe of the catalog, for an hour."""
    made = {
        "cause": "readiness-probe-port",
        "service": "catalog",
        "by": "U0NORA",
        "at": START,
        "until": START + HOUR,
    }
    return Mute.model_validate(made | changes)


async def test_a_mute_stands_until_its_time(store: Store, clock: FakeClock) -> None:
    async with store.begin() as tx:
        assert not await tx.mutes.put(mute(why="known"))
    async with store.read() as tx:
        assert await tx.mutes.standing() == [mute(why="known")]
    clock.advance(3600)
    async with store.read() as tx:
        assert await tx.mutes.standing() == []


async def test_the_same_again_takes_its_place(store: Store) -> None:
    async with store.begin() as tx:
        await tx.mutes.put(mute())
        assert await tx.mutes.put(mute(service="Catalog", until=START + 2 * HOUR))
        await tx.mutes.put(mute(cause="oom-killed"))
        assert [(one.cause, one.until) for one in await tx.mutes.standing()] == [
            ("oom-killed", START + HOUR),
            ("readiness-probe-port", START + 2 * HOUR),
        ]


async def test_a_lifted_one_is_over_and_one_that_is_not_there_cannot_be_lifted(store: Store) -> None:
    async with store.begin() as tx:
        await tx.mutes.put(mute())
        assert not await tx.mutes.lift("oom-killed", "catalog")
        assert await tx.mutes.lift("readiness-probe-port", "CATALOG")
        assert not await tx.mutes.lift("readiness-probe-port", "catalog")
        assert await tx.mutes.standing() == []


async def test_the_next_waiting_task_of_a_kind_is_found_by_how_its_key_begins(
    store: Store, clock: FakeClock
) -> None:
    async with store.begin() as tx:
        await tx.tasks.add("remind", "remind:a_c:1", due_at=START + HOUR)
        await tx.tasks.add("remind", "remind:a_c:2", due_at=START + 2 * HOUR)
        await tx.tasks.add("remind", "remind:abc:1", due_at=START)
        await tx.tasks.add("triage", "remind:a_c:0", due_at=START)
        assert await tx.tasks.next_due("remind", "remind:a_c:") == START + HOUR
        assert await tx.tasks.next_due("remind", "remind:x:") is None
        await tx.tasks.claim("w", HOUR)
        assert await tx.tasks.next_due("remind", "remind:abc:") is None


async def test_an_incident_is_found_by_its_number(store: Store) -> None:
    from tests.adapters.store.store_cases import incident  # noqa: PLC0415 # one example

    async with store.begin() as tx:
        await tx.incidents.add(incident())
        found = await tx.incidents.numbered(1)
        assert found is not None
        assert found.id == "inc-1"
        assert await tx.incidents.numbered(2) is None
