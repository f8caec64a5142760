"""The page in a real browser, with a workspace and no Lookout: what any place to work in must do."""

import pytest
from playwright.async_api import Browser, expect
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.clock import WallClock
from bot.sandbox.workspace import Workspace, seed
from tests.e2e.browsing import IN_CHROMIUM, act_as, browser, opened, press, shows, workspace

pytestmark = IN_CHROMIUM
__all__ = ["browser", "workspace"]
CHANNEL = "C0INCIDENTS"


async def test_unread_marks_and_mentions_are_each_persons_own(browser: Browser, workspace: Workspace) -> None:
    async with opened(browser, workspace.base_url) as page:
        general, shop = page.locator("[data-id=C0GENERAL]"), page.locator("[data-id=C0SHOP]")
        await page.locator(f"[data-id={CHANNEL}]").click()
        parent = await workspace.say("U0IVY", "C0SHOP", "a question")
        await workspace.say("U0IVY", "C0GENERAL", "lunch?")
        await expect(general.locator(".unread:not(.named)")).to_contain_text("1")
        await workspace.say("U0IVY", "C0SHOP", "@responders and @nora, please look", thread_ts=parent)
        await expect(shop.locator(".unread.named")).to_contain_text("1")
        await expect(page).to_have_title("(1) #incidents – Lookout sandbox")
        await shop.click()
        await expect(shop.locator(".unread.named")).to_have_count(1)
        await page.locator("#channel-list .replies", has_text="new").click()
        await expect(shop.locator(".unread")).to_have_count(0)
        await act_as(page, "Emil Novak")
        await expect(general.locator(".unread:not(.named)")).to_contain_text("1")
        await act_as(page, "Nora Lindqvist")
        await general.click()
        await expect(general.locator(".unread")).to_have_count(0)


async def test_the_home_tab_shows_what_the_app_published_for_each_person(
    browser: Browser, workspace: Workspace
) -> None:
    slack = AsyncWebClient(token=seed.BOT_TOKEN, base_url=workspace.api_url)
    slack.proxy = None
    said = {"type": "section", "text": {"type": "mrkdwn", "text": "*Nothing* is open."}}
    await slack.views_publish(user_id="U0IVY", view={"type": "home", "blocks": [said]})
    async with opened(browser, workspace.base_url) as page:
        await act_as(page, "Ivy Okafor")
        await page.locator("#apps button").click()
        await shows(page, "#home strong", "Nothing")
        said["text"] = {"type": "mrkdwn", "text": "One incident is open."}
        await slack.views_publish(user_id="U0IVY", view={"type": "home", "blocks": [said]})
        await shows(page, "#home", "One incident is open.")
        await act_as(page, "Nora Lindqvist")
        await shows(page, "#home", "published no Home for you")


async def test_lines_are_written_and_a_thread_is_answered_without_a_mouse(
    browser: Browser, workspace: Workspace
) -> None:
    async with opened(browser, workspace.base_url) as page:
        await page.locator("[data-id=C0GENERAL]").click()
        writing = page.locator("#channel-composer textarea")
        await writing.press_sequentially("first <b>line</b>")
        await page.keyboard.press("Shift+Enter")
        await writing.press_sequentially("second")
        await page.keyboard.press("Enter")
        await shows(page, "#channel-list .message", "first <b>line</b>")
        assert await page.locator("#channel-list b").count() == 0
        assert workspace.messages("C0GENERAL")[0]["text"] == "first &lt;b&gt;line&lt;/b&gt;\nsecond"
        await page.locator("#channel-list .message").hover()
        await press(page, "#channel-list .tools", "Reply")
        await page.locator("#thread-composer textarea").fill("a reply")
        await page.keyboard.press("Enter")
        await shows(page, "#channel-list .replies", "1 reply")
        await page.keyboard.press("Escape")
        await page.locator("#thread").wait_for(state="hidden")


async def test_reading_up_is_not_disturbed_by_what_comes_in(browser: Browser, workspace: Workspace) -> None:
    for number in range(40):
        await workspace.say("U0IVY", "C0GENERAL", f"line {number}")
    async with opened(browser, workspace.base_url) as page:
        await page.locator("[data-id=C0GENERAL]").click()
        await shows(page, "#channel-list", "line 39")
        scroller = page.locator("#channel-scroll")
        await scroller.evaluate("node => { node.scrollTop = 120; }")
        await workspace.say("U0IVY", "C0GENERAL", "one more")
        await page.locator(".jump:visible").wait_for()
        assert await scroller.evaluate("node => node.scrollTop") == 120
        await page.locator(".jump:visible").click()
        await expect(page.locator("#channel-list").get_by_text("one more")).to_be_in_viewport()
        await workspace.say("U0IVY", "C0GENERAL", "and another")
        await expect(page.locator("#channel-list").get_by_text("and another")).to_be_in_viewport()


async def test_the_traffic_is_sifted_by_kind_by_words_and_by_failure(
    browser: Browser, workspace: Workspace
) -> None:
    slack = AsyncWebClient(token=seed.BOT_TOKEN, base_url=workspace.api_url)
    slack.proxy = None
    await slack.chat_postMessage(channel=CHANNEL, text="a needle")
    await slack.auth_test()
    with pytest.raises(SlackApiError):
        await slack.chat_postMessage(channel="C0NOWHERE", text="hay")
    async with opened(browser, workspace.base_url) as page:
        await page.locator("#tab-traffic").click()
        rows = page.locator(".passages details:visible strong")
        await expect(rows).to_have_text(["chat.postMessage", "auth.test", "chat.postMessage"])
        await page.get_by_label("Words in the body").fill("needle")
        await expect(rows).to_have_text(["chat.postMessage"])
        await page.locator(".passages summary:visible").click()
        await shows(page, ".passages pre", '"text": "a needle"')
        await page.get_by_label("Words in the body").fill("")
        await page.get_by_label("Method or envelope").select_option("auth.test")
        await expect(rows).to_have_text(["auth.test"])
        await page.get_by_label("Method or envelope").select_option("")
        await page.get_by_label("failed only").check()
        await expect(rows).to_have_text(["chat.postMessage"])
        await shows(page, ".passages .gist", "channel_not_found")


@pytest.mark.parametrize("name", ["Nora Lindqvist", "Idris Rahman"])
async def test_times_are_those_of_whoever_acts(browser: Browser, workspace: Workspace, name: str) -> None:
    ts = await workspace.say("U0IVY", CHANNEL, "when?")
    zone = next(user.tz for user in workspace.state.users.values() if user.real_name == name)
    async with opened(browser, workspace.base_url) as page:
        await act_as(page, name)
        shown = page.locator("#channel-list .message time").first
        options = f"{{hour: '2-digit', minute: '2-digit', timeZone: '{zone}'}}"
        wanted = await page.evaluate(f"new Date({ts} * 1000).toLocaleTimeString('en-GB', {options})")
        await expect(shown).to_have_text(wanted)
        assert zone in (await shown.get_attribute("title") or "")


async def test_the_page_finds_its_way_back_after_the_line_broke(browser: Browser) -> None:
    before = Workspace(WallClock())
    address = await before.start()
    context = await browser.new_context()
    page = await context.new_page()  # its console may complain: the server is gone for a while
    await page.goto(address)
    await page.locator("#line.online").wait_for()
    await before.stop()
    await page.locator("#line.offline").wait_for()
    after = Workspace(WallClock(), state=before.state)
    await after.say("U0IVY", CHANNEL, "said while nobody listened")
    await after.start(int(address.rpartition(":")[2]))
    await shows(page, "#channel-list", "said while nobody listened")
    await page.locator("#line.online").wait_for()
    await context.close()
    await after.stop()
