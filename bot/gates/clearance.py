"""Clearance: the proof that all gates passed at send. Only `clear` can make one."""

from collections.abc import Sequence

from bot.domain.cluster_user import ClusterUser
from bot.domain.proposal import LiveTarget, Proposal
from bot.gates.case import Case, Verdict
from bot.gates.catalogue import GATES

_KEY = object()


class Clearance:
    """What a `Remediator` takes: the proposal, the live target whose uid and version a write meets, and as whom.

    `acting_as` None: under the actor's own identity.
    """

    __slots__ = ("acting_as", "live", "proposal")

    def __init__(
        self, key: object, proposal: Proposal, live: LiveTarget, acting_as: ClusterUser | None = None
    ) -> None:
        if key is not _KEY:
            raise TypeError("a Clearance comes from bot.gates.clearance.clear only")
        self.proposal = proposal
        self.live = live
        self.acting_as = acting_as


def ask(case: Case) -> tuple[Verdict, ...]:
    """Every gate's verdict, in the catalogue's order; none is skipped because an earlier one said no."""
    return tuple(gate(case) for gate in GATES)


def clear(case: Case) -> Clearance | Sequence[Verdict]:
    """A clearance if the case is at send and every gate passed; else the verdicts that did not."""
    refused = [verdict for verdict in ask(case) if verdict.passed is not True]
    if not case.moment.at_send:
        refused.append(Verdict(gate="moment", passed=False, reason="a clearance is given at send only"))
    if refused or case.live is None:
        return refused
    return Clearance(_KEY, case.proposal, case.live, case.acting_as)
