"""The tables of the gate: proposals, the decisions on them, and at most one attempt each."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Index, Text, text
from sqlmodel import Field

from bot.adapters.store.columns import Row, UtcTime
from bot.domain.proposal import Decision, DecisionRole, Proposal, ProposalState

_OPEN = text("state IN ('PENDING', 'ARMED')")
_STANDING = text("dropped_at IS NULL")


class ProposalRow(Row, table=True):
    """A proposal; `body` is what it was opened as, the other columns move or are asked for.

    `sameness` is equal for proposals that do the same to the same object; only one such may be open.
    """

    __tablename__ = "proposal"
    __table_args__ = (
        Index("uq_proposal_open", "sameness", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: str = Field(primary_key=True)
    number: int = Field(unique=True)
    incident_id: str = Field(foreign_key="incident.id", index=True)
    service: str = Field(index=True)
    sameness: str
    digest: str
    expires_at: datetime = Field(sa_type=UtcTime)
    body: str = Field(sa_type=Text)
    state: str = Field(index=True)
    ended_by: str
    ended_why: str = Field(sa_type=Text)
    worker: str
    epoch: int
    lease_until: datetime | None = Field(sa_type=UtcTime)


class DecisionRow(Row, table=True):
    """A human's key. One that was taken back stays, with the time; each role has one that stands."""

    __tablename__ = "decision"
    __table_args__ = (
        Index(
            "uq_decision_standing",
            "proposal_id",
            "role",
            unique=True,
            sqlite_where=_STANDING,
            postgresql_where=_STANDING,
        ),
    )

    id: int = Field(primary_key=True)
    proposal_id: str = Field(foreign_key="proposal.id")
    role: str
    user_id: str
    at: datetime = Field(sa_type=UtcTime)
    term: int
    digest: str
    reason: str = Field(sa_type=Text)
    dropped_at: datetime | None = Field(sa_type=UtcTime)


class AttemptRow(Row, table=True):
    """The one attempt of a proposal: written before the call, completed by its result."""

    __tablename__ = "attempt"

    proposal_id: str = Field(primary_key=True, foreign_key="proposal.id")
    epoch: int
    worker: str
    request: str = Field(sa_type=Text)
    begun_at: datetime = Field(sa_type=UtcTime, index=True)
    outcome: str
    answer: str = Field(sa_type=Text)
    seconds: float
    ended_at: datetime | None = Field(sa_type=UtcTime)


def proposal_of(row: ProposalRow, decisions: Sequence[DecisionRow]) -> Proposal:
    """The noun, with its standing decisions."""
    return Proposal.model_validate_json(row.body).model_copy(
        update={
            "state": ProposalState(row.state),
            "decisions": tuple(_decision(one) for one in decisions if one.proposal_id == row.id),
            "ended_by": row.ended_by,
            "ended_why": row.ended_why,
        }
    )


def _decision(row: DecisionRow) -> Decision:
    return Decision(
        role=DecisionRole(row.role),
        user_id=row.user_id,
        at=row.at,
        term=row.term,
        digest=row.digest,
        reason=row.reason,
    )
