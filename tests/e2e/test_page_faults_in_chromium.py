"""Each bad day, ordered from the page's panel: it strikes, and Lookout's thread is right in the end."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from playwright.async_api import Browser, Page, expect

from bot.cli.stage import Stage
from bot.render.actions import ActionId, Field
from tests.e2e.browsing import IN_CHROMIUM, act_as, arm, browser, open_thread, opened, press, shows, stage

pytestmark = IN_CHROMIUM
__all__ = ["browser", "stage"]
NORA, IVY = "U0NORA", "U0IVY"
SECONDS = 40.0


def thread(stage: Stage, scenario: str) -> list[dict[str, Any]]:
    return stage.workspace.thread(*stage.fired[scenario])


def with_button(stage: Stage, scenario: str, action: ActionId) -> list[str]:
    """Which messages of the thread have that button."""
    return [
        message["ts"]
        for message in thread(stage, scenario)
        for block in message.get("blocks") or ()
        if any(one.get("action_id") == action for one in block.get("elements") or ())
    ]


async def until(stage: Stage, question: Callable[[], Any]) -> Any:
    return await stage.workspace.wait_for(question, SECONDS)


async def stands_once(stage: Stage, scenario: str, *, proposed: bool = False) -> None:
    """One status message, one diagnosis, and, where one is due, one proposal; nothing stands there twice."""
    await until(stage, lambda: with_button(stage, scenario, ActionId.RIGHT))
    if proposed:
        await until(stage, lambda: with_button(stage, scenario, ActionId.APPROVE))
    assert len(with_button(stage, scenario, ActionId.TAKE)) == 1
    assert len(with_button(stage, scenario, ActionId.RIGHT)) == 1
    ids = Counter(one["blocks"][0]["block_id"] for one in thread(stage, scenario)[1:])
    assert [name for name, times in ids.items() if times > 1] == []


def answers(stage: Stage, method: str) -> list[str]:
    """The error words (or "") of that method's calls, in order."""
    passages = [one for one in stage.workspace.traffic.passages if one.name == method]
    return [str(one.answer.get("error", "")) for one in passages]


async def nothing_is_armed(page: Page) -> None:
    await shows(page, ".armed", "Nothing is armed")


async def test_what_comes_twice_late_or_is_refused_for_a_while_ends_in_one_right_thread(
    browser: Browser, stage: Stage
) -> None:
    async with opened(browser, stage.workspace.base_url) as page:
        await arm(page, "duplicate", times="2")
        await arm(page, "drop-ack")
        await arm(page, "reorder")
        for kind in ("rate-limit", "lost-answer", "slow", "api-error"):
            knobs = {"rate-limit": {"retry_after": "1"}, "slow": {"seconds": "1"}}.get(kind, {})
            await arm(page, kind, method="chat.postMessage", **knobs)
        await expect(page.locator(".armed li")).to_have_count(7)
        await shows(page, "#panel-summary", "7 faults armed")
        await stage.fire("bad-rollout")
        await stands_once(stage, "bad-rollout", proposed=True)
        await nothing_is_armed(page)
    sent = Counter(body["payload"]["event_id"] for body in stage.workspace.traffic.delivered("events_api"))
    assert max(sent.values()) > 1
    retried = [body["retry_attempt"] for body in stage.workspace.traffic.delivered("events_api")]
    assert max(retried) > 0
    posts = answers(stage, "chat.postMessage")
    assert posts[0] == "ratelimited"
    assert "internal_error" in posts


async def test_a_refused_block_leaves_a_constant_message_and_the_next_triage_is_whole(
    browser: Browser, stage: Stage
) -> None:
    async with opened(browser, stage.workspace.base_url) as page:
        await arm(page, "invalid-blocks", type="rich_text")
        await stage.fire("missing-configmap")
        await page.locator("#channel-list .replies").click()
        await shows(page, "#thread-list", "could not be rendered safely")
        await shows(page, "#thread-list", "Nobody owns this incident")
        assert "invalid_blocks" in answers(stage, "chat.postMessage")
        await press(page, ".armed", "Clear Refuse a block type")
        await nothing_is_armed(page)
        await press(page, "#thread-list", "Triage again")
        await until(stage, lambda: with_button(stage, "missing-configmap", ActionId.RIGHT))


async def test_a_click_that_slack_fumbles_is_explained_and_counts_once(
    browser: Browser, stage: Stage
) -> None:
    await stage.fire("bad-rollout")
    async with opened(browser, stage.workspace.base_url) as page:
        await open_thread(page)
        await arm(page, "expired-trigger")
        await press(page, "#thread-list", "Take ownership")
        await shows(page, "#channel-list .whisper", "press the button again")
        await press(page, "#thread-list", "Take ownership")
        await press(page, "#modal", "Take ownership")
        await page.locator("#thread-list button", has_text="Release").wait_for()
        await act_as(page, "Ivy Okafor")
        await arm(page, "drop-ack", times="12")  # acks of events are lost before the click's, twice each
        await press(page, "#thread-list", "Approve")
        await shows(page, "#notices", "did not answer within 3 seconds")
        await press(page, ".armed", "Clear Drop acks")
        await until(stage, lambda: not with_button(stage, "bad-rollout", ActionId.APPROVE))
        assert len(with_button(stage, "bad-rollout", ActionId.CONFIRM)) == 1
        await nothing_is_armed(page)
    assert stage.cluster.writes == []


async def test_lost_connections_and_an_api_that_is_down_delay_the_thread_and_no_more(
    browser: Browser, stage: Stage
) -> None:
    workspace = stage.workspace
    async with opened(browser, workspace.base_url) as page:
        await until(stage, lambda: workspace.socket.connections == 2)
        await arm(page, "disconnect", which="one")
        await shows(page, "#notices", "Disconnect now: done.")
        await until(stage, lambda: workspace.traffic.delivered("disconnect"))
        await until(stage, lambda: len(workspace.traffic.delivered("hello")) == 3)
        await arm(page, "refuse-sockets")
        await arm(page, "cut", which="one")
        await until(stage, lambda: workspace.socket.connections == 1)
        await arm(page, "api-down", seconds="600")
        await stage.fire("false-alarm")
        await until(stage, lambda: "service_unavailable" in answers(stage, "chat.postMessage"))
        assert len(thread(stage, "false-alarm")) == 1
        await press(page, ".armed", "Clear API down for a while")
        await stands_once(stage, "false-alarm")
        await press(page, ".armed", "Clear Refuse new sockets")
        await nothing_is_armed(page)


async def test_what_the_cluster_refuses_is_named_as_not_read(browser: Browser, stage: Stage) -> None:
    async with opened(browser, stage.workspace.base_url) as page:
        await arm(page, "cluster-forbidden", path="events", times="9")
        await arm(page, "cluster-error", path="nodes", times="9")
        await arm(page, "cluster-limit", path="services", times="9", retry_after="1")
        await arm(page, "cluster-hang", path="configmaps", seconds="1")
        await stage.fire("bad-rollout")
        await page.locator("#channel-list .replies").click()
        gaps = await shows(page, "#thread-list", "not read")
        for what in ("events", "nodes", "services"):
            await expect(gaps).to_contain_text(what)
        await until(stage, lambda: with_button(stage, "bad-rollout", ActionId.RIGHT))
        await press(page, ".armed", "Clear all faults")
        await nothing_is_armed(page)


async def test_a_change_whose_answer_is_lost_is_shown_as_unknown_and_sent_once(
    browser: Browser, stage: Stage
) -> None:
    people, scenario = stage.workspace, "bad-rollout"
    await stage.fire(scenario)
    channel, _ = stage.fired[scenario]
    async with opened(browser, people.base_url) as page:
        await arm(page, "cluster-drop")
        [card] = await until(stage, lambda: with_button(stage, scenario, ActionId.APPROVE))
        [status] = with_button(stage, scenario, ActionId.TAKE)
        await people.press(NORA, channel, status, ActionId.TAKE)
        await until(stage, lambda: people.view_of(NORA))
        await people.submit(NORA, {})
        await until(stage, lambda: with_button(stage, scenario, ActionId.RELEASE))
        await people.press(IVY, channel, card, ActionId.APPROVE)
        await people.press(NORA, channel, card, ActionId.CONFIRM)
        await until(stage, lambda: people.view_of(NORA))
        await people.submit(NORA, {Field.REASON: "it began with this revision"})
        await page.locator("#channel-list .replies").click()
        await shows(page, "#thread-list", "may or may not have happened; it is not sent again")
        await nothing_is_armed(page)
    assert len(stage.cluster.writes) == 1
