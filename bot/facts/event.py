"""One event, whichever API wrote it, with the object it is about and the time it was last seen."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.diagnosis import Observation
from bot.facts.raw import mapping, name_of, namespace_of, number, text
from bot.facts.when import event_time, first_time

QUOTE = 400


@dataclass(frozen=True, slots=True)
class Event:
    """An event. `count` is how often it was seen (at least 1), `at` last, `since` when first.

    `field` is a path (`spec.containers{app}`).
    """

    kind: str
    namespace: str
    name: str
    uid: str
    reason: str
    message: str
    warning: bool
    count: int
    at: datetime | None
    since: datetime | None
    field: str

    @property
    def container(self) -> str:
        """The container that the event names by its field path, or ""."""
        return self.field.partition("{")[2].rstrip("}")

    def cited(self) -> Observation:
        """The event as a citable observation."""
        times = f" (x{self.count})" if self.count > 1 else ""
        ref = "/".join(part for part in (self.namespace, self.kind.lower(), self.name) if part)
        quote = f"{self.reason}{times}: {self.message}"[:QUOTE]
        return Observation(source="event", ref=ref, quote=quote, at=self.at)


def read_event(raw: Any) -> Event:
    """An event of core/v1 or events.k8s.io/v1."""
    about = mapping(raw, "involvedObject") or mapping(raw, "regarding")
    return Event(
        kind=text(about, "kind"),
        namespace=text(about, "namespace"),
        name=text(about, "name"),
        uid=text(about, "uid"),
        reason=text(raw, "reason"),
        message=text(raw, "message") or text(raw, "note"),
        warning=text(raw, "type") == "Warning",
        count=max(1, number(raw, "series", "count"), number(raw, "count"), number(raw, "deprecatedCount")),
        at=event_time(raw),
        since=first_time(raw),
        field=text(about, "fieldPath"),
    )


def event_order(event: Event) -> tuple[float, str, str, str, str, str, int]:
    """Oldest first; equal times in an order that does not depend on the list they came in."""
    at = event.at.timestamp() if event.at else 0.0
    return (at, event.kind, event.namespace, event.name, event.reason, event.message, event.count)


def object_order(raw: Any) -> tuple[str, str]:
    """By namespace and name."""
    return (namespace_of(raw), name_of(raw))
