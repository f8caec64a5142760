"""The page in a real browser, as Nora, Ivy and a stranger use it, on a desk, on a phone and by keyboard alone.

What needs no Lookout is in `test_page_alone_in_chromium`.
"""

from playwright.async_api import Browser, Page, expect

from bot.cli.stage import Stage
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
            ("pages", ".pages .counted"),
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


async def test_the_home_tab_says_what_is_open_and_whose_key_a_proposal_lacks(
    browser: Browser, stage: Stage
) -> None:
    await stage.fire("bad-rollout")
    async with opened(browser, stage.workspace.base_url) as page:
        await open_thread(page)
        await shows(page, "#thread-list button", "Approve")
        await page.locator("#apps button").click()
        await shows(page, "#home", "1 open incident, 1 without owner")
        await shows(page, "#home", "Without the commander's and the owner's key, which is not this reader's.")
        await shows(page, "#home", "Kill switch drill: none is on record")
        await act_as(page, "Ivy Okafor")
        await page.locator("#apps button").click()
        await shows(page, "#home", "Buttons there: Approve or Deny")
