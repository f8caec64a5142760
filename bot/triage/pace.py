"""Pace: how fast letters may leave, so that Slack need not ask to wait; where it does ask, nobody else waits.

Slack takes about one new message a second in a channel, with a short burst, and some fifty edits a minute in all. What
is counted lives in this process alone: after a restart Slack's own limits, which are honoured here too, are all there
is to keep to.
"""

from collections.abc import Hashable
from datetime import datetime, timedelta

from bot.triage.ports.slack import Letter, Terms

POST_EVERY = timedelta(seconds=1)
EDIT_EVERY = timedelta(seconds=1.2)
POSTS_AT_ONCE, EDITS_AT_ONCE = 3, 10
FIRST = ("status:", "proposal:", "remind:", "escalation:", "offer:")
"""Where the owner stands and what was decided goes before prose while a channel is behind."""
UNORDERED = ("remind:", "escalation:")
"""An incident is escalated on time, whatever of it is not posted yet."""


class Bucket:
    """Holds at most `size` permits and gets one back every `every` (none: there is no limit)."""

    def __init__(self, every: timedelta, size: int) -> None:
        self._every = every
        self._size = size
        self._full_at: datetime | None = None

    def is_empty(self, now: datetime) -> bool:
        """Whether nothing may be taken now."""
        return self._full_at is not None and self._full_at - now > self._every * (self._size - 1)

    def is_full(self, now: datetime) -> bool:
        """Whether there is nothing to remember."""
        return self._full_at is None or self._full_at <= now

    def take(self, now: datetime) -> None:
        """Use one permit up."""
        self._full_at = max(now, self._full_at or now) + self._every


class Pace:
    """What may leave now. `post_every` and `edit_every` of zero set no pace of our own."""

    def __init__(self, post_every: timedelta = POST_EVERY, edit_every: timedelta = EDIT_EVERY) -> None:
        self._post_every = post_every
        self._posts: dict[str, Bucket] = {}
        self._edits = Bucket(edit_every, EDITS_AT_ONCE)
        self._told: dict[tuple[str, bool], datetime] = {}
        self._once: dict[Hashable, datetime] = {}

    def terms(self, now: datetime, edit_gap: timedelta) -> Terms:
        """Which letters may be taken now, and in which order."""
        self._told = {place: until for place, until in self._told.items() if until > now}
        self._posts = {channel: one for channel, one in self._posts.items() if not one.is_full(now)}
        spent = {channel for channel, one in self._posts.items() if one.is_empty(now)}
        return Terms(
            edit_gap=edit_gap,
            closed_to_posts=frozenset(spent | {channel for channel, edit in self._told if not edit}),
            closed_to_edits=frozenset(channel for channel, edit in self._told if edit),
            no_edits=self._edits.is_empty(now),
            first=FIRST,
            unordered=UNORDERED,
        )

    def take(self, letter: Letter, now: datetime) -> None:
        """A letter is about to be sent."""
        if letter.ts:
            self._edits.take(now)
        else:
            self._posts.setdefault(letter.channel, Bucket(self._post_every, POSTS_AT_ONCE)).take(now)

    def wait(self, letter: Letter, until: datetime) -> None:
        """Slack asked to wait with what was tried: nothing of that kind is tried in this channel until then."""
        self._told[letter.channel, bool(letter.ts)] = until

    def first_in(self, what: Hashable, now: datetime, gap: timedelta) -> bool:
        """Whether this has not been said within `gap`; from now on it has."""
        self._once = {one: at for one, at in self._once.items() if now - at < gap}
        if what in self._once:
            return False
        self._once[what] = now
        return True
