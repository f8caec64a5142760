"""NetworkPolicies that cut off callers from what they are configured to call."""

from collections import defaultdict
from collections.abc import Iterator

from bot.detectors import Detector
from bot.domain.diagnosis import Finding, Observation
from bot.domain.target import Subject
from bot.facts.calls import Call, calls_of
from bot.facts.cite import counted, first
from bot.facts.command import kubectl
from bot.facts.dials import dials_of
from bot.facts.pod import Pod
from bot.facts.policy import Policy, governs, lets_in, lets_out, selects
from bot.facts.raw import labels, name_of, namespace_of
from bot.facts.view import View


def detect(view: View) -> Iterator[Finding]:
    """One finding for each workload that its callers cannot reach, or that cannot reach what it calls."""
    if not view.objects("networkpolicies"):
        return
    cut: dict[tuple[str, Subject], list[tuple[Call, tuple[Policy, ...]]]] = defaultdict(list)
    for call in view.once(calls_of):
        for direction, policies in _blocks(view, call):
            target = view.owner_of(call.service.pods[0]) if call.service else call.caller
            cut[direction, target if direction == "Ingress" else call.caller].append((call, policies))
    for (direction, subject), found in sorted(cut.items(), key=lambda item: (item[0][0], str(item[0][1]))):
        yield _finding(view, direction, subject, found)


def _blocks(view: View, call: Call) -> Iterator[tuple[str, tuple[Policy, ...]]]:
    """The directions in which policies stop this call, with the policies that do."""
    if (
        not call.service
        or not call.service.pods
        or call.service.pods[0].namespace not in {view.namespace, call.pod.namespace}
    ):
        return
    target = call.service.pods[0]
    spaces = view.once(_spaces)
    port = _target_port(call)
    inward = _on(view, target, "Ingress")
    if inward and not lets_in(inward, call.pod, port, spaces):
        yield "Ingress", inward
    outward = _on(view, call.pod, "Egress")
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


def _target_port(call: Call) -> int:
    """The port on the pods that this call ends at, 0 if it cannot be told."""
    ports = call.service.ports if call.service else ()
    mine = [one for one in ports if one.number == call.address.port] or list(ports)
    return int(mine[0].target) if len(mine) == 1 and not mine[0].named else 0


def _finding(
    view: View, direction: str, subject: Subject, found: list[tuple[Call, tuple[Policy, ...]]]
) -> Finding:
    names = sorted({name_of(policy) for _, policies in found for policy in policies})
    callers = sorted({call.caller.name for call, _ in found})
    called = sorted({call.name for call, _ in found})
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
                    quote=f"{direction}: {counted(len(found), 'configured call')} not let through",
                ),
                *said,
                found[0][0].pod.cited(f"{found[0][0].address.variable}={found[0][0].address.value}"),
            ]
        ),
        refuted_by="The cluster's network does not enforce policies, or the calls succeed.",
        next_check=kubectl(subject.namespace, "describe", "networkpolicy", *names[:2]),
        strength=0.9 if said else 0.75,
    )


DETECTOR = Detector(
    code="network-policy",
    causes=("network-policy-blocks",),
    needs=("pods", "services", "networkpolicies"),
    detect=detect,
)
