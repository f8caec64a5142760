"""Nodes: with capacity, conditions, a heartbeat and a lease."""

from bot.sandbox.cluster.nodes import micro
from bot.sandbox.cluster.objects import Obj, digest, stamp
from bot.sandbox.cluster.world import World
from bot.sandbox.scenario.schema import Machine

_FINE = (
    ("MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
    ("DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
    ("PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
    ("Ready", "True", "KubeletReady", "kubelet is posting ready status"),
)


def join(world: World, name: str, machine: Machine) -> None:
    """A node joins the cluster now."""
    capacity = {"cpu": machine.cpu, "memory": machine.memory, "pods": "110", "ephemeral-storage": "100Gi"}
    spec: Obj = {"podCIDR": "10.244.0.0/24"}
    if machine.cordoned:
        spec["unschedulable"] = True
        spec["taints"] = [{"key": "node.kubernetes.io/unschedulable", "effect": "NoSchedule"}]
    conditions = [
        {
            "type": kind,
            "status": status,
            "reason": reason,
            "message": message,
            "lastHeartbeatTime": stamp(world.now),
            "lastTransitionTime": stamp(world.now),
        }
        for kind, status, reason, message in _FINE
    ]
    address = f"10.0.{int(digest(name)[:2], 16)}.{int(digest(name)[2:4], 16) % 250 + 2}"
    labels = {"kubernetes.io/hostname": name, "kubernetes.io/os": "linux", "kubernetes.io/arch": "amd64"}
    node: Obj = {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": name, "labels": labels | machine.labels},
        "spec": spec,
        "status": {
            "capacity": capacity,
            "allocatable": capacity | {"memory": machine.memory},
            "conditions": conditions,
            "addresses": [{"type": "InternalIP", "address": address}, {"type": "Hostname", "address": name}],
            "nodeInfo": _info(name),
        },
    }
    world.store.add(node, world.now)
    lease = {
        "apiVersion": "coordination.k8s.io/v1",
        "kind": "Lease",
        "metadata": {"name": name, "namespace": "kube-node-lease"},
        "spec": {"holderIdentity": name, "leaseDurationSeconds": 40, "renewTime": micro(world)},
    }
    world.store.add(lease, world.now)
    world.dirty.add("kube-system")


def _info(name: str) -> Obj:
    mark = digest("machine", name)
    return {
        "machineID": mark[:32],
        "systemUUID": mark[:32],
        "bootID": mark[32:],
        "kernelVersion": "6.8.0-52-generic",
        "osImage": "Ubuntu 24.04 LTS",
        "containerRuntimeVersion": "containerd://2.2.1",
        "kubeletVersion": "v1.36.0",
        "kubeProxyVersion": "",
        "operatingSystem": "linux",
        "architecture": "amd64",
    }
