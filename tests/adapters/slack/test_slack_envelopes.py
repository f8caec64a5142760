"""Whatever passes for an envelope can be taken by Bolt, and what Slack really sends passes."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.adapters.slack.envelopes import flaw

KEYS = (
    "type", "event", "user", "team", "channel", "enterprise", "view", "message", "previous_message", "item",
    "container", "actions", "authorizations", "response_urls", "action_id", "callback_id", "ts", "thread_ts",
    "command", "id", "team_id", "user_id", "is_ext_shared_channel", "subtype",
)  # fmt: skip
TYPES = ["event_callback", "block_actions", "view_submission", "message_action", "block_suggestion", "x"]
LEAVES = (
    st.none() | st.booleans() | st.integers() | st.sampled_from([*TYPES, "", "message"]) | st.text(max_size=5)
)
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6),
    max_leaves=30,
)
GOOD: list[tuple[str, dict[str, Any]]] = [
    (
        "events_api",
        {"type": "event_callback", "event": {"type": "message", "ts": "1.1"}, "authorizations": []},
    ),
    ("events_api", {"type": "event_callback", "event": {"type": "user_change", "user": {"id": "U1"}}}),
    ("slash_commands", {"command": "/lookout", "text": ""}),
    (
        "interactive",
        {"type": "block_actions", "actions": [{"action_id": "a", "block_id": "b"}], "enterprise": None},
    ),
    ("interactive", {"type": "view_closed", "view": {"callback_id": "c"}, "is_cleared": False}),
    ("interactive", {"type": "shortcut", "callback_id": "c"}),
    ("interactive", {"type": "block_suggestion", "action_id": "a", "value": "b"}),
]


@pytest.mark.parametrize(("kind", "payload"), GOOD, ids=range(len(GOOD)))
def test_what_slack_sends_passes(kind: str, payload: dict[str, Any]) -> None:
    assert flaw(kind, payload) == ""


@pytest.mark.parametrize(
    ("kind", "payload", "why"),
    [
        ("events_api", None, "its payload is no object"),
        ("of_tomorrow", {}, "this kind of envelope is not known here"),
        ("events_api", {"type": "event_callback"}, "it has no event.type"),
        ("events_api", {"type": "x", "event": {"type": ["message"]}}, "in event, type is no text"),
        ("slash_commands", {"text": "status"}, "it has no command"),
        ("interactive", {"type": "block_actions"}, "it has no actions"),
        ("interactive", {"type": "block_actions", "actions": [{"value": "x"}]}, "an action has no action_id"),
        ("interactive", {"type": "block_actions", "actions": "x"}, "actions is no list of objects"),
        ("interactive", {"type": "view_submission", "view": {}}, "it has no view.callback_id"),
        (
            "interactive",
            {"type": "shortcut", "callback_id": "c", "user": 3},
            "user is neither an object nor an id",
        ),
    ],
)
def test_a_refusal_says_what_is_wrong(kind: str, payload: Any, why: str) -> None:
    assert flaw(kind, payload) == why


@settings(deadline=None)
@given(st.sampled_from(["events_api", "slash_commands", "interactive", "x"]), JSON)
def test_bolt_can_take_whatever_passes(kind: str, payload: Any) -> None:
    if flaw(kind, payload) == "":
        AsyncBoltRequest(mode="socket_mode", body=json.loads(json.dumps(payload)))
