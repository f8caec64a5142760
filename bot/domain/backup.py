"""Backups: what one holds, what a restore brought back, and what a drill of both came to."""

from datetime import datetime

from pydantic import Field

from bot.domain.noun import Noun


class BackedUpTable(Noun):
    """A table of a backup: how many rows it has, and the SHA-256 (hex) over their lines."""

    name: str
    columns: tuple[str, ...]
    rows: int = Field(ge=0)
    sha256: str


class Backup(Noun):
    """A whole backup. `schema_revision` is that of the record, `engine` SQLAlchemy's name for what it was kept in.

    `taken_at` is the moment that it shows, `newest_at` the time of the newest row of the ledger, None if it has none.
    `heads` is the common digest of the heads of all `chains`, as `lookout ledger verify` prints it.
    """

    version: str
    engine: str
    schema_revision: str
    taken_at: datetime
    newest_at: datetime | None
    chains: int
    heads: str
    tables: tuple[BackedUpTable, ...]

    @property
    def rows(self) -> int:
        """Of all tables."""
        return sum(table.rows for table in self.tables)


class KeptBackup(Noun):
    """A backup as a file: where, how large (bytes), and how long it took (seconds)."""

    place: str
    size: int
    seconds: float
    backup: Backup


class Restored(Noun):
    """What a restore brought back; `withdrawn` and `unknown` are proposals that it ended.

    `faults` are places where the ledger was not what was written before the backup was taken.
    """

    backup: Backup
    seconds: float
    schema_revision: str
    faults: int = 0
    withdrawn: int = 0
    unknown: int = 0


class RestoreDrill(Noun):
    """A backup that was restored into a scratch database and compared. Sizes in bytes, times in seconds."""

    at: datetime
    place: str
    taken_at: datetime
    newest_at: datetime | None
    rows: int
    chains: int
    size: int
    backed_up: float
    restored: float
    faults: int = 0

    @property
    def whole(self) -> bool:
        """Whether every chain of the ledger is what was written."""
        return not self.faults
