"""The kustomizations: whole, valid, without secrets, and a pod that needs no more than it is given."""

import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from bot.adapters.http import health
from tests.deploy.kustomized import (
    AS_APPROVER,
    BASE,
    KUSTOMIZE,
    NODES,
    ONE_NAMESPACE,
    ONE_ROLE,
    OPT_IN,
    POSTGRES,
    Raw,
    container,
    documents,
    kustomization,
    of_kind,
    pod,
)
from tests.deploy.typed import misfits, model_of

PREFLIGHT = KUSTOMIZE / "preflight"
LOCAL_PREFLIGHT = KUSTOMIZE / "preflight-one-namespace"
BACKUP = KUSTOMIZE / "backup"
EVERY = [
    BASE,
    OPT_IN,
    NODES,
    AS_APPROVER,
    ONE_NAMESPACE,
    ONE_ROLE,
    POSTGRES,
    PREFLIGHT,
    LOCAL_PREFLIGHT,
    BACKUP,
]
FOLDERS = pytest.mark.parametrize("folder", EVERY, ids=lambda folder: folder.name)


@FOLDERS
def test_every_object_says_what_it_is_and_where_it_belongs(folder: Path) -> None:
    for one in documents(folder):
        assert one["apiVersion"]
        assert one["kind"]
        assert one["metadata"]["name"]
        cluster_wide = (
            one["kind"].startswith(("Cluster", "ValidatingAdmission")) or one["kind"] == "Namespace"
        )
        assert bool(one["metadata"]["namespace"]) is not cluster_wide, one


@FOLDERS
def test_every_file_of_a_kustomization_is_listed_and_every_listed_file_is_there(folder: Path) -> None:
    told = kustomization(folder)
    generated = [name for one in told.get("configMapGenerator", ()) for name in one["files"]]
    own = [name for name in told["resources"] if not name.startswith("..")]
    assert sorted([*own, *generated, "kustomization.yaml"]) == sorted(path.name for path in folder.iterdir())


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
    texts = [path.read_text() for path in folder.rglob("*") if path.is_file()]
    assert not [text for text in texts if "xoxb-" in text or "xapp-" in text]


@FOLDERS
def test_every_binding_binds_a_role_and_an_account_that_are_there(folder: Path) -> None:
    accounts = {(one["metadata"]["namespace"], name) for name, one in of_kind("ServiceAccount").items()}
    for one in documents(folder):
        if one["kind"] not in {"RoleBinding", "ClusterRoleBinding"}:
            continue
        assert one["roleRef"]["name"] in {
            **of_kind(one["roleRef"]["kind"]),
            **of_kind(one["roleRef"]["kind"], folder),
        }
        for subject in one["subjects"]:
            assert subject["kind"] == "ServiceAccount"
            assert (subject["namespace"], subject["name"]) in accounts


@FOLDERS
def test_every_object_has_only_fields_that_kubernetes_knows_and_of_the_right_type(folder: Path) -> None:
    for one in documents(folder):
        assert list(misfits(one, model_of(one))) == [], one["metadata"]["name"]


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


def test_the_check_of_fields_finds_a_misspelt_one_and_a_wrong_type() -> None:
    deployment = of_kind("Deployment")["lookout"]
    deployment["spec"]["template"]["spec"]["automountServiceAcountToken"] = True
    deployment["spec"]["replicas"] = "1"
    found = list(misfits(deployment, model_of(deployment)))
    assert sorted(place for place, _ in found) == [
        "spec.replicas", "spec.template.spec.automountServiceAcountToken"
    ]  # fmt: skip


def test_there_is_one_pod_and_the_old_one_ends_first() -> None:
    spec = of_kind("Deployment")["lookout"]["spec"]
    assert (spec["replicas"], spec["strategy"]) == (1, {"type": "Recreate"})


def test_on_postgres_there_are_two_pods_without_a_volume_that_are_told_where_the_record_is() -> None:
    patches = [yaml.safe_load(one["patch"]) for one in kustomization(POSTGRES)["patches"]]
    (patch,) = [one for one in patches if one["kind"] == "Deployment"]
    spec = patch["spec"]
    [record] = spec["template"]["spec"]["volumes"]
    assert record.pop("persistentVolumeClaim") is None
    assert list(misfits(patch, model_of(patch))) == []
    assert (spec["replicas"], spec["strategy"]["type"]) == (2, "RollingUpdate")
    assert not of_kind("PersistentVolumeClaim", POSTGRES)
    [told] = spec["template"]["spec"]["containers"][0]["env"]
    assert told["valueFrom"]["secretKeyRef"] == {"name": "lookout-secrets", "key": told["name"]}
    assert record["name"] in {one["name"] for one in pod()["volumes"]}
    [way] = of_kind("NetworkPolicy", POSTGRES)["lookout-database"]["spec"]["egress"]
    assert [one["port"] for one in way["ports"]] == [5432]
    budget = of_kind("PodDisruptionBudget", POSTGRES)["lookout"]["spec"]
    assert budget["selector"]["matchLabels"].items() <= pod_labels().items()


def test_the_pods_stand_apart_and_a_roll_takes_none_away_before_another_is_there() -> None:
    patches = [yaml.safe_load(one["patch"]) for one in kustomization(POSTGRES)["patches"]]
    (spec,) = [one["spec"] for one in patches if one["kind"] == "Deployment"]
    assert spec["strategy"]["rollingUpdate"] == {"maxUnavailable": 0, "maxSurge": 1}
    assert spec["minReadySeconds"] > 0
    spread = spec["template"]["spec"]["topologySpreadConstraints"]
    assert [one["topologyKey"] for one in spread] == ["kubernetes.io/hostname", "topology.kubernetes.io/zone"]
    for one in spread:
        assert (one["maxSkew"], one["whenUnsatisfiable"]) == (1, "ScheduleAnyway"), "a lone node runs both"
        assert one["labelSelector"]["matchLabels"].items() <= pod_labels().items()
    budget = of_kind("PodDisruptionBudget", POSTGRES)["lookout"]["spec"]
    assert budget["maxUnavailable"] < spec["replicas"]
    # What is under way may end: a write within 3 s, a round within 5, what Slack asked over HTTP within 2.5.
    assert pod(POSTGRES)["terminationGracePeriodSeconds"] >= 30
    sockets_of_one, most = 2, 10
    assert (spec["replicas"] + 1) * sockets_of_one <= most, "while a roll has one pod more"


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


@pytest.mark.parametrize("folder", [BASE, ONE_NAMESPACE], ids=lambda folder: folder.name)
def test_the_probes_ask_where_the_configuration_listens(folder: Path) -> None:
    listens = yaml.safe_load((folder / "lookout.yaml").read_text(encoding="utf-8"))["http"]
    [port] = container()["ports"]
    assert (port["containerPort"], listens["host"]) == (listens["port"], "0.0.0.0")  # noqa: S104 - the pod's own
    names = ("startupProbe", "livenessProbe", "readinessProbe")
    probes = {one: container()[one]["httpGet"] for one in names}
    assert {one["path"] for one in probes.values()} == {route.path for route in health.routes({}, {})}
    assert probes["startupProbe"]["path"] == probes["livenessProbe"]["path"] == "/healthz"
    assert {one["port"] for one in probes.values()} == {port["name"]}


@pytest.mark.parametrize("folder", [BASE, ONE_NAMESPACE, POSTGRES], ids=lambda folder: folder.name)
def test_a_stop_over_http_reaches_the_pod_even_while_it_is_not_ready(folder: Path) -> None:
    service = of_kind("Service", folder)["lookout"]["spec"]
    [port], [listens] = service["ports"], container()["ports"]
    assert service["selector"].items() <= pod_labels().items()
    assert (port["targetPort"], port["port"]) == (listens["name"], listens["containerPort"])
    assert service["publishNotReadyAddresses"] is True
    assert "type" not in service  # in the cluster alone, where the network policy says from where
    page = (KUSTOMIZE.parent / "README.md").read_text(encoding="utf-8")
    assert f"http://lookout.lookout:{port['port']}/stop" in page
    assert f"port-forward deploy/lookout {listens['containerPort']}" in page


def test_only_lookouts_pod_gets_a_token_of_an_account() -> None:
    assert pod()["automountServiceAccountToken"] is True
    assert {one["automountServiceAccountToken"] for one in of_kind("ServiceAccount").values()} == {False}


def test_the_network_lets_lookout_reach_slack_api_servers_and_dns_and_nobody_in_but_by_its_port() -> None:
    spec = of_kind("NetworkPolicy")["lookout"]["spec"]
    assert spec["podSelector"]["matchLabels"].items() <= pod_labels().items()
    assert set(spec["policyTypes"]) == {"Ingress", "Egress"}
    (way_in,) = spec["ingress"]
    assert way_in["from"]
    assert [one["port"] for one in way_in["ports"]] == [container()["ports"][0]["containerPort"]]
    dns, out = spec["egress"]
    assert {one["port"] for one in dns["ports"]} == {53}
    assert {one["port"] for one in out["ports"]} == {443, 6443}
    assert all("except" in one["ipBlock"] for one in out["to"])


def pod_labels() -> dict[str, str]:
    labels: dict[str, str] = of_kind("Deployment")["lookout"]["spec"]["template"]["metadata"]["labels"]
    return labels


def test_every_mount_has_its_volume_and_every_volume_its_source() -> None:
    volumes = {one["name"]: one for one in pod()["volumes"]}
    assert {one["name"] for one in container()["volumeMounts"]} == set(volumes)
    assert volumes["record"]["persistentVolumeClaim"]["claimName"] in of_kind("PersistentVolumeClaim")
    (generated,) = kustomization(BASE)["configMapGenerator"]
    assert volumes["config"]["configMap"]["name"] == generated["name"]
    assert generated["files"] == ["lookout.yaml"]


def test_secrets_come_by_name_from_the_one_secret_that_the_operator_makes() -> None:
    asked = {one["name"]: one["valueFrom"]["secretKeyRef"] for one in container()["env"]}
    either = {
        "LOOKOUT_SLACK_APP_TOKEN",
        "LOOKOUT_SLACK_SIGNING_SECRET",
        "LOOKOUT_PAGERDUTY_ROUTING_KEY",
        "LOOKOUT_PAGE_SECRET",
        "LOOKOUT_PAGERDUTY_TOKEN",
        "LOOKOUT_HEARTBEAT_URL",
        "LOOKOUT_ANTHROPIC_API_KEY",
        "LOOKOUT_STOP_TOKEN",
    }
    assert {name for name, one in asked.items() if one.pop("optional", False)} == either
    assert asked == {name: {"name": "lookout-secrets", "key": name} for name in asked}
    assert set(asked) == {"LOOKOUT_SLACK_BOT_TOKEN", "LOOKOUT_REDACTION_KEY"} | either


def test_the_image_has_a_place_of_its_own_and_a_version() -> None:
    (image,) = kustomization(BASE)["images"]
    assert image["name"] == container()["image"]
    assert image["newTag"] != "latest"


def test_every_kustomization_is_tried_here() -> None:
    assert sorted(path.parent for path in KUSTOMIZE.rglob("kustomization.yaml")) == sorted(EVERY)


def test_the_backup_is_made_by_the_same_image_on_a_volume_of_its_own_and_reaches_the_database_alone() -> None:
    job = of_kind("CronJob", BACKUP)["lookout-backup"]
    template = job["spec"]["jobTemplate"]["spec"]["template"]
    [one] = template["spec"]["containers"]
    assert one["args"] == ["backup", "/backups"]
    assert kustomization(BACKUP)["images"][0]["newTag"] == kustomization(BASE)["images"][0]["newTag"]
    assert one["securityContext"] == container()["securityContext"]
    assert template["spec"]["securityContext"] == pod()["securityContext"]
    policy = of_kind("NetworkPolicy", BACKUP)["lookout-backup"]["spec"]
    assert policy["podSelector"]["matchLabels"] == template["metadata"]["labels"]
    assert {port["port"] for rule in policy["egress"] for port in rule["ports"]} == {53, 5432}
