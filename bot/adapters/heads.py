"""The heads of the ledger's chains as files: one for each day, written whole or not at all, and read again."""

import asyncio
import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from bot.domain.errors import PermanentError, TransientError
from bot.domain.ledger import LedgerHead


class HeadsFolder:
    """Keeps each day's heads in a folder; without one it keeps nothing."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    async def __call__(self, day: date, lines: Sequence[str]) -> bool:
        """Write the day's file, in place of an earlier one; whether there is a folder to keep it in.

        Raises:
            TransientError: it could not be written.
        """
        if self._folder is None:
            return False
        await asyncio.to_thread(_write, self._folder / f"heads-{day.isoformat()}.jsonl", lines)
        return True


def read_heads(path: Path) -> list[LedgerHead]:
    """The heads in a file of JSON lines.

    Raises:
        PermanentError: it cannot be read, or a line of it is no head; the sentence names the line.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as problem:
        raise PermanentError(f"{path} cannot be read: {problem}") from problem
    heads = []
    for number, line in enumerate(lines, 1):
        try:
            heads += [LedgerHead.model_validate_json(line)] if line.strip() else []
        except ValidationError:
            raise PermanentError(
                f"{path}:{number}: this is no exported head (incident_id, rows, digest, at as JSON)"
            ) from None
    return heads


def _write(path: Path, lines: Sequence[str]) -> None:
    beside = path.with_suffix(".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with beside.open("w", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in lines)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as problem:
        raise TransientError(
            f"the ledger's heads could not be written to {path} ({problem.strerror}): "
            "see the folder's rights and room"
        ) from problem
