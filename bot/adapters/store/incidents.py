"""Incidents: one row each, guarded by a version, and the alert messages that belong to them."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Index, Text, and_, func, insert, or_, select, update
from sqlmodel import Field, col

from bot.adapters.store.columns import Row, UtcTime, canonical
from bot.adapters.store.session import Session
from bot.domain.alert import Severity
from bot.domain.errors import PermanentError
from bot.domain.incident import Incident, IncidentStatus
from bot.domain.target import Target
from bot.triage.ports.store import ConflictError

_CRITICAL = f'"severity":"{Severity.CRITICAL}"'
"""As a body has it. No text in it reads so: quotes within one are escaped."""


class IncidentRow(Row, table=True):
    """An incident; `body` is the whole noun, the other columns are what is asked for."""

    __tablename__ = "incident"
    __table_args__ = (Index("ix_incident_channel_thread_ts", "channel", "thread_ts"),)

    id: str = Field(primary_key=True)
    number: int = Field(unique=True)
    version: int
    status: str = Field(index=True)
    channel: str
    thread_ts: str
    fingerprint: str
    target: str
    last_alert_at: datetime = Field(sa_type=UtcTime)
    body: str = Field(sa_type=Text)


class AlertMessageRow(Row, table=True):
    """An alert's message in Slack and the incident it belongs to."""

    __tablename__ = "alert_message"

    channel: str = Field(primary_key=True)
    ts: str = Field(primary_key=True)
    incident_id: str = Field(foreign_key="incident.id", index=True)
    at: datetime = Field(sa_type=UtcTime)


class SqlIncidents:
    """The `Incidents` port."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(self, incident: Incident) -> Incident:
        """Store a new incident; returned with the next `number`."""
        highest = await self._session.one(select(func.coalesce(func.max(col(IncidentRow.number)), 0)))
        numbered = incident.model_copy(update={"number": highest + 1})
        await self._session.run(
            insert(IncidentRow).values(
                id=numbered.id, number=numbered.number, last_alert_at=numbered.opened_at, **_columns(numbered)
            )
        )
        return numbered

    async def get(self, incident_id: str) -> Incident:
        """The incident. Raises `PermanentError` if there is none."""
        row = await self._session.first(select(IncidentRow).where(col(IncidentRow.id) == incident_id))
        if row is None:
            raise PermanentError(f"There is no incident {incident_id!r} in the record.")
        return _incident(row)

    async def some(self, ids: Collection[str]) -> dict[str, Incident]:
        """Those of these ids, by id."""
        rows = await self._session.all(select(IncidentRow).where(col(IncidentRow.id).in_(ids)))
        return {row.id: _incident(row) for row in rows}

    async def numbered(self, number: int) -> Incident | None:
        """The incident of that number, None if there is none."""
        row = await self._session.first(select(IncidentRow).where(col(IncidentRow.number) == number))
        return None if row is None else _incident(row)

    async def save(self, incident: Incident) -> Incident:
        """Store a changed incident if its version is still the stored one; returned with the next version."""
        saved = incident.model_copy(update={"version": incident.version + 1})
        unchanged = and_(col(IncidentRow.id) == saved.id, col(IncidentRow.version) == incident.version)
        if await self._session.change(update(IncidentRow).where(unchanged).values(**_columns(saved))) == 1:
            return saved
        stored = await self.get(incident.id)
        raise ConflictError(
            f"Incident {incident.id} changed meanwhile: version {stored.version} is stored, "
            f"{incident.version} was read."
        )

    async def at_message(self, channel: str, ts: str) -> Incident | None:
        """The newest incident whose thread or one of whose alert messages is at (channel, ts)."""
        here = and_(col(AlertMessageRow.channel) == channel, col(AlertMessageRow.ts) == ts)
        thread = and_(col(IncidentRow.channel) == channel, col(IncidentRow.thread_ts) == ts)
        joined = col(IncidentRow.id).in_(select(col(AlertMessageRow.incident_id)).where(here))
        return await self._newest(or_(thread, joined))

    async def matching(
        self, fingerprint: str, target: Target | None, since: datetime, *, but: Collection[str] = ()
    ) -> Incident | None:
        """The newest open one of this fingerprint or target (empty: fits nothing), alerted after `since`, not of `but`.

        One rule fires for many targets: a fingerprint fits only where the targets agree, or one is not known.
        """
        stored, wanted = col(IncidentRow.target), _target(target)
        same_target = and_(stored == wanted, stored != "")
        same_alert = and_(col(IncidentRow.fingerprint) == fingerprint, col(IncidentRow.fingerprint) != "")
        if wanted:
            same_alert = and_(same_alert, or_(stored == "", stored == wanted))
        recent = col(IncidentRow.last_alert_at) > since
        still_open = col(IncidentRow.status) != IncidentStatus.CLOSED
        other = col(IncidentRow.id).not_in(but)
        return await self._newest(and_(still_open, recent, other, or_(same_alert, same_target)))

    async def attach(self, incident_id: str, channel: str, ts: str) -> bool:
        """Note an alert message as the incident's; False if it was known, as this incident's or another's."""
        here = and_(col(AlertMessageRow.channel) == channel, col(AlertMessageRow.ts) == ts)
        if await self._session.first(select(col(AlertMessageRow.incident_id)).where(here)) is not None:
            return False
        now = self._session.now
        await self._session.run(
            insert(AlertMessageRow).values(channel=channel, ts=ts, incident_id=incident_id, at=now)
        )
        # Beside the noun and its version: an alert that joins must not collide with a human's click.
        await self._session.change(
            update(IncidentRow).where(col(IncidentRow.id) == incident_id).values(last_alert_at=now)
        )
        return True

    async def open(self) -> Sequence[Incident]:
        """All that are not closed, newest first."""
        rows = await self._session.all(
            select(IncidentRow)
            .where(col(IncidentRow.status) != IncidentStatus.CLOSED)
            .order_by(col(IncidentRow.number).desc())
        )
        return [_incident(row) for row in rows]

    async def critical(self) -> Sequence[Incident]:
        """Those of `open()` whose severity is critical; what cannot be is not read."""
        stand = [one for one in IncidentStatus if one is not IncidentStatus.CLOSED]
        bodies = await self._session.all(
            select(col(IncidentRow.body))
            .where(col(IncidentRow.status).in_(stand), col(IncidentRow.body).contains(_CRITICAL))
            .order_by(col(IncidentRow.number).desc())
        )
        found = map(Incident.model_validate_json, bodies)
        return [one for one in found if one.severity is Severity.CRITICAL]

    async def _newest(self, condition: ColumnElement[bool]) -> Incident | None:
        newest = select(IncidentRow).where(condition).order_by(col(IncidentRow.number).desc()).limit(1)
        row = await self._session.first(newest)
        return None if row is None else _incident(row)


def _columns(incident: Incident) -> dict[str, str | int]:
    return {
        "version": incident.version,
        "status": incident.status,
        "channel": incident.channel,
        "thread_ts": incident.thread_ts,
        "fingerprint": incident.fingerprint,
        "target": _target(incident.target),
        "body": incident.model_dump_json(),
    }


def _target(target: Target | None) -> str:
    """What makes two targets the same: the service, or where that is not known the workload."""
    if target is None:
        return ""
    return canonical([target.cluster, target.namespace, target.service or str(target.workload or "")])


def _incident(row: IncidentRow) -> Incident:
    return Incident.model_validate_json(row.body)
