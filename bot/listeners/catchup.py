"""Catch-up: what was posted while Slack was not heard is read from the channels and goes the way of events.

Slack repeats an event three times within minutes and then drops it. So after every connection that opens, and after
every start, each channel's own messages are read back to the last time that this was done, an hour at most, and so are
the threads of open incidents, whose first message may have been edited. A message that was heard after all is known by
its row. What stood in a channel before Lookout came, or before its record begins, is left alone.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, TypeVar

import structlog

from bot.domain.errors import OutsideError, PermanentError, RefusedError, TransientError
from bot.listeners.events import mention_of, receive
from bot.triage.inbox import note_mention
from bot.triage.ports.slack import History
from bot.triage.world import World

log = structlog.get_logger()

T = TypeVar("T")

PAGES, THREADS, TRIES = 5, 20, 3
BETWEEN_CALLS = 1.2
"""Seconds: Slack lets history be read some fifty times a minute."""
OVERLAP = timedelta(minutes=2)
AGAIN = timedelta(seconds=30)


class CatchUp:
    """A round: reads what was missed when that is wanted. `bot_user` is Lookout itself, whose words are no news."""

    def __init__(self, world: World, history: History, bot_user: str, bot_id: str) -> None:
        self._world = world
        self._history = history
        self._bot_user, self._bot_id = bot_user, bot_id
        self._wanted = False
        self._started = world.clock.now()
        self._not_before = self._started
        self._done: datetime | None = None
        self._unread: dict[str, str] = {}

    def want(self) -> None:
        """Something may have been missed."""
        self._wanted = True
        self._world.wake()

    async def __call__(self) -> bool:
        """Read and note; False, as what is missed is never more than one round."""
        now = self._world.clock.now()
        if not self._wanted or now < self._not_before:
            return False
        self._wanted = False
        try:
            oldest = await self._oldest(now)
            await self._channels(oldest)
            await self._threads(oldest)
        except OutsideError:
            self._wanted, self._not_before = True, now + AGAIN
            raise
        self._done = now
        return False

    async def _oldest(self, now: datetime) -> datetime:
        async with self._world.store.read() as tx:
            begun = await tx.tasks.first_at() or self._started
        last = self._done - OVERLAP if self._done else begun
        return max(begun, last, now - self._world.policy.catch_up)

    async def _channels(self, oldest: datetime) -> None:
        for channel in await self._asked(self._history.channels):
            try:
                found = await self._posts(channel, oldest)
            except (PermanentError, RefusedError) as problem:
                self._not_read(channel, str(problem))
                continue
            self._unread.pop(channel, None)
            for message in self._since_joining(found):
                await self._note(channel, message)

    async def _posts(self, channel: str, oldest: datetime) -> list[Mapping[str, Any]]:
        """Newest first."""
        cursor, found = "", list[Mapping[str, Any]]()
        for _ in range(PAGES):
            page, cursor = await self._asked(self._history.messages, channel, _ts(oldest), cursor)
            found += page
            if not cursor:
                return found
        log.warning("more was posted than is read back; the older posts were not", channel=channel)
        return found

    def _not_read(self, channel: str, why: str) -> None:
        """Said once for each reason: every reconnect would say it again."""
        if self._unread.get(channel) != why:
            self._unread[channel] = why
            log.warning(
                "a channel cannot be read back; what was missed there stays unread", channel=channel, why=why
            )

    def _since_joining(self, newest_first: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        """Oldest first, from where Lookout came into the channel."""
        kept = []
        for message in newest_first:
            if message.get("subtype") == "channel_join" and message.get("user") == self._bot_user:
                break
            kept.append(message)
        return kept[::-1]

    async def _threads(self, oldest: datetime) -> None:
        async with self._world.store.read() as tx:
            threads = [(one.channel, one.thread_ts) for one in (await tx.incidents.open())[:THREADS]]
        for channel, thread_ts in threads:
            try:
                found = await self._asked(self._history.thread, channel, thread_ts, _ts(oldest))
            except TransientError:
                raise
            except OutsideError as problem:
                log.info("a thread could not be read back", channel=channel, why=str(problem))
                continue
            for message in found:
                edited = str((message.get("edited") or {}).get("ts", ""))
                if message.get("ts") != thread_ts or edited > _ts(oldest):
                    await self._note(channel, message)

    async def _note(self, channel: str, message: Mapping[str, Any]) -> None:
        """As the events of this message would have been."""
        if self._bot_user == message.get("user") or self._bot_id == message.get("bot_id", ""):
            return
        event = {"type": "message", **message, "channel": channel}
        if f"<@{self._bot_user}>" in str(message.get("text", "")) and not message.get("bot_id"):
            await note_mention(self._world, mention_of(event, self._bot_user))
        await receive(self._world, {}, event, self._bot_user)
        if message.get("edited"):
            edit = {"type": "message", "subtype": "message_changed", "channel": channel, "message": message}
            await receive(self._world, {}, edit, self._bot_user, reread=True)

    async def _asked(self, ask: Callable[..., Awaitable[T]], *which: str) -> T:
        """One call at Slack's pace; who is asked to wait waits."""
        for _ in range(TRIES):
            await self._world.clock.sleep(BETWEEN_CALLS)
            try:
                return await ask(*which)
            except TransientError as problem:
                if problem.retry_after is None:
                    raise
                await self._world.clock.sleep(problem.retry_after)
        return await ask(*which)


def _ts(at: datetime) -> str:
    return f"{at.timestamp():.6f}"
