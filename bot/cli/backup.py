"""`lookout backup` and `lookout restore`: the record as one file, and a record from it."""

import asyncio
from importlib.metadata import version
from pathlib import Path

from bot.adapters.clock import SystemClock
from bot.adapters.store.archive.folder import name_at
from bot.adapters.store.archive.restore import restore_backup
from bot.adapters.store.archive.write import write_backup
from bot.adapters.store.engine import place_of
from bot.adapters.store.migrate import revisions
from bot.adapters.store.store import SqlStore
from bot.cli.levers import record_of
from bot.cli.say import refuse, sentences
from bot.domain.backup import Backup, KeptBackup, Restored
from bot.domain.errors import OutsideError
from bot.settings.environment import read_environment
from bot.triage.backup import note_backup

VERSION = version("lookout")
URLS = ("sqlite:", "sqlite+", "postgres:", "postgresql:", "postgresql+")
WRITE_IT = "write it as sqlite:///folder/lookout.sqlite3 or postgresql://user@host/lookout"


def back_up(file: str) -> None:
    """Write a backup and say what is in it.

    Raises:
        typer.Exit: 2, there is no record, a file of that name, or no room.
    """
    with sentences():
        url = read_environment().database_url
    record_of(url)
    path = Path(file)
    if path.is_dir() or file.endswith("/"):  # a folder that is not there yet is made
        path /= name_at(SystemClock())
    with sentences():
        kept = asyncio.run(write_backup(url, path, SystemClock(), version=VERSION))
    print(f"backup: {kept.place} ({_size(kept.size)}, {kept.seconds:.1f} s)")
    print(_held(kept.backup))
    print(f"record: {place_of(url)}; its ledger's heads have the digest {kept.backup.heads}")
    print(
        "It holds what people and logs said, and no secret of the environment: keep it as safe as the record."
    )
    if kept.backup.schema_revision == revisions()[0]:
        asyncio.run(_note(url, kept))


def bring_back(file: str, into: str) -> None:
    """Make a record from a backup and say what it does not know.

    Raises:
        typer.Exit: 2, the file is no whole backup, or the database is not empty or does not answer.
    """
    if not into.startswith(URLS):
        raise refuse(f"--into names no database; {WRITE_IT}")
    with sentences():
        restored = asyncio.run(restore_backup(Path(file), into, SystemClock()))
        place = place_of(into)
    print(f"restored: {place} ({restored.seconds:.1f} s)")
    for line in _told(restored):
        print(line)


def _told(restored: Restored) -> list[str]:
    backup = restored.backup
    lines = [_held(backup), "compared: every table's rows and digest, and the heads of the ledger's chains"]
    if restored.schema_revision != backup.schema_revision:
        lines.append(f"schema: brought from {backup.schema_revision} to {restored.schema_revision}")
    if restored.faults:
        lines.append(
            f"ledger: not what was written in {restored.faults} places, before the backup; see `lookout ledger verify`"
        )
    lines += [
        f"lost: whatever came after {backup.taken_at:%Y-%m-%d %H:%M:%S} UTC",
        f"proposals: {restored.withdrawn} withdrawn, {restored.unknown} of unknown effect; none is sent again",
        "changes are stopped, as later stops and freezes are lost: look, then `lookout resume mitigation`",
        "next: set LOOKOUT_DATABASE_URL to it, start Lookout, and it tells the open incidents' threads",
    ]
    return lines


def _held(backup: Backup) -> str:
    filled = sum(1 for table in backup.tables if table.rows)
    newest = (
        f"the newest of {backup.newest_at:%Y-%m-%d %H:%M:%S} UTC"
        if backup.newest_at
        else "none of the ledger"
    )
    return (
        f"holds: {backup.rows} rows of {filled} tables in {backup.chains} chains, {newest}; "
        f"schema {backup.schema_revision}, version {backup.version}"
    )


def _size(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 1e5 else f"{size / 1e3:.1f} kB"  # noqa: PLR2004 # below it 0.1 MB


async def _note(url: str, kept: KeptBackup) -> None:
    """The row by which its age is told. The backup is whole without it."""
    try:
        store = await SqlStore.open(url, SystemClock())
        try:
            async with store.begin() as tx:
                await note_backup(tx, kept, source="shell")
        finally:
            await store.close()
    except OutsideError as problem:
        print(f"it is not noted in the record, so its age is not told there: {problem}")
