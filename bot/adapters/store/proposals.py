"""Proposals from opening to ARMED, and their other ends: every move is one conditional UPDATE of one row.

The database holds the last guard of the gate: a decision must carry the stored digest, be the only one of its
role, and come from another human than the other one; what is closed stays closed.
"""

import hashlib
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, func, insert, or_, select, update
from sqlmodel import col

from bot.adapters.store.attempts import SqlAttempts
from bot.adapters.store.columns import canonical
from bot.adapters.store.proposal_rows import DecisionRow, ProposalRow
from bot.domain.errors import PermanentError
from bot.domain.freeze import Override
from bot.domain.proposal import Decision, DecisionRole, Proposal, ProposalState

_OPEN = tuple(state for state in ProposalState if state.is_open)
_UNFINISHED = (*_OPEN, ProposalState.EXECUTING)


class SqlProposals(SqlAttempts):
    """The `Proposals` port."""

    async def add(self, proposal: Proposal) -> Proposal | None:
        """Store a new one with the next `number`; None if an open one does the same to the same object."""
        sameness = _sameness(proposal)
        twin = and_(col(ProposalRow.sameness) == sameness, col(ProposalRow.state).in_(_OPEN))
        if await self._session.first(select(col(ProposalRow.id)).where(twin)) is not None:
            return None
        highest = await self._session.one(select(func.coalesce(func.max(col(ProposalRow.number)), 0)))
        numbered = proposal.model_copy(update={"number": highest + 1})
        await self._session.run(
            insert(ProposalRow).values(
                id=numbered.id,
                number=numbered.number,
                incident_id=numbered.incident_id,
                service=numbered.service,
                sameness=sameness,
                digest=numbered.digest,
                expires_at=numbered.expires_at,
                body=numbered.model_dump_json(),
                state=numbered.state,
                ended_by=numbered.ended_by,
                ended_why=numbered.ended_why,
                worker="",
                epoch=0,
            )
        )
        return numbered

    async def get(self, proposal_id: str) -> Proposal:
        """The proposal with its standing decisions. Raises `PermanentError` if there is none."""
        found = await self._read(col(ProposalRow.id) == proposal_id)
        if not found:
            raise PermanentError(f"There is no proposal {proposal_id!r} in the record.")
        return found[0]

    async def of(self, incident_id: str) -> Sequence[Proposal]:
        """All of an incident, newest first."""
        return (await self._read(col(ProposalRow.incident_id) == incident_id))[::-1]

    async def unfinished(self) -> Sequence[Proposal]:
        """All that are pending, armed or executing, oldest first."""
        return await self._read(col(ProposalRow.state).in_(_UNFINISHED))

    async def decide(self, proposal_id: str, decision: Decision) -> bool:
        """Record the first decision of a role while PENDING, before expiry; the second role's one arms.

        False, and nothing changed, also if the digest is not the stored one or that human decided already.
        """
        waiting = and_(
            col(ProposalRow.id) == proposal_id,
            col(ProposalRow.state) == ProposalState.PENDING,
            col(ProposalRow.expires_at) > self._session.now,
            col(ProposalRow.digest) == decision.digest,
        )
        # This first update changes nothing but holds the row: two decisions cannot pass each other unseen.
        if not await self._set(waiting, state=ProposalState.PENDING):
            return False
        same = or_(col(DecisionRow.role) == decision.role, col(DecisionRow.user_id) == decision.user_id)
        standing = select(col(DecisionRow.id)).where(_standing(proposal_id))
        if await self._session.first(standing.where(same)) is not None:
            return False
        values = {"proposal_id": proposal_id, **decision.model_dump()}
        await self._session.run(insert(DecisionRow).values(**values))
        if len(await self._session.all(standing)) == len(DecisionRole):
            await self._set(waiting, state=ProposalState.ARMED)
        return True

    async def override(self, proposal_id: str, digest: str, override: Override) -> Proposal | None:
        """Give a PENDING one of that digest, on which no key stands, an override; None if it is not so."""
        keyed = select(col(DecisionRow.id)).where(_standing(proposal_id)).exists()
        waiting = and_(
            col(ProposalRow.id) == proposal_id,
            col(ProposalRow.state) == ProposalState.PENDING,
            col(ProposalRow.expires_at) > self._session.now,
            col(ProposalRow.digest) == digest,
            ~keyed,
        )
        changed = (await self.get(proposal_id)).model_copy(update={"override": override})
        body = changed.model_dump_json()
        return changed if await self._set(waiting, body=body, digest=changed.digest) else None

    async def drop(self, proposal_id: str, role: DecisionRole) -> bool:
        """Take a role's decision back: back to PENDING; False if there was none or it is too late."""
        mine = and_(_standing(proposal_id), col(DecisionRow.role) == role)
        in_time = and_(col(ProposalRow.id) == proposal_id, col(ProposalRow.state).in_(_OPEN))
        given = select(col(DecisionRow.id)).where(mine).exists()
        if not await self._set(and_(in_time, given), state=ProposalState.PENDING):
            return False
        taken_back = update(DecisionRow).where(mine).values(dropped_at=self._session.now)
        return await self._session.change(taken_back) == 1

    async def move(
        self,
        proposal_id: str,
        sources: Sequence[ProposalState],
        to: ProposalState,
        *,
        by: str = "",
        why: str = "",
    ) -> bool:
        """Go to a state from one of `sources`; False if it was in none of them.

        A terminal state is never left, whatever `sources` says. `by` and `why` are kept with such a state.
        """
        leaving = [state for state in sources if state in _UNFINISHED]
        source = and_(col(ProposalRow.id) == proposal_id, col(ProposalRow.state).in_(leaving))
        ended = {} if to in _UNFINISHED else {"ended_by": by, "ended_why": why}
        return await self._set(source, state=to, **ended)

    async def _set(self, condition: ColumnElement[bool], **values: Any) -> bool:
        """One conditional UPDATE of one proposal; whether it changed that row."""
        return await self._session.change(update(ProposalRow).where(condition).values(**values)) == 1


def _standing(proposal_id: str) -> ColumnElement[bool]:
    return and_(col(DecisionRow.proposal_id) == proposal_id, col(DecisionRow.dropped_at).is_(None))


def _sameness(proposal: Proposal) -> str:
    same = [proposal.cluster, proposal.mitigation.model_dump(mode="json"), proposal.live.uid]
    return hashlib.sha256(canonical(same).encode()).hexdigest()
