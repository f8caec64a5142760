"""Hear: what alerts and measurements add to the objects of a cluster, each bounded, none of them needed.

A source that is not configured is not missed. One that is and does not answer is a gap; after its first refusal it is
not asked again in this triage, so a dead Prometheus costs one deadline and not twenty.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, Protocol

from bot.domain.snapshot import Gap, Read, Scope
from bot.triage.ports.signals import Alerts, Metrics, Signals, Told

AT_ONCE = 4
ALERTS, METRICS = "alerts", "metrics"
UNUSABLE = "no usable answer"
"""The `reason` of a gap that says something of one query only: the source itself answers."""

Asked = dict[str, Read | Gap | None]


class Bounded(Protocol):
    """One call within the triage's budget: its answer, or the gap that it leaves."""

    def __call__(self, what: str, call: Callable[[], Awaitable[Told]]) -> Awaitable[Told | Gap]:
        """Await the call in its turn."""
        ...


@dataclass(slots=True)
class Hearing:
    """What was heard so far."""

    alerts: list[dict[str, Any]] = field(default_factory=list)
    series: list[dict[str, Any]] = field(default_factory=list)
    bytes: int = 0

    def metrics(self) -> dict[str, Any]:
        """The series as the answer to one range query; {} if there are none."""
        if not self.series:
            return {}
        return {"status": "success", "data": {"resultType": "matrix", "result": list(self.series)}}


def hearings(
    signals: Signals, scope: Scope, until: datetime, heard: Hearing, asked: Asked, bounded: Bounded
) -> Iterator[Coroutine[Any, Any, None]]:
    """The chapters of a collection that ask what is configured; `asked` is told how each ended."""
    if signals.alerts is not None:
        asked[ALERTS] = None
        yield _alerts(signals.alerts, scope, heard, asked, bounded)
    if signals.metrics is not None:
        asked[METRICS] = None
        yield _metrics(signals.metrics, scope, until, heard, asked, bounded)


async def _alerts(source: Alerts, scope: Scope, heard: Hearing, asked: Asked, bounded: Bounded) -> None:
    told = await bounded(ALERTS, lambda: source.alerts(scope.namespace))
    if isinstance(told, Gap):
        asked[ALERTS] = told
        return
    heard.alerts += told.items
    asked[ALERTS] = Read(what=ALERTS, count=len(told.items), bytes=told.bytes)
    _left_out(asked, ALERTS, told)


async def _metrics(
    source: Metrics, scope: Scope, until: datetime, heard: Hearing, asked: Asked, bounded: Bounded
) -> None:
    """A few queries at a time, in their order; what has come stays, whatever comes of the rest."""
    waiting = deque(source.names)
    gaps: list[Gap] = []
    answers = 0

    async def ask() -> None:
        nonlocal answers
        while waiting:
            name = waiting.popleft()
            told = await bounded(f"metric {name}", partial(source.series, name, scope.namespace, until))
            if isinstance(told, Gap):
                gaps.append(told)
                if told.reason != UNUSABLE:
                    waiting.clear()
                continue
            answers += 1
            heard.series += told.items
            heard.bytes += told.bytes
            _left_out(asked, told=told, what=f"metric {name}")

    async with asyncio.TaskGroup() as group:
        for _ in range(AT_ONCE):
            group.create_task(ask())
    if not answers and gaps:
        asked[METRICS] = gaps[0].model_copy(update={"what": METRICS})
        return
    asked[METRICS] = Read(what=METRICS, count=len(heard.series), bytes=heard.bytes)
    asked.update({gap.what: gap for gap in gaps})
    silent = len(source.names) - answers - len(gaps)
    if silent:
        asked["metrics: the rest"] = Gap(
            what="metrics", why=f"{silent} more queries were not asked after that"
        )


def _left_out(asked: Asked, what: str, told: Told) -> None:
    if told.left_out:
        why = f"{told.left_out} more than the {len(told.items)} that are read at most"
        asked[f"{what}: the rest"] = Gap(what=what, why=why)
