"""The folder of regular backups: each a file named after its moment, the newest so many of them kept."""

import asyncio
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from bot.adapters.store.archive.write import write_backup
from bot.domain.backup import KeptBackup
from bot.triage.ports.clock import Clock

SUFFIX = ".jsonl.gz"
_NAMED = f"lookout-{'[0-9]' * 8}T{'[0-9]' * 6}Z{SUFFIX}"
"""What is named after its moment, and nothing else: a backup that a person named is theirs to take away."""
_ABANDONED = timedelta(days=1)
"""What a process that died left half written is taken away after that long; no backup takes a day."""


def name_at(clock: Clock) -> str:
    """`lookout-20261130T021400Z.jsonl.gz`: names are in the order of their times."""
    return f"lookout-{clock.now():%Y%m%dT%H%M%SZ}{SUFFIX}"


def newest(folder: Path) -> Path | None:
    """The last backup in a folder, None if it has none."""
    return max(folder.glob(_NAMED), default=None)


class BackupFolder:
    """Writes the record into the folder when it is called; without a folder it keeps nothing."""

    def __init__(self, url: str, folder: Path | None, keep: int, clock: Clock, version: str) -> None:
        self._url, self._folder, self._keep = url, folder, keep
        self._clock, self._version = clock, version

    async def __call__(self) -> KeptBackup | None:
        """A new backup, and those beyond the newest `keep` gone; None without a folder.

        Raises:
            TransientError: it could not be written.
        """
        if self._folder is None:
            return None
        path = self._folder / name_at(self._clock)
        kept = await write_backup(self._url, path, self._clock, version=self._version)
        await asyncio.to_thread(self._tidy, self._folder)
        return kept

    def _tidy(self, folder: Path) -> None:
        """Best effort: what cannot be taken away today is taken away after the next backup."""
        old = sorted(folder.glob(_NAMED))[: -self._keep]
        before = (self._clock.now() - _ABANDONED).timestamp()
        with suppress(OSError):
            half = [one for one in folder.glob(f".{_NAMED}.*.part") if one.stat().st_mtime < before]
            for path in (*old, *half):
                path.unlink(missing_ok=True)
