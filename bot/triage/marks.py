"""Marks: which alert of an incident a post speaks of, when its own fingerprint is not one of those that are known.

The headline of a post, and with it its fingerprint, may change by an edit; and a system answers in its alert's thread.
News booked on the wrong alert lets an incident go quiet while one fires: what is not clear is booked as its own.
"""

from collections.abc import Sequence

from bot.domain.alert import Alert
from bot.domain.incident import Incident
from bot.domain.ledger import Act, LedgerEntry
from bot.triage.inbox import AlertPost


def place_of(post: AlertPost) -> dict[str, str]:
    """Where a post stands, for its ledger row; a reply stands at no post that could be edited, so its `ts` is ""."""
    return {"channel": post.channel, "ts": "" if post.reply else post.ts}


def identified(incident: Incident, post: AlertPost, entries: Sequence[LedgerEntry]) -> tuple[Alert, bool]:
    """The alert under the fingerprint that the incident knows it by, and whether the incident has it already."""
    alert = post.alert
    booked = [row for row in entries if row.act in (Act.ALERT, Act.JOINED)]
    if alert.fingerprint in _marks(booked):
        return alert, True
    if post.several or not (post.edited or post.reply):
        return alert, False
    meant = _named(post, booked) if post.reply else _standing(incident, post, booked)
    return (
        (alert.model_copy(update={"fingerprint": meant.pop()}), True) if len(meant) == 1 else (alert, False)
    )


def _named(post: AlertPost, booked: Sequence[LedgerEntry]) -> set[str]:
    """A reply speaks of the thread's alert if that has its name; the system may tell of others there as well."""
    names = {row.detail["alert"]["name"] for row in booked}
    return _marks(booked) if post.alert.name in names else set()


def _standing(incident: Incident, post: AlertPost, booked: Sequence[LedgerEntry]) -> set[str]:
    """What was booked at the post that was edited, else at a post that an older version did not note."""
    placed = [(_place(incident, row), row) for row in booked]
    here = _marks([row for place, row in placed if place == (post.channel, post.ts)])
    return here or _marks([row for place, row in placed if place is None])


def _place(incident: Incident, row: LedgerEntry) -> tuple[str, str] | None:
    if "ts" in row.detail:
        return row.detail["channel"], row.detail["ts"]
    return (incident.channel, incident.thread_ts) if row.act is Act.ALERT else None


def _marks(booked: Sequence[LedgerEntry]) -> set[str]:
    return {str(row.detail["alert"]["fingerprint"]) for row in booked}
