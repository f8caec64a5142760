"""Deliver: brings Slack to what the outbox says, message by message, and never sends one twice.

A letter is claimed by a row before it is sent. When a claim lapsed on the way (a crash, a lost answer), the thread is
searched for the letter's id first, and only if it is not there is it sent again. What is sent leaves soon after the
claim and the stop were last looked at, or not at all: a process that stood still meanwhile may not own it any more.

A message or thread that is gone silences nobody: the message is posted anew, and when the thread is gone the status
message becomes the first one of a new thread. What Slack refuses waits until somebody has mended it.
"""

import hashlib
from datetime import timedelta

import structlog

from bot.domain.errors import OutsideError, PermanentError, RefusedError, TransientError
from bot.domain.ledger import Act, LedgerEntry
from bot.domain.stop import POSTING, Switch
from bot.render.elsewhere import instead_of
from bot.render.fallback import FALLBACK_UNKEPT
from bot.triage.about import about
from bot.triage.pace import UNORDERED as ESCALATES
from bot.triage.ports.slack import Letter
from bot.triage.ports.store import Transaction
from bot.triage.posted import note_post
from bot.triage.world import LostLeaseError, World

log = structlog.get_logger()

LONGEST_WAIT = 60.0
"""An hour of Retry-After would be an hour of silence; asking again in a minute costs one call."""
BACKOFF = (1.0, 2.0, 5.0, 15.0, 30.0)
WHILE_REFUSED = (30.0, 60.0, 120.0, 300.0)
TRIES = 5
OURS = "fault of Lookout"
"""In place of Slack's word for why a letter was given up: it could not be made."""
UNKEPT_EVERY = timedelta(minutes=1)
BEHIND_STATUS = timedelta(seconds=1)
SEND_WINDOW = timedelta(seconds=3)
"""How old the last look at the claim and the stop may be at the first byte; half a lease, where that is shorter."""
WHILE_STOPPED = timedelta(seconds=5)
CANNOT_EDIT = frozenset({"message_not_found", "cant_update_message", "edit_window_closed"})
NO_THREAD = frozenset({"thread_not_found", "message_not_found"})
"""Slack's words for an edit that will never be taken, and for a thread (or its first message) that is gone."""


class Deliverer:
    """A round of delivery: as `deliver_next`, but where nothing was due the last time it only looks (`Worker`)."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._busy = False

    async def __call__(self) -> bool:
        """Send the next letter; False if none was due."""
        if not self._busy and not await self._is_due():
            return False
        self._busy = await deliver_next(self._world)
        return self._busy

    async def _is_due(self) -> bool:
        async with self._world.store.read() as tx:
            return await tx.outbox.is_due(self._world.pace.terms(tx.now, self._world.policy.edit_gap))


async def deliver_next(world: World) -> bool:
    """Send the next letter that Slack does not show yet; False if there is none that is due."""
    async with world.store.begin() as tx:
        looked = world.clock.elapsed()
        terms = world.pace.terms(tx.now, world.policy.edit_gap)
        letter = await tx.outbox.claim(world.worker, world.policy.lease, terms)
        if letter is None:
            return False
        stop = (await world.switch(tx)).halts(POSTING)
        if stop is not None:
            await tx.outbox.defer(letter, world.worker, tx.now + WHILE_STOPPED, f"{stop.scope} is stopped")
            world.glance.silenced_at = tx.now
            return False
        world.pace.take(letter, tx.now)
    with about(letter.incident_id):
        try:
            letter, looked = await _found(world, letter, looked)
            ts = await _send(world, letter, looked)
        except LostLeaseError:
            log.warning("a message is another process's by now; nothing was sent", key=letter.key)
        except TransientError as problem:
            await _defer(world, letter, problem)
        except RefusedError as problem:
            await _wait_for_mending(world, letter, problem)
        except PermanentError as problem:
            await _go_round(world, letter, problem)
        except Exception as problem:
            log.exception("a message could not be made", key=letter.key)
            await _defer_or_fail(world, letter, f"{type(problem).__name__}: {problem}")
        else:
            await _delivered(world, letter, ts)
    return True


async def say_unkept(world: World, channel: str, thread_ts: str) -> None:
    """The constant in place of silence, for what came in while the record cannot be written.

    At most once a thread and minute, and best effort: no row holds it. Of the stops those count that can be read.
    """
    if not world.pace.first_in(("unkept", channel, thread_ts), world.clock.now(), UNKEPT_EVERY):
        return
    minute = int(world.clock.now().timestamp() // UNKEPT_EVERY.total_seconds())
    mark = hashlib.sha256(f"{channel}:{thread_ts}:{minute}".encode()).hexdigest()[:16]
    letter = Letter(
        id=f"unkept-{mark}",
        key=f"unkept:{channel}:{thread_ts}",
        incident_id="",
        channel=channel,
        thread_ts=thread_ts,
        content=FALLBACK_UNKEPT,
    )
    try:
        if not await _is_silenced(world) and not await _said_lately(world, letter):
            await world.messenger.post(letter)
    except OutsideError as problem:
        log.warning("not even the constant could be said", channel=channel, why=str(problem))


async def _said_lately(world: World, letter: Letter) -> bool:
    """Whether another process has said it in this minute: Slack delivers to any of them what one could not keep."""
    return bool(await world.messenger.find(letter))


async def _is_silenced(world: World) -> bool:
    try:
        async with world.store.read() as tx:
            return (await world.switch(tx)).halts(POSTING) is not None
    except OutsideError:
        pulled = world.lever()
        switch = Switch(stops=(pulled,) if pulled else (), read_at=world.clock.now())
        return switch.halts(POSTING) is not None


async def _found(world: World, letter: Letter, looked: float) -> tuple[Letter, float]:
    """The letter with its `ts`, if an earlier try may have left it in Slack, and when its claim was looked at last.

    A search takes its time, so the claim and the stop are looked at again after it.
    """
    if letter.ts or letter.attempts <= 1:
        return letter, looked
    found = letter.model_copy(update={"ts": await world.messenger.find(letter)})
    looked = world.clock.elapsed()
    async with world.store.read() as tx:
        if not await tx.outbox.holds(letter, world.worker):
            raise LostLeaseError(letter.key)
        stop = (await world.switch(tx)).halts(POSTING)
    if stop is not None:
        raise TransientError(f"{stop.scope} is stopped")
    return found, looked


async def _send(world: World, letter: Letter, looked: float) -> str:
    window = min(SEND_WINDOW, world.policy.lease / 2)
    letter = letter.model_copy(update={"before": looked + window.total_seconds()})
    if not letter.ts:
        return await world.messenger.post(letter)
    await world.messenger.update(letter)
    return letter.ts


async def _delivered(world: World, letter: Letter, ts: str) -> None:
    """Note where it stands. A copy of what another process posted meanwhile is taken back, unless that is stopped."""
    async with world.store.begin() as tx:
        known = await tx.outbox.posted(letter.key)
        if await tx.outbox.delivered(letter, world.worker, ts):
            await _follow(tx, letter, ts)
            if known is None or not known.sent:  # else whoever took it over has found it and noted it
                await note_post(world, tx, letter)
            return
        stop = (await world.switch(tx)).halts(POSTING)
    log.error("a message was posted twice", key=letter.key, channel=letter.channel, copy=ts)
    if stop is not None:
        return
    try:
        await world.messenger.remove(letter.channel, ts)
    except OutsideError as problem:
        log.warning("the copy could not be taken back", key=letter.key, why=str(problem))


async def _follow(tx: Transaction, letter: Letter, ts: str) -> None:
    """A status message that stands in the channel itself is where its incident's thread is from now on."""
    if letter.thread_ts or letter.key != _status_key(letter.incident_id):
        return
    incident = await tx.incidents.get(letter.incident_id)
    if incident.thread_ts != ts:
        await tx.incidents.save(incident.model_copy(update={"thread_ts": ts}))
        await tx.outbox.retarget(incident.id, letter.channel, ts)


async def _go_round(world: World, letter: Letter, problem: PermanentError) -> None:
    """Another way for a letter whose message or thread is gone; any other is given up."""
    told = {"key": letter.key, "channel": letter.channel, "why": str(problem)}
    async with world.step() as tx:
        if letter.ts and problem.code in CANNOT_EDIT:
            log.warning("a message cannot be edited; it is posted anew", **told)
            await tx.outbox.repost(letter, world.worker)
        elif not letter.ts and letter.thread_ts and problem.code in NO_THREAD:
            log.warning("a thread is gone; its incident moves to the channel", **told)
            await _leave_thread(world, tx, letter, str(problem))
        else:
            if await tx.outbox.fail(letter, world.worker, str(problem)):
                log.error("Slack refuses this for good; what was to be said there is in the record", **told)
            await _record_refusal(world, tx, letter, problem)


async def _record_refusal(world: World, tx: Transaction, letter: Letter, problem: PermanentError) -> None:
    """What nobody will read there is in the record, and an escalation goes where it can be read."""
    elsewhere = await _go_elsewhere(world, tx, letter) if letter.incident_id else ""
    detail = {
        "key": letter.key,
        "channel": letter.channel,
        "why": str(problem),
        "code": problem.code,
        "elsewhere": elsewhere,
    }
    entry = LedgerEntry(incident_id=letter.incident_id, at=tx.now, act=Act.UNDELIVERED, detail=detail)
    await tx.ledger.append(entry)


async def _go_elsewhere(world: World, tx: Transaction, letter: Letter) -> str:
    """Put what asks for an owner or a look into the channel that is there for it; that channel, "" if none is."""
    way = world.policy.escalation_channel
    if not letter.key.startswith(ESCALATES) or way in ("", letter.channel):
        return ""
    content = instead_of(letter.channel, letter.content)
    key = f"{letter.key}:elsewhere"
    await tx.outbox.put(key, content, incident_id=letter.incident_id, channel=way)
    return way


async def _leave_thread(world: World, tx: Transaction, letter: Letter, why: str) -> None:
    """Into the thread that the incident has now; if it has no other, behind its status message in the channel."""
    status = _status_key(letter.incident_id)
    incident = await tx.incidents.get(letter.incident_id) if letter.incident_id else None
    if incident is not None and incident.thread_ts != letter.thread_ts:
        await tx.outbox.repost(letter, world.worker, thread_ts=incident.thread_ts)
    elif incident is None or not await tx.outbox.surface(status):
        await tx.outbox.repost(letter, world.worker, thread_ts="")
    elif letter.key != status:
        await tx.outbox.defer(letter, world.worker, tx.now + BEHIND_STATUS, why)


def _status_key(incident_id: str) -> str:
    return f"status:{incident_id}"


async def _defer_or_fail(world: World, letter: Letter, why: str) -> None:
    """A fault of our own: tried a few times, then given up, so that it cannot block the messages after it for ever."""
    if letter.attempts < TRIES:
        await _defer(world, letter, TransientError(why))
        return
    async with world.store.begin() as tx:
        await tx.outbox.fail(letter, world.worker, why)
        detail = {"key": letter.key, "channel": letter.channel, "why": why, "code": OURS}
        entry = LedgerEntry(incident_id=letter.incident_id, at=tx.now, act=Act.UNDELIVERED, detail=detail)
        await tx.ledger.append(entry)


async def _wait_for_mending(world: World, letter: Letter, problem: RefusedError) -> None:
    """A token, a scope or a membership: nothing is given up until somebody has mended it, and that is said once."""
    wait = WHILE_REFUSED[min(letter.attempts, len(WHILE_REFUSED)) - 1]
    async with world.store.begin() as tx:
        due = tx.now + timedelta(seconds=wait)
        first = await tx.outbox.defer(letter, world.worker, due, str(problem))
        await _go_elsewhere(world, tx, letter)
    if first:
        log.error("Slack refuses; messages wait", channel=letter.channel, key=letter.key, why=str(problem))


async def _defer(world: World, letter: Letter, problem: TransientError) -> None:
    told = problem.retry_after or BACKOFF[min(letter.attempts, len(BACKOFF)) - 1]
    wait = min(told, LONGEST_WAIT)
    log.info("a message is deferred", key=letter.key, seconds=wait, why=str(problem))
    async with world.store.begin() as tx:
        until = tx.now + timedelta(seconds=wait)
        if problem.retry_after is not None:
            world.pace.wait(letter, until)
        # Who is asked to wait was not heard: such a try left nothing to look for.
        tried = problem.retry_after is None
        await tx.outbox.defer(letter, world.worker, until, str(problem), tried=tried)
