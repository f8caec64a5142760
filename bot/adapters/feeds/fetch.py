"""The bytes of a feed, from a file or from an address, within a deadline and a bound."""

import asyncio
from pathlib import Path

from bot.adapters.feeds.get import MOST, Get, bounded
from bot.domain.errors import PermanentError, TransientError
from bot.domain.noun import Noun

_WHAT = "it"


class Feed(Noun):
    """Where something is read: a file, or a URL with a bearer token (of a file, read each time) and a CA file."""

    path: Path | None = None
    url: str = ""
    token_file: Path | None = None
    ca_file: Path | None = None


class Fetch:
    """Reads one feed; `per_call` is the deadline in seconds."""

    def __init__(self, feed: Feed, *, per_call: float, most: int = MOST) -> None:
        self._feed = feed
        self._per_call = per_call
        self._most = most
        self._get = Get(_WHAT, within=per_call, most=most, ca_file=feed.ca_file)

    async def close(self) -> None:
        """End the connection."""
        await self._get.close()

    async def __call__(self) -> bytes:
        """All of it.

        Raises:
            OutsideError: it is not there, was refused, came too late, is too large or elsewhere.
        """
        try:
            async with asyncio.timeout(self._per_call):
                if self._feed.path is not None:
                    return await asyncio.to_thread(self._file, self._feed.path)
                headers = await asyncio.to_thread(self._headers)
                return await self._get(self._feed.url, headers=headers)
        except TimeoutError as error:
            raise TransientError(f"{_WHAT} gave no answer within {self._per_call:g} s") from error
        except OSError as error:
            raise TransientError(f"it cannot be read ({error.strerror or type(error).__name__})") from error

    def _file(self, path: Path) -> bytes:
        with path.open("rb") as opened:
            body = opened.read(self._most + 1)
        bounded(_WHAT, body, self._most)
        return body

    def _headers(self) -> dict[str, str]:
        if self._feed.token_file is None:
            return {}
        try:
            token = self._feed.token_file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise PermanentError("its token file cannot be read") from error
        return {"Authorization": f"Bearer {token}"}
