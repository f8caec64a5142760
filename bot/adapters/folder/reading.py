"""From pieces to a `Snapshot`: lists first, then logs, since how many logs there are says how much of each is kept."""

import io
import tarfile
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import IO, TextIO

from bot.adapters.folder import containers, yamls
from bot.adapters.folder.gathered import Gathered
from bot.adapters.folder.pieces import UNREADABLE, Piece, in_archive, in_folder, unpacked, why
from bot.adapters.folder.scan import PLAIN, Listed, Scanner, document
from bot.domain.errors import PermanentError
from bot.domain.snapshot import Gap, Snapshot

_TOLD = frozenset({"case.json", "alerts.json", "metrics.json"})
_TOLD_BYTES = 64_000_000


def read_snapshot(path: Path, *, now: datetime | None = None, namespace: str = "") -> Snapshot:
    """The snapshot in a folder, in a tar archive of one, or in a dump that was written as one stream.

    `now` bounds the times that are believed; `namespace` is where the incident is, if it is not what the snapshot says.

    Raises:
        PermanentError: there is nothing to be read at the path.
    """
    gathered = Gathered()
    if path.is_dir():
        _all(gathered, *in_folder(path))
    elif _is_archive(path):
        with in_archive(path) as (pieces, gaps):
            _all(gathered, pieces, gaps)
    else:
        _attempt(gathered, path.name, lambda: _stream(gathered, path))
    return gathered.snapshot(now, namespace)


def read_folder(path: Path) -> Snapshot:
    """The snapshot in a folder.

    Raises:
        PermanentError: there is no such folder.
    """
    if not path.is_dir():
        raise PermanentError(f"{path} is no snapshot folder")
    return read_snapshot(path)


def _is_archive(path: Path) -> bool:
    try:
        return tarfile.is_tarfile(path)
    except UNREADABLE as error:
        raise PermanentError(f"{path} {why(error)}") from error


def _all(gathered: Gathered, pieces: Iterable[Piece], gaps: Iterable[Gap]) -> None:
    pieces = tuple(pieces)
    gathered.gaps.extend(gaps)
    for piece in pieces:
        if piece.is_list:
            _attempt(gathered, piece.name, partial(_told if piece.name in _TOLD else _lists, gathered, piece))
    logs = [piece for piece in pieces if piece.is_log]
    most = containers.share(len(logs))
    for piece in logs:
        _attempt(gathered, piece.name, partial(_log, gathered, piece, most))


def _attempt(gathered: Gathered, name: str, read: Callable[[], None]) -> None:
    """Read one piece; what it cannot give is a gap, and what it gave before that is kept."""
    try:
        read()
    except UNREADABLE as error:
        gathered.gap(name, why(error))


def _told(gathered: Gathered, piece: Piece) -> None:
    """One of the files that hold no List; it is small."""
    with piece.open() as file:
        content = file.read(_TOLD_BYTES).decode(errors="replace")
    gathered.told[piece.name] = PLAIN.decode(content)


def _lists(gathered: Gathered, piece: Piece) -> None:
    stem, _, form = piece.parts[-1].rpartition(".")
    namespace = piece.parts[0] if len(piece.parts) > 1 else ""
    with piece.open() as file:
        source = _text(file)
        for found in yamls.documents(source) if form != "json" else _documents(Scanner(source)):
            gathered.listed(found, stem=stem, namespace=namespace, what=piece.name, size=piece.size)


def _documents(scan: Scanner) -> Iterator[Listed]:
    """The JSON documents of a file; an empty one has one that is cut."""
    while True:
        found = document(scan)
        yield found
        if found.cut or not scan.peek():
            return


def _log(gathered: Gathered, piece: Piece, most: int) -> None:
    with piece.open() as file:
        if piece.parts[-1].endswith(".log"):
            gathered.log(containers.whole(file, piece.size, piece.parts, most))
        elif piece.parts[-1] == "logs.txt":
            for part in containers.dumped(containers.lines_of(file), most):
                gathered.log(part._replace(namespace=piece.parts[0], pod=piece.parts[1]))


def _stream(gathered: Gathered, path: Path) -> None:
    """What `kubectl cluster-info dump` writes without a directory: Lists and logs in turn, in one stream."""
    with unpacked(path) as file:
        source = _text(file)
        scan = Scanner(source)
        if scan.peek() not in {"{", "="}:
            raise ValueError("neither JSON nor a dump")
        while begins := scan.peek():
            if begins == "=":
                for part in containers.dumped(_until_json(scan), containers.FEWEST * 4):
                    gathered.log(part)
            else:
                found = document(scan)
                gathered.listed(found, stem="", namespace="", what=path.name)
                if found.cut:
                    return


def _until_json(scan: Scanner) -> Iterator[str]:
    """The lines of the logs that come next: they end where a line after an "END" does not begin another."""
    within = True
    while within or scan.peek() == "=":
        line = scan.line()
        if not line:
            return
        within = line.startswith(containers.BEGINS) or (within and not line.startswith(containers.ENDS))
        yield line


def _text(file: IO[bytes]) -> TextIO:
    return io.TextIOWrapper(file, encoding="utf-8", errors="replace")
