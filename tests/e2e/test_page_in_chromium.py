"""The page in a real browser, as Nora, Ivy and a stranger use it, on a desk, on a phone and by keyboard alone."""

import pytest
from playwright.async_api import Browser, Page, expect
from slack_sdk.web.async_client import AsyncWebClient

from bot.cli.stage import Stage
from bot.sandbox.clock import WallClock
from bot.sandbox.workspace import Workspace
from tests.e2e.browsing import IN_CHROMIUM, PHONE, act_as, browser, open_thread, opened, press, shows, stage

pytestmark = IN_CHROMIUM
__all__ = ["browser", "stage"]
CHANNEL = "C0INCIDENTS"
REASON = "the symptom began with this revision"


async def clear_the_rollback(page: Page, stage: Stage) -> None:
    """Nora owns, Ivy approves, Nora confirms."""
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
    await page.locator("#modal textarea").fill(REASON)
    await press(page, "#modal", "Confirm as owner")
    await page.locator("#modal[open]").wait_for(state="detached")
    await shows(page, "#thread-list", "the API server accepted the change")
    assert len(stage.cluster.writes) == 1


async def test_two_people_clear_a_rollback_through_the_page(browser: Browser, stage: Stage) -> None:
    await stage.fire("bad-rollout")
    async with opened(browser, stage.workspace.base_url) as page:
        await shows(page, "#people label:has(:checked)", "Nora Lindqvist")
        await page.locator("#channel-list .attachment .title", has_text="FIRING").wait_for()
        await shows(page, "#panel-summary", "pods not ready")
        await open_thread(page)
        await clear_the_rollback(page, stage)
        await shows(page, "#panel-summary", "all ready")


async def test_the_same_steps_on_a_phone(browser: Browser, stage: Stage) -> None:
    await stage.fire("bad-rollout")
    async with opened(browser, stage.workspace.base_url, PHONE) as page:
        await open_thread(page)
        assert not await page.locator("#channel-list").is_visible()
        await clear_the_rollback(page, stage)
        assert await page.evaluate("document.documentElement.scrollWidth") == PHONE[0]


async def test_a_phone_reaches_everything_one_thing_at_a_time(browser: Browser, stage: Stage) -> None:
    await stage.fire("bad-rollout")
    async with opened(browser, stage.workspace.base_url, PHONE) as page:
        await page.locator("#channel-list .replies").wait_for()
        assert not await page.locator("#sidebar").is_visible()
        await page.locator("#menu").click()
        await page.locator("[data-id=C0SHOP]").click()
        await page.locator("#sidebar").wait_for(state="hidden")
        await shows(page, "#place-title", "#shop-alerts")
        await page.locator("#menu").click()
        await press(
            page,
            "#scenarios",
            "Fire missing-configmap: puts the trouble into the cluster and posts its alert",
        )
        await page.keyboard.press("Escape")
        await page.locator("#fold").click()
        for tab, seen in (
            ("cluster", ".pods"),
            ("traffic", ".passages details"),
            ("faults", "[data-kind=cut]"),
        ):
            await page.locator(f"#tab-{tab}").click()
            await page.locator(seen).first.wait_for()
            assert await page.evaluate("document.documentElement.scrollWidth") == PHONE[0]
        await page.locator("#fold").click()
        await page.locator("#menu").click()
        await page.locator(f"[data-id={CHANNEL}]").click()
        await page.locator("#channel-list .message [data-action=more]").first.click()
        await page.get_by_role("menuitem", name="Reply in thread").click()
        await shows(page, "#thread-list", "Nobody owns this incident")
        await page.locator("#thread-close").click()
        await page.locator("#channel-list").wait_for()


async def test_ownership_is_taken_by_keyboard_alone(browser: Browser, stage: Stage) -> None:
    await stage.fire("bad-rollout")
    async with opened(browser, stage.workspace.base_url) as page:
        await page.locator("#channel-list .replies").wait_for()
        await page.keyboard.press("Control+k")
        await page.keyboard.type("incid")
        await page.keyboard.press("Enter")
        await page.locator("#jump").wait_for(state="detached")
        await page.locator("#channel-list").focus()
        await page.keyboard.press("ArrowUp")
        await page.keyboard.press("Enter")
        await expect(page.locator("#thread-list")).to_be_focused()
        own = page.locator("#thread-list").get_by_role("button", name="Take ownership", exact=True)
        await own.wait_for()
        for _ in range(60):
            if await own.evaluate("node => node === document.activeElement"):
                break
            await page.keyboard.press("Tab")
        assert await own.evaluate("node => getComputedStyle(node).outlineStyle") == "solid"
        await page.keyboard.press("Enter")
        sends = page.locator("#modal").get_by_role("button", name="Take ownership", exact=True)
        await sends.wait_for()
        await page.keyboard.press("Escape")
        await page.locator("#modal[open]").wait_for(state="detached")
        assert "Nobody owns" in stage.workspace.thread(*stage.fired["bad-rollout"])[1]["text"]
        await own.focus()
        await page.keyboard.press("Enter")
        await sends.wait_for()
        await page.keyboard.press("Tab")
        await expect(sends).to_be_focused()
        await page.keyboard.press("Enter")
        await page.locator("#thread-list button", has_text="Release").wait_for()
        await page.keyboard.press("Escape")
        await page.locator("#thread").wait_for(state="hidden")


async def test_a_stranger_sees_the_shared_channel_only(browser: Browser, stage: Stage) -> None:
    await stage.workspace.say("U0NORA", "C0PAYMENTS", "@sam between us")
    await stage.fire("bad-rollout")
    async with opened(browser, stage.workspace.base_url) as page:
        await shows(page, "#channels", "payments-private")
        await open_thread(page)
        await act_as(page, "Sam Reyes")
        await expect(page.locator("#channels .name")).to_have_text(["shared-vendor"])
        await shows(page, "#place-title", "#shared-vendor")
        await page.locator("#thread").wait_for(state="hidden")
        assert await page.locator("#channels .unread").count() == 0
        await page.keyboard.press("Control+k")
        assert await page.locator("#jump li", has_text="incidents").count() == 0
        await page.keyboard.press("Escape")
        await page.locator("#channel-composer textarea").fill("/lookout status")
        await page.keyboard.press("Enter")
        await shows(page, "#notices", "you may not use it")
        await act_as(page, "Nora Lindqvist")
        await shows(page, "#thread-list", "Nobody owns this incident")


async def test_commands_are_completed_and_answered_to_the_asker_alone(browser: Browser, stage: Stage) -> None:
    await stage.fire("bad-rollout")
    async with opened(browser, stage.workspace.base_url) as page:
        writing = page.locator("#channel-composer textarea")
        await page.locator("#channel-list .replies").wait_for()
        await writing.press_sequentially("/lookout sta")
        await page.locator(".completion li", has_text="/lookout status").wait_for()
        await shows(page, "#channel-composer .hint", "/lookout history [service]")
        await page.keyboard.press("Enter")
        assert await writing.input_value() == "/lookout status"
        await page.keyboard.press("Enter")
        await shows(page, "#channel-list .whisper", "1 open incident")
        await act_as(page, "Ivy Okafor")
        await shows(page, "#place-title", "#incidents")
        await page.locator("#channel-list .replies").wait_for()
        assert await page.locator("#channel-list .whisper").count() == 0


async def test_the_message_shortcut_starts_a_triage_of_what_a_person_wrote(
    browser: Browser, stage: Stage
) -> None:
    await stage.workspace.say("U0IVY", CHANNEL, "checkout answers slowly since noon")
    async with opened(browser, stage.workspace.base_url) as page:
        await page.locator("#channel-list .message").wait_for()
        await page.locator("#channel-list").focus()
        await page.keyboard.press("ArrowUp")
        await page.keyboard.press("m")
        await expect(page.get_by_role("menuitem").first).to_be_focused()
        await page.keyboard.press("ArrowDown")
        await expect(page.get_by_role("menuitem", name="Triage this alert")).to_be_focused()
        await page.keyboard.press("Enter")
        await page.locator("#channel-list .replies").click()
        await shows(page, "#thread-list", "Nobody owns this incident")


async def test_unread_marks_and_mentions_are_each_persons_own(browser: Browser, stage: Stage) -> None:
    workspace = stage.workspace
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


async def test_the_home_tab_shows_what_the_app_published_for_each_person(browser: Browser) -> None:
    workspace = Workspace(WallClock())
    slack = AsyncWebClient(token="xoxb-sandbox", base_url=f"{await workspace.start()}/api/")
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
    await workspace.stop()


async def test_lines_are_written_and_a_thread_is_answered_without_a_mouse(
    browser: Browser, stage: Stage
) -> None:
    async with opened(browser, stage.workspace.base_url) as page:
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


async def test_reading_up_is_not_disturbed_by_what_comes_in(browser: Browser, stage: Stage) -> None:
    workspace = stage.workspace
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


@pytest.mark.parametrize("name", ["Nora Lindqvist", "Idris Rahman"])
async def test_times_are_those_of_whoever_acts(browser: Browser, stage: Stage, name: str) -> None:
    ts = await stage.workspace.say("U0IVY", CHANNEL, "when?")
    zone = next(user.tz for user in stage.workspace.state.users.values() if user.real_name == name)
    async with opened(browser, stage.workspace.base_url) as page:
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
