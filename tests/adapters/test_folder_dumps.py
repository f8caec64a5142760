"""What `kubectl cluster-info dump` gives, in all the forms in which people pass it on."""

import gzip
import io
import json
import lzma
import tarfile
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.adapters.folder import pieces, read_folder, read_snapshot, write_folder
from bot.diagnosis import diagnose
from bot.domain.errors import PermanentError
from bot.domain.snapshot import LogKey, Snapshot
from bot.facts.clean import redacted
from bot.facts.view import View
from tests.detectors.shop import Raw, away, event, node, pod, service
from tests.diagnosis.town import town

LOGS = (
    "==== START logs for container app of pod shop/cart-1 ====\nfirst\n\n{not: json}\n"
    "==== END logs for container app of pod shop/cart-1 ====\n"
    "==== START logs for container mesh of pod shop/cart-1 ====\nsecond\n"
    "==== END logs for container mesh of pod shop/cart-1 ====\n"
)
KEYS = {LogKey(namespace="shop", pod="cart-1", container=name) for name in ("app", "mesh")}


def kinds(kind: str, *found: Raw) -> Raw:
    """A list as the dump prints it: its items do not say what they are."""
    return {"kind": kind, "apiVersion": "v1", "metadata": {"resourceVersion": "5"}, "items": list(found)}


def dump(root: Path, form: str = "json") -> Path:
    """A folder as the command leaves it."""
    written = {
        "nodes": kinds("NodeList", node()),
        "shop/pods": kinds("PodList", pod("cart-1")),
        "shop/events": kinds("EventList", event("Failed", "x: y")),
        "shop/replication-controllers": kinds("ReplicationControllerList"),
        "kube-system/pods": kinds("PodList", away(pod("dns"))),
    }
    for name, content in written.items():
        path = root / f"{name}.{form}"
        path.parent.mkdir(parents=True, exist_ok=True)
        plain = json.dumps(content, indent=4) if form == "json" else "---\n" + yaml.safe_dump(content)
        path.write_text(plain)
    logs = root / "shop/cart-1/logs.txt"
    logs.parent.mkdir(parents=True)
    logs.write_text(LOGS)
    return root


def seen_alike(one: Snapshot, other: Snapshot) -> bool:
    return (one.objects, one.logs, one.taken_at) == (other.objects, other.logs, other.taken_at)


def test_a_dump_is_read_as_it_comes(tmp_path: Path) -> None:
    seen = read_folder(dump(tmp_path))
    assert set(seen.objects) == {"nodes", "pods", "events", "replicationcontrollers"}
    assert set(seen.objects["pods"]) == {"shop", "kube-system"}
    assert seen.logs[LogKey(namespace="shop", pod="cart-1", container="app")] == "first\n\n{not: json}"
    assert not seen.gaps


def test_yaml_says_the_same_as_json(tmp_path: Path) -> None:
    ours, theirs = read_folder(dump(tmp_path / "json")), read_folder(dump(tmp_path / "yaml", "yaml"))
    assert seen_alike(ours, theirs)
    assert not theirs.gaps


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:xz", "w:bz2"])
@pytest.mark.parametrize("above", ["", "dump", "./a/b"])
def test_an_archive_says_the_same_as_its_folder(tmp_path: Path, mode: Any, above: str) -> None:
    folder, path = dump(tmp_path / "folder"), tmp_path / "dump.tar"
    with tarfile.open(path, mode) as archive:
        archive.add(folder, arcname=above or ".")
    assert seen_alike(read_snapshot(path), read_folder(folder))


def test_an_archive_of_namespaces_only_finds_its_root(tmp_path: Path) -> None:
    folder = dump(tmp_path / "folder")
    (folder / "nodes.json").unlink()
    with tarfile.open(tmp_path / "dump.tar", "w") as archive:
        archive.add(folder, arcname="some/where")
    assert set(read_snapshot(tmp_path / "dump.tar").objects["pods"]) == {"shop", "kube-system"}


def test_a_truncated_archive_gives_what_came_and_a_gap(tmp_path: Path) -> None:
    path = tmp_path / "dump.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        archive.add(dump(tmp_path / "folder"), arcname=".")
    path.write_bytes(path.read_bytes()[:-200])
    assert read_snapshot(path).gaps


def test_an_archive_that_would_fill_the_memory_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "_MOST_MEMBERS", 2)
    with tarfile.open(tmp_path / "dump.tar", "w") as archive:
        archive.add(dump(tmp_path / "folder"), arcname=".")
    with pytest.raises(PermanentError, match="more than"):
        read_snapshot(tmp_path / "dump.tar")


def test_a_member_that_would_lead_elsewhere_leads_nowhere(tmp_path: Path) -> None:
    path = tmp_path / "dump.tar"
    content = json.dumps(kinds("PodList", pod())).encode()
    with tarfile.open(path, "w") as archive:
        for name in ("../../shop/pods.json", "/etc/.hidden.json"):
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    assert set(read_snapshot(path).objects["pods"]) == {"shop"}


def stream() -> str:
    parts: list[Any] = [
        kinds("NodeList", node()), kinds("PodList", pod("cart-1")), kinds("EndpointsList"), LOGS,
        kinds("PodList", away(pod("dns"))), LOGS.replace("shop/cart-1", "kube-system/dns"),
    ]  # fmt: skip
    return "\n".join(one if isinstance(one, str) else json.dumps(one, indent=4) for one in parts)


@pytest.mark.parametrize("pack", [bytes, gzip.compress, lzma.compress])
def test_the_one_stream_is_read_with_its_logs(tmp_path: Path, pack: Any) -> None:
    path = tmp_path / "dump.json"
    path.write_bytes(pack(stream().encode()))
    seen = read_snapshot(path)
    assert set(seen.objects["pods"]) == {"shop", "kube-system"}
    assert len(seen.objects["nodes"][""]) == 1
    assert set(seen.logs) >= KEYS
    assert len(seen.logs) == 4
    assert not seen.gaps


def test_a_stream_that_ends_in_the_middle_keeps_what_came(tmp_path: Path) -> None:
    path = tmp_path / "dump.json"
    path.write_text(stream()[: stream().index("second")] + "sec")
    seen = read_snapshot(path)
    assert set(seen.logs) == KEYS
    path.write_text(json.dumps(kinds("NodeList", node())) + '{"kind": "PodList", "items": [')
    assert read_snapshot(path).gaps


@pytest.mark.parametrize("content", ["hello", "", "apiVersion: v1"])
def test_a_file_that_is_no_dump_is_a_gap(tmp_path: Path, content: str) -> None:
    (tmp_path / "x").write_text(content)
    assert read_snapshot(tmp_path / "x").gaps


def test_a_mixed_list_is_sorted_by_kind_and_namespace(tmp_path: Path) -> None:
    mixed = [{"kind": "Pod", **pod()}, {"kind": "Service", **service()}, {"kind": "Pod", **away(pod("dns"))}]
    others = ("Ingress", "Gateway", "Glass")
    mixed += [{"kind": kind, "metadata": {"name": "x", "namespace": "shop"}} for kind in others]
    (tmp_path / "all.json").write_text(json.dumps(kinds("List", *mixed)))
    seen = read_folder(tmp_path)
    assert {plural: set(homes) for plural, homes in seen.objects.items()} == {
        "pods": {"shop", "kube-system"},
        "services": {"shop"},
        "ingresses": {"shop"},
        "gatewaies": {"shop"},
        "glasses": {"shop"},
    }


def test_one_object_alone_is_a_list_of_one(tmp_path: Path) -> None:
    path = tmp_path / "shop/cart.json"
    path.parent.mkdir()
    path.write_text(json.dumps({"kind": "Pod", **pod()}))
    assert len(read_folder(tmp_path).objects["pods"]["shop"]) == 1


def test_the_namespace_with_ill_pods_is_taken_for_the_incidents(tmp_path: Path) -> None:
    for name, ready in (("big", True), ("ill", False)):
        path = tmp_path / name / "pods.json"
        path.parent.mkdir()
        path.write_text(
            json.dumps(kinds("PodList", *(away(pod(f"p{n}", ready=ready), name) for n in range(2 + ready))))
        )
    assert read_folder(tmp_path).scope.namespace == "ill"
    assert read_snapshot(tmp_path, namespace="big").scope.namespace == "big"


@pytest.mark.parametrize(
    ("content", "gap"),
    [
        ("items:\n- metadata: {name: a}\n- metadata: {name: b, x: &x [1]}\n  y: *x\n", "aliases"),
        ("items:\n- metadata: {name: a}\n- metadata: {name: [\n- metadata: {name: c}\n", "no YAML"),
        ("items: [{metadata: {name: a}}, 5]\n", "no Kubernetes objects"),
        ("x: " + "[" * 3000, "cannot be read"),
        ("just text", "no Kubernetes List"),
    ],
)
def test_of_broken_yaml_what_can_be_read_is(tmp_path: Path, content: str, gap: str) -> None:
    path = tmp_path / "shop/configmaps.yaml"
    path.parent.mkdir()
    path.write_text(content)
    seen = read_folder(tmp_path)
    assert any(gap in one.why for one in seen.gaps), seen.gaps
    assert not View(seen).was_read("configmaps", "shop")


def test_yaml_of_other_shapes_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "shop/pods.yaml"
    path.parent.mkdir()
    path.write_text(
        "kind: List\nitems:\n    - metadata: {name: a, when: 2026-03-04T02:14:00Z, 5: .inf, n: 99999999999999999999}\n"
        "---\n\n---\nkind: Pod\nmetadata: {name: b}\n"
    )
    first, second = read_folder(tmp_path).objects["pods"]["shop"]
    assert first["metadata"] == {"name": "a", "when": "2026-03-04T02:14:00Z", "5": None, "n": 10**18}
    assert second["metadata"]["name"] == "b"


def test_what_was_written_is_diagnosed_alike_and_holds_no_secret(tmp_path: Path) -> None:
    whole = town().model_copy(
        update={"logs": {**town().logs, **dict.fromkeys(KEYS, "password=hunter2-very-long\n")}}
    )
    clean = redacted(whole, b"0123456789abcdef")
    assert redacted(clean, b"0123456789abcdef") == clean
    write_folder(clean, tmp_path)
    again = read_folder(tmp_path)
    told, other = diagnose(again, version="1"), diagnose(clean, version="1")
    assert (told.hypotheses, told.evidence, told.gaps) == (other.hypotheses, other.evidence, other.gaps)
    assert "hunter2" not in "".join(path.read_text() for path in tmp_path.rglob("*") if path.is_file())


def test_a_hole_survives_being_written(tmp_path: Path) -> None:
    holed = town().model_copy(update={"incomplete": (("configmaps", "shop"),)})
    write_folder(holed, tmp_path)
    assert read_folder(tmp_path).incomplete == (("configmaps", "shop"),)


def test_a_place_that_cannot_be_written_is_refused_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(PermanentError, match="cannot be written"):
        write_folder(town(), tmp_path / "file" / "below")
    with pytest.raises(PermanentError, match="cannot be read"):
        read_snapshot(tmp_path / "none.tar")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
