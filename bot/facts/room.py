"""Whether a namespace's quotas have room for one more pod of a template: admission's arithmetic."""

from dataclasses import dataclass
from typing import Any

from bot.facts.quantity import amount, quantity
from bot.facts.raw import items, labels, mapping, name_of, text
from bot.facts.view import View
from bot.facts.workload import Workload

_PARTS = ("requests", "limits")


@dataclass(frozen=True, slots=True)
class Shortage:
    """The quota and the resource of it that one more pod would exceed; amounts as written."""

    quota: str
    resource: str
    asked: str
    used: str
    hard: str

    def shown(self) -> str:
        """`requests.cpu: 3900m of 4 used, one more pod asks 200m`."""
        return f"{self.resource}: {self.used} of {self.hard} used, one more pod asks {self.asked}"


def shortage(view: View, workload: Workload) -> Shortage | None:
    """The first such shortage, by quota and resource; scoped quotas are left out, for they may not apply."""
    spec = mapping(workload.raw, "spec", "template", "spec")
    for raw in view.objects("resourcequotas", workload.namespace):
        if mapping(raw, "spec").keys() & {"scopes", "scopeSelector"}:
            continue
        hard, used = labels(raw, "status", "hard"), labels(raw, "status", "used")
        for resource in sorted(hard):
            asked = _asked(spec, resource)
            if asked and amount(used.get(resource)) + amount(asked) > amount(hard[resource]):
                return Shortage(name_of(raw), resource, asked, used.get(resource, "0"), hard[resource])
    return None


def _asked(spec: dict[str, Any], resource: str) -> str:
    """What one pod counts for; a bare resource name means its requests."""
    if resource in {"pods", "count/pods"}:
        return "1"
    part, _, kind = resource.rpartition(".")
    if (part or "requests") not in _PARTS or kind not in {"cpu", "memory"}:
        return ""
    told = [text(one, "resources", part or "requests", kind) for one in items(spec, "containers")]
    if len(told) == 1:
        return told[0]
    total = sum(quantity(one) or 0.0 for one in told)
    return f"{total:g}" if total else ""
