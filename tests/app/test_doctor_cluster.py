"""The doctor on a cluster: rights that are missing, rights that are too many, and a service map that leads nowhere."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from bot.adapters.kubernetes.checks.rights import (
    CHANGES,
    CHANGES_OF_NODES,
    READS,
    READS_CLUSTER_WIDE,
    SECRETS,
)
from bot.domain.check import Condition
from bot.domain.tool import Right
from bot.sandbox.cluster.access import ACTOR, READER, Rule
from tests.app.conftest import Bay
from tests.cluster_objects import node

OK, WARN, FAIL, UNKNOWN = Condition.OK, Condition.WARN, Condition.FAIL, Condition.UNKNOWN


def rules(*rights: Right, opted_in: bool = False) -> tuple[Rule, ...]:
    """The sandbox's rules for exactly these rights."""
    return tuple(
        Rule("test", frozenset({one.verb}), frozenset({(one.group, one.resource)}), opted_in=opted_in)
        for one in rights
    )


def without(all_of: Iterable[Right], resource: str) -> list[Right]:
    return [one for one in all_of if one.resource != resource]


def give(bay: Bay, user: str, *rights: Right, opted_in: bool = False) -> None:
    bay.cluster.access.rules[user] = rules(*rights, opted_in=opted_in)


async def test_a_cluster_that_is_not_there_fails_and_its_other_lines_are_unknown(bay: Bay) -> None:
    bay.config["clusters"]["sandbox"]["reader"]["server"] = "http://127.0.0.1:9"
    ill = await bay.ill()
    assert ill["cluster sandbox"].verdict is FAIL
    assert {title for title, one in ill.items() if one.verdict is UNKNOWN} == {
        "reader sandbox", "actor sandbox", "service sandbox"
    }  # fmt: skip


async def test_a_cluster_that_hangs_fails_in_its_time_and_delays_no_other_line(bay: Bay) -> None:
    bay.config["limits"] = {"read_seconds": 0.3}
    bay.cluster.faults.hang(3600, path="/version")
    ill = await bay.ill()
    assert {title: one.verdict for title, one in ill.items()}["cluster sandbox"] is FAIL
    assert "did not answer in time" in ill["cluster sandbox"].said
    assert not [title for title in ill if not title.endswith(" sandbox")]


async def test_a_question_that_gets_no_answer_ends_by_its_own_deadline(bay: Bay) -> None:
    bay.seconds = 1.0
    bay.cluster.faults.hang(3600, calls=1000, path="selfsubjectaccessreviews")
    ill = await bay.ill()
    assert "no answer within 1 s" in ill["reader sandbox"].said
    assert ill["reader sandbox"].verdict is UNKNOWN


async def test_an_identity_that_the_cluster_does_not_accept_fails(bay: Bay) -> None:
    (bay.stage.folder / "reader.token").write_text("wrong")
    ill = await bay.ill()
    assert "does not accept Lookout's credentials" in ill["cluster sandbox"].said


async def test_a_token_file_that_is_not_there_fails(bay: Bay) -> None:
    bay.config["clusters"]["sandbox"]["reader"]["token_file"] = "nowhere.token"
    assert (await bay.ill())["cluster sandbox"].verdict is FAIL


async def test_an_actor_that_may_not_be_put_on_fails(bay: Bay) -> None:
    actor = bay.config["clusters"]["sandbox"]["actor"]
    actor |= {"token_file": "reader.token", "impersonate": f"{ACTOR}-of-another"}
    ill = await bay.ill()
    assert ill["actor sandbox"].verdict is FAIL
    assert "not allowed" in ill["actor sandbox"].said


async def test_without_an_actor_the_line_says_what_that_means(bay: Bay) -> None:
    del bay.config["clusters"]["sandbox"]["actor"]
    lines = {one.title: one for one in await bay.lines()}
    assert "nothing is proposed" in lines["actor sandbox"].said


async def test_every_read_that_the_reader_may_not_make_is_named(bay: Bay) -> None:
    give(bay, READER, *without(READS, "configmaps"), *without(READS_CLUSTER_WIDE, "nodes"))
    ill = await bay.ill()
    assert "may not list configmaps" in ill["reader sandbox/shop"].said
    assert ill["reader sandbox/shop"].verdict is WARN
    assert "may not list nodes" in ill["reader sandbox"].said


async def test_without_pods_there_is_no_diagnosis(bay: Bay) -> None:
    give(bay, READER, *without(READS, "pods"), *READS_CLUSTER_WIDE)
    assert (await bay.ill())["reader sandbox/shop"].verdict is FAIL
    bay.config["services"], bay.config["channels"] = {}, []
    assert (await bay.ill())["reader sandbox"].verdict is FAIL


@pytest.mark.parametrize("secret", SECRETS, ids=str)
async def test_a_reader_of_secrets_fails(bay: Bay, secret: Right) -> None:
    give(bay, READER, *READS, *READS_CLUSTER_WIDE, secret)
    found = (await bay.ill())["reader limits sandbox"]
    assert found.verdict is FAIL
    assert str(secret) in found.said


@pytest.mark.parametrize(
    "right",
    [
        Right("patch", "apps", "deployments"),
        Right("delete", "", "pods"),
        Right("create", "", "pods/exec"),
        Right("patch", "", "namespaces"),
        Right("impersonate", "", "users"),
    ],
    ids=str,
)
async def test_a_reader_that_may_change_something_fails(bay: Bay, right: Right) -> None:
    give(bay, READER, *READS, *READS_CLUSTER_WIDE, right)
    assert str(right) in (await bay.ill())["reader limits sandbox"].said


@pytest.mark.parametrize("user", [READER, ACTOR])
async def test_an_administrator_is_no_identity_for_lookout(bay: Bay, user: str) -> None:
    bay.cluster.access.rules[user] = (Rule("cluster-admin", frozenset(), everything=True),)
    ill = await bay.ill()
    if user == READER:
        assert "do everything" in ill["reader limits sandbox"].said
    else:
        assert "in every namespace" in ill["actor limits sandbox"].said


async def test_an_actor_with_more_than_the_mitigations_fails_in_the_namespace_where_it_has_it(
    bay: Bay,
) -> None:
    give(bay, ACTOR, *CHANGES, Right("patch", "", "pods"), opted_in=True)
    ill = await bay.ill()
    assert ill["actor limits sandbox/shop"].verdict is FAIL
    assert "may patch pods" in ill["actor limits sandbox/shop"].said


async def test_an_actor_bound_for_the_whole_cluster_is_a_warning(bay: Bay) -> None:
    give(bay, ACTOR, *CHANGES)
    ill = await bay.ill()
    assert ill["actor limits sandbox"].verdict is WARN


async def test_a_label_without_the_right_and_a_right_without_the_label_are_warnings(bay: Bay) -> None:
    give(bay, ACTOR, *without(CHANGES, "deployments/scale"), opted_in=True)
    assert "may not patch deployments/scale" in (await bay.ill())["opt-in sandbox/shop"].said
    give(bay, ACTOR, *CHANGES)
    bay.config["services"]["other"] = {"cluster": "sandbox", "namespace": "vault"}
    ill = await bay.ill()
    assert "the label is missing" in ill["opt-in sandbox/vault"].said


async def test_a_namespace_that_did_not_opt_in_is_fine(bay: Bay) -> None:
    bay.config["channels"] = [{"id": "C0SHOP", "namespace": "kube-system"}]
    said = {one.title: one.said for one in await bay.lines()}
    assert "not opted in" in said["opt-in sandbox/kube-system"]


async def test_a_service_map_that_leads_nowhere_fails(bay: Bay) -> None:
    bay.config["services"] |= {
        "lost": {"cluster": "sandbox", "namespace": "nowhere"},
        "gone": {"cluster": "sandbox", "namespace": "shop", "workload": "StatefulSet/gone"},
        "bare": {"cluster": "sandbox", "namespace": "shop"},
    }
    lines = {one.title: one for one in await bay.lines()}
    assert (lines["service lost"].verdict, lines["service gone"].verdict) == (FAIL, FAIL)
    assert lines["service bare"].verdict is OK
    assert "there is no StatefulSet gone in sandbox/shop" in lines["service gone"].said


async def test_a_reader_of_one_namespace_says_what_it_does_not_see(bay: Bay) -> None:
    """As with deploy/kustomize/one-namespace: no kind of the cluster, and whether it opted in counts as no."""
    bay.cluster.access.rules[READER] = tuple(replace(one, opted_in=True) for one in rules(*READS))
    bay.config["services"]["bare"] = {"cluster": "sandbox", "namespace": "shop"}
    lines = {one.title: one for one in await bay.lines()}
    assert "may not list namespaces, list nodes" in lines["reader sandbox"].said
    assert lines["opt-in sandbox/shop"].verdict is WARN
    assert "counts as no" in lines["opt-in sandbox/shop"].said
    assert lines["service checkout"].verdict is OK
    assert lines["service bare"].verdict is UNKNOWN


async def test_a_workload_that_may_not_be_read_is_unknown(bay: Bay) -> None:
    give(bay, READER, *without(READS, "deployments"), *READS_CLUSTER_WIDE)
    assert (await bay.ill())["service checkout"].verdict is UNKNOWN


async def test_an_api_server_in_trouble_is_unknown_and_one_that_is_none_fails(bay: Bay) -> None:
    bay.cluster.faults.fail(1000, 503, path="selfsubjectaccessreviews")
    ill = await bay.ill()
    assert ill["reader sandbox"].verdict is UNKNOWN
    bay.config["clusters"]["sandbox"]["reader"]["server"] = f"{bay.workspace.base_url}/api"
    assert (await bay.ill())["cluster sandbox"].verdict is FAIL


@pytest.mark.parametrize(
    ("labelled", "may", "verdict", "said"),
    [
        (True, True, OK, "1 opted in: a cordon and an uncordon can be proposed"),
        (True, False, WARN, "1 opted in by label, but the actor may not get nodes, patch nodes"),
        (False, True, OK, "no cordon is proposed, though the actor has the right"),
        (False, False, OK, "none opted in by its label, so no cordon is proposed"),
    ],
)
async def test_nodes_opt_in_by_a_label_and_a_right(
    bay: Bay, labelled: bool, may: bool, verdict: Condition, said: str
) -> None:
    bay.cluster.load([node("worker-1", allowed=labelled)])
    give(bay, ACTOR, *CHANGES, opted_in=True)
    if may:
        bay.cluster.access.rules[ACTOR] += rules(*CHANGES_OF_NODES)
    (line,) = [one for one in await bay.lines() if one.name == "nodes"]
    assert line.verdict is verdict
    assert said in line.said


async def test_nodes_that_cannot_be_read_are_never_cordoned(bay: Bay) -> None:
    give(bay, READER, *READS)
    (line,) = [one for one in await bay.lines() if one.name == "nodes"]
    assert "cannot be read, so no cordon is proposed" in line.said
