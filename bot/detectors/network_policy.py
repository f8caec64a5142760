"""NetworkPolicies that cut off callers from what they are configured to call."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.detectors import Detector
from bot.domain.diagnosis import Finding, Observation
from bot.domain.target import Subject
from bot.facts.aimed import aimed_at
from bot.facts.calls import calls_of
from bot.facts.cite import counted, first
from bot.facts.command import kubectl
from bot.facts.dials import dials_of
from bot.facts.pod import Pod
from bot.facts.policy import Policy, governs, lets_in, lets_out, selects
from bot.facts.raw import labels, name_of, namespace_of
from bot.facts.service import Service
from bot.facts.view import View


@dataclass(frozen=True)
class _Way:
    """A workload that calls a Service with pods, at a port (0: not told), what tells so, the policies in the way."""

    caller: Subject
    pod: Pod
    service: Service
    port: int
    told: str
    policies: tuple[Policy, ...] = ()


def detect(view: View) -> Iterator[Finding]:
    """One finding for each workload that its callers cannot reach, or that cannot reach what it calls."""
    if not view.objects("networkpolicies"):
        return
    cut: dict[tuple[str, Subject], list[_Way]] = defaultdict(list)
    for way in view.once(_ways):
        for direction, policies in _blocks(view, way):
            target = view.owner_of(way.service.pods[0]) if direction == "Ingress" else way.caller
            cut[direction, target].append(replace(way, policies=policies))
    for (direction, subject), found in sorted(cut.items(), key=lambda item: (item[0][0], str(item[0][1]))):
        yield _finding(view, direction, subject, found)


def _ways(view: View) -> tuple[_Way, ...]:
    """The ways that configuration tells, and those of failed calls in logs: an address may stand in a Secret."""
    calls = view.once(calls_of)
    found = [
        _Way(
            one.caller, one.pod, one.service, one.address.port, f"{one.address.variable}={one.address.value}"
        )
        for one in calls
        if one.service and _ours(view, one.pod, one.service)
    ]
    known = {(one.caller, one.service.subject) for one in found}
    for dial in view.once(dials_of):
        service, caller = aimed_at(view, dial), view.owner_of(dial.pod)
        if service and _ours(view, dial.pod, service) and (caller, service.subject) not in known:
            known.add((caller, service.subject))
            found.append(_Way(caller, dial.pod, service, dial.port, dial.line[:200]))
    return tuple(found)


def _ours(view: View, pod: Pod, service: Service) -> bool:
    """Whether somebody answers there, in the incident's namespace or in the caller's own."""
    return bool(service.pods) and service.namespace in {view.namespace, pod.namespace}


def _blocks(view: View, way: _Way) -> Iterator[tuple[str, tuple[Policy, ...]]]:
    """The directions in which policies stop this way, with the policies that do."""
    target = way.service.pods[0]
    spaces = view.once(_spaces)
    port = _target_port(way)
    inward = _on(view, target, "Ingress")
    if inward and not lets_in(inward, way.pod, port, spaces):
        yield "Ingress", inward
    outward = _on(view, way.pod, "Egress")
    if outward and not lets_out(outward, target, port, spaces):
        yield "Egress", outward


def _on(view: View, pod: Pod, direction: str) -> tuple[Policy, ...]:
    """The policies that restrict a pod in a direction."""
    mine = view.once(_by_pod).get((pod.namespace, pod.name), [])
    return tuple(one for one in mine if governs(one, direction))


def _by_pod(view: View) -> dict[tuple[str, str], list[Policy]]:
    """The policies by the pods that they select."""
    found: dict[tuple[str, str], list[Policy]] = defaultdict(list)
    for policy in view.objects("networkpolicies"):
        wanted = labels(policy, "spec", "podSelector", "matchLabels")
        for pod in view.labelled(namespace_of(policy), wanted) if wanted else view.live_pods:
            if selects(policy, pod):
                found[pod.namespace, pod.name].append(policy)
    return dict(found)


def _spaces(view: View) -> dict[str, dict[str, str]]:
    """The labels of the namespaces."""
    return {name_of(raw): labels(raw, "metadata", "labels") for raw in view.objects("namespaces")}


def _target_port(way: _Way) -> int:
    """The port on the pods that it ends at, 0 if it cannot be told."""
    ports = way.service.ports
    mine = [one for one in ports if one.number == way.port] or list(ports)
    return int(mine[0].target) if len(mine) == 1 and not mine[0].named else 0


def _finding(view: View, direction: str, subject: Subject, found: list[_Way]) -> Finding:
    names = sorted({name_of(policy) for way in found for policy in way.policies})
    callers = sorted({way.caller.name for way in found})
    called = sorted({way.service.name for way in found})
    inward = direction == "Ingress"
    dials = [
        dial
        for dial in view.once(dials_of)
        if view.owner_of(dial.pod).name in callers
        and (not dial.host or dial.host.partition(".")[0] in called)
    ]
    what = (
        f"lets in none of its callers ({', '.join(callers[:4])})"
        if inward
        else f"lets nothing out to {', '.join(called[:4])}"
    )
    ref = f"{subject.namespace}/networkpolicy/{names[0]}"
    said = [dial.cited() for dial in dials[:1]]
    return Finding(
        detector=DETECTOR.code,
        cause="network-policy-blocks",
        subject=subject,
        statement=f"{subject}: NetworkPolicy {', '.join(names)} {what}.",
        mechanism="A pod that a policy selects takes or sends only what some policy lets through.",
        cites=first(
            [
                Observation(
                    source="policy",
                    ref=ref,
                    quote=f"{direction}: {counted(len(found), 'known call')} not let through",
                ),
                *said,
                found[0].pod.cited(found[0].told),
            ]
        ),
        refuted_by=DETECTOR.refuted_by,
        next_check=kubectl(subject.namespace, "describe", "networkpolicy", *names[:2]),
        strength=0.9 if said else 0.75,
    )


DETECTOR = Detector(
    code="network-policy",
    family="routing",
    refuted_by="The cluster's network does not enforce policies, or the calls succeed.",
    causes=("network-policy-blocks",),
    needs=("pods", "services", "networkpolicies"),
    detect=detect,
)
