"""One GET with a deadline and a bound, and its failures in the three errors of ours.

No redirect is followed: a bearer token goes to the host that was configured and to no other.
"""

import asyncio
import json
import ssl
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from bot.domain.errors import OutsideError, PermanentError, RefusedError, TransientError
from bot.domain.noun import Noun

CHUNK = 1 << 16
_SAID = 300


class Endpoint(Noun):
    """Where one of the two answers: a base URL, a file with a bearer token (read again each time), a CA file."""

    url: str
    token_file: Path | None = None
    ca_file: Path | None = None


class Source:
    """Asks one endpoint; `what` names it in sentences, `per_call` is a deadline in seconds, `most` a bound in bytes."""

    def __init__(self, endpoint: Endpoint, what: str, *, per_call: float, most: int) -> None:
        self._endpoint = endpoint
        self._what = what
        self._per_call = per_call
        self._most = most
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """End the connections."""
        if self._session is not None:
            await self._session.close()

    async def get(self, path: str, query: Mapping[str, str]) -> tuple[Any, int]:
        """The JSON of an answer and its size in bytes, unpacked.

        Raises:
            OutsideError: it was refused, failed, came too late, was too large or no JSON.
        """
        try:
            async with asyncio.timeout(self._per_call):
                status, body = await self._asked(path, query)
        except OutsideError:
            raise
        except TimeoutError as error:
            raise TransientError(f"{self._what}: no answer within {self._per_call:g} s") from error
        except (aiohttp.ClientError, OSError) as error:
            raise TransientError(f"{self._what}: cannot be reached ({type(error).__name__})") from error
        if status != HTTPStatus.OK:
            raise self._refusal(status, body)
        try:
            return json.loads(body), len(body)
        except (ValueError, RecursionError) as error:
            raise PermanentError(f"{self._what}: what came back is no JSON") from error

    async def _asked(self, path: str, query: Mapping[str, str]) -> tuple[int, bytes]:
        if self._session is None:
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=self._trust()))
        url = f"{self._endpoint.url.rstrip('/')}{path}"
        async with self._session.get(
            url, params=query, headers=self._headers(), allow_redirects=False
        ) as answer:
            parts: list[bytes] = []
            size = 0
            async for chunk in answer.content.iter_chunked(CHUNK):
                size += len(chunk)
                if size > self._most:
                    raise PermanentError(
                        f"{self._what}: the answer is larger than the {self._most:,} bytes that are read"
                    )
                parts.append(chunk)
            return answer.status, b"".join(parts)

    def _trust(self) -> ssl.SSLContext | bool:
        if urlsplit(self._endpoint.url).scheme != "https" or self._endpoint.ca_file is None:
            return True
        return ssl.create_default_context(cafile=self._endpoint.ca_file)

    def _headers(self) -> dict[str, str]:
        headers = {"Accept": "application/json", "User-Agent": "lookout"}
        if self._endpoint.token_file is not None:
            try:
                token = self._endpoint.token_file.read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError) as error:
                raise PermanentError(f"{self._what}: its token file cannot be read") from error
            headers["Authorization"] = f"Bearer {token}"
        return headers

    def _refusal(self, status: int, body: bytes) -> OutsideError:
        said = _message(body)
        sentence = f"{self._what}: answered {status}" + (f": {said}" if said else "")
        if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
            return RefusedError(sentence)
        busy = status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR
        return TransientError(sentence) if busy else PermanentError(sentence)


def _message(body: bytes) -> str:
    """What the other side says of its own refusal, if it says it in its API's form."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    said = told.get("error") if isinstance(told, dict) else told
    return said[:_SAID] if isinstance(said, str) else ""
