"""The manifests: whole, valid, without secrets, and granting what Lookout's own requests need and nothing more."""

import shutil
import subprocess
from collections.abc import AsyncIterator, Iterable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.adapters.kubernetes.kinds import RESOURCES, WORKLOADS
from bot.domain.mitigation import Mitigation, Restart, Scale
from bot.domain.snapshot import Scope
from bot.domain.target import Subject
from bot.facts.live import OPT_IN as LABEL
from bot.sandbox.cluster import Cluster as SandboxCluster
from bot.sandbox.cluster.access import ACTOR, READER
from bot.sandbox.cluster.api.calls import read_call
from bot.settings.read import read_config
from bot.triage.evidence import CLUSTER_WIDE, NAMESPACED, gather
from bot.triage.target_now import look
from tests.adapters.cleared import CHECKOUT, RESTART, UNDO, cleared
from tests.adapters.kube_worlds import KEY, KubeWorld, sandbox_world
from tests.cluster_objects import deployment
from tests.deploy.kustomized import (
    BASE,
    KUSTOMIZE,
    OPT_IN,
    Grant,
    Raw,
    as_sandbox_rules,
    documents,
    grants,
    kustomization,
    of_kind,
)
from tests.fakes_clock import FakeClock

FOLDERS = pytest.mark.parametrize("folder", [BASE, OPT_IN], ids=["base", "opt-in"])


def role(name: str) -> Raw:
    return of_kind("ClusterRole")[name]


def pod() -> Raw:
    spec: Raw = of_kind("Deployment")["lookout"]["spec"]["template"]["spec"]
    return spec


def container() -> Raw:
    (only,) = pod()["containers"]
    assert isinstance(only, dict)
    return only


# --- whole and valid ---


@FOLDERS
def test_every_object_says_what_it_is_and_where_it_belongs(folder: Path) -> None:
    for one in documents(folder):
        assert one["apiVersion"]
        assert one["kind"]
        assert one["metadata"]["name"]
        cluster_wide = one["kind"].startswith("Cluster") or one["kind"] == "Namespace"
        assert bool(one["metadata"]["namespace"]) is not cluster_wide, one


@FOLDERS
def test_every_file_of_a_kustomization_is_listed_and_every_listed_file_is_there(folder: Path) -> None:
    told = kustomization(folder)
    generated = [name for one in told.get("configMapGenerator", ()) for name in one["files"]]
    assert sorted([*told["resources"], *generated, "kustomization.yaml"]) == sorted(
        path.name for path in folder.iterdir()
    )


@FOLDERS
def test_no_object_is_there_twice(folder: Path) -> None:
    names = [
        (one["kind"], one["metadata"].get("namespace"), one["metadata"]["name"]) for one in documents(folder)
    ]
    assert len(names) == len(set(names))


@FOLDERS
def test_no_secret_is_shipped(folder: Path) -> None:
    assert not [one for one in documents(folder) if one["kind"] == "Secret"]
    assert not kustomization(folder).get("secretGenerator")
    assert not [
        path for path in folder.iterdir() if "xoxb-" in path.read_text() or "xapp-" in path.read_text()
    ]


@FOLDERS
def test_every_binding_binds_a_role_and_an_account_that_are_there(folder: Path) -> None:
    accounts = {(one["metadata"]["namespace"], name) for name, one in of_kind("ServiceAccount").items()}
    for one in documents(folder):
        if one["kind"] not in {"RoleBinding", "ClusterRoleBinding"}:
            continue
        assert one["roleRef"]["name"] in of_kind(one["roleRef"]["kind"])
        for subject in one["subjects"]:
            assert subject["kind"] == "ServiceAccount"
            assert (subject["namespace"], subject["name"]) in accounts


@FOLDERS
def test_kustomize_itself_renders_the_same_objects(folder: Path) -> None:
    tool = next((found for name in ("kustomize", "kubectl") if (found := shutil.which(name))), "")
    if not tool:
        pytest.skip("neither kustomize nor kubectl is here: rendered by this test's own reading only")
    command = [tool, "build" if tool.endswith("kustomize") else "kustomize", str(folder)]
    text = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30).stdout
    rendered = [one for one in yaml.safe_load_all(text) if one["kind"] != "ConfigMap"]

    def key(one: Raw) -> tuple[str, str, str]:
        return one["kind"], one["metadata"].get("namespace") or "", one["metadata"]["name"]

    assert sorted(map(key, rendered)) == sorted(map(key, documents(folder)))


# --- the reader ---


@pytest.fixture
async def world() -> AsyncIterator[KubeWorld]:
    """The sandbox's cluster, where Lookout's two accounts have the shipped roles and nothing else."""
    async with sandbox_world() as opened:
        assert opened.sandbox is not None
        opened.sandbox.load([*every_workload()])
        opened.sandbox.access.rules = {
            READER: as_sandbox_rules(role("lookout-reader")),
            ACTOR: as_sandbox_rules(role("lookout-actor"), opted_in=True),
        }
        opened.sandbox.requests.clear()
        yield opened


def every_workload() -> Iterable[Raw]:
    for number, kind in enumerate(sorted(WORKLOADS)):
        one: dict[str, Any] = deepcopy(deployment(uid=f"6f1d2c3b-0000-4000-9000-00000000000{number}"))
        one["kind"], one["metadata"]["name"] = kind, "each"
        yield one


def used(sandbox: SandboxCluster, user: str) -> set[Grant]:
    """What the API server let that account do, as grants."""
    asks = [
        read_call(one.method, one.path, one.query).ask
        for one in sandbox.requests
        if one.user == user and one.status < 400
    ]
    return {(ask.verb, ask.group, ask.target) for ask in asks}


async def test_the_reader_may_do_exactly_what_a_triage_asks_for(world: KubeWorld) -> None:
    scope = Scope(cluster="sandbox", namespace="shop", service="checkout")
    snapshot = await gather(world.cluster, scope, clock=FakeClock(), key=KEY)
    assert not snapshot.gaps
    assert snapshot.logs
    for kind in WORKLOADS:
        assert await look(world.cluster, Restart(subject=Subject(kind=kind, namespace="shop", name="each")))
    assert world.sandbox is not None
    assert used(world.sandbox, READER) == grants(role("lookout-reader"))


def test_the_reader_lists_only_kinds_in_the_table_of_kinds() -> None:
    listed = {resource for verb, _, resource in grants(role("lookout-reader")) if verb == "list"}
    assert listed == {*NAMESPACED, *CLUSTER_WIDE}
    groups = {
        resource: "" if (root := RESOURCES[resource].root) == "/api/v1" else root.split("/")[2]
        for resource in listed
    }
    assert {(group, one) for verb, group, one in grants(role("lookout-reader")) if verb == "list"} == {
        (group, one) for one, group in groups.items()
    }


def test_nobody_may_look_at_secrets_or_at_everything() -> None:
    roles = [one for one in documents(BASE) if one["kind"] in {"Role", "ClusterRole"}]
    for verb, group, resource in (one for each in roles for one in grants(each)):
        assert "*" not in {verb, group, resource}
        assert not resource.startswith("secrets")


# --- the actor ---


async def test_the_actor_may_do_exactly_what_the_writer_sends(world: KubeWorld) -> None:
    assert world.sandbox is not None
    each = [Subject(kind=kind, namespace="shop", name="each") for kind in WORKLOADS]
    scalable = [one for one in each if one.kind != "DaemonSet"]
    mitigations: list[Mitigation] = [
        UNDO,
        *(Restart(subject=one) for one in each),
        *(Scale(subject=one, from_replicas=3, to_replicas=4) for one in scalable),
    ]
    for mitigation in mitigations:
        rehearsed = await world.remediator.rehearse(mitigation)
        assert rehearsed.ok, rehearsed.reason
    target = await look(world.cluster, RESTART)
    assert target is not None
    assert (await world.remediator.apply(cleared(RESTART, target))).outcome == "done"
    assert used(world.sandbox, ACTOR) == grants(role("lookout-actor"))


async def test_the_actor_is_refused_where_nobody_opted_in(world: KubeWorld) -> None:
    vault = Restart(subject=CHECKOUT.model_copy(update={"namespace": "vault"}))
    assert "not allowed" in (await world.remediator.rehearse(vault)).reason


def test_nothing_in_the_base_binds_the_actors_role() -> None:
    bound = [one["roleRef"]["name"] for one in documents(BASE) if one["kind"].endswith("Binding")]
    assert "lookout-actor" not in bound


def test_a_namespace_opts_in_by_a_binding_in_it_and_by_the_label_of_the_gate() -> None:
    (binding,) = documents(OPT_IN)
    assert (binding["kind"], binding["metadata"]["namespace"]) == ("RoleBinding", "shop")
    assert binding["roleRef"]["name"] == "lookout-actor"
    assert f"kubectl label namespace shop {'='.join(LABEL)}" in (OPT_IN / "kustomization.yaml").read_text()


def test_deleting_an_opt_in_deletes_no_namespace() -> None:
    assert "Namespace" not in {one["kind"] for one in documents(OPT_IN)}


def test_the_pod_may_put_on_the_actor_and_nobody_else() -> None:
    (rule,) = of_kind("Role")["lookout-act-as"]["rules"]
    assert rule == {
        "apiGroups": [""],
        "resources": ["serviceaccounts"],
        "resourceNames": ["lookout-actor"],
        "verbs": ["impersonate"],
    }
    (holder,) = of_kind("RoleBinding")["lookout-act-as"]["subjects"]
    assert holder["name"] == pod()["serviceAccountName"] == "lookout-reader"


def test_the_configuration_acts_as_the_account_that_may_be_put_on() -> None:
    config = read_config(BASE / "lookout.yaml")
    ((_, cluster),) = config.clusters.items()
    assert cluster.reader.in_cluster
    assert cluster.reader.impersonate == ""
    assert cluster.actor is not None
    actor = of_kind("ServiceAccount")["lookout-actor"]["metadata"]
    assert cluster.actor.impersonate == f"system:serviceaccount:{actor['namespace']}:{actor['name']}"


# --- the pod ---


def test_there_is_one_pod_and_the_old_one_ends_first() -> None:
    spec = of_kind("Deployment")["lookout"]["spec"]
    assert (spec["replicas"], spec["strategy"]) == (1, {"type": "Recreate"})


def test_the_pod_meets_the_restricted_standard() -> None:
    labels = of_kind("Namespace")["lookout"]["metadata"]["labels"]
    assert labels["pod-security.kubernetes.io/enforce"] == "restricted"
    assert pod()["securityContext"]["runAsNonRoot"] is True
    assert pod()["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert container()["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }


def test_the_pod_has_bounds() -> None:
    assert set(container()["resources"]["requests"]) == {"cpu", "memory"}
    assert "memory" in container()["resources"]["limits"]


def test_every_mount_has_its_volume_and_every_volume_its_source() -> None:
    volumes = {one["name"]: one for one in pod()["volumes"]}
    assert {one["name"] for one in container()["volumeMounts"]} == set(volumes)
    assert volumes["record"]["persistentVolumeClaim"]["claimName"] in of_kind("PersistentVolumeClaim")
    (generated,) = kustomization(BASE)["configMapGenerator"]
    assert volumes["config"]["configMap"]["name"] == generated["name"]
    assert generated["files"] == ["lookout.yaml"]


def test_secrets_come_by_name_from_the_one_secret_that_the_operator_makes() -> None:
    asked = {one["name"]: one["valueFrom"]["secretKeyRef"] for one in container()["env"]}
    assert asked == {name: {"name": "lookout-secrets", "key": name} for name in asked}
    assert set(asked) == {"LOOKOUT_SLACK_BOT_TOKEN", "LOOKOUT_SLACK_APP_TOKEN", "LOOKOUT_REDACTION_KEY"}


def test_the_image_has_a_place_of_its_own_and_a_version() -> None:
    (image,) = kustomization(BASE)["images"]
    assert image["name"] == container()["image"]
    assert image["newTag"] != "latest"
    assert sorted(path.name for path in KUSTOMIZE.iterdir()) == ["base", "opt-in"]
