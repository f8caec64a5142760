"""The heartbeat over a real socket and in memory: one contract, and what the far side may do."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from bot.adapters.heartbeat import HttpHeartbeat
from bot.adapters.http.server import Server
from bot.domain.errors import OutsideError, PermanentError, RefusedError, TransientError
from bot.triage.ports.oncall import Heartbeat
from tests.fakes_oncall import FakeHeartbeat


class FarSide:
    """What is called: it counts, and answers `status`; `hangs` until it is set."""

    def __init__(self) -> None:
        self.calls = 0
        self.status = 200
        self.hangs: asyncio.Event | None = None

    async def answer(self, _request: web.Request) -> web.Response:
        if self.hangs is not None:
            await self.hangs.wait()
        self.calls += 1
        return web.Response(status=self.status, headers={"Location": "/elsewhere"})


@asynccontextmanager
async def far_side() -> AsyncIterator[tuple[FarSide, HttpHeartbeat]]:
    far = FarSide()
    server = Server("127.0.0.1", 0, [web.get("/{path:.*}", far.answer)])
    url = await server.start()
    heartbeat = HttpHeartbeat(f"{url}/secret", within=0.5)
    try:
        yield far, heartbeat
    finally:
        if far.hangs is not None:
            far.hangs.set()
        await heartbeat.close()
        await server.stop()


@pytest.mark.parametrize("status", [200, 201, 202, 204])
async def test_any_answer_of_success_has_taken_it(status: int) -> None:
    async with far_side() as (far, heartbeat):
        far.status = status
        await heartbeat.beat()
        await heartbeat.beat()
        assert far.calls == 2


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (302, PermanentError),
        (401, RefusedError),
        (403, RefusedError),
        (404, PermanentError),
        (429, TransientError),
        (500, TransientError),
    ],
)
async def test_any_other_is_an_error_that_does_not_tell_the_address(
    status: int, kind: type[OutsideError]
) -> None:
    async with far_side() as (far, heartbeat):
        far.status = status
        with pytest.raises(kind, match=str(status)) as caught:
            await heartbeat.beat()
        assert far.calls == 1, "a redirect is not followed"
    assert "secret" not in str(caught.value)
    assert "127.0.0.1" not in str(caught.value)


async def test_no_answer_in_time_and_nobody_there_may_pass() -> None:
    async with far_side() as (far, heartbeat):
        far.hangs = asyncio.Event()
        with pytest.raises(TransientError, match=r"no answer within 0\.5 s"):
            await heartbeat.beat()
    gone = HttpHeartbeat("http://127.0.0.1:9/secret")
    with pytest.raises(TransientError, match="cannot be reached") as caught:
        await gone.beat()
    assert "secret" not in str(caught.value)
    await gone.close()
    await HttpHeartbeat("http://127.0.0.1:9/").close()


async def contract(
    heartbeat: Heartbeat, taken: Callable[[], int], break_it: Callable[[], Awaitable[None]]
) -> None:
    """What the story counts on: a beat arrives, and one that does not is one of our errors."""
    await heartbeat.beat()
    assert taken() == 1
    await break_it()
    with pytest.raises(OutsideError):
        await heartbeat.beat()


async def test_the_fake_keeps_the_contract() -> None:
    fake = FakeHeartbeat()

    async def break_it() -> None:
        fake.trouble = TransientError("away")

    await contract(fake, lambda: fake.taken, break_it)


async def test_the_real_one_keeps_the_contract() -> None:
    async with far_side() as (far, heartbeat):

        async def break_it() -> None:
            far.status = 503

        await contract(heartbeat, lambda: far.calls, break_it)
