"""A made-up cluster that runs one application in good health: noise and one fault are put into it.

Objects are the raw dicts that the API would give, complete enough that nothing a detector asks is missing. One
random source makes a world; the same seed makes the same world.
"""

import copy
import random
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, TypeVar

from bot.domain.snapshot import LogKey, Scope, Snapshot
from tests.worlds.styles import GREETING, STORES, Part, Style

Raw = dict[str, Any]
Picked = TypeVar("Picked")
NOW = datetime(2026, 5, 12, 14, 31, 7, tzinfo=UTC)
SYSTEM = "kube-system"
HOUR, DAY = 3600.0, 86_400.0
KINDS = (
    "pods", "events", "deployments", "replicasets", "statefulsets", "daemonsets", "jobs", "cronjobs", "services",
    "endpoints", "configmaps", "persistentvolumeclaims", "resourcequotas", "limitranges", "serviceaccounts",
    "ingresses", "horizontalpodautoscalers", "poddisruptionbudgets", "networkpolicies", "secrets",
)  # fmt: skip
_HEX = "bcdfghjklmnpqrstvwxz2456789"


class UnfitError(Exception):
    """This application cannot have that fault: it has no such part."""


class World:
    """The cluster while it is being made; `snapshot` reads it."""

    def __init__(self, style: Style, seed: int) -> None:
        self.style = style
        self.rng = random.Random(f"{style.name}/{seed}")
        self.namespace = style.namespace
        self.age = 40.0 * DAY if style.history else 420.0
        self.objects: dict[str, dict[str, list[Raw]]] = {kind: {self.namespace: []} for kind in KINDS}
        self.objects |= {
            kind: {"": []} for kind in ("nodes", "namespaces", "persistentvolumes", "storageclasses")
        }
        self.logs: dict[LogKey, str] = {}
        self.alerts: list[Raw] = []
        self.series: list[Raw] = []
        self.query = ""
        self._ips = 10
        self._cluster()
        for part in style.parts:
            self._deploy(part)

    # -- reading ---------------------------------------------------------------------------------------------

    def snapshot(self) -> Snapshot:
        """The world as one snapshot."""
        for at in self.objects.values():
            for listed in at.values():
                self.rng.shuffle(listed)
        return Snapshot(
            scope=Scope(cluster="test", namespace=self.namespace),
            taken_at=NOW,
            objects={
                kind: {home: tuple(found) for home, found in at.items()} for kind, at in self.objects.items()
            },
            logs=dict(self.logs),
            alerts=tuple(self.alerts),
            metrics={"data": {"result": self.series}} if self.series else {},
            query=self.query,
        )

    def all(self, kind: str, namespace: str | None = None) -> list[Raw]:
        """The live list of a kind."""
        return self.objects.setdefault(kind, {}).setdefault(
            self.namespace if namespace is None else namespace, []
        )

    def one(self, kind: str, name: str) -> Raw:
        """The object of that name."""
        return next(raw for raw in self.all(kind) if raw["metadata"]["name"] == name)

    def one_of(self, kind: str, name: str, namespace: str) -> Raw:
        """The object of that name in another namespace ("" for cluster-wide kinds)."""
        return next(raw for raw in self.all(kind, namespace) if raw["metadata"]["name"] == name)

    def one_node(self, name: str) -> Raw:
        """The node of that name."""
        return self.one_of("nodes", name, "")

    def part(self, name: str) -> Part:
        """The part of that name."""
        return next(one for one in self.style.parts if one.name == name)

    def pods(self, name: str) -> list[Raw]:
        """The pods of a part."""
        return [raw for raw in self.all("pods") if raw["metadata"]["annotations"].get("test/part") == name]

    def workers(self) -> list[str]:
        """The nodes that take ordinary pods."""
        return list(self.style.nodes)

    def choose(self, *, store: bool | None = False, port: bool = False, entry: bool | None = None) -> str:
        """A part of that sort."""
        found = [
            one.name
            for one in self.style.parts
            if (store is None or one.store is store)
            and (not port or one.port)
            and (entry is None or one.entry is entry)
        ]
        return self.pick(found)

    def pick(self, found: Sequence[Picked]) -> Picked:
        """One of these; UnfitError if there are none."""
        if not found:
            raise UnfitError
        return self.rng.choice(found)

    def callers(self, name: str) -> list[str]:
        """The parts that call this one."""
        return [one.name for one in self.style.parts if name in one.calls]

    # -- time and names --------------------------------------------------------------------------------------

    def ago(self, seconds: float) -> str:
        """So long before now, as this cluster's API writes it."""
        at = NOW - timedelta(seconds=seconds)
        if self.style.events == "offset":
            return at.astimezone(timezone(timedelta(hours=5, minutes=30))).isoformat()
        return at.isoformat().replace("+00:00", "Z")

    def suffix(self, length: int) -> str:
        """Letters as Kubernetes makes them."""
        return "".join(self.rng.choice(_HEX) for _ in range(length))

    def address(self) -> str:
        """A fresh pod IP."""
        self._ips += 1
        return f"10.244.{self._ips // 250}.{self._ips % 250 + 2}"

    # -- making ----------------------------------------------------------------------------------------------

    def add(self, kind: str, name: str, namespace: str | None = None, **rest: Any) -> Raw:
        """A new object."""
        home = self.namespace if namespace is None else namespace
        meta = {"name": name, "uid": f"{kind}-{home}-{name}", "creationTimestamp": self.ago(self.age)}
        raw: Raw = {
            "metadata": {**meta, **({"namespace": home} if home else {}), **rest.pop("metadata", {})},
            **rest,
        }
        self.all(kind, home).append(raw)
        return raw

    def event(
        self, about: Raw, kind: str, reason: str, message: str, *, count: int = 1, age: float = 40.0,
        normal: bool = False, field: str = "",
    ) -> None:  # fmt: skip
        """An event as this cluster's recorder writes it; those older than an hour are gone."""
        if age > HOUR:
            return
        meta = about["metadata"]
        home = meta.get("namespace", "default")
        raw: Raw = {
            "metadata": {"name": f"{meta['name']}.{self.suffix(8)}", "namespace": home},
            "involvedObject": {
                "kind": kind, "name": meta["name"], "namespace": meta.get("namespace", ""),
                "uid": meta["name"] if kind == "Node" else meta["uid"], **({"fieldPath": field} if field else {}),
            },
            "reason": reason, "message": message, "type": "Normal" if normal else "Warning",
        }  # fmt: skip
        if self.style.events == "series":
            raw |= {
                "eventTime": self.ago(age + 30 * (count - 1)),
                "firstTimestamp": None,
                "lastTimestamp": None,
            }
            if count > 1:
                raw["series"] = {"count": count, "lastObservedTime": self.ago(age)}
        else:
            first = self.ago(min(age + 30 * (count - 1), HOUR))
            raw |= {"count": count, "firstTimestamp": first, "lastTimestamp": self.ago(age)}
        self.all("events", home).append(raw)

    def log(self, pod: Raw, said: str, *, container: str = "", previous: bool = False) -> None:
        """Further lines of a container's log."""
        name = container or pod["spec"]["containers"][0]["name"]
        meta = pod["metadata"]
        key = LogKey(namespace=meta["namespace"], pod=meta["name"], container=name, previous=previous)
        before = self.logs.get(key, "")
        self.logs[key] = f"{before}\n{said}" if before else said

    def alert(self, name: str, said: str, **labels: str) -> None:
        """A firing alert."""
        self.alerts.append(
            {
                "labels": {"alertname": name, "namespace": self.namespace, "severity": "warning", **labels},
                "annotations": {"description": said},
                "startsAt": self.ago(180),
                "status": {"state": "active"},
            }
        )

    def redeploy(
        self, name: str, change: Callable[[Raw], None], *, keep_old: bool | None = None, age: float = 300.0
    ) -> list[Raw]:
        """Change the pod spec and roll it out; the new pods, to be made ill. Old pods may stay as long."""
        part, workload = self.part(name), self._workload(name)
        spec = workload["spec"]["template"]["spec"]
        change(spec)
        if part.store or not self.style.history:
            for pod in self.pods(name):
                self._renew(pod, spec, age)
            self._forget_logs(name)
            return self.pods(name)
        old = self.pods(name)
        stays = self.rng.random() < 0.5 if keep_old is None else keep_old
        revised = self._replicaset(name, part, workload, age=age, revision=8)
        if not stays:
            self._drop(old)
            for raw in self.all("replicasets"):
                if raw is not revised and raw["metadata"]["ownerReferences"][0]["name"] == name:
                    raw["spec"]["replicas"] = 0
        workload["metadata"]["annotations"]["deployment.kubernetes.io/revision"] = "8"
        number = 1 if stays else part.replicas
        revised["spec"]["replicas"] = number
        self.event(
            workload, "Deployment", "ScalingReplicaSet",
            f"Scaled up replica set {revised['metadata']['name']} from 0 to {number}", age=age, normal=True,
        )  # fmt: skip
        return [self._pod(part, spec, revised, "ReplicaSet", age=age) for _ in range(number)]

    def recount(self) -> None:
        """Let the controllers' counts follow what the pods are."""
        for plural in ("deployments", "statefulsets"):
            for raw in self.all(plural):
                name = raw["metadata"]["name"]
                pods = self.pods(name)
                ready = sum(_ready(one) for one in pods)
                raw["status"] |= {"replicas": len(pods), "readyReplicas": ready, "availableReplicas": ready}
        self._endpoints()

    def remove_pods(self, name: str) -> None:
        """Without a trace, as when they were never made."""
        self._drop(self.pods(name))

    # -- parts -----------------------------------------------------------------------------------------------

    def _workload(self, name: str) -> Raw:
        return self.one("statefulsets" if self.part(name).store else "deployments", name)

    def labels(self, name: str) -> dict[str, str]:
        """The labels by which the part is selected."""
        short = name.removeprefix(f"{self.style.prefix}-") if self.style.prefix else name
        more = {"app.kubernetes.io/instance": self.style.prefix} if self.style.prefix else {}
        return {self.style.label: short, **more}

    def _deploy(self, part: Part) -> None:
        spec = self._spec(part)
        kind, plural = ("StatefulSet", "statefulsets") if part.store else ("Deployment", "deployments")
        template = {"metadata": {"labels": self.labels(part.name)}, "spec": spec}
        more: Raw = {"serviceName": part.name} if part.store else {}
        workload = self.add(
            plural, part.name,
            spec={
                "replicas": part.replicas, "selector": {"matchLabels": self.labels(part.name)},
                "template": template, **more,
            },
            status={"observedGeneration": 3, "conditions": []},
            metadata={"generation": 3, "annotations": {"deployment.kubernetes.io/revision": "7"}},
        )  # fmt: skip
        owner = workload
        if kind == "Deployment":
            if self.style.history:
                self._replicaset(part.name, part, workload, age=self.age, revision=6, replicas=0)
            owner = self._replicaset(part.name, part, workload, age=self.age / 2, revision=7)
        for place in range(part.replicas):
            self._pod(part, spec, owner, kind if part.store else "ReplicaSet", place=place, age=self.age / 2)
        if part.port:
            self._service(part)
        if part.store and self.style.history:
            self._claim(part)
        self.recount()

    def _service(self, part: Part) -> None:
        name = "http" if part.language in {"java", "node", "python", "ruby", "dotnet", "nginx"} else "main"
        port = {
            "name": name,
            "port": 80 if part.entry else part.port,
            "targetPort": part.port,
            "protocol": "TCP",
        }
        if part.port == 8081:
            port["targetPort"] = "web"
        self.add(
            "services", part.name,
            spec={
                "type": "LoadBalancer" if part.entry else "ClusterIP", "clusterIP": f"10.96.{self._ips % 200}.{part.port % 250}",
                "selector": self.labels(part.name), "ports": [port],
            },
        )  # fmt: skip

    def _claim(self, part: Part) -> None:
        name, volume = f"data-{part.name}-0", f"pvc-{self.suffix(10)}"
        self.add(
            "persistentvolumeclaims", name,
            spec={"accessModes": ["ReadWriteOnce"], "storageClassName": "standard", "volumeName": volume,
                  "resources": {"requests": {"storage": "20Gi"}}},
            status={"phase": "Bound"},
        )  # fmt: skip
        claimed = {"name": name, "namespace": self.namespace}
        self.add(
            "persistentvolumes", volume, "",
            spec={"capacity": {"storage": "20Gi"}, "accessModes": ["ReadWriteOnce"], "storageClassName": "standard",
                  "claimRef": claimed},
            status={"phase": "Bound"},
        )  # fmt: skip
        template = self._workload(part.name)["spec"]["template"]["spec"]
        mount = {"name": "data", "mountPath": "/var/lib/data"}
        volume_of = {"name": "data", "persistentVolumeClaim": {"claimName": name}}
        for spec in (template, *(pod["spec"] for pod in self.pods(part.name))):
            spec.setdefault("volumes", []).append(volume_of)
            spec["containers"][0].setdefault("volumeMounts", []).append(mount)

    def _spec(self, part: Part) -> Raw:
        image = (
            STORES[part.language][0]
            if part.store
            else f"registry.example.net/{self.style.name}/{part.name}:2.{part.port % 9}.1"
        )
        main: Raw = {
            "name": part.language if part.store else self.rng.choice(("app", "main", part.name)), "image": image,
            "resources": {"requests": {"cpu": "100m", "memory": "128Mi"}, "limits": {"cpu": "1", "memory": "1Gi"}},
            "env": self._env(part),
        }  # fmt: skip
        if part.port:
            main["ports"] = [{"name": "web", "containerPort": part.port, "protocol": "TCP"}]
            main |= self._probes(part)
        found = [main]
        if part.sidecar:
            found.append(
                {"name": part.sidecar, "image": "docker.io/istio/proxyv2:1.22.1", "ports": [{"containerPort": 15090}],
                 "resources": {"requests": {"cpu": "10m", "memory": "40Mi"}}}
            )  # fmt: skip
        return {"containers": found, "serviceAccountName": "default"}

    def _probes(self, part: Part) -> Raw:
        if part.store:
            return {"readinessProbe": {"tcpSocket": {"port": part.port}, "periodSeconds": 10}}
        ready = {
            "httpGet": {"path": "/healthz", "port": self.rng.choice((part.port, "web"))},
            "periodSeconds": 10,
        }
        alive = {
            "httpGet": {"path": "/livez", "port": part.port},
            "initialDelaySeconds": 60,
            "periodSeconds": 20,
        }
        return {"readinessProbe": ready, "livenessProbe": alive}

    def _env(self, part: Part) -> list[Raw]:
        found: list[Raw] = [{"name": "LOG_LEVEL", "value": "info"}]
        pairs: dict[str, str] = {}
        for called in part.calls:
            pairs |= self._told(called)
        if self.style.address == "config" and pairs:
            if not any(one["metadata"]["name"] == "endpoints" for one in self.all("configmaps")):
                self.add("configmaps", "endpoints", data={})
            self.one("configmaps", "endpoints")["data"].update(pairs)
            return [*found, *({"name": key, "valueFrom": {"configMapKeyRef": {"name": "endpoints", "key": key}}}
                              for key in pairs)]  # fmt: skip
        if self.style.address == "secret":
            self.add("secrets", f"{part.name}-conn")
            secret = {"secretKeyRef": {"name": f"{part.name}-conn", "key": "connection"}}
            return [*found, {"name": "ConnectionStrings__Default", "valueFrom": secret}]
        if self.style.address == "discovery":
            return [*found, {"name": "SPRING_PROFILES_ACTIVE", "value": "prod"}]
        return [*found, *({"name": key, "value": value} for key, value in pairs.items())]

    def _told(self, called: str) -> dict[str, str]:
        """The variables that tell of a called part."""
        other = next(one for one in self.style.parts if one.name == called)
        key = called.upper().replace("-", "_")
        port = 80 if other.entry else other.port
        match self.style.address:
            case "split":
                return {f"{key}_HOST": called, f"{key}_PORT": str(port)}
            case "url":
                scheme = STORES[other.language][2] if other.store else "http"
                return {f"{key}_URL": f"{scheme}://{called}.{self.namespace}.svc.cluster.local:{port}"}
            case _:
                return {f"{key}_ADDR": f"{called}:{port}"}

    def _replicaset(
        self, name: str, part: Part, workload: Raw, *, age: float, revision: int, replicas: int | None = None
    ) -> Raw:
        mark = self.suffix(9)
        template = copy.deepcopy(workload["spec"]["template"])
        template["metadata"]["labels"]["pod-template-hash"] = mark
        if revision == 6:
            template["spec"]["containers"][0]["image"] += "-rc1"
        owner = {"kind": "Deployment", "name": name, "uid": workload["metadata"]["uid"], "controller": True}
        return self.add(
            "replicasets", f"{name}-{mark}",
            metadata={
                "ownerReferences": [owner], "creationTimestamp": self.ago(age),
                "annotations": {"deployment.kubernetes.io/revision": str(revision)},
            },
            spec={"replicas": part.replicas if replicas is None else replicas, "template": template},
            status={},
        )  # fmt: skip

    def _pod(
        self, part: Part, spec: Raw, owner: Raw, kind: str, *, place: int = 0, age: float = 300.0
    ) -> Raw:
        made = owner["metadata"]["name"]
        name = f"{made}-{place}" if part.store else f"{made}-{self.suffix(5)}"
        has = {**self.labels(part.name)}
        if not part.store:
            has["pod-template-hash"] = made.rpartition("-")[2]
        reference = {"kind": kind, "name": made, "uid": owner["metadata"]["uid"], "controller": True}
        raw = self.add(
            "pods", name,
            metadata={
                "labels": has, "ownerReferences": [reference], "annotations": {"test/part": part.name},
                "creationTimestamp": self.ago(age),
            },
            spec={**copy.deepcopy(spec), "nodeName": self.rng.choice(self.workers()), "schedulerName": "default-scheduler"},
        )  # fmt: skip
        self._healthy(raw, age)
        port = part.port or 0
        self.log(raw, GREETING[part.language].format(port=port))
        return raw

    def _renew(self, pod: Raw, spec: Raw, age: float) -> None:
        """The pod as made anew from the template."""
        kept = {key: pod["spec"][key] for key in ("nodeName", "schedulerName")}
        pod["spec"] = {**copy.deepcopy(spec), **kept}
        pod["metadata"]["creationTimestamp"] = self.ago(age)
        self._healthy(pod, age)

    def _healthy(self, pod: Raw, age: float) -> None:
        began = self.ago(max(1.0, age - 4))
        conditions = ("PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled")
        pod["status"] = {
            "phase": "Running", "podIP": self.address(), "startTime": self.ago(age),
            "conditions": [{"type": one, "status": "True", "lastTransitionTime": began} for one in conditions],
            "containerStatuses": [
                {"name": one["name"], "image": one["image"], "ready": True, "started": True, "restartCount": 0,
                 "state": {"running": {"startedAt": began}}, "lastState": {}}
                for one in pod["spec"]["containers"]
            ],
        }  # fmt: skip

    def _drop(self, gone: list[Raw]) -> None:
        names = {raw["metadata"]["name"] for raw in gone}
        self.all("pods")[:] = [raw for raw in self.all("pods") if raw["metadata"]["name"] not in names]
        self.logs = {key: log for key, log in self.logs.items() if key.pod not in names}

    def _forget_logs(self, name: str) -> None:
        names = {raw["metadata"]["name"] for raw in self.pods(name)}
        self.logs = {key: log for key, log in self.logs.items() if key.pod not in names}

    def _endpoints(self) -> None:
        found = []
        for raw in self.all("services"):
            wanted = raw["spec"].get("selector") or {}
            hit = [
                one for one in self.all("pods")
                if wanted and all(one["metadata"]["labels"].get(key) == value for key, value in wanted.items())
            ]  # fmt: skip
            up = [{"ip": one["status"].get("podIP", "")} for one in hit if _ready(one)]
            down = [{"ip": one["status"].get("podIP", "")} for one in hit if not _ready(one)]
            subset = {**({"addresses": up} if up else {}), **({"notReadyAddresses": down} if down else {})}
            meta = {"name": raw["metadata"]["name"], "namespace": self.namespace}
            found.append({"metadata": meta, "subsets": [subset] if subset else []})
        self.all("endpoints")[:] = found

    # -- the cluster -----------------------------------------------------------------------------------------

    def _cluster(self) -> None:
        self.add(
            "storageclasses", "standard", "", provisioner="ebs.csi.example.com", volumeBindingMode="Immediate"
        )
        for name in (self.namespace, SYSTEM, "default"):
            self.add("namespaces", name, "", status={"phase": "Active"})
        self.add("serviceaccounts", "default")
        names = list(self.style.nodes) if self.style.managed else ["cp-1", *self.style.nodes]
        for name in names:
            self._node(name, plane=name == "cp-1")
        for kind in ("deployments", "daemonsets", "services"):
            self.all(kind, SYSTEM)
        self._system(names)

    def _node(self, name: str, *, plane: bool) -> None:
        labels = {
            "kubernetes.io/hostname": name,
            "kubernetes.io/arch": "amd64",
            "topology.kubernetes.io/zone": "z1",
        }
        if plane:
            labels["node-role.kubernetes.io/control-plane"] = ""
        taints = [{"key": "node-role.kubernetes.io/control-plane", "effect": "NoSchedule"}] if plane else []
        calm = ("MemoryPressure", "DiskPressure", "PIDPressure")
        conditions = [{"type": one, "status": "False", "lastHeartbeatTime": self.ago(20)} for one in calm]
        ready = {"type": "Ready", "status": "True", "reason": "KubeletReady",
                 "message": "kubelet is posting ready status", "lastHeartbeatTime": self.ago(20)}  # fmt: skip
        room = {"cpu": "8", "memory": "32Gi", "pods": "110"}
        info = {"kubeletVersion": "v1.31.4", "containerRuntimeVersion": f"{self.style.runtime}://1.7.22"}
        self.add(
            "nodes", name, "", metadata={"labels": labels}, spec={"taints": taints} if taints else {},
            status={"allocatable": room, "capacity": room, "conditions": [*conditions, ready], "nodeInfo": info},
        )  # fmt: skip
        self.add("leases", name, "kube-node-lease", spec={"holderIdentity": name, "renewTime": self.ago(3)})

    def _system(self, names: list[str]) -> None:
        dns = {"k8s-app": "kube-dns"}
        self.add(
            "deployments", "coredns", SYSTEM, spec={"replicas": 2, "template": {"metadata": {"labels": dns}, "spec": {}}},
            status={"replicas": 2, "readyReplicas": 2, "observedGeneration": 1},
        )  # fmt: skip
        self.add("services", "kube-dns", SYSTEM, spec={"clusterIP": "10.96.0.10", "selector": dns,
                 "ports": [{"name": "dns", "port": 53, "protocol": "UDP"}]})  # fmt: skip
        for place, node in enumerate(names):
            self.system_pod(f"kube-proxy-{self.suffix(5)}", node, {"k8s-app": "kube-proxy"})
            if place < 2:
                self.system_pod(f"coredns-6d{self.suffix(6)}-{self.suffix(5)}", node, dns)
        for name in (
            ()
            if self.style.managed
            else ("kube-scheduler", "kube-controller-manager", "kube-apiserver", "etcd")
        ):
            self.system_pod(f"{name}-cp-1", "cp-1", {"component": name, "tier": "control-plane"})
        for name in ("kube-scheduler", "kube-controller-manager"):
            holder = f"cp-1_{self.rng.randrange(16**8):08x}-1111-4222-8333-444455556666"
            self.add("leases", name, SYSTEM, spec={"holderIdentity": holder, "renewTime": self.ago(1)})

    def system_pod(self, name: str, node: str, labels: dict[str, str]) -> Raw:
        """A healthy pod of the cluster's own."""
        spec = {
            "containers": [{"name": name.rpartition("-")[0] or name, "image": "registry.k8s.io/x:v1"}],
            "nodeName": node,
        }
        raw = self.add("pods", name, SYSTEM, metadata={"labels": labels, "annotations": {}}, spec=spec)
        self._healthy(raw, self.age)
        return raw


def _ready(pod: Raw) -> bool:
    return any(
        one["type"] == "Ready" and one["status"] == "True" for one in pod["status"].get("conditions", ())
    )
