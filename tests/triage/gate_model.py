"""The gate as an executable model: an incident's ledger, played row by row, must be a run that the gate allows.

It knows the states, the two keys and their offices, and nothing of how the story or the store works; what it comes to
must be what the store holds. One decision of each role, both keys arm, a handover takes its role's key back, a claim
needs ARMED, the intent stands before the call, what is closed stays closed.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.domain.ledger import Act, LedgerEntry
from bot.domain.proposal import DecisionRole, Outcome, ProposalState

S = ProposalState
WAITING = (S.PENDING, S.ARMED)
ENDS = {Outcome.DONE: S.DONE, Outcome.FAILED: S.FAILED, Outcome.UNKNOWN: S.UNKNOWN}
KEYS = {Act.APPROVED: DecisionRole.COMMANDER, Act.CONFIRMED: DecisionRole.OWNER}
CLOSES = {Act.REJECTED: S.REJECTED, Act.EXPIRED: S.EXPIRED, Act.WITHDRAWN: S.WITHDRAWN}
OFFICES = {
    Act.TOOK: DecisionRole.OWNER,
    Act.RELEASED: DecisionRole.OWNER,
    Act.ROLE: DecisionRole.COMMANDER,
}


class IllegalError(AssertionError):
    """A row that the gate does not allow where it stands."""


@dataclass
class Play:
    """One proposal as the rows so far make it."""

    state: ProposalState
    keys: dict[DecisionRole, str] = field(default_factory=dict)
    intended: bool = False

    def key(self, role: DecisionRole, user: str, *, overrides: bool) -> None:
        """A human's key: the first of its role, of another human than the other one."""
        if overrides:
            # The content is another from now on, so an earlier key is for something that nobody executes.
            self.keys.clear()
            self.state = S.PENDING
        _must(self.state is S.PENDING, f"a key while {self.state}")
        _must(role not in self.keys, f"a second key of the {role}")
        _must(user not in self.keys.values(), "both keys of one human")
        self.keys[role] = user
        if len(self.keys) == len(DecisionRole):
            self.state = S.ARMED

    def hand_over(self, role: DecisionRole) -> None:
        """An office changed hands: its key is nobody's."""
        if self.state in WAITING and role in self.keys:
            del self.keys[role]
            self.state = S.PENDING

    def claim(self) -> None:
        """One worker begins."""
        _must(self.state is S.ARMED, f"claimed while {self.state}")
        self.state = S.EXECUTING

    def intend(self) -> None:
        """The row before the call, once."""
        _must(self.state is S.EXECUTING and not self.intended, f"an intent while {self.state}")
        self.intended = True

    def execute(self, outcome: Outcome) -> None:
        """What came of the call."""
        _must(self.state is S.EXECUTING and self.intended, f"an attempt recorded while {self.state}")
        self.state = ENDS[outcome]

    def close(self, end: ProposalState) -> None:
        """Ended without a call."""
        early = self.state is S.EXECUTING and not self.intended and end is S.WITHDRAWN
        _must(self.state in WAITING or early, f"{end} while {self.state}")
        self.state = end


def play(rows: Iterable[LedgerEntry]) -> dict[str, Play]:
    """Every proposal of an incident as its rows (oldest first) make it.

    Raises:
        IllegalError: a row is none that the gate allows there.
    """
    plays: dict[str, Play] = {}
    for row in rows:
        told = row.detail
        if row.act in OFFICES:
            for one in plays.values():
                one.hand_over(OFFICES[row.act])
        elif row.act is Act.PROPOSED:
            refused = {verdict["gate"] for verdict in told["verdicts"] if verdict["passed"] is not True}
            plays[told["proposal"]] = Play(S.WITHDRAWN if refused - {"freeze"} else S.PENDING)
        elif row.act in KEYS:
            plays[told["proposal"]].key(KEYS[row.act], row.actor, overrides="override" in told)
        elif row.act in CLOSES:
            plays[told["proposal"]].close(CLOSES[row.act])
        elif row.act is Act.CLAIMED:
            plays[told["proposal"]].claim()
        elif row.act is Act.INTENT:
            plays[told["proposal"]].intend()
        elif row.act is Act.EXECUTED:
            plays[told["proposal_id"]].execute(Outcome(told["outcome"]))
    return plays


def _must(holds: bool, what: str) -> None:
    if not holds:
        raise IllegalError(what)
