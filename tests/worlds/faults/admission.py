"""Faults of admission: objects that the API server refuses to make."""

from tests.worlds.truth import Truth, truth
from tests.worlds.world import Raw, World


def _refused(world: World, name: str, said: str) -> None:
    """The pods of the part are not made; the creator's event tells why."""
    for raw in [one for one in world.all("replicasets") if one["metadata"]["name"].startswith(f"{name}-")]:
        pods = [
            pod for pod in world.pods(name) if pod["metadata"]["name"].startswith(raw["metadata"]["name"])
        ]
        if pods:
            told = f'Error creating: pods "{raw["metadata"]["name"]}-{world.suffix(5)}" is forbidden: {said}'
            world.event(raw, "ReplicaSet", "FailedCreate", told, count=6, age=22)
            message = f'pods "{raw["metadata"]["name"]}-{world.suffix(5)}" is forbidden: {said}'
            raw["status"]["conditions"] = [{"type": "ReplicaFailure", "status": "True", "reason": "FailedCreate",
                                            "message": message}]  # fmt: skip
    world.remove_pods(name)


def _quota(world: World, hard: Raw, used: Raw) -> None:
    spec = {"hard": hard}
    world.add("resourcequotas", "team-limits", spec=spec, status={"hard": hard, "used": used})


def quota_cpu(world: World) -> Truth:
    name = world.choose()
    _quota(world, {"requests.cpu": "1"}, {"requests.cpu": "950m"})
    _refused(world, name, "exceeded quota: team-limits, requested: requests.cpu=100m, used: requests.cpu=950m, "
             "limited: requests.cpu=1")  # fmt: skip
    return truth(world.namespace, "quota-cpu")


def quota_memory(world: World) -> Truth:
    name = world.choose()
    _quota(world, {"limits.memory": "8Gi"}, {"limits.memory": "8Gi"})
    _refused(world, name, "exceeded quota: team-limits, requested: limits.memory=1Gi, used: limits.memory=8Gi, "
             "limited: limits.memory=8Gi")  # fmt: skip
    return truth(world.namespace, "quota-memory")


def quota_pods(world: World) -> Truth:
    name = world.choose()
    _quota(world, {"pods": "7"}, {"pods": "7"})
    _refused(world, name, "exceeded quota: team-limits, requested: pods=1, used: pods=7, limited: pods=7")
    return truth(world.namespace, "quota-pods")


def quota_event_gone(world: World) -> Truth:
    """The events have expired; the ReplicaSet's condition still tells."""
    found = quota_pods(world)
    world.all("events").clear()
    return found


def quota_services(world: World) -> Truth:
    called = [one for one in world.style.parts if one.port and world.callers(one.name)]
    name = world.pick(called).name
    world.all("services").remove(world.one("services", name))
    count = str(len(world.all("services")))
    _quota(world, {"services": count}, {"services": count})
    return truth(world.namespace, "quota-services")


def missing_service_account(world: World) -> Truth:
    name = world.choose()
    world.redeploy(name, lambda spec: spec.update(serviceAccountName="robot"), keep_old=False)
    _refused(
        world,
        name,
        f'error looking up service account {world.namespace}/robot: serviceaccount "robot" not found',
    )
    return truth(name, "service-account-missing")


def pod_security(world: World) -> Truth:
    name = world.choose()
    _refused(world, name, 'violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false (container "app" '
             'must set securityContext.allowPrivilegeEscalation=false), unrestricted capabilities')  # fmt: skip
    return truth(name, "pod-security-violation")


def limit_range(world: World) -> Truth:
    name = world.choose()
    _refused(world, name, "maximum memory usage per Container is 512Mi, but limit is 1Gi")
    return truth(name, "limit-range-violation")


def webhook_denies(world: World) -> Truth:
    name = world.choose()
    for raw in [one for one in world.all("replicasets") if one["metadata"]["name"].startswith(f"{name}-")]:
        said = (
            'Error creating: admission webhook "validate.kyverno.svc-fail" denied the request: resource Pod/x was blocked '
            "due to the following policies: disallow-latest-tag"
        )
        if any(pod["metadata"]["name"].startswith(raw["metadata"]["name"]) for pod in world.pods(name)):
            world.event(raw, "ReplicaSet", "FailedCreate", said, count=8)
    world.remove_pods(name)
    return truth(name, "webhook-denied")


def webhook_down(world: World) -> Truth:
    name = world.choose()
    said = (
        'Error creating: Internal error occurred: failed calling webhook "sidecar.injector.example.io": failed to call '
        'webhook: Post "https://injector.mesh.svc:443/inject?timeout=10s": no endpoints available for service "injector"'
    )
    for raw in [one for one in world.all("replicasets") if one["metadata"]["name"].startswith(f"{name}-")]:
        if any(pod["metadata"]["name"].startswith(raw["metadata"]["name"]) for pod in world.pods(name)):
            world.event(raw, "ReplicaSet", "FailedCreate", said, count=8)
    world.remove_pods(name)
    return truth(name, "webhook-unavailable")


def pod_spec_invalid(world: World) -> Truth:
    name = world.choose()
    said = (
        'Error creating: Pod "x" is invalid: spec.containers[0].resources.requests: Invalid value: "2Gi": must be less '
        "than or equal to memory limit of 1Gi"
    )
    for raw in [one for one in world.all("replicasets") if one["metadata"]["name"].startswith(f"{name}-")]:
        if any(pod["metadata"]["name"].startswith(raw["metadata"]["name"]) for pod in world.pods(name)):
            world.event(raw, "ReplicaSet", "FailedCreate", said, count=8)
    world.remove_pods(name)
    return truth(name, "pod-spec-invalid", "limit-range-violation")


FAULTS = (
    quota_cpu, quota_memory, quota_pods, quota_event_gone, quota_services, missing_service_account, pod_security,
    limit_range, webhook_denies, webhook_down, pod_spec_invalid,
)  # fmt: skip
