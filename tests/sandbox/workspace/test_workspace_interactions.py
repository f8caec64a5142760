import asyncio
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.sandbox.workspace import Ack, RefusalError, Workspace
from tests.fakes_clock import FakeClock
from tests.sandbox.workspace.robot import Connect

Json = dict[str, Any]

MENU = {
    "type": "static_select",
    "action_id": "pick",
    "options": [
        {"text": {"type": "plain_text", "text": name}, "value": name} for name in ("cart", "checkout")
    ],
}
BLOCKS = [
    {
        "type": "actions",
        "block_id": "row",
        "elements": [
            {
                "type": "button",
                "action_id": "take",
                "text": {"type": "plain_text", "text": "Take"},
                "value": "INC-1",
            },
            MENU,
            {"type": "users_select", "action_id": "who"},
            {"type": "overflow", "action_id": "more", "options": MENU["options"]},
        ],
    }
]


async def posted(slack: AsyncWebClient, **more: Any) -> str:
    return str((await slack.chat_postMessage(channel="C0SHOP", text="x", blocks=BLOCKS, **more))["ts"])


async def test_a_click_carries_what_slack_sends(
    workspace: Workspace, connect: Connect, slack: AsyncWebClient
) -> None:
    robot = await connect()
    bodies: list[Json] = []

    @robot.app.action("take")
    async def take(ack: Any, body: Json) -> None:
        await ack()
        bodies.append(body)

    parent = await workspace.say("U0NORA", "C0SHOP", "alert")
    ts = await posted(slack, thread_ts=parent)
    assert await workspace.press("U0NORA", "C0SHOP", ts, "take") == Ack(acked=True)
    body = bodies[0]
    assert body["user"] == {"id": "U0NORA", "username": "nora", "name": "nora", "team_id": "T0LOOKOUT"}
    assert body["container"] == {
        "type": "message",
        "message_ts": ts,
        "channel_id": "C0SHOP",
        "is_ephemeral": False,
        "thread_ts": parent,
    }
    assert (body["channel"], body["api_app_id"]) == ({"id": "C0SHOP", "name": "shop-alerts"}, "A0LOOKOUT")
    assert body["message"]["ts"] == ts
    assert body["response_url"].startswith(f"{workspace.base_url}/response/")
    action = body["actions"][0]
    assert (action["action_id"], action["block_id"], action["value"]) == ("take", "row", "INC-1")
    assert action["type"] == "button"
    assert action["action_ts"] > ts


async def test_choices_in_menus_come_as_the_action_and_stay_in_the_state(
    workspace: Workspace, connect: Connect, slack: AsyncWebClient
) -> None:
    robot = await connect()
    bodies: list[Json] = []

    async def note(ack: Any, body: Json) -> None:
        await ack()
        bodies.append(body)

    for name in ("pick", "who", "more", "take"):
        robot.app.action(name)(note)
    ts = await posted(slack)
    await workspace.press("U0NORA", "C0SHOP", ts, "pick", value="checkout")
    await workspace.press("U0NORA", "C0SHOP", ts, "who", value="U0IVY")
    await workspace.press("U0NORA", "C0SHOP", ts, "more", value="cart")
    await workspace.press("U0NORA", "C0SHOP", ts, "take", value="forged")
    assert bodies[0]["actions"][0]["selected_option"]["value"] == "checkout"
    assert bodies[1]["actions"][0]["selected_user"] == "U0IVY"
    assert bodies[2]["actions"][0]["selected_option"]["value"] == "cart"
    assert bodies[3]["actions"][0]["value"] == "forged"
    values = bodies[3]["state"]["values"]["row"]
    assert values["pick"]["selected_option"]["value"] == "checkout"
    assert values["who"] == {"type": "users_select", "selected_user": "U0IVY"}
    with pytest.raises(KeyError, match="no option"):
        await workspace.press("U0NORA", "C0SHOP", ts, "pick", value="billing")


async def test_buttons_in_attachments_can_be_clicked_too(
    workspace: Workspace, connect: Connect, slack: AsyncWebClient
) -> None:
    robot = await connect()

    @robot.app.action("take")
    async def take(ack: Any) -> None:
        await ack()

    sent = await slack.chat_postMessage(
        channel="C0SHOP", text="x", attachments=[{"fallback": "f", "blocks": BLOCKS}]
    )
    assert (await workspace.press("U0NORA", "C0SHOP", sent["ts"], "take")).acked


async def test_only_what_one_sees_can_be_clicked(workspace: Workspace, slack: AsyncWebClient) -> None:
    ts = await posted(slack)
    for word, deed in (
        ("channel_not_found", workspace.press("U0SAM", "C0SHOP", ts, "take")),
        ("message_not_found", workspace.press("U0NORA", "C0SHOP", "1.1", "take")),
        ("action_not_found", workspace.press("U0NORA", "C0SHOP", ts, "approve")),
        ("action_not_found", workspace.press("U0NORA", "C0SHOP", ts, "take", block_id="other")),
    ):
        with pytest.raises(RefusalError, match=word):
            await deed


async def test_a_late_click_on_what_an_earlier_version_showed(
    workspace: Workspace, connect: Connect, slack: AsyncWebClient
) -> None:
    robot = await connect()
    values: list[str] = []

    @robot.app.action("take")
    async def take(ack: Any, action: Json) -> None:
        await ack()
        values.append(action["value"])

    ts = await posted(slack)
    await slack.chat_update(channel="C0SHOP", ts=ts, text="done")
    with pytest.raises(RefusalError, match="action_not_found"):
        await workspace.press("U0NORA", "C0SHOP", ts, "take")
    await workspace.press("U0NORA", "C0SHOP", ts, "take", stale=True)
    assert values == ["INC-1"]


async def test_a_click_is_not_sent_again_when_nobody_acks(
    workspace: Workspace, connect: Connect, slack: AsyncWebClient, clock: FakeClock
) -> None:
    ts = await posted(slack)
    assert (await workspace.press("U0NORA", "C0SHOP", ts, "take")).why == "no_connection"
    await connect()  # no listener for the action: Bolt answers 404, which is no ack
    pressing = asyncio.create_task(workspace.press("U0NORA", "C0SHOP", ts, "take"))
    await workspace.wait_for(lambda: workspace.traffic.delivered("interactive"))
    await clock.elapse(400, step=50)
    assert (await pressing).why == "timeout"
    assert len(workspace.traffic.delivered("interactive")) == 1


async def test_a_response_url_speaks_five_times_in_thirty_minutes(
    workspace: Workspace, connect: Connect, slack: AsyncWebClient, clock: FakeClock
) -> None:
    robot = await connect()
    urls: list[str] = []

    @robot.app.action("take")
    async def take(ack: Any, body: Json) -> None:
        await ack()
        urls.append(body["response_url"])

    ts = await posted(slack)
    await workspace.press("U0NORA", "C0SHOP", ts, "take")
    webhook = AsyncWebhookClient(urls[0])
    answers = [await webhook.send(text=f"{number}") for number in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [404]
    assert "used_url" in answers[-1].body
    assert [m["text"] for m in workspace.ephemerals("U0NORA")] == ["0", "1", "2", "3", "4"]
    assert workspace.ephemerals("U0IVY") == []
    assert len(workspace.traffic.sent("response_url")) == 6
    await workspace.press("U0NORA", "C0SHOP", ts, "take")
    clock.advance(minutes=31)
    late = await AsyncWebhookClient(urls[1]).send(text="late")
    assert (late.status_code, "expired_url" in late.body) == (404, True)


async def test_a_response_url_replaces_deletes_and_speaks_to_the_channel(
    workspace: Workspace, connect: Connect, slack: AsyncWebClient
) -> None:
    robot = await connect()

    @robot.app.action("take")
    async def take(ack: Any, respond: Any, action: Json) -> None:
        await ack()
        match action["value"]:
            case "replace":
                await respond(text="replaced", replace_original=True)
            case "delete":
                await respond(delete_original=True)
            case "shout":
                await respond(text="aloud", response_type="in_channel")
            case _:
                await respond(text="x", blocks=[{"type": "plan"}])

    shouted, replaced, deleted = [await posted(slack) for _ in range(3)]
    for ts, value in ((shouted, "shout"), (replaced, "break"), (replaced, "replace"), (deleted, "delete")):
        await workspace.press("U0NORA", "C0SHOP", ts, "take", value=value)
    await workspace.wait_for(lambda: len(workspace.traffic.sent("response_url")) == 4)
    texts = {m["ts"]: m["text"] for m in workspace.messages("C0SHOP")}
    assert (texts[replaced], deleted in texts, "aloud" in texts.values()) == ("replaced", False, True)
    statuses = [p.status for p in workspace.traffic.passages if p.name == "response_url"]
    assert sorted(statuses) == [200, 200, 200, 400]


async def test_ephemeral_messages_can_be_clicked_replaced_and_taken_away(
    workspace: Workspace, connect: Connect, slack: AsyncWebClient
) -> None:
    robot = await connect()
    bodies: list[Json] = []

    @robot.app.action("take")
    async def take(ack: Any, respond: Any, body: Json) -> None:
        await ack()
        bodies.append(body)
        if len(bodies) == 1:
            await respond(text="replaced", blocks=BLOCKS, replace_original=True)
        else:
            await respond(delete_original=True)

    sent = await slack.chat_postEphemeral(channel="C0SHOP", user="U0NORA", text="x", blocks=BLOCKS)
    ts = sent["message_ts"]
    await workspace.press("U0NORA", "C0SHOP", ts, "take")
    await workspace.wait_for(lambda: workspace.ephemerals("U0NORA")[0]["text"] == "replaced")
    assert bodies[0]["container"]["is_ephemeral"]
    assert "message" not in bodies[0]
    with pytest.raises(RefusalError, match="message_not_found"):
        await workspace.press("U0IVY", "C0SHOP", ts, "take")
    await workspace.press("U0NORA", "C0SHOP", ts, "take")
    await workspace.wait_for(lambda: not workspace.ephemerals("U0NORA"))
    for body in ({"delete_original": True}, {"replace_original": True, "text": "x"}):
        async with (
            aiohttp.ClientSession() as session,
            session.post(bodies[1]["response_url"], json=body) as answer,
        ):
            assert (answer.status, (await answer.json())["error"]) == (400, "no_original_message")


async def test_a_commands_ack_is_shown_to_its_asker_only(workspace: Workspace, connect: Connect) -> None:
    robot = await connect()
    bodies: list[Json] = []

    @robot.app.command("/lookout")
    async def command(ack: Any, body: Json) -> None:
        bodies.append(body)
        match body["text"]:
            case "quiet":
                await ack()
            case "aloud":
                await ack(text="everybody", response_type="in_channel")
            case "broken":
                await ack(text="x", blocks=[{"type": "plan"}])
            case _:
                await ack(text="two diagnoses")

    await workspace.run_command("U0NORA", "C0PAYMENTS", "history checkout --since 7d")
    assert [m["text"] for m in workspace.ephemerals("U0NORA")] == ["two diagnoses"]
    assert workspace.messages("C0PAYMENTS") == []
    assert bodies[0]["channel_name"] == "privategroup"
    assert (bodies[0]["command"], bodies[0]["text"]) == ("/lookout", "history checkout --since 7d")
    assert (bodies[0]["user_name"], bodies[0]["team_domain"]) == ("nora", "lookout-sandbox")
    assert workspace.traffic.sent("ack")[-1] == {"text": "two diagnoses"}
    await workspace.run_command("U0NORA", "C0SHOP", "quiet")
    assert len(workspace.ephemerals("U0NORA")) == 1
    await workspace.run_command("U0NORA", "C0SHOP", "/lookout aloud")
    assert workspace.messages("C0SHOP")[0]["text"] == "everybody"
    await workspace.run_command("U0NORA", "C0SHOP", "/lookout broken")
    assert "invalid_blocks" in workspace.ephemerals("U0NORA")[-1]["text"]


async def test_a_command_that_nobody_answers_fails_in_slackbots_words(
    workspace: Workspace, connect: Connect, clock: FakeClock
) -> None:
    assert (await workspace.run_command("U0NORA", "C0SHOP", "status")).why == "no_connection"
    assert workspace.ephemerals("U0NORA")[0]["text"] == '/lookout failed with the error "dispatch_failed"'
    await connect()
    running = asyncio.create_task(workspace.run_command("U0NORA", "C0SHOP", "status"))
    await workspace.wait_for(lambda: workspace.traffic.delivered("slash_commands"))
    await clock.elapse(4)
    assert (await running).why == "timeout"
    assert "operation_timeout" in workspace.ephemerals("U0NORA")[1]["text"]


async def test_commands_belong_to_the_apps_own_workspace(workspace: Workspace, clock: FakeClock) -> None:
    for word, deed in (
        ("command_not_found", workspace.run_command("U0SAM", "C0SHARED", "status")),
        ("command_not_found", workspace.run_command("U0NORA", "C0SHOP", "/deploy all")),
        ("user_not_found", workspace.run_command("U0NORA", "C0SHOP", "/invite @nobody")),
        ("missing_scope", Workspace(clock, scopes=()).run_command("U0NORA", "C0SHOP", "status")),
    ):
        with pytest.raises(RefusalError, match=word):
            await deed


async def test_a_message_shortcut_carries_the_message(workspace: Workspace, connect: Connect) -> None:
    robot = await connect()
    bodies: list[Json] = []

    @robot.app.shortcut("lookout.triage_message")
    async def triage(ack: Any, body: Json) -> None:
        await ack()
        bodies.append(body)

    ts = await workspace.post_as_bot("B0GRAFANA", "C0SHOP", text="checkout is slow")
    assert (await workspace.run_shortcut("U0NORA", "C0SHOP", ts, "lookout.triage_message")).acked
    body = bodies[0]
    assert (body["type"], body["message_ts"], body["message"]["text"]) == (
        "message_action",
        ts,
        "checkout is slow",
    )
    for word, shortcut, at in (
        ("shortcut_not_found", "other", ts),
        ("message_not_found", "lookout.triage_message", "1.1"),
    ):
        with pytest.raises(RefusalError, match=word):
            await workspace.run_shortcut("U0NORA", "C0SHOP", at, shortcut)
