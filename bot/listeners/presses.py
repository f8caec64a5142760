"""Presses: a Slack payload as a `Click`, and the key by which a second delivery of it is known."""

import hashlib
from collections.abc import Mapping
from typing import Any

from bot.render.actions import Pressed
from bot.triage.inbox import Click


def click_of(body: Mapping[str, Any], action: str, pressed: Pressed, fields: Mapping[str, str]) -> Click:
    """The click in a `block_actions` payload: it stands on the message it came from."""
    container = body.get("container") or {}
    return Click(
        **_who(body),
        channel=str((body.get("channel") or {}).get("id") or container.get("channel_id", "")),
        message_ts=str(container.get("message_ts", "")),
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


def press_key(body: Mapping[str, Any], action: Mapping[str, Any]) -> str:
    """Equal for redeliveries of one press, different for two presses."""
    return _digest(
        action.get("action_ts"), body.get("user", {}).get("id"), action.get("action_id"), action.get("value")
    )


def submission_key(body: Mapping[str, Any]) -> str:
    """Equal for redeliveries of one submission; a view is submitted once."""
    view = body.get("view") or {}
    return _digest(view.get("id"), body.get("user", {}).get("id"), view.get("callback_id"), view.get("hash"))


def _digest(*parts: Any) -> str:
    return hashlib.sha256("|".join(str(part) for part in parts).encode()).hexdigest()[:32]


def _who(body: Mapping[str, Any]) -> dict[str, str]:
    user = body.get("user") or {}
    return {"user_id": str(user.get("id", "")), "team_id": str(user.get("team_id") or "")}


def _what(pressed: Pressed) -> dict[str, str]:
    return {
        "deployment": pressed.deployment,
        "incident_id": pressed.incident_id,
        "proposal_id": pressed.proposal_id or (str(pressed.diagnosis_id) if pressed.diagnosis_id else ""),
        "digest": pressed.digest,
    }
