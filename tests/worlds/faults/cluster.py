"""Faults of the cluster itself, and slowness: nodes, runtimes, proxies, networks, load."""

from tests.worlds.ills import creating, silent, unready
from tests.worlds.truth import Truth, truth
from tests.worlds.world import SYSTEM, UnfitError, World


def _condition(world: World, node: str, status: str, reason: str, message: str) -> None:
    for one in world.one_node(node)["status"]["conditions"]:
        if one["type"] == "Ready":
            one |= {
                "status": status,
                "reason": reason,
                "message": message,
                "lastTransitionTime": world.ago(150),
            }


def _busy_node(world: World) -> str:
    return str(world.pick([pod["spec"]["nodeName"] for pod in world.all("pods")]))


def kubelet_down(world: World) -> Truth:
    node = _busy_node(world)
    _condition(world, node, "Unknown", "NodeStatusUnknown", "Kubelet stopped posting node status.")
    world.one_of("leases", node, "kube-node-lease")["spec"]["renewTime"] = world.ago(190)
    for pod in world.all("pods"):
        if pod["spec"]["nodeName"] == node:
            unready(pod)
    world.event(
        world.one_node(node), "Node", "NodeNotReady", f"Node {node} status is now: NodeNotReady", age=150
    )
    return truth(node, "node-unreachable", "node-not-ready")


def kubelet_silent(world: World) -> Truth:
    """The lease is stale already, the condition still says ready."""
    node = _busy_node(world)
    world.one_of("leases", node, "kube-node-lease")["spec"]["renewTime"] = world.ago(75)
    return truth(node, "node-unreachable")


def runtime_down(world: World) -> Truth:
    node = _busy_node(world)
    said = "[container runtime is down, PLEG is not healthy: pleg was last seen active 3m40s ago; threshold is 3m0s]"
    _condition(world, node, "False", "KubeletNotReady", said)
    for pod in world.all("pods"):
        if pod["spec"]["nodeName"] == node:
            unready(pod)
    return truth(node, "container-runtime-down")


def cni_down(world: World) -> Truth:
    node = _busy_node(world)
    said = "container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized"
    _condition(world, node, "False", "KubeletNotReady", said)
    for pod in world.all("pods"):
        if pod["spec"]["nodeName"] == node:
            unready(pod)
    return truth(node, "node-network-not-ready", "node-not-ready")


def sandbox_fails(world: World) -> Truth:
    """Addresses are used up on a node: pods there get no sandbox."""
    name = world.choose()
    node = _busy_node(world)
    for pod in world.redeploy(name, lambda spec: None, keep_old=True):
        silent(world, pod)
        pod["spec"]["nodeName"] = node
        creating(pod)
        said = 'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox "0af1": plugin type="aws-cni" name="aws-cni" failed (add): add cmd: failed to assign an IP address to container'
        world.event(pod, "Pod", "FailedCreatePodSandBox", said, count=12)
    return truth(name, "pod-sandbox-failed")


def proxy_down(world: World) -> Truth:
    node = _busy_node(world)
    for pod in world.all("pods", SYSTEM):
        if pod["spec"]["nodeName"] == node and "kube-proxy" in pod["metadata"]["name"]:
            unready(pod)
            status = pod["status"]["containerStatuses"][0]
            last = {"exitCode": 1, "reason": "Error", "finishedAt": world.ago(30), "startedAt": world.ago(33)}
            status |= {"ready": False, "restartCount": 9, "state": {"waiting": {"reason": "CrashLoopBackOff"}},
                       "lastState": {"terminated": last}}  # fmt: skip
    return truth(node, "node-service-routing", "kube-proxy-down")


def controllers_down(world: World) -> Truth:
    raw = world.one("deployments", world.choose())
    raw["metadata"] |= {"generation": 9, "managedFields": [{"time": world.ago(400), "manager": "kubectl"}]}
    if not world.style.managed:
        world.one_of("leases", "kube-controller-manager", SYSTEM)["spec"]["renewTime"] = world.ago(420)
    return truth("kube-system" if world.style.managed else "cp-1", "controller-manager-down")


def throttled(world: World) -> Truth:
    name = world.choose()
    pod = world.pods(name)[0]
    meta = {"pod": pod["metadata"]["name"], "container": pod["spec"]["containers"][0]["name"]}
    if world.rng.random() < 0.5:
        world.alert("CPUThrottlingHigh", f"78% throttling of CPU in namespace {world.namespace}.", **meta)
    else:
        world.alert("ContainerCpuUsage", "container uses 99% of its cpu limit", **meta)
    for caller in (name, *world.callers(name)[:1]):
        world.alert("HighRequestLatency", "p99 latency is above 2s", service=caller)
    return truth(name, "cpu-saturated")


def memory_near(world: World) -> Truth:
    name = world.choose()
    pod = world.pods(name)[0]["metadata"]["name"]
    world.alert("ContainerMemoryNearLimit", "memory working set at 97% of the limit", pod=pod)
    return truth(name, "memory-near-limit")


def slow_origin(world: World) -> Truth:
    """One is slow and so is its caller; who calls whom must be told somewhere."""
    if world.style.address in {"secret", "discovery"}:
        raise UnfitError
    found = [one.name for one in world.style.parts if one.calls and any(world.callers(c) for c in one.calls)]
    caller = world.pick(found)
    name = world.pick(list(world.part(caller).calls))
    for slow in (name, caller):
        world.alert("HighLatency", "95th percentile above 900ms", service=slow)
    return truth(name, "latency-origin")


def node_loss(world: World) -> Truth:
    node = _busy_node(world)
    world.alert(
        "NodeNetworkReceiveErrs",
        f"{node} interface eth0 has encountered packet loss",
        node=node,
        instance=node,
    )
    for one in world.style.parts[:4]:
        if not one.store:
            world.alert("HighLatency", "95th percentile above 900ms", service=one.name)
    return truth(node, "node-network-loss", "node-network-delay")


def hpa_no_metrics(world: World) -> Truth:
    name = world.choose()
    said = "the HPA was unable to compute the replica count: failed to get cpu utilization: unable to get metrics for resource cpu: no metrics returned from resource metrics API"
    raw = world.add(
        "horizontalpodautoscalers", name,
        spec={"minReplicas": 1, "maxReplicas": 5, "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": name}},
        status={"currentReplicas": 1, "desiredReplicas": 0, "conditions": [
            {"type": "AbleToScale", "status": "True", "reason": "SucceededGetScale"},
            {"type": "ScalingActive", "status": "False", "reason": "FailedGetResourceMetric", "message": said}]},
    )  # fmt: skip
    world.event(raw, "HorizontalPodAutoscaler", "FailedGetResourceMetric", said, count=40)
    return truth(name, "autoscaler-without-metrics")


def hpa_at_most(world: World) -> Truth:
    name = world.choose()
    world.add(
        "horizontalpodautoscalers", name,
        spec={"minReplicas": 1, "maxReplicas": world.part(name).replicas,
              "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": name}},
        status={"currentReplicas": world.part(name).replicas, "conditions": [
            {"type": "ScalingLimited", "status": "True", "reason": "TooManyReplicas",
             "message": "the desired replica count is more than the maximum replica count"}]},
    )  # fmt: skip
    world.alert(
        "KubeHpaMaxedOut",
        "HPA has been running at max replicas for longer than 15 minutes",
        horizontalpodautoscaler=name,
    )
    return truth(name, "autoscaler-at-maximum")


def etcd_trouble(world: World) -> Truth:
    """The store of the API server does not keep up: both end again and again."""
    if world.style.managed:
        raise UnfitError
    for pod in [
        one
        for one in world.all("pods", SYSTEM)
        if one["metadata"]["name"].startswith(("etcd", "kube-apiserver"))
    ]:
        unready(pod)
        status = pod["status"]["containerStatuses"][0]
        last = {"exitCode": 1, "reason": "Error", "finishedAt": world.ago(40), "startedAt": world.ago(60)}
        status |= {"ready": False, "restartCount": 12, "state": {"waiting": {"reason": "CrashLoopBackOff"}},
                   "lastState": {"terminated": last}}  # fmt: skip
    return truth("cp-1", "etcd-trouble", "api-server-unhealthy")


FAULTS = (
    kubelet_down, kubelet_silent, runtime_down, cni_down, sandbox_fails, proxy_down, controllers_down, throttled,
    memory_near, slow_origin, node_loss, hpa_no_metrics, hpa_at_most, etcd_trouble,
)  # fmt: skip
