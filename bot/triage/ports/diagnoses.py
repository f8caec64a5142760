"""Stored diagnoses, for history, search and replay."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from bot.domain.diagnosis import Diagnosis
from bot.domain.incident import Incident
from bot.domain.noun import Noun
from bot.domain.snapshot import Snapshot


class PastDiagnosis(Noun):
    """A stored diagnosis with what it is about, for history; `refines` is the id of the rules' one, 0 if it is one."""

    id: int
    incident: Incident
    diagnosis: Diagnosis
    at: datetime
    refines: int = 0


class Glance(NamedTuple):
    """What has to be known of a stored diagnosis before anybody is told of it."""

    id: int
    incident_id: str
    channel: str


class Diagnoses(Protocol):
    """Diagnoses, their snapshots (compressed, with a retention time) and full-text search.

    One that refines another belongs to that one: it is found by it and by its own id, and listed nowhere.
    """

    async def add(
        self, incident_id: str, diagnosis: Diagnosis, snapshot: Snapshot, *, refines: int = 0
    ) -> int:
        """Store both; the id of the diagnosis. One that refines another shares that one's snapshot."""
        ...

    async def get(self, diagnosis_id: int) -> PastDiagnosis | None:
        """One, or None; also one that refines another."""
        ...

    async def refinements(self, diagnosis_id: int) -> Sequence[PastDiagnosis]:
        """Those that refine it, newest first."""
        ...

    async def of(self, incident_id: str) -> Sequence[PastDiagnosis]:
        """All of an incident, newest first."""
        ...

    async def history(
        self, *, service: str = "", since: datetime, limit: int = 20
    ) -> Sequence[PastDiagnosis]:
        """Newest first, of one service or namespace of that name, or of all."""
        ...

    async def search(self, words: str, *, limit: int = 20) -> Sequence[PastDiagnosis]:
        """Best match first, of the newest two thousand that match; any text is a valid query."""
        ...

    async def listed(self, *, service: str = "", since: datetime, limit: int) -> Sequence[Glance]:
        """As `history`, at a glance."""
        ...

    async def found(self, words: str, *, limit: int) -> Sequence[Glance]:
        """As `search`, at a glance."""
        ...

    async def some(self, ids: Sequence[int]) -> Sequence[PastDiagnosis]:
        """Those of these ids, in their order; what there is not is left out."""
        ...

    async def snapshot(self, diagnosis_id: int) -> Snapshot | None:
        """The snapshot behind it, None if its retention time has passed."""
        ...
