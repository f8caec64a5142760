"""Tools: what each mitigation may be applied to, what a runbook may tell it, and the rights that it takes.

One table for all who must agree: the roles in `deploy`, the doctor, the preflight, the lint of runbooks and the
planner. Whether the API server lets a person do the same by hand follows from the same rights.
"""

from typing import NamedTuple

from pydantic import Field

from bot.domain.noun import Noun
from bot.domain.runbook import Step


class Right(NamedTuple):
    """A verb on a resource ("deployments/scale" with its subresource) of an API group ("" is the core)."""

    verb: str
    group: str
    resource: str

    def __str__(self) -> str:
        """`patch deployments/scale`."""
        return f"{self.verb} {self.resource}"


class Tool(Noun):
    """One mitigation. `arguments` maps what a step may say to what it means, `rights` a kind to what sending takes."""

    name: str
    rights: dict[str, tuple[Right, ...]]
    arguments: dict[str, str] = Field(default_factory=dict)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds that it may be applied to."""
        return tuple(self.rights)


def _patched(*kinds: tuple[str, str, str]) -> dict[str, tuple[Right, ...]]:
    """Read and patch the object: kind, group and plural of each."""
    return {
        kind: (Right("get", group, plural), Right("patch", group, plural)) for kind, group, plural in kinds
    }


_DEPLOYMENT = ("Deployment", "apps", "deployments")
_STATEFULSET = ("StatefulSet", "apps", "statefulsets")
_DAEMONSET = ("DaemonSet", "apps", "daemonsets")
_NODE, _CRONJOB = ("Node", "", "nodes"), ("CronJob", "batch", "cronjobs")
_GET_POD = Right("get", "", "pods")

_ALL = (
    Tool(name="restart", rights=_patched(_DEPLOYMENT, _STATEFULSET, _DAEMONSET)),
    Tool(
        name="undo",
        rights=_patched(_DEPLOYMENT),
        arguments={"to_revision": 'the revision\'s number, quoted, such as "6"; without it the previous one'},
    ),
    Tool(name="pause", rights=_patched(_DEPLOYMENT)),
    Tool(name="resume", rights=_patched(_DEPLOYMENT)),
    Tool(
        name="scale",
        rights={
            kind: (Right("get", group, plural), Right("patch", group, f"{plural}/scale"))
            for kind, group, plural in (_DEPLOYMENT, _STATEFULSET)
        },
        arguments={"replicas": 'by how many, quoted and signed, such as "+1"'},
    ),
    Tool(name="delete-pod", rights={"Pod": (_GET_POD, Right("delete", "", "pods"))}),
    Tool(name="evict-pod", rights={"Pod": (_GET_POD, Right("create", "", "pods/eviction"))}),
    Tool(name="cordon", rights=_patched(_NODE)),
    Tool(name="uncordon", rights=_patched(_NODE)),
    Tool(name="suspend-cronjob", rights=_patched(_CRONJOB)),
    Tool(name="resume-cronjob", rights=_patched(_CRONJOB)),
    Tool(
        name="recreate-job", rights={"Job": (Right("get", "batch", "jobs"), Right("create", "batch", "jobs"))}
    ),
)

TOOLS = {one.name: one for one in _ALL}


def kinds_of(step: Step) -> tuple[str, ...]:
    """The kinds that a step may be applied to; none for a check."""
    return TOOLS[step.tool].kinds if step.tool in TOOLS else ()


def step_for(step: Step, kind: str) -> Step:
    """The step with the needs that it has where it is applied to an object of `kind`.

    The rights that its tool takes for any kind give way to those for this one; what else it needs stays. A kind that
    the tool is not for leaves the step as it is.
    """
    if kind not in kinds_of(step):
        return step
    by_kind = TOOLS[step.tool].rights
    tools_own = {said for rights in by_kind.values() for right in rights for said in _said(right)}
    rest = (one for one in step.needs if one not in tools_own)
    return step.model_copy(update={"needs": (*map(str, by_kind[kind]), *rest)})


def _said(right: Right) -> tuple[str, str]:
    """How a runbook may name it: without its API group, and with it ("patch deployments.apps/scale")."""
    plural, slash, sub = right.resource.partition("/")
    return str(right), f"{right.verb} {plural}.{right.group}{slash}{sub}"
