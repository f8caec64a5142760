"""Recordings: the pieces of what passed between Lookout and a model, as compressed JSON with a retention time."""

import json
import zlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import LargeBinary, insert, select
from sqlmodel import Field, col

from bot.adapters.store.columns import Row, UtcTime
from bot.adapters.store.session import Session
from bot.triage.ports.recordings import Piece


class RecordingRow(Row, table=True):
    """One piece. `step` and `part` are for people who look at the table; the piece itself is in the blob."""

    __tablename__ = "recording"

    id: int = Field(primary_key=True)
    incident_id: str = Field(index=True)
    run: str = Field(index=True)
    step: int
    part: str
    at: datetime = Field(sa_type=UtcTime)
    expires_at: datetime = Field(sa_type=UtcTime, index=True)
    blob: bytes = Field(sa_type=LargeBinary)


class SqlRecordings:
    """The `Recordings` port."""

    def __init__(self, session: Session, retention: timedelta) -> None:
        self._session = session
        self._retention = retention

    async def add(self, incident_id: str, pieces: Sequence[Piece]) -> None:
        """Keep these pieces, until their time has passed."""
        now = self._session.now
        rows = [
            {
                "incident_id": incident_id,
                "run": piece.run,
                "step": piece.step,
                "part": piece.part.value,
                "at": now,
                "expires_at": now + self._retention,
                "blob": _packed(piece),
            }
            for piece in pieces
        ]
        if rows:
            await self._session.run(insert(RecordingRow).values(rows))

    async def runs(self, incident_id: str) -> Sequence[str]:
        """The names of an incident's runs of which pieces are kept, in order."""
        mine = select(col(RecordingRow.run)).distinct().where(col(RecordingRow.incident_id) == incident_id)
        kept = mine.where(col(RecordingRow.expires_at) > self._session.now)
        return await self._session.all(kept.order_by(col(RecordingRow.run)))

    async def of(self, run: str) -> Sequence[Piece]:
        """The pieces of a run in the order in which they were added."""
        kept = select(col(RecordingRow.blob)).where(col(RecordingRow.run) == run)
        kept = kept.where(col(RecordingRow.expires_at) > self._session.now)
        blobs = await self._session.all(kept.order_by(col(RecordingRow.id)))
        return [Piece.model_validate(json.loads(zlib.decompress(blob))) for blob in blobs]


def _packed(piece: Piece) -> bytes:
    """JSON in ASCII: half of a surrogate pair in a model's words is kept as it came."""
    return zlib.compress(json.dumps(piece.model_dump(mode="json"), separators=(",", ":")).encode(), level=6)
