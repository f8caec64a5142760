"""The audit: what is changed, removed, moved or written anew by whoever holds the database shows, with its place."""

from collections.abc import Sequence

import pytest
from sqlalchemy import NullPool, create_engine

from bot.adapters.store import audit
from bot.adapters.store.chain import digest
from bot.domain.ledger import Act, ChainFault, LedgerHead
from bot.triage.ports.store import Store
from tests.adapters.store.store_cases import entry, incident
from tests.fakes_clock import START


async def fill(store: Store) -> None:
    """Two incidents of four rows and one row, mixed, and a lever of no incident."""
    async with store.begin() as tx:
        for one in ("inc-1", "inc-2"):
            await tx.incidents.add(incident(one))
        for act in (Act.ALERT, Act.OPENED, Act.TOOK, Act.CLOSED):
            await tx.ledger.append(
                entry(act, actor="U1", detail={"labels": {"b": 1, "a": None}, "at": START})
            )
            if act is Act.OPENED:
                await tx.ledger.append(entry(Act.OPENED, incident_id="inc-2"))
        await tx.ledger.append(entry(Act.STOPPED, incident_id=""))


async def faults(store: Store, known: Sequence[LedgerHead] = ()) -> list[ChainFault]:
    async with store.read() as tx:
        return [one async for one in tx.ledger.faults(known)]


async def heads(store: Store) -> Sequence[LedgerHead]:
    async with store.read() as tx:
        return await tx.ledger.heads()


def tamper(url: str, *statements: str) -> None:
    """As somebody with a shell of the database."""
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"), poolclass=NullPool)
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


async def test_an_untouched_record_has_no_fault(store: Store) -> None:
    await fill(store)
    assert await faults(store, await heads(store)) == []


async def test_a_head_says_how_far_each_chain_goes(store: Store) -> None:
    await fill(store)
    async with store.read() as tx:
        rows = {one: await tx.ledger.of(one) for one in ("", "inc-1", "inc-2")}
    assert await heads(store) == [
        LedgerHead(incident_id=one, rows=len(of), digest=of[-1].digest, at=of[-1].at)
        for one, of in rows.items()
    ]


@pytest.mark.parametrize(
    "change",
    [
        "actor = 'U9'",
        "at = at + 1",
        "act = 'released'",
        "act = 'no act of ours'",
        "source = 'button'",
        "detail = '{}'",
        "detail = 'no JSON'",
        "digest = 'f00'",
    ],
)
async def test_a_changed_row_shows_with_its_number(store: Store, url: str, change: str) -> None:
    await fill(store)
    tamper(url, f"UPDATE ledger SET {change} WHERE seq = 2")  # noqa: S608 # the table of this test
    found = await faults(store)
    assert found[0] == ChainFault("inc-1", 2, audit.CHANGED)
    assert {one.incident_id for one in found} == {"inc-1"}


async def test_a_row_changed_with_its_digest_shows_at_the_next_one(store: Store, url: str) -> None:
    await fill(store)
    async with store.read() as tx:
        second = (await tx.ledger.of("inc-1"))[1]
    forged = digest(
        second.model_dump(mode="json", include={"incident_id", "act", "source"})
        | {"at": second.at.isoformat(), "actor": "U9", "detail": second.detail},
        second.previous,
    )
    tamper(url, f"UPDATE ledger SET actor = 'U9', digest = '{forged}' WHERE seq = {second.seq}")  # noqa: S608
    assert await faults(store) == [ChainFault("inc-1", 4, audit.UNLINKED)]


@pytest.mark.parametrize("gone", [1, 2, 4])
async def test_a_removed_row_shows_at_the_next_one(store: Store, url: str, gone: int) -> None:
    await fill(store)
    tamper(url, f"DELETE FROM ledger WHERE seq = {gone}")  # noqa: S608
    after = {1: 2, 2: 4, 4: 5}[gone]
    assert await faults(store) == [ChainFault("inc-1", after, audit.UNLINKED)]


async def test_rows_in_another_order_show(store: Store, url: str) -> None:
    await fill(store)
    tamper(
        url,
        "UPDATE ledger SET seq = 99 WHERE seq = 2",
        "UPDATE ledger SET seq = 2 WHERE seq = 4",
        "UPDATE ledger SET seq = 4 WHERE seq = 99",
    )
    assert [one.seq for one in await faults(store)] == [2, 4, 5]


async def test_a_row_moved_to_another_incident_shows_in_both(store: Store, url: str) -> None:
    await fill(store)
    tamper(url, "UPDATE ledger SET incident_id = 'inc-2' WHERE seq = 4")
    assert {(one.incident_id, one.what) for one in await faults(store)} == {
        ("inc-1", audit.UNLINKED),
        ("inc-2", audit.UNLINKED),
        ("inc-2", audit.CHANGED),
    }


async def test_rows_cut_from_the_end_show_by_an_earlier_head_alone(store: Store, url: str) -> None:
    await fill(store)
    known = await heads(store)
    tamper(url, "DELETE FROM ledger WHERE seq IN (4, 5)")
    assert await faults(store) == []
    [fault] = await faults(store, known)
    assert (fault.incident_id, fault.seq) == ("inc-1", 0)
    assert fault.what.startswith("ends or differs before the exported head: 0 of 4 rows lead to it")


async def test_a_chain_that_grew_since_still_reaches_its_earlier_head(store: Store) -> None:
    await fill(store)
    known = await heads(store)
    async with store.begin() as tx:
        await tx.ledger.append(entry(Act.RATED))
    assert await faults(store, [*known, *await heads(store)]) == []


async def test_an_incident_all_of_whose_rows_are_gone_shows(store: Store, url: str) -> None:
    await fill(store)
    tamper(url, "DELETE FROM ledger WHERE incident_id = 'inc-2'")
    assert await faults(store) == [ChainFault("inc-2", 0, audit.EMPTY)]


async def test_an_incident_removed_altogether_shows_by_an_earlier_head(store: Store, url: str) -> None:
    await fill(store)
    known = await heads(store)
    tamper(
        url,
        "DELETE FROM ledger WHERE incident_id = 'inc-2'",
        "DELETE FROM incident WHERE id = 'inc-2'",
    )
    assert [one.incident_id for one in await faults(store, known)] == ["inc-2"]


async def test_a_long_chain_is_read_in_pages(store: Store, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "PAGE", 2)
    await fill(store)
    assert await faults(store, await heads(store)) == []
    tamper(url, "UPDATE ledger SET actor = 'U9' WHERE seq = 5")
    assert await faults(store) == [ChainFault("inc-1", 5, audit.CHANGED)]
