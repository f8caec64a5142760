import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.workspace import RefusalError, Scene, Stage, Workspace, server
from tests.fakes_clock import FakeClock
from tests.sandbox.workspace.robot import Connect

Json = dict[str, Any]


async def get(page: aiohttp.ClientSession, path: str, status: int = 200) -> Json:
    async with page.get(path) as answer:
        assert answer.status == status
        return dict(await answer.json())


async def post(page: aiohttp.ClientSession, path: str, body: Any, status: int = 200) -> Json:
    async with page.post(path, json=body) as answer:
        assert answer.status == status
        return dict(await answer.json())


async def heard(stream: aiohttp.ClientResponse) -> AsyncIterator[Json]:
    async for line in stream.content:
        if line.startswith(b"data: "):
            yield json.loads(line[6:])


async def test_the_page_learns_everything_it_needs_at_once(
    page: aiohttp.ClientSession, workspace: Workspace
) -> None:
    workspace.stage.scenes.append(Scene("bad-rollout", "A bad rollout"))
    found = await get(page, "/ui/bootstrap")
    users = {user["id"]: user for user in found["users"]}
    assert users["U0NORA"]["initials"] == "NL"
    assert (users["U0LOOKOUT"]["is_bot"], users["B0ALERTMGR"]["is_bot"], users["U0SAM"]["is_stranger"]) == (
        True,
    ) * 3
    assert [c["id"] for c in found["channels"]] == [
        "C0INCIDENTS",
        "C0SHOP",
        "C0GENERAL",
        "C0PAYMENTS",
        "C0SHARED",
    ]
    assert found["commands"][0]["command"] == "/lookout"
    assert found["shortcuts"] == [{"callback_id": "lookout.triage_message", "name": "Triage this alert"}]
    assert found["scenarios"] == [{"name": "bad-rollout", "title": "A bad rollout", "state": "idle"}]


async def test_people_write_and_read_through_the_page(
    page: aiohttp.ClientSession, workspace: Workspace, slack: AsyncWebClient
) -> None:
    ts = (await post(page, "/ui/messages", {"user": "U0NORA", "channel": "C0SHOP", "text": "one"}))["ts"]
    await post(page, "/ui/messages", {"user": "U0IVY", "channel": "C0SHOP", "text": "two", "thread_ts": ts})
    await slack.chat_postEphemeral(channel="C0SHOP", user="U0NORA", text="for Nora", thread_ts=ts)
    await slack.chat_postEphemeral(channel="C0SHOP", user="U0NORA", text="in the channel")
    listed = (await get(page, "/ui/channels/C0SHOP/messages?user=U0NORA"))["messages"]
    assert [(m["text"], m.get("ephemeral", False)) for m in listed] == [
        ("one", False),
        ("in the channel", True),
    ]
    assert (listed[0]["reply_count"], listed[0]["reply_users"]) == (1, ["U0IVY"])
    thread = (await get(page, f"/ui/channels/C0SHOP/threads/{ts}?user=U0NORA"))["messages"]
    assert [m["text"] for m in thread] == ["one", "two", "for Nora"]
    others = (await get(page, f"/ui/channels/C0SHOP/threads/{ts}?user=U0IVY"))["messages"]
    assert [m["text"] for m in others] == ["one", "two"]
    assert (await get(page, "/ui/channels/C0PAYMENTS/messages?user=U0EMIL", 400))[
        "error"
    ] == "channel_not_found"
    assert (await get(page, "/ui/channels/C0SHOP/threads/1.1?user=U0IVY", 400))["error"] == "thread_not_found"
    with pytest.raises(RefusalError):
        workspace.thread("C0PAYMENTS", ts, "U0EMIL")


async def test_clicks_commands_shortcuts_and_views_go_through_the_page(
    page: aiohttp.ClientSession, connect: Connect, slack: AsyncWebClient, workspace: Workspace
) -> None:
    robot = await connect()
    view = {
        "type": "modal",
        "callback_id": "form",
        "title": {"type": "plain_text", "text": "Form"},
        "submit": {"type": "plain_text", "text": "Send"},
        "blocks": [
            {
                "type": "input",
                "block_id": "b",
                "label": {"type": "plain_text", "text": "Why"},
                "element": {"type": "plain_text_input", "action_id": "a"},
            },
        ],
    }

    async def open_form(ack: Any, body: Json) -> None:
        await ack()
        await slack.views_open(trigger_id=body["trigger_id"], view=view)

    robot.app.action("take")(open_form)
    robot.app.shortcut("lookout.triage_message")(open_form)

    @robot.app.command("/lookout")
    async def command(ack: Any) -> None:
        await ack(text="status")

    answers: list[Json] = [{"response_action": "errors", "errors": {"b": "why?"}}, {}]

    @robot.app.view("form")
    async def form(ack: Any) -> None:
        await ack(**answers.pop(0))

    button = {"type": "button", "action_id": "take", "text": {"type": "plain_text", "text": "Take"}}
    ts = (
        await slack.chat_postMessage(
            channel="C0SHOP", text="x", blocks=[{"type": "actions", "elements": [button]}]
        )
    )["ts"]
    nora: Json = {"user": "U0NORA", "channel": "C0SHOP"}
    assert await post(page, "/ui/commands", nora | {"command": "/lookout", "text": "status"}) == {"ok": True}
    assert workspace.ephemerals("U0NORA")[0]["text"] == "status"
    assert await post(page, "/ui/actions", nora | {"message_ts": ts, "action_id": "take"}) == {"ok": True}
    await workspace.wait_for(lambda: workspace.view_of("U0NORA"))
    shown = (await get(page, "/ui/views?user=U0NORA"))["view"]
    choice = {"user": "U0NORA", "view_id": shown["id"], "action_id": "a", "block_id": "b", "value": "typed"}
    assert await post(page, "/ui/actions", choice) == {"ok": True}
    submit = f"/ui/views/{shown['id']}/submit"
    assert (await post(page, submit, {"user": "U0NORA"}))["errors"] == {"b": "why?"}
    values = {"b": {"a": {"type": "plain_text_input", "value": "because"}}}
    assert await post(page, submit, {"user": "U0NORA", "values": values}) == {"ok": True, "view": None}
    assert (await post(page, submit, {"user": "U0NORA"}, 400))["error"] == "view_not_found"
    chosen = nora | {"message_ts": ts, "callback_id": "lookout.triage_message"}
    assert await post(page, "/ui/shortcuts", chosen) == {"ok": True}
    await workspace.wait_for(lambda: workspace.view_of("U0NORA"))
    again = (await get(page, "/ui/views?user=U0NORA"))["view"]
    await post(page, f"/ui/views/{again['id']}/close", {"user": "U0NORA"})
    assert await get(page, "/ui/views?user=U0NORA") == {"view": None}


async def test_what_the_app_does_not_answer_is_said(
    page: aiohttp.ClientSession, workspace: Workspace
) -> None:
    ts = await workspace.say("U0NORA", "C0SHOP", "alert")
    body = {"user": "U0NORA", "channel": "C0SHOP", "message_ts": ts, "callback_id": "lookout.triage_message"}
    assert await post(page, "/ui/shortcuts", body) == {"ok": False, "error": "no_connection"}


async def test_requests_that_make_no_sense_are_refused(page: aiohttp.ClientSession) -> None:
    missing = await post(page, "/ui/messages", {"user": "U0NORA", "channel": "C0SHOP"}, 400)
    assert missing["errors"] == ["missing required field: text"]
    assert (await post(page, "/ui/messages", [1], 400))["error"] == "invalid_json"
    async with page.post("/ui/messages", data="{") as answer:
        assert (answer.status, (await answer.json())["error"]) == (400, "invalid_json")


async def test_home_is_opened_by_looking_at_it_for_the_first_time(
    page: aiohttp.ClientSession, connect: Connect, slack: AsyncWebClient, workspace: Workspace
) -> None:
    robot = await connect()
    assert await get(page, "/ui/home?user=U0IVY") == {"view": None}
    await workspace.wait_for(lambda: robot.events("app_home_opened"))
    await slack.views_publish(user_id="U0IVY", view={"type": "home", "blocks": [{"type": "divider"}]})
    assert (await get(page, "/ui/home?user=U0IVY"))["view"]["type"] == "home"
    assert (await get(page, "/ui/home?user=U0NOBODY"))["view"] is None
    assert (await post(page, "/ui/home/open", {"user": "U0IVY"}))["view"]["type"] == "home"
    await workspace.wait_for(lambda: len(robot.events("app_home_opened")) == 2)


async def test_emoji_go_through_the_page(page: aiohttp.ClientSession, workspace: Workspace) -> None:
    ts = await workspace.say("U0NORA", "C0SHOP", "one")
    body = {"user": "U0IVY", "channel": "C0SHOP", "message_ts": ts, "name": "eyes"}
    await post(page, "/ui/reactions", body)
    assert workspace.messages("C0SHOP")[0]["reactions"][0]["users"] == ["U0IVY"]
    await post(page, "/ui/reactions", body | {"add": False})
    assert workspace.messages("C0SHOP")[0]["reactions"] == []


async def test_scenarios_are_fired_and_cleared_by_whoever_holds_the_stage(clock: FakeClock) -> None:
    deeds: list[tuple[str, str]] = []

    async def fire(name: str) -> None:
        deeds.append(("fire", name))

    async def clear(name: str) -> None:
        deeds.append(("clear", name))

    async def cluster() -> Json:
        return {"pods": 3}

    stage = Stage([Scene("bad-rollout", "A bad rollout")], fire, clear, cluster)
    workspace = Workspace(clock, stage=stage)
    await workspace.start()
    async with aiohttp.ClientSession(workspace.base_url) as page:
        assert (await post(page, "/ui/scenarios/bad-rollout/fire", {}))["scenario"]["state"] == "firing"
        assert (await get(page, "/ui/bootstrap"))["scenarios"][0]["state"] == "firing"
        assert (await post(page, "/ui/scenarios/bad-rollout/clear", {}))["scenario"]["state"] == "idle"
        assert (await post(page, "/ui/scenarios/other/fire", {}, 400))["error"] == "scenario_not_found"
        assert await get(page, "/ui/cluster") == {"pods": 3}
    assert deeds == [("fire", "bad-rollout"), ("clear", "bad-rollout")]
    await workspace.stop()


async def test_a_workspace_without_a_stage_has_nothing_on_it(
    page: aiohttp.ClientSession, workspace: Workspace
) -> None:
    assert await get(page, "/ui/cluster") == {}
    workspace.stage.scenes.append(Scene("quiet", "Nothing happens"))
    await post(page, "/ui/scenarios/quiet/fire", {})
    assert workspace.stage.scenes[0].state == "firing"


async def test_the_stream_tells_each_person_what_this_person_can_see(
    page: aiohttp.ClientSession, workspace: Workspace, slack: AsyncWebClient
) -> None:
    async with page.get("/ui/events?user=U0EMIL") as stream:
        assert stream.content_type == "text/event-stream"
        assert await stream.content.readline() == b": open\n"
        hidden = await workspace.say("U0NORA", "C0PAYMENTS", "private")
        await slack.chat_postEphemeral(channel="C0SHOP", user="U0NORA", text="for Nora")
        await slack.chat_postEphemeral(channel="C0SHOP", user="U0EMIL", text="for Emil")
        parent = await workspace.say("U0NORA", "C0SHOP", "one")
        reply = await slack.chat_postMessage(channel="C0SHOP", text="two", thread_ts=parent)
        await slack.chat_update(channel="C0SHOP", ts=reply["ts"], text="three")
        await slack.chat_delete(channel="C0SHOP", ts=reply["ts"])
        changes = heard(stream)
        seen = [await anext(changes) for _ in range(5)]
    assert [c["type"] for c in seen] == ["ephemeral", "message", "message", "changed", "deleted"]
    assert seen[1] == {"type": "message", "channel": "C0SHOP", "ts": parent, "thread_ts": ""}
    assert seen[2]["thread_ts"] == parent
    assert hidden not in {c["ts"] for c in seen}


async def test_the_traffic_can_be_read(
    page: aiohttp.ClientSession, slack: AsyncWebClient, connect: Connect
) -> None:
    await connect()
    await slack.chat_postMessage(channel="C0SHOP", text="one")
    found = (await get(page, "/ui/traffic"))["traffic"]
    call = next(one for one in found if one.get("method") == "chat.postMessage")
    assert (call["direction"], call["status"], call["body"]["text"]) == ("from_app", 200, "one")
    assert any(one.get("type") == "hello" for one in found)


async def test_the_page_is_served_from_its_folder_and_nothing_else(
    page: aiohttp.ClientSession, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "page"
    folder.mkdir()
    (folder / "index.html").write_text("<h1>Lookout</h1>")
    (folder / "app.js").write_text("1")
    (tmp_path / "secret.txt").write_text("no")
    monkeypatch.setattr(server, "PAGE", folder)
    async with page.get("/") as answer:
        assert await answer.text() == "<h1>Lookout</h1>"
        assert "no-cache" in answer.headers["Cache-Control"]
    async with page.get("/static/app.js") as answer:
        assert answer.status == 200
    for path in ("/static/missing.js", "/static/..%2Fsecret.txt"):
        async with page.get(path) as answer:
            assert answer.status == 404


async def test_waiting_for_what_never_comes_ends_in_time(workspace: Workspace) -> None:
    with pytest.raises(TimeoutError):
        await workspace.wait_for(lambda: False, 0.01)
