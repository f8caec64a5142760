"""What a probe is told, over a real socket."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import aiohttp
import pytest
from structlog.testing import capture_logs

from bot.adapters.http import health
from bot.adapters.http.health import UNTOLD, Probe
from bot.adapters.http.server import Server
from bot.domain.errors import PermanentError, TransientError
from tests.fakes_clock import FakeClock


def saying(why: str) -> Probe:
    async def check() -> str:
        return why

    return check


async def failing() -> str:
    raise TransientError("connection to 10.0.0.7 as lookout failed")


@asynccontextmanager
async def asked(alive: Mapping[str, Probe], ready: Mapping[str, Probe]) -> AsyncIterator[str]:
    server = Server("127.0.0.1", 0, health.routes(alive, ready))
    yield await server.start()
    await server.stop()


async def get(url: str) -> tuple[int, list[dict[str, object]]]:
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        return answer.status, [json.loads(line) for line in (await answer.text()).splitlines()]


async def test_all_that_is_well_is_said_line_by_line() -> None:
    async with asked({"loops": saying("")}, {"slack": saying(""), "store": saying("")}) as url:
        assert await get(f"{url}/healthz") == (200, [{"check": "loops", "ok": True}])
        status, lines = await get(f"{url}/readyz")
    assert (status, [line["check"] for line in lines]) == (200, ["slack", "store"])


async def test_one_reason_is_enough_to_be_unready_and_leaves_the_process_alive() -> None:
    ready = {"slack": saying("no connection"), "store": failing, "clusters": saying("")}
    async with asked({"loops": saying("")}, ready) as url:
        assert (await get(f"{url}/healthz"))[0] == 200
        status, lines = await get(f"{url}/readyz")
    assert status == 503
    assert lines == [
        {"check": "slack", "ok": False, "why": "no connection"},
        {"check": "store", "ok": False, "why": UNTOLD},
        {"check": "clusters", "ok": True},
    ]


async def test_what_is_only_told_stands_there_and_makes_nobody_unready() -> None:
    server = Server(
        "127.0.0.1", 0, health.routes({}, {"slack": saying("")}, {"kill switch": saying("silent")})
    )
    url = await server.start()
    status, lines = await get(f"{url}/readyz")
    await server.stop()
    assert (status, lines) == (
        200,
        [
            {"check": "slack", "ok": True},
            {"check": "kill switch", "ok": False, "why": "silent", "counts": False},
        ],
    )


async def test_what_an_outside_server_said_is_for_the_log_alone() -> None:
    async with asked({}, {"store": failing}) as url:
        with capture_logs() as logged:
            _, [line] = await get(f"{url}/readyz")
    assert line == {"check": "store", "ok": False, "why": UNTOLD}
    assert [(one["check"], one["why"]) for one in logged] == [
        ("store", "connection to 10.0.0.7 as lookout failed")
    ]


async def test_a_check_that_hangs_is_a_reason_and_not_a_probe_that_hangs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(health, "WITHIN", 0.01)

    async def hanging() -> str:
        await FakeClock().sleep(1)
        return ""

    async with asked({"loops": hanging}, {}) as url:
        status, [line] = await get(f"{url}/healthz")
    assert (status, line["why"]) == (503, "gave no answer within 0.01 s")


async def test_an_address_that_is_taken_is_said_with_what_to_do() -> None:
    async with asked({}, {}) as url:
        port = int(url.rsplit(":", 1)[1])
        with pytest.raises(PermanentError, match=f"127.0.0.1:{port} cannot be listened on"):
            await Server("127.0.0.1", port, []).start()
