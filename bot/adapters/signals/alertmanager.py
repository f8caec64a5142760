"""The `Alerts` port over Alertmanager's API v2."""

from typing import Any

from bot.adapters.signals.http import Endpoint, Source
from bot.domain.errors import PermanentError
from bot.triage.ports.signals import Told

PATH = "/api/v2/alerts"
MOST_BYTES, MOST_ALERTS = 4_000_000, 500


class Alertmanager:
    """Reads one Alertmanager (of a cluster, any: they share what fires)."""

    def __init__(self, endpoint: Endpoint, *, per_call: float = 5.0) -> None:
        self._source = Source(endpoint, "Alertmanager", per_call=per_call, most=MOST_BYTES)

    async def close(self) -> None:
        """End the connections."""
        await self._source.close()

    async def alerts(self, namespace: str) -> Told:
        """The alerts of a namespace and those that name none, newest first; silenced ones say so in their state.

        Raises:
            OutsideError: it was refused, failed, came too late, or is not what an Alertmanager answers.
        """
        found, size = await self._source.get(
            PATH, {"active": "true", "silenced": "true", "inhibited": "true"}
        )
        if not isinstance(found, list):
            raise PermanentError("Alertmanager: what came back is no list of alerts")
        mine = [one for one in found if isinstance(one, dict) and _concerns(one.get("labels"), namespace)]
        mine.sort(key=lambda one: str(one.get("startsAt", "")), reverse=True)
        return Told(items=tuple(mine[:MOST_ALERTS]), bytes=size, left_out=max(0, len(mine) - MOST_ALERTS))


def _concerns(labels: Any, namespace: str) -> bool:
    return isinstance(labels, dict) and labels.get("namespace", namespace) == namespace
