"""The ledger's rows: added, chained per incident, never changed."""

import json
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Index, Select, Text, UniqueConstraint, bindparam, func, insert, select
from sqlmodel import Field, col

from bot.adapters.store import audit
from bot.adapters.store.chain import chained
from bot.adapters.store.columns import METADATA, Row, UtcTime, canonical
from bot.adapters.store.session import Session
from bot.domain.ledger import Act, ChainFault, LedgerEntry, LedgerHead
from bot.domain.people import HumanAct


class LedgerRow(Row, table=True):
    """A ledger entry. A chain cannot fork: two rows of an incident never follow the same digest."""

    __tablename__ = "ledger"
    __table_args__ = (UniqueConstraint("incident_id", "previous"), Index(None, "act", "at"))

    seq: int = Field(primary_key=True)
    incident_id: str = Field(index=True)
    at: datetime = Field(sa_type=UtcTime)
    act: str
    actor: str
    source: str
    detail: str = Field(sa_type=Text)
    previous: str
    digest: str


class SqlLedger:
    """The `Ledger` port."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def append(self, entry: LedgerEntry) -> LedgerEntry:
        """Add a row after the incident's last one; returned with `seq`, `previous` and `digest`."""
        last = select(col(LedgerRow.digest)).where(col(LedgerRow.incident_id) == entry.incident_id)
        previous = await self._session.first(last.order_by(col(LedgerRow.seq).desc()).limit(1))
        new = chained(entry, previous or "")
        values = new.model_dump(exclude={"seq"}) | {"detail": canonical(new.detail)}
        seq = await self._session.one(insert(LedgerRow).values(**values).returning(col(LedgerRow.seq)))
        return new.model_copy(update={"seq": seq})

    async def of(self, incident_id: str) -> Sequence[LedgerEntry]:
        """All rows of an incident, oldest first."""
        return [_entry(row) for row in await self._session.table(_of(), {"incident": incident_id})]

    async def acts(self, incident_id: str) -> tuple[HumanAct, ...]:
        """What humans did in it, with `at` as HH:MM UTC."""
        return tuple(
            HumanAct(
                user=entry.actor,
                act=entry.act.value,
                at=entry.at.strftime("%H:%M"),
                source=entry.source or "button",
            )
            for entry in await self.of(incident_id)
            if entry.actor
        )

    async def latest(self, act: Act, limit: int) -> Sequence[LedgerEntry]:
        """The newest rows of an act that belong to no incident, newest first."""
        table = METADATA.tables["ledger"]
        rows = select(table).where(table.c.incident_id == "", table.c.act == act.value)
        rows = rows.order_by(table.c.seq.desc()).limit(limit)
        return [_entry(row) for row in await self._session.table(rows, {})]

    async def count(self, act: Act, since: datetime) -> int:
        """How many rows of an act there are, over all incidents, since that time."""
        rows = select(func.count()).where(col(LedgerRow.act) == act.value, col(LedgerRow.at) >= since)
        return int(await self._session.one(rows))

    async def after(
        self, acts: Collection[Act], seq: int, *, limit: int | None = None, since: datetime | None = None
    ) -> Sequence[LedgerEntry]:
        """The rows of these acts behind that row of the record, over all incidents, oldest first; the first `limit`.

        Those before `since` are passed over. One whose detail cannot be read comes without it.
        """
        table = METADATA.tables["ledger"]
        # Whoever reads on from where they were wants the few rows behind it, and not all there ever were of those acts:
        # with the column itself SQLite takes the acts' index and sorts.
        act = table.c.act if since is not None else func.coalesce(table.c.act, "")
        wanted = act.in_([one.value for one in acts])
        rows = select(table).where(wanted, table.c.seq > seq).order_by(table.c.seq).limit(limit)
        if since is not None:
            rows = rows.where(table.c.at >= since)
        return [_entry(row, _tolerantly) for row in await self._session.table(rows, {})]

    async def since(
        self, acts: Collection[Act], since: datetime, *, limit: int | None = None
    ) -> Sequence[LedgerEntry]:
        """The rows of those acts over all incidents since that time, oldest first; of too many, the newest."""
        table = METADATA.tables["ledger"]
        wanted = table.c.act.in_([act.value for act in acts])
        rows = select(table).where(wanted, table.c.at >= since).order_by(table.c.seq.desc()).limit(limit)
        return [_entry(row) for row in await self._session.table(rows, {})][::-1]

    async def of_many(self, incident_ids: Collection[str], act: Act) -> Sequence[LedgerEntry]:
        """The rows of one act of these incidents, oldest first."""
        table = METADATA.tables["ledger"]
        rows = select(table).where(table.c.incident_id.in_(incident_ids), table.c.act == act.value)
        return [_entry(row) for row in await self._session.table(rows.order_by(table.c.seq), {})]

    async def heads(self) -> Sequence[LedgerHead]:
        """The head of every chain, by incident."""
        return await audit.heads(self._session)

    def faults(self, known: Sequence[LedgerHead] = ()) -> AsyncIterator[ChainFault]:
        """Every place where a chain is not what was written, or does not reach a head that was exported earlier."""
        return audit.faults(self._session, known)


@cache
def _of() -> Select[Any]:
    """All rows of `incident`; columns, not objects: in a storm an incident has hundreds, read with every alert."""
    table = METADATA.tables["ledger"]
    return select(table).where(table.c.incident_id == bindparam("incident")).order_by(table.c.seq)


def _tolerantly(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _entry(row: Any, read: Callable[[str], Any] = json.loads) -> LedgerEntry:
    return LedgerEntry(
        seq=row.seq,
        incident_id=row.incident_id,
        at=row.at,
        act=Act(row.act),
        actor=row.actor,
        source=row.source,
        detail=read(row.detail),
        previous=row.previous,
        digest=row.digest,
    )
