"""Events as they are now: of one object, or of the whole namespace."""

from pydantic import Field

from bot.domain.noun import Noun
from bot.facts.event import Event, event_order, read_event
from bot.triage.model.sources import Found, Sources, beside, named
from bot.triage.model.tool import Tool


class Arguments(Noun):
    """Whose events."""

    name: str = Field(description='The name of the object that they are about. "" for the whole namespace.')
    warnings: bool = Field(description="True for warnings only.")


async def read(sources: Sources, asked: Arguments) -> Found:
    """Events in one line each, the newest last."""
    fields = f"involvedObject.name={named(asked.name)}" if asked.name else ""
    listing = await sources.listed("events", fields=fields)
    found = await beside(
        lambda: sorted(
            (one for one in map(read_event, listing.items) if one.warning or not asked.warnings),
            key=event_order,
        )
    )
    ref = "/".join(part for part in (sources.scope.namespace, "events", asked.name) if part)
    what = f"events of {asked.name}" if asked.name else "events"
    text = "\n".join(map(_line, found)) or "(no events)"
    return Found(text=text, what=what, ref=ref, count=len(found), at=sources.clock.now(), tail=True)


def _line(event: Event) -> str:
    at = event.at.strftime("%Y-%m-%d %H:%M:%SZ") if event.at else "(no time)"
    times = f" x{event.count}" if event.count > 1 else ""
    kind = "Warning" if event.warning else "Normal"
    return f"{at} {kind} {event.kind}/{event.name} {event.reason}{times}: {event.message}"


TOOL = Tool(
    name="events",
    description="Events of the incident's namespace as they are now, oldest first, in one line each.",
    arguments=Arguments,
    read=read,
)
