"""Offices over time: who owned the incident and who held its command, from the rows of humans' own acts."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.domain.incident import Incident
from bot.domain.ledger import Act, LedgerEntry
from bot.reports.postmortem.nouns import Term


def owners_of(incident: Incident, rows: Sequence[LedgerEntry]) -> tuple[Term, ...]:
    """Every term of an owner and, between them, the times in which nobody owned it, until the incident was closed."""
    changes = [(incident.opened_at, "")]
    for row in rows:
        if row.act is Act.TOOK:
            changes.append((row.at, row.actor))
        elif row.act in (Act.RELEASED, Act.LAPSED):
            changes.append((row.at, ""))
    return tuple(_terms(changes, incident.closed_at))


def commanders_of(incident: Incident, rows: Sequence[LedgerEntry]) -> tuple[Term, ...]:
    """Every term of a commander; before the first one command was nobody's, which is as it should be."""
    changes = [(incident.opened_at, "")]
    for row in rows:
        if row.act is Act.ROLE:
            to = str(row.detail.get("to") or row.actor)
            changes.append((row.at, to if row.detail.get("role") == "commander" else ""))
    return tuple(term for term in _terms(changes, incident.closed_at) if term.who)


def _terms(changes: Sequence[tuple[datetime, str]], end: datetime | None) -> Iterator[Term]:
    """A term for each change of the holder that lasted at all."""
    for place, (at, who) in enumerate(changes):
        later = next(((then, other) for then, other in changes[place + 1 :] if other != who), None)
        if place and changes[place - 1][1] == who:
            continue
        ends = later[0] if later else end
        if ends is None or ends > at:
            yield Term(who=who, begins=at, ends=ends)
