"""One POST within a deadline and a bound, and its failures in the three errors of ours.

No redirect is followed: a key goes to the host that was configured and to no other. A call that was cut off on the way
is transient: it may have been accepted, and sent again with the same key it is the same page.
"""

import asyncio
import ssl
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from pathlib import Path
from typing import NamedTuple

import aiohttp

from bot.domain.errors import OutsideError, PermanentError, RefusedError, TransientError

MOST = 64_000
"""Bytes of an answer that are read; those of both ways are a few hundred."""
LONGEST_WAIT = 3600.0
"""Seconds; who asks for more is asked again after this."""
_CHUNK = 1 << 14
_LATER = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS})
_CLOSED = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.PROXY_AUTHENTICATION_REQUIRED})


class Answered(NamedTuple):
    """An answer of the 2xx: its status and its first `MOST` bytes."""

    status: int
    body: bytes


class Refusal(NamedTuple):
    """Any other answer."""

    status: int
    body: bytes
    retry_after: str


class Post:
    """Sends for the caller; `what` begins each sentence about a failure, `within` is a deadline in seconds.

    `ca_file` has the authority that is trusted in place of the machine's, `proxy` is the way out ("" for none).
    """

    def __init__(self, what: str, *, within: float, ca_file: Path | None = None, proxy: str = "") -> None:
        self._what = what
        self._within = within
        self._ca_file = ca_file
        self._proxy = proxy
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """End the connections."""
        if self._session is not None:
            await self._session.close()

    async def __call__(self, url: str, body: bytes, headers: Mapping[str, str], now: datetime) -> Answered:
        """Send the body; `now` is what a date in Retry-After is measured against.

        Raises:
            OutsideError: it was refused, failed, or no answer came in time.
        """
        try:
            async with asyncio.timeout(self._within):
                answer = await self._sent(url, body, headers)
        except TimeoutError as error:
            raise TransientError(f"{self._what} gave no answer within {self._within:g} s") from error
        except aiohttp.InvalidURL as error:
            raise PermanentError(f"{self._what} cannot be asked: its address is none") from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise TransientError(f"{self._what} cannot be reached ({type(error).__name__})") from error
        if isinstance(answer, Refusal):
            raise refused(self._what, answer, now)
        return answer

    async def _sent(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answered | Refusal:
        if self._session is None:
            trusted = True if self._ca_file is None else ssl.create_default_context(cafile=self._ca_file)
            # Pages are rare: a kept connection would more likely be a dead one than a saved one.
            connector = aiohttp.TCPConnector(ssl=trusted, force_close=True)
            self._session = aiohttp.ClientSession(connector=connector)
        told = {"Content-Type": "application/json", "User-Agent": "lookout", **headers}
        proxy = self._proxy or None
        async with self._session.post(
            url, data=body, headers=told, allow_redirects=False, proxy=proxy
        ) as answer:
            read = bytearray()
            async for chunk in answer.content.iter_chunked(_CHUNK):
                read += chunk[: MOST - len(read)]
                if len(read) >= MOST:
                    break
            if HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
                return Answered(answer.status, bytes(read))
            return Refusal(answer.status, bytes(read), answer.headers.get("Retry-After", ""))


def refused(what: str, answer: Refusal, now: datetime, said: str = "") -> OutsideError:
    """What a refusal means; `said` is what the other side says of it, made safe, "" if nothing."""
    tail = f": {said}" if said else ""
    status = answer.status
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return PermanentError(f"{what} answers {status}, a redirect elsewhere, which is not followed")
    if status in _CLOSED:
        return RefusedError(f"{what} answers {status}: check its key and its address{tail}")
    if status in _LATER or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return TransientError(f"{what} answers {status}{tail}", retry_after=_wait(answer.retry_after, now))
    return PermanentError(f"{what} answers {status}: it does not take this page{tail}")


def _wait(told: str, now: datetime) -> float | None:
    """Retry-After in seconds, as a number or as a date; None if it says nothing that is understood."""
    if told.strip().isdecimal():
        return min(float(told), LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(told)
    except ValueError:
        return None
    until = until if until.tzinfo is not None else until.replace(tzinfo=UTC)
    return min(max((until - now).total_seconds(), 0.0), LONGEST_WAIT)
