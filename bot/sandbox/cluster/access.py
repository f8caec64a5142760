"""Who may do what: the tokens, their users, and one table of RBAC rules.

The reader sees everything but Secrets; the actor may send the mitigations, only in namespaces that opted in, and to
nodes; people have what a team would give them, for preflight checks.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bot.domain.tool import TOOLS
from bot.sandbox.cluster.objects import Obj, labels_of
from bot.sandbox.cluster.resources import NAMESPACES, RESOURCES
from bot.sandbox.cluster.status import ApiError
from bot.sandbox.cluster.store import Store

OPT_IN = ("lookout.dev/mitigations", "allowed")

READER = "system:serviceaccount:lookout:lookout-reader"
ACTOR = "system:serviceaccount:lookout:lookout-actor"
ADMIN = "admin"

TOKENS = {"reader-sandbox": READER, "actor-sandbox": ACTOR, "admin-sandbox": ADMIN}


@dataclass(frozen=True)
class Ask:
    """One question of authorisation."""

    verb: str
    group: str = ""
    resource: str = ""
    subresource: str = ""
    namespace: str = ""
    name: str = ""

    @property
    def target(self) -> str:
        """`deployments/scale`."""
        return f"{self.resource}/{self.subresource}" if self.subresource else self.resource


@dataclass(frozen=True)
class Rule:
    """One rule: verbs on (group, resource) pairs, held to namespaces with the label (`opted_in`) or to `names`."""

    name: str
    verbs: frozenset[str]
    targets: frozenset[tuple[str, str]] = frozenset()
    everything: bool = False
    opted_in: bool = False
    names: frozenset[str] = frozenset()

    def allows(self, ask: Ask, *, opted_in: bool) -> bool:
        """Whether this rule alone answers yes."""
        if (self.opted_in and not opted_in) or (self.names and ask.name not in self.names):
            return False
        if self.everything:
            return True
        return ask.verb in self.verbs and (ask.group, ask.target) in self.targets


_LOOK = frozenset({"get", "list", "watch"})
_READABLE = frozenset({(item.group, item.plural) for item in RESOURCES if item.plural != "secrets"}) | {
    ("", "pods/log")
}
_CHANGEABLE = frozenset(
    {
        ("apps", item)
        for item in ("deployments", "statefulsets", "daemonsets", "deployments/scale", "statefulsets/scale")
    }
)


def _acting(name: str, *, cluster_wide: bool) -> Iterator[Rule]:
    """What the mitigations take, a rule for each verb; those of nodes, or those of a namespace that opted in."""
    rights = [
        (kind, right) for tool in TOOLS.values() for kind, held in tool.rights.items() for right in held
    ]
    mine = {right for kind, right in rights if (kind == "Node") is cluster_wide}
    for verb in sorted({right.verb for right in mine}):
        targets = frozenset((right.group, right.resource) for right in mine if right.verb == verb)
        yield Rule(name, frozenset({verb}), targets, opted_in=not cluster_wide)


_SELF = Rule(
    "system:basic-user",
    frozenset({"create"}),
    frozenset({("authorization.k8s.io", "selfsubjectaccessreviews")}),
)
_VIEW = Rule("lookout-reader", _LOOK, _READABLE)
_REVIEW = Rule(
    "lookout-preflight", frozenset({"create"}), frozenset({("authorization.k8s.io", "subjectaccessreviews")})
)
_ACT = (
    *_acting("lookout-actor", cluster_wide=False),
    *_acting("lookout-actor-nodes", cluster_wide=True),
)
_ACT_AS = Rule(
    "lookout-act-as",
    frozenset({"impersonate"}),
    frozenset({("", "serviceaccounts")}),
    names=frozenset({ACTOR.rpartition(":")[2]}),
)
_TOP = Rule("view-metrics", _LOOK, frozenset({("metrics.k8s.io", "pods"), ("metrics.k8s.io", "nodes")}))
_OPERATE = Rule("oncall-operator", frozenset({"get", "patch", "update"}), _CHANGEABLE)
_ALL = Rule("cluster-admin", frozenset(), everything=True)

DEFAULT_RULES: Mapping[str, tuple[Rule, ...]] = {
    READER: (_VIEW, _REVIEW, _ACT_AS),
    ACTOR: _ACT,
    ADMIN: (_ALL,),
    "system:masters": (_ALL,),
    "oncall": (_VIEW, _TOP, _OPERATE),
    "nora": (_VIEW, _TOP, _OPERATE),
    "idris": (_VIEW, _TOP, _OPERATE),
    "ivy": (_ALL,),
    "emil": (_VIEW, _TOP),
}


@dataclass
class Access:
    """Answers questions of authorisation on the cluster as it is now (a namespace's label counts when asked)."""

    store: Store
    rules: dict[str, tuple[Rule, ...]] = field(default_factory=lambda: dict(DEFAULT_RULES))

    def granting(self, user: str, ask: Ask, groups: tuple[str, ...] = ()) -> Rule | None:
        """The rule that says yes, or None."""
        namespace = self.store.get(NAMESPACES, "", ask.namespace)
        key, value = OPT_IN
        opted_in = namespace is not None and labels_of(namespace).get(key) == value
        held = [_SELF, *self.rules.get(user, ())]
        for group in groups:
            held += self.rules.get(group, ())
        return next((rule for rule in held if rule.allows(ask, opted_in=opted_in)), None)

    def require(self, user: str, ask: Ask, groups: tuple[str, ...] = ()) -> None:
        """Nothing if it is allowed.

        Raises:
            ApiError: 403 in the server's words.
        """
        if self.granting(user, ask, groups) is None:
            raise forbidden(user, ask)


def forbidden(user: str, ask: Ask) -> ApiError:
    """403 with the message of the RBAC authoriser."""
    qualified = f"{ask.resource}.{ask.group}" if ask.group else ask.resource
    subject = f'{qualified} "{ask.name}"' if ask.name else qualified
    where = f'in the namespace "{ask.namespace}"' if ask.namespace else "at the cluster scope"
    message = (
        f'{subject} is forbidden: User "{user}" cannot {ask.verb} resource "{ask.target}" '
        f'in API group "{ask.group}" {where}'
    )
    details: Obj = {"name": ask.name} if ask.name else {}
    return ApiError(403, "Forbidden", message, details | {"group": ask.group, "kind": ask.resource})
