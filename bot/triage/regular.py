"""Regular work: what is due once in a period becomes a task whose key names the period, so that one process does it.

The key is kept when the task is done, so a restart or a second replica adds nothing.
"""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

from bot.triage.policy import Policy
from bot.triage.world import World

EVERY: Mapping[str, timedelta] = MappingProxyType(
    {
        "heads": timedelta(days=1),
        "preflight": timedelta(days=1),
        "rota": timedelta(hours=1),
        "golden": timedelta(days=1),
        "quality": timedelta(weeks=1),
        "retain": timedelta(hours=6),
    }
)
"""How often each kind of task is due; a day begins at 00:00 UTC, a week on Monday."""
BACKUP = "backup"
MONDAY = timedelta(days=3)
"""1970 began on a Thursday."""


def every_of(policy: Policy) -> Mapping[str, timedelta]:
    """How often each kind is due, with what the configuration asks for."""
    return EVERY if policy.backup_every is None else {**EVERY, BACKUP: policy.backup_every}


class Regular:
    """A round: adds the tasks of a period that began; True if it added one."""

    def __init__(self, world: World, every: Mapping[str, timedelta] = EVERY) -> None:
        self._world = world
        self._every = every
        self._added: dict[str, str] = {}

    async def __call__(self) -> bool:
        """Look at the clock, and at the record only when a period began that this process has not seen."""
        keys = {kind: self._key(kind) for kind in self._every}
        new = {kind: key for kind, key in keys.items() if self._added.get(kind) != key}
        if not new:
            return False
        async with self._world.step() as tx:
            added = [await tx.tasks.add(kind, key) for kind, key in new.items()]
        self._added |= new
        return any(added)

    def _key(self, kind: str) -> str:
        since_monday = self._world.clock.now().timestamp() + MONDAY.total_seconds()
        turn = int(since_monday // self._every[kind].total_seconds())
        return f"{kind}:{turn}"
