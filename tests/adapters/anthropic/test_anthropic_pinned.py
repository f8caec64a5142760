"""The environment cannot turn the client elsewhere, add to what is sent, or write it into the log."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import anthropic._constants
import pytest
from aiohttp import web

from bot.adapters.anthropic.client import API_VERSION
from bot.adapters.anthropic.provider import Anthropic
from bot.adapters.clock import SystemClock
from bot.domain.errors import PermanentError, RefusedError, TransientError
from bot.domain.model import Ended
from bot.sandbox.provider import Provider
from bot.sandbox.provider.provider import KEY
from tests.adapters.anthropic.asked import request


@asynccontextmanager
async def listening() -> AsyncIterator[tuple[str, list[web.Request]]]:
    """Somebody who notes what comes and answers with a page."""
    heard: list[web.Request] = []

    async def note(asked: web.Request) -> web.Response:
        heard.append(asked)
        return web.Response(text="hello")

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", note)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}", heard
    finally:
        await runner.cleanup()


async def test_no_variable_adds_to_a_request_or_leads_it_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    async with listening() as (elsewhere, strayed), listening() as (url, heard):
        for name in ("ANTHROPIC_BASE_URL", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy"):
            monkeypatch.setenv(name, elsewhere)
        monkeypatch.setenv("ANTHROPIC_API_KEY", "another-key")
        monkeypatch.setenv("ANTHROPIC_AUTH_TOKEN", "another-token")
        monkeypatch.setenv("ANTHROPIC_PROFILE", "another-profile")
        added = (
            "X-Api-Key: third-key\nAuthorization: Bearer fourth\nanthropic-version: 2023-06-01\nX-Extra: yes"
        )
        monkeypatch.setenv("ANTHROPIC_CUSTOM_HEADERS", added)
        model = Anthropic("the-key", url, SystemClock())
        await model.ask(request(), within=5)
        await model.close()
    assert not strayed
    (asked,) = heard
    assert asked.path == "/v1/messages"
    assert set(asked.headers) == {
        "Host",
        "Accept",
        "Accept-Encoding",
        "Connection",
        "Content-Type",
        "Content-Length",
        "Authorization",
        "Anthropic-Version",
        "User-Agent",
    } | ({"Idempotency-Key"} & set(asked.headers))
    assert asked.headers.getall("Authorization") == ["Bearer the-key"]
    assert asked.headers.getall("Anthropic-Version") == [API_VERSION]
    assert asked.headers["Accept-Encoding"] == "identity"


def test_the_version_of_the_interface_is_the_one_that_the_library_is_made_for() -> None:
    assert anthropic._constants.ANTHROPIC_API_VERSION == API_VERSION


async def test_a_proxy_is_the_configurations(provider: Provider) -> None:
    model = Anthropic(KEY, "http://provider.invalid", SystemClock(), proxy=provider.base_url)
    reply = await model.ask(request(), within=5)
    await model.close()
    assert reply.ended is Ended.TOOLS


async def test_a_redirect_is_not_followed_with_the_key() -> None:
    async with listening() as (elsewhere, strayed):

        async def lead(_asked: web.Request) -> web.Response:
            return web.Response(status=307, headers={"Location": f"{elsewhere}/v1/messages"})

        app = web.Application()
        app.router.add_route("*", "/{path:.*}", lead)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        model = Anthropic("key", f"http://127.0.0.1:{runner.addresses[0][1]}", SystemClock())
        reply = await model.ask(request(), within=5)
        with pytest.raises(PermanentError, match="redirect"):
            await model.served()
        await model.close()
        await runner.cleanup()
    assert reply.ended is Ended.GARBLED
    assert not strayed


async def test_the_library_does_not_write_requests_into_the_log(
    provider: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("anthropic", "httpx2", "httpcore2"):
        logging.getLogger(name).setLevel(logging.DEBUG)
    model = Anthropic(KEY, provider.base_url, SystemClock())
    await model.ask(request(), within=5)
    await model.close()
    assert "witness" not in caplog.text


async def test_the_models_that_are_served_are_listed_with_their_retirement(
    model: Anthropic, provider: Provider
) -> None:
    retires = SystemClock().now()
    provider.models["claude-opus-5-5"] = retires
    found = {one.id: one for one in await model.served()}
    assert found["claude-opus-5-5"].retires == retires
    assert found["claude-haiku-5-5"].retires is None
    assert found["claude-haiku-5-5"].name == "Claude Haiku 5 5"


@pytest.mark.parametrize(
    ("day", "error"),
    [
        ("key-refused", RefusedError),
        ("forbidden", RefusedError),
        ("overloaded", TransientError),
        ("rate-limit", TransientError),
        ("reset", TransientError),
        ("hang", TransientError),
        ("drip", TransientError),
        ("html", PermanentError),
        ("json", PermanentError),
        ("empty", PermanentError),
        ("quota-payment", PermanentError),
        ("no-such-model", PermanentError),
    ],
)
async def test_a_list_of_models_that_cannot_be_read_is_one_of_our_errors(
    provider: Provider, day: str, error: type[Exception]
) -> None:
    model = Anthropic(KEY, provider.base_url, SystemClock(), listing=0.5)
    provider.days.order(day)
    with pytest.raises(error):
        await model.served()
    await model.close()


async def test_a_list_of_models_in_another_form_is_read_as_far_as_it_goes() -> None:
    listed = [{"id": "a", "retires_at": "2027-01-01T00:00:00"}, {"id": "b", "retires_at": "soon"}, {"id": 7}]

    async def answer(_asked: web.Request) -> web.Response:
        return web.json_response({"data": listed, "has_more": True})

    app = web.Application()
    app.router.add_get("/v1/models", answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    model = Anthropic("key", f"http://127.0.0.1:{runner.addresses[0][1]}", SystemClock())
    found = await model.served()
    await model.close()
    await runner.cleanup()
    assert [one.id for one in found] == ["a", "b", "7"]
    assert [one.retires for one in found] == [datetime(2027, 1, 1, tzinfo=UTC), None, None]
