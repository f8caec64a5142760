"""The proxy does to bytes what it says, or the bad days of the network would be good ones."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest

from tests.chaos.proxy import Mode, Proxy

SOON, NEVER = 5.0, 0.3


class Echo:
    """A server that says what it heard, and keeps it."""

    def __init__(self) -> None:
        self.heard = b""

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        with suppress(OSError):
            while piece := await reader.read(1000):
                self.heard += piece
                writer.write(piece)
        writer.close()


@pytest.fixture
async def echo() -> AsyncIterator[tuple[Echo, Proxy]]:
    said = Echo()
    server = await asyncio.start_server(said, "127.0.0.1", 0)
    proxy = Proxy(server.sockets[0].getsockname()[1], delay=0.2)
    await proxy.start()
    yield said, proxy
    await proxy.stop()
    server.close()


Ends = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def connect(proxy: Proxy) -> Ends:
    return await asyncio.open_connection("127.0.0.1", proxy.port)


async def say(ends: Ends, words: bytes) -> bytes:
    reader, writer = ends
    writer.write(words)
    return await asyncio.wait_for(reader.readexactly(len(words)), SOON)


async def silent(ends: Ends, words: bytes) -> bool:
    reader, writer = ends
    writer.write(words)
    try:
        await asyncio.wait_for(reader.read(1), NEVER)
    except TimeoutError:
        return True
    return False


async def test_bytes_pass_both_ways(echo: tuple[Echo, Proxy]) -> None:
    ends = await connect(echo[1])
    assert await say(ends, b"hello") == b"hello"
    ends[1].close()


async def test_a_cut_ends_connections_and_refuses_new_ones_until_it_is_over(echo: tuple[Echo, Proxy]) -> None:
    _, proxy = echo
    ends = await connect(proxy)
    await say(ends, b"hello")
    await proxy.set(Mode.CUT)
    for gone in (ends, await connect(proxy)):
        with suppress(ConnectionError):
            assert await asyncio.wait_for(gone[0].read(), SOON) == b""
        gone[1].close()
    await proxy.set(Mode.PASS)
    ends = await connect(proxy)
    assert await say(ends, b"again") == b"again"
    ends[1].close()


async def test_what_hangs_passes_when_it_is_over(echo: tuple[Echo, Proxy]) -> None:
    said, proxy = echo
    ends = await connect(proxy)
    await say(ends, b"hello")
    await proxy.set(Mode.HANG)
    assert await silent(ends, b"held")
    assert said.heard == b"hello"
    await proxy.set(Mode.PASS)
    assert await asyncio.wait_for(ends[0].readexactly(4), SOON) == b"held"
    ends[1].close()


async def test_what_hung_when_its_sender_gave_up_arrives_nowhere(echo: tuple[Echo, Proxy]) -> None:
    said, proxy = echo
    ends = await connect(proxy)
    await say(ends, b"hello")
    await proxy.set(Mode.HANG)
    assert await silent(ends, b"lost")
    ends[1].close()
    await asyncio.sleep(NEVER)
    await proxy.set(Mode.PASS)
    after = await connect(proxy)
    await say(after, b"after")
    assert said.heard == b"helloafter"
    after[1].close()


async def test_slow_is_late_and_whole(echo: tuple[Echo, Proxy]) -> None:
    _, proxy = echo
    ends = await connect(proxy)
    await proxy.set(Mode.SLOW)
    began = asyncio.get_running_loop().time()
    assert await say(ends, b"hello") == b"hello"
    assert asyncio.get_running_loop().time() - began >= 0.4
    ends[1].close()


async def test_half_open_holds_the_connections_that_stand_and_takes_new_ones(
    echo: tuple[Echo, Proxy],
) -> None:
    _, proxy = echo
    old = await connect(proxy)
    await say(old, b"hello")
    await proxy.set(Mode.HALF_OPEN)
    assert await silent(old, b"held")
    new = await connect(proxy)
    assert await say(new, b"new") == b"new"
    for one in (old, new):
        one[1].close()
