import pytest

from bot.adapters.kubernetes.kinds import RESOURCES as READ
from bot.adapters.runbooks import load
from bot.app import GROUPS, RUNBOOKS
from bot.detectors.catalogue import CAUSES
from bot.facts.rights import RESOURCES, Right, right_of


@pytest.mark.parametrize(
    ("need", "right"),
    [
        ("patch deployments/scale", Right("patch", "apps", "deployments", "scale")),
        ("get pods/log", Right("get", "", "pods", "log")),
        ("list nodes", Right("list", "", "nodes", wide=True)),
        ("list pods.metrics.k8s.io", Right("list", "metrics.k8s.io", "pods")),
        ("list nodes.metrics.k8s.io", Right("list", "metrics.k8s.io", "nodes", wide=True)),
        ("list storageclasses.storage.k8s.io", Right("list", "storage.k8s.io", "storageclasses", wide=True)),
        ("list namespaces.example.com", Right("list", "example.com", "namespaces")),
    ],
)
def test_a_need_is_asked_with_the_group_of_its_resource(need: str, right: Right) -> None:
    assert right_of(need) == right


@pytest.mark.parametrize(
    "need", ["", "get", "get widgets", "get pods log", "GET pods", "get pods/", "x" * 9999]
)
def test_what_is_no_need_or_no_known_resource_is_not_guessed(need: str) -> None:
    assert right_of(need) is None


def test_the_table_agrees_with_where_lookout_itself_reads() -> None:
    for plural, place in READ.items():
        assert (RESOURCES[plural].group, RESOURCES[plural].wide) == (place.group, not place.namespaced), (
            plural
        )


def test_every_need_of_the_shipped_runbooks_can_be_asked() -> None:
    books = load(RUNBOOKS, causes=CAUSES, groups=GROUPS).runbooks
    needs = {need for book in books for step in book.steps for need in step.needs}
    assert needs
    assert {need for need in needs if right_of(need) is None} == set()
