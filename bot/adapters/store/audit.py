"""The audit of the ledger: every chain is read from its first row and compared with what was written.

A row that was changed does not fit its digest, and one after a row that was changed, removed or moved does not fit the
digest before it. What a chain alone cannot tell, rows cut from its end or a chain written anew, is told by heads that
were exported earlier and kept elsewhere (`LedgerHead`).
"""

import json
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlmodel import col

from bot.adapters.store.chain import digest
from bot.adapters.store.columns import METADATA
from bot.adapters.store.incidents import IncidentRow
from bot.adapters.store.session import Session
from bot.domain.ledger import ChainFault, LedgerHead

PAGE = 2_000
"""Rows read at a time: a chain may be longer than memory should hold."""

CHANGED = "does not fit its own digest: it was changed"
UNLINKED = "does not follow the row before it: one was removed, moved or written anew"
EMPTY = "has no rows at all, although the incident is known"
CUT = "ends or differs before the exported head: {there} of {rows} rows lead to it; its digest is {digest}"


async def heads(session: Session) -> Sequence[LedgerHead]:
    """The head of every chain, in the order of the incidents' ids."""
    table = METADATA.tables["ledger"]
    last = select(func.count().label("rows"), func.max(table.c.seq).label("seq")).group_by(
        table.c.incident_id
    )
    counted = last.subquery()
    joined = select(table.c.incident_id, table.c.digest, table.c.at, counted.c.rows)
    found = joined.join(counted, counted.c.seq == table.c.seq).order_by(table.c.incident_id)
    return [
        LedgerHead(incident_id=row.incident_id, rows=row.rows, digest=row.digest, at=row.at)
        for row in await session.table(found, {})
    ]


async def faults(session: Session, known: Sequence[LedgerHead] = ()) -> AsyncIterator[ChainFault]:
    """Every fault of every chain; `known` are heads from an earlier export."""
    table = METADATA.tables["ledger"]
    exported: dict[str, dict[str, LedgerHead]] = {}
    for head in known:
        exported.setdefault(head.incident_id, {})[head.digest] = head
    chains = set(await session.all(select(table.c.incident_id).distinct()))
    incidents = await session.all(select(col(IncidentRow.id)))
    for incident_id in sorted(chains | {*incidents} | {*exported}):
        if incident_id in incidents and incident_id not in chains:
            yield ChainFault(incident_id, 0, EMPTY)
        async for fault in _of_chain(session, incident_id, exported.get(incident_id, {})):
            yield fault


async def _of_chain(
    session: Session, incident_id: str, exported: Mapping[str, LedgerHead]
) -> AsyncIterator[ChainFault]:
    met: dict[str, int] = {}
    previous, rows = "", 0
    async for row in _rows(session, incident_id):
        rows += 1
        for what in _told(row, previous):
            yield ChainFault(incident_id, row.seq, what)
        previous = row.digest
        if previous in exported:
            met[previous] = rows
    for head in exported.values():
        there = met.get(head.digest, 0)
        if there != head.rows:
            yield ChainFault(incident_id, 0, CUT.format(there=there, rows=head.rows, digest=head.digest[:12]))


async def _rows(session: Session, incident_id: str) -> AsyncIterator[Any]:
    table = METADATA.tables["ledger"]
    ordered = select(table).where(table.c.incident_id == incident_id).order_by(table.c.seq).limit(PAGE)
    page = await session.table(ordered, {})
    while page:
        for row in page:
            yield row
        page = await session.table(ordered.where(table.c.seq > page[-1].seq), {})


def _told(row: Any, previous: str) -> Iterator[str]:
    try:
        body = {
            "incident_id": row.incident_id,
            "at": row.at.isoformat(),
            "act": row.act,
            "actor": row.actor,
            "source": row.source,
            "detail": json.loads(row.detail),
        }
    except ValueError:
        yield CHANGED
    else:
        if digest(body, row.previous) != row.digest:
            yield CHANGED
    if row.previous != previous:
        yield UNLINKED
