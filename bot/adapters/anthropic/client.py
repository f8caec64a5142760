"""The vendor's client, pinned: this key, this address, no retries, no redirects, nothing of the environment.

The library reads a dozen variables (address, key, further headers, tracing, proxies) and would obey them without a
word. So all that it can be told is told, and the last look at each request takes off whatever else was put on.
"""

import logging
from collections.abc import AsyncIterator

import httpx2

from anthropic import AsyncAnthropic

API_VERSION = "2026-10-21"
"""Of the provider's API; another one is a decision, not an update."""
MOST_BYTES = 8_000_000
"""Of one answer, as it comes over the wire; what is longer is no answer."""
_TALKATIVE = ("anthropic", "httpx2", "httpcore2")
"""A variable makes them write whole requests into the log."""
_CONNECT_SECONDS = 5.0
_CONNECTIONS = 20
_HEADERS = frozenset(
    {
        "accept",
        "connection",
        "content-length",
        "content-type",
        "host",
        "idempotency-key",
        "transfer-encoding",
    }
)


class TooLargeError(Exception):
    """The answer is longer than what is read of one."""


class PackedError(Exception):
    """The answer is compressed, which was not asked for: what it unpacks to has no bound."""


def connect(
    key: str, base_url: str, *, within: float, proxy: str = "", most: int = MOST_BYTES
) -> AsyncAnthropic:
    """A client for one key and one address; `within` bounds each wait in seconds, `most` an answer in bytes.

    A whole attempt has its own deadline besides: a slow drip never trips the one of a wait.
    """
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)

    async def pin(request: httpx2.Request) -> None:
        for name in set(request.headers):
            if name.lower() not in _HEADERS:
                del request.headers[name]
        request.headers["Authorization"] = f"Bearer {key}"
        request.headers["Anthropic-Version"] = API_VERSION
        request.headers["User-Agent"] = "lookout"
        request.headers["Accept-Encoding"] = "identity"

    timeout = httpx2.Timeout(within, connect=min(within, _CONNECT_SECONDS))
    http = httpx2.AsyncClient(
        transport=_Bounded(_transport(proxy), most),
        timeout=timeout,
        trust_env=False,
        follow_redirects=False,
        event_hooks={"request": [pin]},
    )
    return AsyncAnthropic(
        api_key=key,
        base_url=base_url,
        max_retries=0,
        timeout=timeout,
        http_client=http,
        open_telemetry=False,
    )


def _transport(proxy: str) -> httpx2.AsyncHTTPTransport:
    limits = httpx2.Limits(max_connections=_CONNECTIONS, max_keepalive_connections=_CONNECTIONS)
    return httpx2.AsyncHTTPTransport(trust_env=False, limits=limits, proxy=proxy or None)


class _Bounded(httpx2.AsyncBaseTransport):
    """Another transport, of whose answers no more than `most` bytes are read, and none that is compressed."""

    def __init__(self, beneath: httpx2.AsyncBaseTransport, most: int) -> None:
        self._beneath = beneath
        self._most = most

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        answer = await self._beneath.handle_async_request(request)
        body = answer.stream
        assert isinstance(body, httpx2.AsyncByteStream)  # noqa: S101 - narrows the type: this transport gives no other
        if answer.headers.get("content-encoding", "identity").strip().lower() not in {"", "identity"}:
            await body.aclose()
            raise PackedError
        answer.stream = _Measured(body, self._most)
        return answer

    async def aclose(self) -> None:
        await self._beneath.aclose()


class _Measured(httpx2.AsyncByteStream):
    """A body that ends in `TooLargeError` past its bound."""

    def __init__(self, beneath: httpx2.AsyncByteStream, most: int) -> None:
        self._beneath = beneath
        self._left = most

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._beneath:
            self._left -= len(chunk)
            if self._left < 0:
                raise TooLargeError
            yield chunk

    async def aclose(self) -> None:
        await self._beneath.aclose()
