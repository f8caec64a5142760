"""A Service: which pods it selects, which of its ports leads where."""

from dataclasses import dataclass
from typing import Any

from bot.domain.diagnosis import Observation
from bot.domain.target import Subject
from bot.facts.pod import Pod
from bot.facts.raw import items, labels, name_of, namespace_of, number, text
from bot.facts.view import View


@dataclass(frozen=True, slots=True)
class Port:
    """One port: `target` as written (a number or a name), the port's own number where none is written."""

    name: str
    number: int
    target: str
    protocol: str

    @property
    def named(self) -> bool:
        """Whether the target is a name."""
        return not self.target.isdecimal()


@dataclass(frozen=True)
class Service:
    """A view over one raw Service; `pods` are the live pods that it selects."""

    raw: dict[str, Any]
    pods: tuple[Pod, ...]

    @property
    def name(self) -> str:
        """Its name."""
        return name_of(self.raw)

    @property
    def namespace(self) -> str:
        """Its namespace."""
        return namespace_of(self.raw)

    @property
    def subject(self) -> Subject:
        """The Service as a subject."""
        return Subject(kind="Service", namespace=self.namespace, name=self.name)

    @property
    def selector(self) -> dict[str, str]:
        """Its selector, {} if it has none."""
        return labels(self.raw, "spec", "selector")

    @property
    def type(self) -> str:
        """ClusterIP, NodePort, LoadBalancer or ExternalName."""
        return text(self.raw, "spec", "type") or "ClusterIP"

    @property
    def headless(self) -> bool:
        """Whether its name resolves to the pods themselves, so that its own ports do not matter."""
        return text(self.raw, "spec", "clusterIP") == "None"

    @property
    def ports(self) -> tuple[Port, ...]:
        """Its ports, in order of number."""
        found = (
            Port(
                name=text(one, "name"),
                number=number(one, "port"),
                target=text(one, "targetPort") or text(one, "port"),
                protocol=text(one, "protocol") or "TCP",
            )
            for one in items(self.raw, "spec", "ports")
        )
        return tuple(sorted(found, key=lambda port: (port.number, port.name)))

    def cited(self, quote: str) -> Observation:
        """Something of this Service as a citable observation."""
        ref = f"{self.namespace}/service/{self.name}"
        return Observation(source="service", ref=ref, quote=quote[:400])


def services_of(view: View) -> dict[tuple[str, str], Service]:
    """All Services by namespace and name; ask with `view.once`."""
    return {(namespace_of(raw), name_of(raw)): Service(raw, view.selected_by(raw)) for raw in view.services}
