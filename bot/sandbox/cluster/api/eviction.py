"""The eviction subresource: a pod leaves if the budgets that count it allow one more to be missing."""

from typing import Any

from bot.sandbox.cluster.api.calls import Call
from bot.sandbox.cluster.api.reads import get_object
from bot.sandbox.cluster.kubelet import lifecycle
from bot.sandbox.cluster.kubelet.pods import set_condition
from bot.sandbox.cluster.objects import Obj, dig, is_finished, is_ready, name_of, uid_of
from bot.sandbox.cluster.status import ApiError, bad_request, conflict
from bot.sandbox.cluster.workloads.budgets import budgets_of, sync
from bot.sandbox.cluster.world import World

_KIND = "Eviction"
_MODIFIED = "the object has been modified; please apply your changes to the latest version and try again"
_DONE: Obj = {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "code": 201}


def evict(world: World, call: Call, body: Any, *, dry_run: bool) -> Obj:
    """Evict the pod that the call names.

    Raises:
        ApiError: 400 for another object, 404, 409 for another uid or version, 429 if a budget forbids it, 500 for two.
    """
    if not isinstance(body, dict) or body.get("kind", _KIND) != _KIND:
        raise bad_request("the object provided is no Eviction")
    pod = get_object(world, call)
    options = body.get("deleteOptions") or {}
    uid = dig(options, "preconditions", "uid")
    if uid and uid != uid_of(pod):
        why = f"Precondition failed: UID in precondition: {uid}, UID in object meta: {uid_of(pod)}"
        raise conflict(call.resource, name_of(pod), why)
    version = dig(options, "preconditions", "resourceVersion")
    if version and version != pod["metadata"].get("resourceVersion"):
        raise conflict(call.resource, name_of(pod), _MODIFIED)
    if not is_finished(pod) and dig(pod, "status", "phase") != "Pending":
        _ask_budgets(world, pod)
    if dry_run or options.get("dryRun") == ["All"] or "deletionTimestamp" in pod["metadata"]:
        return _DONE
    told = {"reason": "EvictionByEvictionAPI", "message": "Eviction API: evicting"}
    set_condition(world, pod, "DisruptionTarget", holds=True, why=told)
    lifecycle.leave(world, pod)
    return _DONE


def _ask_budgets(world: World, pod: Obj) -> None:
    budgets = budgets_of(world, pod)
    if len(budgets) > 1:
        raise ApiError(
            500,
            "InternalError",
            "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.",
        )
    for budget in budgets:
        sync(world, budget)
        status = budget["status"]
        spare = not is_ready(pod) and status["currentHealthy"] >= status["desiredHealthy"] > 0
        if status["disruptionsAllowed"] <= 0 and not spare:
            raise _too_many(budget)


def _too_many(budget: Obj) -> ApiError:
    status = budget["status"]
    cause = (
        f"The disruption budget {name_of(budget)} needs {status['desiredHealthy']} healthy pods and has "
        f"{status['currentHealthy']} currently"
    )
    return ApiError(
        429,
        "TooManyRequests",
        "Cannot evict pod as it would violate the pod's disruption budget.",
        {"causes": [{"reason": "DisruptionBudget", "message": cause}]},
    )
