"""Which messages name a person, as Slack's red badges count them."""

from collections.abc import Iterator

from bot.sandbox.workspace.state import Channel, Json, State, is_reply

_BROADCASTS = ("<!channel", "<!here", "<!everyone")


def mentions(state: State, user: str) -> list[Json]:
    """`{channel, ts, thread_ts}` of every message that names a person, directly, by a group or by a broadcast.

    What counts is what a message first said: an edit notifies nobody. A broadcast in a thread does not either.
    """
    groups = tuple(f"<!subteam^{group.id}" for group in state.groups.values() if user in group.users)
    names = (f"<@{user}", *groups)
    seen = (channel for channel in state.channels.values() if user in channel.members and not channel.im_of)
    return [
        {"channel": channel.id, "ts": message["ts"], "thread_ts": message.get("thread_ts", "")}
        for channel in seen
        for message, text in _first_said(channel)
        if message.get("user") != user
        and any(name in text for name in (names if is_reply(message) else names + _BROADCASTS))
    ]


def _first_said(channel: Channel) -> Iterator[tuple[Json, str]]:
    for ts, message in channel.messages.items():
        first = channel.earlier.get(ts, [message])[0]
        yield message, f"{first.get('text', '')} {first.get('blocks', '')}"
