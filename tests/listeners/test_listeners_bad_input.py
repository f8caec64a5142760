"""Whatever comes down the socket: an answer or a logged refusal, never a dead listener, never a lost good message."""

import asyncio
import json
import logging
from typing import Any

import pytest

from bot.render.actions import ActionId, Field, ViewId, pack
from tests.listeners.conftest import Door

ROOM, NORA = "C0INCIDENTS", "U0NORA"
VALUE = pack("lookout", "nowhere")
USER = {"id": NORA, "team_id": "T0SANDBOX"}
PRESS: dict[str, Any] = {
    "type": "block_actions",
    "user": USER,
    "team": {"id": "T0SANDBOX"},
    "channel": {"id": ROOM},
    "container": {"type": "message", "channel_id": ROOM, "message_ts": "1.1"},
    "trigger_id": "1.2.3",
    "actions": [
        {"type": "button", "action_id": ActionId.TAKE, "block_id": "b", "value": VALUE, "action_ts": "9.9"}
    ],
}
VIEW: dict[str, Any] = {
    "id": "V1",
    "hash": "h",
    "type": "modal",
    "callback_id": ViewId.TAKE,
    "private_metadata": VALUE,
}
SUBMIT = {"type": "view_submission", "user": USER, "team": {"id": "T0SANDBOX"}, "view": VIEW}
SHORTCUT = {
    "type": "message_action",
    "callback_id": "lookout.triage_message",
    "user": USER,
    "channel": {"id": ROOM},
    "message": {"ts": "1.1", "text": "x"},
    "action_ts": "8.8",
}
COMMAND = {
    "command": "/lookout",
    "text": "status",
    "user_id": NORA,
    "channel_id": ROOM,
    "team_id": "T0SANDBOX",
}
MESSAGE = {"type": "message", "channel": ROOM, "user": NORA, "text": "on it", "ts": "5.5", "thread_ts": "1.1"}
EDIT = {"type": "message", "subtype": "message_changed", "message": {}, "channel": ROOM}
MENU = {"type": "static_select", "action_id": ActionId.TARGET, "block_id": "lookout.target:a:b"}
TYPED = {**VIEW, "state": {"values": {Field.REASON: 3}}}
ODD: list[Any] = [
    None,
    3,
    True,
    "",
    "x",
    [],
    [None],
    {},
    {"id": 3},
    "\ud800",
    "\u202e\x00 \u200b",
    "x" * 40_000,
    [[[]]],
]


def event(inner: Any, **more: Any) -> dict[str, Any]:
    return {"type": "event_callback", "team_id": "T0SANDBOX", "event_id": "Ev1", "event": inner, **more}


def bent(whole: dict[str, Any], *path: str | int) -> list[dict[str, Any]]:
    """The payload with every odd value at that place, and without it."""
    found = []
    for odd in [*ODD, KeyError]:
        copy = json.loads(json.dumps(whole))
        place = copy
        for key in path[:-1]:
            place = place[key]
        if odd is KeyError:
            del place[path[-1]]
        else:
            place[path[-1]] = odd
        found.append(copy)
    return found


TABLE: dict[str, tuple[str, list[dict[str, Any]]]] = {
    "an event's message": ("events_api", bent(event(MESSAGE), "event")),
    "a message's text": ("events_api", bent(event(MESSAGE), "event", "text")),
    "a message's channel": ("events_api", bent(event(MESSAGE), "event", "channel")),
    "a message's time": ("events_api", bent(event(MESSAGE), "event", "ts")),
    "a message's thread": ("events_api", bent(event(MESSAGE), "event", "thread_ts")),
    "a message's user": ("events_api", bent(event(MESSAGE), "event", "user")),
    "a message's kind": ("events_api", bent(event({**MESSAGE, "subtype": ""}), "event", "subtype")),
    "an edit": (
        "events_api",
        bent(event(EDIT), "event", "message"),
    ),
    "a mention's user": ("events_api", bent(event({**MESSAGE, "type": "app_mention"}), "event", "user")),
    "an event's type": ("events_api", bent(event({"type": "x"}), "event", "type")),
    "authorizations": ("events_api", bent(event(MESSAGE, authorizations=[]), "authorizations")),
    "a press's user": ("interactive", bent(PRESS, "user")),
    "a press's channel": ("interactive", bent(PRESS, "channel")),
    "a press's container": ("interactive", bent(PRESS, "container")),
    "a press's actions": ("interactive", bent(PRESS, "actions")),
    "a press's value": ("interactive", bent(PRESS, "actions", 0, "value")),
    "a press's name": ("interactive", bent(PRESS, "actions", 0, "action_id")),
    "a press's trigger": ("interactive", bent(PRESS, "trigger_id")),
    "a press's team": ("interactive", bent(PRESS, "team")),
    "a menu": ("interactive", bent({**PRESS, "actions": [MENU]}, "actions", 0, "type")),
    "a dialog": ("interactive", bent(SUBMIT, "view")),
    "a dialog's metadata": ("interactive", bent(SUBMIT, "view", "private_metadata")),
    "a dialog's name": ("interactive", bent(SUBMIT, "view", "callback_id")),
    "a dialog's values": ("interactive", bent({**SUBMIT, "view": TYPED}, "view", "state")),
    "a closed dialog": ("interactive", bent({**SUBMIT, "type": "view_closed"}, "view")),
    "a shortcut's message": ("interactive", bent(SHORTCUT, "message")),
    "a shortcut's channel": ("interactive", bent(SHORTCUT, "channel")),
    "a shortcut's name": ("interactive", bent(SHORTCUT, "callback_id")),
    "a suggestion": (
        "interactive",
        bent({"type": "block_suggestion", "user": USER, "action_id": "x", "block_id": "y", "value": "z"}, "value"),
    ),
    "an interaction's type": ("interactive", bent(PRESS, "type")),
    "a command's text": ("slash_commands", bent(COMMAND, "text")),
    "a command's user": ("slash_commands", bent(COMMAND, "user_id")),
    "a command's name": ("slash_commands", bent(COMMAND, "command")),
    "an unknown envelope": ("of_tomorrow", [{}, {"type": "x"}]),
}  # fmt: skip


@pytest.mark.parametrize("name", TABLE)
async def test_bad_input_is_answered_or_refused_and_the_next_alert_is_kept(
    name: str, door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    kind, payloads = TABLE[name]
    if kind == "slash_commands":  # a form's fields, unlike JSON, cannot hold a lone surrogate
        payloads = [one for one in payloads if "\\ud800" not in json.dumps(one)]
    caplog.set_level(logging.ERROR)
    answers = await asyncio.gather(*(door.workspace.socket.deliver(kind, one) for one in payloads))
    assert [json.dumps(one)[:300] for one, ack in zip(payloads, answers, strict=True) if not ack.acked] == []
    assert [record.getMessage()[:300] for record in caplog.records] == []
    await door.settle()
    await door.workspace.post_as_bot(
        "B0ALERTMGR",
        ROOM,
        attachments=[{"title": "[FIRING:1] CheckoutDown checkout"}],
        username="Alertmanager",
    )
    async with asyncio.timeout(30):
        while not any(one.title == "CheckoutDown" for one in await door.night.incidents()):
            await door.settle()
            await asyncio.sleep(0.005)
