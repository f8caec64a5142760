"""Addresses in configuration: which host and port a container is told to call.

Found in environment variables (given plainly or taken from ConfigMaps that were read): `host:port`, URLs with
any scheme, JDBC strings, and bare hosts in variables whose name says that they hold one, with the port from the
variable beside it. Secrets are never read, so what stands in them is unknown.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.facts.container import Container
from bot.facts.pod import Pod
from bot.facts.raw import items, labels, mapping, name_of, namespace_of, text
from bot.facts.view import View

_URL = re.compile(r"[a-z][a-z0-9+.\-]*://(?:[^/@\s]*@)?([a-z0-9_.\-]+)(?::(\d{1,5}))?", re.IGNORECASE)
_PAIR = re.compile(r"(?:^|,)\s*(?:tcp\()?([a-z0-9][a-z0-9.\-]*):(\d{1,5})\)?\s*(?=,|/|$)", re.IGNORECASE)
_HOST = re.compile(r"[a-z](?:[a-z0-9.\-]*[a-z0-9])?", re.IGNORECASE)
_HOLDS_HOST = re.compile(
    r"(?:^|_)(?:HOST|HOSTNAME|ADDR|ADDRESS|SERVER|ENDPOINT|UPSTREAM|BACKEND)$", re.IGNORECASE
)
_NUMERIC = re.compile(r"[\d.]+")
_OWN = {"localhost"}  # plain IP addresses are left out anyway
_LONG, _PORTS = 2_000, 65_536


@dataclass(frozen=True, slots=True)
class Address:
    """A host and a port (0: none told) in a variable of a container."""

    host: str
    port: int
    variable: str
    value: str


def environment(view: View, pod: Pod, container: Container) -> dict[str, str]:
    """The container's variables as far as they can be known without Secrets."""
    maps = view.once(_config_maps)
    found: dict[str, str] = {}
    for source in items(container.spec, "envFrom"):
        data = maps.get((pod.namespace, text(source, "configMapRef", "name")), {})
        found |= {f"{text(source, 'prefix')}{key}": value for key, value in data.items()}
    for one in items(container.spec, "env"):
        value = text(one, "value")
        if not value and "valueFrom" in one:
            reference = mapping(one, "valueFrom", "configMapKeyRef")
            data = maps.get((pod.namespace, text(reference, "name")), {})
            value = data.get(text(reference, "key"), "")
        if value:
            found[text(one, "name")] = value
    return found


def addresses(variables: Mapping[str, str]) -> tuple[Address, ...]:
    """The addresses in these variables, by variable; the container itself and plain IP addresses are left out."""
    found = (one for name, value in sorted(variables.items()) for one in _in(name, value[:_LONG], variables))
    return tuple(one for one in found if one.host not in _OWN and not _NUMERIC.fullmatch(one.host))


def _in(name: str, value: str, variables: Mapping[str, str]) -> Iterator[Address]:
    urls = _URL.findall(value)
    for host, port in urls or _PAIR.findall(value):
        if 0 <= int(port or 0) < _PORTS:
            yield Address(host.lower().rstrip("."), int(port or 0), name, value)
    mark = _HOLDS_HOST.search(name)
    if not urls and mark and _HOST.fullmatch(value):
        beside = variables.get(f"{name[: mark.start()]}_PORT", variables.get(f"{name}_PORT", ""))
        yield Address(value.lower(), int(beside) if beside.isdecimal() else 0, name, value)


def _config_maps(view: View) -> dict[tuple[str, str], dict[str, str]]:
    return {(namespace_of(raw), name_of(raw)): labels(raw, "data") for raw in view.objects("configmaps")}
