"""The rights of the two identities as tables: what each needs, and what neither may have.

The shipped roles are held against the same tables by a test.
"""

from bot.adapters.kubernetes.kinds import RESOURCES
from bot.domain.tool import TOOLS, Right
from bot.triage.evidence import CLUSTER_WIDE, NAMESPACED


def _list(plural: str) -> Right:
    return Right("list", RESOURCES[plural].group, plural)


READS = (*map(_list, NAMESPACED), Right("get", "", "pods/log"))
"""What a triage reads in a namespace."""
READS_CLUSTER_WIDE = tuple(map(_list, CLUSTER_WIDE))
"""What a triage reads of the cluster."""
INDISPENSABLE = frozenset({_list("pods")})
"""Without these there is no diagnosis at all."""

_SENT = {(kind, right) for tool in TOOLS.values() for kind, rights in tool.rights.items() for right in rights}
CHANGES = tuple(sorted({right for kind, right in _SENT if kind != "Node"}))
"""What the mitigations take in a namespace that opted in."""
CHANGES_OF_NODES = tuple(sorted({right for kind, right in _SENT if kind == "Node"}))
"""What a cordon and an uncordon take; nodes belong to the cluster, so no binding holds them to a few."""

_APPS = ("daemonsets", "deployments", "statefulsets")
_RBAC = "rbac.authorization.k8s.io"
SECRETS = tuple(Right(verb, "", "secrets") for verb in ("get", "list", "watch"))
NOBODYS = (
    Right("*", "*", "*"),
    *(Right(verb, "", "secrets") for verb in ("create", "update", "patch", "delete")),
    *(Right(verb, "apps", plural) for plural in _APPS for verb in ("create", "update", "delete")),
    *(Right(verb, "", "pods") for verb in ("create", "update", "patch", "deletecollection")),
    *(Right("create", "", f"pods/{one}") for one in ("exec", "attach", "portforward")),
    *(Right(verb, "", "configmaps") for verb in ("create", "update", "patch", "delete")),
    *(Right(verb, "batch", "jobs") for verb in ("update", "patch", "delete", "deletecollection")),
    *(Right(verb, "batch", "cronjobs") for verb in ("create", "update", "delete")),
    Right("create", "", "serviceaccounts/token"),
    *(Right(verb, _RBAC, "rolebindings") for verb in ("create", "update", "patch")),
    *(Right(verb, _RBAC, "roles") for verb in ("bind", "escalate")),
)
"""What neither identity may do in a namespace: no change but the mitigations, no shell, no way to more rights."""
NOBODYS_CLUSTER_WIDE = (
    *(Right(verb, "", "namespaces") for verb in ("create", "update", "patch", "delete")),
    *(Right(verb, "", "nodes") for verb in ("create", "update", "delete")),
    *(Right(verb, _RBAC, "clusterrolebindings") for verb in ("create", "update", "patch")),
    *(Right(verb, _RBAC, "clusterroles") for verb in ("bind", "escalate")),
    *(Right("impersonate", "", one) for one in ("users", "groups")),
)
"""What neither may do to the cluster: a namespace's label opts it in, so that is not theirs to set either."""
EVERY_CHANGE = tuple(one for one in CHANGES if one.verb != "get")
EVERY_CHANGE_OF_NODES = tuple(one for one in CHANGES_OF_NODES if one.verb != "get")
