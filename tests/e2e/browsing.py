"""A real Chromium on the sandbox's page, and the hands of whoever uses it; what it complains of fails a test."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, async_playwright

from bot.cli.stage import Stage
from bot.sandbox.clock import WallClock
from bot.sandbox.workspace import Workspace
from tests.capabilities import browser as executable

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 20_000
"""Milliseconds for one step."""
LOUD = {"error", "warning"}
REFUSED = "responded with a status of 400"
PHONE = (390, 844)
DESK = (1400, 900)
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy")

IN_CHROMIUM = [
    pytest.mark.e2e,
    pytest.mark.needs("browser"),
    pytest.mark.asyncio(loop_scope="module"),
]
"""The marks of a module whose tests share one browser."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    with pytest.MonkeyPatch.context() as environment:
        for name in PROXIES:
            environment.delenv(name, raising=False)
        async with async_playwright() as player:
            opened = await player.chromium.launch(executable_path=executable(), args=list(FLAGS))
            yield opened
            await opened.close()


@pytest_asyncio.fixture(loop_scope="module")
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with Stage(tmp_path) as made:
        yield made


@pytest_asyncio.fixture(loop_scope="module")
async def workspace() -> AsyncIterator[Workspace]:
    made = Workspace(WallClock())
    await made.start()
    yield made
    await made.stop()


@asynccontextmanager
async def opened(browser: Browser, address: str, size: tuple[int, int] = DESK) -> AsyncIterator[Page]:
    """The page in a window of that size; leaving it, the browser must have had nothing to complain of.

    That a request was refused (400) it always notes: the page says that in words, to whoever asked.
    """
    phone = size == PHONE
    viewport = {"width": size[0], "height": size[1]}
    context = await browser.new_context(viewport=viewport, has_touch=phone, is_mobile=phone)  # type: ignore[arg-type]  # a plain dict is a ViewportSize
    page = await context.new_page()
    page.set_default_timeout(PATIENCE)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if line.type in LOUD else None)
    await page.goto(address)
    await page.locator("#line.online").wait_for(state="attached")
    yield page
    await context.close()
    assert [one for one in complaints if REFUSED not in one] == []


async def act_as(page: Page, name: str) -> None:
    """Become somebody else, by the sidebar or, where it slides in, by the mark in the bar."""
    who = page.locator(".who:visible")
    if await who.count():
        await who.click()
    await page.locator("#people label", has_text=name).click()
    await shows(page, "#people label:has(:checked)", name)
    user = await page.locator("#people label", has_text=name).locator("input").get_attribute("value")
    # A press before that is the former person's.
    await page.locator(f"#app[data-arrived={user}]").wait_for(state="attached")
    if await who.count():
        await page.keyboard.press("Escape")
        await page.locator("#sidebar").wait_for(state="hidden")


async def press(page: Page, where: str, name: str) -> None:
    """Press the button of that name."""
    await page.locator(where).get_by_role("button", name=name, exact=True).click()


async def shows(page: Page, where: str, text: str) -> Locator:
    """Wait until that text is seen there."""
    found = page.locator(where).get_by_text(text).first
    await found.wait_for()
    return found


async def open_thread(page: Page) -> None:
    """Open the alert's thread, once Lookout has answered in it."""
    await page.locator("#channel-list .replies").first.click()
    await shows(page, "#thread-list", "Nobody owns this incident")


async def open_faults(page: Page) -> None:
    """Show the panel with the faults."""
    if not await page.locator("#panel.open").count():
        await page.locator("#fold").click()
    await page.locator("#tab-faults").click()


async def arm(page: Page, kind: str, **knobs: str) -> None:
    """Order a fault from the panel."""
    await open_faults(page)
    row = page.locator(f"[data-kind={kind}]")
    for name, value in knobs.items():
        knob = row.locator(f"[name={name}]")
        await (
            knob.fill(value) if await knob.get_attribute("type") == "number" else knob.select_option(value)
        )
    await row.get_by_role("button").click()
