"""The bytes of a feed, from a file or by one GET, within a deadline and a bound.

No redirect is followed: a page that has moved, or a login page in its place, must not be taken for an empty calendar.
"""

import asyncio
import ssl
from http import HTTPStatus
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

import aiohttp

from bot.domain.errors import PermanentError, RefusedError, TransientError
from bot.domain.noun import Noun

MOST = 1_000_000
"""Bytes, unpacked; a year's calendar of a large company is a tenth of it."""
_CHUNK = 1 << 16
Body = TypeVar("Body", bytes, bytearray)


class Feed(Noun):
    """Where something is read: a file, or a URL with a bearer token (of a file, read each time) and a CA file."""

    path: Path | None = None
    url: str = ""
    token_file: Path | None = None
    ca_file: Path | None = None


class Fetch:
    """Reads one feed; `per_call` is the deadline in seconds. It keeps one connection for the next time."""

    def __init__(self, feed: Feed, *, per_call: float, most: int = MOST) -> None:
        self._feed = feed
        self._per_call = per_call
        self._most = most
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """End the connection."""
        if self._session is not None:
            await self._session.close()

    async def __call__(self) -> bytes:
        """All of it.

        Raises:
            OutsideError: it is not there, was refused, came too late, is too large or elsewhere.
        """
        try:
            async with asyncio.timeout(self._per_call):
                if self._feed.path is not None:
                    return await asyncio.to_thread(self._file, self._feed.path)
                return await self._asked()
        except TimeoutError as error:
            raise TransientError(f"no answer within {self._per_call:g} s") from error
        except aiohttp.ClientError as error:
            raise TransientError(f"it cannot be reached ({type(error).__name__})") from error
        except OSError as error:
            raise TransientError(f"it cannot be read ({error.strerror or type(error).__name__})") from error

    def _file(self, path: Path) -> bytes:
        with path.open("rb") as opened:
            return self._bounded(opened.read(self._most + 1))

    async def _asked(self) -> bytes:
        if self._session is None:
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=self._trust()))
        asked = self._session.get(self._feed.url, headers=self._headers(), allow_redirects=False)
        async with asked as answer:
            if answer.status != HTTPStatus.OK:
                raise _refusal(answer.status)
            body = bytearray()
            async for chunk in answer.content.iter_chunked(_CHUNK):
                body += chunk
                self._bounded(body)
            return bytes(body)

    def _bounded(self, body: Body) -> Body:
        if len(body) > self._most:
            raise PermanentError(f"it is larger than the {self._most:,} bytes that are read")
        return body

    def _trust(self) -> ssl.SSLContext | bool:
        if urlsplit(self._feed.url).scheme != "https" or self._feed.ca_file is None:
            return True
        return ssl.create_default_context(cafile=self._feed.ca_file)

    def _headers(self) -> dict[str, str]:
        headers = {"User-Agent": "lookout"}
        if self._feed.token_file is not None:
            try:
                token = self._feed.token_file.read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError) as error:
                raise PermanentError("its token file cannot be read") from error
            headers["Authorization"] = f"Bearer {token}"
        return headers


def _refusal(status: int) -> PermanentError | RefusedError | TransientError:
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return PermanentError(f"it answers {status}, a redirect elsewhere, which is not followed")
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        return RefusedError(f"it refuses ({status})")
    if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return TransientError(f"it answers {status}")
    return PermanentError(f"it answers {status}")
