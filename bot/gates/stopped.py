"""Stopped: the kill switch, read again just before every write. What cannot be read stops writes."""

from datetime import timedelta

from bot.domain.stop import EVERYTHING, MITIGATION, Lever
from bot.gates.case import Case, Verdict
from bot.voice.quotes import inert

FRESH = timedelta(seconds=1)
_LIFTED = {
    Lever.RECORD: "`/lookout resume` lifts it",
    Lever.FILE: "who removes the stop file lifts it",
    Lever.CONFIGMAP: "who deletes the ConfigMap lifts it",
}


def evaluate(case: Case) -> Verdict:
    """No lever is pulled for mitigation, this service or this incident; at send read at most 1 s ago."""
    passed, reason = _judge(case)
    return Verdict(gate="stopped", passed=passed, reason=reason)


def _judge(case: Case) -> tuple[bool | None, str]:
    switch, moment = case.switch, case.moment
    service, incident = f"service:{case.proposal.service}", f"incident:{case.proposal.incident_id}"
    stop = switch.halts(MITIGATION, service, incident)
    if stop is not None:
        # The scope's own text names services of the outside world, so only its kind is said.
        said = {EVERYTHING: EVERYTHING, service: "this service", incident: "this incident"}.get(
            stop.scope, MITIGATION
        )
        return False, f"The kill switch is set for {said}; {_LIFTED[stop.lever]}."
    if not switch.readable:
        which = f" {inert(switch.unread[0].replace('`', ''), 160)}." if switch.unread else ""
        return None, f"The kill switch could not be read, which counts as stopped.{which}"
    if moment.at_send and abs(moment.now - switch.read_at) > FRESH:
        return None, "The kill switch was read more than 1 s ago, which counts as stopped."
    return True, "The kill switch is not set for this change."
