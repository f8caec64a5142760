"""ClusterState: everything that can be put into a cluster at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.snapshot import LogKey
from bot.sandbox.cluster.objects import Obj
from bot.sandbox.cluster.physics import Physics


@dataclass(frozen=True)
class ClusterState:
    """Objects, logs and physics as they were at `built_at`.

    Without physics (None) it is a photograph: what was loaded stays as it is until somebody writes to it.
    `shared` names the namespaces that every scenario has around it (kube-system): they are loaded only once.
    """

    objects: tuple[Obj, ...]
    built_at: datetime
    logs: Mapping[LogKey, str] = field(default_factory=dict)
    physics: Physics | None = None
    shared: tuple[str, ...] = ()

    def namespaces(self) -> tuple[str, ...]:
        """The names of its namespaces, in order."""
        return tuple(sorted(item["metadata"]["name"] for item in self.objects if item["kind"] == "Namespace"))
