"""Running tests in a copy of this process: everything is imported there already, and nothing that happens is kept."""

import json
import os
import select
import signal
import time
from collections.abc import Callable, Sequence

import pytest

Work = Callable[[Callable[[str], None]], None]


class Forked:
    """The plug-in that knows how the test that ran last went."""

    def __init__(self) -> None:
        self.passed = False
        self.seconds = 0.0

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Of set-up, call and tear-down, each must pass; a skipped test has not passed."""
        self.passed = self.passed and report.passed
        self.seconds += report.duration

    def run_one(self, item: pytest.Item, following: pytest.Item | None = None) -> None:
        """Run one test; what it shares with the following one stands, and all falls after the last."""
        self.passed, self.seconds = True, 0.0
        item.ihook.pytest_runtest_protocol(item=item, nextitem=following)

    def first_failure(self, items: Sequence[pytest.Item], before: Callable[[], None], limit: float) -> str:
        """The id of the first test that fails after `before`, "" for none; or "load" or "time"."""

        def work(tell: Callable[[str], None]) -> None:
            try:
                before()
            except Exception:  # noqa: BLE001 # whatever a module that cannot be loaded raises
                tell("load")
                return
            for place, item in enumerate(items):
                self.run_one(item, items[place + 1] if place + 1 < len(items) else None)
                if not self.passed:
                    tell(item.nodeid)
                    return
            tell("")

        told, ended = run_forked(work, limit)
        return told if ended else "time"


def run_forked(work: Work, limit: float) -> tuple[str, bool]:
    """What `work` told in a process of its own, and whether it did within `limit` seconds; else it is killed."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _silence()
        with os.fdopen(writing, "w") as pipe:
            work(lambda text: json.dump(text, pipe))
        os._exit(0)
    os.close(writing)
    try:
        heard = _heard(reading, time.monotonic() + limit)
    finally:
        os.close(reading)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    return (json.loads(heard), True) if heard else ("", False)


def _silence() -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)


def _heard(pipe: int, end: float) -> bytes:
    heard = b""
    while (left := end - time.monotonic()) > 0:
        if not select.select([pipe], [], [], left)[0]:
            return b""
        got = os.read(pipe, 1 << 20)
        if not got:
            return heard
        heard += got
    return b""
