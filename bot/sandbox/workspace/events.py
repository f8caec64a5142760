"""Events as the Events API sends them: wrapped, numbered, and only what the app subscribed to and may read."""

from bot.sandbox.workspace.core import Core
from bot.sandbox.workspace.state import Channel, Json, is_reply

_SUBSCRIPTION = {"channel": "message.channels", "group": "message.groups", "im": "message.im"}
HISTORY_SCOPE = {"channel": "channels:history", "group": "groups:history", "im": "im:history"}
READ_SCOPE = {"channel": "channels:read", "group": "groups:read", "im": "im:read"}


def messaged(core: Core, channel: Channel, message: Json) -> None:
    """A message was posted: `message`, and `app_mention` beside it when it names the app."""
    event = {**message, "channel": channel.id, "event_ts": message["ts"], "channel_type": channel.kind}
    event.pop("metadata", None)
    if is_reply(message):
        parent = channel.messages.get(message["thread_ts"], {})
        event |= {"parent_user_id": parent["user"]} if "user" in parent else {}
    _send_message(core, channel, event)
    mine = message.get("user") == core.state.me or message.get("bot_id") == core.state.my_bot.id
    if f"<@{core.state.me}" in message.get("text", "") and not mine:
        wanted = (
            "user",
            "bot_id",
            "ts",
            "client_msg_id",
            "text",
            "team",
            "thread_ts",
            "blocks",
            "attachments",
        )
        mention = {key: message[key] for key in wanted if key in message}
        mention |= {"type": "app_mention", "channel": channel.id, "event_ts": message["ts"]}
        if core.state.my_channel(channel):
            _send(core, channel, mention, "app_mention", "app_mentions:read")


def changed(core: Core, channel: Channel, before: Json, after: Json) -> None:
    """A message was edited."""
    stamp = core.state.stamp(core.clock.now())
    _send_message(
        core,
        channel,
        {
            "type": "message",
            "subtype": "message_changed",
            "hidden": True,
            "message": after,
            "previous_message": before,
            "channel": channel.id,
            "ts": stamp,
            "event_ts": stamp,
            "channel_type": channel.kind,
        },
    )


def deleted(core: Core, channel: Channel, before: Json) -> None:
    """A message was deleted."""
    stamp = core.state.stamp(core.clock.now())
    _send_message(
        core,
        channel,
        {
            "type": "message",
            "subtype": "message_deleted",
            "hidden": True,
            "deleted_ts": before["ts"],
            "previous_message": before,
            "channel": channel.id,
            "ts": stamp,
            "event_ts": stamp,
            "channel_type": channel.kind,
        },
    )


def moved(core: Core, channel: Channel, user: str, *, joined: bool, inviter: str = "") -> None:
    """Somebody (perhaps the app itself) came into a channel of the app, or left it."""
    kind = "member_joined_channel" if joined else "member_left_channel"
    event = {
        "type": kind,
        "user": user,
        "channel": channel.id,
        "channel_type": "G" if channel.is_private else "C",
        "team": core.state.team_id,
        "event_ts": core.state.stamp(core.clock.now()),
    }
    if joined and inviter:
        event["inviter"] = inviter
    if core.state.my_channel(channel) or user == core.state.me:
        _send(core, channel, event, kind, READ_SCOPE[channel.kind])


def home_opened(core: Core, user: str) -> None:
    """A person opened the app's Home tab."""
    channel = core.state.direct(user)
    event: Json = {
        "type": "app_home_opened",
        "user": user,
        "channel": channel.id,
        "tab": "home",
        "event_ts": core.state.stamp(core.clock.now()),
    }
    if user in core.state.homes:
        event["view"] = core.state.homes[user]
    _send(core, channel, event, "app_home_opened", "")


def _send_message(core: Core, channel: Channel, event: Json) -> None:
    if core.state.my_channel(channel):
        _send(core, channel, event, _SUBSCRIPTION[channel.kind], HISTORY_SCOPE[channel.kind])


def _send(core: Core, channel: Channel, event: Json, subscription: str, scope: str) -> None:
    if subscription not in core.subscriptions or (scope and scope not in core.scopes):
        return
    state = core.state
    author = event.get("user", "")
    if channel.is_ext_shared and state.is_stranger(author):
        event = {
            **event,
            "user_team": state.users[author].team_id,
            "source_team": state.users[author].team_id,
        }
    core.socket.deliver_event(
        {
            "token": "sandbox-verification",
            "team_id": state.team_id,
            "context_team_id": state.team_id,
            "context_enterprise_id": None,
            "api_app_id": state.app_id,
            "event": event,
            "type": "event_callback",
            "event_id": state.mint("Ev"),
            "event_time": int(core.clock.now().timestamp()),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": state.team_id,
                    "user_id": state.me,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": channel.is_ext_shared,
            "event_context": f"4-{event['event_ts']}",
        }
    )
