import json
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.folder import read_folder, write_folder
from bot.diagnosis import diagnose
from bot.domain.errors import PermanentError
from bot.domain.snapshot import Gap, LogKey
from tests.detectors.shop import NOW, Raw, ago, event, pod, running, snapshot


def put(root: Path, name: str, content: Any) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")


def listed(*found: Raw) -> Raw:
    return {"apiVersion": "v1", "kind": "List", "items": list(found)}


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    one = snapshot(
        {"cart-b-1/app": "now", "cart-b-1/app/previous": "before"},
        pods=[pod()],
        events=[event("Failed", "x")],
    )
    one = one.model_copy(
        update={
            "query": "why?",
            "gaps": (Gap(what="secrets", why="forbidden"),),
            "alerts": ({"labels": {"alertname": "Down"}},),
            "metrics": {"status": "success"},
        }
    )
    write_folder(one, tmp_path)
    again = read_folder(tmp_path)
    assert (again.objects, again.logs, again.scope) == (one.objects, one.logs, one.scope)
    assert (again.query, again.gaps, again.taken_at) == (one.query, one.gaps, one.taken_at)
    assert (again.alerts, again.metrics) == (one.alerts, one.metrics)
    assert diagnose(again, version="1").hypotheses == diagnose(one, version="1").hypotheses


def test_a_broken_file_is_a_gap_that_names_it_and_the_others_are_read(tmp_path: Path) -> None:
    put(tmp_path, "shop/pods.json", '{"items": [')
    put(tmp_path, "shop/services.json", {"no": "list"})
    put(tmp_path, "shop/events.json", listed())
    put(tmp_path, "metrics.json", "nonsense")
    (tmp_path / "nodes.json").mkdir()
    seen = read_folder(tmp_path)
    assert {gap.what for gap in seen.gaps} == {
        "shop/pods.json",
        "shop/services.json",
        "metrics.json",
        "nodes.json",
    }
    assert seen.objects == {"events": {"shop": ()}}


def test_a_missing_file_is_unread_and_no_gap(tmp_path: Path) -> None:
    put(tmp_path, "shop/pods.json", listed(pod()))
    seen = read_folder(tmp_path)
    assert seen.gaps == ()
    assert "events" not in seen.objects
    assert [read.what for read in seen.reads] == ["pods in shop"]


def test_the_namespace_is_the_cases_else_the_busiest_that_is_not_the_systems(tmp_path: Path) -> None:
    put(tmp_path, "kube-system/pods.json", listed(pod("a"), pod("b"), pod("c")))
    put(tmp_path, "shop/pods.json", listed(pod("a"), pod("b")))
    put(tmp_path, "web/pods.json", listed(pod("a")))
    assert read_folder(tmp_path).scope.namespace == "shop"
    put(tmp_path, "case.json", {"namespace": "web", "query": "slow"})
    assert read_folder(tmp_path).scope.namespace == "web"


def test_its_time_is_the_newest_seen_not_a_planned_one(tmp_path: Path) -> None:
    late = pod(status=[running(since=30)])
    late["metadata"]["deletionTimestamp"] = ago(-9999)
    put(tmp_path, "shop/pods.json", listed(late))
    put(tmp_path, "shop/events.json", listed({"series": {"lastObservedTime": ago(20)}}))
    put(
        tmp_path,
        "kube-node-lease/leases.json",
        listed({"metadata": {"name": "node-1"}, "spec": {"renewTime": ago(0)}}),
    )
    assert read_folder(tmp_path).taken_at == NOW


def test_a_folder_without_any_time_is_judged_at_the_epoch(tmp_path: Path) -> None:
    assert read_folder(tmp_path).taken_at.year == 1970


def test_a_plain_dumps_logs_are_split_by_container(tmp_path: Path) -> None:
    text = (
        "==== START logs for container app of pod shop/cart-1 ====\nfirst\n==== END logs for container app ====\n"
        "==== START logs for container mesh of pod shop/cart-1 ====\nsecond\n==== END logs for container mesh ====\n"
    )
    put(tmp_path, "shop/cart-1/logs.txt", text)
    put(tmp_path, "shop/cart-1/notes.md", "not a log")
    put(tmp_path, "shop/cart-1/other.txt", "not a log either")
    logs = read_folder(tmp_path).logs
    assert {key.container: log for key, log in logs.items()} == {"app": "first", "mesh": "second"}


def test_a_log_that_is_no_text_is_read_as_far_as_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "shop" / "cart-1"
    folder.mkdir(parents=True)
    (folder / "app.previous.log").write_bytes(b"bad \xff byte")
    assert read_folder(tmp_path).logs == {
        LogKey(namespace="shop", pod="cart-1", container="app", previous=True): "bad \ufffd byte"
    }


def test_of_secrets_only_names_are_taken_in(tmp_path: Path) -> None:
    put(
        tmp_path,
        "shop/secrets.json",
        listed({"metadata": {"name": "s", "namespace": "shop"}, "data": {"k": "dg=="}}),
    )
    assert read_folder(tmp_path).objects["secrets"]["shop"] == (
        {"metadata": {"name": "s", "namespace": "shop"}},
    )


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PermanentError, match="no snapshot folder"):
        read_folder(tmp_path / "none")


@pytest.mark.parametrize("name", ["../out", "..", "a/b"])
def test_a_name_that_would_lead_elsewhere_is_not_written(tmp_path: Path, name: str) -> None:
    odd = snapshot().model_copy(update={"objects": {"pods": {name: ()}}})
    with pytest.raises(PermanentError, match="file name"):
        write_folder(odd, tmp_path)
