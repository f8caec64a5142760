"""One transaction's way to the database: runs statements, translates errors, knows what time it is."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import CursorResult, Executable, Result, Row
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.selectable import TypedReturnsRows

from bot.adapters.store.errors import translated
from bot.adapters.store.words import Words

T = TypeVar("T")

# Rows are always read afresh: conditional updates pass by the session's memory of objects.
_OPTIONS = {"populate_existing": True, "synchronize_session": False}


class Session:
    """Statements of one transaction. `now` is the time at its beginning, `words` the engine's way to search."""

    def __init__(self, inner: AsyncSession, now: datetime, words: Words) -> None:
        self._inner = inner
        self.now = now
        self.words = words
        self.has_news = False

    def tell(self) -> None:
        """Something of this transaction is for other processes to look at as soon as it has committed."""
        self.has_news = True

    @property
    def dialect(self) -> str:
        """The engine, by SQLAlchemy's name for it."""
        return self._inner.get_bind().dialect.name

    async def all(self, statement: TypedReturnsRows[T]) -> Sequence[T]:
        """The first column (or the row object) of every row."""
        return (await self._run(statement)).scalars().all()

    async def first(self, statement: TypedReturnsRows[T]) -> T | None:
        """As `all`, of the first row; None if there is none."""
        return (await self._run(statement)).scalars().first()

    async def one(self, statement: TypedReturnsRows[T]) -> T:
        """As `all`, of the only row: a count, or what an INSERT returns."""
        value: T = (await self._run(statement)).scalars().one()
        return value

    async def table(self, statement: Executable, values: dict[str, Any]) -> Sequence[Row[Any]]:
        """Every row with all its columns. `values` are the statement's parameters."""
        return (await self._run(statement, values)).all()

    async def row(self, statement: Executable, values: dict[str, Any]) -> Row[Any] | None:
        """As `table`, the first row; None if there is none."""
        return (await self._run(statement, values)).first()

    async def change(self, statement: UpdateBase) -> int:
        """Run a conditional INSERT, UPDATE or DELETE; how many rows it touched."""
        result = await self._run(statement)
        assert isinstance(result, CursorResult)  # noqa: S101 # narrows the type: DML without RETURNING
        return result.rowcount

    async def rows(self, statement: Executable, values: dict[str, Any]) -> Sequence[Any]:
        """The first column of a textual statement."""
        return (await self._run(statement, values)).scalars().all()

    async def run(self, statement: Executable, values: dict[str, Any] | None = None) -> None:
        """Run a statement whose result does not matter."""
        await self._run(statement, values)

    async def script(self, statement: str) -> None:
        """Run a statement of SQLite's that does its work row by row, to its end; what was written before is committed.

        The driver takes one step of a statement that returns nothing, unless it is a script.
        """
        with translated():
            raw = await (await self._inner.connection()).get_raw_connection()
            assert raw.driver_connection is not None  # noqa: S101 # narrows the type: it is connected
            await raw.driver_connection.executescript(statement)

    async def _run(self, statement: Executable, values: dict[str, Any] | None = None) -> Result[Any]:
        with translated():
            return await self._inner.execute(statement, values, execution_options=_OPTIONS)
