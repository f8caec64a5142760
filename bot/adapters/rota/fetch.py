"""One GET within a deadline and a bound. No redirect is followed: a token, or a secret address, goes to one host only.

No sentence holds the address: that of a private calendar is a secret itself.
"""

import asyncio
from collections.abc import Mapping, Sequence
from http import HTTPStatus

import aiohttp

from bot.domain.errors import OutsideError, PermanentError, RefusedError, TransientError

CHUNK = 1 << 16
MOST = 1_000_000
"""Bytes, unpacked."""


class Fetch:
    """Asks for the caller; `within` is a deadline in seconds, `most` a bound in bytes."""

    def __init__(self, what: str, *, within: float, most: int = MOST) -> None:
        self._what = what
        self._within = within
        self._most = most
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """End the connections."""
        if self._session is not None:
            await self._session.close()

    async def get(
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
            self._session = aiohttp.ClientSession()
        asked = self._session.get(url, params=query, headers=headers, allow_redirects=False)
        async with asked as answer:
            if answer.status != HTTPStatus.OK:
                raise self._refusal(answer.status)
            body = bytearray()
            async for chunk in answer.content.iter_chunked(CHUNK):
                body += chunk
                if len(body) > self._most:
                    raise PermanentError(
                        f"{self._what} answers more than the {self._most:,} bytes that are read"
                    )
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
