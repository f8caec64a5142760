"""The chapter of a preflight: on each day, when a shift begins, at the start and when somebody asks.

Everything is asked outside of a transaction; the last one keeps the answers, a row of the record, and, where no two of
those on call could turn the two keys, a word to those who answer for Lookout.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog

from bot.domain.ledger import Act, LedgerEntry
from bot.domain.preflight import Can, Pair, Sheet
from bot.domain.rota import Duty
from bot.render.rota import no_pair_message
from bot.triage.oncall.duty import to_tell
from bot.triage.ports.store import Task, Transaction
from bot.triage.preflight.pair import key_of, pair_on_call
from bot.triage.preflight.plan import plan
from bot.triage.preflight.rotas import duties_now, keep
from bot.triage.preflight.survey import Found, remembering, survey
from bot.triage.world import World

log = structlog.get_logger()

AFTER_START = timedelta(seconds=20)
FRESH = timedelta(seconds=30)


async def make_preflight(world: World, task: Task) -> None:
    """Read the rotas, ask everything, keep what came; only the task ends where no rota and no person is configured."""
    policy, tools = world.policy, world.instruments
    if not tools.rotas and not policy.cluster_users:
        async with world.last_step(task):
            return
    async with world.store.read() as tx:
        earlier, sheets = await tx.preflights.duties(), await tx.preflights.sheets()
        stopped = (await world.switch(tx)).halts()
    if stopped is not None:
        log.info("no preflight is made while everything is stopped")
        async with world.last_step(task):
            return
    duties = await duties_now(world, earlier)
    found = await _asked(world, duties) if _is_old(sheets, world.clock.now()) else None
    pair = await pair_on_call(world.directory, duties, world.clock.now())
    async with world.last_step(task) as tx:
        await keep(tx, duties)
        if found is not None:
            await tx.preflights.put(remembering(found.sheets, sheets), found.links)
            await _record(tx, found, pair)
        if pair is not None and pair.can is Can.NO:
            await _tell(world, tx, pair)
    if pair is not None and pair.can is not Can.YES:
        said = (
            "no change can be approved and confirmed by those on call"
            if pair.can is Can.NO
            else ("it is unknown whether two of those on call could approve and confirm a change")
        )
        log.warning(said, why=pair.why, people=list(pair.people))


async def at_start(world: World) -> None:
    """Queue a preflight; several processes that start within one minute share it, and the day's own goes before."""
    async with world.step() as tx:
        await tx.tasks.add(
            "preflight", f"preflight:start:{tx.now:%Y-%m-%dT%H:%M}", due_at=tx.now + AFTER_START
        )


async def _asked(world: World, duties: Sequence[Duty]) -> Found:
    policy = world.policy
    wanted = plan(world.runbooks, policy.services, policy.cluster_users, duties)
    seconds = policy.preflight_time.total_seconds()
    return await survey(world.instruments, wanted, world.clock, within=seconds)


def _is_old(sheets: Sequence[Sheet], now: datetime) -> bool:
    """Several reasons for a preflight may fall together; the answers of one will do for all."""
    return all(now - sheet.at > FRESH for sheet in sheets)


async def _record(tx: Transaction, found: Found, pair: Pair | None) -> None:
    rights = Counter(answer.can for sheet in found.sheets for answer in sheet.answers)
    links = Counter(link.can for link in found.links)
    detail = {
        "rights": {one.value: rights[one] for one in Can},
        "links": {one.value: links[one] for one in Can},
        "pair": pair.can.value if pair is not None else "",
    }
    await tx.ledger.append(LedgerEntry(incident_id="", at=tx.now, act=Act.PREFLIGHT, detail=detail))
    log.info("preflight", **detail)


async def _tell(world: World, tx: Transaction, pair: Pair) -> None:
    for user in await to_tell(world, tx):
        key = f"pair:{user}:{key_of(pair, tx.now)}"
        await tx.outbox.put(key, no_pair_message(pair, now=tx.now), incident_id="", channel=user)
