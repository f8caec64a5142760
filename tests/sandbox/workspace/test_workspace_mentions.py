"""Who is named by a message, as the page's red badges count it."""

from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.workspace import Workspace

CHANNEL = "C0INCIDENTS"


async def named(page: aiohttp.ClientSession, user: str) -> list[dict[str, Any]]:
    async with page.get(f"/ui/mentions?user={user}") as answer:
        return list((await answer.json())["mentions"])


async def test_a_name_a_group_and_a_broadcast_count_for_those_whom_they_mean(
    workspace: Workspace, page: aiohttp.ClientSession, slack: AsyncWebClient
) -> None:
    one = await workspace.say("U0IVY", CHANNEL, "@nora look")
    two = (await slack.chat_postMessage(channel=CHANNEL, text="<!subteam^S0RESPOND> nobody owns it"))["ts"]
    three = (await slack.chat_postMessage(channel=CHANNEL, text="<!here> all of you"))["ts"]
    assert [found["ts"] for found in await named(page, "U0NORA")] == [one, two, three]
    assert [found["ts"] for found in await named(page, "U0EMIL")] == [two, three]
    assert [found["ts"] for found in await named(page, "U0IVY")] == [three]
    assert await named(page, "U0SAM") == []


async def test_an_edit_names_nobody_and_neither_does_a_broadcast_in_a_thread(
    workspace: Workspace, page: aiohttp.ClientSession, slack: AsyncWebClient
) -> None:
    parent = await workspace.say("U0IVY", CHANNEL, "an alert")
    said = await slack.chat_postMessage(channel=CHANNEL, text="quiet", thread_ts=parent)
    await slack.chat_update(channel=CHANNEL, ts=said["ts"], text="<@U0NORA> edited in")
    await slack.chat_postMessage(channel=CHANNEL, text="<!channel> in a thread", thread_ts=parent)
    assert await named(page, "U0NORA") == []
    reply = (await slack.chat_postMessage(channel=CHANNEL, text="<@U0NORA> yes", thread_ts=parent))["ts"]
    assert await named(page, "U0NORA") == [{"channel": CHANNEL, "ts": reply, "thread_ts": parent}]
    await slack.chat_update(channel=CHANNEL, ts=reply, text="edited out")
    assert len(await named(page, "U0NORA")) == 1


async def test_a_mention_in_a_block_counts_and_ones_own_does_not(
    workspace: Workspace, page: aiohttp.ClientSession, slack: AsyncWebClient
) -> None:
    block = {"type": "section", "text": {"type": "mrkdwn", "text": "<@U0NORA> see below"}}
    await slack.chat_postMessage(channel=CHANNEL, text="see below", blocks=[block])
    await workspace.say("U0NORA", CHANNEL, "@nora is me")
    assert len(await named(page, "U0NORA")) == 1
