"""The store's table of incidents, and of the alert messages that belong to them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.incident import Incident
from bot.domain.target import Target


class Incidents(Protocol):
    """Incidents and the alert messages that belong to them."""

    async def add(self, incident: Incident) -> Incident:
        """Store a new incident; returned with its `number`."""
        ...

    async def get(self, incident_id: str) -> Incident:
        """The incident. Raises `PermanentError` if there is none."""
        ...

    async def numbered(self, number: int) -> Incident | None:
        """The incident of that number, None if there is none."""
        ...

    async def save(self, incident: Incident) -> Incident:
        """Store a changed incident; returned with its new `version`. Raises `ConflictError` if it changed meanwhile."""
        ...

    async def at_message(self, channel: str, ts: str) -> Incident | None:
        """The incident whose thread or one of whose alert messages is at (channel, ts)."""
        ...

    async def matching(
        self, fingerprint: str, target: Target | None, since: datetime, *, but: Collection[str] = ()
    ) -> Incident | None:
        """The newest open one of this target, or of this fingerprint and no other target, alerted after `since`.

        Those of the ids in `but` are left.
        """
        ...

    async def attach(self, incident_id: str, channel: str, ts: str) -> bool:
        """Note an alert message as the incident's, and the time as that of its last alert; False if it was known."""
        ...

    async def open(self) -> Sequence[Incident]:
        """All that are not closed, newest first."""
        ...

    async def critical(self) -> Sequence[Incident]:
        """Those of `open()` whose severity is critical; what cannot be is not read."""
        ...
