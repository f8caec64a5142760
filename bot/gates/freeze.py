"""Freeze: windows in which changes are refused. A source that cannot be read counts as frozen.

A commander may override one named freeze by a typed reason, which is part of the digest; a second one, or a source
that says nothing, stands in the way all the same.
"""

from datetime import UTC

from bot.domain.freeze import COMMAND, CONFIGURATION, INCIDENT, Freeze, Freezes, Place, Unread
from bot.domain.proposal import DecisionRole
from bot.gates.case import Case, Verdict
from bot.voice.quotes import inert

_KINDS = {"cluster": "this cluster", "namespace": "this namespace", "service": "this service"}
_SOURCES = {
    CONFIGURATION: "the configuration",
    COMMAND: "a command",
    INCIDENT: "another open incident of critical severity",
}
_NAME, _WHY = 40, 90


def evaluate(case: Case) -> Verdict:
    """No freeze that names the target is in force now, but one that the commander overrides by name."""
    passed, reason = _judge(case)
    return Verdict(gate="freeze", passed=passed, reason=reason, overridable=_overridable(case))


def _judge(case: Case) -> tuple[bool | None, str]:
    if case.freezes is None:
        return None, "The freeze calendar cannot be read; it counts as frozen."
    place = case.proposal.place
    silent, standing = case.freezes.silent(place), case.freezes.standing(place, case.moment.now)
    override = _override(case)
    against = [one for one in standing if one.id != override]
    if against:
        more = f" And {len(against) - 1} more." if len(against) > 1 else _way_out(case, against[0])
        return False, f"A freeze of {_what(against[0], place)} is in force {_until(against[0])}.{more}"
    if silent:
        more = f" And {len(silent) - 1} more." if len(silent) > 1 else ""
        return None, f"{_who(silent[0])} cannot be read ({_why(silent[0])}); it counts as frozen.{more}"
    if standing:
        return True, f"The commander overrides the freeze of {_what(standing[0], place)} by a typed reason."
    return True, "No freeze names this target now."


def _override(case: Case) -> str:
    """The freeze that is overridden, "" if none is: an override is that of the commander whose key this is."""
    override, approval = case.proposal.override, case.proposal.decision(DecisionRole.COMMANDER)
    if override is None or (approval is not None and approval.user_id != override.by):
        return ""
    return override.freeze


def _overridable(case: Case) -> bool:
    """Whether the only thing in the way is one freeze with a name."""
    freezes = case.freezes or Freezes()
    place = case.proposal.place
    standing = freezes.standing(place, case.moment.now)
    return (
        case.freezes is not None
        and not case.moment.at_send
        and len(standing) == 1
        and not freezes.silent(place)
    )


def _way_out(case: Case, freeze: Freeze) -> str:
    """Of another critical incident, whose own changes may wait for this one: how people get out of that."""
    if freeze.source != INCIDENT or not _overridable(case):
        return ""
    return " The commander may override this one by a typed reason, which Approve asks for."


def _what(freeze: Freeze, place: Place) -> str:
    kind = freeze.scope.partition(":")[0]
    # A node is in no namespace: what is frozen is one of those whose pods it may carry.
    of_node = kind == "namespace" and not place.namespace
    named = "a namespace of this cluster" if of_node else _KINDS.get(kind, "all targets")
    return f"{named} by {_source(freeze.source)}"


def _until(freeze: Freeze) -> str:
    if freeze.source == INCIDENT:
        return "until that incident is closed: changes of others there wait for it"
    if freeze.ends_at is None:
        return "without a known end"
    return f"until {freeze.ends_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _who(silent: Unread) -> str:
    source = _source(silent.source)
    return source[0].upper() + source[1:]


def _why(silent: Unread) -> str:
    return inert(silent.why.replace("`", ""), _WHY)


def _source(source: str) -> str:
    """The source in words of ours; the names of calendars and vendors are the configuration's."""
    kind, _, name = source.partition(":")
    return _SOURCES.get(source) or f"the {kind} `{inert(name.replace('`', ''), _NAME)}`"
