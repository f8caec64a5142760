"""What must hold after any day, judged from the record, from what the workspace holds and from what the cluster got.

Each is a function of what was seen that gives its complaints; none of them looks at logs.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.incident import Incident
from bot.domain.ledger import Act, ChainFault, LedgerEntry
from bot.render.actions import ActionId

FAR = datetime(9999, 1, 1, tzinfo=UTC)
MARK = re.compile(r"lookout:([0-9a-z-]+):\d+")


@dataclass(frozen=True)
class Seen:
    """All that a day left behind.

    `alerts` are the places of the alert posts, `attached` which incident the record has for each; `messages` are
    Lookout's own, with the thread of each as (channel, thread_ts). `writes` are the bodies of the changes that reached
    the cluster. `late` is how late a reminder may be, `until` when the record was read.
    """

    alerts: Sequence[tuple[str, str]] = ()
    attached: Mapping[tuple[str, str], str] = field(default_factory=dict)
    incidents: Sequence[Incident] = ()
    ledger: Mapping[str, Sequence[LedgerEntry]] = field(default_factory=dict)
    messages: Sequence[tuple[tuple[str, str], dict[str, Any]]] = ()
    writes: Sequence[str] = ()
    faults: Sequence[ChainFault] = ()
    waiting: int = 0
    every: timedelta = timedelta(minutes=5)
    late: timedelta = timedelta(seconds=5)
    most: int = 6
    until: datetime = FAR


def no_alert_is_lost(seen: Seen) -> Iterator[str]:
    """Every alert post belongs to an incident."""
    known = {one.id for one in seen.incidents}
    for place in seen.alerts:
        if seen.attached.get(place) not in known:
            yield f"the alert at {place} has no incident"


def every_incident_has_one_status_message(seen: Seen) -> Iterator[str]:
    """The one place to look, in its thread, once."""
    for one in seen.incidents:
        found = _statuses(seen, one)
        if len(found) != 1:
            yield f"incident {one.number} has {len(found)} status messages"


def nothing_stands_twice(seen: Seen) -> Iterator[str]:
    """No two messages bear the id of one letter."""
    for mark, times in Counter(_mark(message) for _, message in seen.messages).items():
        if mark and times > 1:
            yield f"the letter {mark} was posted {times} times"


def everything_is_delivered(seen: Seen) -> Iterator[str]:
    """Nothing waits to be shown once the day is over."""
    if seen.waiting:
        yield f"{seen.waiting} messages are not shown"


def a_proposal_is_executed_once_at_most(seen: Seen) -> Iterator[str]:
    """One intent, one end, and one write for each."""
    for rows in seen.ledger.values():
        for act in (Act.INTENT, Act.EXECUTED):
            for proposal, times in Counter(_proposal(row) for row in rows if row.act is act).items():
                if times > 1:
                    yield f"proposal {proposal} has {times} rows of {act.value!r}"
    intents = {_proposal(row) for rows in seen.ledger.values() for row in rows if row.act is Act.INTENT}
    for proposal, times in Counter(seen.writes).items():
        if times > 1:
            yield f"proposal {proposal} was written {times} times"
        if proposal not in intents:
            yield f"a write of {proposal} has no intent in the record"


def the_owner_line_is_true(seen: Seen) -> Iterator[str]:
    """The first line of a status message names who owns the incident in the record."""
    for one in seen.incidents:
        for message in _statuses(seen, one):
            line = str(message.get("text", "")).partition("\n")[0]
            true = f"Owner: <@{one.owner.user_id}>" if one.owner else "Nobody owns this incident"
            if not line.startswith(true):
                yield f"incident {one.number}: {line!r}, and the record has {true!r}"


def reminders_are_on_time(seen: Seen) -> Iterator[str]:
    """Whoever is owned by nobody is brought up again and again, from the time at which that began."""
    for one in seen.incidents:
        if one.owner is not None or not one.is_open or one.owner_term:
            continue
        rows = [row for row in seen.ledger.get(one.id, ()) if row.act in (Act.REMINDED, Act.ESCALATED)]
        at, told = one.opened_at, [row.at for row in rows if "count" in row.detail]
        for number in range(1, seen.most + 1):
            at += seen.every
            latest = at + seen.late
            if latest > seen.until:
                break
            if len(told) < number:
                yield f"incident {one.number}: reminder {number} was due at {at} and never came"
                break
            if told[number - 1] > latest:
                yield f"incident {one.number}: reminder {number} came {told[number - 1] - at} late"
            at = told[number - 1]


def the_chains_hold(seen: Seen) -> Iterator[str]:
    """Every row of the record is chained to the one before."""
    for fault in seen.faults:
        yield f"row {fault.seq} of {fault.incident_id or 'no incident'}: {fault.what}"


INVARIANTS = (
    no_alert_is_lost,
    every_incident_has_one_status_message,
    nothing_stands_twice,
    everything_is_delivered,
    a_proposal_is_executed_once_at_most,
    the_owner_line_is_true,
    reminders_are_on_time,
    the_chains_hold,
)


def complaints(seen: Seen) -> list[str]:
    """What does not hold; nothing after a day as it should be."""
    return [f"{one.__name__}: {said}" for one in INVARIANTS for said in one(seen)]


def _statuses(seen: Seen, incident: Incident) -> list[dict[str, Any]]:
    """The messages of its thread with the buttons that only a status message has."""
    place = (incident.channel, incident.thread_ts)
    return [message for thread, message in seen.messages if thread == place and _is_status(message)]


def _is_status(message: Mapping[str, Any]) -> bool:
    blocks = message.get("blocks") or ()
    return any(
        element.get("action_id") == ActionId.CLOSE
        for block in blocks
        for element in block.get("elements") or ()
    )


def _mark(message: Mapping[str, Any]) -> str:
    blocks: Sequence[Mapping[str, Any]] = message.get("blocks") or ({},)
    found = MARK.fullmatch(str(blocks[0].get("block_id", "")))
    return found[1] if found else ""


def _proposal(row: LedgerEntry) -> str:
    return str(row.detail.get("proposal") or row.detail.get("proposal_id") or "")
