"""A workload (Deployment, StatefulSet, DaemonSet, Job...): what it wants and what it has."""

from dataclasses import dataclass
from typing import Any

from bot.domain.diagnosis import Observation
from bot.domain.target import Subject
from bot.facts.raw import items, labels, name_of, namespace_of, number, text

KINDS = {
    "deployments": "Deployment",
    "statefulsets": "StatefulSet",
    "daemonsets": "DaemonSet",
    "replicasets": "ReplicaSet",
    "jobs": "Job",
    "cronjobs": "CronJob",
}


@dataclass(frozen=True)
class Workload:
    """A view over one raw workload of a kind."""

    kind: str
    raw: dict[str, Any]

    @property
    def namespace(self) -> str:
        """Its namespace."""
        return namespace_of(self.raw)

    @property
    def name(self) -> str:
        """Its name."""
        return name_of(self.raw)

    @property
    def uid(self) -> str:
        """Its uid, or ""."""
        return text(self.raw, "metadata", "uid")

    @property
    def subject(self) -> Subject:
        """The workload as a subject."""
        return Subject(kind=self.kind, namespace=self.namespace, name=self.name)

    @property
    def wanted(self) -> int:
        """Replicas asked for; 1 where the field is absent, as the API server defaults it."""
        return number(self.raw, "spec", "replicas", default=1)

    @property
    def ready(self) -> int:
        """Replicas that are ready."""
        return number(self.raw, "status", "readyReplicas")

    @property
    def pod_labels(self) -> dict[str, str]:
        """The labels that its pods get."""
        return labels(self.raw, "spec", "template", "metadata", "labels")

    @property
    def owner(self) -> dict[str, Any]:
        """The owner reference that controls it, or {}."""
        return controller(self.raw)

    def condition(self, kind: str) -> dict[str, Any]:
        """The condition of that type; {} if there is none."""
        return next((one for one in items(self.raw, "status", "conditions") if one.get("type") == kind), {})

    def cited(self, quote: str) -> Observation:
        """Something of this workload as a citable observation."""
        ref = f"{self.namespace}/{self.kind.lower()}/{self.name}"
        return Observation(source=self.kind.lower(), ref=ref, quote=quote[:400])


def controller(raw: Any) -> dict[str, Any]:
    """The owner reference marked as controller; else the first; {} without any."""
    owners = items(raw, "metadata", "ownerReferences")
    return next((one for one in owners if one.get("controller") is True), owners[0] if owners else {})
