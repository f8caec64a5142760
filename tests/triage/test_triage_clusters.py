"""Several clusters: which of them an alert is about, and that one which hangs leaves the others their places."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app import MOST_SLOW_WORKERS, SLOW_WORKERS, slow_workers
from bot.domain.alert import AlertState
from bot.domain.incident import IncidentStatus
from bot.domain.ledger import Act
from bot.domain.target import Target
from bot.triage.evidence import CLUSTER_WIDE, NAMESPACED, Budget
from bot.triage.names import named
from bot.triage.policy import ChannelPolicy, Policy
from bot.triage.story import QUICK, SLOW
from bot.triage.targets import target_of
from bot.triage.work import Worker, run_next
from bot.triage.world import World
from tests.fakes_cluster import FakeCluster
from tests.triage.worlds import Night, night

CART = Target(cluster="prod", namespace="shop", service="cart")
NAMES = {"prod": "prod", "stage": "stage", "eks-eu-1": "prod", "arn:aws:eks:eu:1:cluster/s": "stage"}
TWO = Policy(services={"cart": CART}, cluster_names=NAMES, cluster_labels=("k8s_cluster", "cluster"))
ONE = Policy(services={"cart": CART}, cluster_names={"prod": "prod"}, default_cluster="prod")


@pytest.mark.parametrize(
    ("labels", "cluster"),
    [
        ({}, "prod"),
        ({"cluster": "stage"}, "stage"),
        ({"cluster": "eks-eu-1"}, "prod"),
        ({"cluster": "arn:aws:eks:eu:1:cluster/s"}, "stage"),
        ({"cluster": "kafka-main", "k8s_cluster": "stage"}, "stage"),
        ({"cluster": "", "k8s_cluster": " "}, "prod"),
    ],
)
def test_the_first_configured_label_that_is_there_names_the_cluster(
    labels: dict[str, str], cluster: str
) -> None:
    target = target_of(TWO, {"service": "cart", **labels}, "C1")
    assert target is not None
    assert target.cluster == cluster


@pytest.mark.parametrize("policy", [TWO, ONE])
@pytest.mark.parametrize("word", ["edge", "prod-2", "<!channel> prod", "kafka main", "x" * 300])
def test_an_unknown_cluster_is_never_taken_for_the_usual_one(policy: Policy, word: str) -> None:
    target = target_of(policy, {"service": "cart", "cluster": word}, "C1")
    assert target is not None
    assert target.cluster not in policy.cluster_names
    assert len(target.cluster) <= 120
    assert "<" not in target.cluster


def test_a_channel_s_own_service_is_looked_for_in_the_cluster_that_the_alert_names() -> None:
    policy = TWO.model_copy(update={"channels": {"C1": ChannelPolicy(service="cart")}})
    assert target_of(policy, {"cluster": "stage"}, "C1") == CART.model_copy(update={"cluster": "stage"})
    assert target_of(policy, {}, "C1") == CART


def test_without_label_service_or_channel_no_cluster_of_several_is_guessed() -> None:
    found = target_of(TWO, {"namespace": "books"}, "C1")
    assert found == Target(cluster="", namespace="books")


def test_people_may_call_a_cluster_by_its_other_names() -> None:
    assert named(TWO, "triage eks-eu-1/shop/cart", "C1").target == CART


async def test_an_alert_of_an_unknown_cluster_gets_the_menu_and_no_read(tmp_path: Path) -> None:
    async with night(tmp_path, cluster_names={"sandbox": "sandbox"}) as made:
        await made.alert(labels={"service": "checkout", "cluster": "edge"})
        await made.settle()
        (incident,) = await made.incidents()
        assert incident.target is None
        assert "the cluster `edge` of I-1 is not in the configuration" in made.slack.text("target")
        assert made.cluster.asked == []
        assert Act.READ not in await made.acts()


async def test_an_alert_of_a_known_cluster_does_not_join_the_same_rule_s_incident_of_an_unknown_one(
    tmp_path: Path,
) -> None:
    async with night(tmp_path, cluster_names={"sandbox": "sandbox"}) as made:
        await made.alert("100.1", labels={"service": "checkout", "cluster": "edge"})
        await made.settle()
        await made.alert("101.1", labels={"service": "checkout", "cluster": "sandbox"})
        await made.alert("102.1", labels={"service": "checkout", "cluster": "far"})
        await made.alert("103.1", labels={"service": "checkout", "cluster": "edge"})
        await made.settle()
        edge, here, far = await made.incidents()
        assert (edge.target, far.target) == (None, None)
        assert here.target is not None
        assert here.target.cluster == "sandbox"
        assert Act.DIAGNOSED in await acts_of(made, here.id)
        over = AlertState.RESOLVED
        await made.alert("104.1", labels={"service": "checkout", "cluster": "sandbox"}, state=over)
        await made.settle()
        assert [one.status for one in await made.incidents()] == [
            IncidentStatus.FIRING,
            IncidentStatus.QUIET,
            IncidentStatus.FIRING,
        ]


@pytest.mark.parametrize("said", ["check edge/shop/checkout", "triage edge-eu/shop/till"])
async def test_in_a_thread_a_path_into_another_cluster_is_not_answered_of_the_thread_s_own(
    tmp_path: Path, said: str
) -> None:
    names = {"sandbox": "sandbox", "edge": "edge", "edge-eu": "edge"}
    async with night(tmp_path, cluster_names=names) as made:
        made.world = two(made, FakeCluster(name="edge"))
        await made.alert()
        await made.settle()
        await made.mention(said, thread_ts="100.1")
        await made.settle()
        assert "`edge/shop/" in made.slack.whispers[-1].text
        assert (await made.acts()).count(Act.DIAGNOSED) == 1
        await made.mention("check cpu and/or memory", "301.1", thread_ts="100.1")
        await made.settle()
        assert (await made.acts()).count(Act.DIAGNOSED) == 2


@pytest.fixture
async def storm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Night]:
    """Twenty alerts of a cluster that never answers, then one of a cluster that does."""
    monkeypatch.setattr("bot.triage.storm.IN_NAMESPACE", 30)
    monkeypatch.setattr("bot.triage.storm.IN_CLUSTER", 30)
    services = {
        f"s{number}": Target(cluster="edge", namespace="shop", service=f"s{number}") for number in range(20)
    }
    services["checkout"] = Target(cluster="sandbox", namespace="shop", service="checkout")
    async with night(tmp_path, services=services, budget=Budget(per_call=600, in_all=600)) as made:
        for number in range(20):
            name = f"s{number}"
            await made.alert(f"10{number}.1", fingerprint=name, name=name, labels={"service": name})
        await made.alert("200.1", fingerprint="other", labels={"service": "checkout"})
        world = two(made, FakeCluster(name="edge"))
        while await run_next(world, QUICK):
            pass
        yield made


def two(night: Night, edge: FakeCluster) -> World:
    """The night's world with a second cluster."""
    return night.other(clusters={"sandbox": night.cluster, "edge": edge})


async def test_a_cluster_that_hangs_under_twenty_alerts_leaves_the_other_one_its_places(storm: Night) -> None:
    edge = FakeCluster(name="edge")
    edge.hanging |= {*NAMESPACED, *CLUSTER_WIDE, "logs"}
    worker = Worker(two(storm, edge), SLOW, of_each=SLOW_WORKERS)
    loops = [asyncio.create_task(worker()) for _ in range(slow_workers(2))]
    try:
        done: set[asyncio.Task[bool]] = set()
        while len(done) < len(loops) - SLOW_WORKERS:
            more, _ = await asyncio.wait(set(loops) - done, return_when=asyncio.FIRST_COMPLETED)
            done |= more
        diagnosed = [one for one in await storm.incidents() if Act.DIAGNOSED in await acts_of(storm, one.id)]
        assert [one.target and one.target.cluster for one in diagnosed] == ["sandbox"]
        assert edge.asked.count("pods shop") == SLOW_WORKERS
    finally:
        for loop in loops:
            loop.cancel()
        await asyncio.gather(*loops, return_exceptions=True)


async def acts_of(night: Night, incident_id: str) -> list[Act]:
    """What the record says of an incident."""
    return [row.act for row in await night.rows(incident_id=incident_id)]


async def test_a_place_is_free_again_when_its_task_has_ended(storm: Night) -> None:
    worker = Worker(two(storm, FakeCluster(name="edge")), SLOW, of_each=1)
    runs = 0
    while await worker():
        runs += 1
    assert runs >= 21
    assert not +worker._running


@pytest.mark.parametrize(("clusters", "loops"), [(1, SLOW_WORKERS), (2, 9), (40, MOST_SLOW_WORKERS)])
def test_the_slow_lane_has_places_for_each_cluster(clusters: int, loops: int) -> None:
    assert slow_workers(clusters) == loops
