"""Access reviews: may I, may this person."""

from typing import Any

from bot.sandbox.cluster.access import Access, Ask
from bot.sandbox.cluster.api.identity import Identity
from bot.sandbox.cluster.objects import Obj, dig
from bot.sandbox.cluster.status import bad_request


def review(access: Access, kind: str, asking: Identity, body: Any, local: str = "") -> Obj:
    """The answered review of that kind; `local` is the namespace of one that is asked within it.

    Raises:
        ApiError: 400 for a review without a question, or asked within a namespace about another one.
    """
    asked = dig(body, "spec", "resourceAttributes")
    if not isinstance(asked, dict):
        if dig(body, "spec", "nonResourceAttributes") is None:
            raise bad_request("exactly one of nonResourceAttributes or resourceAttributes must be specified")
        asked = {}
    ask = Ask(
        asked.get("verb", ""),
        asked.get("group") or "",
        asked.get("resource") or "",
        asked.get("subresource") or "",
        asked.get("namespace") or "",
        asked.get("name") or "",
    )
    if local and ask.namespace != local:
        raise bad_request("spec.resourceAttributes.namespace must match metadata.namespace")
    who, groups = asking.user, asking.groups
    if kind != "SelfSubjectAccessReview":
        who, groups = dig(body, "spec", "user") or "", tuple(dig(body, "spec", "groups") or ())
        if not who and not groups:
            raise bad_request("at least one of user or group must be specified")
    rule = access.granting(who, ask, groups)
    status: Obj = {"allowed": rule is not None}
    if rule is not None:
        status["reason"] = f'RBAC: allowed by ClusterRole "{rule.name}" to "{who}"'
    return {
        "kind": kind,
        "apiVersion": "authorization.k8s.io/v1",
        "metadata": {},
        "spec": body["spec"],
        "status": status,
    }
