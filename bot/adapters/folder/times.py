"""When a snapshot was taken, told by itself: the newest time that says when something was seen.

So an old folder does not look stale. A time that lies in the reader's own future is no such time: some clock was wrong.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.facts.raw import items, text
from bot.facts.when import event_time, instant

UNKNOWN = datetime(1970, 1, 1, tzinfo=UTC)
_SKEW = timedelta(days=1)
Objects = dict[str, dict[str, tuple[dict[str, Any], ...]]]


def newest_seen(objects: Objects, now: datetime | None) -> tuple[datetime, int]:
    """The newest time, and how many lay in the future of `now` and were not believed."""
    believed, odd = UNKNOWN, 0
    for one in _times(objects):
        if one is None:
            continue
        if now is not None and one > now + _SKEW:
            odd += 1
        elif one > believed:
            believed = one
    return believed, odd


def _times(objects: Objects) -> Iterator[datetime | None]:
    """Every time that tells when something was seen; plans for the future (expiry, deletion) are left out."""
    for plural, by_namespace in objects.items():
        for raw in (one for found in by_namespace.values() for one in found):
            yield instant(text(raw, "metadata", "creationTimestamp"))
            if plural == "events":
                yield event_time(raw)
            elif plural == "leases":
                yield instant(text(raw, "spec", "renewTime"))
            yield from _conditions(items(raw, "status", "conditions"))
            yield from _runs(items(raw, "status", "containerStatuses"))


def _conditions(found: Iterable[dict[str, Any]]) -> Iterator[datetime | None]:
    for condition in found:
        yield instant(text(condition, "lastHeartbeatTime"))
        yield instant(text(condition, "lastTransitionTime"))


def _runs(found: Iterable[dict[str, Any]]) -> Iterator[datetime | None]:
    for status in found:
        yield instant(text(status, "state", "running", "startedAt"))
        yield instant(text(status, "state", "terminated", "finishedAt"))
        yield instant(text(status, "lastState", "terminated", "finishedAt"))
