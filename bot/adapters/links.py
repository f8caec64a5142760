"""Addresses of runbooks, asked whether anything answers there. A preflight's `Links` port.

From where Lookout runs, without a sign-in: an address that answers may still be closed to a given person. No redirect
is followed and nothing of an answer is read. What is this very machine's, or a cloud's own service for machines
(link-local, and the few that have another address), is not asked, by whatever name it is called. Private addresses are:
the wiki of a house has one.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Callable
from http import HTTPStatus

import aiohttp
import yarl
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import DefaultResolver

from bot.domain.preflight import Can

AT_ONCE = 4
GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
CLOSED = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.PROXY_AUTHENTICATION_REQUIRED})
NO_HEAD = frozenset({HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.NOT_IMPLEMENTED, HTTPStatus.BAD_REQUEST})
METADATA = frozenset(
    map(
        ipaddress.ip_address,
        ("100.100.100.200", "168.63.129.16", "192.0.0.192", "fd00:ec2::254", "fd20:ce::254"),
    )
)
"""Where a cloud tells its machines who they are, apart from 169.254.169.254: Alibaba, Azure, Oracle, AWS, Google."""
NOT_ASKED = "not asked: it leads to this machine, or to an address that is for machines only"


def is_for_machines(address: str) -> bool:
    """Whether it is an IP address no person opens: this machine's, a cloud's own, link-local, multicast, reserved."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    plain = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None) or found
    return (
        plain in METADATA
        or plain.is_loopback
        or plain.is_link_local
        or plain.is_multicast
        or plain.is_reserved
        or plain.is_unspecified
    )


class HttpLinks:
    """Asks by HEAD, then by GET where HEAD is not understood; each address has `within` seconds.

    `refused` judges an IP address; a name is judged by each address that it leads to.
    """

    def __init__(self, *, within: float, refused: Callable[[str], bool] = is_for_machines) -> None:
        self._within = within
        self._refused = refused
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """End the connections."""
        if self._session is not None:
            await self._session.close()

    async def ask(self, url: str) -> tuple[Can, str]:
        """The answer and what was seen."""
        try:
            parsed = yarl.URL(url)
        except ValueError:
            return Can.UNKNOWN, "not asked: it is no address"
        if flaw := self._flaw(parsed):
            return Can.UNKNOWN, flaw
        async with self._turns:
            try:
                async with asyncio.timeout(self._within):
                    return meaning(await self._status(parsed))
            except TimeoutError:
                return Can.UNKNOWN, f"no answer within {self._within:g} s"
            except _RefusedAddressError:
                return Can.UNKNOWN, NOT_ASKED
            except (aiohttp.ClientError, OSError, ValueError) as error:
                return Can.UNKNOWN, f"it cannot be reached from where Lookout runs ({type(error).__name__})"

    def _flaw(self, url: yarl.URL) -> str:
        """Why an address is not asked, "" if it is. The host is judged as it will be connected to."""
        if url.scheme not in {"http", "https"} or not url.host or url.user or url.password:
            return "not asked: it is no plain http or https address"
        return NOT_ASKED if self._refused(url.host) else ""

    async def _status(self, url: yarl.URL) -> int:
        if self._session is None:
            connector = aiohttp.TCPConnector(resolver=_Judged(self._refused))
            self._session = aiohttp.ClientSession(connector=connector, headers={"User-Agent": "lookout"})
        async with self._session.head(url, allow_redirects=False) as answer:
            if answer.status not in NO_HEAD:
                return answer.status
        async with self._session.get(url, allow_redirects=False) as answer:
            answer.close()
            return answer.status


def meaning(status: int) -> tuple[Can, str]:
    """What an HTTP status says of an address."""
    if status in GONE:
        return Can.NO, f"it answers {status}: the page is not there"
    if status in CLOSED:
        return Can.YES, f"it answers {status}: it asks for a sign-in"
    if status < HTTPStatus.MULTIPLE_CHOICES:
        return Can.YES, f"it answers {status}"
    if status < HTTPStatus.BAD_REQUEST:
        return Can.YES, f"it answers {status}, a redirect, which was not followed"
    return Can.UNKNOWN, f"it answers {status}"


class _RefusedAddressError(Exception):
    """A name that leads to an address that is not asked."""


class _Judged(AbstractResolver):
    """Names, looked up as usual; one that leads anywhere it must not is refused as a whole."""

    def __init__(self, refused: Callable[[str], bool]) -> None:
        self._refused = refused
        self._inner = DefaultResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        if any(self._refused(one["host"]) for one in found):
            raise _RefusedAddressError
        return found

    async def close(self) -> None:
        await self._inner.close()
