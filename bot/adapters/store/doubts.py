"""What a restored record does not know about its tasks and letters, in the way that does nothing twice."""

from collections.abc import Collection

from sqlalchemy import case, update
from sqlmodel import col

from bot.adapters.store.outbox import LetterRow
from bot.adapters.store.session import Session
from bot.adapters.store.tasks import TaskRow, TaskState


class SqlDoubts:
    """The `Doubts` port."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def call_off(self, kinds: Collection[str]) -> int:
        """Cancelled, whoever holds one: no worker of then finishes it."""
        unended = col(TaskRow.state).in_((TaskState.READY, TaskState.RUNNING))
        mine = update(TaskRow).where(col(TaskRow.kind).in_(kinds), unended)
        return await self._session.change(
            mine.values(state=TaskState.CANCELLED, ended_at=self._session.now, lease_until=None)
        )

    async def unposted(self) -> int:
        """One try at least, and nobody holds it."""
        tried = case((col(LetterRow.attempts) < 1, 1), else_=col(LetterRow.attempts))
        waiting = update(LetterRow).where(
            col(LetterRow.ts) == "", col(LetterRow.failed) < col(LetterRow.version)
        )
        return await self._session.change(waiting.values(attempts=tried, lease_until=None))

    async def show_again(self, keys: Collection[str]) -> int:
        """A new version of the same content."""
        now = self._session.now
        posted = update(LetterRow).where(col(LetterRow.ts) != "", col(LetterRow.key).in_(keys))
        return await self._session.change(
            posted.values(version=col(LetterRow.version) + 1, wanted_at=now, due_at=now, lease_until=None)
        )
