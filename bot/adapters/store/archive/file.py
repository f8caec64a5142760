"""A backup's file: written whole or not at all, for its owner's eyes only, checked before anything of it is used."""

import base64
import errno
import gzip
import hashlib
import json
import os
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

from pydantic import ValidationError

from bot.domain.backup import BackedUpTable, Backup
from bot.domain.errors import PermanentError, TransientError

FORMAT = 1
MARK = "lookout_backup"
_TABLE, _END, _BYTES = "table", "end", "base64"
_GZIP = 31
"""zlib's number for a gzip header around a window of 32 kB."""
_LEVEL = 3
"""Blobs are compressed already, and text takes little: more costs time for nothing."""

NOT_ONE = "{path} is no backup of Lookout; name a file that `lookout backup` wrote"
NEWER = "{path} is of a format that this Lookout does not know ({found}): use the version that wrote it"
CUT = "{path} is not whole: it ends in the middle, so nothing was restored; take an earlier backup"
ROTTEN = "{path} is damaged: it cannot be unpacked, so nothing was restored; take an earlier backup"
CHANGED = (
    "{path} is damaged: the table {table} is not what was written, so nothing was restored; "
    "take an earlier backup"
)
THERE = "{path} is there already, and a backup overwrites nothing: name another file"


class Writing:
    """The lines of a backup on their way into a file; `finish` writes the last one."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._packing = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)
        self._tables: list[BackedUpTable] = []
        self._columns: Sequence[str] = ()
        self._name, self._rows, self._digest = "", 0, hashlib.sha256()
        self._line({MARK: FORMAT})

    def table(self, name: str, columns: Sequence[str]) -> None:
        """The rows that come next are of this table."""
        self._end_table()
        self._name, self._columns, self._rows, self._digest = name, columns, 0, hashlib.sha256()
        self._line({_TABLE: name, "columns": list(columns)})

    def rows(self, rows: Sequence[Sequence[Any]]) -> None:
        """Some rows, each with the values of its columns in their order."""
        for row in rows:
            line = _plain(row)
            self._digest.update(line)
            self._write(line)
        self._rows += len(rows)

    def finish(self, **told: Any) -> Backup:
        """The last line, with what is told of the whole; what was written."""
        self._end_table()
        backup = Backup(tables=tuple(self._tables), **told)
        self._line({_END: backup.model_dump(mode="json")})
        self._file.write(self._packing.flush())
        return backup

    def _end_table(self) -> None:
        if self._name:
            kept = BackedUpTable(
                name=self._name,
                columns=tuple(self._columns),
                rows=self._rows,
                sha256=self._digest.hexdigest(),
            )
            self._tables.append(kept)

    def _line(self, value: Any) -> None:
        self._write(_plain(value))

    def _write(self, line: bytes) -> None:
        self._file.write(self._packing.compress(line))


@contextmanager
def new_file(path: Path) -> Iterator[BinaryIO]:
    """A file that is there under its name when the block has ended well, and not at all otherwise.

    Raises:
        PermanentError: there is a file of that name.
        TransientError: it cannot be written; the sentence says why.
    """
    if path.exists():
        raise PermanentError(THERE.format(path=path))
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:  # noqa: PTH123 # with its mode from the first moment
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        _sync_folder(path.parent)
    except OSError as problem:
        raise TransientError(_told(path, problem)) from problem
    finally:
        with suppress(OSError):
            part.unlink()


def check(path: Path) -> Backup:
    """Read all of a backup, and hold it against what its last line says.

    Raises:
        PermanentError: it is none, is not whole, or is not what was written.
    """
    digests: dict[str, Any] = {}
    name, backup = "", None
    for line in _lines(path):
        if line.startswith(b"["):
            if not name:
                raise PermanentError(ROTTEN.format(path=path))
            digests[name].update(line)
        elif _TABLE in (told := _object(path, line, ROTTEN)):
            name = str(told[_TABLE])
            digests[name] = hashlib.sha256()
        elif _END in told:
            backup = _backup(path, told[_END])
    if backup is None:
        raise PermanentError(CUT.format(path=path))
    for table in backup.tables:
        if table.name not in digests or digests[table.name].hexdigest() != table.sha256:
            raise PermanentError(CHANGED.format(path=path, table=table.name))
    return backup


def batches(path: Path, size: int) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The rows of a backup that was checked: table by table, at most `size` rows or some megabytes at a time."""
    name: str = ""
    columns: list[str] = []
    rows: list[dict[str, Any]] = []
    weight = 0
    for line in _lines(path):
        if line.startswith(b"["):
            rows.append(dict(zip(columns, map(_value, json.loads(line)), strict=True)))
            weight += len(line)
        if rows and (not line.startswith(b"[") or len(rows) >= size or weight >= _HEAVY):
            yield name, rows
            rows, weight = [], 0
        if not line.startswith(b"[") and _TABLE in (told := json.loads(line)):
            name, columns = told[_TABLE], told["columns"]


_HEAVY = 8_000_000


def _lines(path: Path) -> Iterator[bytes]:
    is_ours = False
    try:
        with gzip.open(path, "rb") as file:
            first = _object(path, file.readline(200), NOT_ONE)
            if MARK not in first:
                raise PermanentError(NOT_ONE.format(path=path))
            if first[MARK] != FORMAT:
                raise PermanentError(NEWER.format(path=path, found=first[MARK]))
            is_ours = True
            yield from file
    except gzip.BadGzipFile as problem:
        raise PermanentError((ROTTEN if is_ours else NOT_ONE).format(path=path)) from problem
    except EOFError as problem:
        raise PermanentError(CUT.format(path=path)) from problem
    except zlib.error as problem:
        raise PermanentError(ROTTEN.format(path=path)) from problem
    except OSError as problem:
        raise PermanentError(f"{path} cannot be read: {problem.strerror or problem}") from problem


def _object(path: Path, line: bytes, otherwise: str) -> dict[str, Any]:
    try:
        told = json.loads(line)
    except ValueError:
        told = None
    if not isinstance(told, dict):
        raise PermanentError(otherwise.format(path=path))
    return told


def _backup(path: Path, told: Any) -> Backup:
    try:
        return Backup.model_validate(told)
    except ValidationError:
        raise PermanentError(NEWER.format(path=path, found="its last line")) from None


def _plain(value: Any) -> bytes:
    """A value as a line of JSON in ASCII: whatever a text holds comes back as it was."""
    return json.dumps(value, separators=(",", ":"), default=_bytes).encode() + b"\n"


def _bytes(value: Any) -> dict[str, str]:
    return {_BYTES: base64.b64encode(value).decode()}


def _value(value: Any) -> Any:
    return base64.b64decode(value[_BYTES]) if isinstance(value, dict) else value


def _sync_folder(folder: Path) -> None:
    """The new name survives a loss of power, too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _told(path: Path, problem: OSError) -> str:
    if problem.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return (
            f"there is no room for the backup {path} ({problem.strerror}); nothing of it was kept. "
            "Make room there, or name another folder."
        )
    return (
        f"the backup {path} could not be written ({problem.strerror}); nothing of it was kept. "
        "See that the folder is there and that Lookout's user may write it."
    )
