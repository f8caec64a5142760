"""NetworkPolicies: whether traffic from one pod to another is let through, as far as policies tell."""

from collections.abc import Iterable, Mapping
from typing import Any

from bot.facts.pod import Pod
from bot.facts.raw import dig, items, labels, mapping, namespace_of, text
from bot.facts.selector import equal_labels, meets

Policy = dict[str, Any]


def selects(policy: Policy, pod: Pod) -> bool:
    """Whether the policy is about this pod; an empty selector is about every pod of the namespace."""
    return namespace_of(policy) == pod.namespace and _matches(
        mapping(policy, "spec", "podSelector"), pod.labels
    )


def governs(policy: Policy, direction: str) -> bool:
    """Whether the policy restricts "Ingress" or "Egress"."""
    kinds = dig(policy, "spec", "policyTypes")
    if isinstance(kinds, list):
        return direction in kinds
    return direction == "Ingress" or dig(policy, "spec", "egress") is not None


def lets_in(
    policies: Iterable[Policy], source: Pod, port: int, spaces: Mapping[str, Mapping[str, str]]
) -> bool:
    """Whether one of the policies that govern a pod's ingress lets this source reach this port."""
    return any(
        _rule(rule, "from", source, port, spaces, namespace_of(policy))
        for policy in policies
        for rule in items(policy, "spec", "ingress")
    )


def lets_out(
    policies: Iterable[Policy], target: Pod, port: int, spaces: Mapping[str, Mapping[str, str]]
) -> bool:
    """Whether one of the policies that govern a pod's egress lets it reach this target."""
    return any(
        _rule(rule, "to", target, port, spaces, namespace_of(policy))
        for policy in policies
        for rule in items(policy, "spec", "egress")
    )


def _rule(
    rule: Policy, side: str, peer: Pod, port: int, spaces: Mapping[str, Mapping[str, str]], home: str
) -> bool:
    ports = items(rule, "ports")
    # A named port cannot be held against a number here, so it counts as let through.
    fits = not ports or any(_port(one, port) for one in ports)
    peers = items(rule, side)
    return fits and (not peers or any(_peer(one, peer, spaces, home) for one in peers))


def _port(rule: Policy, port: int) -> bool:
    written = text(rule, "port")
    if not written.isdecimal() or not port:
        return True
    last = text(rule, "endPort")
    return int(written) <= port <= int(last) if last.isdecimal() else int(written) == port


def _peer(rule: Policy, peer: Pod, spaces: Mapping[str, Mapping[str, str]], home: str) -> bool:
    if "ipBlock" in rule:
        return True  # addresses of pods change; what a block lets through is not judged
    if "namespaceSelector" in rule:
        space = _matches(mapping(rule, "namespaceSelector"), spaces.get(peer.namespace, {}))
    else:
        space = peer.namespace == home
    return space and _matches(mapping(rule, "podSelector"), peer.labels)


def _matches(selector: Policy, has: Mapping[str, str]) -> bool:
    expressions = items(selector, "matchExpressions")
    return equal_labels(labels(selector, "matchLabels"), has) and all(meets(one, has) for one in expressions)
