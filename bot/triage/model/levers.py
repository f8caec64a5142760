"""Which levers forbid a model call, and the words for it. What cannot be read forbids it too."""

from bot.domain.incident import Incident
from bot.domain.stop import MODEL, Switch

UNREADABLE = "the stop switch could not be read"


def scopes_of(incident: Incident, release: str = "") -> tuple[str, ...]:
    """The scopes that halt a model's run of this incident under this release; "everything" always does."""
    service = incident.target.service if incident.target else ""
    return (
        MODEL,
        f"incident:{incident.id}",
        *((f"service:{service}",) if service else ()),
        *((f"release:{release}",) if release else ()),
    )


def forbidden(switch: Switch, scopes: tuple[str, ...]) -> str:
    """Why no model may be asked now, as a phrase; "" if it may."""
    stop = switch.halts(*scopes)
    if stop is not None:
        kind, _, named = stop.scope.partition(":")
        return f"stopped ({f'this {kind}' if named else kind})"
    return "" if switch.readable else UNREADABLE
