"""From a cluster's configuration to a client of its API, one for each identity.

Every client has a configuration of its own (nothing global), tries each request once (the caller knows what a
second try would mean), and does not send loopback or in-cluster traffic through a proxy of the environment.
The reader and the actor are two clients: of two accounts, or of one that may impersonate the other.
"""

import asyncio
import ipaddress
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from kubernetes.aio.client import ApiClient, Configuration
from kubernetes.aio.config import load_incluster_config, load_kube_config
from pydantic import SecretStr

from bot.adapters.kubernetes.errors import FAILURES, from_exception
from bot.adapters.kubernetes.once import once
from bot.domain.errors import PermanentError
from bot.domain.noun import Noun

USER_AGENT = "lookout"
RELOAD_SECONDS = 60.0


class InCluster(Noun):
    """The service account of the pod that Lookout runs in, or the user that it may impersonate."""

    impersonate: str = ""


class Kubeconfig(Noun):
    """A context of a kubeconfig file, "" for its current one; its tokens are read again in time."""

    path: Path
    context: str = ""
    impersonate: str = ""


class Server(Noun):
    """A server's URL with a bearer token, or a file that holds one and is read again for every request."""

    url: str
    token: SecretStr = SecretStr("")
    token_file: Path | None = None
    ca_file: Path | None = None
    impersonate: str = ""


Way = InCluster | Kubeconfig | Server


async def connect(way: Way) -> ApiClient:
    """A client that is ready to ask; close it with its `close()`. Nothing is sent yet.

    Raises:
        PermanentError: the configuration or a file that it names cannot be used.
    """
    # The client is typed in parts only: what is not is called as Any here, and nowhere else.
    configuration: Any = Configuration()
    try:
        await _configure(configuration, way)
        configuration.client_session_kwargs = {"middlewares": (once,)}
        if isinstance(way, InCluster) or is_loopback(configuration.host):
            configuration.client_session_kwargs["trust_env"] = False
        client: Any = ApiClient(configuration)
    except FAILURES as problem:
        raise PermanentError(str(from_exception(problem, "connecting to the cluster"))) from problem
    client.user_agent = USER_AGENT
    if way.impersonate:
        client.set_default_header("Impersonate-User", way.impersonate)
    opened: ApiClient = client
    return opened


async def close(client: Any) -> None:
    """End the connections of a client."""
    await client.close()


def is_loopback(url: str) -> bool:
    """Whether a URL points to this very machine."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


async def _configure(configuration: Any, way: Way) -> None:
    in_cluster: Any = load_incluster_config
    kubeconfig: Any = load_kube_config
    match way:
        case InCluster():
            in_cluster(client_configuration=configuration)
        case Kubeconfig():
            # `persist_config` would write the file anew, which is not ours to write.
            loader = await kubeconfig(
                config_file=str(way.path),
                context=way.context or None,
                client_configuration=configuration,
                persist_config=False,
            )
            configuration.refresh_api_key_hook = _reloading(loader.load_and_set)
        case Server():
            configuration.host = way.url.rstrip("/")
            configuration.ssl_ca_cert = str(way.ca_file) if way.ca_file else None
            configuration.api_key = {"BearerToken": _token(way)}
            configuration.api_key_prefix = {"BearerToken": "Bearer"}
            if way.token_file is not None:
                configuration.refresh_api_key_hook = _rereading(way)


def _token(way: Server) -> str:
    return way.token_file.read_text().strip() if way.token_file else way.token.get_secret_value()


def _rereading(way: Server) -> Callable[[Configuration], None]:
    """A projected token is replaced long before it expires, and a file in memory costs nothing to read."""

    def reread(configuration: Configuration) -> None:
        configuration.api_key["BearerToken"] = _token(way)

    return reread


def _reloading(
    load: Callable[[Configuration], Awaitable[None]],
) -> Callable[[Configuration], Awaitable[None]]:
    """The client reads a kubeconfig's token file only once, so it is loaded again after a minute."""
    loaded_at = asyncio.get_running_loop().time()

    async def reload(configuration: Configuration) -> None:
        nonlocal loaded_at
        now = asyncio.get_running_loop().time()
        if now - loaded_at >= RELOAD_SECONDS:
            loaded_at = now
            await load(configuration)

    return reload
