"""Measurements over the last minutes, by a named query of the configuration: a model writes no query of its own."""

import math
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from pydantic import Field

from bot.domain.errors import OutsideError
from bot.domain.noun import Noun
from bot.facts.raw import dig, labels
from bot.triage.model.sources import CannotReadError, Found, Sources, beside
from bot.triage.model.tool import Tool

_POINTS, _SERIES = 12, 40


class Arguments(Noun):
    """Which query."""

    query: str = Field(description="The name of one of the queries that the first message lists.")


async def read(sources: Sources, asked: Arguments) -> Found:
    """The series of one query: least, greatest and last value, and some points in between."""
    if sources.metrics is None:
        raise CannotReadError("no measurements are configured for this cluster")
    if asked.query not in sources.metrics.names:
        known = "; ".join(sources.metrics.names)
        raise CannotReadError(f"there is no query of this name; the queries are {known}")
    now = sources.clock.now()
    try:
        told = await sources.metrics.series(asked.query, sources.scope.namespace, now)
    except OutsideError as problem:
        raise CannotReadError(str(problem)) from problem
    lines = await beside(lambda: list(_lines(told.items)))
    more = max(0, len(told.items) - _SERIES) + told.left_out
    if more:
        lines.append(f"and {more} more series")
    return Found(
        text="\n".join(lines) or "(nothing exports this)",
        what=f"metric {asked.query}",
        ref=f"{sources.scope.namespace}/metrics/{asked.query}",
        count=len(told.items),
        at=now,
    )


def _lines(series: tuple[dict[str, Any], ...]) -> Iterator[str]:
    for one in series[:_SERIES]:
        has = labels(one, "metric")
        who = ", ".join(f"{key}={has[key]}" for key in sorted(has) if key != "__name__")
        points = [found for point in dig(one, "values") or () if (found := _point(point)) is not None]
        if not points:
            yield f"{who or '(no labels)'}: no values"
            continue
        values = [value for _, value in points]
        step = max(1, math.ceil(len(points) / _POINTS))
        shown = [*points[::step], *([points[-1]] if (len(points) - 1) % step else [])]
        told = " ".join(f"{at:%H:%M:%S}={value:.6g}" for at, value in shown)
        ends = f"least {min(values):.6g}, greatest {max(values):.6g}, last {values[-1]:.6g}"
        yield f"{who or '(no labels)'}: {ends}; {told}"


def _point(point: Any) -> tuple[datetime, float] | None:
    """A time and a value; what is neither, or no number, is none."""
    try:
        at, value = point
        moment, read = datetime.fromtimestamp(float(at), UTC), float(value)
    except (TypeError, ValueError, OverflowError, OSError):
        return None
    return (moment, read) if math.isfinite(read) else None


TOOL = Tool(
    name="measurements",
    description="Measurements of the incident's namespace over the last half hour, by the name of a query.",
    arguments=Arguments,
    read=read,
)
