"""What the doctor asks of a SQLite file: it opens, fits this version, is sound and has room. It is never written.

Plain SQLite in a thread, since the store's own way in would make the file and migrate it.
"""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from time import monotonic
from urllib.parse import quote

from bot.adapters.store.judged import Pulled, schema, stops
from bot.domain.check import Check, fail, ok, unknown, warn

FULL, LOW = 100_000_000, 1_000_000_000
"""Bytes of free disk below which it fails, and below which it warns."""
STEPS = 10_000
"""SQLite's steps between two looks at the clock."""
WRITABLE = "give Lookout's user write access to the file and its folder"
NO_SUCH_PLACE = "name a file in a folder that Lookout's user may write in LOOKOUT_DATABASE_URL"
RECOVER = "stop Lookout, keep the file (`sqlite3 FILE .recover`), start with the last backup"

_DETAILS = "SELECT detail FROM ledger WHERE incident_id = '' AND act = ? ORDER BY seq DESC LIMIT 1000"


def database(path: Path, *, within: float) -> list[Check]:
    """A line for each question; the whole file is looked through for at most `within` seconds."""
    if not path.exists():
        return [_to_be_made(path), _disk(path)]
    writable = os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
    first = (
        ok("database", "it is there and may be written", str(path))
        if writable
        else fail("database", "it may not be written, so nothing can be recorded", WRITABLE, str(path))
    )
    return [first, *_inside(path, within), _disk(path)]


def _to_be_made(path: Path) -> Check:
    home = next(one for one in (path.absolute(), *path.absolute().parents) if one.exists())
    if home.is_dir() and os.access(home, os.W_OK):
        return ok("database", "not there yet: the first start makes it", str(path))
    said = f"not there, and it cannot be made in {home}, so Lookout will not start"
    return fail("database", said, NO_SUCH_PLACE, str(path))


def _inside(path: Path, within: float) -> list[Check]:
    try:
        with closing(_opened(path)) as connection:
            end = monotonic() + within
            connection.set_progress_handler(lambda: monotonic() > end, STEPS)
            return [_schema(connection), *_stops(connection), _sound(connection)]
    except sqlite3.OperationalError as problem:
        mend = "see whether a SQLite shell holds it, and run this again"
        return [unknown("database", f"it could not be read: {problem}", mend, str(path))]
    except sqlite3.DatabaseError as problem:
        said = f"it is damaged or no SQLite file ({problem}), so nothing can be recorded"
        return [fail("database", said, RECOVER, str(path))]


def details(path: Path, act: str) -> list[str] | None:
    """What the newest rows of an act hold that belong to no incident, None while that cannot be told."""
    if not path.is_file():
        return None
    try:
        with closing(_opened(path)) as connection:
            return [detail for (detail,) in connection.execute(_DETAILS, (act,))]
    except sqlite3.Error:
        return None  # the line on the database says what is wrong with it


def _opened(path: Path) -> sqlite3.Connection:
    """Open it so that not even the files beside it are made: without a log there is nobody to be in step with."""
    how = "mode=ro" if Path(f"{path}-wal").exists() else "mode=ro&immutable=1"
    return sqlite3.connect(f"file:{quote(str(path.absolute()))}?{how}", uri=True, timeout=1)


def _schema(connection: sqlite3.Connection) -> Check:
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    if "alembic_version" not in tables:
        return schema(None)
    (at,) = connection.execute("SELECT version_num FROM alembic_version").fetchone() or ("none",)
    return schema(at)


def _stops(connection: sqlite3.Connection) -> list[Check]:
    """The levers that are pulled."""
    try:
        pulled = connection.execute("SELECT scope, by, why FROM stop WHERE lifted_at IS NULL ORDER BY id")
    except sqlite3.OperationalError:
        return []
    return stops([Pulled(*row) for row in pulled])


def _sound(connection: sqlite3.Connection) -> Check:
    try:
        (said,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.OperationalError as problem:
        mend = "run `sqlite3 FILE 'PRAGMA quick_check'` when there is time"
        return unknown("integrity", f"the whole file could not be looked through: {problem}", mend)
    if said == "ok":
        return ok("integrity", "SQLite finds the file sound")
    return fail("integrity", f"the file is damaged: {said}", RECOVER)


def _disk(path: Path) -> Check:
    home = next(one for one in path.absolute().parents if one.exists())
    free = shutil.disk_usage(home).free
    said = f"{free / 1e9:.1f} GB are free"
    if free < FULL:
        return fail("disk", f"{said}: soon nothing can be recorded", "free some space", str(home))
    if free < LOW:
        return warn("disk", said, "free some space, or keep snapshots for fewer days", str(home))
    return ok("disk", said, str(home))
