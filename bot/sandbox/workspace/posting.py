"""Messages come, change and go: stored, shown on the pages, and told to the app."""

import copy
from typing import Any

from bot.sandbox.workspace import events
from bot.sandbox.workspace.composer import escaped, rich, typed
from bot.sandbox.workspace.core import Core
from bot.sandbox.workspace.feed import Change
from bot.sandbox.workspace.refusal import RefusalError
from bot.sandbox.workspace.state import Channel, Ephemeral, Json, is_reply


def post(core: Core, channel: Channel, message: Json) -> Json:
    """Store a message under a new `ts`, show it, and tell the app."""
    posted = {"type": "message", **message, "ts": core.state.stamp(core.clock.now())}
    channel.add(posted)
    _show(core, "message", channel, posted)
    events.messaged(core, channel, posted)
    return posted


def edit(core: Core, channel: Channel, ts: str, changes: Json, editor: str = "") -> Json:
    """Change a message in place; `editor` marks it as "(edited)"."""
    before = channel.messages[ts]
    after = {**before, **changes}
    if editor:
        after["edited"] = {"user": editor, "ts": core.state.stamp(core.clock.now())}
    channel.messages[ts] = after
    channel.earlier.setdefault(ts, []).append(before)
    _show(core, "changed", channel, after)
    events.changed(core, channel, before, after)
    return after


def remove(core: Core, channel: Channel, ts: str) -> None:
    """Delete a message; one with replies leaves a tombstone."""
    before = channel.messages[ts]
    if len(channel.thread(ts)) > 1:
        tombstone = {"type": "message", "subtype": "tombstone", "user": "USLACKBOT", "hidden": True}
        channel.messages[ts] = {**tombstone, "text": "This message was deleted.", "ts": ts, "thread_ts": ts}
    else:
        channel.drop(ts)
    _show(core, "deleted", channel, before)
    events.deleted(core, channel, before)


def whisper(core: Core, channel: Channel, user: str, message: Json) -> str:
    """Show a message to one person only; its `ts`."""
    shown = {"type": "message", **message, "ts": core.state.stamp(core.clock.now()), "is_ephemeral": True}
    core.state.ephemerals.append(Ephemeral(user, channel.id, shown))
    _show(core, "ephemeral", channel, shown, only=user)
    return str(shown["ts"])


def drop_ephemeral(core: Core, ephemeral: Ephemeral) -> None:
    """Take an ephemeral message off its reader's screen."""
    core.state.ephemerals.remove(ephemeral)
    channel = core.state.channels[ephemeral.channel]
    _show(core, "deleted", channel, ephemeral.message, only=ephemeral.user)


def replace_ephemeral(core: Core, ephemeral: Ephemeral, content: Json) -> None:
    """Change an ephemeral message on its reader's screen."""
    ephemeral.message |= content
    channel = core.state.channels[ephemeral.channel]
    _show(core, "ephemeral", channel, ephemeral.message, only=ephemeral.user)


def react(core: Core, channel: Channel, ts: str, name: str, user: str, *, add: bool) -> None:
    """Put an emoji under a message or take it away."""
    if ts not in channel.messages:
        raise RefusalError("message_not_found")
    message = channel.messages[ts]
    users = {one["name"]: list(one["users"]) for one in message.get("reactions", ())}
    mine = users.setdefault(name, [])
    if add and user in mine:
        raise RefusalError("already_reacted")
    if not add and user not in mine:
        raise RefusalError("no_reaction")
    (mine.append if add else mine.remove)(user)
    message["reactions"] = [{"name": n, "users": us, "count": len(us)} for n, us in users.items() if us]
    _show(core, "reaction", channel, message)


def of_app(core: Core, content: Json, thread_ts: str = "") -> Json:
    """A message of the app under test."""
    state, bot = core.state, core.state.my_bot
    message: Json = {
        "user": state.me,
        "bot_id": bot.id,
        "app_id": bot.app_id,
        "team": state.team_id,
        "bot_profile": {
            "id": bot.id,
            "app_id": bot.app_id,
            "user_id": state.me,
            "name": bot.name,
            "deleted": False,
            "updated": 1_700_000_000,
            "team_id": state.team_id,
            "icons": {},
        },
        **content,
    }
    return message | ({"thread_ts": thread_ts} if thread_ts else {})


def of_person(core: Core, user: str, text: str, thread_ts: str = "") -> Json:
    """A message that a person typed."""
    stored = typed(core.state, text)
    message: Json = {
        "user": user,
        "client_msg_id": core.state.mint("msg-"),
        "text": stored,
        "team": core.state.users[user].team_id,
        "blocks": rich(stored),
    }
    return message | ({"thread_ts": thread_ts} if thread_ts else {})


def content_of(core: Core, given: Json) -> Json:
    """Text, blocks, attachments and metadata as Slack stores them: ids filled in, text escaped."""
    content: Json = {"text": escaped(given.get("text") or "")}
    if given.get("blocks"):
        content["blocks"] = filled(core, given["blocks"])
    if given.get("attachments"):
        content["attachments"] = [
            {"id": number, "fallback": one.get("text") or "[no preview available]", **_attachment(core, one)}
            for number, one in enumerate(given["attachments"], start=1)
        ]
    if given.get("metadata"):
        content["metadata"] = given["metadata"]
    return content


def filled(core: Core, blocks: list[Json]) -> list[Json]:
    """Blocks as Slack gives them back: every block and element with an id, every text with its defaults."""
    copied = copy.deepcopy(blocks)
    for block in copied:
        block.setdefault("block_id", core.state.mint("b"))
        for element in elements_of(block):
            if element.get("type") not in {"image", "mrkdwn", "plain_text"}:
                element.setdefault("action_id", core.state.mint("a"))
    _defaults(copied)
    return copied


def elements_of(block: Json) -> list[Json]:
    """The interactive elements (and images) of a block."""
    if block.get("type") in {"actions", "context"}:
        return list(block["elements"])
    return [block[name] for name in ("accessory", "element") if isinstance(block.get(name), dict)]


def _attachment(core: Core, attachment: Json) -> Json:
    return {
        **attachment,
        **({"blocks": filled(core, attachment["blocks"])} if attachment.get("blocks") else {}),
    }


def _defaults(value: Any) -> None:
    if isinstance(value, list):
        for one in value:
            _defaults(one)
    elif isinstance(value, dict):
        if value.get("type") == "mrkdwn":
            value.setdefault("verbatim", False)
        elif value.get("type") == "plain_text":
            value.setdefault("emoji", True)
        for one in value.values():
            _defaults(one)


def _show(core: Core, kind: str, channel: Channel, message: Json, only: str = "") -> None:
    thread = message.get("thread_ts", "") if is_reply(message) else ""
    core.feed.tell(Change(kind, channel.id, message["ts"], thread, only))
