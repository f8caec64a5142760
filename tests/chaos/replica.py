"""A replica: `lookout run` as it is, in a process of its own, with points between its steps at which a signal strikes.

It is started from a server that has everything loaded, so a start costs no seconds of the machine. All that is other
than in production is here: the points, a clock that can be moved, and a disk that can be full.
"""

import multiprocessing
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from types import FrameType
from typing import Any

import typer
from sqlalchemy import text

from bot.adapters.clock import SystemClock
from bot.adapters.kubernetes.writer import Writer
from bot.adapters.slack.egress import Egress
from bot.adapters.store.store import SqlStore
from bot.cli.run import main
from bot.triage.ports.store import Transaction
from bot.voice.payload import screen

STORY = f"{os.sep}bot{os.sep}triage{os.sep}"
WAYS = ("world.py", "line.py")
"""Files of the story that only open transactions for others."""
STARTS = 3
UNLIMITED = 1_073_741_823
SAYS = frozenset({"chat.postMessage", "chat.update"})


@dataclass(frozen=True)
class Point:
    """A boundary of a step: the `nth` time that `step` is about to take effect, or just did (`when`)."""

    step: str
    when: str
    nth: int = 1

    def __str__(self) -> str:
        return f"{self.when} {self.step} #{self.nth}"


@dataclass(frozen=True)
class Orders:
    """What a replica is to do. `strike` is sent to itself at `point`; `trace` takes the points that it passes.

    While the file `full` is there, the disk under its SQLite file is full.
    """

    variables: Mapping[str, str]
    log: Path
    point: Point | None = None
    strike: int = signal.SIGKILL
    trace: Path | None = None
    full: Path | None = None
    passed: Counter[tuple[str, str]] = field(default_factory=Counter)

    def reach(self, step: str, when: str) -> None:
        """A boundary; not to be survived, if it is the one."""
        self.passed[step, when] += 1
        here = Point(step, when, self.passed[step, when])
        if self.trace is not None:
            with self.trace.open("a") as trace:
                trace.write(f"{here.step}\t{here.when}\t{here.nth}\n")
        if here == self.point:
            os.kill(os.getpid(), self.strike)


def context() -> Any:
    """How replicas are started: forked from a server that has imported this file and nothing that runs."""
    found = multiprocessing.get_context("forkserver")
    found.set_forkserver_preload([__name__])
    return found


def run(orders: Orders, ahead: "Synchronized[float]") -> None:
    """The process: `lookout run` under these orders, whose clock is `ahead` seconds of the machine's.

    What could not start is started anew a few times, as a deployment does.
    """
    log = os.open(orders.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    for stream in (1, 2):
        os.dup2(log, stream)
    os.environ.clear()  # noqa: TID251 # as a process that was started with these
    os.environ.update(orders.variables)  # noqa: TID251 # as above
    _move_clock(ahead)
    _mark_transactions(orders)
    _mark_calls(orders)
    for left in reversed(range(STARTS)):
        try:
            main()
        except typer.Exit as end:
            if not left:
                sys.exit(end.exit_code)
            time.sleep(1)
        else:
            return


def _move_clock(ahead: "Synchronized[float]") -> None:
    machine = SystemClock.now

    def now(self: SystemClock) -> datetime:
        return machine(self) + timedelta(seconds=ahead.value)

    SystemClock.now = now  # type: ignore[method-assign] # this process is the test's own


def _mark_transactions(orders: Orders) -> None:
    begin = SqlStore.begin

    @asynccontextmanager
    async def marked(self: SqlStore, *, urgent: bool = False) -> AsyncIterator[Transaction]:
        caller, step = _caller(), ""
        async with begin(self, urgent=urgent) as tx:
            if orders.full is not None:
                await _size(tx, full=orders.full.exists())
            yield tx
            step = _step(caller)
            orders.reach(step, "before")
        orders.reach(step, "after")

    SqlStore.begin = marked  # type: ignore[method-assign] # as above


async def _size(tx: Transaction, *, full: bool) -> None:
    """Let the file grow, or not by a single page."""
    session: Any = tx.tasks._session  # type: ignore[attr-defined]
    await session.run(text(f"PRAGMA max_page_count = {1 if full else UNLIMITED}"))


def _caller() -> FrameType | None:
    """The function of the story that opens this transaction; None for what comes in, which is written together."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        file = frame.f_code.co_filename
        if STORY in file and not file.endswith(WAYS):
            return frame
        frame = frame.f_back
    return None


def _step(caller: FrameType | None) -> str:
    """Its name, and what it has claimed: a kind of task, or of letter."""
    if caller is None:
        return "inbox"
    task, letter = caller.f_locals.get("task"), caller.f_locals.get("letter")
    of = getattr(task, "kind", "") or str(getattr(letter, "key", "")).partition(":")[0]
    return f"{Path(caller.f_code.co_filename).stem}.{caller.f_code.co_name} {of}".strip()


def _mark_calls(orders: Orders) -> None:
    call, send = Egress._call, Writer._send

    async def marked_call(self: Egress, method: str, verb: str, body: Mapping[str, Any]) -> dict[str, Any]:
        if method not in SAYS:
            return await call(self, method, verb, body)
        orders.reach(method, "before")
        answer = await call(self, method, verb, body)
        orders.reach(method, "after")
        return answer

    async def marked_send(self: Any, *told: Any, **dry: Any) -> None:
        if dry:
            await send(self, *told, **dry)
            return
        orders.reach("the write", "before")
        await send(self, *told)
        orders.reach("the write", "after")

    Egress._call = marked_call  # type: ignore[method-assign] # as above
    Writer._send = marked_send  # type: ignore[method-assign] # as above


if __name__ == "tests.chaos.replica":
    # What takes a second at the first word is done once for all replicas, in the server that they are forked from.
    screen("chat.postMessage", {"text": "Nothing is said yet."}, ())
