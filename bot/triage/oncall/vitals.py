"""Vitals: whether this process truly does its work: the record takes a row, the loops tick, tasks are in time, Slack.

Each is asked within a deadline, and one that fails keeps no other from being asked. The composition root names those
that know a vendor; what the record tells by itself is here.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import NamedTuple

import structlog

from bot.domain.errors import OutsideError, RefusedError
from bot.triage.ports.store import Store

log = structlog.get_logger()

Vital = Callable[[], Awaitable[str]]
"""Why something is not as it should be, as a sentence; "" if it is. It may raise an `OutsideError` instead."""

WITHIN = 5.0
"""Seconds for one of them."""
OVERDUE = timedelta(minutes=5)
"""How late a task may be: an incident has its diagnosis in seconds."""
RECORD, LOOPS, TASKS, SLACK, EVENTS, START = "record", "loops", "tasks", "slack", "events", "start"
"""The record takes a row; loops turn; tasks are in time; Slack's API answers; its events can arrive; all is begun."""


class Ill(NamedTuple):
    """A vital that is not well. `is_refused`: waiting does not mend it."""

    name: str
    why: str
    is_refused: bool = False


class Vitals:
    """Those of one process, by name."""

    def __init__(self) -> None:
        self._asked: dict[str, Vital] = {}
        self.ill: dict[str, Ill] = {}
        """Those that were not well when they were last asked, by name."""

    def watch(self, name: str, vital: Vital) -> None:
        """Ask this one too, from now on."""
        self._asked[name] = vital

    def forget(self, name: str) -> None:
        """Ask this one no more."""
        self._asked.pop(name, None)

    async def ask(self) -> dict[str, Ill]:
        """Those that are not well, by name."""
        answers = await asyncio.gather(*(_asked(name, vital) for name, vital in self._asked.items()))
        self.ill = {one.name: one for one in answers if one is not None}
        return self.ill


def in_time(store: Store, kinds: frozenset[str]) -> Vital:
    """Whether no task of these kinds is late, be it that nobody takes it or that somebody never ends it."""

    async def check() -> str:
        async with store.read() as tx:
            due = await tx.tasks.oldest_due(kinds)
            late = tx.now - due if due is not None else timedelta(0)
        return (
            f"a task is more than {OVERDUE.total_seconds() / 60:.0f} minutes late" if late > OVERDUE else ""
        )

    return check


async def not_begun() -> str:
    """While a process starts: one that dies again and again before it works must not look well in between."""
    return "the start is not complete"


async def _asked(name: str, vital: Vital) -> Ill | None:
    try:
        async with asyncio.timeout(WITHIN):
            why = await vital()
    except TimeoutError:
        return Ill(name, f"no answer within {WITHIN:g} s")
    except RefusedError as problem:
        return Ill(name, str(problem), is_refused=True)
    except OutsideError as problem:
        return Ill(name, str(problem))
    except (
        Exception
    ) as problem:  # a fault of ours: it must not keep the others from being asked, nor pass for well
        log.exception("a vital could not be asked", vital=name)
        return Ill(name, f"a fault of Lookout ({type(problem).__name__})")
    return Ill(name, why) if why else None
