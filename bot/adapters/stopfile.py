"""The file lever: a file whose existence stops everything, without Slack, database, deploy or restart."""

from datetime import UTC, datetime
from pathlib import Path

from bot.domain.stop import EVERYTHING, Stop


class StopFile:
    """Reads the lever. Its first line may name a scope, the second a reason; an unreadable file stops everything."""

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
        scope = lines[0].strip() if lines and lines[0].strip() else EVERYTHING
        return Stop(scope=scope, by="", at=at, why=lines[1].strip()[:300] if len(lines) > 1 else "the stop file exists")
