"""Snapshots that are damaged, huge, or meant to do harm: what is wrong is said, and the rest is read."""

import json
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.folder import read_folder, read_snapshot
from bot.adapters.folder.containers import MOST
from bot.diagnosis import diagnose
from bot.domain.diagnosis import VerdictKind
from bot.domain.snapshot import CUT, Snapshot
from bot.facts.view import View
from tests.detectors.shop import NOW, Raw, ago, event, pod


def put(root: Path, name: str, content: Any) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    text = content if isinstance(content, bytes | str) else json.dumps(content)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())


def listed(*found: Any) -> Raw:
    return {"apiVersion": "v1", "kind": "List", "items": list(found)}


def names(seen: Snapshot, plural: str) -> list[str]:
    return [one["metadata"]["name"] for one in seen.objects.get(plural, {}).get("shop", ())]


def why(seen: Snapshot) -> dict[str, str]:
    return {gap.what: gap.why for gap in seen.gaps}


def conf(name: str) -> Raw:
    return {"metadata": {"name": name, "namespace": "shop"}}


@pytest.mark.parametrize("cut", [0.5, 0.7, 0.99])
def test_of_a_truncated_list_what_came_is_kept_and_nothing_is_said_not_to_exist(
    tmp_path: Path, cut: float
) -> None:
    whole = json.dumps(listed(conf("first"), conf("second"), conf("third"), conf("fourth")))
    put(tmp_path, "shop/configmaps.json", whole[: int(len(whole) * cut)])
    seen = read_folder(tmp_path)
    assert names(seen, "configmaps")[:1] == ["first"]
    assert "ends in the middle" in why(seen)["shop/configmaps.json"]
    view = View(seen)
    assert view.has("configmaps", "shop", "fourth") is None
    assert not view.was_read("configmaps", "shop")


@pytest.mark.parametrize(
    "odd",
    [
        None,
        "text",
        5,
        [],
        {"metadata": None},
        {"metadata": {}},
        {"metadata": {"name": ""}},
        {"metadata": "x"},
    ],
)
def test_an_entry_that_is_no_object_leaves_the_others_and_a_hole(tmp_path: Path, odd: Any) -> None:
    put(tmp_path, "shop/configmaps.json", listed(conf("one"), odd, conf("two")))
    seen = read_folder(tmp_path)
    assert names(seen, "configmaps") == ["one", "two"]
    assert why(seen)["shop/configmaps.json"] == "1 of its 3 entries are no Kubernetes objects"
    assert seen.incomplete == (("configmaps", "shop"),)
    assert View(seen).has("configmaps", "shop", "three") is None


@pytest.mark.parametrize(
    "content",
    [
        "",
        "   \n",
        "[",
        "nonsense",
        "[1, 2]",
        '"text"',
        b"\x00\x01\xff\xfe\x00",
        b"\x1f\x8b\x08garbage",
        "{]",
        '{"items" 5}',
    ],
)
def test_a_file_that_holds_no_list_is_a_gap(tmp_path: Path, content: str | bytes) -> None:
    put(tmp_path, "shop/pods.json", content)
    seen = read_folder(tmp_path)
    assert "cannot be read" in why(seen)["shop/pods.json"]
    assert not View(seen).was_read("pods", "shop")


def test_an_object_is_there_once_in_its_newest_version(tmp_path: Path) -> None:
    old, new = pod("a"), pod("a")
    old["metadata"]["resourceVersion"], new["metadata"]["resourceVersion"] = "9", "10"
    new["metadata"]["labels"] = {"new": "yes"}
    put(tmp_path, "shop/pods.json", listed(old, new, old))
    (found,) = read_folder(tmp_path).objects["pods"]["shop"]
    assert found["metadata"]["labels"] == {"new": "yes"}


def test_numbers_beyond_all_bounds_are_bounded(tmp_path: Path) -> None:
    endless = "9" * 5000
    numbers = f'"a": -{endless}, "b": 1e999, "c": NaN, "d": -Infinity, "e": 1.5'
    one = f'{{"metadata": {{"name": "a", "generation": {endless}}}, {numbers}}}'
    put(tmp_path, "shop/pods.json", f'{{"items": [{one}]}}')
    (found,) = read_folder(tmp_path).objects["pods"]["shop"]
    assert found["metadata"]["generation"] == 10**18
    assert [found[key] for key in "abcde"] == [-(10**18), 1e18, None, None, 1.5]


@pytest.mark.parametrize("deep", [100, 100_000])
def test_what_is_nested_without_end_is_no_object(tmp_path: Path, deep: int) -> None:
    nested = '{"metadata": {"name": "b"}, "x": ' + "[" * deep + "]" * deep + "}"
    put(tmp_path, "shop/pods.json", '{"items": [' + json.dumps(pod("a")) + "," + nested + "]}")
    seen = read_folder(tmp_path)
    assert names(seen, "pods") == ["a"]
    assert "shop/pods.json" in why(seen)


def test_a_huge_list_is_read_in_portions_and_without_what_no_rule_reads(tmp_path: Path) -> None:
    fields = [{"manager": "kubectl", "time": ago(5), "fieldsV1": {"f:x" * 50: {}}}, "odd"]
    many = []
    for number in range(3_000):
        one = pod(f"p{number}")
        one["metadata"] |= {
            "managedFields": fields,
            "annotations": {"kubectl.kubernetes.io/last-applied-configuration": "x" * 500},
        }
        many.append(one)
    put(tmp_path, "shop/pods.json", listed(*many))
    found = read_folder(tmp_path).objects["pods"]["shop"]
    assert len(found) == 3_000
    assert found[-1]["metadata"]["managedFields"] == [{"manager": "kubectl", "time": ago(5)}]
    assert found[-1]["metadata"]["annotations"] == {}


def test_of_a_huge_log_the_newest_part_is_read_and_that_is_said_without_doubting_the_rest(
    tmp_path: Path,
) -> None:
    path = tmp_path / "shop/cart-1/app.log"
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        file.truncate(200_000_000)
        file.seek(0, os.SEEK_END)
        file.write(b"\nlast words\n")
    seen = read_folder(tmp_path)
    (log,) = seen.logs.values()
    assert log.endswith("last words\n")
    assert len(log) <= MOST
    (gap,) = seen.gaps
    assert (gap.what, gap.reason) == ("older lines of the log of shop/cart-1/app", CUT)


def test_many_logs_share_what_there_is_for_logs(tmp_path: Path) -> None:
    for number in range(130):
        put(tmp_path, f"shop/cart-{number}/app.log", "x" * 99 + "\n" + "y" * 600_000)
    kept = [len(log) for log in read_folder(tmp_path).logs.values()]
    assert len(kept) == 130
    assert sum(kept) < 70_000_000


def test_a_link_out_of_the_folder_a_loop_and_a_pipe_are_not_followed(tmp_path: Path) -> None:
    root = tmp_path / "dump"
    secret = tmp_path / "secret.json"
    secret.write_text(json.dumps(listed(pod("stolen"))))
    put(root, "shop/services.json", listed())
    (root / "shop/pods.json").symlink_to(secret)
    (root / "loop").symlink_to(root)
    (root / "shop/around").symlink_to("around")
    (root / "shop/inside.json").symlink_to(root / "shop/services.json")
    os.mkfifo(root / "shop/events.json")
    seen = read_folder(root)
    assert "pods" not in seen.objects
    assert "leads out" in why(seen)["shop/pods.json"]
    assert "neither file nor folder" in why(seen)["shop/events.json"]
    assert "leads nowhere" in why(seen)["shop/around"]


def test_what_may_not_be_read_is_a_gap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refusing(*_: Any, **__: Any) -> Any:
        raise PermissionError(13, "Permission denied")

    put(tmp_path, "shop/pods.json", listed())
    put(tmp_path, "shop/cart-1/app.log", "x")
    monkeypatch.setattr(Path, "open", refusing)
    assert why(read_folder(tmp_path)) == dict.fromkeys(
        ("shop/pods.json", "shop/cart-1/app.log"), "cannot be read (Permission denied)"
    )


def test_a_folder_that_may_not_be_listed_is_a_gap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "shop/pods.json", listed())
    scan = os.scandir

    def refusing(path: Any) -> Any:
        if str(path).endswith("shop"):
            raise PermissionError(13, "Permission denied")
        return scan(path)

    monkeypatch.setattr(os, "scandir", refusing)
    assert why(read_folder(tmp_path)) == {"shop": "cannot be read (Permission denied)"}


def test_a_clock_in_the_future_is_not_believed_and_said(tmp_path: Path) -> None:
    late = event("Failed", "x", age=-500_000_000)
    put(tmp_path, "shop/events.json", listed(late, event("Failed", "y", age=60)))
    seen = read_snapshot(tmp_path, now=NOW)
    assert seen.taken_at == NOW - timedelta(seconds=60)
    assert "clock is wrong" in why(seen)["1 times in the objects"]


def test_a_snapshot_of_years_ago_is_judged_at_its_own_time(tmp_path: Path) -> None:
    put(tmp_path, "shop/events.json", listed(event("Failed", "x", age=7 * 365 * 86_400)))
    assert read_snapshot(tmp_path, now=NOW).taken_at.year == 2019


def test_half_of_a_surrogate_pair_ends_nothing(tmp_path: Path) -> None:
    bad = event("Failed", "x \\ud800", about="cart-b-1")
    put(tmp_path, "shop/pods.json", listed(pod(phase="Pending")))
    put(tmp_path, "shop/events.json", json.dumps(listed(bad)).replace("\\\\ud800", "\\ud800"))
    assert diagnose(read_folder(tmp_path), version="1").verdict in set(VerdictKind)
