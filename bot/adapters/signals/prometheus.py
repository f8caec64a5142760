"""The `Metrics` port over Prometheus' range queries; what speaks its API will do (Thanos, Mimir, VictoriaMetrics)."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.adapters.signals.http import Endpoint, Source
from bot.adapters.signals.query import NAMESPACE, Queries, Query
from bot.domain.errors import PermanentError
from bot.facts.raw import dig, items, mapping, text
from bot.triage.ports.signals import Told

PATH = "/api/v1/query_range"
MOST_BYTES, MOST_SERIES, MOST_POINTS = 4_000_000, 500, 500
_NAMESPACE = re.compile(r"[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?")


class Prometheus:
    """Asks one Prometheus the configured queries; each goes by `<name> of <exporter>`."""

    def __init__(self, endpoint: Endpoint, queries: Queries, *, per_call: float = 5.0) -> None:
        self._source = Source(endpoint, "Prometheus", per_call=per_call, most=MOST_BYTES)
        self._queries = queries
        self._by_name = {f"{one.name} of {one.of}": one for one in queries.queries}

    async def close(self) -> None:
        """End the connections."""
        await self._source.close()

    @property
    def names(self) -> Sequence[str]:
        """All queries, the most telling first."""
        return tuple(self._by_name)

    async def series(self, name: str, namespace: str, until: datetime) -> Told:
        """The series of one query, under the name and labels of a snapshot.

        Raises:
            OutsideError: it was refused, failed, came too late, or is not what a Prometheus answers.
        """
        if not _NAMESPACE.fullmatch(namespace):  # it becomes part of a query
            raise PermanentError(f"{namespace!r} is no namespace's name, so nothing was asked")
        query = self._by_name[name]
        span = timedelta(minutes=self._queries.window_minutes)
        asked = {
            "query": query.query.replace(NAMESPACE, namespace),
            "start": f"{(until - span).timestamp():.3f}",
            "end": f"{until.timestamp():.3f}",
            "step": f"{self._queries.step_seconds}s",
        }
        answer, size = await self._source.get(PATH, asked)
        if text(answer, "status") != "success" or text(answer, "data", "resultType") != "matrix":
            raise PermanentError("Prometheus: what came back is no answer to a range query")
        found = [_renamed(one, query) for one in items(answer, "data", "result")]
        return Told(items=tuple(found[:MOST_SERIES]), bytes=size, left_out=max(0, len(found) - MOST_SERIES))


def _renamed(series: dict[str, Any], query: Query) -> dict[str, Any]:
    has = mapping(series, "metric")
    kept = {ours: has[theirs] for ours, theirs in query.labels.items() if isinstance(has.get(theirs), str)}
    values = dig(series, "values")
    return {
        "metric": {"__name__": query.name, **kept},
        "values": values[-MOST_POINTS:] if isinstance(values, list) else [],
    }
