"""From a runbook's step and the live workload to one typed mitigation, or the reason why there is none."""

import pytest

from bot.domain.errors import TransientError
from bot.domain.mitigation import Restart, Scale, Undo
from bot.domain.runbook import Limits, Step
from bot.domain.target import Subject
from bot.triage.mitigate import plan
from tests.cluster_objects import deployment, history, namespace
from tests.fakes_cluster import FakeCluster

CHECKOUT = Subject(kind="Deployment", namespace="shop", name="checkout")


def step(tool: str, *, at_most: int = 10, **arguments: str) -> Step:
    limits = Limits(max_replicas=at_most)
    return Step(id=tool, title=tool, tool=tool, tier=1, limits=limits, arguments=arguments)


def cluster() -> FakeCluster:
    return FakeCluster([deployment(), *history(), namespace()])


async def test_each_tool_becomes_its_mitigation_of_the_workload_as_it_is() -> None:
    assert await plan(cluster(), step("restart"), CHECKOUT) == Restart(subject=CHECKOUT)
    assert await plan(cluster(), step("undo"), CHECKOUT) == Undo(subject=CHECKOUT, to_revision=6)
    grown = Scale(subject=CHECKOUT, from_replicas=3, to_replicas=5)
    assert await plan(cluster(), step("scale", replicas="+2"), CHECKOUT) == grown


@pytest.mark.parametrize(
    ("found", "tool", "why"),
    [
        (FakeCluster([namespace()]), "restart", "does not exist any more"),
        (FakeCluster([deployment(), namespace()]), "undo", "no earlier revision"),
        (cluster(), "scale", "bound of 3 replicas"),
    ],
)
async def test_what_cannot_be_done_is_said(found: FakeCluster, tool: str, why: str) -> None:
    said = await plan(found, step(tool, at_most=3), CHECKOUT)
    assert isinstance(said, str)
    assert why in said


async def test_a_workload_that_cannot_be_read_gives_no_mitigation() -> None:
    silent = cluster()
    silent.refused["deployments"] = TransientError("no answer")
    assert (
        await plan(silent, step("restart"), CHECKOUT)
        == "Deployment shop/checkout could not be read: no answer"
    )
