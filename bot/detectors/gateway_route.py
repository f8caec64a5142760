"""Traffic sent to the wrong workload: a variable, a route or a Service that names one thing and means another."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.detectors import Detector
from bot.domain.diagnosis import Finding, Observation
from bot.domain.target import Subject
from bot.facts.calls import calls_of
from bot.facts.cite import first
from bot.facts.command import describe
from bot.facts.naming import core, shared_prefix
from bot.facts.routes import routes_of
from bot.facts.service import Service, services_of
from bot.facts.view import View

_SHORTEST = 3


@dataclass(frozen=True)
class _Astray:
    subject: Subject
    named: str
    sent: str
    where: str
    cited: Observation
    strength: float


def detect(view: View) -> Iterator[Finding]:
    """One finding for each workload, configuration or Service that sends traffic astray."""
    cores = _cores(view)
    for found in (*_variables(view, cores), *_routes(view, cores), *_selectors(view)):
        yield Finding(
            detector=DETECTOR.code,
            cause="gateway-misrouted",
            subject=found.subject,
            statement=f"{found.subject}: {found.where} is for {found.named} but leads to {found.sent}.",
            mechanism="Requests reach a workload that does not know them and answers with errors.",
            cites=first([found.cited]),
            refuted_by=f"{found.sent} is meant to answer in place of {found.named}.",
            next_check=describe(found.subject),
            strength=found.strength,
        )


def _cores(view: View) -> dict[str, str]:
    """The core of each Service's name in the incident's namespace, where only one Service has it."""
    names = [name for space, name in view.once(services_of) if space == view.namespace]
    prefix = shared_prefix(names)
    found: dict[str, list[str]] = {}
    for name in names:
        found.setdefault(core(name, prefix), []).append(name)
    return {key: same[0] for key, same in found.items() if len(same) == 1 and len(key) >= _SHORTEST}


def _variables(view: View, cores: dict[str, str]) -> Iterator[_Astray]:
    for call in view.once(calls_of):
        meant = cores.get(core(call.address.variable, shared_prefix(cores.values())), "")
        if call.service and meant and call.namespace == view.namespace and not _alike(meant, call.name):
            changed = _changed(view, call.caller, call.address.variable)
            cited = call.pod.cited(f"{call.address.variable}={call.address.value}")
            strength = 0.92 if changed else 0.8
            yield _Astray(call.caller, meant, call.name, f"variable {call.address.variable}", cited, strength)


def _alike(one: str, other: str) -> bool:
    """Whether one name is the other with something added (a version, a role)."""
    return one in other or other in one


def _changed(view: View, caller: Subject, variable: str) -> bool:
    rollout = view.rollout(caller)
    changes = rollout.changes if rollout else ()
    return any(f"env[{variable}]" in one.path and one.before for one in changes)


def _routes(view: View, cores: dict[str, str]) -> Iterator[_Astray]:
    prefix = shared_prefix(cores.values())
    known = {name for _, name in view.once(services_of)}
    for route in view.once(routes_of):
        host = route.host.partition(".")[0]
        meant = {cores[key] for part in route.path.split("/") if (key := core(part, prefix)) in cores}
        if len(meant) == 1 and host in known and not any(_alike(one, host) for one in meant):
            named = min(meant)
            subject = _user(view, route.namespace, route.config)
            ref = f"{route.namespace}/configmap/{route.config}"
            cited = Observation(source="configmap", ref=ref, quote=f"{route.path} -> {route.host}")
            yield _Astray(
                subject, named, host, f"route {route.path} in ConfigMap {route.config}", cited, 0.82
            )


def _user(view: View, namespace: str, config: str) -> Subject:
    """The only workload that uses the ConfigMap, else the ConfigMap."""
    users = {
        view.owner_of(pod)
        for pod in view.live_pods
        if pod.namespace == namespace and f"'name': '{config}'" in str(pod.raw.get("spec", {}))
    }
    return (
        min(users, key=str)
        if len(users) == 1
        else Subject(kind="ConfigMap", namespace=namespace, name=config)
    )


def _selectors(view: View) -> Iterator[_Astray]:
    """Services that select only another workload than the one of their own name, which nothing else selects."""
    known = {(one.namespace, one.name) for one in view.pods_by_owner}
    for service in view.once(services_of).values():
        own = (service.namespace, service.name) in known
        owners = {view.owner_of(pod) for pod in service.pods}
        if (
            own
            and owners
            and service.name not in {one.name for one in owners}
            and _of_its_own(view, service, owners)
        ):
            named = min(one.name for one in owners)
            quote = f"selector {service.selector} selects {named}"
            yield _Astray(service.subject, service.name, named, "its selector", service.cited(quote), 0.86)


def _of_its_own(view: View, service: Service, owners: set[Subject]) -> bool:
    """Whether those that it selects have a Service of their own name."""
    return all((service.namespace, one.name) in view.once(services_of) for one in owners)


DETECTOR = Detector(
    code="gateway-route",
    family="routing",
    refuted_by="The workload that is reached is meant to answer in place of the one that is named.",
    causes=("gateway-misrouted",),
    needs=("pods", "services", "configmaps"),
    detect=detect,
)
