"""The two identities: each may do exactly what Lookout's own requests ask for, tried on the sandbox's API server."""

import re
from collections.abc import AsyncIterator, Iterator
from copy import deepcopy

import pytest
from pydantic import TypeAdapter

from bot.adapters.kubernetes.checks.rights import (
    CHANGES,
    CHANGES_OF_NODES,
    NOBODYS,
    NOBODYS_CLUSTER_WIDE,
    READS,
    READS_CLUSTER_WIDE,
    SECRETS,
)
from bot.adapters.kubernetes.kinds import RESOURCES, WORKLOADS
from bot.adapters.kubernetes.orders import PROPOSAL
from bot.domain.mitigation import Mitigation, Restart
from bot.domain.snapshot import Scope
from bot.domain.target import Subject
from bot.domain.tool import TOOLS, Tool
from bot.facts.live import OPT_IN as LABEL
from bot.sandbox.cluster import Cluster as SandboxCluster
from bot.sandbox.cluster.access import ACTOR, READER
from bot.sandbox.cluster.api.calls import read_call
from bot.settings.read import read_config
from bot.triage.evidence import CLUSTER_WIDE, NAMESPACED, gather
from bot.triage.target_now import look
from tests import cluster_objects
from tests.adapters.cleared import CHECKOUT, RESTART, UNDO, cleared
from tests.adapters.kube_worlds import KEY, KubeWorld, sandbox_world
from tests.cluster_objects import cronjob, deployment, job, node
from tests.deploy.kustomized import (
    AS_APPROVER,
    BASE,
    NODES,
    ONE_NAMESPACE,
    OPT_IN,
    ROOT,
    Grant,
    Raw,
    as_sandbox_rules,
    documents,
    grants,
    of_kind,
    pod,
)
from tests.fakes_clock import FakeClock


def role(name: str) -> Raw:
    return of_kind("ClusterRole")[name]


@pytest.fixture
async def world() -> AsyncIterator[KubeWorld]:
    """The sandbox's cluster, where Lookout's two accounts have the shipped roles and nothing else."""
    async with sandbox_world() as opened:
        assert opened.sandbox is not None
        opened.sandbox.load([*every_workload(), *others(), claim()])
        opened.sandbox.access.rules = {
            READER: as_sandbox_rules(role("lookout-reader")),
            ACTOR: (
                *as_sandbox_rules(role("lookout-actor"), opted_in=True),
                *as_sandbox_rules(of_kind("ClusterRole", NODES)["lookout-actor-nodes"]),
            ),
        }
        opened.sandbox.requests.clear()
        yield opened


def claim() -> Raw:
    """A claim in the incident's namespace: without one, no volume of the cluster is looked at."""
    metadata = {"name": "data", "namespace": "shop"}
    return {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": metadata}


def every_workload() -> Iterator[Raw]:
    for number, kind in enumerate(sorted(WORKLOADS)):
        one: Raw = deepcopy(deployment(uid=f"6f1d2c3b-0000-4000-9000-00000000000{number}"))
        one["kind"], one["metadata"]["name"] = kind, "each"
        yield one


def others() -> Iterator[Raw]:
    """What the actions that are for no workload are for, each named "each"."""
    alone = cluster_objects.pod("each", owner="")
    alone["spec"] = {"containers": [{"name": "app", "image": "example.test/each:1"}]}
    yield from (alone, node("each"), job("each"), cronjob("each"))


def sent(tool: Tool) -> Iterator[Mitigation]:
    """A mitigation of that tool for each kind that it is for, of what `others` and `every_workload` made."""
    more: dict[str, Raw] = {
        "scale": {"from_replicas": 3, "to_replicas": 4},
        "recreate-job": {"new_name": "each-1a2b3c"},
    }
    for kind in tool.kinds:
        subject = {"kind": kind, "namespace": "" if kind == "Node" else "shop", "name": "each"}
        told: Raw = {"action": tool.name, "subject": subject, **more.get(tool.name, {})}
        yield TypeAdapter[Mitigation](Mitigation).validate_python(told)


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


def test_the_reader_may_list_the_kinds_of_a_triage_where_the_table_of_kinds_has_them() -> None:
    listed = {(group, kind) for verb, group, kind in grants(role("lookout-reader")) if verb == "list"}
    assert listed == {(RESOURCES[kind].group, kind) for kind in (*NAMESPACED, *CLUSTER_WIDE)}


def test_the_doctor_asks_for_the_same_rights_as_the_roles_give() -> None:
    assert grants(role("lookout-reader")) == {*READS, *READS_CLUSTER_WIDE}
    assert grants(role("lookout-actor")) == {*CHANGES}
    assert grants(of_kind("ClusterRole", NODES)["lookout-actor-nodes"]) == {*CHANGES_OF_NODES}
    given = {*READS, *READS_CLUSTER_WIDE, *CHANGES, *CHANGES_OF_NODES}
    assert not given & {*SECRETS, *NOBODYS, *NOBODYS_CLUSTER_WIDE}


def test_the_reader_of_one_namespace_has_the_same_rights_less_the_kinds_of_the_cluster() -> None:
    roles = of_kind("Role", ONE_NAMESPACE)
    assert roles.keys() == {"lookout-reader"}
    assert grants(roles["lookout-reader"]) == {*READS}
    for kind in ("ClusterRole", "ClusterRoleBinding"):
        assert not of_kind(kind, ONE_NAMESPACE)


def test_the_reader_of_one_namespace_is_bound_there_and_its_configuration_looks_nowhere_else() -> None:
    (binding,) = of_kind("RoleBinding", ONE_NAMESPACE).values()
    home = binding["metadata"]["namespace"]
    assert of_kind("Role", ONE_NAMESPACE)["lookout-reader"]["metadata"]["namespace"] == home
    assert (binding["roleRef"]["kind"], binding["roleRef"]["name"]) == ("Role", "lookout-reader")
    (account,) = binding["subjects"]
    assert account["name"] == pod(ONE_NAMESPACE)["serviceAccountName"]
    config = read_config(ONE_NAMESPACE / "lookout.yaml")
    assert {one.namespace for one in config.services.values()} == {home}
    assert {one.namespace for one in config.channels} == {home}
    assert [one.actor for one in config.clusters.values()] == [None]


async def test_a_triage_with_the_sight_of_one_namespace_lacks_what_its_kustomization_says(
    world: KubeWorld,
) -> None:
    assert world.sandbox is not None
    narrow = as_sandbox_rules(of_kind("Role", ONE_NAMESPACE)["lookout-reader"], opted_in=True)
    world.sandbox.access.rules[READER] = narrow
    scope = Scope(cluster="sandbox", namespace="shop", service="checkout")
    snapshot = await gather(world.cluster, scope, clock=FakeClock(), key=KEY)
    assert {gap.what for gap in snapshot.gaps} == set(CLUSTER_WIDE)
    assert snapshot.logs
    elsewhere = await gather(
        world.cluster, scope.model_copy(update={"namespace": "vault"}), clock=FakeClock(), key=KEY
    )
    assert "pods" in {gap.what for gap in elsewhere.gaps}
    text = (ONE_NAMESPACE / "kustomization.yaml").read_text(encoding="utf-8")
    assert all(words in text for words in ("nodes", "persistent volumes", "storage\n# classes", "namespaces"))


def test_nobody_may_look_at_secrets_or_at_everything() -> None:
    folders = (BASE, NODES, AS_APPROVER, ONE_NAMESPACE)
    roles = [one for each in folders for one in documents(each) if one["kind"] in {"Role", "ClusterRole"}]
    assert len(roles) == 6
    for verb, group, resource in (one for each in roles for one in grants(each)):
        assert "*" not in {verb, group, resource}
        assert not resource.startswith("secrets")


async def test_the_actor_may_do_exactly_what_the_writer_sends(world: KubeWorld) -> None:
    assert world.sandbox is not None
    held = {"resume", "uncordon", "resume-cronjob"}
    for tool in (
        one for one in TOOLS.values() if one.name not in held
    ):  # nothing here is held that could be let go
        for mitigation in [UNDO] if tool.name == "undo" else sent(tool):
            rehearsed = await world.remediator.rehearse(mitigation)
            assert rehearsed.ok, rehearsed.reason
    target = await look(world.cluster, RESTART)
    assert target is not None
    assert (await world.remediator.apply(cleared(RESTART, target))).outcome == "done"
    nodes = of_kind("ClusterRole", NODES)["lookout-actor-nodes"]
    assert used(world.sandbox, ACTOR) == grants(role("lookout-actor")) | grants(nodes)


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


def test_the_policy_of_nodes_is_about_the_actor_and_the_label_of_the_gate() -> None:
    (policy,) = of_kind("ValidatingAdmissionPolicy", NODES).values()
    (binding,) = of_kind("ValidatingAdmissionPolicyBinding", NODES).values()
    assert binding["spec"] == {"policyName": policy["metadata"]["name"], "validationActions": ["Deny"]}
    (whom,) = policy["spec"]["matchConditions"]
    assert ACTOR in whom["expression"]
    key, value = LABEL
    assert (
        f"oldObject.metadata.labels['{key}'] == '{value}'" in policy["spec"]["validations"][0]["expression"]
    )
    assert f"kubectl label node worker-3 {key}={value}" in (NODES / "kustomization.yaml").read_text()


def test_the_policy_of_nodes_compares_all_but_the_cordon_and_the_annotation_of_proposals() -> None:
    (policy,) = of_kind("ValidatingAdmissionPolicy", NODES).values()
    judged = " ".join(
        one["expression"] for one in (*policy["spec"]["validations"], *policy["spec"]["variables"])
    )
    for what in ("labels", "annotations", "finalizers", "ownerReferences"):
        assert f"oldObject.metadata.{what}" in judged
    assert "oldObject.spec.taints" in judged
    assert set(re.findall(r"key == '([^']+)'", judged)) == {PROPOSAL}


def test_whoever_approves_is_put_on_by_name_only_and_as_the_example_configures_it() -> None:
    config = read_config(ROOT / "deploy" / "lookout.example.yaml")
    rules = of_kind("ClusterRole", AS_APPROVER)["lookout-as-approver"]["rules"]
    named = {rule["resources"][0]: set(rule["resourceNames"]) for rule in rules}
    assert {tuple(rule["verbs"]) for rule in rules} == {("impersonate",)}
    people = [config.identities[one] for one in config.roles.commanders.users]
    assert named == {
        "users": {one.user for one in people}, "groups": {group for one in people for group in one.groups}
    }  # fmt: skip
    (holder,) = of_kind("ClusterRoleBinding", AS_APPROVER)["lookout-as-approver"]["subjects"]
    assert holder["name"] == pod()["serviceAccountName"]


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
