"""Golden: once a day the rules diagnose the golden incidents, whose answers are known, and drift is looked for.

What comes next, if a model is configured, is `rehearse`: the release in use on the same incidents.
"""

import asyncio

from bot.diagnosis import diagnose
from bot.domain.label import LabelledCase
from bot.reports.replays import replay_of
from bot.reports.score import Scored, scored
from bot.triage.ports.store import Task
from bot.triage.quality.record import record
from bot.triage.quality.rehearse import begin_rehearsal
from bot.triage.quality.watch import tell_drift
from bot.triage.world import World


async def replay_golden(world: World, task: Task) -> None:
    """Diagnose all, record what came of it, and tell what drifted.

    Raises:
        PermanentError: the golden incidents cannot be read.
    """
    cases = await asyncio.to_thread(world.golden)
    judged = [await asyncio.to_thread(_by_rules, world, case) for case in cases]
    async with world.last_step(task) as tx:
        if judged:
            await record(tx, replay_of(tx.now, f"rules {world.policy.version}", judged))
            await begin_rehearsal(world, tx, task.key.partition(":")[2])
        await tell_drift(world, tx)


def _by_rules(world: World, case: LabelledCase) -> Scored:
    """One case; beside the event loop, since fifteen of them take a while."""
    began = world.clock.elapsed()
    found = diagnose(case.snapshot, version=world.policy.version)
    return scored(case.name, case.label, found, seconds=world.clock.elapsed() - began)
