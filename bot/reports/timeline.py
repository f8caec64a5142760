"""The timeline of an incident: one line for each ledger row that a person cares for, oldest first."""

import re
from collections.abc import Sequence
from datetime import UTC

from bot.domain.ledger import Act, LedgerEntry
from bot.domain.people import Role
from bot.voice.quotes import inert

# Bookkeeping of the program: it is in the ledger, and says nothing to a person.
QUIET = frozenset(
    {
        *(Act.READ, Act.NOT_READ, Act.POSTED, Act.CLAIMED, Act.INTENT, Act.ACKNOWLEDGED),
        *(Act.JOINED, Act.PRESSED, Act.ATTEMPTED, Act.SPOKE),
    }
)
# What the program itself did is told as nouns: a row of its own has no human behind it, and must not sound so.
_NOUNS = {
    Act.ALERT: "alert",
    Act.OPENED: "incident opened",
    Act.RECOVERED: "recovery reported by the source",
    Act.DIAGNOSED: "diagnosis",
    Act.WITHHELD: "words withheld",
    Act.UNDELIVERED: "post that Slack does not take",
    Act.REMINDED: "reminder of the missing owner",
    Act.ESCALATED: "escalation",
    Act.PAGED: "page outside Slack reported as accepted",
    Act.NOT_PAGED: "page outside Slack not accepted",
    Act.QUESTIONED: "question to the owner",
    Act.LAPSED: "lapse of the ownership",
    Act.PROPOSED: "proposal",
    Act.EXPIRED: "expiry of",
    Act.WITHDRAWN: "end without attempt of",
    Act.EXECUTED: "attempt of",
    Act.VERIFIED: "check after",
    Act.REFINED: "model run",
    Act.ANSWERED: "answer to a question",
    Act.RESTORED: "restore of the record from a backup",
}
_NUMBERED = frozenset(
    {
        *(Act.PROPOSED, Act.APPROVED, Act.CONFIRMED, Act.REJECTED),
        *(Act.EXPIRED, Act.WITHDRAWN, Act.EXECUTED, Act.VERIFIED, Act.FOUND),
    }
)
# In the order in which they are told; a row has a few of them, and others that only a program needs.
_TELLING = (
    *("role", "scope", "service", "what", "action", "verdict", "cause", "subject", "confidence"),
    *("outcome", "answer", "seen", "minutes", "reason", "why", "note"),
)
_OFFICES = frozenset({*Role, *(f"no {role}" for role in Role)})
"""Words of ours for what was set; anybody else's that name an office are withheld."""
_USER = re.compile(r"[A-Z][A-Z0-9]{1,30}")
_MOST = 160


def timeline(entries: Sequence[LedgerEntry]) -> tuple[str, ...]:
    """`02:16 <@U1> took ownership (button)`; times are UTC, a date stands where the day changes."""
    lines: list[str] = []
    day = None
    for entry in entries:
        if entry.act in QUIET:
            continue
        at = entry.at.replace(tzinfo=UTC) if entry.at.tzinfo is None else entry.at.astimezone(UTC)
        if day is not None and at.date() != day:
            lines.append(at.date().isoformat())
        day = at.date()
        lines.append(f"{at.strftime('%H:%M')} {_said(entry)}")
    return tuple(lines)


def _said(entry: LedgerEntry) -> str:
    number = entry.detail.get("number")
    label = f" P-{number}" if isinstance(number, int) and entry.act in _NUMBERED else ""
    source = f" ({inert(entry.source, 40)})" if entry.source else ""
    return f"{_deed(entry)}{label}{source}{_detail(entry)}"


def _deed(entry: LedgerEntry) -> str:
    if not entry.actor:
        return _NOUNS.get(entry.act, f"row `{entry.act.name}` without an actor")
    to = entry.detail.get("to")
    if entry.act is Act.HANDED_OVER and isinstance(to, str):  # an offer, until the other has taken it
        return f"handover offer: {_who(entry.actor)} to {_who(to)}"
    return f"{_who(entry.actor)} {entry.act.value}"


def _who(actor: str) -> str:
    return f"<@{actor}>" if _USER.fullmatch(actor) else f"`{inert(actor, 60)}`"


def _detail(entry: LedgerEntry) -> str:
    told = [(key, entry.detail.get(key)) for key in _TELLING]
    if entry.act is Act.VERIFIED:  # the bare word "ok" would read as a person's
        told.insert(0, ("expected state", "shown" if entry.detail.get("ok") else "not shown"))
    if entry.act is Act.FOUND:
        told.insert(0, ("the change", "is in" if entry.detail.get("is_in") else "is not in"))
    said = [
        f"{key} `{value if key == 'role' and value in _OFFICES else _plain(value)}`"
        for key, value in told
        if isinstance(value, str | int | float) and value != ""
    ]
    return f": {', '.join(said)}" if said else ""


def _plain(value: str | float) -> str:
    shown: str = inert(" ".join(str(value).replace("`", "").split()), _MOST)
    return shown
