"""Names: what a person means by `payments/checkout`, `deployment/checkout` or "why is checkout slow?".

It is looked for in the service map first. A name that only the cluster can know is left to `locate`, and one that
nothing knows is answered with those that are written almost like it.
"""

import re
from collections.abc import Collection
from difflib import get_close_matches

from bot.domain.noun import Noun
from bot.domain.target import Subject, Target
from bot.triage.policy import ChannelPolicy, Policy
from bot.triage.targets import NAME, cluster_of, usual_target

KINDS = {
    **dict.fromkeys(("deployment", "deployments", "deploy"), "Deployment"),
    **dict.fromkeys(("statefulset", "statefulsets", "sts"), "StatefulSet"),
    **dict.fromkeys(("daemonset", "daemonsets", "ds"), "DaemonSet"),
}
ASKED_FOR = re.compile(r"^(?:please\s+)?(?:triage|diagnose|check)\s+(?:the\s+)?(\S+)", re.IGNORECASE)
NOBODYS_NAME = frozenset({"again", "this", "that", "it", "all", "everything", "alert", "please", "once"})
AROUND = "?.,:;!`'\"()<>"
SHORTEST, ALIKE, NEAR = 4, 0.8, 3


class Named(Noun):
    """What was named. One of: a `target`; a `wanted` that only the cluster can know; a `word` that nothing knows."""

    target: Target | None = None
    wanted: Target | None = None
    word: str = ""
    near: tuple[str, ...] = ()


def named(policy: Policy, text: str, channel_id: str) -> Named:
    """What a person named in a mention; an empty value if nothing reads as a name."""
    typed = [word for raw in text.split() if (word := raw.strip(AROUND))]
    words = [word.lower() for word in typed]
    paths = [found for word in typed if (found := _path(policy, word, channel_id)) is not None]
    for path in paths:
        if mapped := _mapped(policy, path):
            return Named(target=mapped)
    for service, target in sorted(policy.services.items()):
        if service.lower() in words:
            return Named(target=target)
    if paths:
        return Named(wanted=paths[0], word=str(paths[0]), near=near(paths[0].service, policy.services))
    return _unmapped(policy, text, words, channel_id)


def clusters_in(policy: Policy, text: str) -> set[str]:
    """The configured clusters that a mention names by a path, `cluster/namespace/service`."""
    paths = (raw.strip(AROUND).split("/") for raw in text.split())
    named = (path[0] for path in paths if len(path) > 2)  # noqa: PLR2004 # more than a pair
    return {policy.cluster_names[one] for one in named if one in policy.cluster_names}


def near(word: str, known: Collection[str]) -> tuple[str, ...]:
    """Names that are written almost like it, the nearest first."""
    return tuple(get_close_matches(word, sorted(known), n=NEAR, cutoff=0.6))


def _unmapped(policy: Policy, text: str, words: list[str], channel_id: str) -> Named:
    asked = ASKED_FOR.match(text.strip())
    word = asked[1].strip(AROUND).lower() if asked else ""
    if word and word not in NOBODYS_NAME and NAME.fullmatch(word):
        usual = usual_target(policy, channel_id)
        wanted = usual.model_copy(update={"service": word, "workload": None}) if usual else None
        return Named(wanted=wanted, word=word, near=near(word, policy.services))
    for word in words:
        alike = get_close_matches(word, sorted(policy.services), n=NEAR, cutoff=ALIKE)
        if alike and len(word) >= SHORTEST:
            return Named(word=word, near=tuple(alike))
    return Named()


def _path(policy: Policy, word: str, channel_id: str) -> Target | None:
    """`namespace/service`, `cluster/namespace/service`, `deployment/name`, also with its namespace before it."""
    parts = word.split("/")
    if not 2 <= len(parts) <= 4 or not all(map(NAME.fullmatch, parts)):  # noqa: PLR2004 # from a pair to all four parts
        return None
    kind = KINDS.get(parts[-2].lower(), "")
    places = parts[:-2] if kind else parts[:-1]
    if len(places) > 2:  # noqa: PLR2004 # a cluster and a namespace
        return None
    usual = usual_target(policy, channel_id)
    namespace = places[-1] if places else (usual.namespace if usual else "")
    room = policy.channel(channel_id)
    cluster = policy.cluster(places[0]) if len(places) > 1 else _home_of(policy, namespace, room)
    workload = Subject(kind=kind, namespace=namespace, name=parts[-1]) if kind else None
    return Target(cluster=cluster, namespace=namespace, service=parts[-1], workload=workload)


def _mapped(policy: Policy, path: Target) -> Target | None:
    """The target of the service map that a path means; one without a namespace means any."""
    for target in policy.services.values():
        here = path.namespace in ("", target.namespace) and path.cluster in ("", target.cluster)
        if not here:
            continue
        if path.workload is None and path.service == target.service:
            return target
        if path.workload is not None and _runs(target, path.workload):
            workload = path.workload.model_copy(update={"namespace": target.namespace})
            return target.model_copy(update={"workload": workload})
    return None


def _runs(target: Target, workload: Subject) -> bool:
    if target.workload is not None:
        return (target.workload.kind, target.workload.name) == (workload.kind, workload.name)
    return target.service == workload.name


def _home_of(policy: Policy, namespace: str, room: ChannelPolicy) -> str:
    """The cluster of a namespace that was named without one: of the channel, else the only one that has it mapped."""
    mapped = {target.cluster for target in policy.services.values() if target.namespace == namespace}
    return cluster_of(policy, room) or (mapped.pop() if len(mapped) == 1 else "")
