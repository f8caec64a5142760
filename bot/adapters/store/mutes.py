"""Mutes: rows that end by themselves; one that was lifted or replaced stays, with the time."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Text, and_, func, insert, select, update
from sqlmodel import Field, col

from bot.adapters.store.columns import Row, UtcTime
from bot.adapters.store.session import Session
from bot.domain.mute import Mute


class MuteRow(Row, table=True):
    """A mute; it stands while it is not lifted and its time has not passed."""

    __tablename__ = "mute"

    id: int = Field(primary_key=True)
    cause: str = Field(index=True)
    service: str
    by: str
    at: datetime = Field(sa_type=UtcTime)
    until: datetime = Field(sa_type=UtcTime)
    why: str = Field(sa_type=Text)
    lifted_at: datetime | None = Field(sa_type=UtcTime)


class SqlMutes:
    """The `Mutes` port."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def put(self, mute: Mute) -> bool:
        """Mute a cause of a service, in place of a mute of the same that stands; whether one was replaced."""
        replaced = await self.lift(mute.cause, mute.service)
        await self._session.run(insert(MuteRow).values(**mute.model_dump()))
        return replaced

    async def lift(self, cause: str, service: str) -> bool:
        """End a mute before its time; False if none stands."""
        same = and_(col(MuteRow.cause) == cause, func.lower(col(MuteRow.service)) == service.lower())
        lifted = update(MuteRow).where(same, self._stands()).values(lifted_at=self._session.now)
        return await self._session.change(lifted) > 0

    async def standing(self) -> Sequence[Mute]:
        """All that stand, those that end first first."""
        rows = await self._session.all(select(MuteRow).where(self._stands()).order_by(col(MuteRow.until)))
        fields = Mute.model_fields
        return [Mute(**{name: getattr(row, name) for name in fields}) for row in rows]

    def _stands(self) -> ColumnElement[bool]:
        return and_(col(MuteRow.lifted_at).is_(None), col(MuteRow.until) > self._session.now)
