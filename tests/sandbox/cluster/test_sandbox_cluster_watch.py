"""Watches, line by line as they are sent: selectors, bookmarks, initial events, Tables."""

import json
from typing import Any

import aiohttp

from bot.sandbox.cluster import Cluster
from tests.sandbox.cluster.conftest import Api

Line = dict[str, Any]
READER = {"Authorization": "Bearer reader-sandbox"}


async def watched(
    cluster: Cluster, path: str, query: dict[str, str], headers: dict[str, str] | None = None
) -> list[Line]:
    async with (
        aiohttp.ClientSession(headers=READER) as session,
        session.get(cluster.base_url + path, params=query, headers=headers) as answer,
    ):
        return [json.loads(line) for line in (await answer.text()).splitlines()]


async def test_a_watch_is_told_what_its_selector_no_longer_matches_and_ends_with_a_bookmark(
    cluster: Cluster, admin: Api
) -> None:
    path = "/api/v1/namespaces/shop/configmaps"
    await admin.ask("POST", path, body={"metadata": {"name": "extra", "labels": {"tier": "a"}}})
    merge = {"Content-Type": "application/merge-patch+json"}
    query = {"watch": "true", "labelSelector": "tier=a", "timeoutSeconds": "1", "allowWatchBookmarks": "true"}
    async with (
        aiohttp.ClientSession(headers=READER) as session,
        session.get(cluster.base_url + path, params=query) as answer,
    ):
        assert json.loads(await answer.content.readline())["type"] == "ADDED"
        await admin.ask("PATCH", f"{path}/extra", None, {"metadata": {"labels": {"tier": "b"}}}, merge)
        assert json.loads(await answer.content.readline())["type"] == "DELETED"
        assert json.loads(await answer.content.readline())["type"] == "BOOKMARK"


async def test_a_watch_may_begin_with_what_is_there_and_says_where_that_ends(cluster: Cluster) -> None:
    path = "/api/v1/namespaces/shop/configmaps"
    query = {
        "watch": "true",
        "sendInitialEvents": "true",
        "allowWatchBookmarks": "true",
        "timeoutSeconds": "1",
    }
    lines = await watched(cluster, path, query | {"resourceVersionMatch": "NotOlderThan"})
    assert [line["type"] for line in lines] == ["ADDED", "ADDED", "BOOKMARK", "BOOKMARK"]
    assert lines[2]["object"]["metadata"]["annotations"] == {"k8s.io/initial-events-end": "true"}


async def test_a_watch_of_tables_sends_rows(cluster: Cluster) -> None:
    accept = {"Accept": "application/json;as=Table;v=v1;g=meta.k8s.io"}
    query = {"watch": "true", "timeoutSeconds": "1", "fieldSelector": "metadata.name=checkout"}
    path = "/apis/apps/v1/namespaces/shop/deployments"
    (line,) = await watched(cluster, path, query, accept)
    assert (line["type"], line["object"]["kind"]) == ("ADDED", "Table")
    assert line["object"]["rows"][0]["cells"][:2] == ["checkout", "3/4"]
