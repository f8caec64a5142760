"""What speaks beside the Kubernetes API: alerts that fire, and measurements over time. Both optional for a cluster."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from bot.domain.noun import Noun


class Told(Noun):
    """One answer: alerts in Alertmanager's API v2 shape, or series of a Prometheus range query, and its bytes.

    `left_out` counts what there was beyond the bound on one answer.
    """

    items: tuple[dict[str, Any], ...]
    bytes: int = 0
    left_out: int = 0


class Alerts(Protocol):
    """The alerts that fire. Every call has a deadline of its own; none is repeated."""

    async def alerts(self, namespace: str) -> Told:
        """Those of a namespace and those that name none (a node's)."""
        ...


class Metrics(Protocol):
    """Measurements. Every call has a deadline of its own; none is repeated."""

    @property
    def names(self) -> Sequence[str]:
        """What can be asked for, the most telling first; several may be about one measurement (by exporter)."""
        ...

    async def series(self, name: str, namespace: str, until: datetime) -> Told:
        """The series of one of the names over the window that ends then; none if nothing exports it."""
        ...


@dataclass(frozen=True, slots=True)
class Signals:
    """What one cluster has of the two."""

    alerts: Alerts | None = None
    metrics: Metrics | None = None


NO_SIGNALS = Signals()
