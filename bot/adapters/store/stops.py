"""The kill switch's levers: a pulled one is a row without `lifted_at`; lifted rows stay."""

from datetime import datetime

from sqlalchemy import Index, Text, insert, select, text, update
from sqlmodel import Field, col

from bot.adapters.store.columns import Row, UtcTime
from bot.adapters.store.session import Session
from bot.domain.stop import Stop, Switch

_PULLED = text("lifted_at IS NULL")


class StopRow(Row, table=True):
    """A pull of a lever; a scope has at most one that is not lifted."""

    __tablename__ = "stop"
    __table_args__ = (
        Index("uq_stop_pulled", "scope", unique=True, sqlite_where=_PULLED, postgresql_where=_PULLED),
    )

    id: int = Field(primary_key=True)
    scope: str
    by: str
    at: datetime = Field(sa_type=UtcTime)
    why: str = Field(sa_type=Text)
    lifted_at: datetime | None = Field(sa_type=UtcTime)


class SqlStops:
    """The `Stops` port."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def pull(self, stop: Stop) -> bool:
        """Stop a scope; False if it was stopped already."""
        standing = select(col(StopRow.id)).where(col(StopRow.lifted_at).is_(None))
        pulled = standing.where(col(StopRow.scope) == stop.scope)
        if await self._session.first(pulled) is not None:
            return False
        self._session.tell()
        await self._session.run(insert(StopRow).values(**stop.model_dump(exclude={"lever", "place"})))
        return True

    async def lift(self, scope: str) -> bool:
        """Resume a scope; False if it was not stopped."""
        self._session.tell()
        pulled = update(StopRow).where(col(StopRow.scope) == scope, col(StopRow.lifted_at).is_(None))
        return await self._session.change(pulled.values(lifted_at=self._session.now)) == 1

    async def read(self) -> Switch:
        """All levers, in the order they were pulled."""
        pulled = select(StopRow).where(col(StopRow.lifted_at).is_(None)).order_by(col(StopRow.id))
        return Switch(
            stops=tuple(
                Stop(scope=row.scope, by=row.by, at=row.at, why=row.why)
                for row in await self._session.all(pulled)
            ),
            read_at=self._session.now,
        )
