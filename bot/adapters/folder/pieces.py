"""Where the bytes of a snapshot come from: the files of a folder, or the members of a tar archive, alike as `Piece`s.

Nothing is unpacked onto the disk. A link that leads out of the folder is not followed (a snapshot may come from
anybody), and what is neither file nor folder (a pipe would wait for ever) is not opened.
"""

import bz2
import gzip
import lzma
import os
import tarfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from bot.domain.errors import PermanentError
from bot.domain.snapshot import Gap

UNREADABLE = (
    OSError,
    EOFError,
    ValueError,
    RecursionError,
    MemoryError,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
)
"""What opening or reading a piece may raise."""

LISTS = (".json", ".yaml", ".yml")
LOGS = (".log", ".txt")
_DEEP = 2  # folders below the snapshot's own: a namespace and in it a pod
_MOST_MEMBERS, _MOST_BYTES = 200_000, 4_000_000_000
_PACKED: dict[bytes, Callable[..., Any]] = {b"\x1f\x8b": gzip.open, b"\xfd7zXZ": lzma.open, b"BZh": bz2.open}


@dataclass(frozen=True)
class Piece:
    """One file: the way to it below the snapshot's folder, its size in bytes, and how to open it."""

    parts: tuple[str, ...]
    size: int
    open: Callable[[], IO[bytes]]

    @property
    def name(self) -> str:
        """The way to it as text."""
        return "/".join(self.parts)

    @property
    def is_list(self) -> bool:
        """Whether it is to hold objects."""
        return self.parts[-1].endswith(LISTS)

    @property
    def is_log(self) -> bool:
        """Whether it is a log in a pod's folder."""
        return len(self.parts) == _DEEP + 1 and self.parts[-1].endswith(LOGS)


def in_folder(root: Path) -> tuple[list[Piece], list[Gap]]:
    """The files of a folder in the order of their names, and what in it cannot be opened."""
    pieces: list[Piece] = []
    gaps: list[Gap] = []
    home = root.resolve()

    def walk(folder: Path, parts: tuple[str, ...]) -> None:
        try:
            entries = sorted(os.scandir(folder), key=lambda one: one.name)
        except OSError as error:
            gaps.append(Gap(what="/".join(parts) or root.name, why=why(error)))
            return
        for entry in entries:
            here, path = (*parts, entry.name), Path(entry.path)
            problem = _problem(path, entry, home)
            if entry.name.startswith("."):
                continue
            if not problem and path.is_dir() and len(parts) < _DEEP and not entry.name.endswith(LISTS):
                walk(path, here)
            elif problem or (entry.name.endswith(LISTS) and len(parts) < _DEEP):
                problem = problem or ("it is a folder" if path.is_dir() else "")
                gaps.extend([Gap(what="/".join(here), why=f"cannot be read: {problem}")] if problem else [])
                pieces.extend([] if problem else [_piece(path, here)])
            elif path.is_file():
                pieces.append(_piece(path, here))

    walk(root, ())
    return pieces, gaps


def _piece(path: Path, parts: tuple[str, ...]) -> Piece:
    return Piece(parts, path.stat().st_size, lambda: path.open("rb"))


def _problem(path: Path, entry: os.DirEntry[str], home: Path) -> str:
    """Why an entry is not opened, "" if it may be."""
    try:
        if entry.is_symlink() and not path.resolve(strict=True).is_relative_to(home):
            return "a link that leads out of the snapshot"
        return "" if entry.is_file() or entry.is_dir() else "neither file nor folder"
    except (OSError, RuntimeError):
        return "a link that leads nowhere"


def why(error: BaseException) -> str:
    """The reason of a gap, without the path: that stands in the gap already."""
    said = error.strerror if isinstance(error, OSError) and error.strerror else ""
    return f"cannot be read ({said or type(error).__name__})"


@contextmanager
def in_archive(path: Path) -> Iterator[tuple[list[Piece], list[Gap]]]:
    """The files of a tar archive, packed or not, and what of it cannot be read; open as long as they are read.

    Raises:
        PermanentError: it is larger than is read, or not to be read at all.
    """
    try:
        archive = tarfile.open(path, errors="replace")  # noqa: SIM115 - closed below, when the pieces were read
    except UNREADABLE as error:
        raise PermanentError(f"{path} {why(error)}") from error
    with archive:
        gaps: list[Gap] = []
        members = list(_members(archive, path, gaps))
        skip = _root([_parts(one.name) for one in members])
        yield [_member(archive, one, skip) for one in members if len(_parts(one.name)) > skip], gaps


def _members(archive: tarfile.TarFile, path: Path, gaps: list[Gap]) -> Iterator[tarfile.TarInfo]:
    count = size = 0
    while True:
        try:
            member = archive.next()
        except UNREADABLE as error:
            gaps.append(Gap(what=f"the rest of {path.name}", why=why(error)))
            return
        if member is None:
            return
        count, size = count + 1, size + member.size
        if count > _MOST_MEMBERS or size > _MOST_BYTES:
            raise PermanentError(
                f"{path} holds more than the {_MOST_MEMBERS:,} files or {_MOST_BYTES:,} bytes read here"
            )
        if member.isfile() and not _parts(member.name)[-1].startswith("."):
            yield member


def _member(archive: tarfile.TarFile, member: tarfile.TarInfo, skip: int) -> Piece:
    def opened() -> IO[bytes]:
        found = archive.extractfile(member)
        if found is None:
            raise OSError("no file")
        return found

    return Piece(_parts(member.name)[skip:], member.size, opened)


def _parts(name: str) -> tuple[str, ...]:
    return tuple(part for part in name.split("/") if part not in {"", ".", ".."}) or (".",)


def _root(names: list[tuple[str, ...]]) -> int:
    """How many folders stand above the snapshot in an archive: those above `nodes.json`, or above the namespaces."""
    lists = [name for name in names if name[-1].endswith(LISTS)]
    tops = [len(name) - 1 for name in lists if name[-1].partition(".")[0] in {"nodes", "case", "namespaces"}]
    if tops:
        return min(tops)
    return max(0, min((len(name) for name in lists), default=0) - _DEEP)


def unpacked(path: Path) -> IO[bytes]:
    """A single file's bytes, unpacked if it is packed.

    Raises:
        OSError: it cannot be opened.
    """
    with path.open("rb") as file:
        begin = file.read(8)
    packed = next((opener for magic, opener in _PACKED.items() if begin.startswith(magic)), None)
    opened: IO[bytes] = packed(path, "rb") if packed else path.open("rb")
    return opened
