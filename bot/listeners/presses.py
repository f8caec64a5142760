"""Presses: a Slack payload as a `Click`, and the key by which a second delivery of it is known."""

import hashlib
from collections.abc import Mapping
from typing import Any

from bot.listeners.untrusted import part, text
from bot.render.actions import Pressed
from bot.triage.inbox import Click


def click_of(body: Mapping[str, Any], action: str, pressed: Pressed, fields: Mapping[str, str]) -> Click:
    """The click in a `block_actions` payload: it stands on the message it came from."""
    return Click(
        **_who(body),
        channel=channel_of(body),
        message_ts=text(body, "container", "message_ts"),
        action=action,
        **_what(pressed),
        fields=dict(fields),
    )


def submission_of(body: Mapping[str, Any], action: str, pressed: Pressed, fields: Mapping[str, str]) -> Click:
    """The click in a `view_submission` payload: its metadata says which message the modal was opened from."""
    return Click(
        **_who(body),
        channel=pressed.channel,
        message_ts=pressed.message_ts,
        action=action,
        **_what(pressed),
        fields=dict(fields),
    )


def channel_of(body: Mapping[str, Any]) -> str:
    """The channel that a press came from."""
    return text(body, "channel", "id") or text(body, "container", "channel_id")


def press_key(body: Mapping[str, Any], action: Mapping[str, Any]) -> str:
    """Equal for redeliveries of one press, different for two presses."""
    return _digest(
        action.get("action_ts"), part(body, "user").get("id"), action.get("action_id"), action.get("value")
    )


def submission_key(body: Mapping[str, Any]) -> str:
    """Equal for redeliveries of one submission; a view is submitted once."""
    view = part(body, "view")
    return _digest(view.get("id"), part(body, "user").get("id"), view.get("callback_id"), view.get("hash"))


def _digest(*parts: Any) -> str:
    joined = "|".join(str(one) for one in parts)
    return hashlib.sha256(joined.encode("utf-8", "replace")).hexdigest()[:32]


def _who(body: Mapping[str, Any]) -> dict[str, str]:
    return {"user_id": text(body, "user", "id"), "team_id": text(body, "user", "team_id")}


def _what(pressed: Pressed) -> dict[str, str]:
    return {
        "deployment": pressed.deployment,
        "incident_id": pressed.incident_id,
        "proposal_id": pressed.proposal_id or (str(pressed.diagnosis_id) if pressed.diagnosis_id else ""),
        "digest": pressed.digest,
    }
