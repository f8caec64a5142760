"""Ephemeral answers about who may do what: triages for insiders, one office for one human, command and its handover."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.incident import Incident
from bot.render.owner import owner_line
from bot.render.rendered import NoEffect, Rendered
from bot.render.whispers import no_effect, whisper
from bot.render.words import listed, mention

_UNCHANGED = "This click changed nothing"
_COMMAND = "This command changed nothing"
_WHICH = 10


def no_insider() -> NoEffect:
    """A guest, a stranger or a bot asked for a triage, which posts a service's logs."""
    return no_effect("This changed nothing. Only members of this workspace, not guests, can start a triage.")


def no_insider_rates() -> NoEffect:
    """A guest, a stranger or a bot judged a diagnosis."""
    return no_effect(f"{_UNCHANGED}. Only members of this workspace, not guests, can judge a diagnosis.")


def owner_cannot_approve(incident: Incident) -> NoEffect:
    """The present owner pressed Approve: the owner's key is the other one."""
    return no_effect(
        f"{_UNCHANGED}: the owner of I-{incident.number} holds the other key.",
        "Approval and confirmation must come from two different humans: another commander has to approve.",
    )


def command_ended(incident: Incident, now: datetime) -> Rendered:
    """The commander became the owner: the command, with its approvals, is over."""
    return whisper(
        f"Recorded for I-{incident.number}. {owner_line(incident, now)}.",
        "The command of it is vacant, and approvals of it are dropped: another commander has to approve.",
    )


def only_owner_releases(incident: Incident) -> NoEffect:
    """Somebody who neither owns the incident nor commands pressed Release."""
    return no_effect(
        f"{_UNCHANGED}. Only the owner of I-{incident.number} or a member of the commanders group can release it."
    )


def command_recorded(incident: Incident, user_id: str) -> Rendered:
    """Command is with that person now."""
    return whisper(
        f"Recorded for I-{incident.number}: command, term {incident.command_term}: {mention(user_id)}.",
        "Earlier approvals of its open proposals are dropped.",
    )


def owner_cannot_command(incident: Incident) -> Rendered:
    """Command was to go to the present owner."""
    return whisper(
        f"{_COMMAND}: the owner of I-{incident.number} holds the other key, and cannot have command too."
    )


def command_stands(incident: Incident) -> Rendered:
    """That person has command already; approvals stand."""
    return whisper(f"{_COMMAND}: command of I-{incident.number} is as it was, and so are its approvals.")


def not_for_command(user_id: str) -> Rendered:
    """Command was to go to somebody who may not approve."""
    return whisper(f"{_COMMAND}. Command takes a member of the commanders group, not: {mention(user_id)}.")


def only_commanders_command() -> Rendered:
    """The asker is no commander."""
    return whisper(f"{_COMMAND}. Only a member of the commanders group can hand it over or take it.")


def command_which(incidents: Sequence[Incident]) -> Rendered:
    """Several incidents are open in the channel, and no number was given."""
    numbers = listed([f"I-{one.number}" for one in incidents], _WHICH, "incident")
    return whisper(
        f"{_COMMAND}: several incidents are open in this channel, {numbers}.",
        f"It takes the number: `/lookout command I-{incidents[0].number} @user`.",
    )


def command_too_late(incident: Incident) -> Rendered:
    """The incident was closed."""
    return whisper(f"{_COMMAND}: I-{incident.number} does not stand open any more.")


def command_usage() -> Rendered:
    """The command was not understood, or it is not clear which incident is meant."""
    return whisper(
        f"{_COMMAND}. It takes an open incident and a person: `/lookout command I-12 @user`.",
        "The number can be left out where exactly one incident of the channel is open.",
    )
