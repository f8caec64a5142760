"""Backup: the record as a file outside the database, every so many hours, by whichever process took the task.

What was kept is a row, so that its age can be told by anybody. Trying again costs nothing, so a full disk or a server
that does not answer has two hours to be mended before the period's backup is given up.
"""

from datetime import timedelta

import structlog

from bot.domain.backup import KeptBackup
from bot.domain.errors import TransientError
from bot.domain.ledger import Act, LedgerEntry
from bot.domain.noun import read_noun
from bot.triage.ports.store import Task, Transaction
from bot.triage.world import World

log = structlog.get_logger()

AGAIN = timedelta(minutes=10)
TRIES = 12


async def back_up(world: World, task: Task) -> None:
    """Keep a backup where the configuration says; nothing if it says nothing any more.

    Raises:
        PermanentError: there is no record to back up.
        TransientError: it could not be kept, for two hours.
    """
    try:
        kept = await world.keep_backup()
    except TransientError as problem:
        if task.attempts >= TRIES:
            raise
        log.warning("the record could not be backed up", why=str(problem), attempt=task.attempts)
        async with world.step() as tx:
            await tx.tasks.postpone(task, world.worker, tx.now + AGAIN, str(problem))
        return
    async with world.last_step(task) as tx:
        if kept is not None:
            await note_backup(tx, kept, source="schedule")
    if kept is not None:
        log.info("backup", place=kept.place, bytes=kept.size, seconds=kept.seconds, rows=kept.backup.rows)


async def note_backup(tx: Transaction, kept: KeptBackup, *, source: str) -> None:
    """The row that says which backup was made."""
    detail = {"result": kept.model_dump(mode="json")}
    await tx.ledger.append(
        LedgerEntry(incident_id="", at=tx.now, act=Act.BACKED_UP, source=source, detail=detail)
    )


async def last_backup(tx: Transaction) -> KeptBackup | None:
    """The newest backup that was made of this record, None if there is none."""
    rows = (
        read_noun(KeptBackup, row.detail.get("result")) for row in await tx.ledger.latest(Act.BACKED_UP, 9)
    )
    return next((one for one in rows if one is not None), None)
