"""Faults of scheduling: pods without a node, claims without a volume."""

from tests.worlds.ills import unscheduled
from tests.worlds.truth import Truth, truth
from tests.worlds.world import Raw, World


def _head(world: World) -> int:
    return len(world.all("nodes", ""))


def _plane(world: World) -> str:
    tail = "1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, "
    return "" if world.style.managed else tail


def _said(world: World, why: str) -> str:
    total, workers = _head(world), len(world.workers())
    tail = (
        f" preemption: 0/{total} nodes are available: {total} Preemption is not helpful for scheduling."
        if world.rng.random() < 0.7
        else ""
    )
    return f"0/{total} nodes are available: {_plane(world)}{workers} {why}.{tail}"


def _resources(**requests: str) -> Raw:
    return {"requests": {"cpu": "100m", "memory": "128Mi", **requests}, "limits": {}}


def cpu_oversized(world: World) -> Truth:
    name = world.choose()
    pods = world.redeploy(name, lambda spec: spec["containers"][0].update(resources=_resources(cpu="64")))
    for pod in pods:
        unscheduled(world, pod, _said(world, "Insufficient cpu"), event=world.rng.random() < 0.6)
    return truth(name, "insufficient-cpu")


def memory_oversized(world: World) -> Truth:
    name = world.choose()
    pods = world.redeploy(
        name, lambda spec: spec["containers"][0].update(resources=_resources(memory="512Gi"))
    )
    for pod in pods:
        unscheduled(world, pod, _said(world, "Insufficient memory"))
    return truth(name, "insufficient-memory")


def too_many_pods(world: World) -> Truth:
    name = world.choose()
    for node in world.all("nodes", ""):
        node["status"]["allocatable"]["pods"] = "3"
    for pod in world.redeploy(name, lambda spec: None):
        unscheduled(world, pod, _said(world, "Too many pods"))
    return truth(name, "too-many-pods", "insufficient-pods")


def selector(world: World) -> Truth:
    name = world.choose()
    pods = world.redeploy(name, lambda spec: spec.update(nodeSelector={"disktype": "nvme"}))
    for pod in pods:
        unscheduled(world, pod, _said(world, "node(s) didn't match Pod's node affinity/selector"))
    return truth(name, "node-selector-mismatch")


def affinity(world: World) -> Truth:
    name = world.choose()
    term = {"matchExpressions": [{"key": "pool", "operator": "In", "values": ["gpu"]}]}
    wanted = {
        "nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [term]}}
    }
    for pod in world.redeploy(name, lambda spec: spec.update(affinity=wanted)):
        unscheduled(world, pod, _said(world, "node(s) didn't match Pod's node affinity/selector"))
    return truth(name, "node-affinity-mismatch")


def taint(world: World) -> Truth:
    name = world.choose()
    for node in world.all("nodes", ""):
        if node["metadata"]["name"] in world.workers():
            node["spec"].setdefault("taints", []).append(
                {"key": "dedicated", "value": "batch", "effect": "NoSchedule"}
            )
    for pod in world.redeploy(name, lambda spec: None):
        unscheduled(world, pod, _said(world, "node(s) had untolerated taint {dedicated: batch}"))
    return truth(name, "taint-not-tolerated")


def cordon(world: World) -> Truth:
    name = world.choose()
    for node in world.all("nodes", ""):
        if node["metadata"]["name"] in world.workers():
            node["spec"] |= {"unschedulable": True}
            node["spec"].setdefault("taints", []).append(
                {"key": "node.kubernetes.io/unschedulable", "effect": "NoSchedule"}
            )
    for pod in world.redeploy(name, lambda spec: None):
        unscheduled(world, pod, _said(world, "node(s) were unschedulable"))
    return truth(name, "node-cordoned")


def anti_affinity(world: World) -> Truth:
    name = world.choose()
    term = {
        "labelSelector": {"matchLabels": world.labels(name)},
        "topologyKey": "topology.kubernetes.io/zone",
    }
    wanted = {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [term]}}
    for pod in world.redeploy(name, lambda spec: spec.update(affinity=wanted), keep_old=True):
        unscheduled(world, pod, _said(world, "node(s) didn't match pod anti-affinity rules"))
    return truth(name, "pod-anti-affinity")


def topology_spread(world: World) -> Truth:
    name = world.choose()
    rule = {"maxSkew": 1, "topologyKey": "rack", "whenUnsatisfiable": "DoNotSchedule"}
    for pod in world.redeploy(name, lambda spec: spec.update(topologySpreadConstraints=[rule])):
        unscheduled(
            world,
            pod,
            _said(world, "node(s) didn't match pod topology spread constraints (missing required label)"),
        )
    return truth(name, "topology-spread")


def host_port(world: World) -> Truth:
    name = world.choose(port=True)
    for pod in world.redeploy(name, lambda spec: spec["containers"][0]["ports"][0].update(hostPort=443)):
        unscheduled(world, pod, _said(world, "node(s) didn't have free ports for the requested pod ports"))
    return truth(name, "host-port-taken")


def volume_affinity(world: World) -> Truth:
    name = world.choose(store=True)
    for pod in world.redeploy(name, lambda spec: None):
        unscheduled(world, pod, _said(world, "node(s) had volume node affinity conflict"))
    return truth(name, "volume-node-affinity")


def _claim(world: World, claim: Raw, volume: Raw | None, *, static: bool = True) -> str:
    """A part that mounts a new claim; what it asks, and what the only volume offers."""
    name = world.choose()
    asked = {
        "accessModes": ["ReadWriteOnce"],
        "storageClassName": "manual",
        "resources": {"requests": {"storage": "5Gi"}},
    }
    raw = world.add("persistentvolumeclaims", "scratch", spec={**asked, **claim}, status={"phase": "Pending"})
    if static:
        world.add(
            "storageclasses",
            "manual",
            "",
            provisioner="kubernetes.io/no-provisioner",
            volumeBindingMode="Immediate",
        )
    if volume is not None:
        offered = {
            "capacity": {"storage": "10Gi"},
            "accessModes": ["ReadWriteOnce"],
            "storageClassName": "manual",
        }
        phase = "Bound" if "claimRef" in volume else "Available"
        world.add("persistentvolumes", "disk-1", "", spec={**offered, **volume}, status={"phase": phase})
    else:
        kind = str(claim.get("storageClassName", "manual"))
        said = f'storageclass.storage.k8s.io "{kind}" not found'
        world.event(raw, "PersistentVolumeClaim", "ProvisioningFailed", said, count=9)
    mount = {"name": "scratch", "persistentVolumeClaim": {"claimName": "scratch"}}
    pods = world.redeploy(name, lambda spec: spec.setdefault("volumes", []).append(mount))
    total = _head(world)
    said = f"0/{total} nodes are available: {total} pod has unbound immediate PersistentVolumeClaims."
    for pod in pods:
        unscheduled(world, pod, said)
    return name


def pvc_class(world: World) -> Truth:
    return truth(_claim(world, {"storageClassName": "fast-ssd"}, None, static=False), "pvc-class-mismatch")


def pvc_size(world: World) -> Truth:
    return truth(_claim(world, {"resources": {"requests": {"storage": "500Gi"}}}, {}), "pvc-size-mismatch")


def pvc_mode(world: World) -> Truth:
    return truth(_claim(world, {"accessModes": ["ReadWriteMany"]}, {}), "pvc-access-mode-mismatch")


def pvc_selector(world: World) -> Truth:
    return truth(_claim(world, {"selector": {"matchLabels": {"tier": "gold"}}}, {}), "pvc-selector-mismatch")


def pvc_taken(world: World) -> Truth:
    holder = {"claimRef": {"name": "old-data", "namespace": "elsewhere", "uid": "x"}}
    return truth(_claim(world, {}, holder), "volume-taken")


def scheduler_down(world: World) -> Truth:
    name = world.choose()
    for pod in world.redeploy(name, lambda spec: None, age=200):
        pod["spec"].pop("nodeName")
        pod["status"] = {"phase": "Pending"}
    world.logs = {key: log for key, log in world.logs.items() if not key.pod.startswith(name)}
    world.all("pods", "kube-system")[:] = [
        one for one in world.all("pods", "kube-system") if "scheduler" not in one["metadata"]["name"]
    ]
    for lease in world.all("leases", "kube-system"):
        if lease["metadata"]["name"] == "kube-scheduler":
            lease["spec"]["renewTime"] = world.ago(400)
    return truth("kube-system" if world.style.managed else "cp-1", "scheduler-down")


FAULTS = (
    cpu_oversized, memory_oversized, too_many_pods, selector, affinity, taint, cordon, anti_affinity, topology_spread,
    host_port, volume_affinity, pvc_class, pvc_size, pvc_mode, pvc_selector, pvc_taken, scheduler_down,
)  # fmt: skip
