"""Diagnoses for history, search and replay, each with its snapshot for as long as that is kept."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import LargeBinary, Select, Text, insert, select, union
from sqlmodel import Field, col

from bot.adapters.store import search
from bot.adapters.store.columns import Row, UtcTime
from bot.adapters.store.incidents import IncidentRow, SqlIncidents
from bot.adapters.store.session import Session
from bot.adapters.store.snapshots import pack, unpack
from bot.domain.diagnosis import Diagnosis
from bot.domain.incident import Incident
from bot.domain.snapshot import Snapshot
from bot.triage.ports.diagnoses import Glance, PastDiagnosis


class DiagnosisRow(Row, table=True):
    """A diagnosis; `service` and `namespace` are what was looked at, `refines` the rules' one that a model refined."""

    __tablename__ = "diagnosis"

    id: int = Field(primary_key=True)
    incident_id: str = Field(foreign_key="incident.id", index=True)
    at: datetime = Field(sa_type=UtcTime, index=True)
    service: str = Field(index=True)
    namespace: str = Field(index=True)
    verdict: str
    body: str = Field(sa_type=Text)
    refines: int | None = Field(default=None, index=True)


class SnapshotRow(Row, table=True):
    """The snapshot behind a diagnosis, until its retention time has passed."""

    __tablename__ = "snapshot"

    diagnosis_id: int = Field(primary_key=True, foreign_key="diagnosis.id")
    expires_at: datetime = Field(sa_type=UtcTime, index=True)
    blob: bytes = Field(sa_type=LargeBinary)


class SqlDiagnoses:
    """The `Diagnoses` port."""

    def __init__(self, session: Session, incidents: SqlIncidents, retention: timedelta) -> None:
        self._session = session
        self._incidents = incidents
        self._retention = retention

    async def add(
        self, incident_id: str, diagnosis: Diagnosis, snapshot: Snapshot, *, refines: int = 0
    ) -> int:
        """Store both; the id of the diagnosis."""
        incident = await self._incidents.get(incident_id)
        service, namespace = snapshot.scope.service, snapshot.scope.namespace
        diagnosis_id = await self._session.one(
            insert(DiagnosisRow)
            .values(
                incident_id=incident_id,
                at=self._session.now,
                service=service,
                namespace=namespace,
                verdict=diagnosis.verdict,
                body=diagnosis.model_dump_json(),
                refines=refines or None,
            )
            .returning(col(DiagnosisRow.id))
        )
        if not refines:
            await search.note(
                self._session,
                diagnosis_id,
                diagnosis,
                title=incident.title,
                service=service,
                namespace=namespace,
            )
            await self._keep(diagnosis_id, snapshot)
        return diagnosis_id

    async def _keep(self, diagnosis_id: int, snapshot: Snapshot) -> None:
        # Megabytes may stand in a snapshot: they are packed beside the event loop.
        blob = await asyncio.to_thread(pack, snapshot)
        now = self._session.now
        values = {"diagnosis_id": diagnosis_id, "expires_at": now + self._retention, "blob": blob}
        await self._session.run(insert(SnapshotRow).values(**values))

    async def get(self, diagnosis_id: int) -> PastDiagnosis | None:
        """One, or None."""
        row = await self._session.first(select(DiagnosisRow).where(col(DiagnosisRow.id) == diagnosis_id))
        return None if row is None else await self._past(row)

    async def refinements(self, diagnosis_id: int) -> Sequence[PastDiagnosis]:
        """Those that refine it, newest first."""
        found = select(DiagnosisRow).where(col(DiagnosisRow.refines) == diagnosis_id)
        rows = await self._session.all(found.order_by(col(DiagnosisRow.id).desc()))
        return [await self._past(row) for row in rows]

    async def of(self, incident_id: str) -> Sequence[PastDiagnosis]:
        """All of an incident, newest first."""
        found = _listed().where(col(DiagnosisRow.incident_id) == incident_id)
        return await self._pasts(found.order_by(col(DiagnosisRow.id).desc()))

    async def history(
        self, *, service: str = "", since: datetime, limit: int = 20
    ) -> Sequence[PastDiagnosis]:
        """Newest first, of one service or namespace of that name, or of all."""
        return await self.some(
            [one.id for one in await self.listed(service=service, since=since, limit=limit)]
        )

    async def search(self, words: str, *, limit: int = 20) -> Sequence[PastDiagnosis]:
        """Best match first, of the newest that match; any text is a valid query."""
        return await self.some(await search.find(self._session, words, limit))

    async def listed(self, *, service: str = "", since: datetime, limit: int) -> Sequence[Glance]:
        """As `history`, at a glance: each of the two ways to be named so is walked by its index from the newest on."""
        newest: Select[Any] = select(col(DiagnosisRow.id).label("id")).where(
            col(DiagnosisRow.refines).is_(None), col(DiagnosisRow.at) >= since
        )
        if not service:
            ids: Any = _first(newest, limit)
        else:
            named = (
                newest.where(column == service)
                for column in (col(DiagnosisRow.service), col(DiagnosisRow.namespace))
            )
            ids = union(*(_first(one, limit) for one in named)).subquery()
            ids = select(ids.c.id).order_by(ids.c.id.desc()).limit(limit)
        found = _glances().where(col(DiagnosisRow.id).in_(ids)).order_by(col(DiagnosisRow.id).desc())
        return [Glance(row.id, row.incident_id, row.channel) for row in await self._session.table(found, {})]

    async def found(self, words: str, *, limit: int) -> Sequence[Glance]:
        """As `search`, at a glance."""
        ids = await search.find(self._session, words, limit)
        rows = await self._session.table(_glances().where(col(DiagnosisRow.id).in_(ids)), {})
        glances = {row.id: Glance(row.id, row.incident_id, row.channel) for row in rows}
        return [glances[one] for one in ids if one in glances]

    async def some(self, ids: Sequence[int]) -> Sequence[PastDiagnosis]:
        """Those of these ids, in their order."""
        pasts = {
            one.id: one
            for one in await self._pasts(select(DiagnosisRow).where(col(DiagnosisRow.id).in_(ids)))
        }
        return [pasts[one] for one in ids if one in pasts]

    async def snapshot(self, diagnosis_id: int) -> Snapshot | None:
        """The snapshot behind it, None if its retention time has passed."""
        refined = select(col(DiagnosisRow.refines)).where(col(DiagnosisRow.id) == diagnosis_id)
        whose = await self._session.first(refined) or diagnosis_id
        kept = select(col(SnapshotRow.blob)).where(col(SnapshotRow.expires_at) > self._session.now)
        blob = await self._session.first(kept.where(col(SnapshotRow.diagnosis_id) == whose))
        return None if blob is None else await asyncio.to_thread(unpack, blob)

    async def _pasts(self, found: Select[DiagnosisRow]) -> Sequence[PastDiagnosis]:
        """Each with its incident, which several may share."""
        rows = await self._session.all(found)
        incidents = await self._incidents.some({row.incident_id for row in rows})
        return [_past_of(row, incidents[row.incident_id]) for row in rows]

    async def _past(self, row: DiagnosisRow) -> PastDiagnosis:
        return _past_of(row, await self._incidents.get(row.incident_id))


def _past_of(row: DiagnosisRow, incident: Incident) -> PastDiagnosis:
    return PastDiagnosis(
        id=row.id,
        incident=incident,
        diagnosis=Diagnosis.model_validate_json(row.body),
        at=row.at,
        refines=row.refines or 0,
    )


def _listed() -> Select[DiagnosisRow]:
    """The rules' diagnoses: what refines one of them is not listed."""
    return select(DiagnosisRow).where(col(DiagnosisRow.refines).is_(None))


def _first(newest: Select[Any], limit: int) -> Any:
    """The newest so many, as a table of its own: a part of a union has no order otherwise."""
    part = newest.order_by(col(DiagnosisRow.id).desc()).limit(limit).subquery()
    return select(part.c.id)


def _glances() -> Any:
    """`Glance`'s columns; no body of five kilobytes is read for them."""
    of_it = col(IncidentRow.id) == col(DiagnosisRow.incident_id)
    return select(col(DiagnosisRow.id), col(DiagnosisRow.incident_id), col(IncidentRow.channel)).join(
        IncidentRow, of_it
    )
