"""The section for customers: what the record shows, in plain words, and blanks for what it cannot know.

Facts only: when monitoring says that it began and ended, what its alerts say, and what is not known. What people saw
is known to people, so it is left to them, and marked.
"""

from collections.abc import Iterator
from datetime import datetime

from bot.render.markdown import plain
from bot.render.picture import lasting
from bot.render.postmortem.pieces import blank, bullets, titled
from bot.render.words import count, system, utc
from bot.reports.postmortem.nouns import Postmortem, Signal

SAID = 240


def customers(found: Postmortem) -> Iterator[str]:
    """What they saw, from when to when, and what is not known."""
    yield from titled(2, "For customers")
    yield from titled(3, "What you may have seen")
    yield from blank("what customers saw, in their words, and how many of them.")
    if found.signals:
        yield from ("Our monitoring reported:", "")
        yield from bullets([_signal(one) for one in found.signals])
    yield from titled(3, "From when to when")
    yield from (_when(found), "")
    yield from blank("whether customers were affected before or after that.")
    yield from titled(3, "What is not known")
    yield from bullets(list(_unknown(found)))
    yield from titled(3, "What will be different")
    yield from blank("what is promised, by somebody who may promise it.")


def _signal(one: Signal) -> str:
    said = one.said.strip()[:SAID]
    words = f', in its words: "{plain(said)}"' if said else ""
    return f"{plain(one.name)}{words}"


def _when(found: Postmortem) -> str:
    if not found.signals:
        return "No alert says when it began or ended."
    begun = f"The first sign in our monitoring is of {_at(found.begins)}"
    ends = [one.until for one in found.signals if one.until is not None]
    if len(ends) == len(found.signals):
        last = max(ends)
        return f"{begun}, the last report of recovery of {_at(last)}: {lasting(last - found.begins)} in all."
    closed = found.incident.closed_at
    after = f"The incident was closed at {_at(closed)}." if closed else "The incident is open."
    return f"{begun}. Not every alert had its recovery reported. {after}"


def _unknown(found: Postmortem) -> Iterator[str]:
    yield "How many customers and requests were affected: nothing that was read counts them."
    if silent := [one for one in found.signals if one.until is None]:
        sources = ", ".join(dict.fromkeys(system(one.source) for one in silent))
        alerts = count(len(found.signals), "alert")
        yield f"When it ended for certain: {sources} reported no recovery of {len(silent)} of {alerts}."
    if found.gaps:
        readings = count(len(found.gaps), "reading")
        yield f"What {readings} of our systems would have shown: nothing came back, and nothing is said about it."
    if not found.inference.truth:
        yield "The cause: nobody has recorded yet what was true."


def _at(at: datetime) -> str:
    return f"{utc(at):%H:%M} UTC on {utc(at).date().isoformat()}"
