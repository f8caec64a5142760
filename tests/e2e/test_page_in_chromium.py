"""The page in a real browser, as Nora, Ivy and a stranger use it. Skipped where there is no Chromium or playwright."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.cli.stage import Stage
from bot.sandbox.clock import WallClock
from bot.sandbox.workspace import Workspace

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")
PATIENCE = 20_000
"""Milliseconds for one step."""

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(120)]
if BROWSER is None:
    pytest.skip("no Chromium on this machine", allow_module_level=True)
driver = pytest.importorskip("playwright.async_api", reason="playwright is not installed")


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with Stage(tmp_path) as made:
        yield made


@pytest.fixture
async def browser() -> AsyncIterator[Any]:
    async with driver.async_playwright() as player:
        opened = await player.chromium.launch(executable_path=BROWSER, args=list(FLAGS))
        yield opened
        await opened.close()


async def page_of(
    browser: Any, address: str, complaints: list[str], width: int = 1400, height: int = 900
) -> Any:
    """The page in a window of that size; what the browser complains of is collected."""
    page = await browser.new_page(viewport={"width": width, "height": height})
    page.set_default_timeout(PATIENCE)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    await page.goto(address)
    return page


async def act_as(page: Any, name: str) -> None:
    await page.locator("#people label", has_text=name).click()


async def press(page: Any, where: str, name: str) -> None:
    await page.locator(where).get_by_role("button", name=name, exact=True).click()


async def shows(page: Any, where: str, text: str) -> None:
    await page.locator(where).get_by_text(text).first.wait_for()


async def run(page: Any, command: str) -> None:
    await page.locator("#channel-composer textarea").fill(command)
    await page.keyboard.press("Enter")


async def test_two_people_clear_a_rollback_through_the_page(browser: Any, stage: Stage) -> None:
    complaints: list[str] = []
    await stage.fire("bad-rollout")
    page = await page_of(browser, stage.workspace.base_url, complaints)
    await shows(page, "#people label:has(:checked)", "Nora Lindqvist")
    await page.locator("#channel-list .attachment .title", has_text="FIRING").wait_for()
    await page.locator("#channel-list .replies").click()
    await shows(page, "#thread-list", "Nobody owns this incident")
    await press(page, "#thread-list", "Take ownership")
    await press(page, "#modal", "Take ownership")
    await page.locator("#thread-list button", has_text="Release").wait_for()
    await act_as(page, "Ivy Okafor")
    await press(page, "#thread-list", "Approve")
    await shows(page, "#thread-list .whisper", "Only visible to you")
    await act_as(page, "Nora Lindqvist")
    await press(page, "#thread-list", "Confirm as owner")
    await press(page, "#modal", "Confirm as owner")
    await page.locator("#modal .error:not([hidden])").wait_for()
    await page.locator("#modal textarea").fill("the symptom began with this revision")
    await press(page, "#modal", "Confirm as owner")
    await page.locator("#modal[open]").wait_for(state="detached")
    await shows(page, "#thread-list", "the API server accepted the change")
    assert len(stage.cluster.writes) == 1
    await shows(page, "#panel-summary", "all ready")
    assert complaints == []


async def test_a_stranger_sees_the_shared_channel_only(browser: Any, stage: Stage) -> None:
    complaints: list[str] = []
    page = await page_of(browser, stage.workspace.base_url, complaints)
    await shows(page, "#channels", "payments-private")
    await act_as(page, "Sam Reyes")
    await page.locator("#channels", has_not_text="payments-private").wait_for()
    assert await page.locator("#channels .name").all_inner_texts() == ["shared-vendor"]
    await act_as(page, "Nora Lindqvist")
    await shows(page, "#place-title", "#incidents")
    assert complaints == []


async def test_commands_are_completed_and_answered_to_the_asker_alone(browser: Any, stage: Stage) -> None:
    complaints: list[str] = []
    await stage.fire("bad-rollout")
    page = await page_of(browser, stage.workspace.base_url, complaints)
    writing = page.locator("#channel-composer textarea")
    await page.locator("#channel-list .replies").wait_for()
    await writing.press_sequentially("/lookout s")
    await page.locator(".completion li", has_text="/lookout status").wait_for()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    assert await writing.input_value() == "/lookout status"
    await page.keyboard.press("Enter")
    await shows(page, "#channel-list .whisper", "1 open incident")
    await run(page, "/lookout history")
    await shows(page, "#channel-list .whisper", "1 diagnosis")
    await act_as(page, "Ivy Okafor")
    await shows(page, "#place-title", "#incidents")
    await page.locator("#channel-list .replies").wait_for()
    assert await page.locator("#channel-list .whisper").count() == 0
    assert complaints == []


async def test_the_keyboard_writes_lines_sends_and_closes_the_thread(browser: Any, stage: Stage) -> None:
    complaints: list[str] = []
    page = await page_of(browser, stage.workspace.base_url, complaints)
    await page.locator("[data-id=C0GENERAL]").click()
    writing = page.locator("#channel-composer textarea")
    await writing.press_sequentially("first <b>line</b>")
    await page.keyboard.press("Shift+Enter")
    await writing.press_sequentially("second")
    await page.keyboard.press("Enter")
    await shows(page, "#channel-list .message", "first <b>line</b>")
    assert await page.locator("#channel-list b").count() == 0
    assert stage.workspace.messages("C0GENERAL")[0]["text"] == "first &lt;b&gt;line&lt;/b&gt;\nsecond"
    await page.locator("#channel-list .message").hover()
    await press(page, "#channel-list .tools", "Reply")
    await page.locator("#thread-composer textarea").fill("a reply")
    await page.keyboard.press("Enter")
    await shows(page, "#channel-list .replies", "1 reply")
    await page.keyboard.press("Escape")
    await page.locator("#thread").wait_for(state="hidden")
    assert complaints == []


async def test_the_page_finds_its_way_back_after_the_line_broke(browser: Any) -> None:
    before = Workspace(WallClock())
    address = await before.start()
    page = await page_of(browser, address, [])
    await page.locator("#line.online").wait_for()
    await before.stop()
    await page.locator("#line.offline").wait_for()
    after = Workspace(WallClock(), state=before.state)
    await after.say("U0IVY", "C0INCIDENTS", "said while nobody listened")
    await after.start(int(address.rpartition(":")[2]))
    await shows(page, "#channel-list", "said while nobody listened")
    await page.locator("#line.online").wait_for()
    await page.close()
    await after.stop()


async def test_a_phone_shows_one_thing_at_a_time(browser: Any, stage: Stage) -> None:
    complaints: list[str] = []
    await stage.fire("bad-rollout")
    page = await page_of(browser, stage.workspace.base_url, complaints, 390, 844)
    await page.locator("#channel-list .replies").wait_for()
    assert not await page.locator("#sidebar").is_visible()
    await page.locator("#menu").click()
    await page.locator("[data-id=C0INCIDENTS]").click()
    await page.locator("#sidebar").wait_for(state="hidden")
    await page.locator("#channel-list .replies").click()
    await shows(page, "#thread-list", "Nobody owns this incident")
    assert not await page.locator("#channel-list").is_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") == 390
    await page.locator("#thread-close").click()
    await page.locator("#channel-list").wait_for()
    assert complaints == []
