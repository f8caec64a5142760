"""Ephemeral answers to a mention that starts no triage: an unknown name, a closed incident, another target."""

from collections.abc import Sequence

from bot.domain.incident import Incident
from bot.domain.target import Target
from bot.render.rendered import Rendered
from bot.render.status import closed_line
from bot.render.whispers import whisper
from bot.render.words import code, listed

_EXAMPLES = (
    "A name may stand with its place: `@lookout triage payments/checkout`, `triage deployment/checkout`."
)


def unknown_name(word: str, near: Sequence[str], services: Sequence[str]) -> Rendered:
    """Nothing that is known has this name; `near` are those that are written almost like it."""
    first = f"No triage was started: no service or workload of the name {code(word, 120)} is known."
    return whisper(first, *_names(near, services), _EXAMPLES)


def unknown_place(kind: str, name: str, inside: str, near: Sequence[str]) -> Rendered:
    """A cluster that is not configured, or a namespace or name that is not in the cluster; `kind` is our own word."""
    where = f" of {code(inside, 160)}" if inside else ""
    first = f"No triage was started: there is no {kind} {code(name, 120)}{where}."
    return whisper(first, *_names(near, ()))


def hidden_incident(incident: Incident) -> Rendered:
    """To someone who cannot read the incident's channel: its number and nothing else of it."""
    return whisper(
        f"This alert is part of I-{incident.number}. Its thread is in a channel that this account cannot read.",
        "Nothing of it can be shown here, and nothing was changed.",
    )


def closed_thread(incident: Incident) -> Rendered:
    """A mention in the thread of a closed incident."""
    assert incident.closed_at is not None  # noqa: S101 # a closed incident has the time
    return whisper(
        f"No triage was started: I-{incident.number} does not stand open any more.",
        f"{closed_line(incident, incident.closed_at)}.",
        "A mention outside this thread opens a new incident.",
        "`@lookout catch me up` and `@lookout similar` are answered here as before.",
    )


def about_another(incident: Incident, target: Target) -> Rendered:
    """A mention in an incident's thread named another target than its own."""
    return whisper(
        f"No triage was started: I-{incident.number} is about {code(str(incident.target), 160)}.",
        f"A mention outside this thread opens an incident for {code(str(target), 160)}.",
    )


def _names(near: Sequence[str], services: Sequence[str]) -> list[str]:
    if near:
        return [f"Near names: {', '.join(code(one, 80) for one in near)}."]
    known = listed([code(one, 80) for one in services], 20, "service")
    return [f"Services with a target: {known}."] if known else []
