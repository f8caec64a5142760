"""The attempt: claimed by compare-and-set with a lease, written down before the call, closed by its result.

The lease's epoch fences a worker that was paused for longer than its lease: it may not write the attempt row,
and what it records is refused once somebody has closed the proposal.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, insert, select, update
from sqlmodel import col

from bot.adapters.store.proposal_rows import AttemptRow, DecisionRow, ProposalRow, proposal_of
from bot.adapters.store.session import Session
from bot.domain.proposal import Execution, Outcome, Proposal, ProposalState

_ENDS = {
    Outcome.DONE: ProposalState.DONE,
    Outcome.FAILED: ProposalState.FAILED,
    Outcome.UNKNOWN: ProposalState.UNKNOWN,
}


class SqlAttempts:
    """The verbs of the `Proposals` port from ARMED onwards."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def claim(self, proposal_id: str, worker: str, lease: timedelta) -> int | None:
        """ARMED -> EXECUTING with a lease; its epoch, or None if another was first or it has expired."""
        now = self._session.now
        armed = and_(
            col(ProposalRow.id) == proposal_id,
            col(ProposalRow.state) == ProposalState.ARMED,
            col(ProposalRow.expires_at) > now,
        )
        return await self._session.first(
            update(ProposalRow)
            .where(armed)
            .values(
                state=ProposalState.EXECUTING,
                worker=worker,
                lease_until=now + lease,
                epoch=col(ProposalRow.epoch) + 1,
            )
            .returning(col(ProposalRow.epoch))
        )

    async def holds(self, proposal_id: str, worker: str, epoch: int) -> bool:
        """Whether it is EXECUTING and this lease is still ours and not lapsed."""
        held = select(col(ProposalRow.id)).where(self._held(proposal_id, worker, epoch))
        return await self._session.first(held) is not None

    async def intend(self, proposal_id: str, worker: str, epoch: int, request: str) -> bool:
        """Write the attempt row before the call; False if the lease was lost or an attempt row exists."""
        # This update changes nothing but holds the row until the attempt stands beside it.
        held = update(ProposalRow).where(self._held(proposal_id, worker, epoch))
        if await self._session.change(held.values(state=ProposalState.EXECUTING)) != 1:
            return False
        if await self.intended(proposal_id):
            return False
        await self._session.run(
            insert(AttemptRow).values(
                proposal_id=proposal_id,
                epoch=epoch,
                worker=worker,
                request=request,
                begun_at=self._session.now,
                outcome="",
                answer="",
                seconds=0.0,
            )
        )
        return True

    async def intended(self, proposal_id: str) -> bool:
        """Whether an attempt row exists: bytes may have been sent."""
        row = select(col(AttemptRow.proposal_id)).where(col(AttemptRow.proposal_id) == proposal_id)
        return await self._session.first(row) is not None

    async def record(self, execution: Execution) -> bool:
        """EXECUTING -> DONE, FAILED or UNKNOWN with the attempt's result; False if it was closed meanwhile.

        A lapsed lease does not hinder it: what the API answered is a fact as long as nobody closed the case.
        """
        executing = and_(
            col(ProposalRow.id) == execution.proposal_id,
            col(ProposalRow.state) == ProposalState.EXECUTING,
            col(ProposalRow.epoch) == execution.epoch,
        )
        why = "" if execution.outcome is Outcome.DONE else execution.answer
        closed = update(ProposalRow).where(executing).values(state=_ENDS[execution.outcome], ended_why=why)
        if await self._session.change(closed) != 1:
            return False
        await self._session.change(
            update(AttemptRow)
            .where(col(AttemptRow.proposal_id) == execution.proposal_id)
            .values(
                request=execution.request,
                outcome=execution.outcome,
                answer=execution.answer,
                seconds=execution.seconds,
                ended_at=execution.ended_at,
            )
        )
        return True

    async def lapsed(self) -> Sequence[Proposal]:
        """Those that are EXECUTING with a lapsed lease, oldest first."""
        executing = col(ProposalRow.state) == ProposalState.EXECUTING
        return await self._read(and_(executing, col(ProposalRow.lease_until) <= self._session.now))

    async def changes(self, service: str, since: datetime) -> int:
        """How many attempts on a service began after `since`."""
        of_service = select(col(ProposalRow.id)).where(col(ProposalRow.service) == service)
        begun = and_(col(AttemptRow.begun_at) > since, col(AttemptRow.proposal_id).in_(of_service))
        return await self._session.one(select(func.count()).select_from(AttemptRow).where(begun))

    def _held(self, proposal_id: str, worker: str, epoch: int) -> ColumnElement[bool]:
        return and_(
            col(ProposalRow.id) == proposal_id,
            col(ProposalRow.state) == ProposalState.EXECUTING,
            col(ProposalRow.worker) == worker,
            col(ProposalRow.epoch) == epoch,
            col(ProposalRow.lease_until) > self._session.now,
        )

    async def _read(self, condition: ColumnElement[bool]) -> Sequence[Proposal]:
        """The proposals that fit, with their standing decisions, oldest first."""
        rows = await self._session.all(select(ProposalRow).where(condition).order_by(col(ProposalRow.number)))
        decisions = await self._session.all(
            select(DecisionRow)
            .where(col(DecisionRow.proposal_id).in_([row.id for row in rows]))
            .where(col(DecisionRow.dropped_at).is_(None))
            .order_by(col(DecisionRow.id))
        )
        return [proposal_of(row, decisions) for row in rows]
