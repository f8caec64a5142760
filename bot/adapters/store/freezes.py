"""Freezes by command: rows that end by themselves; one that was lifted or replaced stays, with the time."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Text, func, insert, select, update
from sqlmodel import Field, col

from bot.adapters.store.columns import Row, UtcTime
from bot.adapters.store.session import Session
from bot.domain.freeze import COMMAND, Freeze


class FreezeRow(Row, table=True):
    """A freeze; it stands while it is not lifted and its time has not passed."""

    __tablename__ = "freeze_window"

    id: int = Field(primary_key=True)
    scope: str = Field(index=True)
    by: str
    at: datetime = Field(sa_type=UtcTime)
    until: datetime = Field(sa_type=UtcTime)
    why: str = Field(sa_type=Text)
    lifted_at: datetime | None = Field(sa_type=UtcTime)


class SqlFreezes:
    """The `FreezeRows` port."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def put(self, scope: str, until: datetime, *, by: str, why: str) -> bool:
        """Freeze a scope from now on, in place of a freeze of the same that stands; whether one was replaced."""
        replaced = await self.lift(scope)
        values = {"scope": scope, "by": by, "at": self._session.now, "until": until, "why": why}
        await self._session.run(insert(FreezeRow).values(**values))
        return replaced

    async def lift(self, scope: str) -> bool:
        """End a freeze before its time; False if none of that scope stands."""
        self._session.tell()
        same = func.lower(col(FreezeRow.scope)) == scope.lower()
        lifted = update(FreezeRow).where(same, col(FreezeRow.lifted_at).is_(None))
        lifted = lifted.where(col(FreezeRow.until) > self._session.now)
        return await self._session.change(lifted.values(lifted_at=self._session.now)) > 0

    async def standing(self) -> Sequence[Freeze]:
        """All that stand, those that end first first."""
        stands = select(FreezeRow).where(col(FreezeRow.lifted_at).is_(None))
        stands = stands.where(col(FreezeRow.until) > self._session.now)
        return [
            Freeze(
                scope=row.scope,
                starts_at=row.at,
                ends_at=row.until,
                why=row.why,
                source=COMMAND,
                key=str(row.id),
                by=row.by,
            )
            for row in await self._session.all(stands.order_by(col(FreezeRow.until)))
        ]
