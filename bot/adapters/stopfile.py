"""The file lever: a file whose existence stops everything, without Slack, database, deploy or restart.

It fails closed: whoever makes the file wants a stop, so a first line that names no scope stops everything.
"""

from datetime import UTC, datetime
from pathlib import Path

from bot.domain.check import Check, fail, ok, warn
from bot.domain.stop import EVERYTHING, Lever, Stop, written_stop

EPOCH = 1970
"""The year of a stop whose file cannot be read, so that says no time."""


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
            text = self._path.read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            return None
        except OSError as problem:
            why = f"the stop file cannot be read: {problem.strerror}"
            at = datetime.fromtimestamp(0, UTC)
            return Stop(scope=EVERYTHING, by="", at=at, why=why, lever=Lever.FILE, place=str(self._path))
        return written_stop(text, at, lever=Lever.FILE, place=str(self._path))


def check(path: Path | None) -> Check:
    """Whether the lever can be pulled, and whether it is. The file is read as a running Lookout reads it."""
    if path is None:
        said = "none is set: the lever that needs neither Slack nor the database is missing"
        return warn("stop file", said, "set LOOKOUT_STOP_FILE to a path that Lookout can read")
    stop = StopFile(path)()
    if stop is not None and not stop.by and stop.at.year == EPOCH:
        return fail(
            "stop file", f"{stop.why}, which stops everything", "let Lookout's user read it", str(path)
        )
    if stop is not None:
        said = f"it is there and stops {stop.scope}: {stop.why}"
        return warn("stop file", said, "remove the file to lift the stop", str(path))
    if not path.parent.is_dir():
        said = "its folder is not there, so nobody can make the file in a hurry"
        return warn("stop file", said, f"make the folder {path.parent}", str(path))
    return ok("stop file", "not there, so it stops nothing", str(path))
