"""The store measured: a few counts over indexed columns, made for being asked every quarter of a minute for ever."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Executable, and_, func, or_, select, text
from sqlmodel import col

from bot.adapters.store.columns import UtcTime
from bot.adapters.store.incidents import IncidentRow
from bot.adapters.store.outbox import LetterRow
from bot.adapters.store.proposal_rows import DecisionRow, ProposalRow
from bot.adapters.store.session import Session
from bot.adapters.store.tasks import TaskRow, TaskState
from bot.domain.incident import IncidentStatus
from bot.domain.proposal import DecisionRole, ProposalState
from bot.triage.ports.measures import Now, Overdue, Standing

_OPEN = [one for one in IncidentStatus if one is not IncidentStatus.CLOSED]


class SqlMeasures:
    """The `Measures` port."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def look(self) -> Now:
        """The record as it is now."""
        bodies = await self._rows(
            select(col(IncidentRow.id), col(IncidentRow.body)).where(col(IncidentRow.status).in_(_OPEN))
        )
        read = [_standing(one.id, one.body) for one in bodies]
        incidents = tuple(one for one in read if one is not None)
        waiting, behind = await self._behind()
        return Now(
            at=self._session.now,
            incidents=incidents,
            unread=len(read) - len(incidents),
            pending=await self._pending(),
            overdue=await self._overdue(),
            given_up=await self._given_up(),
            waiting=waiting,
            behind=behind,
            undecided=await self._undecided(),
        )

    async def revision(self) -> str:
        """The revision of the schema, "" if it has none."""
        found = await self._session.rows(text("SELECT version_num FROM alembic_version"), {})
        return str(found[0]) if found else ""

    async def _pending(self) -> int:
        waits = col(TaskRow.state).in_((TaskState.READY, TaskState.RUNNING))
        return int(await self._session.one(select(func.count()).select_from(TaskRow).where(waits)))

    async def _overdue(self) -> dict[str, Overdue]:
        """A task that is run is not overdue while its lease holds."""
        now = self._session.now
        ready = and_(col(TaskRow.state) == TaskState.READY, col(TaskRow.due_at) <= now)
        lost = and_(col(TaskRow.state) == TaskState.RUNNING, col(TaskRow.lease_until) <= now)
        since = func.min(col(TaskRow.due_at), type_=UtcTime).label("since")
        asked = select(col(TaskRow.kind), func.count().label("many"), since).where(or_(ready, lost))
        rows = await self._rows(asked.group_by(col(TaskRow.kind)))
        return {row.kind: Overdue(many=row.many, since=row.since) for row in rows}

    async def _given_up(self) -> dict[str, int]:
        buried = select(col(TaskRow.kind), func.count().label("many"))
        buried = buried.where(col(TaskRow.state) == TaskState.BURIED).group_by(col(TaskRow.kind))
        return {row.kind: row.many for row in await self._rows(buried)}

    async def _behind(self) -> tuple[int, datetime | None]:
        oldest = func.min(col(LetterRow.wanted_at), type_=UtcTime).label("oldest")
        behind = and_(
            col(LetterRow.sent) < col(LetterRow.version), col(LetterRow.failed) < col(LetterRow.version)
        )
        [row] = await self._rows(select(func.count().label("many"), oldest).where(behind))
        return row.many, row.oldest

    async def _undecided(self) -> dict[str, int]:
        """Of each role, how many open proposals lack its key."""
        pending = col(ProposalRow.state) == ProposalState.PENDING
        decided = and_(
            col(DecisionRow.proposal_id) == col(ProposalRow.id),
            col(DecisionRow.dropped_at).is_(None),
        )
        found = {}
        for role in DecisionRole:
            lacks = ~select(col(DecisionRow.id)).where(decided, col(DecisionRow.role) == role.value).exists()
            asked = select(func.count()).select_from(ProposalRow).where(pending, lacks)
            found[role.value] = int(await self._session.one(asked))
        return found

    async def _rows(self, statement: Executable) -> Sequence[Any]:
        return await self._session.table(statement, {})


def _standing(incident_id: str, body: str) -> Standing | None:
    """What is asked of an incident, without all else that it must have; None if it is not even that."""
    try:
        said = json.loads(body)
        opened_at = datetime.fromisoformat(said["opened_at"])
        return Standing(incident_id, str(said["severity"]), bool(said.get("owner")), opened_at)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
