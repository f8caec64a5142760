"""One request over the official client, raw: no models, no second try, the status for the caller to judge.

The client's typed calls fail a whole list for one null field and stall the loop while they parse, so Lookout
reads and writes JSON. Authentication, TLS and the connection pool stay the client's.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from kubernetes.aio.client import ApiClient
from multidict import CIMultiDict

from bot.domain.cluster_user import ClusterUser
from bot.domain.errors import PermanentError

CHUNK = 1 << 16
CONNECT_SECONDS = 2.0


@asynccontextmanager
async def request(
    client: ApiClient,
    method: str,
    path: str,
    *,
    query: Mapping[str, str | int] | None = None,
    body: Any = None,
    content_type: str = "application/json",
    acting_as: ClusterUser | None = None,
) -> AsyncIterator[aiohttp.ClientResponse]:
    """Send one request and hand out the response, whatever its status; it is released in the end.

    `acting_as` is the person to put on for it, in place of whom the client puts on by itself.

    The deadline is the caller's (`asyncio.timeout`); only reaching the server has one of its own, so that a
    write that never left can be told from one that did.

    Raises:
        aiohttp.ClientError: and the others of `errors.FAILURES`.
    """
    _, url, headers, sent, _ = await client.param_serialize(
        method,
        path,
        query_params=[(key, value) for key, value in (query or {}).items() if value != ""],
        header_params={"Accept": "application/json", "Accept-Encoding": "gzip", "Content-Type": content_type},
        body=body,
        auth_settings=["BearerToken"],
    )
    patience = aiohttp.ClientTimeout(total=None, connect=CONNECT_SECONDS)
    answer = await client.call_api(method, url, _as(headers, acting_as), sent, _request_timeout=patience)
    response: aiohttp.ClientResponse = answer.response
    try:
        yield response
    finally:
        # Closed rather than released: what was not read of a log must not be waited for.
        response.close() if not response.content.at_eof() else response.release()


def _as(headers: dict[str, str], person: ClusterUser | None) -> Any:
    """The headers with that person's name and groups; a group a header, as the API server wants them."""
    if person is None:
        return headers
    several = CIMultiDict(headers)
    several["Impersonate-User"] = person.user
    several.popall("Impersonate-Group", None)
    for group in person.groups:
        several.add("Impersonate-Group", group)
    return several


async def read_capped(response: aiohttp.ClientResponse, at_most: int, what: str) -> bytes:
    """The whole body, unpacked.

    Raises:
        PermanentError: it is larger than `at_most` bytes.
    """
    parts: list[bytes] = []
    size = 0
    async for chunk in response.content.iter_chunked(CHUNK):
        size += len(chunk)
        if size > at_most:
            raise PermanentError(
                f"{what}: the answer is larger than the {at_most:,} bytes that are read at most"
            )
        parts.append(chunk)
    return b"".join(parts)
