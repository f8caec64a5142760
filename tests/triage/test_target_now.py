from typing import Any

import pytest

from bot.domain.errors import PermanentError, RefusedError, TransientError
from bot.domain.mitigation import Undo
from bot.domain.target import Subject
from bot.triage.target_now import look, read_workload, selector_text
from tests.cluster_objects import deployment, history, namespace, pod
from tests.fakes_cluster import FakeCluster

CHECKOUT = Subject(kind="Deployment", namespace="shop", name="checkout")
UNDO = Undo(subject=CHECKOUT, to_revision=6)


def cluster() -> FakeCluster:
    return FakeCluster([deployment(), *history(), namespace(), pod("a"), pod("b"), pod("c", app="cart")])


async def test_a_look_gives_the_live_target_with_its_pods_and_its_namespace() -> None:
    target = await look(cluster(), UNDO)
    assert target is not None
    assert (target.pods, target.revision, target.opted_in) == (2, 7, True)


async def test_a_workload_that_does_not_exist_is_none() -> None:
    other = Subject(kind="Deployment", namespace="shop", name="cart")
    assert await look(cluster(), Undo(subject=other, to_revision=1)) is None


async def test_a_namespace_that_cannot_be_read_counts_as_not_opted_in() -> None:
    refused = cluster()
    refused.refused["namespaces"] = RefusedError("no")
    target = await look(refused, UNDO)
    assert target is not None
    assert not target.opted_in


async def test_a_namespace_that_is_gone_counts_as_not_opted_in() -> None:
    found = await read_workload(FakeCluster([deployment()]), CHECKOUT)
    assert found is not None
    assert found.namespace is None


@pytest.mark.parametrize("plural", ["deployments", "pods", "replicasets"])
async def test_what_a_limit_is_held_against_must_be_read(plural: str) -> None:
    failing = cluster()
    failing.refused[plural] = TransientError("late")
    with pytest.raises(TransientError):
        await look(failing, UNDO)


async def test_a_kind_that_is_never_changed_is_an_error() -> None:
    with pytest.raises(PermanentError, match="Node worker-1 is of a kind"):
        await read_workload(cluster(), Subject(kind="Node", name="worker-1"))


@pytest.mark.parametrize(
    ("selector", "text"),
    [
        ({}, ""),
        ({"matchLabels": {"b": "2", "a": "1"}}, "a=1,b=2"),
        ({"matchExpressions": [{"key": "t", "operator": "In", "values": ["x", "y"]}]}, "t in (x,y)"),
        ({"matchExpressions": [{"key": "t", "operator": "NotIn", "values": ["x"]}]}, "t notin (x)"),
        ({"matchExpressions": [{"key": "t", "operator": "Exists"}]}, "t"),
        (
            {"matchLabels": {"a": "1"}, "matchExpressions": [{"key": "t", "operator": "DoesNotExist"}]},
            "a=1,!t",
        ),
    ],
)
def test_a_selector_is_written_as_a_list_request_takes_it(selector: dict[str, Any], text: str) -> None:
    assert selector_text(selector) == text
