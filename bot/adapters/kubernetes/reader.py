"""The `Cluster` port over the Kubernetes API: raw JSON, in pages, each call with its deadline and bound.

Reads only, under the reader's identity, and of the kinds in `kinds.RESOURCES` only. Nothing is repeated here:
what did not come in time is a gap of the triage that asked.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any

import aiohttp
from kubernetes.aio.client import ApiClient

from bot.adapters.kubernetes.call import CHUNK, read_capped, request
from bot.adapters.kubernetes.connect import close
from bot.adapters.kubernetes.errors import FAILURES, from_exception, from_status, message_of
from bot.adapters.kubernetes.kinds import path_of
from bot.domain.errors import OutsideError, PermanentError
from bot.domain.snapshot import LogKey
from bot.facts.written import last_write
from bot.triage.ports.cluster import Listing

PAGE = 500
LARGEST = 64_000_000
SMALLEST_LINE = 32
NO_LOG = (
    "previous terminated container",
    "is waiting to start",
    "is not available",
    "does not have a host assigned",
)
KUBELET_LOST_IT = b"unable to retrieve container logs for "


class Reader:
    """Reads one cluster; `name` is its name in the configuration, `client` the reader's identity.

    `per_call` is the deadline of one call in seconds, `page` the objects asked for at a time and `max_bytes`
    the bound on one list, unpacked and over all pages.
    """

    def __init__(
        self,
        name: str,
        client: ApiClient,
        *,
        per_call: float = 5.0,
        page: int = PAGE,
        max_bytes: int = LARGEST,
    ) -> None:
        self._name = name
        self._client = client
        self._per_call = per_call
        self._page = page
        self._max_bytes = max_bytes

    @property
    def name(self) -> str:
        """The name of the cluster in the configuration."""
        return self._name

    async def close(self) -> None:
        """End the connections."""
        await close(self._client)

    async def list(self, plural: str, namespace: str, *, labels: str = "", fields: str = "") -> Listing:
        """All pages of a list as raw objects, each with `kind` and `apiVersion`; of managedFields the last write.

        Raises:
            OutsideError: it was refused, failed, came too late or was too large; never a part of a list.
        """
        what = f"reading {plural} in {namespace}" if namespace else f"reading {plural}"
        path = path_of(plural, namespace)
        query: dict[str, str | int] = {"labelSelector": labels, "fieldSelector": fields, "limit": self._page}
        items: list[dict[str, Any]] = []
        unpacked = received = 0
        async with self._deadline(what):
            while True:
                async with request(self._client, "GET", path, query=query) as response:
                    body = await read_capped(response, self._max_bytes - unpacked, what)
                    received += response.content.total_raw_bytes
                if response.status != HTTPStatus.OK:
                    raise from_status(response.status, body, what, response.headers)
                unpacked += len(body)
                page = json.loads(body)
                items.extend(_objects(page, what))
                following = (page.get("metadata") or {}).get("continue")
                if not following:
                    return Listing(items=tuple(items), bytes=received)
                query["continue"] = following

    async def logs(self, key: LogKey, *, max_bytes: int = 64_000) -> str:
        """The newest bytes of a container's log, in whole lines where there is more; "" when there is none.

        Raises:
            OutsideError: it was refused, failed or came too late.
        """
        run = "previous log" if key.previous else "log"
        what = f"reading the {run} of {key.namespace}/{key.pod}/{key.container}"
        # The server's own limit keeps the oldest bytes of the tail, so the tail is asked for in lines and cut
        # here.
        query: dict[str, str | int] = {
            "container": key.container,
            "previous": "true" if key.previous else "",
            "tailLines": max(100, max_bytes // SMALLEST_LINE),
        }
        path = path_of("pods", key.namespace, key.pod, "log")
        async with self._deadline(what), request(self._client, "GET", path, query=query) as response:
            if response.status == HTTPStatus.OK:
                return _newest(await _tail(response, max_bytes), max_bytes)
            body = await read_capped(response, self._max_bytes, what)
        if _has_none(response.status, message_of(body), key.pod):
            return ""
        raise from_status(response.status, body, what, response.headers)

    @asynccontextmanager
    async def _deadline(self, what: str) -> AsyncIterator[None]:
        """The call's deadline, and its failures in our words."""
        try:
            async with asyncio.timeout(self._per_call):
                yield
        except OutsideError:
            raise
        except FAILURES as problem:
            raise from_exception(problem, what) from problem


def _objects(page: Any, what: str) -> Iterator[dict[str, Any]]:
    """The objects of one page; a list's items do not say what they are, so its own kind tells.

    Raises:
        PermanentError: this is no list of objects, so whatever answered is no Kubernetes API server.
    """
    if not _is_list(page):
        raise PermanentError(f"{what}: what came back is not what a Kubernetes API server answers")
    kind = str(page.get("kind", "")).removesuffix("List")
    version = page.get("apiVersion", "")
    for item in page.get("items") or ():
        if "managedFields" in (metadata := item.get("metadata") or {}):
            metadata["managedFields"] = last_write(item)
        yield {"apiVersion": version, "kind": kind, **item}


def _is_list(page: Any) -> bool:
    if not isinstance(page, dict) or not isinstance(page.get("metadata") or {}, dict):
        return False
    items = page.get("items") or []
    return isinstance(items, list) and all(
        isinstance(item, dict) and isinstance(item.get("metadata") or {}, dict) for item in items
    )


def _has_none(status: int, said: str, pod: str) -> bool:
    """Whether the answer is that there is no log: none was written yet, or the pod left since it was listed."""
    if status == HTTPStatus.NOT_FOUND:
        return f'pods "{pod}" not found' in said
    return status == HTTPStatus.BAD_REQUEST and any(words in said for words in NO_LOG)


async def _tail(response: aiohttp.ClientResponse, max_bytes: int) -> bytes:
    """The last bytes of a stream: one more than wanted tells that something was cut."""
    kept = bytearray()
    async for chunk in response.content.iter_chunked(CHUNK):
        kept += chunk
        del kept[: -(max_bytes + 1)]
    return bytes(kept)


def _newest(tail: bytes, max_bytes: int) -> str:
    if tail.startswith(KUBELET_LOST_IT) and tail.count(b"\n") <= 1:
        return ""
    if len(tail) > max_bytes:
        _, newline, rest = tail.partition(b"\n")
        tail = rest if newline and rest else tail[-max_bytes:]
    return tail.decode(errors="replace")
