"""One GET within a deadline and a bound.

No redirect is followed: a token, or a secret address, goes to one host only, and a login page in place of a calendar
must not be taken for an empty one. No sentence holds the address: that of a private calendar is a secret itself.
"""

import asyncio
import ssl
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from pathlib import Path

import aiohttp

from bot.domain.errors import OutsideError, PermanentError, RefusedError, TransientError

_CHUNK = 1 << 16
MOST = 1_000_000
"""Bytes, unpacked; a year's calendar of a large company is a tenth of it."""


class Get:
    """Asks for the caller and keeps one connection for the next time.

    `what` begins each sentence about a failure. `within` is a deadline in seconds, `most` a bound in bytes; `ca_file`
    has the authority that is trusted, in place of the machine's.
    """

    def __init__(self, what: str, *, within: float, most: int = MOST, ca_file: Path | None = None) -> None:
        self._what = what
        self._within = within
        self._most = most
        self._ca_file = ca_file
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """End the connection."""
        if self._session is not None:
            await self._session.close()

    async def __call__(
        self, url: str, query: Sequence[tuple[str, str]] = (), headers: Mapping[str, str] | None = None
    ) -> bytes:
        """What the address answers.

        Raises:
            OutsideError: it was refused, failed, came too late, was too large or moved.
        """
        try:
            async with asyncio.timeout(self._within):
                return await self._asked(url, query, {"User-Agent": "lookout", **(headers or {})})
        except TimeoutError as error:
            raise TransientError(f"{self._what} gave no answer within {self._within:g} s") from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise TransientError(f"{self._what} cannot be reached ({type(error).__name__})") from error

    async def _asked(self, url: str, query: Sequence[tuple[str, str]], headers: Mapping[str, str]) -> bytes:
        if self._session is None:
            trusted = True if self._ca_file is None else ssl.create_default_context(cafile=self._ca_file)
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=trusted))
        asked = self._session.get(url, params=query, headers=headers, allow_redirects=False)
        async with asked as answer:
            if answer.status != HTTPStatus.OK:
                raise self._refusal(answer.status)
            body = bytearray()
            async for chunk in answer.content.iter_chunked(_CHUNK):
                body += chunk
                bounded(self._what, body, self._most)
            return bytes(body)

    def _refusal(self, status: int) -> OutsideError:
        if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
            return PermanentError(
                f"{self._what} answers {status}, a redirect elsewhere, which is not followed"
            )
        if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
            return RefusedError(f"{self._what} refuses ({status}): check the token or the address")
        if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return TransientError(f"{self._what} answers {status}")
        return PermanentError(f"{self._what} answers {status}")


def bounded(what: str, body: bytes | bytearray, most: int) -> None:
    """Nothing if it is small enough. Raises `PermanentError` if not."""
    if len(body) > most:
        raise PermanentError(f"{what} is larger than the {most:,} bytes that are read")
