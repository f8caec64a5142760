import asyncio
import gzip
import json
from typing import Any

import pytest
from aiohttp import web

from bot.adapters.kubernetes.reader import Reader
from bot.domain.errors import OutsideError, PermanentError, RefusedError, TransientError
from bot.domain.snapshot import LogKey
from tests.adapters.kube_script import Handler, drop, hang, script, status

LOG = LogKey(namespace="shop", pod="checkout-a", container="app")
PREVIOUS = LogKey(namespace="shop", pod="checkout-a", container="app", previous=True)


def pods(*names: str, following: str = "") -> dict[str, Any]:
    items = [{"metadata": {"name": name, "managedFields": [{"manager": "kubelet"}]}} for name in names]
    return {"kind": "PodList", "apiVersion": "v1", "metadata": {"continue": following}, "items": items}


def saying(body: Any) -> Handler:
    async def handler(_: web.Request) -> web.StreamResponse:
        return web.json_response(body)

    return handler


def failing(code: int, message: str = "no", **headers: str) -> Handler:
    async def handler(_: web.Request) -> web.StreamResponse:
        return status(code, message, **headers)

    return handler


def streaming(data: bytes) -> Handler:
    async def handler(_: web.Request) -> web.StreamResponse:
        return web.Response(body=data, content_type="text/plain")

    return handler


async def test_a_list_is_read_in_pages_to_its_end() -> None:
    async def handler(request: web.Request) -> web.StreamResponse:
        pages = {"": pods("a", "b", following="next"), "next": pods("c")}
        return web.json_response(pages[request.query.get("continue", "")])

    async with script(handler) as server:
        listing = await Reader("prod", server.client, page=2).list("pods", "shop", labels="app=checkout")
    assert [item["metadata"]["name"] for item in listing.items] == ["a", "b", "c"]
    assert [one.path for one in server.asked] == ["/api/v1/namespaces/shop/pods"] * 2
    assert server.asked[0].query == {"labelSelector": "app=checkout", "limit": "2"}
    assert server.asked[1].query["continue"] == "next"


async def test_objects_say_what_they_are_and_lose_their_managed_fields() -> None:
    async with script(saying(pods("a"))) as server:
        listing = await Reader("prod", server.client).list("pods", "shop")
    assert listing.items == (
        {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a", "managedFields": []}},
    )


async def test_of_managed_fields_the_last_write_stays_and_no_report_of_the_status() -> None:
    body = pods("a")
    body["items"][0]["metadata"]["managedFields"] = [
        {"manager": "kubectl", "time": "2026-03-04T02:00:00Z", "fieldsV1": {"f:data": {}}},
        {"manager": "helm", "time": "2026-03-04T02:05:00Z"},
        {"manager": "kubelet", "time": "2026-03-04T02:09:00Z", "subresource": "status"},
        "odd",
    ]
    async with script(saying(body)) as server:
        listing = await Reader("prod", server.client).list("pods", "shop")
    assert listing.items[0]["metadata"]["managedFields"] == [{"time": "2026-03-04T02:05:00+00:00"}]


async def test_requests_carry_the_token_and_ask_for_gzip() -> None:
    async def handler(_: web.Request) -> web.StreamResponse:
        packed = gzip.compress(json.dumps(pods(*(f"checkout-{n}" for n in range(500)))).encode())
        return web.Response(body=packed, headers={"Content-Encoding": "gzip"})

    async with script(handler) as server:
        listing = await Reader("prod", server.client).list("pods", "shop")
    headers = server.asked[0].headers
    assert headers["authorization"] == "Bearer reader-token"
    assert headers["accept-encoding"] == "gzip"
    assert headers["user-agent"] == "lookout"
    assert len(listing.items) == 500
    assert 0 < listing.bytes < 10_000


@pytest.mark.parametrize(
    ("plural", "namespace", "path"),
    [
        ("nodes", "", "/api/v1/nodes"),
        ("pods", "", "/api/v1/pods"),
        ("deployments", "shop", "/apis/apps/v1/namespaces/shop/deployments"),
        ("pods", "../../nodes?", "/api/v1/namespaces/../../nodes?/pods"),
    ],
)
async def test_each_kind_is_asked_for_at_its_place(plural: str, namespace: str, path: str) -> None:
    async with script(saying(pods())) as server:
        await Reader("prod", server.client).list(plural, namespace)
    assert server.asked[0].path == path


@pytest.mark.parametrize(("plural", "namespace"), [("secrets", "shop"), ("nodes", "shop")])
async def test_a_kind_that_is_not_read_is_refused_before_anything_is_sent(
    plural: str, namespace: str
) -> None:
    async with script(saying(pods())) as server:
        with pytest.raises(PermanentError):
            await Reader("prod", server.client).list(plural, namespace)
    assert server.asked == []


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (400, PermanentError),
        (401, RefusedError),
        (403, RefusedError),
        (404, PermanentError),
        (410, TransientError),
        (429, TransientError),
        (500, TransientError),
        (503, TransientError),
    ],
)
async def test_a_failure_is_told_in_our_errors_with_the_servers_words(
    code: int, error: type[OutsideError]
) -> None:
    async with script(failing(code, "said the server")) as server:
        with pytest.raises(error, match=rf"reading pods in shop: .*{code}.*: said the server"):
            await Reader("prod", server.client).list("pods", "shop")
    assert len(server.asked) == 1


@pytest.mark.parametrize(("header", "seconds"), [("7", 7.0), ("soon", None)])
async def test_how_long_to_wait_is_kept_if_the_server_says_it(header: str, seconds: float | None) -> None:
    async with script(failing(429, "slow down", Retry_After=header)) as server:
        with pytest.raises(TransientError) as caught:
            await Reader("prod", server.client).list("pods", "shop")
    assert caught.value.retry_after == seconds


async def test_a_server_that_hangs_is_given_up_after_the_deadline() -> None:
    async with script(hang) as server:
        begun = asyncio.get_running_loop().time()
        with pytest.raises(TransientError, match="did not answer in time"):
            await Reader("prod", server.client, per_call=0.05).list("pods", "shop")
    assert asyncio.get_running_loop().time() - begun < 2


async def test_a_second_page_that_hangs_gives_no_half_a_list() -> None:
    async def handler(request: web.Request) -> web.StreamResponse:
        if "continue" in request.query:
            return await hang(request)
        return web.json_response(pods("a", following="next"))

    async with script(handler) as server:
        with pytest.raises(TransientError):
            await Reader("prod", server.client, per_call=0.1).list("pods", "shop")


async def test_a_lost_connection_is_transient() -> None:
    async with script(drop) as server:
        with pytest.raises(TransientError, match="connection to the API server was lost"):
            await Reader("prod", server.client).list("pods", "shop")


async def test_a_server_that_is_not_there_is_transient() -> None:
    async with script(hang) as server:
        client = server.client
        client.configuration.host = "http://127.0.0.1:1"
        with pytest.raises(TransientError, match="cannot be reached"):
            await Reader("prod", client).list("pods", "shop")


async def test_an_answer_that_is_no_json_is_permanent() -> None:
    async with script(streaming(b"<html>")) as server:
        with pytest.raises(PermanentError, match="not what a Kubernetes API server answers"):
            await Reader("prod", server.client).list("pods", "shop")


async def test_a_list_that_is_too_large_is_given_up_and_not_cut() -> None:
    async def handler(request: web.Request) -> web.StreamResponse:
        return web.json_response(pods("a" * 1000, following="more"))

    async with script(handler) as server:
        with pytest.raises(PermanentError, match="larger than"):
            await Reader("prod", server.client, max_bytes=3000).list("pods", "shop")
    assert len(server.asked) == 3


async def test_a_log_is_asked_for_by_its_container_and_run() -> None:
    async with script(streaming(b"one\ntwo\n")) as server:
        reader = Reader("prod", server.client)
        assert await reader.logs(LOG) == "one\ntwo\n"
        await reader.logs(PREVIOUS)
    assert server.asked[0].path == "/api/v1/namespaces/shop/pods/checkout-a/log"
    assert server.asked[0].query == {"container": "app", "tailLines": "2000"}
    assert server.asked[1].query["previous"] == "true"


async def test_of_a_long_log_the_newest_whole_lines_are_kept() -> None:
    async with script(streaming(b"".join(b"line %05d\n" % n for n in range(50_000)))) as server:
        text = await Reader("prod", server.client).logs(LOG, max_bytes=1000)
    assert len(text) <= 1000
    assert text.startswith("line ")
    assert text.endswith("line 49999\n")


async def test_of_one_endless_line_the_newest_bytes_are_kept() -> None:
    async with script(streaming(b"x" * 5000 + b"end")) as server:
        assert await Reader("prod", server.client).logs(LOG, max_bytes=10) == "xxxxxxxend"


async def test_a_log_that_is_no_utf_8_is_read_all_the_same() -> None:
    async with script(streaming(b"caf\xe9\n")) as server:
        assert await Reader("prod", server.client).logs(LOG) == "caf\ufffd\n"


@pytest.mark.parametrize(
    "message",
    [
        'previous terminated container "app" in pod "checkout-a" not found',
        'container "app" in pod "checkout-a" is waiting to start: ContainerCreating',
        'container "app" in pod "checkout-a" is waiting to start: trying and failing to pull image',
    ],
)
async def test_a_container_that_never_ran_has_an_empty_log(message: str) -> None:
    async with script(failing(400, message)) as server:
        assert await Reader("prod", server.client).logs(PREVIOUS) == ""


async def test_a_pod_that_left_since_it_was_listed_has_an_empty_log() -> None:
    async with script(failing(404, 'pods "checkout-a" not found')) as server:
        assert await Reader("prod", server.client).logs(LOG) == ""


async def test_a_log_that_the_kubelet_has_lost_is_empty() -> None:
    async with script(streaming(b"unable to retrieve container logs for containerd://abc")) as server:
        assert await Reader("prod", server.client).logs(LOG) == ""


@pytest.mark.parametrize(
    ("code", "error"), [(400, PermanentError), (403, RefusedError), (404, PermanentError)]
)
async def test_a_log_that_may_not_be_read_is_an_error(code: int, error: type[OutsideError]) -> None:
    async with script(failing(code, "no such container")) as server:
        with pytest.raises(error, match=r"reading the log of shop/checkout-a/app"):
            await Reader("prod", server.client).logs(LOG)


async def test_a_log_that_never_ends_is_given_up_after_the_deadline() -> None:
    async def handler(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(b"first\n")
        return await hang(request)

    async with script(handler) as server:
        with pytest.raises(TransientError):
            await Reader("prod", server.client, per_call=0.05).logs(LOG)


async def test_a_reader_knows_its_clusters_name_and_ends_its_connections() -> None:
    async with script(saying(pods())) as server:
        reader = Reader("prod", server.client)
        await reader.list("pods", "shop")
        assert reader.name == "prod"
        await reader.close()
        with pytest.raises((RuntimeError, OutsideError)):
            await reader.list("pods", "shop")
