"""Inbox: what came in is a row before anything is done with it, and a second delivery of it is no second row.

The listeners call these and only then let Slack have its acknowledgement, so a crash can lose nothing: either the row
is there, or Slack delivers again. Secrets that somebody pasted or an alert carries are gone before the row is written.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial
from typing import Any

import structlog
from pydantic import Field

from bot.domain.alert import Alert
from bot.domain.errors import OutsideError
from bot.domain.noun import Noun
from bot.domain.people import Person
from bot.domain.target import Target
from bot.redaction import redact_value
from bot.triage.deliver import say_unkept
from bot.triage.world import World

log = structlog.get_logger()


class AlertPost(Noun):
    """An alert message: where it stands and what it says. `edited` marks an update of an earlier post.

    A `reply` stands in a thread, whose head is `ts`; it tells news of the incident there and opens none. A post may
    hold `several` alerts: each is an AlertPost of its own, numbered from 0 by `part`.
    An edit that was `reread` from the channel does not say what it changed, so it opens nothing where an incident was.
    """

    channel: str
    ts: str
    alert: Alert
    edited: bool = False
    reply: bool = False
    several: bool = False
    part: int = 0
    reread: bool = False


class Mention(Noun):
    """Somebody named Lookout, or asked for a triage of a message by the `shortcut` (`alert`: what it reads as)."""

    channel: str
    ts: str
    thread_ts: str = ""
    user_id: str
    team_id: str = ""
    text: str = ""
    alert: Alert | None = None
    shortcut: bool = False


class Search(Mention):
    """A mention of a place that only the cluster can know."""

    wanted: Target


class Remark(Noun):
    """A human's words in a thread. They change nothing; "on it" is answered with a hint."""

    channel: str
    ts: str
    thread_ts: str
    user_id: str
    text: str


class Word(Noun):
    """That the owner wrote in the incident's thread; what they wrote is nobody's business here."""

    incident_id: str
    user_id: str


class Click(Noun):
    """A button pressed, a menu chosen or a modal sent by a human, with what the button carried.

    `fields` holds what was typed or chosen ("reason", "cause", "user", "service"). No part of what was kept are
    `chosen`, the person who was chosen, as looked up when the click is answered, and `kept_at`, when it was kept.
    """

    user_id: str
    team_id: str
    channel: str
    message_ts: str
    action: str
    deployment: str
    incident_id: str
    proposal_id: str = ""
    digest: str = ""
    fields: dict[str, str] = Field(default_factory=dict)
    chosen: Person | None = None
    kept_at: datetime | None = Field(default=None, exclude=True)

    def waited(self, now: datetime) -> float:
        """Seconds from when it was kept."""
        return (now - self.kept_at).total_seconds() if self.kept_at else 0.0


async def note_alert(world: World, post: AlertPost, event_id: str) -> bool:
    """Keep an alert post; False if it is known (redelivered, or delivered as another event of the same message)."""
    part = f":{post.part}" if post.part else ""
    kept = post.model_dump(mode="json")
    if post.edited or post.reply:
        return await _note(world, "alert", f"alert:{event_id}{part}", kept)
    async with _heard(world, post.channel, post.ts):
        return await _note(world, "alert", f"alert:{post.channel}:{post.ts}{part}", kept)


async def note_mention(world: World, mention: Mention, key: str = "") -> bool:
    """Keep a mention; False if it is known: one mention comes as two events, a shortcut's press has a `key`."""
    named = f"mention:{mention.channel}:{key or mention.ts}"
    async with _heard(world, mention.channel, mention.thread_ts or mention.ts):
        return await _note(world, "mention", named, mention.model_dump(mode="json"))


async def note_remark(world: World, remark: Remark) -> bool:
    """Keep a remark that may need the hint; False if it is known."""
    return await _note(
        world, "remark", f"remark:{remark.channel}:{remark.ts}", remark.model_dump(mode="json")
    )


async def note_word(world: World, channel: str, ts: str, thread_ts: str, user_id: str) -> bool:
    """Keep that the owner of the thread's incident wrote there; False if it is known, or somebody else wrote."""
    async with world.store.read() as tx:
        incident = await tx.incidents.at_message(channel, thread_ts)
    if incident is None or not incident.is_open or incident.owner is None:
        return False
    if incident.owner.user_id != user_id:
        return False
    word = Word(incident_id=incident.id, user_id=user_id)
    return await _note(world, "word", f"word:{channel}:{ts}", word.model_dump(mode="json"))


async def note_click(world: World, click: Click, key: str) -> bool:
    """Keep a click under a key that is equal for redeliveries; False if it is known."""
    return await _note(world, "click", f"click:{key}", click.model_dump(mode="json"))


@asynccontextmanager
async def _heard(world: World, channel: str, thread_ts: str) -> AsyncIterator[None]:
    """What cannot be kept is not met by silence: a constant says so, and the error goes on, so nothing is acked."""
    try:
        yield
    except OutsideError as problem:
        log.warning("what came in could not be recorded; Slack delivers it again", why=str(problem))
        await say_unkept(world, channel, thread_ts)
        raise


async def _note(world: World, kind: str, key: str, payload: dict[str, Any]) -> bool:
    urgent = partial(world.step, urgent=True)
    return await world.line.keep(urgent, kind, key, redact_value(payload, world.key))
