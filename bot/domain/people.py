"""Humans, the roles they hold, and what they themselves said by a button, modal or command."""

from datetime import datetime
from enum import StrEnum

from bot.domain.noun import Noun


class Role(StrEnum):
    """What a human may do. A responder may own an incident; a commander may approve."""

    RESPONDER = "responder"
    COMMANDER = "commander"


class Person(Noun):
    """A Slack account as looked up now. `is_human` is false for bots and apps."""

    user_id: str
    team_id: str = ""
    name: str = ""
    tz: str = "UTC"
    is_human: bool = True
    is_guest: bool = False
    is_deactivated: bool = False
    roles: frozenset[Role] = frozenset()

    @property
    def is_insider(self) -> bool:
        """A human of this workspace who is neither guest nor deactivated: may have a service's logs posted."""
        return self.is_human and not self.is_guest and not self.is_deactivated

    def holds(self, role: Role) -> bool:
        """Whether the role is held now, by a human of this workspace who is neither guest nor deactivated."""
        return self.is_insider and role in self.roles

    @property
    def holds_any(self) -> bool:
        """Whether any role is held now: whoever may stop, mute and write down what was found."""
        return any(map(self.holds, Role))


class Holder(Noun):
    """Who holds an office (ownership, command) and in which term; a term number is never used twice."""

    user_id: str
    since: datetime
    term: int


class HumanAct(Noun):
    """A thing that a human really did, from the ledger: the only ground on which a name may be put beside a deed."""

    user: str
    act: str
    at: str = ""
    source: str = "button"
