"""The workspace's data: people, channels with their messages, groups, views. Nothing here talks to anybody.

Messages and views are kept in Slack's own JSON, since that is what every reader of them wants; people, channels and
groups are small records from which `objects` makes Slack's JSON. Next: `posting` and `modals` change it and tell.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Json = dict[str, Any]


@dataclass
class User:
    """An account. `bot_id` is set for an app's own user; another `team_id` than the workspace's makes a stranger."""

    id: str
    name: str
    real_name: str
    title: str = ""
    tz: str = "Europe/Berlin"
    team_id: str = "T0LOOKOUT"
    color: str = "4a154b"
    bot_id: str = ""
    deleted: bool = False
    is_guest: bool = False


@dataclass
class Bot:
    """An app that posts under its own name; one without a `user_id` is an old integration (`bot_message`)."""

    id: str
    name: str
    app_id: str
    user_id: str = ""


@dataclass
class Channel:
    """A conversation with its messages by `ts`, oldest first.

    `threads` is the index of replies by their parent's `ts`, `earlier` what edited messages said before, `im_of` the
    other side of a direct message.
    """

    id: str
    name: str
    topic: str = ""
    members: set[str] = field(default_factory=set)
    is_private: bool = False
    is_ext_shared: bool = False
    is_archived: bool = False
    im_of: str = ""
    messages: dict[str, Json] = field(default_factory=dict)
    threads: dict[str, list[str]] = field(default_factory=dict)
    earlier: dict[str, list[Json]] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """Slack's `channel_type`."""
        if self.im_of:
            return "im"
        return "group" if self.is_private else "channel"

    def thread(self, ts: str) -> list[Json]:
        """The message at `ts` and its replies, oldest first; empty when there is no such message."""
        if ts not in self.messages:
            return []
        return [self.messages[ts], *(self.messages[reply] for reply in self.threads.get(ts, ()))]

    def add(self, message: Json) -> None:
        """Store a new message."""
        self.messages[message["ts"]] = message
        if is_reply(message):
            self.threads.setdefault(message["thread_ts"], []).append(message["ts"])

    def drop(self, ts: str) -> None:
        """Forget a message."""
        message = self.messages.pop(ts)
        if is_reply(message):
            self.threads[message["thread_ts"]].remove(ts)

    def top_level(self) -> list[Json]:
        """What stands in the channel itself, oldest first: no replies but those that were broadcast."""
        return [
            m for m in self.messages.values() if not is_reply(m) or m.get("subtype") == "thread_broadcast"
        ]


def is_reply(message: Json) -> bool:
    """Whether a message stands in a thread under another one."""
    return bool(message.get("thread_ts")) and message["thread_ts"] != message["ts"]


@dataclass
class Group:
    """A user group."""

    id: str
    handle: str
    name: str
    users: list[str]


@dataclass
class Ephemeral:
    """A message that one person sees until the client is closed; the API does not know it."""

    user: str
    channel: str
    message: Json


@dataclass
class Command:
    """A slash command that the app has registered."""

    command: str
    usage_hint: str = ""
    description: str = ""


@dataclass
class Shortcut:
    """A message shortcut that the app has registered."""

    callback_id: str
    name: str


@dataclass
class State:
    """The whole workspace.

    `me` is the app's bot user, `stacks` the open modals of each person (the top one last), `held` what a person has
    chosen in the menus of a message, by (person, ts).
    """

    team_id: str
    team_name: str
    domain: str
    app_id: str
    me: str
    bot_token: str
    app_token: str
    users: dict[str, User] = field(default_factory=dict)
    bots: dict[str, Bot] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    commands: list[Command] = field(default_factory=list)
    shortcuts: list[Shortcut] = field(default_factory=list)
    ephemerals: list[Ephemeral] = field(default_factory=list)
    homes: dict[str, Json] = field(default_factory=dict)
    stacks: dict[str, list[Json]] = field(default_factory=dict)
    held: dict[tuple[str, str], Json] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    last_stamp: int = 0

    @property
    def my_bot(self) -> Bot:
        """The app under test."""
        return self.bots[self.users[self.me].bot_id]

    def mint(self, prefix: str) -> str:
        """A new id such as `Ev0000000A`."""
        self.counts[prefix] = self.counts.get(prefix, 0) + 1
        return f"{prefix}{self.counts[prefix]:08X}"

    def stamp(self, now: datetime) -> str:
        """A new `ts`, later than every one before it."""
        self.last_stamp = max(self.last_stamp + 1, round(now.timestamp() * 1_000_000))
        return f"{self.last_stamp // 1_000_000}.{self.last_stamp % 1_000_000:06d}"

    def channel_named(self, name: str) -> Channel | None:
        """A channel by id, `#name` or name."""
        bare = name.removeprefix("#")
        return self.channels.get(name) or next((c for c in self.channels.values() if c.name == bare), None)

    def is_stranger(self, user: str) -> bool:
        """Whether a person belongs to another team (Slack Connect)."""
        return user in self.users and self.users[user].team_id != self.team_id

    def sees(self, user: str, channel: Channel) -> bool:
        """Whether a person may read a channel: its members, and for a public one everybody of the team."""
        return user in channel.members or (channel.kind == "channel" and not self.is_stranger(user))

    def my_channel(self, channel: Channel) -> bool:
        """Whether the app's bot is in a channel."""
        return self.me in channel.members

    def direct(self, user: str) -> Channel:
        """The direct message channel between the app and a person, opened if need be."""
        for channel in self.channels.values():
            if channel.im_of == user:
                return channel
        channel = Channel(id=self.mint("D"), name="directmessage", members={user, self.me}, im_of=user)
        self.channels[channel.id] = channel
        return channel

    def ephemeral(self, user: str, ts: str) -> Ephemeral | None:
        """The ephemeral message of that `ts`, if that person has it on the screen."""
        return next((e for e in self.ephemerals if e.user == user and e.message["ts"] == ts), None)

    def view(self, view_id: str) -> tuple[str, Json] | None:
        """An open modal or a home view, by id, with whose it is."""
        for user, stack in self.stacks.items():
            for view in stack:
                if view["id"] == view_id:
                    return user, view
        return next(((user, home) for user, home in self.homes.items() if home["id"] == view_id), None)
