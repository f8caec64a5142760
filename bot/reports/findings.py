"""Findings: what humans saw of an attempt without an answer; each stands, since a later one may see more."""

from collections.abc import Sequence

from bot.domain.ledger import Act, LedgerEntry
from bot.domain.proposal import Finding


def findings_of(rows: Sequence[LedgerEntry], proposal_id: str) -> tuple[Finding, ...]:
    """The findings on one proposal, from its incident's rows, oldest first."""
    found = (row for row in rows if row.act is Act.FOUND and row.detail.get("proposal") == proposal_id)
    return tuple(
        Finding(
            user_id=row.actor,
            at=row.at,
            is_in=bool(row.detail.get("is_in")),
            seen=str(row.detail.get("seen", "")),
        )
        for row in found
    )
