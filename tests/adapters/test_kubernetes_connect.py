import json
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from kubernetes.aio.client import ApiClient, Configuration
from pydantic import SecretStr

from bot.adapters.kubernetes.connect import InCluster, Kubeconfig, Server, close, connect, is_loopback
from bot.adapters.kubernetes.errors import from_exception, message_of
from bot.adapters.kubernetes.reader import Reader
from bot.domain.errors import PermanentError, RefusedError, SilentError
from tests.adapters.kube_script import script


async def empty(_: web.Request) -> web.StreamResponse:
    return web.json_response({"kind": "PodList", "items": []})


def kubeconfig(folder: Path, url: str) -> Path:
    (folder / "token").write_text("first")
    content = {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "one",
        "contexts": [
            {"name": "one", "context": {"cluster": "c", "user": "reader"}},
            {"name": "two", "context": {"cluster": "c", "user": "actor"}},
        ],
        "clusters": [{"name": "c", "cluster": {"server": url}}],
        "users": [
            {"name": "reader", "user": {"tokenFile": str(folder / "token")}},
            {"name": "actor", "user": {"token": "actor-token"}},
        ],
    }
    path = folder / "config"
    path.write_text(json.dumps(content))
    return path


async def ask(client: ApiClient) -> None:
    await Reader("c", client).list("pods", "shop")


async def test_a_proxy_of_the_environment_does_not_catch_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("no_proxy", "")
    async with script(empty) as server:
        await ask(server.client)
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://127.0.0.1:8001", True),
        ("https://[::1]:6443", True),
        ("https://localhost:6443", True),
        ("https://api.prod.example.com", False),
        ("https://10.0.0.1", False),
        ("", False),
    ],
)
def test_loopback_is_recognised(url: str, expected: bool) -> None:
    assert is_loopback(url) is expected


async def test_two_identities_are_two_clients_and_nothing_is_global(tmp_path: Path) -> None:
    async with script(empty) as server:
        path = kubeconfig(tmp_path, server.url)
        for context in ("", "two"):
            client = await connect(Kubeconfig(path=path, context=context))
            await ask(client)
            await close(client)
    assert [one.headers["authorization"] for one in server.asked] == ["Bearer first", "Bearer actor-token"]
    assert Configuration.get_default_copy().host != server.url


async def test_a_kubeconfig_is_left_as_it_is(tmp_path: Path) -> None:
    path = kubeconfig(tmp_path, "http://127.0.0.1:1")
    before = path.read_bytes()
    await close(await connect(Kubeconfig(path=path)))
    assert path.read_bytes() == before


async def test_a_kubeconfigs_token_file_is_read_again_when_a_minute_has_passed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with script(empty) as server:
        client = await connect(Kubeconfig(path=kubeconfig(tmp_path, server.url)))
        (tmp_path / "token").write_text("second")
        await ask(client)
        monkeypatch.setattr("bot.adapters.kubernetes.connect.RELOAD_SECONDS", 0.0)
        await ask(client)
        await close(client)
    assert [one.headers["authorization"] for one in server.asked] == ["Bearer first", "Bearer second"]


async def test_a_token_file_is_read_again_for_every_request(tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("first\n")
    async with script(empty) as server:
        client = await connect(Server(url=server.url, token_file=token))
        await ask(client)
        token.write_text("second\n")
        await ask(client)
        await close(client)
    assert [one.headers["authorization"] for one in server.asked] == ["Bearer first", "Bearer second"]


async def test_a_token_file_that_vanished_is_an_error_in_our_words(tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("first")
    client = await connect(Server(url="http://127.0.0.1:1", token_file=token))
    token.unlink()
    with pytest.raises(PermanentError, match="token"):
        await ask(client)
    await close(client)


async def test_a_remote_cluster_is_asked_through_the_environments_proxy_as_kubectl_does() -> None:
    client = await connect(Server(url="https://api.prod.example.com", token=SecretStr("t")))
    assert "trust_env" not in client.configuration.client_session_kwargs
    await close(client)


async def test_an_identity_may_be_taken_by_impersonation() -> None:
    actor = "system:serviceaccount:lookout:lookout-actor"
    async with script(empty) as server:
        client = await connect(Server(url=server.url, token=SecretStr("t"), impersonate=actor))
        await ask(client)
        await close(client)
    assert server.asked[0].headers["impersonate-user"] == actor


@pytest.mark.parametrize(
    "way",
    [
        InCluster(),
        Kubeconfig(path=Path("/nowhere/config")),
        Server(url="https://127.0.0.1:1", ca_file=Path("/nowhere/ca.crt")),
        Server(url="https://127.0.0.1:1", token_file=Path("/nowhere/token")),
    ],
)
async def test_a_configuration_that_cannot_be_used_is_an_error_in_our_words(
    way: InCluster | Kubeconfig | Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KUBERNETES_SERVICE_HOST", raising=False)
    with pytest.raises(PermanentError, match="connecting to the cluster: "):
        await connect(way)


async def test_in_a_pod_the_service_account_is_used_and_no_proxy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def load(client_configuration: Configuration) -> None:
        client_configuration.host = "https://10.96.0.1"
        client_configuration.api_key["BearerToken"] = "bearer pod"

    monkeypatch.setattr("bot.adapters.kubernetes.connect.load_incluster_config", load)
    client = await connect(InCluster(impersonate="actor"))
    assert client.configuration.client_session_kwargs["trust_env"] is False
    assert client.default_headers["Impersonate-User"] == "actor"
    await close(client)


def test_an_error_of_ours_stays_as_it_is() -> None:
    problem = RefusedError("no")
    assert from_exception(problem, "reading") is problem


@pytest.mark.parametrize(
    ("problem", "error", "words"),
    [
        (TimeoutError(), SilentError, "did not answer in time"),
        (aiohttp.ConnectionTimeoutError(), SilentError, "could not be reached in time"),
        (aiohttp.ServerDisconnectedError(), SilentError, "connection to the API server was lost"),
        (OSError("disk"), PermanentError, "disk"),
    ],
)
def test_an_exception_becomes_a_sentence(problem: Exception, error: type[Exception], words: str) -> None:
    told = from_exception(problem, "reading pods in shop")
    assert type(told) is error
    assert str(told).startswith("reading pods in shop: ")
    assert words in str(told)


@pytest.mark.parametrize(
    ("body", "said"),
    [(b'{"message": "why"}', "why"), (b"[]", ""), (b"plain text", "plain text"), (b"", "")],
)
def test_what_a_server_says_is_found_in_whatever_it_answers(body: bytes, said: str) -> None:
    assert message_of(body) == said
