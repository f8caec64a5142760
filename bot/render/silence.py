"""The question to an owner of whom the record has no word, and what became of it."""

from datetime import datetime

from bot.domain.incident import Incident
from bot.render.actions import ActionId, pack
from bot.render.blocks import actions, button, message, section
from bot.render.owner import owner_line, post_line
from bot.render.rendered import NoEffect, Rendered
from bot.render.whispers import no_effect, ownership_changed
from bot.render.words import clock, mention


def question_message(
    incident: Incident, *, heard: datetime, until: datetime, now: datetime, deployment: str
) -> Rendered:
    """To the owner, where everybody reads it; `heard` is their last word, `until` when the ownership lapses."""
    first = owner_line(incident, now)
    who = mention(incident.owner.user_id) if incident.owner else "the owner"
    lines = (
        f"The record has no word of {who} in this incident since {clock(heard, now, zone=True)}.",
        f"Without a word by {clock(until, now, zone=True)} the ownership lapses and nobody owns this incident.",
        "Any message of the owner in this thread counts, and so does each button.",
    )
    keep = pack(deployment, incident.id, digest=str(incident.owner_term))
    tail = actions(
        button("Keep ownership", ActionId.KEEP, keep, "primary"),
        button("Release", ActionId.RELEASE, pack(deployment, incident.id)),
    )
    return message([first, *lines], [section(first), section(*lines)], tail=[tail])


def answered_message(incident: Incident, *, heard: datetime, now: datetime) -> Rendered:
    """The question, once the owner has given a word."""
    first = post_line(incident, now)
    line = f"Answered: the record has a word of the owner of {clock(heard, now, zone=True)}."
    return message([first, line], [section(first), section(line)])


def overtaken_message(incident: Incident, *, now: datetime) -> Rendered:
    """The question, once it is of no ownership that stands, or its alert came and went meanwhile."""
    first = post_line(incident, now)
    line = f"This question is out of date as of {clock(now, now, zone=True)}."
    return message([first, line], [section(first), section(line)])


def lapsed_message(
    incident: Incident, *, heard: datetime, reached: bool, now: datetime, deployment: str
) -> Rendered:
    """To everybody: nobody owns it any more. `reached`: whether the question stood in the thread."""
    first = owner_line(incident, now)
    at = clock(now, now, zone=True)
    lines = [
        f"The ownership lapsed at {at}: the record has no word of the owner since {clock(heard, now, zone=True)}."
    ]
    if not reached:
        lines.append("The question to the owner did not reach this thread.")
    lines.append("The next reminder of the missing owner counts from now.")
    tail = actions(button("Take ownership", ActionId.TAKE, pack(deployment, incident.id), "primary"))
    return message([first, *lines], [section(first), section(*lines)], tail=[tail])


def kept(incident: Incident, now: datetime) -> Rendered:
    """To the owner who pressed "Keep ownership"."""
    return ownership_changed(incident, now)


def earlier_question() -> NoEffect:
    """The question was of a term that has ended."""
    return no_effect("This click changed nothing. This question is of an earlier ownership.")
