"""The drill of both: back the record up, restore it into a scratch database, compare, and throw it away.

What it proves is that the file which would be used on a bad day is whole and can be made a record of again.
"""

import asyncio
import tempfile
from pathlib import Path

from bot.adapters.store.archive.file import check
from bot.adapters.store.archive.restore import restore_backup
from bot.adapters.store.archive.write import write_backup
from bot.domain.backup import KeptBackup, RestoreDrill
from bot.triage.ports.clock import Clock


async def restore_drill(
    url: str, clock: Clock, *, version: str, file: Path | None = None, scratch: str = ""
) -> RestoreDrill:
    """Restore `file`, a new backup of the record at `url` if there is none, into `scratch` and compare.

    `scratch` is the URL of an empty database; by default a SQLite file that is gone afterwards, whichever engine the
    record is kept in. The record itself is only read.

    Raises:
        OutsideError: the backup could not be made, is damaged, or does not come back; the sentence says which.
    """
    at = clock.now()
    with tempfile.TemporaryDirectory(prefix="lookout-restore-") as folder:
        begun = clock.elapsed()
        if file is None:
            kept = await write_backup(url, Path(folder) / "drill.jsonl.gz", clock, version=version)
        else:
            kept = await asyncio.to_thread(_kept, file)
        backed_up = clock.elapsed() - begun if file is None else 0.0
        place = scratch or f"sqlite:///{Path(folder) / 'scratch.sqlite3'}"
        restored = await restore_backup(Path(kept.place), place, clock)
    return RestoreDrill(
        at=at,
        place=kept.place if file is not None else "",
        taken_at=kept.backup.taken_at,
        newest_at=kept.backup.newest_at,
        rows=kept.backup.rows,
        chains=kept.backup.chains,
        size=kept.size,
        backed_up=backed_up,
        restored=restored.seconds,
        faults=restored.faults,
    )


def _kept(file: Path) -> KeptBackup:
    return KeptBackup(place=str(file), size=file.stat().st_size, seconds=0.0, backup=check(file))
