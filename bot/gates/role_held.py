"""Role held: whoever turned a key still holds that role now, in the same term, as looked up now."""

from typing import NamedTuple

from bot.domain.people import Holder, Person, Role
from bot.domain.proposal import Decision, DecisionRole
from bot.gates.case import Case, Verdict


class _Office(NamedTuple):
    """An office of the incident, who holds it in which term, and the key that was turned for it."""

    name: DecisionRole
    group: Role
    holder: Holder | None
    term: int
    key: Decision | None
    person: Person | None


def evaluate(case: Case) -> Verdict:
    """Each key's person is in the role's group now, and holds that office in the very term of the key."""
    offices = [office for office in _offices(case) if office.key or case.moment.at_send]
    faults = [fault for fault in map(_fault, offices) if fault]
    if faults:
        return Verdict(gate="role held", passed=False, reason=" ".join(faults))
    return Verdict(gate="role held", passed=True, reason="Each key present fits the roles as they are now.")


def _offices(case: Case) -> tuple[_Office, _Office]:
    commander, owner, incident = DecisionRole.COMMANDER, DecisionRole.OWNER, case.incident
    approval, confirmation = case.proposal.decision(commander), case.proposal.decision(owner)
    return (
        _Office(
            commander, Role.COMMANDER, incident.commander, incident.command_term, approval, case.approver
        ),
        _Office(owner, Role.RESPONDER, incident.owner, incident.owner_term, confirmation, case.confirmer),
    )


def _fault(office: _Office) -> str:
    key, person, holder = office.key, office.person, office.holder
    if key is None:
        return f"The {office.name}'s key is missing, so the role was not checked."
    if person is None or person.user_id != key.user_id:
        return f"The person of the {office.name}'s key could not be looked up."
    if not person.holds(office.group):
        return f"The person of the {office.name}'s key is not in the {office.group}s group now."
    if holder is None or holder.user_id != key.user_id:
        return f"The incident's {office.name} is not the person of the {office.name}'s key."
    if not holder.term == key.term == office.term:
        return f"The {office.name}'s key is of an earlier term."
    return ""
