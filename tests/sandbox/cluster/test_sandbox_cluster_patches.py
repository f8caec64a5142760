"""The three patch formats by themselves, and who is recorded as having set what."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.sandbox.cluster import ownership
from bot.sandbox.cluster.patches import JSON, MERGE, STRATEGIC, apply_patch
from bot.sandbox.cluster.status import ApiError

NOW = datetime(2026, 11, 21, tzinfo=UTC)
POD: dict[str, Any] = {
    "containers": [
        {
            "name": "app",
            "env": [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}],
            "ports": [{"containerPort": 53, "protocol": "TCP"}, {"containerPort": 53, "protocol": "UDP"}],
            "args": ["a", "b"],
        },
        {"name": "side"},
    ],
    "volumes": [{"name": "v", "emptyDir": {}}],
    "tolerations": [{"key": "x"}],
}


def strategic(patch: dict[str, Any], base: dict[str, Any] = POD) -> dict[str, Any]:
    return apply_patch(STRATEGIC, base, patch)


def test_lists_of_named_things_merge_by_their_name() -> None:
    after = strategic({"containers": [{"name": "app", "env": [{"name": "B", "value": "3"}, {"name": "C"}]}]})
    assert [item["name"] for item in after["containers"]] == ["app", "side"]
    assert after["containers"][0]["env"] == [
        {"name": "A", "value": "1"},
        {"name": "B", "value": "3"},
        {"name": "C"},
    ]
    assert POD["containers"][0]["env"][1]["value"] == "2"


def test_ports_merge_by_number_and_protocol() -> None:
    udp = {"containerPort": 53, "protocol": "UDP", "name": "dns"}
    after = strategic({"containers": [{"name": "app", "ports": [udp]}]})
    assert after["containers"][0]["ports"] == [{"containerPort": 53, "protocol": "TCP"}, udp]


def test_lists_without_names_are_replaced() -> None:
    after = strategic({"tolerations": [{"key": "y"}], "containers": [{"name": "app", "args": ["c"]}]})
    assert after["tolerations"] == [{"key": "y"}]
    assert after["containers"][0]["args"] == ["c"]


def test_null_deletes_and_new_maps_hold_no_nulls() -> None:
    after = strategic({"volumes": None, "affinity": {"a": None, "b": 1}})
    assert "volumes" not in after
    assert after["affinity"] == {"b": 1}


def test_patch_directives_delete_and_replace() -> None:
    assert [
        item["name"]
        for item in strategic({"containers": [{"name": "side", "$patch": "delete"}]})["containers"]
    ] == ["app"]
    assert len(strategic({"containers": [{"name": "none", "$patch": "delete"}]})["containers"]) == 2
    assert strategic({"containers": [{"$patch": "replace"}, {"name": "new"}]})["containers"] == [
        {"name": "new"}
    ]
    assert strategic({"$patch": "replace", "a": {"b": 1}}) == {"a": {"b": 1}}
    assert strategic({"a": {"$patch": "delete"}}, {"a": {"b": 1}, "c": 2}) == {"c": 2}
    assert strategic({"a": {"$patch": "replace", "c": 1}}, {"a": {"b": 1}}) == {"a": {"c": 1}}


def test_the_sister_directives_work() -> None:
    base = {"finalizers": ["a", "b"], "strategy": {"type": "RollingUpdate", "rollingUpdate": {}}}
    assert strategic({"finalizers": ["b", "c"]}, base)["finalizers"] == ["a", "b", "c"]
    assert strategic({"$deleteFromPrimitiveList/finalizers": ["a"]}, base)["finalizers"] == ["b"]
    kept = strategic({"strategy": {"$retainKeys": ["type"], "type": "Recreate"}}, base)
    assert kept["strategy"] == {"type": "Recreate"}
    order = {"$setElementOrder/containers": [{"name": "side"}, {"name": "app"}]}
    assert [item["name"] for item in strategic(order)["containers"]] == ["side", "app"]
    assert strategic({"$setElementOrder/finalizers": ["b", "a"]}, base)["finalizers"] == ["b", "a"]


def test_merge_patches_know_no_merge_keys() -> None:
    after = apply_patch(MERGE, POD, {"containers": [{"name": "x"}], "volumes": None})
    assert after["containers"] == [{"name": "x"}]
    assert "volumes" not in after


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        ({"op": "add", "path": "/list/-", "value": 3}, {"list": [1, 2, 3], "map": {"a": 1}}),
        ({"op": "add", "path": "/list/0", "value": 0}, {"list": [0, 1, 2], "map": {"a": 1}}),
        ({"op": "remove", "path": "/list/0"}, {"list": [2], "map": {"a": 1}}),
        ({"op": "remove", "path": "/map/a"}, {"list": [1, 2], "map": {}}),
        ({"op": "replace", "path": "/list/1", "value": 9}, {"list": [1, 9], "map": {"a": 1}}),
        ({"op": "move", "from": "/map/a", "path": "/b"}, {"list": [1, 2], "map": {}, "b": 1}),
        ({"op": "copy", "from": "/map", "path": "/c"}, {"list": [1, 2], "map": {"a": 1}, "c": {"a": 1}}),
        ({"op": "replace", "path": "", "value": {"z": 1}}, {"z": 1}),
    ],
)
def test_json_patch_operations(operation: dict[str, Any], expected: Any) -> None:
    assert apply_patch(JSON, {"list": [1, 2], "map": {"a": 1}}, [operation]) == expected


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "remove", "path": "/none"},
        {"op": "replace", "path": "/list/7", "value": 1},
        {"op": "add", "path": "/list/7", "value": 1},
        {"op": "add", "path": "/map/a/b", "value": 1},
        {"op": "add", "path": "no slash", "value": 1},
        {"op": "dance", "path": "/map"},
        {"op": "test", "path": "/map/a", "value": 2},
    ],
)
def test_json_patch_operations_that_fail_are_invalid(operation: dict[str, Any]) -> None:
    with pytest.raises(ApiError) as caught:
        apply_patch(JSON, {"list": [1, 2], "map": {"a": 1}}, [operation])
    assert caught.value.code == 422


@pytest.mark.parametrize(
    ("content_type", "patch", "code"), [(JSON, {}, 400), (STRATEGIC, [], 400), ("text/plain", {}, 415)]
)
def test_a_patch_of_the_wrong_shape_is_refused(content_type: str, patch: Any, code: int) -> None:
    with pytest.raises(ApiError) as caught:
        apply_patch(content_type, {}, patch)
    assert caught.value.code == code


def test_the_last_manager_of_a_field_owns_it() -> None:
    before = {
        "apiVersion": "v1",
        "metadata": {"name": "x"},
        "spec": {"a": 1, "list": [{"name": "n", "v": 1}]},
    }
    first: dict[str, Any] = before | {"metadata": {"name": "x"}}
    ownership.record({}, first, "one", NOW)
    second: dict[str, Any] = {
        **first,
        "spec": {"a": 2, "list": [{"name": "n", "v": 1}]},
        "metadata": dict(first["metadata"]),
    }
    ownership.record(first, second, "two", NOW, subresource="scale")
    entries = {entry["manager"]: entry for entry in second["metadata"]["managedFields"]}
    assert entries["two"]["fieldsV1"] == {"f:spec": {"f:a": {}}}
    assert entries["two"]["subresource"] == "scale"
    assert 'k:{"name":"n"}' in entries["one"]["fieldsV1"]["f:spec"]["f:list"]
    assert "f:a" not in entries["one"]["fieldsV1"]["f:spec"]
    third: dict[str, Any] = {**second, "spec": {"a": 3, "list": []}, "metadata": dict(second["metadata"])}
    ownership.record(second, third, "two", NOW, subresource="scale")
    assert [entry["manager"] for entry in third["metadata"]["managedFields"]] == ["one", "two"]
    same: dict[str, Any] = {**third, "metadata": dict(third["metadata"])}
    ownership.record(third, same, "three", NOW)
    assert same["metadata"] == third["metadata"]
