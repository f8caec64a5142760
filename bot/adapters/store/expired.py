"""What is past its retention time: found by readers, deleted a few rows at a time, and its room given back.

The first task of all stays whatever its age: it says since when there is a record. A SQLite file shrinks page by page
if it was made with `auto_vacuum` (`sqlite.engine`); an older one keeps the room and uses it again. PostgreSQL does both
by itself.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, and_, delete, func, or_, select, text

from bot.adapters.store.columns import METADATA
from bot.adapters.store.session import Session
from bot.adapters.store.tasks import TaskState
from bot.domain.incident import IncidentStatus
from bot.domain.retention import Kind, Retention

PAGES = 50
"""Of 4 kB, that one step gives back: a few milliseconds."""
_ENDED = (TaskState.DONE, TaskState.BURIED, TaskState.CANCELLED)
_TABLES = {
    Kind.SNAPSHOTS: ("snapshot", "diagnosis_id"),
    Kind.MODEL_RUNS: ("recording", "id"),
    Kind.TASKS: ("task", "id"),
    Kind.MESSAGES: ("letter", "seq"),
}


class SqlExpired:
    """The `Expired` port."""

    def __init__(self, session: Session, retention: Retention) -> None:
        self._session = session
        self._retention = retention

    async def of(self, kind: Kind, limit: int) -> Sequence[int]:
        """The oldest first."""
        table, key = _table(kind)
        return await self._session.all(select(key).where(self._past(kind, table)).order_by(key).limit(limit))

    async def let_go(self, kind: Kind, numbers: Sequence[int]) -> int:
        """Whoever came first lets go of a row; what is not past its time any more stays."""
        table, key = _table(kind)
        return await self._session.change(delete(table).where(key.in_(numbers), self._past(kind, table)))

    async def give_back(self) -> bool:
        """Some pages of a SQLite file; nothing on PostgreSQL."""
        if self._session.dialect != "sqlite":
            return False
        [before] = await self._session.rows(text("PRAGMA freelist_count"), {})
        await self._session.script(f"PRAGMA incremental_vacuum({PAGES})")
        [after] = await self._session.rows(text("PRAGMA freelist_count"), {})
        return bool(0 < after < before)

    def _past(self, kind: Kind, table: Table) -> ColumnElement[bool]:
        now = self._session.now
        if kind is Kind.TASKS:
            ended = and_(table.c.state.in_(_ENDED), table.c.ended_at <= now - self._retention.tasks)
            return and_(ended, table.c.id > select(func.min(table.c.id)).scalar_subquery())
        if kind is Kind.MESSAGES:
            incident = METADATA.tables["incident"]
            closed = select(incident.c.id).where(incident.c.status == IncidentStatus.CLOSED)
            over = or_(table.c.incident_id == "", table.c.incident_id.in_(closed))
            settled = or_(table.c.sent >= table.c.version, table.c.failed >= table.c.version)
            return and_(table.c.wanted_at <= now - self._retention.messages, settled, over)
        expired: ColumnElement[bool] = table.c.expires_at <= now
        return expired


def _table(kind: Kind) -> tuple[Table, Column[Any]]:
    name, key = _TABLES[kind]
    table = METADATA.tables[name]
    return table, table.c[key]
