"""Which ports pods take connections on: declared ports, probed ports, the port told to them, what logs say."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.diagnosis import Observation
from bot.facts.address import environment
from bot.facts.container import Container
from bot.facts.logs import listened_ports
from bot.facts.pod import Pod
from bot.facts.probe import probe_of
from bot.facts.raw import items, number, text
from bot.facts.view import View

_TELLS_PORT = ("PORT", "SERVER_PORT", "HTTP_PORT", "GRPC_PORT", "LISTEN_PORT")


@dataclass(frozen=True)
class Listening:
    """Declared ports with their protocols, names of ports with their numbers, ports that something tells of.

    `heard` are the ports of which the log itself says that something listens there.
    """

    declared: Mapping[int, frozenset[str]]
    named: Mapping[str, frozenset[int]]
    told: frozenset[int]
    heard: frozenset[int]
    cited: Observation

    @property
    def numbers(self) -> frozenset[int]:
        """Every port that something speaks for."""
        return frozenset(self.declared) | self.told

    def shown(self) -> str:
        """`8080, 9090` for people."""
        return ", ".join(map(str, sorted(self.numbers)))


def listening(view: View, pods: tuple[Pod, ...]) -> Listening:
    """What these pods (at least one) take connections on."""
    declared: dict[int, set[str]] = defaultdict(set)
    named: dict[str, set[int]] = defaultdict(set)
    told: set[int] = set()
    heard: set[int] = set()
    for pod in pods:
        for container in pod.containers:
            for port in items(container.spec, "ports"):
                declared[number(port, "containerPort")].add(text(port, "protocol") or "TCP")
                named[text(port, "name")].add(number(port, "containerPort"))
            probes = (probe_of(container, kind) for kind in ("readiness", "liveness"))
            told |= {probe.port for probe in probes if probe and probe.port and container.ready}
            told |= _told(view, pod, container)
            heard |= listened_ports(view.log(pod, container))
    shown = ", ".join(f"{port}/{'/'.join(sorted(spoken))}" for port, spoken in sorted(declared.items()))
    names = ", ".join(f"{name}={min(ports)}" for name, ports in sorted(named.items()) if name)
    quote = f"declares ports {shown or '(none)'}{f'; names {names}' if names else ''}"
    return Listening(
        declared={port: frozenset(spoken) for port, spoken in declared.items()},
        named={name: frozenset(ports) for name, ports in named.items()},
        told=frozenset(told | heard),
        heard=frozenset(heard),
        cited=pods[0].cited(quote),
    )


def _told(view: View, pod: Pod, container: Container) -> set[int]:
    """Ports that the environment tells the container; most have no such variable, and are not read further."""
    env = items(container.spec, "env")
    if not any(text(one, "name") in _TELLS_PORT for one in env) and not items(container.spec, "envFrom"):
        return set()
    variables = environment(view, pod, container)
    return {int(variables[key]) for key in _TELLS_PORT if variables.get(key, "").isdecimal()}
