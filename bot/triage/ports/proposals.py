"""The store's table of proposals: the gate's state machine, as the verbs that the story needs."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.freeze import Override
from bot.domain.proposal import Decision, DecisionRole, Execution, Proposal, ProposalState


class Proposals(Protocol):
    """Proposals and their decisions. Every move is one conditional UPDATE whose row count must be 1."""

    async def add(self, proposal: Proposal) -> Proposal | None:
        """Store a new one, returned with its `number`; None if an open one does the same to the same target."""
        ...

    async def get(self, proposal_id: str) -> Proposal:
        """The proposal with its standing decisions. Raises `PermanentError` if there is none."""
        ...

    async def of(self, incident_id: str) -> Sequence[Proposal]:
        """All of an incident, newest first."""
        ...

    async def unfinished(self) -> Sequence[Proposal]:
        """All that are pending, armed or executing, oldest first."""
        ...

    async def decide(self, proposal_id: str, decision: Decision) -> bool:
        """Record the first decision of a role while PENDING, before expiry; False if it changed nothing."""
        ...

    async def override(self, proposal_id: str, digest: str, override: Override) -> Proposal | None:
        """Give a PENDING one of that digest, on which no key stands, an override: as it is now, with another digest.

        None, and nothing changed, if it is not so.
        """
        ...

    async def drop(self, proposal_id: str, role: DecisionRole) -> bool:
        """Take a role's decision back (handover): back to PENDING; False if there was none or it is too late."""
        ...

    async def move(
        self,
        proposal_id: str,
        sources: Sequence[ProposalState],
        to: ProposalState,
        *,
        by: str = "",
        why: str = "",
    ) -> bool:
        """Go to a state from one of `sources`; False if it was in none of them."""
        ...

    async def claim(self, proposal_id: str, worker: str, lease: timedelta) -> int | None:
        """ARMED -> EXECUTING with a lease; its epoch, or None if another was first or it has expired."""
        ...

    async def holds(self, proposal_id: str, worker: str, epoch: int) -> bool:
        """Whether it is EXECUTING and this lease is still ours and not lapsed."""
        ...

    async def intend(self, proposal_id: str, worker: str, epoch: int, request: str) -> bool:
        """Write the attempt row before the call; False if the lease was lost or an attempt row exists."""
        ...

    async def intended(self, proposal_id: str) -> bool:
        """Whether an attempt row exists: bytes may have been sent."""
        ...

    async def record(self, execution: Execution) -> bool:
        """EXECUTING -> DONE, FAILED or UNKNOWN with the attempt's result; False if it was closed meanwhile."""
        ...

    async def lapsed(self) -> Sequence[Proposal]:
        """Those that are EXECUTING with a lapsed lease."""
        ...

    async def changes(self, service: str, since: datetime) -> int:
        """How many attempts on a service began after `since`."""
        ...
