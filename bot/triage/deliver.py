"""Deliver: brings Slack to what the outbox says, message by message, and never sends one twice.

A letter is claimed by a row before it is sent. When a claim lapsed on the way (a crash, a lost answer), the thread is
searched for the letter's id first, and only if it is not there is it sent again.
"""

from datetime import timedelta

import structlog

from bot.domain.errors import PermanentError, RefusedError, TransientError
from bot.domain.stop import POSTING
from bot.triage.ports.slack import Letter
from bot.triage.world import World

log = structlog.get_logger()

BACKOFF = (1.0, 2.0, 5.0, 15.0, 30.0)
TRIES = 5
WHILE_STOPPED = timedelta(seconds=5)


async def deliver_next(world: World) -> bool:
    """Send the next letter that Slack does not show yet; False if there is none that is due."""
    async with world.store.begin() as tx:
        letter = await tx.outbox.claim(world.worker, world.policy.lease, edit_gap=world.policy.edit_gap)
        if letter is None:
            return False
        stop = (await world.switch(tx)).halts(POSTING)
        if stop is not None:
            await tx.outbox.defer(letter, world.worker, tx.now + WHILE_STOPPED, f"{stop.scope} is stopped")
            return False
    try:
        ts = await _send(world, letter)
    except TransientError as problem:
        await _defer(world, letter, problem)
    except (PermanentError, RefusedError) as problem:
        log.warning(
            "a message could not be delivered", key=letter.key, channel=letter.channel, why=str(problem)
        )
        async with world.store.begin() as tx:
            await tx.outbox.fail(letter, world.worker, str(problem))
    except Exception as problem:
        log.exception("a message could not be made", key=letter.key)
        await _defer_or_fail(world, letter, f"{type(problem).__name__}: {problem}")
    else:
        async with world.store.begin() as tx:
            await tx.outbox.delivered(letter, world.worker, ts)
    return True


async def _send(world: World, letter: Letter) -> str:
    ts = letter.ts
    if not ts and letter.attempts > 1:
        ts = await world.messenger.find(letter)
    if not ts:
        return await world.messenger.post(letter)
    await world.messenger.update(letter.model_copy(update={"ts": ts}))
    return ts


async def _defer_or_fail(world: World, letter: Letter, why: str) -> None:
    """A fault of our own: tried a few times, then given up, so that it cannot block the messages after it for ever."""
    if letter.attempts < TRIES:
        await _defer(world, letter, TransientError(why))
        return
    async with world.store.begin() as tx:
        await tx.outbox.fail(letter, world.worker, why)


async def _defer(world: World, letter: Letter, problem: TransientError) -> None:
    wait = problem.retry_after or BACKOFF[min(letter.attempts, len(BACKOFF)) - 1]
    log.info("a message is deferred", key=letter.key, seconds=wait, why=str(problem))
    async with world.store.begin() as tx:
        await tx.outbox.defer(letter, world.worker, tx.now + timedelta(seconds=wait), str(problem))
