import asyncio
from typing import Any

import pytest

from bot.domain.errors import RefusedError, TransientError
from bot.domain.snapshot import LogKey, Scope, Snapshot
from bot.triage.evidence import CLUSTER_WIDE, NAMESPACED, USUAL, Budget, gather
from tests.cluster_objects import deployment, ended, history, namespace, pod, running, waiting
from tests.fakes_clock import START, FakeClock
from tests.fakes_cluster import FakeCluster

KEY = b"0123456789abcdef"
SCOPE = Scope(cluster="sandbox", namespace="shop", service="checkout")
QUICK = Budget(per_call=0.05, in_all=10)
CRASHING = pod("checkout-a", containers=(waiting("CrashLoopBackOff", restarts=3, last=ended(1)),))
LOG = LogKey(namespace="shop", pod="checkout-a", container="app")
PREVIOUS = LogKey(namespace="shop", pod="checkout-a", container="app", previous=True)


def cluster(*more: dict[str, Any]) -> FakeCluster:
    logs = {LOG: "starting\n", PREVIOUS: "starting\npanic: no route\n"}
    return FakeCluster([deployment(), *history(), namespace(), CRASHING, *more], logs=logs)


def placed(name: str, on: str) -> dict[str, Any]:
    one = pod(name, owner="", containers=(running(),))
    one["spec"] = {"nodeName": on} if on else {}
    return one


def node(name: str) -> dict[str, Any]:
    metadata = {"name": name, "labels": {"kubernetes.io/hostname": name}}
    return {"apiVersion": "v1", "kind": "Node", "metadata": metadata}


async def collected(fake: FakeCluster, budget: Budget = USUAL) -> Snapshot:
    return await gather(fake, SCOPE, clock=FakeClock(), key=KEY, budget=budget)


def gaps(snapshot: Snapshot) -> dict[str, str]:
    return {gap.what: gap.why for gap in snapshot.gaps}


async def test_a_snapshot_holds_the_namespaces_kinds_and_the_cluster_wide_ones() -> None:
    snapshot = await collected(cluster())
    assert snapshot.taken_at == START
    assert set(snapshot.objects) == {*NAMESPACED, *CLUSTER_WIDE}
    assert [raw["metadata"]["name"] for raw in snapshot.objects["pods"]["shop"]] == ["checkout-a"]
    assert [raw["metadata"]["name"] for raw in snapshot.objects["namespaces"][""]] == ["shop"]
    assert not snapshot.gaps


async def test_a_kind_that_was_read_and_is_empty_is_there_and_empty() -> None:
    assert (await collected(cluster())).objects["resourcequotas"]["shop"] == ()


async def test_secrets_are_never_asked_for() -> None:
    fake = cluster()
    await collected(fake)
    assert not any("secret" in words for words in fake.asked)


async def test_every_read_is_listed_with_its_count_in_the_order_of_asking() -> None:
    snapshot = await collected(cluster())
    lists = [read.what for read in snapshot.reads if "log" not in read.what]
    assert lists == [one for one in (*NAMESPACED, *CLUSTER_WIDE) if one != "persistentvolumes"]
    counts = {read.what: read.count for read in snapshot.reads}
    assert (counts["pods"], counts["replicasets"], counts["services"]) == (1, 2, 0)
    assert all(read.bytes > 0 for read in snapshot.reads)


async def test_only_the_nodes_under_the_namespaces_pods_are_read() -> None:
    fake = FakeCluster([placed("a", "n1"), placed("b", "n1"), node("n1"), node("n2")])
    snapshot = await collected(fake)
    assert [raw["metadata"]["name"] for raw in snapshot.objects["nodes"][""]] == ["n1"]


async def test_all_nodes_are_read_where_a_pod_waits_for_one_or_a_label_tells_another_name() -> None:
    waits = FakeCluster([placed("a", "n1"), placed("b", ""), node("n1"), node("n2")])
    assert len((await collected(waits)).objects["nodes"][""]) == 2
    renamed = node("n1")
    renamed["metadata"]["labels"]["kubernetes.io/hostname"] = "ip-10-0-0-1"
    fake = FakeCluster([placed("a", "n1"), renamed, node("n2")])
    assert len((await collected(fake)).objects["nodes"][""]) == 2


async def test_nodes_that_may_not_be_read_are_asked_for_once() -> None:
    fake = FakeCluster([placed("a", "n1")])
    fake.refused["nodes"] = RefusedError("reading nodes: not allowed (403)")
    assert gaps(await collected(fake)) == {"nodes": "reading nodes: not allowed (403)"}
    assert [words for words in fake.asked if words.startswith("nodes")] == ["nodes"]


async def test_other_namespaces_are_not_read() -> None:
    other = namespace()
    other["metadata"]["name"] = "elsewhere"
    snapshot = await collected(cluster(other))
    assert [raw["metadata"]["name"] for raw in snapshot.objects["namespaces"][""]] == ["shop"]


@pytest.mark.parametrize("by", ["claim", "pod"])
async def test_volumes_are_read_where_a_claim_is_there_or_asked_for(by: str) -> None:
    metadata = {"name": "data", "namespace": "shop"}
    claim = {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": metadata}
    asks = pod("store-0", owner="", containers=(running(),))
    asks["spec"] = {"volumes": [{"name": "data", "persistentVolumeClaim": {"claimName": "data"}}]}
    fake = cluster(claim if by == "claim" else asks)
    snapshot = await collected(fake)
    assert "persistentvolumes" in fake.asked
    assert "persistentvolumes" in [read.what for read in snapshot.reads]


async def test_volumes_that_cannot_matter_are_neither_asked_for_nor_told_as_read() -> None:
    fake = cluster()
    snapshot = await collected(fake)
    assert "persistentvolumes" not in fake.asked
    assert "persistentvolumes" not in [read.what for read in snapshot.reads]
    assert snapshot.objects["persistentvolumes"] == {"": ()}


async def test_the_logs_of_a_crashing_container_and_of_its_last_run_are_read() -> None:
    snapshot = await collected(cluster())
    assert snapshot.logs == {LOG: "starting\n", PREVIOUS: "starting\npanic: no route\n"}
    counts = {read.what: read.count for read in snapshot.reads if "log" in read.what}
    assert counts == {"log of shop/checkout-a/app": 1, "previous log of shop/checkout-a/app": 2}


async def test_the_number_of_logs_and_their_bytes_are_bounded() -> None:
    crowd = [pod(f"p{n}", owner="", containers=(running(f"c{n}", ready=False),)) for n in range(20)]
    fake = FakeCluster(crowd, logs={LogKey(namespace="shop", pod="p0", container="c0"): "x" * 500})
    snapshot = await collected(fake, Budget(log_containers=5, log_bytes=100))
    assert len(snapshot.logs) == 5
    assert max(len(text) for text in snapshot.logs.values()) == 100


async def test_a_refused_read_is_a_gap_with_its_reason_and_not_an_empty_kind() -> None:
    fake = cluster()
    fake.refused["events"] = RefusedError("reading events in shop: not allowed (403)")
    snapshot = await collected(fake)
    assert gaps(snapshot) == {"events": "reading events in shop: not allowed (403)"}
    assert "events" not in snapshot.objects
    assert "events" not in [read.what for read in snapshot.reads]


async def test_without_the_pods_the_logs_are_a_gap_too() -> None:
    fake = cluster()
    fake.refused["pods"] = TransientError("the API server is in trouble (503)")
    snapshot = await collected(fake)
    assert set(gaps(snapshot)) == {"pods", "logs"}


async def test_a_log_that_cannot_be_read_is_a_gap_of_its_own() -> None:
    fake = cluster()
    fake.refused["logs"] = TransientError("the node did not answer")
    assert set(gaps(await collected(fake))) == {
        "log of shop/checkout-a/app",
        "previous log of shop/checkout-a/app",
    }


async def test_a_read_that_hangs_is_a_gap_after_its_own_deadline() -> None:
    fake = cluster()
    fake.hanging.add("nodes")
    assert gaps(await collected(fake, QUICK)) == {"nodes": "no answer within 0.05 s"}


async def test_a_cluster_that_hangs_gives_a_snapshot_full_of_gaps_within_the_budget() -> None:
    fake = cluster()
    fake.hanging |= {*NAMESPACED, *CLUSTER_WIDE}
    begun = asyncio.get_running_loop().time()
    snapshot = await collected(fake, Budget(per_call=0.2, in_all=0.1))
    assert asyncio.get_running_loop().time() - begun < 2
    assert not snapshot.reads
    assert set(gaps(snapshot)) == {*NAMESPACED, *CLUSTER_WIDE}
    assert set(gaps(snapshot).values()) == {"no answer within the 0.1 s that one triage has for reading"}


async def test_a_hanging_list_does_not_keep_the_logs_from_being_read() -> None:
    fake = cluster()
    fake.hanging |= {"events", "configmaps", "nodes"}
    snapshot = await collected(fake, Budget(per_call=5, in_all=0.2))
    assert snapshot.logs[PREVIOUS].endswith("panic: no route\n")
    assert set(gaps(snapshot)) == {"events", "configmaps", "nodes"}


async def test_no_more_calls_run_at_once_than_the_budget_allows() -> None:
    class Counting(FakeCluster):
        running = most = 0

        async def _asked(self, what: str, words: str) -> None:
            self.running += 1
            self.most = max(self.most, self.running)
            await asyncio.sleep(0)
            self.running -= 1

    fake = Counting([CRASHING])
    await collected(fake, Budget(at_once=3))
    assert fake.most == 3


async def test_secrets_in_objects_logs_and_reasons_do_not_get_in() -> None:
    password = "hunter2-very-secret"
    loud = pod("checkout-b", owner="", containers=(running(ready=False),))
    loud["spec"] = {"containers": [{"name": "app", "env": [{"name": "DB_PASSWORD", "value": password}]}]}
    fake = cluster(loud)
    fake.log_texts[LogKey(namespace="shop", pod="checkout-b", container="app")] = f"password={password}\n"
    fake.refused["events"] = TransientError(f"proxy said password={password}")
    assert password not in str(await collected(fake))


async def test_a_fault_of_our_own_is_not_hidden_as_a_gap() -> None:
    class Broken(FakeCluster):
        async def _asked(self, what: str, words: str) -> None:
            if what == "events":
                raise KeyError(what)

    with pytest.raises(KeyError):
        await collected(Broken())


async def test_a_triage_that_is_called_off_leaves_no_read_behind() -> None:
    fake = cluster()
    fake.hanging |= {*NAMESPACED, *CLUSTER_WIDE}
    task = asyncio.create_task(collected(fake, Budget()))
    await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await asyncio.sleep(0)
    assert len(asyncio.all_tasks()) == 1
