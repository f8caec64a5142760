"""A pod: its containers, its conditions, where it runs and what controls it."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from bot.domain.diagnosis import Observation
from bot.domain.target import Subject
from bot.facts.container import Container
from bot.facts.raw import dig, items, labels, name_of, namespace_of, text
from bot.facts.when import instant


@dataclass(frozen=True)
class Pod:
    """A view over one raw pod."""

    raw: dict[str, Any]

    @cached_property
    def namespace(self) -> str:
        """Its namespace."""
        return namespace_of(self.raw)

    @cached_property
    def name(self) -> str:
        """Its name."""
        return name_of(self.raw)

    @cached_property
    def uid(self) -> str:
        """Its uid, or "" where the snapshot has none."""
        return text(self.raw, "metadata", "uid")

    @cached_property
    def subject(self) -> Subject:
        """The pod as a subject; findings rather name its workload."""
        return Subject(kind="Pod", namespace=self.namespace, name=self.name)

    @cached_property
    def labels(self) -> dict[str, str]:
        """Its labels."""
        return labels(self.raw, "metadata", "labels")

    @cached_property
    def phase(self) -> str:
        """Pending, Running, Succeeded, Failed, Unknown; "" if no status was read."""
        return text(self.raw, "status", "phase")

    @cached_property
    def node(self) -> str:
        """The node it is bound to, or ""."""
        return text(self.raw, "spec", "nodeName")

    @property
    def created(self) -> datetime | None:
        """When it was made."""
        return instant(dig(self.raw, "metadata", "creationTimestamp"))

    @cached_property
    def live(self) -> bool:
        """Neither being deleted nor done: a pod whose state matters now."""
        return self.phase in {"Pending", "Running", "Unknown"} and not dig(
            self.raw, "metadata", "deletionTimestamp"
        )

    @property
    def ready(self) -> bool:
        """Whether its Ready condition is true."""
        return self.condition("Ready").get("status") == "True"

    @cached_property
    def containers(self) -> tuple[Container, ...]:
        """Init containers, then the others, each with its status."""
        return (
            *self._side_by_side("initContainers", "initContainerStatuses", init=True),
            *self._side_by_side("containers", "containerStatuses", init=False),
        )

    def condition(self, kind: str) -> dict[str, Any]:
        """The condition of that type, wherever in the list it stands; {} if there is none."""
        return next((one for one in items(self.raw, "status", "conditions") if one.get("type") == kind), {})

    def request(self, resource: str) -> float:
        """What the scheduler counts: the containers together, or the largest init container."""
        main = sum(one.request(resource) for one in self.containers if not one.init)
        first = max((one.request(resource) for one in self.containers if one.init), default=0.0)
        return max(main, first)

    def cited(self, quote: str, at: datetime | None = None) -> Observation:
        """Something of this pod as a citable observation."""
        return Observation(source="pod", ref=f"{self.namespace}/pod/{self.name}", quote=quote[:400], at=at)

    def _side_by_side(self, specs: str, statuses: str, *, init: bool) -> list[Container]:
        known = {text(one, "name"): one for one in items(self.raw, "status", statuses)}
        return [
            Container(one, known.get(text(one, "name"), {}), init) for one in items(self.raw, "spec", specs)
        ]
