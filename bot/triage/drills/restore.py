"""Restore: the record is backed up, restored into a place of its own, and what came back is held against what was."""

from bot.domain.drill import Drilled, DrillName
from bot.triage.drills.made import DrillError, NotNowError
from bot.triage.world import World

NO_BACKUP = "no record that can be backed up is open here"


async def drill_restore(world: World) -> Drilled:
    """Back up, restore, compare counts, digests and chains.

    Raises:
        DrillError: the ledger did not come back as it was written.
        OutsideError: the backup could not be made, or does not come back.
    """
    if world.restore is None:
        raise NotNowError(NO_BACKUP)
    came = await world.restore()
    said = (
        f"{came.rows} rows in {came.chains} chains ({came.size / 1e6:.1f} MB), "
        f"{came.backed_up:.1f} s for the backup and {came.restored:.1f} s for the restore"
    )
    if not came.whole:
        raise DrillError(f"{came.faults} places of the ledger are not what was written ({said})")
    return Drilled(
        name=DrillName.RESTORE, at=world.clock.now(), passed=True, said=said, seconds=came.restored
    )
