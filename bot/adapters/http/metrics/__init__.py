"""Metrics: `/metrics` in Prometheus' text form, for anybody who reaches the port; nothing of an incident is in it.

There are two kinds. What is counted in the record is the same after a restart, and equal in every process that shares
the record: over several of them take `max`, never `sum`. What a process says of itself is its own, begins anew with
it, and is summed as usual. While the record cannot be read the second kind is still told, and that the first is not.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator

import structlog
from aiohttp import web
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from bot.adapters.http.metrics import levels, model, present, process
from bot.adapters.http.metrics.measured import Measured, Self
from bot.domain.errors import OutsideError

log = structlog.get_logger()

WITHIN = 8.0
"""Seconds for one scrape; Prometheus itself gives up after ten."""

Measure = Callable[[], Awaitable[Measured]]
Oneself = Callable[[], Awaitable[Self]]


def routes(measure: Measure, oneself: Oneself) -> list[web.RouteDef]:
    """The one path."""
    by_system = ProcessCollector(registry=None)

    async def metrics(_request: web.Request) -> web.Response:
        mine, measured = await asyncio.gather(oneself(), _of_record(measure))
        body = text_of(mine, measured, by_system)
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})

    return [web.get("/metrics", metrics)]


async def _of_record(measure: Measure) -> Measured | None:
    """What the record tells, None while it cannot be read: why is in the log, as it may name addresses and users."""
    try:
        async with asyncio.timeout(WITHIN):
            return await measure()
    except (TimeoutError, OutsideError) as problem:
        log.warning("the measurements could not be made", why=str(problem) or "no answer in time")
        return None


def text_of(mine: Self, measured: Measured | None, *others: Collector) -> bytes:
    """The measurements as Prometheus reads them."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Families(mine, measured))
    for other in others:
        registry.register(other)
    return generate_latest(registry)


class _Families(Collector):
    """The families of one scrape."""

    def __init__(self, mine: Self, measured: Measured | None) -> None:
        self._mine = mine
        self._measured = measured

    def collect(self) -> Iterator[Metric]:
        """All of them."""
        yield from process.families(self._mine)
        yield GaugeMetricFamily(
            "lookout_record_readable",
            "Whether the record could be read for this scrape; without it all that it tells is absent.",
            value=float(self._measured is not None),
        )
        if self._measured is not None:
            yield from levels.families(self._measured)
            yield from present.families(self._measured)
            yield from model.families(self._measured)
