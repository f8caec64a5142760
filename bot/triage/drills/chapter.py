"""The chapter of a drill: made each week, or when a shell asks; what came of it is a row, also that it failed.

What could not be made (everything is stopped, nothing to try it on) is no failure: its age tells.
"""

from datetime import timedelta

import structlog

from bot.domain.drill import Drilled, DrillName
from bot.domain.errors import OutsideError
from bot.triage.drills.made import LONGEST, NotNowError, failed, note, note_drilled
from bot.triage.ports.store import Task
from bot.triage.world import World

log = structlog.get_logger()

FIRST = timedelta(minutes=10)
APART = timedelta(minutes=5)
"""How long after the first look of a week its first drill is due, and the next one after it."""
UNKNOWN = "this version of Lookout cannot make this drill here"
FAULTY = "it did not come to its end, which is a fault of Lookout ({})"


async def make_drill(world: World, task: Task) -> None:
    """Make one, and write down what came of it."""
    name, asked = DrillName(task.payload["name"]), str(task.payload.get("asked", ""))
    try:
        drilled = await world.drills.get(name, _unknown)(world)
    except NotNowError as problem:
        log.warning("a drill could not be made", drill=name.value, why=str(problem))
        async with world.last_step(task) as tx:
            if asked:
                await note(tx, asked=asked, name=name.value, not_now=str(problem)[:LONGEST])
        return
    except OutsideError as problem:
        drilled = failed(name, world.clock.now(), problem)
    except Exception as problem:
        log.exception("a drill failed", drill=name.value)
        drilled = failed(name, world.clock.now(), OutsideError(FAULTY.format(type(problem).__name__)))
    told = log.info if drilled.passed else log.error
    told("drill", drill=name.value, passed=drilled.passed, said=drilled.said, seconds=drilled.seconds)
    async with world.last_step(task) as tx:
        await note_drilled(tx, drilled.model_copy(update={"asked": asked}))


async def _unknown(_world: World) -> Drilled:
    raise NotNowError(UNKNOWN)


class Weekly:
    """A round: puts the week's drills on the list, once a week over all processes, one after another."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._week = ""

    async def __call__(self) -> bool:
        """Add them if this process has not yet seen this week."""
        year, week, _ = self._world.clock.now().isocalendar()
        named = f"{year}-W{week:02}"
        if named != self._week:
            async with self._world.step() as tx:
                for place, name in enumerate(self._world.policy.weekly_drills):
                    due = tx.now + FIRST + APART * place
                    await tx.tasks.add("drill", f"drill:{name}:{named}", {"name": name.value}, due_at=due)
            self._week = named
        return False
