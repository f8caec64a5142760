"""The heartbeat over HTTP: a GET of an address that raises the alarm when nobody asks for it any more.

Healthchecks, Dead Man's Snitch, Cronitor, Better Stack and an Uptime Kuma push monitor all take it. The address is a
secret, so no sentence holds it, and no redirect carries it elsewhere.
"""

import asyncio
from http import HTTPStatus

import aiohttp

from bot.domain.errors import OutsideError, PermanentError, RefusedError, TransientError

_WHAT = "the heartbeat's address"


class HttpHeartbeat:
    """The `Heartbeat` port; `within` is a call's deadline in seconds."""

    def __init__(self, url: str, *, within: float = 10.0) -> None:
        self._url = url
        self._within = within
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """End the connection."""
        if self._session is not None:
            await self._session.close()

    async def beat(self) -> None:
        """Call it; any answer of 2xx has taken it.

        Raises:
            OutsideError: it did not answer, or not so.
        """
        if self._session is None:
            self._session = aiohttp.ClientSession(headers={"User-Agent": "lookout"})
        try:
            async with (
                asyncio.timeout(self._within),
                self._session.get(self._url, allow_redirects=False) as answer,
            ):
                status = answer.status
        except TimeoutError as error:
            raise TransientError(f"{_WHAT} gave no answer within {self._within:g} s") from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise TransientError(f"{_WHAT} cannot be reached ({type(error).__name__})") from error
        if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
            raise _refusal(status)


def _refusal(status: int) -> OutsideError:
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        return RefusedError(f"{_WHAT} refuses ({status}): is it still the right one?")
    if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return TransientError(f"{_WHAT} answers {status}")
    return PermanentError(f"{_WHAT} answers {status}: is it still the right one?")
