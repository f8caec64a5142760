"""The file lever: a file whose existence stops everything, without Slack, database, deploy or restart.

It fails closed: whoever makes the file wants a stop, so a first line that names no scope stops everything.
"""

from datetime import UTC, datetime
from pathlib import Path

from bot.domain.stop import EVERYTHING, Stop, scope_of


class StopFile:
    """Reads the lever. Its first line may name a scope and the second a reason; any other text is a reason.

    A file that cannot be read stops everything.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path

    def __call__(self) -> Stop | None:
        """The stop that the file stands for, None if there is no file."""
        if self._path is None:
            return None
        try:
            at = datetime.fromtimestamp(self._path.stat().st_mtime, UTC)
            lines = self._path.read_text(encoding="utf-8", errors="replace").splitlines()
        except FileNotFoundError:
            return None
        except OSError as problem:
            why = f"the stop file cannot be read: {problem.strerror}"
            return Stop(scope=EVERYTHING, by="", at=datetime.fromtimestamp(0, UTC), why=why)
        first, second = (line.strip() for line in (*lines, "", "")[:2])
        scope = scope_of(first)
        why = second or "the stop file exists" if scope is not None else first
        return Stop(scope=scope or EVERYTHING, by="", at=at, why=why[:300])
