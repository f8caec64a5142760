"""Proposals and clearances for tests of writers, without asking any gate."""

from bot.domain.mitigation import Mitigation, Restart, Scale, Undo
from bot.domain.proposal import LiveTarget, Proposal, Rehearsal
from bot.domain.runbook import Limits
from bot.domain.target import Subject
from bot.gates import clearance
from bot.gates.clearance import Clearance
from tests.fakes_clock import START

CHECKOUT = Subject(kind="Deployment", namespace="shop", name="checkout")
RESTART = Restart(subject=CHECKOUT)
UNDO = Undo(subject=CHECKOUT, to_revision=6)
SCALE = Scale(subject=CHECKOUT, from_replicas=3, to_replicas=4)


def proposed(mitigation: Mitigation, live: LiveTarget, proposal_id: str = "p-1") -> Proposal:
    """A proposal of that mitigation on that target."""
    return Proposal(
        id=proposal_id,
        number=1,
        incident_id="i-1",
        service="checkout",
        cluster="sandbox",
        mitigation=mitigation,
        reason="readiness probe asks a closed port",
        tier=1,
        runbook="readiness-probe-port",
        runbook_version=1,
        step="undo",
        limits=Limits(),
        undo="",
        expect="",
        expect_within=300,
        kubectl="",
        live=live,
        rehearsal=Rehearsal(ok=True, diff=""),
        opened_at=START,
        expires_at=START,
    )


def cleared(mitigation: Mitigation, live: LiveTarget, proposal_id: str = "p-1") -> Clearance:
    """A clearance that no gate gave: tests of the writer have no business with gates."""
    return Clearance(clearance._KEY, proposed(mitigation, live, proposal_id), live)
