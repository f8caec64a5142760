"""Tasks: all waiting is a row with a due time, claimed by one UPDATE; the epoch fences lost leases."""

import json
from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Index,
    Select,
    Text,
    and_,
    bindparam,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.sql.dml import ReturningUpdate
from sqlmodel import Field, col

from bot.adapters.store.columns import METADATA, Row, UtcTime, canonical
from bot.adapters.store.session import Session
from bot.triage.ports.store import Task

STATEMENTS = 128
"""How many are kept: one for each lane, times the clusters that are busy just then."""


class TaskState(StrEnum):
    """`READY` also when put back; the last three stay for ever, so that their keys stay known."""

    READY = "ready"
    RUNNING = "running"
    DONE = "done"
    BURIED = "buried"
    CANCELLED = "cancelled"


class TaskRow(Row, table=True):
    """A task; `why` says why it was put back or given up."""

    __tablename__ = "task"
    __table_args__ = (Index("ix_task_state_due_at", "state", "due_at"),)

    id: int = Field(primary_key=True)
    kind: str
    key: str = Field(unique=True)
    incident_id: str = Field(index=True)
    payload: str = Field(sa_type=Text)
    due_at: datetime = Field(sa_type=UtcTime)
    state: str
    attempts: int
    epoch: int
    worker: str
    lease_until: datetime | None = Field(sa_type=UtcTime)
    why: str = Field(sa_type=Text)
    added_at: datetime = Field(sa_type=UtcTime)
    ended_at: datetime | None = Field(sa_type=UtcTime)


class SqlTasks:
    """The `Tasks` port."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(
        self,
        kind: str,
        key: str,
        payload: dict[str, Any] | None = None,
        *,
        incident_id: str = "",
        due_at: datetime | None = None,
    ) -> bool:
        """Add a task; False if the key is known already, also of a task that is done."""
        if await self._session.first(select(col(TaskRow.id)).where(col(TaskRow.key) == key)) is not None:
            return False
        now = self._session.now
        await self._session.run(
            insert(TaskRow).values(
                kind=kind,
                key=key,
                incident_id=incident_id,
                payload=canonical(payload or {}),
                due_at=due_at or now,
                state=TaskState.READY,
                attempts=0,
                epoch=0,
                worker="",
                why="",
                added_at=now,
            )
        )
        if due_at is None or due_at <= now:
            self._session.tell()
        return True

    async def claim(
        self, worker: str, lease: timedelta, *, kinds: Collection[str] = (), but: Collection[str] = ()
    ) -> Task | None:
        """Take the most overdue task (of these kinds, if any are named) whose incident has no other one running.

        Those of the clusters in `but` are left; "" stands for tasks of no cluster.
        """
        now = self._session.now
        values = {"now": now, "mine": worker, "until": now + lease}
        row = await self._session.row(_claiming(tuple(sorted(kinds)), tuple(sorted(but))), values)
        return None if row is None else _task(row)

    async def is_due(self, kinds: Collection[str] = (), *, but: Collection[str] = ()) -> bool:
        """Whether `claim` would take one now."""
        choosing = _choosing(tuple(sorted(kinds)), tuple(sorted(but)))
        return await self._session.row(choosing, {"now": self._session.now}) is not None

    async def renew(self, task: Task, worker: str, lease: timedelta) -> bool:
        """Extend the lease; False if it has lapsed, for then another task of the incident may be running."""
        alive = col(TaskRow.lease_until) > self._session.now
        return await self._change(task, worker, alive, lease_until=self._session.now + lease)

    async def finish(self, task: Task, worker: str) -> bool:
        """Mark done; False if another worker took it over."""
        return await self._change(task, worker, state=TaskState.DONE, ended_at=self._session.now)

    async def postpone(
        self, task: Task, worker: str, due_at: datetime, why: str, *, failed: bool = True
    ) -> bool:
        """Put back for later; False if another worker took it over. A wait that was no failure clears `attempts`."""
        values: dict[str, Any] = {
            "state": TaskState.READY,
            "due_at": due_at,
            "why": why,
            "lease_until": None,
        }
        if not failed:
            values["attempts"] = 0
        return await self._change(task, worker, **values)

    async def bury(self, task: Task, worker: str, why: str) -> bool:
        """Give up on it; False if another worker took it over."""
        return await self._change(task, worker, state=TaskState.BURIED, why=why, ended_at=self._session.now)

    async def cancel(self, kind: str, incident_id: str) -> int:
        """Drop what waits of a kind of an incident, also what a lost worker left behind; how many."""
        now = self._session.now
        left_behind = and_(col(TaskRow.state) == TaskState.RUNNING, col(TaskRow.lease_until) <= now)
        return await self._session.change(
            update(TaskRow)
            .where(col(TaskRow.kind) == kind, col(TaskRow.incident_id) == incident_id)
            .where(or_(col(TaskRow.state) == TaskState.READY, left_behind))
            .values(state=TaskState.CANCELLED, ended_at=now)
        )

    async def next_due(self, kind: str, prefix: str) -> datetime | None:
        """When the first waiting task of a kind whose key begins so is due, None if none waits."""
        waiting = and_(col(TaskRow.kind) == kind, col(TaskRow.state) == TaskState.READY)
        begins = col(TaskRow.key).startswith(prefix, autoescape=True)
        due = select(col(TaskRow.due_at)).where(waiting, begins).order_by(col(TaskRow.due_at))
        return await self._session.first(due.limit(1))

    async def oldest_due(self, kinds: Collection[str]) -> datetime | None:
        """The earliest due time of the tasks of these kinds that wait or run, None if there is none."""
        open_ones = col(TaskRow.state).in_((TaskState.READY, TaskState.RUNNING))
        due = select(col(TaskRow.due_at)).where(open_ones, col(TaskRow.kind).in_(sorted(kinds)))
        return await self._session.first(due.order_by(col(TaskRow.due_at)).limit(1))

    async def pending(self) -> int:
        """How many are ready or running."""
        waiting = col(TaskRow.state).in_((TaskState.READY, TaskState.RUNNING))
        return await self._session.one(select(func.count()).select_from(TaskRow).where(waiting))

    async def first_at(self) -> datetime | None:
        """When the first task of all was added; None if there is none."""
        return await self._session.first(select(col(TaskRow.added_at)).order_by(col(TaskRow.id)).limit(1))

    async def _change(self, task: Task, worker: str, *conditions: ColumnElement[bool], **values: Any) -> bool:
        mine = and_(
            col(TaskRow.id) == task.id,
            col(TaskRow.worker) == worker,
            col(TaskRow.epoch) == task.epoch,
            col(TaskRow.state) == TaskState.RUNNING,
        )
        return await self._session.change(update(TaskRow).where(mine, *conditions).values(**values)) == 1


@lru_cache(maxsize=STATEMENTS)
def _choosing(kinds: tuple[str, ...], but: tuple[str, ...]) -> Select[Any]:
    """The most overdue task by parameter `now`; made once, for every idle loop asks it."""
    table, now = METADATA.tables["task"], bindparam("now", type_=UtcTime)
    task, other = table.alias(), table.alias()
    running = and_(other.c.state == TaskState.RUNNING, other.c.lease_until > now)
    same_incident = and_(other.c.incident_id == task.c.incident_id, other.c.id != task.c.id)
    blocked = select(other.c.id).where(task.c.incident_id != "", same_incident, running).exists()
    lapsed = and_(task.c.state == TaskState.RUNNING, task.c.lease_until <= now)
    due = or_(and_(task.c.state == TaskState.READY, task.c.due_at <= now), lapsed)
    wanted = [task.c.kind.in_(kinds)] if kinds else []
    mine = select(task.c.id).where(due, ~blocked, *wanted, *(~_of_cluster(task, one) for one in but))
    return mine.order_by(task.c.due_at, task.c.id).limit(1)


def _of_cluster(task: FromClause, cluster: str) -> ColumnElement[bool]:
    """Whether a task's incident is about that cluster; "": about none."""
    incident = METADATA.tables["incident"].alias()
    here = incident.c.target.startswith(f"{canonical([cluster])[:-1]},", autoescape=True)
    about = here if cluster else incident.c.target != ""
    found = select(incident.c.id).where(incident.c.id == task.c.incident_id, about).exists()
    return found if cluster else ~found


@lru_cache(maxsize=STATEMENTS)
def _claiming(kinds: tuple[str, ...], but: tuple[str, ...]) -> ReturningUpdate[Any]:
    """Takes the task that `_choosing` chooses, by parameters `mine` and `until` beside its own."""
    table = METADATA.tables["task"]
    return (
        update(table)
        .where(table.c.id == _choosing(kinds, but).scalar_subquery())
        .values(
            state=TaskState.RUNNING,
            worker=bindparam("mine"),
            lease_until=bindparam("until", type_=UtcTime),
            epoch=table.c.epoch + 1,
            attempts=table.c.attempts + 1,
        )
        .returning(*table.c)
    )


def _task(row: Any) -> Task:
    return Task(
        id=row.id,
        kind=row.kind,
        key=row.key,
        incident_id=row.incident_id,
        payload=json.loads(row.payload),
        due_at=row.due_at,
        added_at=row.added_at,
        attempts=row.attempts,
        epoch=row.epoch,
    )
