"""Envelopes: whether what Slack sent has the shape that Bolt reads without looking.

Bolt indexes into a payload before any listener of ours sees it, so a malformed one would end in a traceback and three
redeliveries. It is refused here, with a reason for the log, and acknowledged: it does not get better by being sent
again. What the parts hold is the listeners' to judge.
"""

from collections.abc import Mapping
from typing import Any

_NEEDS = {
    "events_api": ("event.type", "type"),
    "slash_commands": ("command",),
    "interactive": ("type",),
    "block_actions": ("actions",),
    "view_submission": ("view.callback_id",),
    "view_closed": ("view.callback_id",),
    "shortcut": ("callback_id",),
    "message_action": ("callback_id", "message.ts"),
    "block_suggestion": ("action_id",),
}
"""What an envelope, and an interaction of a type, cannot do without."""

_OBJECTS = frozenset(
    {"event", "view", "container", "message", "previous_message", "item", "assistant_thread"}
)
_IDS = frozenset({"team", "user", "channel", "enterprise"})
_LISTS = frozenset({"authorizations", "response_urls", "actions"})
_WORDS = frozenset({
    "type", "subtype", "event_id", "command", "callback_id", "action_id", "block_id", "trigger_id", "response_url",
    "team_id", "user_id", "channel_id", "enterprise_id", "api_app_id", "message_ts", "action_ts", "private_metadata",
    "bot_id", "app_id", "ts", "thread_ts", "selected_user",
})  # fmt: skip
_INNER = ("event", "view", "container", "user", "team", "channel", "enterprise")


def kind_of(payload: Any) -> str:
    """The kind of envelope that a payload without one is, as HTTP brings it."""
    if not isinstance(payload, Mapping) or "event" in payload or payload.get("type") == "event_callback":
        return "events_api"
    return "slash_commands" if "command" in payload and "type" not in payload else "interactive"


def flaw(kind: str, payload: Any) -> str:
    """What is wrong with an envelope's payload, as a part of a sentence; "" if Bolt can take it."""
    if not isinstance(payload, Mapping):
        return "its payload is no object"
    if kind not in ("events_api", "slash_commands", "interactive"):
        return "this kind of envelope is not known here"
    return _missing(kind, payload) or _odd(payload) or _within(payload) or _lacks(payload)


def _lacks(payload: Mapping[str, Any]) -> str:
    """What an interaction of that type lacks; every action has a name."""
    named = all(isinstance(one.get("action_id"), str) for one in payload.get("actions") or ())
    return _missing(payload.get("type", ""), payload) or ("" if named else "an action has no action_id")


def _missing(kind: str, payload: Mapping[str, Any]) -> str:
    for path in _NEEDS.get(kind, ()):
        value: Any = payload
        for key in path.split("."):
            value = value.get(key) if isinstance(value, Mapping) else None
        if not value:
            return f"it has no {path}"
    return ""


def _within(payload: Mapping[str, Any]) -> str:
    """The first flaw of the parts that Bolt looks into."""
    inner = [(key, payload.get(key)) for key in _INNER]
    listed = [(key, one) for key in _LISTS for one in payload.get(key) or ()]
    said = ((key, _odd(one)) for key, one in (*inner, *listed) if isinstance(one, Mapping))
    return next((f"in {key}, {odd}" for key, odd in said if odd), "")


def _odd(part: Mapping[str, Any]) -> str:
    """The first key of a part whose value is of no kind that it can have."""
    for key, value in part.items():
        if value is None:
            continue
        if key in _OBJECTS and not isinstance(value, Mapping):
            return f"{key} is no object"
        if key in _IDS and not isinstance(value, Mapping | str):
            return f"{key} is neither an object nor an id"
        if key in _WORDS and not isinstance(value, str):
            return f"{key} is no text"
        if key in _LISTS and not (isinstance(value, list) and all(isinstance(one, Mapping) for one in value)):
            return f"{key} is no list of objects"
    return ""
