"""Answers to who asks for a change by name: a step of the runbook that is to be proposed."""

from collections.abc import Sequence

from bot.domain.incident import Incident
from bot.render.rendered import Rendered
from bot.render.whispers import whisper
from bot.render.words import code, prose

_NOTHING = "Nothing was proposed"


def step_requested(incident: Incident, step: str) -> Rendered:
    """The request is a row, and its check is queued."""
    return whisper(
        f"Recorded: a proposal of step {code(step, 60)} for I-{incident.number} is in the queue.",
        "Its requester cannot approve it; it takes a commander and the owner, as any other.",
    )


def no_such_step(step: str, known: Sequence[str], runbook: str) -> Rendered:
    """The runbook of what stands first has no such change; `known` are those that it has."""
    asked = f"no change {code(step, 60)}" if step else "no step was named"
    if not runbook:
        return whisper(f"{_NOTHING}: no runbook serves what was diagnosed here.")
    named = ", ".join(f"`@lookout propose {one}`" for one in known)
    there = (
        f"In runbook {code(runbook, 60)}: {named}." if named else f"Runbook {code(runbook, 60)} only looks."
    )
    return whisper(f"{_NOTHING}: {asked} is in the runbook." if step else f"{_NOTHING}: {asked}.", there)


def step_not_proposed(step: str, why: str) -> Rendered:
    """The step could not be made concrete on the live object; `why` is a sentence."""
    return whisper(f"{_NOTHING}: step {code(step, 60)}. {prose(why, 300)}")


def not_in_thread() -> Rendered:
    """It was not asked in the thread of an incident."""
    return whisper(
        f"{_NOTHING}: no incident is known for this message.", "Ask for it in the incident's thread."
    )


def only_roles() -> Rendered:
    """The asker holds no role here."""
    return whisper(f"{_NOTHING}. Only a member of the responders or commanders group can ask for a change.")
