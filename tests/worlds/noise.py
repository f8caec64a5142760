"""Ordinary life of a healthy cluster: what looks like trouble and is none."""

from collections.abc import Callable

from tests.worlds.ills import end, probe_fails, restarted
from tests.worlds.world import DAY, HOUR, SYSTEM, World

Noise = Callable[[World], None]


def rolling_update(world: World) -> None:
    """A rollout under way: the new pod has just begun."""
    if not world.style.history:
        return
    name = world.choose(port=True)
    for pod in world.redeploy(name, lambda spec: spec["containers"][0].update(image="registry.example.net/x:2.4.1"),
                              keep_old=True, age=14):  # fmt: skip
        for one in pod["status"]["conditions"]:
            if one["type"] in {"Ready", "ContainersReady"}:
                one["status"] = "False"
        for status in pod["status"]["containerStatuses"]:
            status |= {"ready": False, "state": {"running": {"startedAt": world.ago(9)}}}
        probe_fails(
            world,
            pod,
            "Readiness",
            f"dial tcp {pod['status']['podIP']}:1: connect: connection refused",
            count=1,
        )


def finished_update(world: World) -> None:
    """A rollout that ended well some minutes ago, with the probe failures of its start."""
    if not world.style.history:
        return
    name = world.choose(port=True)
    for pod in world.redeploy(name, lambda spec: spec["containers"][0].update(image="registry.example.net/x:2.4.1"),
                              keep_old=False, age=600):  # fmt: skip
        said = f'Get "http://{pod["status"]["podIP"]}:{world.part(name).port}/healthz": dial tcp: connect: connection refused'
        world.event(pod, "Pod", "Unhealthy", f"Readiness probe failed: {said}", count=3, age=585)


def finished_jobs(world: World) -> None:
    """A CronJob with done and one failed Job that was done again since."""
    cron = world.add("cronjobs", "cleanup", spec={"schedule": "0 * * * *", "suspend": False},
                     status={"lastScheduleTime": world.ago(1800), "lastSuccessfulTime": world.ago(1750)})  # fmt: skip
    owner = {"kind": "CronJob", "name": "cleanup", "uid": cron["metadata"]["uid"], "controller": True}
    for place, (kind, reason) in enumerate(
        (("Failed", "BackoffLimitExceeded"), ("Complete", "CompletionsReached"))
    ):
        at = world.ago(9000 - place * 7000)
        world.add(
            "jobs", f"cleanup-2900{place}", metadata={"ownerReferences": [owner], "creationTimestamp": at},
            spec={"backoffLimit": 3, "template": {"spec": {"containers": []}}},
            status={"conditions": [{"type": kind, "status": "True", "reason": reason, "lastTransitionTime": at}],
                    "completionTime": at, **({"succeeded": 1} if kind == "Complete" else {"failed": 4})},
        )  # fmt: skip
    raw = world.add(
        "pods", f"cleanup-29001-{world.suffix(5)}",
        metadata={"labels": {"job-name": "cleanup-29001"}, "annotations": {}, "creationTimestamp": world.ago(2000),
                  "ownerReferences": [{"kind": "Job", "name": "cleanup-29001", "uid": "jobs-x", "controller": True}]},
        spec={"containers": [{"name": "run", "image": "registry.example.net/tools:1"}], "nodeName": world.workers()[0]},
        status={"phase": "Succeeded", "containerStatuses": [
            {"name": "run", "ready": False, "restartCount": 0, "state": {"terminated": end(world, 0, "Completed", ago=1900)}}]},
    )  # fmt: skip
    world.log(
        raw, "warning: 2 rows could not be removed (timeout), will try again next hour", container="run"
    )


def old_evictions(world: World) -> None:
    """Evicted pods from days ago that nobody cleaned up."""
    for name in {world.choose() for _ in range(2)}:
        raw = world.all("replicasets")[0]
        owner = {
            "kind": "ReplicaSet",
            "name": raw["metadata"]["name"],
            "uid": raw["metadata"]["uid"],
            "controller": True,
        }
        world.add(
            "pods", f"{name}-old-{world.suffix(5)}",
            metadata={"labels": {"gone": "1"}, "annotations": {}, "creationTimestamp": world.ago(6 * DAY), "ownerReferences": [owner]},
            spec={"containers": [{"name": "app", "image": "x:1"}], "nodeName": world.workers()[0]},
            status={"phase": "Failed", "reason": "Evicted", "message": "The node was low on resource: memory."},
        )  # fmt: skip


def readiness_blips(world: World) -> None:
    """A probe that failed twice within the hour, of pods that are ready."""
    for name in {world.choose(port=True), world.choose(store=True)}:
        pod = world.pick(world.pods(name))
        said = f'Get "http://{pod["status"]["podIP"]}:8080/healthz": context deadline exceeded (Client.Timeout exceeded)'
        world.event(pod, "Pod", "Unhealthy", f"Readiness probe failed: {said}", count=2, age=1400)
        world.event(pod, "Pod", "Unhealthy", f"Liveness probe failed: {said}", count=1, age=1400)


def old_restarts(world: World) -> None:
    """Restarts of long ago: an update of the node, a crash last week, one kill for memory a day ago."""
    for name in {world.choose(), world.choose(store=True)}:
        pod = world.pick(world.pods(name))
        code, reason = world.pick(
            ((255, "Unknown"), (1, "Error"), (143, "Error"), (137, "OOMKilled"), (0, "Completed"))
        )
        age = world.pick((1.2 * DAY, 9 * DAY))
        restarted(world, pod, end(world, code, reason, ago=age, lasted=4 * HOUR), since=age - 5)


def suspended(world: World) -> None:
    """A suspended CronJob and a suspended Job."""
    world.add("cronjobs", "yearly-close", spec={"schedule": "0 0 1 1 *", "suspend": True}, status={})
    world.add("jobs", "backfill", spec={"suspend": True, "template": {"spec": {"containers": []}}},
              status={"conditions": [{"type": "Suspended", "status": "True", "reason": "JobSuspended"}]})  # fmt: skip


def spare_node(world: World) -> None:
    """A cordoned node without our pods, and one that the autoscaler is about to remove."""
    world._node("spare-9", plane=False)
    raw = world.one_node("spare-9")
    raw["spec"] |= {
        "unschedulable": True,
        "taints": [{"key": "node.kubernetes.io/unschedulable", "effect": "NoSchedule"}],
    }
    world.event(
        raw,
        "Node",
        "NodeNotSchedulable",
        "Node spare-9 status is now: NodeNotSchedulable",
        age=1000,
        normal=True,
    )


def autoscaling(world: World) -> None:
    """An autoscaler at its minimum that does its work."""
    name = world.choose()
    raw = world.add(
        "horizontalpodautoscalers", name,
        spec={"minReplicas": world.part(name).replicas, "maxReplicas": 10, "scaleTargetRef": {"kind": "Deployment", "name": name}},
        status={"currentReplicas": world.part(name).replicas, "desiredReplicas": world.part(name).replicas, "conditions": [
            {"type": "AbleToScale", "status": "True", "reason": "ReadyForNewScale"},
            {"type": "ScalingActive", "status": "True", "reason": "ValidMetricFound"},
            {"type": "ScalingLimited", "status": "True", "reason": "TooFewReplicas", "message": "less than the minimum"}]},
    )  # fmt: skip
    said = "New size: 2; reason: cpu resource utilization (percentage of request) above target"
    world.event(raw, "HorizontalPodAutoscaler", "SuccessfulRescale", said, age=2400, normal=True)
    early = "failed to get cpu utilization: did not receive metrics for targeted pods (pods might be unready)"
    world.event(raw, "HorizontalPodAutoscaler", "FailedGetResourceMetric", early, age=2700)


def scaled_down_on_purpose(world: World) -> None:
    """A preview that nobody calls, at zero replicas with a Service of its own."""
    labels = {world.style.label: "preview"}
    world.add("deployments", "preview", spec={"replicas": 0, "template": {"metadata": {"labels": labels}, "spec": {"containers": []}}},
              status={"observedGeneration": 1}, metadata={"generation": 1})  # fmt: skip
    world.add("services", "preview", spec={"type": "ClusterIP", "selector": labels, "clusterIP": "10.96.99.9",
                                           "ports": [{"port": 80, "targetPort": 8080}]})  # fmt: skip


def chatty_logs(world: World) -> None:
    """Errors that every application writes now and then, none of them about now."""
    lines = (
        "WARN retrying request after timeout (attempt 1 of 3)",
        "ERROR user 4711 not found",
        'level=error msg="token expired" user=guest',
        "GET /favicon.ico 404 not found",
        "INFO health check failed 0 times",
        "ERROR validation failed: email is invalid",
        'msg="connection reset by peer" client=10.244.0.77',
    )
    for part in world.style.parts:
        if not part.store:
            for pod in world.pods(part.name):
                world.log(pod, world.pick(lines))
                for number in range(12):
                    world.log(pod, f"INFO handled request {number} in {number * 3} ms status=200")


def refused_at_start(world: World) -> None:
    """A client that came before its store and tried again until it was there."""
    callers = [one for one in world.style.parts if any(world.part(called).store for called in one.calls)]
    part = world.pick(callers)
    store = next(called for called in part.calls if world.part(called).store)
    for pod in world.pods(part.name):
        for number in range(3):
            world.log(
                pod,
                f"ERROR attempt {number}: dial tcp {store}:{world.part(store).port}: connect: connection refused",
            )
        world.log(pod, f"INFO connected to {store}")
        for number in range(20):
            world.log(pod, f"INFO handled request {number} in {number * 3} ms status=200")


def recovered_create(world: World) -> None:
    """A quota that refused for a minute, and then the pods were made."""
    raw = next(one for one in world.all("replicasets") if one["spec"]["replicas"])
    said = 'Error creating: pods "x" is forbidden: exceeded quota: q, requested: pods=1, used: pods=9, limited: pods=9'
    world.event(raw, "ReplicaSet", "FailedCreate", said, count=3, age=900)


def scheduled_late(world: World) -> None:
    """A pod that waited for a new node and has it."""
    pod = world.pick(world.all("pods"))
    world.event(
        pod, "Pod", "FailedScheduling", "0/3 nodes are available: 3 Insufficient cpu.", count=2, age=2000
    )
    world.event(
        pod,
        "Pod",
        "TriggeredScaleUp",
        "pod triggered scale-up: [{pool 2->3 (max: 5)}]",
        age=1990,
        normal=True,
    )
    world.event(pod, "Pod", "Scheduled", "Successfully assigned", age=1900, normal=True)


def full_quota(world: World) -> None:
    """A quota that is used up and refuses nothing that anybody wants."""
    hard = {"pods": str(len(world.all("pods"))), "services": "40"}
    world.add(
        "resourcequotas",
        "exact",
        spec={"hard": hard},
        status={"hard": hard, "used": {**hard, "services": "9"}},
    )


def informational_alerts(world: World) -> None:
    """Alerts that always fire, or only inform."""
    world.alerts.append(
        {
            "labels": {"alertname": "Watchdog", "severity": "none"},
            "annotations": {},
            "status": {"state": "active"},
        }
    )
    pod = world.pick(world.all("pods"))["metadata"]["name"]
    world.alert("CPUThrottlingHigh", "26% throttling of CPU", pod=pod)
    world.alerts[-1]["labels"]["severity"] = "info"


def unbound_spare_claim(world: World) -> None:
    """A claim of a class that waits for its first consumer, which is not there."""
    world.add(
        "storageclasses", "late", "", provisioner="csi.example.com", volumeBindingMode="WaitForFirstConsumer"
    )
    world.add("persistentvolumeclaims", "for-later", spec={"accessModes": ["ReadWriteOnce"], "storageClassName": "late",
              "resources": {"requests": {"storage": "1Gi"}}}, status={"phase": "Pending"})  # fmt: skip


def image_pulled_late(world: World) -> None:
    """A pull that failed once and then worked."""
    pod = world.pick(world.all("pods"))
    image = pod["spec"]["containers"][0]["image"]
    world.event(pod, "Pod", "Failed", f'Failed to pull image "{image}": rpc error: i/o timeout', age=1200)
    world.event(pod, "Pod", "Pulled", f'Successfully pulled image "{image}" in 3.1s', age=1100, normal=True)


def other_namespace(world: World) -> None:
    """Another team's broken pod."""
    world.add(
        "pods", "sandbox-1", "playground", metadata={"labels": {"app": "sandbox"}, "annotations": {}},
        spec={"containers": [{"name": "a", "image": "nope:1"}], "nodeName": world.workers()[0]},
        status={"phase": "Pending", "conditions": [{"type": "Ready", "status": "False"}], "containerStatuses": [
            {"name": "a", "ready": False, "restartCount": 0,
             "state": {"waiting": {"reason": "ImagePullBackOff", "message": 'Back-off pulling image "nope:1"'}}}]},
    )  # fmt: skip


def system_restart(world: World) -> None:
    """A system pod that restarted days ago."""
    pod = world.pick(world.all("pods", SYSTEM))
    restarted(world, pod, end(world, 2, ago=3 * DAY, lasted=9 * DAY), restarts=4, since=3 * DAY)


def canary_policy(world: World) -> None:
    """A NetworkPolicy that lets its namespace's own callers in, and a PodDisruptionBudget that allows one."""
    world.add("networkpolicies", "own-only", spec={"podSelector": {}, "policyTypes": ["Ingress"],
              "ingress": [{"from": [{"podSelector": {}}]}]})  # fmt: skip
    world.add("poddisruptionbudgets", "all", spec={"minAvailable": 1, "selector": {"matchLabels": {}}},
              status={"disruptionsAllowed": 1, "currentHealthy": 2, "desiredHealthy": 1})  # fmt: skip


NOISES: tuple[Noise, ...] = (
    rolling_update, finished_update, finished_jobs, old_evictions, readiness_blips, old_restarts, suspended, spare_node,
    autoscaling, scaled_down_on_purpose, chatty_logs, refused_at_start, recovered_create, scheduled_late, full_quota,
    informational_alerts, unbound_spare_claim, image_pulled_late, system_restart, canary_policy,
)  # fmt: skip
