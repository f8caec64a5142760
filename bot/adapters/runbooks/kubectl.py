"""What a kubectl command asks of the API server: its verb, and the rights without which it is refused.

Only what is certain is told: for a kind that is a variable any kind will do, for a custom resource its own name.
"""

from collections.abc import Sequence
from typing import NamedTuple

READS = frozenset(
    {
        "get",
        "describe",
        "logs",
        "top",
        "events",
        "explain",
        "version",
        "cluster-info",
        "api-resources",
        "wait",
    }
)
READS_OF = {
    "rollout": ("status", "history"),
    "auth": ("can-i", "whoami"),
    "config": ("view", "current-context", "get-contexts"),
}

_VALUED = frozenset({
    "-n", "--namespace", "--context", "--cluster", "--user", "--kubeconfig", "-s", "--server", "--as",
    "-l", "--selector", "-o", "--output", "-L", "--label-columns", "--field-selector", "--sort-by",
    "-c", "--container", "--tail", "--since", "--timeout", "--request-timeout", "--raw", "--for",
    "--types", "--template", "--revision",
})  # fmt: skip
_SHORT = {
    "po": "pods", "deploy": "deployments", "ds": "daemonsets", "sts": "statefulsets", "rs": "replicasets",
    "cj": "cronjobs", "svc": "services", "ep": "endpoints", "endpoints": "endpoints",
    "ing": "ingresses", "ingress": "ingresses", "ingressclass": "ingressclasses",
    "netpol": "networkpolicies", "networkpolicy": "networkpolicies",
    "cm": "configmaps", "ns": "namespaces", "no": "nodes", "ev": "events", "sa": "serviceaccounts",
    "pv": "persistentvolumes", "pvc": "persistentvolumeclaims", "sc": "storageclasses",
    "storageclass": "storageclasses", "quota": "resourcequotas", "limits": "limitranges",
    "pdb": "poddisruptionbudgets", "hpa": "horizontalpodautoscalers",
}  # fmt: skip
_METRICS = {"pods": "pods.metrics.k8s.io", "nodes": "nodes.metrics.k8s.io"}

ANY = "$kind"
"""Stands for the plural of a kind that only the incident tells."""


class Call(NamedTuple):
    """One kubectl command: its verb ("rollout status"), the words after it, and its flags with their values."""

    verb: str
    words: tuple[str, ...]
    flags: dict[str, str]

    @property
    def reads(self) -> bool:
        """Whether it only reads."""
        first, _, second = self.verb.partition(" ")
        return first in READS or second in READS_OF.get(first, ())


def call(words: Sequence[str]) -> Call:
    """The call that the words after `kubectl` make."""
    plain: list[str] = []
    flags: dict[str, str] = {}
    waiting = ""
    for word in words:
        if waiting:
            flags[waiting], waiting = word, ""
        elif word.startswith("-"):
            name, told, value = word.partition("=")
            waiting = name if name in _VALUED and not told else ""
            flags[name] = value
        else:
            plain.append(word)
    size = 2 if plain and plain[0] in READS_OF else 1
    return Call(" ".join(plain[:size]), tuple(plain[size:]), flags)


def needs(asked: Call) -> list[str]:
    """The rights that it takes, as "verb resource"; `ANY` is the resource where the kind is a variable."""
    if not asked.reads:
        return []
    match asked.verb.partition(" ")[0]:
        case "logs":
            return ["get pods/log"]
        case "events":
            return ["list events"]
        case "top":
            plural = plural_of(asked.words[0]) if asked.words else ""
            return [f"list {_METRICS[plural]}"] if plural in _METRICS else []
        case "get" | "describe" | "rollout" | "wait":
            return [f"{verb} {plural}" for verb, plural in _objects(asked)]
        case _:
            return []


def plural_of(word: str) -> str:
    """The resource that a word names: "pod", "po" and "pods" are pods; a variable is any."""
    lower = word.lower()
    if lower.startswith("$"):
        return ANY
    if lower in _SHORT:
        return _SHORT[lower]
    if lower.endswith("s") or "." in lower:
        return lower
    return f"{lower}es" if lower.endswith(("x", "ch")) else f"{lower}s"


def _objects(asked: Call) -> list[tuple[str, str]]:
    """Each resource with the verb: one object that is named is got, many are listed."""
    if not asked.words or "--raw" in asked.flags:
        return []
    kinds, *names = asked.words
    if "/" in kinds:
        return [("get", plural_of(one.partition("/")[0])) for one in asked.words]
    verb = "get" if names else "list"
    return [(verb, plural_of(one)) for one in kinds.split(",") if one not in {"", "all"}]
