"""The case that gates judge: everything that is known at one moment, as one value."""

from datetime import datetime

from bot.domain.cluster_user import ClusterUser
from bot.domain.freeze import Freezes
from bot.domain.incident import Incident
from bot.domain.noun import Noun
from bot.domain.people import Person
from bot.domain.proposal import LiveTarget, Proposal, Rehearsal
from bot.domain.stop import Switch


class Verdict(Noun):
    """A gate's answer. `passed` None means "cannot be told", which counts as no.

    `overridable`: a no that the commander may override by a typed reason; it is a no all the same until then.
    """

    gate: str
    passed: bool | None
    reason: str
    overridable: bool = False


class Moment(Noun):
    """When the gates are asked: as a proposal is opened, or immediately before the write."""

    at_send: bool
    now: datetime


class Case(Noun):
    """All that the gates may look at.

    `approver` and `confirmer` are looked up fresh (None: nobody decided in that role, or the account is
    unreadable). `live` is the target read now (None: it could not be read, or is gone), `rehearsal` the dry
    run made now. `freezes` is None if they could not be read. `changes_last_hour` counts attempts on the
    service, before this one. `pair_exists` says whether two different humans could satisfy the gate at all (None:
    the groups could not be read). `lease_held` matters at send only. `impersonates` says that the change is sent under
    the approver's name, `acting_as` as whom (None: that person has no user of the cluster in the configuration, or
    nobody approved).
    """

    moment: Moment
    proposal: Proposal
    incident: Incident
    approver: Person | None = None
    confirmer: Person | None = None
    live: LiveTarget | None = None
    rehearsal: Rehearsal | None = None
    switch: Switch
    freezes: Freezes | None = None
    changes_last_hour: int = 0
    pair_exists: bool | None = None
    lease_held: bool = False
    impersonates: bool = False
    acting_as: ClusterUser | None = None
