import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.alert import Severity
from bot.domain.errors import PermanentError
from bot.domain.incident import Incident, IncidentStatus
from bot.domain.people import Holder
from bot.domain.target import Subject
from bot.triage.ports.store import ConflictError, Store
from tests.adapters.store.store_cases import TARGET, incident, with_incident
from tests.fakes_clock import START, FakeClock

EARLIER = START - timedelta(minutes=30)


async def add(store: Store, *incidents: Incident) -> list[Incident]:
    async with store.begin() as tx:
        return [await tx.incidents.add(one) for one in incidents]


async def test_an_incident_comes_back_as_it_was_with_the_next_number(store: Store) -> None:
    first, second = await add(store, incident("a"), incident("b"))
    assert (first.number, second.number) == (1, 2)
    async with store.read() as tx:
        assert await tx.incidents.get("b") == second
        assert second == incident("b", number=2)


async def test_incidents_opened_at_once_get_different_numbers(store: Store, other_store: Store) -> None:
    opened = await asyncio.gather(*(add((store, other_store)[n % 2], incident(f"i{n}")) for n in range(12)))
    assert sorted(one.number for batch in opened for one in batch) == list(range(1, 13))


async def test_an_unknown_incident_is_a_permanent_error(store: Store) -> None:
    async with store.read() as tx:
        with pytest.raises(PermanentError, match="no incident 'nope'"):
            await tx.incidents.get("nope")
    async with store.begin() as tx:
        with pytest.raises(PermanentError):
            await tx.incidents.save(incident("nope"))


async def test_a_change_is_stored_with_the_next_version(store: Store) -> None:
    (before,) = await add(store, incident())
    owned = before.model_copy(update={"owner": Holder(user_id="U1", since=START, term=1), "owner_term": 1})
    async with store.begin() as tx:
        saved = await tx.incidents.save(owned)
    assert saved == owned.model_copy(update={"version": 1})
    async with store.read() as tx:
        assert await tx.incidents.get("inc-1") == saved


async def test_of_two_changes_of_one_version_the_second_conflicts(store: Store) -> None:
    (before,) = await add(store, incident())
    async with store.begin() as tx:
        await tx.incidents.save(before.model_copy(update={"cause": "first"}))
    async with store.begin() as tx:
        with pytest.raises(ConflictError, match="version 1 is stored, 0 was read"):
            await tx.incidents.save(before.model_copy(update={"cause": "second"}))
    async with store.read() as tx:
        assert (await tx.incidents.get("inc-1")).cause == "first"


async def test_of_many_changes_at_once_exactly_one_wins(store: Store, other_store: Store) -> None:
    (before,) = await add(store, incident())

    async def take(n: int) -> bool:
        async with (store, other_store)[n % 2].begin() as tx:
            try:
                await tx.incidents.save(before.model_copy(update={"cause": str(n)}))
            except ConflictError:
                return False
            return True

    assert sum(await asyncio.gather(*(take(n) for n in range(12)))) == 1


async def test_an_incident_is_found_at_its_thread_and_at_its_alert_messages(store: Store) -> None:
    (stored,) = await add(store, incident(thread_ts="1.1"))
    async with store.begin() as tx:
        assert await tx.incidents.attach("inc-1", "C1", "2.2")
        assert await tx.incidents.at_message("C1", "1.1") == stored
        assert await tx.incidents.at_message("C1", "2.2") == stored
        assert await tx.incidents.at_message("C2", "2.2") is None
        assert await tx.incidents.at_message("C1", "3.3") is None


async def test_the_newest_incident_at_a_message_is_the_one(store: Store) -> None:
    _, second = await add(store, incident("old", thread_ts="1.1"), incident("new", thread_ts="1.1"))
    async with store.read() as tx:
        assert await tx.incidents.at_message("C1", "1.1") == second


async def test_an_alert_message_is_attached_once_even_to_another_incident(store: Store) -> None:
    await add(store, incident("a"), incident("b"))
    async with store.begin() as tx:
        assert await tx.incidents.attach("a", "C1", "2.2")
        assert not await tx.incidents.attach("a", "C1", "2.2")
        assert not await tx.incidents.attach("b", "C1", "2.2")


async def test_attaching_to_an_incident_that_is_not_there_is_refused(store: Store) -> None:
    with pytest.raises(PermanentError, match="does not fit the record"):
        async with store.begin() as tx:
            await tx.incidents.attach("nope", "C1", "2.2")


async def test_an_alert_joins_the_newest_open_incident_of_its_fingerprint(store: Store) -> None:
    await add(store, incident("old"), incident("new"), incident("closed", status=IncidentStatus.CLOSED))
    async with store.read() as tx:
        found = await tx.incidents.matching("fp-1", None, EARLIER)
        assert found is not None
        assert found.id == "new"
        assert await tx.incidents.matching("fp-2", None, EARLIER) is None


async def test_an_alert_joins_the_incident_of_its_target(store: Store) -> None:
    await add(store, incident())
    async with store.read() as tx:
        assert await tx.incidents.matching("other", TARGET, EARLIER) is not None
        elsewhere = TARGET.model_copy(update={"namespace": "music"})
        assert await tx.incidents.matching("other", elsewhere, EARLIER) is None


async def test_without_a_service_the_workload_tells_targets_apart(store: Store) -> None:
    worker = Subject(kind="Deployment", namespace="books", name="worker")
    target = TARGET.model_copy(update={"service": "", "workload": worker})
    await add(store, incident(target=target))
    async with store.read() as tx:
        assert await tx.incidents.matching("other", target, EARLIER) is not None
        bare = target.model_copy(update={"workload": None})
        assert await tx.incidents.matching("other", bare, EARLIER) is None


async def test_an_empty_fingerprint_and_no_target_match_nothing(store: Store) -> None:
    await add(store, incident(fingerprint="", target=None))
    async with store.read() as tx:
        assert await tx.incidents.matching("", None, EARLIER) is None


async def test_only_an_incident_with_a_recent_alert_is_joined(store: Store, clock: FakeClock) -> None:
    await with_incident(store)
    clock.advance(minutes=40)
    async with store.begin() as tx:
        since = tx.now - timedelta(minutes=30)
        assert await tx.incidents.matching("fp-1", TARGET, since) is None
        await tx.incidents.attach("inc-1", "C1", "2.2")
        assert await tx.incidents.matching("fp-1", TARGET, since) is not None
        assert await tx.incidents.matching("fp-1", TARGET, tx.now) is None


async def test_open_incidents_are_listed_newest_first_without_the_closed(store: Store) -> None:
    await add(store, incident("a"), incident("b"), incident("c", status=IncidentStatus.QUIET))
    async with store.begin() as tx:
        second = await tx.incidents.get("b")
        await tx.incidents.save(second.model_copy(update={"status": IncidentStatus.CLOSED}))
        assert [one.id for one in await tx.incidents.open()] == ["c", "a"]


async def test_the_open_ones_of_critical_severity_are_listed_alone_whatever_their_texts_say(
    store: Store,
) -> None:
    sev1: dict[str, Any] = {"severity": Severity.CRITICAL}
    await add(
        store,
        incident("a", **sev1),
        incident("b", title='"severity":"critical"'),
        incident("c", **sev1, status=IncidentStatus.CLOSED),
        incident("d", **sev1, status=IncidentStatus.QUIET, title='CRITICAL "severity":"info"'),
    )
    async with store.begin() as tx:
        assert [one.id for one in await tx.incidents.critical()] == ["d", "a"]
        first = await tx.incidents.get("a")
        await tx.incidents.save(first.model_copy(update={"status": IncidentStatus.CLOSED}))
        assert [one.id for one in await tx.incidents.critical()] == ["d"]


async def test_one_rule_that_fires_for_two_targets_makes_two_incidents(store: Store) -> None:
    await add(store, incident())
    elsewhere = TARGET.model_copy(update={"namespace": "music"})
    async with store.read() as tx:
        assert await tx.incidents.matching("fp-1", elsewhere, EARLIER) is None
        assert await tx.incidents.matching("fp-1", TARGET, EARLIER) is not None
        assert await tx.incidents.matching("fp-1", None, EARLIER) is not None
