"""The ConfigMap lever: a ConfigMap whose existence stops everything, read through the API by the reader's identity.

It is not mounted: the kubelet brings a changed ConfigMap to a pod after a minute or more, and the API at once. Each key
of its data is a lever of its own, written as the stop file is: a first line that may name a scope, a second with a
reason.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from bot.domain.errors import PermanentError
from bot.domain.stop import Lever, Stop, written_stop
from bot.facts.when import instant
from bot.facts.written import written_at
from bot.triage.ports.cluster import Cluster


class ConfigMapLever:
    """The `RemoteLever` port over one ConfigMap of one cluster."""

    def __init__(self, cluster: Cluster, namespace: str, name: str) -> None:
        self.name = f"ConfigMap {namespace}/{name} of cluster {cluster.name}"
        self._cluster = cluster
        self._namespace = namespace
        self._configmap = name

    async def read(self) -> Sequence[Stop]:
        """What it stops now.

        Raises:
            OutsideError: the API refused, failed or came too late.
        """
        fields = f"metadata.name={self._configmap}"
        listing = await self._cluster.list("configmaps", self._namespace, fields=fields)
        named = [one for one in listing.items if one["metadata"]["name"] == self._configmap]
        return [stop for one in named for stop in self._stops(one)]

    def _stops(self, raw: dict[str, Any]) -> list[Stop]:
        data = raw.get("data") or {"": ""}
        if not isinstance(data, dict):
            raise PermanentError("its data is no map")
        at = _written_at(raw)
        place = f"{self._namespace}/{self._configmap}"
        return [written_stop(str(text), at, lever=Lever.CONFIGMAP, place=place) for text in data.values()]


def _written_at(raw: dict[str, Any]) -> datetime:
    """When it was last written; at the latest now, so an unknown time is the beginning of all times."""
    made = instant(str(raw["metadata"].get("creationTimestamp") or ""))
    return written_at(raw) or made or datetime.fromtimestamp(0, UTC)
