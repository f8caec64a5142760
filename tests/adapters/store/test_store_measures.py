"""The record measured, on each engine: counts that hold however odd a row is."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import event, text

from bot.adapters.store.migrate import revisions
from bot.adapters.store.store import SqlStore
from bot.domain.incident import IncidentStatus
from bot.domain.ledger import Act, LedgerEntry
from bot.domain.proposal import Decision, DecisionRole
from bot.render.rendered import Rendered
from bot.triage.ports.measures import Now, Overdue
from bot.triage.ports.store import Store
from tests.adapters.store.store_cases import LEASE, incident, proposal
from tests.fakes_clock import START, FakeClock


async def look(store: Store) -> Now:
    async with store.read() as tx:
        return await tx.measures.look()


async def test_an_empty_record_is_all_noughts(store: Store) -> None:
    now = await look(store)
    assert (now.at, now.incidents, now.pending, now.waiting, now.behind) == (START, (), 0, 0, None)
    assert (now.overdue, now.given_up, now.undecided) == ({}, {}, {"commander": 0, "owner": 0})


async def test_tasks_are_overdue_by_kind_from_when_they_were_due(store: Store, clock: FakeClock) -> None:
    async with store.begin() as tx:
        await tx.tasks.add("alert", "a")
        await tx.tasks.add("remind", "r1", due_at=tx.now + timedelta(seconds=5))
        await tx.tasks.add("remind", "r2", due_at=tx.now + timedelta(seconds=60))
        await tx.tasks.claim("w", LEASE, kinds=("alert",))
    clock.advance(10)
    now = await look(store)
    assert now.overdue == {"remind": Overdue(1, START + timedelta(seconds=5))}
    assert now.pending == 3
    clock.advance(LEASE.total_seconds())
    assert (await look(store)).overdue["alert"] == Overdue(1, START)


async def test_tasks_that_were_given_up_are_counted_by_kind_for_ever(store: Store) -> None:
    async with store.begin() as tx:
        await tx.tasks.add("alert", "a")
        task = await tx.tasks.claim("w", LEASE)
        assert task is not None
        assert await tx.tasks.bury(task, "w", "no use")
    now = await look(store)
    assert (now.given_up, now.pending) == ({"alert": 1}, 0)


async def test_letters_wait_since_the_oldest_of_them_was_wanted(store: Store, clock: FakeClock) -> None:
    async with store.begin() as tx:
        await tx.outbox.put("a", Rendered(text="a"), incident_id="", channel="C1")
    clock.advance(30)
    async with store.begin() as tx:
        await tx.outbox.put("b", Rendered(text="b"), incident_id="", channel="C1")
    now = await look(store)
    assert (now.waiting, now.behind) == (2, START)


async def test_an_incident_that_cannot_be_read_is_counted_and_hides_no_other(store: SqlStore) -> None:
    async with store.begin() as tx:
        good = await tx.incidents.add(incident("good"))
        for odd in ("broken", "other", "list"):
            await tx.incidents.add(incident(odd))
    async with store._database.writer.begin() as connection:
        for name, body in (("broken", "{"), ("other", '{"severity": "high"}'), ("list", "[]")):
            await connection.execute(
                text("UPDATE incident SET body = :body WHERE id = :id"), {"body": body, "id": name}
            )
    now = await look(store)
    assert [one.id for one in now.incidents] == ["good"]
    assert now.incidents[0][1:] == (good.severity.value, False, good.opened_at)
    assert now.unread == 3


async def test_a_closed_incident_is_not_open(store: Store) -> None:
    async with store.begin() as tx:
        kept = await tx.incidents.add(incident("one"))
        await tx.incidents.save(kept.model_copy(update={"status": IncidentStatus.CLOSED}))
    assert (await look(store)).incidents == ()


async def test_an_open_proposal_lacks_the_keys_that_nobody_turned(store: Store) -> None:
    async with store.begin() as tx:
        await tx.incidents.add(incident("inc-1"))
        made = await tx.proposals.add(proposal())
        assert made is not None
    assert (await look(store)).undecided == {"commander": 1, "owner": 1}
    async with store.begin() as tx:
        key = Decision(role=DecisionRole.OWNER, user_id="U1", at=tx.now, term=1, digest=made.digest)
        assert await tx.proposals.decide(made.id, key)
    assert (await look(store)).undecided == {"commander": 1, "owner": 0}
    async with store.begin() as tx:
        assert await tx.proposals.drop(made.id, DecisionRole.OWNER)
    assert (await look(store)).undecided == {"commander": 1, "owner": 1}


async def test_of_many_rows_one_whose_detail_is_no_json_is_read_without_it(store: SqlStore) -> None:
    async with store.begin() as tx:
        for number in range(3):
            entry = LedgerEntry(incident_id=f"i{number}", at=tx.now, act=Act.POSTED, detail={"n": number})
            await tx.ledger.append(entry)
    async with store._database.writer.begin() as connection:
        await connection.execute(text("UPDATE ledger SET detail = '{' WHERE incident_id = 'i0'"))
        await connection.execute(text("UPDATE ledger SET detail = '[1]' WHERE incident_id = 'i1'"))
    async with store.read() as tx:
        found = await tx.ledger.after((Act.POSTED,), 0)
    assert [one.detail for one in found] == [{}, {}, {"n": 2}]


async def test_the_revision_is_the_newest_after_a_start(store: Store) -> None:
    async with store.read() as tx:
        assert await tx.measures.revision() == revisions()[0]


async def test_reading_on_in_a_long_record_looks_at_what_is_new_alone(tmp_path: Path) -> None:
    """What SQLite says of its way: in the order of the rows, and not through all there ever were of those acts."""
    store = await SqlStore.open(f"sqlite:///{tmp_path / 'long.sqlite3'}", FakeClock(), server_time=False)
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        asked.append((statement, values))

    event.listen(store._database.reader.sync_engine, "before_cursor_execute", note)
    async with store.read() as tx:
        await tx.ledger.after((Act.POSTED, Act.OPENED), 7, limit=500)
    [(statement, values)] = [one for one in asked if "FROM ledger" in one[0]]
    async with store._database.reader.begin() as connection:
        rows = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        way = [row["detail"] for row in rows.mappings()]
    await store.close()
    assert way == ["SEARCH ledger USING INTEGER PRIMARY KEY (rowid>?)"]
