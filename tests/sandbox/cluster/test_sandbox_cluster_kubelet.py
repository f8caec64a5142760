"""What becomes of pods, decided from the object and the physics: failures, back-offs, placing, probes."""

from typing import Any

import pytest

from bot.sandbox.cluster import Cluster
from bot.sandbox.cluster.physics import App, Crash, Memory, Physics, Registry, quantity
from bot.sandbox.cluster.resources import BY_KIND, DEPLOYMENTS
from bot.sandbox.cluster.world import World
from bot.sandbox.scenario import machines
from bot.sandbox.scenario.schema import Machine, Probe, Share, Workload
from bot.sandbox.scenario.workloads import workload_object
from tests.sandbox.cluster.conftest import SteppingClock

Obj = dict[str, Any]


def node(name: str = "node-1", machine: Machine | None = None) -> Obj:
    world = World(SteppingClock().now())
    machines.join(world, name, machine or Machine())
    return world.store.everything()[0]


class Lab:
    """One Deployment (or another kind) `demo/app` in a cluster of its own."""

    def __init__(
        self,
        workload: Workload,
        physics: Physics | None = None,
        nodes: list[Obj] | None = None,
        more: list[Obj] | None = None,
    ) -> None:
        self.clock = SteppingClock()
        self.cluster = Cluster(self.clock)
        namespace = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "demo"}}
        objects = [
            namespace,
            *(nodes if nodes is not None else [node()]),
            *(more or []),
            workload_object("demo", "app", workload),
        ]
        self.cluster.load(objects, {}, physics or Physics())

    def wait(self, seconds: float) -> "Lab":
        self.clock.move(seconds)
        self.cluster.catch_up()
        return self

    @property
    def pods(self) -> list[Obj]:
        return self.cluster.objects("Pod", "demo")

    @property
    def status(self) -> Obj:
        found: Obj = self.pods[0]["status"]["containerStatuses"][0]
        return found

    @property
    def warnings(self) -> dict[str, str]:
        return {
            item["reason"]: item["message"]
            for item in self.cluster.objects("Event", "demo")
            if item["type"] == "Warning"
        }


def app(**fields: Any) -> Physics:
    return Physics(apps={"demo/app": App(**fields)})


IMAGE = "registry.example/app:1"


def test_an_ordinary_workload_becomes_ready() -> None:
    lab = Lab(Workload(image=IMAGE, replicas=2)).wait(30)
    assert [pod["status"]["containerStatuses"][0]["ready"] for pod in lab.pods] == [True, True]
    assert lab.warnings == {}


def test_a_crashing_container_backs_off_longer_and_longer() -> None:
    lab = Lab(Workload(image=IMAGE), app(crash=Crash(exit_code=3, after=1))).wait(20)
    assert lab.status["state"]["waiting"]["reason"] == "CrashLoopBackOff"
    assert lab.status["lastState"]["terminated"]["exitCode"] == 3
    first = lab.status["restartCount"]
    lab.wait(200)
    assert first < lab.status["restartCount"] < 8
    assert "back-off 2m40s restarting failed container=app" in lab.status["state"]["waiting"]["message"]
    assert "BackOff" in lab.warnings
    lab.wait(2000)
    assert "back-off 5m0s" in lab.status["state"]["waiting"]["message"]


def test_a_crash_may_be_of_one_image_only() -> None:
    lab = Lab(Workload(image=IMAGE), app(crash=Crash(image="registry.example/app:2"))).wait(60)
    assert lab.status["restartCount"] == 0


def test_a_container_that_ran_calmly_restarts_at_once() -> None:
    lab = Lab(Workload(image=IMAGE), app(crash=Crash(exit_code=0, after=700))).wait(740)
    assert lab.status["ready"] is True
    assert lab.status["lastState"]["terminated"]["reason"] == "Completed"


def test_a_limit_below_what_is_loaded_at_start_kills_each_time() -> None:
    tight = Workload(image=IMAGE, share=Share(memory_limit="100Mi"))
    lab = Lab(tight, app(memory=Memory(at_start=quantity("200Mi"), loading=2))).wait(60)
    assert lab.status["lastState"]["terminated"]["reason"] == "OOMKilled"
    roomy = Workload(image=IMAGE, share=Share(memory_limit="300Mi"))
    assert (
        Lab(roomy, app(memory=Memory(at_start=quantity("200Mi"), loading=2))).wait(60).status["ready"] is True
    )


def test_growth_of_the_process_itself_begins_afresh_with_each_container() -> None:
    memory = Memory(at_start=quantity("50Mi"), grows_per_hour=quantity("206Mi"), loading=2)
    lab = Lab(Workload(image=IMAGE), app(memory=memory)).wait(3500)
    assert lab.status["restartCount"] == 0
    lab.wait(200)
    assert lab.status["restartCount"] == 1
    assert lab.status["ready"] is True


@pytest.mark.parametrize(
    ("registry", "words"),
    [
        (
            Registry(host="registry.example", access="no-such-host"),
            "lookup registry.example on 10.96.0.10:53: no such host",
        ),
        (Registry(host="registry.example", access="private"), "401 Unauthorized"),
    ],
)
def test_registries_refuse_in_the_words_of_the_runtime(registry: Registry, words: str) -> None:
    lab = Lab(Workload(image=IMAGE), Physics(registries=(registry,))).wait(5)
    assert words in lab.warnings["Failed"] + lab.status["state"]["waiting"]["message"]
    lab.wait(60)
    assert lab.status["state"]["waiting"]["reason"] == "ImagePullBackOff"
    assert lab.pods[0]["status"]["phase"] == "Pending"


def test_an_image_that_does_not_exist_is_not_found() -> None:
    lab = Lab(Workload(image=IMAGE), Physics(missing_images=(IMAGE,))).wait(2)
    assert lab.status["state"]["waiting"]["reason"] == "ErrImagePull"
    assert lab.status["state"]["waiting"]["message"].endswith(f"{IMAGE}: not found")


def test_a_service_account_may_bring_the_pull_secret() -> None:
    more: list[Obj] = [
        {
            "apiVersion": "v1",
            "kind": "ServiceAccount",
            "metadata": {"name": "default", "namespace": "demo"},
            "imagePullSecrets": [{"name": "s"}],
        },
        {
            "apiVersion": "v1",
            "kind": "Secret",
            "metadata": {"name": "s", "namespace": "demo"},
            "type": "kubernetes.io/dockerconfigjson",
        },
    ]
    physics = Physics(registries=(Registry(host="registry.example", access="private"),))
    assert Lab(Workload(image=IMAGE), physics, more=more).wait(30).status["ready"] is True


def with_container(workload: Workload, fields: Obj) -> Obj:
    made = workload_object("demo", "app", workload)
    made["spec"]["template"]["spec"]["containers"][0] |= fields
    return made


def load(lab: Lab, obj: Obj) -> Lab:
    """Load a workload again in another form, into a namespace of its own name."""
    namespace = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "demo"}}
    lab.cluster.load([namespace, obj], {}, Physics())
    return lab


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"envFrom": [{"secretRef": {"name": "gone"}}]}, 'Error: secret "gone" not found'),
        (
            {"env": [{"name": "A", "valueFrom": {"secretKeyRef": {"name": "gone", "key": "k"}}}]},
            'Error: secret "gone" not found',
        ),
        (
            {"env": [{"name": "A", "valueFrom": {"configMapKeyRef": {"name": "cm", "key": "k"}}}]},
            "Error: couldn't find key k in ConfigMap demo/cm",
        ),
    ],
)
def test_missing_configuration_keeps_a_container_from_being_made(fields: Obj, message: str) -> None:
    configmap = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "cm", "namespace": "demo"},
        "data": {"a": "1"},
    }
    lab = Lab(Workload(image=IMAGE))
    namespace = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "demo"}}
    lab.cluster.load([namespace, configmap, with_container(Workload(image=IMAGE), fields)], {}, Physics())
    lab.wait(20)
    assert lab.status["state"]["waiting"]["reason"] == "CreateContainerConfigError"
    assert lab.warnings["Failed"] == message


def test_optional_configuration_may_be_missing() -> None:
    fields = {"envFrom": [{"configMapRef": {"name": "gone", "optional": True}}]}
    lab = load(Lab(Workload(image=IMAGE)), with_container(Workload(image=IMAGE), fields)).wait(30)
    assert lab.status["ready"] is True


def test_a_missing_volume_source_keeps_the_pod_from_being_mounted() -> None:
    made = workload_object("demo", "app", Workload(image=IMAGE))
    made["spec"]["template"]["spec"]["volumes"] = [{"name": "v", "secret": {"secretName": "gone"}}]
    lab = load(Lab(Workload(image=IMAGE)), made).wait(40)
    assert lab.warnings["FailedMount"] == 'MountVolume.SetUp failed for volume "v" : secret "gone" not found'
    assert lab.status["state"]["waiting"]["reason"] == "ContainerCreating"


@pytest.mark.parametrize(
    ("probe", "ready"),
    [
        ({"httpGet": {"port": 8080}}, True),
        ({"httpGet": {"port": "http"}}, True),
        ({"httpGet": {"port": "nothing"}}, False),
        ({"tcpSocket": {"port": 9}}, False),
        ({"grpc": {"port": 9}}, False),
        ({"exec": {"command": ["true"]}}, True),
    ],
)
def test_probes_succeed_where_the_application_listens(probe: Obj, ready: bool) -> None:
    probe = probe | {"periodSeconds": 5}
    lab = load(
        Lab(Workload(image=IMAGE)), with_container(Workload(image=IMAGE), {"readinessProbe": probe})
    ).wait(40)
    assert lab.status["ready"] is ready
    assert ("Unhealthy" in lab.warnings) is not ready


def test_a_liveness_probe_on_a_wrong_port_kills_again_and_again() -> None:
    lab = Lab(Workload(image=IMAGE, liveness=Probe(port=9, delay=1, period=5))).wait(120)
    assert lab.status["restartCount"] > 1
    assert lab.status["lastState"]["terminated"]["exitCode"] == 143
    assert "connection refused" in lab.warnings["Unhealthy"]


def test_a_liveness_probe_that_does_not_wait_for_a_slow_start_kills_too() -> None:
    eager = Workload(image=IMAGE, liveness=Probe(delay=1, period=5))
    slow = Lab(eager, app(starts_in=60.0)).wait(90)
    assert slow.status["restartCount"] > 0
    assert Lab(eager, app(starts_in=8.0)).wait(90).status["restartCount"] == 0


@pytest.mark.parametrize(
    ("nodes", "selector", "words"),
    [
        ([], {}, "no nodes available to schedule pods"),
        (
            [node(machine=Machine(cordoned=True))],
            {},
            "0/1 nodes are available: 1 node(s) were unschedulable.",
        ),
        ([node(machine=Machine(cpu="50m"))], {}, "0/1 nodes are available: 1 Insufficient cpu."),
        (
            [node("a", Machine(memory="64Mi")), node("b", Machine(cordoned=True))],
            {},
            "0/2 nodes are available: 1 Insufficient memory, 1 node(s) were unschedulable.",
        ),
        ([node()], {"disk": "ssd"}, "1 node(s) didn't match Pod's node affinity/selector."),
    ],
)
def test_a_pod_without_a_place_waits_and_says_why(nodes: list[Obj], selector: Obj, words: str) -> None:
    lab = Lab(Workload(image=IMAGE), nodes=nodes)
    made = workload_object("demo", "app", Workload(image=IMAGE))
    if selector:
        made["spec"]["template"]["spec"]["nodeSelector"] = selector
    load(lab, made).wait(61)
    assert lab.pods[0]["status"]["phase"] == "Pending"
    assert words in lab.warnings["FailedScheduling"]


def test_a_pod_is_placed_as_soon_as_there_is_room() -> None:
    lab = Lab(Workload(image=IMAGE), nodes=[]).wait(10)
    lab.cluster.load([node()], {}, Physics())
    assert lab.wait(60).status["ready"] is True


def test_a_daemon_set_has_a_pod_on_each_node_and_rolls_one_at_a_time() -> None:
    lab = Lab(Workload(kind="DaemonSet", image=IMAGE), nodes=[node("a"), node("b")]).wait(30)
    assert sorted(pod["spec"]["nodeName"] for pod in lab.pods) == ["a", "b"]
    assert lab.cluster.objects("DaemonSet", "demo")[0]["status"]["numberReady"] == 2


@pytest.mark.parametrize("kind", ["StatefulSet", "DaemonSet"])
def test_pods_with_fixed_places_are_replaced_one_at_a_time(kind: Any) -> None:
    lab = Lab(Workload(kind=kind, image=IMAGE, replicas=2), nodes=[node("a"), node("b")]).wait(60)
    live = lab.cluster._world.store.all(BY_KIND[kind], "demo")[0]
    live["spec"]["template"]["spec"]["containers"][0]["image"] = "registry.example/app:2"
    lab.cluster._world.changed(live)
    lab.wait(1)
    assert sum("deletionTimestamp" in pod["metadata"] for pod in lab.pods) == 1
    lab.wait(120)
    assert [pod["spec"]["containers"][0]["image"] for pod in lab.pods] == ["registry.example/app:2"] * 2
    assert [pod["status"]["containerStatuses"][0]["ready"] for pod in lab.pods] == [True, True]


def test_a_paused_deployment_rolls_nothing() -> None:
    lab = Lab(Workload(image=IMAGE)).wait(30)
    live = lab.cluster._world.store.all(DEPLOYMENTS, "demo")[0]
    live["spec"]["paused"] = True
    live["spec"]["template"]["spec"]["containers"][0]["image"] = "registry.example/app:2"
    lab.cluster._world.changed(live)
    assert [pod["spec"]["containers"][0]["image"] for pod in lab.wait(60).pods] == [IMAGE]


def test_old_replica_sets_beyond_the_history_limit_are_removed() -> None:
    made = workload_object("demo", "app", Workload(image=IMAGE))
    made["spec"]["revisionHistoryLimit"] = 2
    lab = load(Lab(Workload(image=IMAGE)), made).wait(30)
    live = lab.cluster._world.store.all(DEPLOYMENTS, "demo")[0]
    for number in range(5):
        live["spec"]["template"]["spec"]["containers"][0]["image"] = f"registry.example/app:{number + 2}"
        lab.cluster._world.changed(live)
        lab.wait(60)
    assert len(lab.cluster.objects("ReplicaSet", "demo")) == 3


def test_a_service_finds_its_pods_by_a_named_port() -> None:
    service: Obj = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "app", "namespace": "demo"},
        "spec": {
            "selector": {"app.kubernetes.io/name": "app"},
            "ports": [{"port": 80, "targetPort": "http"}],
        },
    }
    headless = {
        **service,
        "metadata": {"name": "outside", "namespace": "demo"},
        "spec": {"ports": [{"port": 80}]},
    }
    lab = Lab(Workload(image=IMAGE), more=[service, headless]).wait(30)
    (endpoints,) = lab.cluster.objects("Endpoints", "demo")
    assert endpoints["subsets"][0]["ports"] == [{"port": 8080, "protocol": "TCP"}]
    assert len(endpoints["subsets"][0]["addresses"]) == 1


def test_a_recreate_strategy_stops_the_old_pods_first() -> None:
    made = workload_object("demo", "app", Workload(image=IMAGE, replicas=2))
    made["spec"]["strategy"] = {"type": "Recreate"}
    lab = load(Lab(Workload(image=IMAGE)), made).wait(30)
    live = lab.cluster._world.store.all(DEPLOYMENTS, "demo")[0]
    live["spec"]["template"]["spec"]["containers"][0]["image"] = "registry.example/app:2"
    lab.cluster._world.changed(live)
    lab.wait(1)
    assert all(
        pod["spec"]["containers"][0]["image"] == IMAGE
        for pod in lab.pods
        if "deletionTimestamp" in pod["metadata"]
    )
    lab.wait(40)
    assert [pod["spec"]["containers"][0]["image"] for pod in lab.pods] == ["registry.example/app:2"] * 2


@pytest.mark.parametrize(
    ("text", "number"), [("250m", 0.25), ("128Mi", 134217728), ("2", 2), ("1k", 1000), (3, 3)]
)
def test_quantities_are_numbers(text: str, number: float) -> None:
    assert quantity(text) == number
