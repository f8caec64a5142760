"""A snapshot folder as a cluster: it looks exactly like it, until somebody writes."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox.cluster import Cluster
from tests.sandbox.cluster.conftest import Api, SteppingClock, built

PLURALS = {
    "Pod": "pods",
    "Event": "events",
    "Deployment": "deployments",
    "ReplicaSet": "replicasets",
    "Service": "services",
    "ConfigMap": "configmaps",
}


def write(folder: Path) -> list[dict[str, Any]]:
    objects = list(built("bad-rollout").objects)
    shelves: dict[Path, list[dict[str, Any]]] = {}
    for item in objects:
        if item["kind"] == "Node":
            shelves.setdefault(folder / "nodes.json", []).append(item)
        elif item["kind"] in PLURALS:
            file = folder / item["metadata"]["namespace"] / f"{PLURALS[item['kind']]}.json"
            shelves.setdefault(file, []).append(item)
    for file, items in shelves.items():
        file.parent.mkdir(exist_ok=True, parents=True)
        file.write_text(json.dumps({"kind": "List", "items": items}))
    (folder / "alerts.json").write_text("[]")
    return objects


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path)
    pods = json.loads((tmp_path / "shop" / "pods.json").read_text())["items"]
    first, second = pods[0]["metadata"]["name"], pods[1]["metadata"]["name"]
    (tmp_path / "shop" / first).mkdir()
    (tmp_path / "shop" / first / "basket.log").write_text("one\ntwo\n")
    (tmp_path / "shop" / first / "basket.previous.log").write_text("before\n")
    (tmp_path / "shop" / second).mkdir()
    (tmp_path / "shop" / second / "logs.txt").write_text("plain\n")
    return tmp_path


async def test_a_folder_stays_as_it_was_photographed(folder: Path) -> None:
    clock = SteppingClock()
    cluster = Cluster.from_folder(folder, clock)
    before = [cluster.objects(kind, "shop") for kind in PLURALS]
    clock.move(7 * 86400)
    assert [cluster.objects(kind, "shop") for kind in PLURALS] == before
    assert len(cluster.objects("Node")) == 3
    names = {item["metadata"]["name"] for item in cluster.objects("Namespace")}
    assert names == {"default", "kube-public", "kube-node-lease", "kube-system", "lookout", "shop"}


async def test_logs_of_a_folder_are_served(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy"):
        monkeypatch.delenv(name, raising=False)
    cluster = Cluster.from_folder(folder, SteppingClock())
    api = Api(await cluster.start(), "reader-sandbox")
    try:
        first, second = [pod["metadata"]["name"] for pod in cluster.objects("Pod", "shop")][:2]
        path = "/api/v1/namespaces/shop/pods/{}/log"
        assert await api.ask("GET", path.format(first), {"tailLines": 1}) == (200, "two\n")
        assert await api.ask("GET", path.format(first), {"previous": "true"}) == (200, "before\n")
        assert await api.ask("GET", path.format(second)) == (200, "plain\n")
    finally:
        await api.client.close()
        await cluster.stop()


async def test_a_photographed_workload_comes_alive_when_somebody_writes_to_it(folder: Path) -> None:
    clock = SteppingClock()
    cluster = Cluster.from_folder(folder, clock)
    api = Api(await cluster.start(), "admin-sandbox")
    try:
        container = {"name": "checkout", "readinessProbe": {"httpGet": {"port": 8080}}}
        patch = {"spec": {"template": {"spec": {"containers": [container]}}}}
        path = "/apis/apps/v1/namespaces/shop/deployments/checkout"
        headers = {"Content-Type": "application/strategic-merge-patch+json"}
        status, _ = await api.ask("PATCH", path, None, patch, headers)
        assert status == 200
        clock.move(120)
        found = next(
            item for item in cluster.objects("Deployment", "shop") if item["metadata"]["name"] == "checkout"
        )
        assert found["status"]["readyReplicas"] == 4
        assert "unavailableReplicas" not in found["status"]
        endpoints = next(
            item for item in cluster.objects("Endpoints", "shop") if item["metadata"]["name"] == "checkout"
        )
        assert len(endpoints["subsets"][0]["addresses"]) == 4
    finally:
        await api.client.close()
        await cluster.stop()


@pytest.mark.parametrize(
    ("text", "words"), [("{", "no JSON"), ("[]", "no Kubernetes List"), ("{}", "no Kubernetes List")]
)
def test_a_file_that_cannot_be_read_is_named(folder: Path, text: str, words: str) -> None:
    (folder / "shop" / "pods.json").write_text(text)
    with pytest.raises(ValueError, match=rf"pods\.json: {words}"):
        Cluster.from_folder(folder, SteppingClock())


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no such snapshot folder"):
        Cluster.from_folder(tmp_path / "none", SteppingClock())
