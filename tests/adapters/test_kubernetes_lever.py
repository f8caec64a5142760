"""The ConfigMap lever, over the cluster port."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.adapters.kubernetes.lever import ConfigMapLever
from bot.domain.errors import OutsideError, RefusedError
from bot.domain.stop import Lever
from tests.fakes_cluster import FakeCluster

WRITTEN = datetime(2026, 11, 30, 10, 0, tzinfo=UTC)


def configmap(name: str = "lookout-stop", **more: Any) -> dict[str, Any]:
    """A ConfigMap of the namespace lookout."""
    metadata = {"name": name, "namespace": "lookout", "creationTimestamp": "2026-11-30T10:00:00Z"}
    return {"kind": "ConfigMap", "apiVersion": "v1", "metadata": metadata, **more}


def lever(*objects: dict[str, Any]) -> ConfigMapLever:
    """The lever on a cluster with these."""
    return ConfigMapLever(FakeCluster(list(objects)), "lookout", "lookout-stop")


async def test_a_configmap_that_is_not_there_stops_nothing() -> None:
    assert await lever(configmap("another"), configmap("lookout-stop-2")).read() == []


@pytest.mark.parametrize("more", [{}, {"data": {}}, {"data": None}, {"data": {"note": ""}}])
async def test_one_that_is_there_stops_everything(more: dict[str, Any]) -> None:
    [stop] = await lever(configmap(**more)).read()
    assert (stop.scope, stop.why, stop.at) == ("everything", "the ConfigMap exists", WRITTEN)
    assert (stop.lever, stop.place) == (Lever.CONFIGMAP, "lookout/lookout-stop")


async def test_its_values_are_levers_as_in_the_stop_file_and_the_last_write_counts() -> None:
    data = {"a": "mitigation\nbad night", "b": "service:checkout", "c": "what is this"}
    made = configmap(data=data)
    made["metadata"]["managedFields"] = [{"time": "2026-11-30T11:30:00Z"}]
    found = await lever(made).read()
    assert [(one.scope, one.why) for one in found] == [
        ("mitigation", "bad night"),
        ("service:checkout", "the ConfigMap exists"),
        ("everything", "what is this"),
    ]
    assert {one.at.hour for one in found} == {11}


async def test_data_that_is_no_map_and_a_refusal_are_no_answer() -> None:
    with pytest.raises(OutsideError):
        await lever(configmap(data=["everything"])).read()
    cluster = FakeCluster([])
    cluster.refused["configmaps"] = RefusedError("reading configmaps in lookout: not allowed (403)")
    with pytest.raises(RefusedError):
        await ConfigMapLever(cluster, "lookout", "lookout-stop").read()


async def test_one_that_tells_no_time_is_older_than_everything() -> None:
    made = configmap()
    del made["metadata"]["creationTimestamp"]
    [stop] = await lever(made).read()
    assert stop.at.year == 1970
