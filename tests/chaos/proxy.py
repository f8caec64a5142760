"""A TCP proxy before one dependency, by which it is cut, hung, slowed or left half-open.

What hangs is dropped once its sender gives up, as on a network that swallows it: nothing arrives late.
"""

import asyncio
from contextlib import suppress
from enum import StrEnum

PIECE = 65536
LOOK_AGAIN = 0.02


class Mode(StrEnum):
    """What happens to bytes.

    `CUT` breaks every connection and refuses new ones, `HANG` takes connections and passes nothing on, `SLOW` holds
    each piece back for `delay` seconds, `HALF_OPEN` does to the connections that stand what `HANG` does, and passes
    new ones.
    """

    PASS = "pass"
    CUT = "cut"
    HANG = "hang"
    SLOW = "slow"
    HALF_OPEN = "half-open"


class Proxy:
    """Listens on loopback and passes on to `port` there; `mode` may change at any moment."""

    def __init__(self, port: int, *, delay: float = 0.3) -> None:
        self._behind = port
        self._delay = delay
        self._mode = Mode.PASS
        self._half_open: set[asyncio.Task[None]] = set()
        self._links: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None
        self.port = 0

    async def start(self) -> None:
        """Listen."""
        self._server = await asyncio.start_server(self._link, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Break every connection and listen no more."""
        if self._server is not None:
            self._server.close()
        await self._break()

    async def set(self, mode: Mode) -> None:
        """From now on, for connections that stand as well."""
        self._mode = mode
        self._half_open = set(self._links) if mode is Mode.HALF_OPEN else set()
        if mode is Mode.CUT:
            await self._break()

    async def _break(self) -> None:
        broken = tuple(self._links)
        for link in broken:
            link.cancel()
        await asyncio.gather(*broken, return_exceptions=True)

    async def _link(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        link = asyncio.current_task()
        assert link is not None
        self._links.add(link)
        far: asyncio.StreamWriter | None = None
        # A broken connection is an end like another, and so is a cut: what it cancels has nobody who waits.
        with suppress(OSError, asyncio.CancelledError):
            try:
                if self._mode is not Mode.CUT:
                    await self._while_held(link, reader)
                    far_reader, far = await asyncio.open_connection("127.0.0.1", self._behind)
                    await self._both(link, (reader, far), (far_reader, writer))
            finally:
                self._links.discard(link)
                for one in (writer, far):
                    if one is not None:
                        one.transport.abort()

    async def _both(
        self,
        link: "asyncio.Task[None]",
        there: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        back: tuple[asyncio.StreamReader, asyncio.StreamWriter],
    ) -> None:
        ways = [asyncio.ensure_future(self._pass(link, *way)) for way in (there, back)]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)

    async def _pass(
        self, link: "asyncio.Task[None]", reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        while piece := await reader.read(PIECE):
            if self._mode is Mode.SLOW:
                await asyncio.sleep(self._delay)
            await self._while_held(link, reader)
            writer.write(piece)
            await writer.drain()

    async def _while_held(self, link: "asyncio.Task[None]", reader: asyncio.StreamReader) -> None:
        """Keep what came until it may go on. Raises `ConnectionError` if its sender has gone meanwhile."""
        while self._mode is Mode.HANG or link in self._half_open:
            await asyncio.sleep(LOOK_AGAIN)
            if reader.at_eof():
                raise ConnectionError("given up")
