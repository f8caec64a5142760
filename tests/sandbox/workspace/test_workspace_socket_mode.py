import asyncio
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.workspace import Workspace, seed
from tests.fakes_clock import FakeClock
from tests.sandbox.workspace.robot import Connect


async def settle(rounds: int = 40) -> None:
    """Let what is on its way arrive: a few turns of the loop with the sockets in it."""
    for _ in range(rounds):
        await asyncio.sleep(0.001)


async def link(workspace: Workspace) -> str:
    client = AsyncWebClient(token=seed.APP_TOKEN, base_url=workspace.api_url)
    return str((await client.apps_connections_open(app_token=seed.APP_TOKEN))["url"])


async def test_a_message_reaches_a_bolt_app_with_its_envelope_around_it(
    workspace: Workspace, connect: Connect
) -> None:
    robot = await connect()
    ts = await workspace.say("U0NORA", "C0SHOP", "why is checkout slow & sad?")
    await workspace.wait_for(lambda: robot.heard and workspace.socket.unacked == 0)
    body = robot.heard[0]
    assert (body["type"], body["team_id"], body["api_app_id"]) == ("event_callback", "T0LOOKOUT", "A0LOOKOUT")
    assert body["event_id"].startswith("Ev")
    assert body["authorizations"][0]["user_id"] == "U0LOOKOUT"
    event = body["event"]
    assert (event["channel"], event["ts"], event["user"], event["channel_type"]) == (
        "C0SHOP",
        ts,
        "U0NORA",
        "channel",
    )
    assert event["text"] == "why is checkout slow &amp; sad?"
    assert event["blocks"][0]["elements"][0]["elements"][0]["text"] == "why is checkout slow & sad?"


async def test_with_two_connections_each_event_is_delivered_once(
    workspace: Workspace, connect: Connect
) -> None:
    robot = await connect(connections=2)
    for number in range(4):
        await workspace.say("U0NORA", "C0SHOP", f"{number}")
    await workspace.wait_for(lambda: len(robot.heard) == 4 and workspace.socket.unacked == 0)
    assert sorted(event["text"] for event in robot.events()) == ["0", "1", "2", "3"]


async def test_envelopes_take_turns_and_an_ack_counts_on_any_connection(workspace: Workspace) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(await link(workspace)) as one,
        session.ws_connect(await link(workspace)) as two,
    ):
        assert (await one.receive_json())["type"] == "hello"
        assert (await two.receive_json())["num_connections"] == 2
        await workspace.say("U0NORA", "C0SHOP", "a")
        await workspace.say("U0NORA", "C0SHOP", "b")
        frames = [await one.receive_json(timeout=2), await two.receive_json(timeout=2)]
        assert {frame["payload"]["event"]["text"] for frame in frames} == {"a", "b"}
        await one.send_json({"envelope_id": frames[1]["envelope_id"]})
        await two.send_json({"envelope_id": frames[0]["envelope_id"]})
        await workspace.wait_for(lambda: workspace.socket.unacked == 0)


async def test_an_event_without_ack_comes_again_three_times_at_most(
    workspace: Workspace, clock: FakeClock
) -> None:
    async with aiohttp.ClientSession() as session, session.ws_connect(await link(workspace)) as socket:
        await socket.receive_json()
        await workspace.say("U0NORA", "C0SHOP", "hello?")
        first = await socket.receive_json(timeout=2)
        assert (first["retry_attempt"], first["retry_reason"]) == (0, "")
        seen = [first]
        for wait in (0, 60, 300):
            await clock.elapse(3)
            await clock.elapse(wait, step=30)
            seen.append(await socket.receive_json(timeout=2))
        assert [frame["retry_attempt"] for frame in seen] == [0, 1, 2, 3]
        assert {frame["retry_reason"] for frame in seen[1:]} == {"timeout"}
        assert len({frame["payload"]["event_id"] for frame in seen}) == 1
        assert len({frame["envelope_id"] for frame in seen}) == 4
        await clock.elapse(1000, step=100)
        assert clock.sleeping == 0


async def test_a_dropped_ack_makes_bolt_hear_the_event_twice(
    workspace: Workspace, connect: Connect, clock: FakeClock
) -> None:
    robot = await connect()
    workspace.faults.drop_acks()
    await workspace.say("U0NORA", "C0SHOP", "hello")
    await workspace.wait_for(lambda: workspace.traffic.sent("ack"))
    await clock.elapse(3)
    await workspace.wait_for(lambda: len(robot.heard) == 2 and workspace.socket.unacked == 0)
    assert robot.heard[0]["event_id"] == robot.heard[1]["event_id"]


async def test_an_event_that_found_no_connection_is_tried_again(
    workspace: Workspace, connect: Connect, clock: FakeClock
) -> None:
    await workspace.say("U0NORA", "C0SHOP", "is anybody there?")
    await settle(3)
    robot = await connect()
    await clock.elapse(3)
    await workspace.wait_for(lambda: robot.heard)
    assert workspace.traffic.delivered("events_api")[0]["retry_attempt"] == 1


async def test_doubled_and_swapped_envelopes_are_what_they_say(
    workspace: Workspace, connect: Connect
) -> None:
    robot = await connect()
    workspace.faults.double()
    await workspace.say("U0NORA", "C0SHOP", "twice")
    await workspace.wait_for(lambda: len(robot.heard) == 2)
    workspace.faults.swap()
    await workspace.say("U0NORA", "C0SHOP", "first")
    await workspace.say("U0NORA", "C0SHOP", "second")
    await workspace.wait_for(lambda: len(robot.heard) == 4)
    sent = [body["payload"]["event"]["text"] for body in workspace.traffic.delivered("events_api")]
    assert sent == ["twice", "twice", "second", "first"]


async def test_a_ticket_opens_one_socket_once(workspace: Workspace, clock: FakeClock) -> None:
    url = await link(workspace)
    late = await link(workspace)
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(url) as socket:
            await socket.receive_json()
            with pytest.raises(aiohttp.WSServerHandshakeError):
                await session.ws_connect(url)
        clock.advance(61)
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(late)
        workspace.faults.refuse_connections = True
        refused = await link(workspace)
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(refused)


async def test_only_the_app_token_gets_a_socket(slack: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError, match="not_allowed_token_type"):
        await slack.apps_connections_open(app_token="xoxb-sandbox")


async def test_an_eleventh_connection_is_sent_away(workspace: Workspace) -> None:
    async with aiohttp.ClientSession() as session:
        sockets = [await session.ws_connect(await link(workspace)) for _ in range(11)]
        first = [await socket.receive_json(timeout=2) for socket in sockets]
        assert [frame["type"] for frame in first] == ["hello"] * 10 + ["disconnect"]
        assert first[-1]["reason"] == "too_many_websockets"
        for socket in sockets:
            await socket.close()


async def test_pings_come_back_with_the_same_payload(workspace: Workspace) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(await link(workspace), autoping=False) as socket,
    ):
        await socket.receive_json()
        await socket.ping(b"sdk-ping-pong:1.5")
        pong = await socket.receive(timeout=2)
        assert (pong.type, bytes(pong.data)) == (aiohttp.WSMsgType.PONG, b"sdk-ping-pong:1.5")


async def test_frames_that_are_no_acks_are_passed_over(workspace: Workspace) -> None:
    async with aiohttp.ClientSession() as session, session.ws_connect(await link(workspace)) as socket:
        await socket.receive_json()
        for text in ("not json", "[1]", '{"type": "hello"}', '{"envelope_id": "unknown"}'):
            await socket.send_str(text)
        await workspace.wait_for(lambda: workspace.traffic.sent("ack"))
        assert workspace.traffic.sent("ack") == [{}]


async def test_after_a_goodbye_the_app_comes_back_by_itself(workspace: Workspace, connect: Connect) -> None:
    robot = await connect()
    await workspace.socket.disconnect()
    assert workspace.socket.connections == 0
    await workspace.wait_for(lambda: workspace.socket.connections == 1)
    await workspace.say("U0NORA", "C0SHOP", "again")
    await workspace.wait_for(lambda: robot.heard)


async def test_one_of_two_sockets_can_be_cut(workspace: Workspace) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(await link(workspace)) as one,
        session.ws_connect(await link(workspace)) as two,
    ):
        await one.receive_json()
        await two.receive_json()
        workspace.socket.cut(which=0)
        assert (await one.receive(timeout=2)).type in {aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR}
        for number in range(2):
            await workspace.say("U0NORA", "C0SHOP", f"{number}")
            assert (await two.receive_json(timeout=2))["payload"]["event"]["text"] == f"{number}"


async def test_a_mention_comes_as_two_events_with_one_ts(workspace: Workspace, connect: Connect) -> None:
    robot = await connect()
    ts = await workspace.say("U0NORA", "C0SHOP", "@lookout why is checkout slow?")
    await workspace.wait_for(lambda: len(robot.heard) == 2)
    mention, message = robot.events("app_mention")[0], robot.events("message")[0]
    assert mention["ts"] == message["ts"] == ts
    assert mention["text"] == "<@U0LOOKOUT> why is checkout slow?"
    assert len({body["event_id"] for body in robot.heard}) == 2


async def test_the_bots_own_posts_and_edits_come_back(
    workspace: Workspace, connect: Connect, slack: AsyncWebClient
) -> None:
    await connect()
    sent = await slack.chat_postMessage(channel="C0SHOP", text="<@U0LOOKOUT> itself")
    await slack.chat_update(channel="C0SHOP", ts=sent["ts"], text="changed")
    await slack.chat_delete(channel="C0SHOP", ts=sent["ts"])
    events = [body["payload"]["event"] for body in workspace.traffic.delivered("events_api")]
    assert [(e["type"], e.get("subtype")) for e in events] == [
        ("message", None),
        ("message", "message_changed"),
        ("message", "message_deleted"),
    ]
    assert events[0]["bot_id"] == "B0LOOKOUT"
    assert (events[1]["message"]["text"], events[1]["previous_message"]["ts"]) == ("changed", sent["ts"])
    assert events[2]["deleted_ts"] == sent["ts"]


async def test_nothing_is_heard_from_channels_that_the_bot_is_not_in(
    workspace: Workspace, connect: Connect
) -> None:
    robot = await connect()
    await workspace.say("U0NORA", "C0GENERAL", "@lookout hello")
    await workspace.say("U0NORA", "C0SHOP", "here")
    await workspace.wait_for(lambda: robot.heard and workspace.socket.unacked == 0)
    assert [event["text"] for event in robot.events()] == ["here"]


async def test_what_the_manifest_does_not_ask_for_is_not_sent(clock: FakeClock) -> None:
    deaf = Workspace(clock, scopes={"channels:history"}, subscriptions={"message.channels", "message.groups"})
    await deaf.start()
    await deaf.say("U0NORA", "C0PAYMENTS", "private")
    await deaf.say("U0NORA", "C0SHOP", "@lookout public")
    assert deaf.state.counts["Ev"] == 1
    await deaf.stop()


async def test_coming_and_going_is_told(workspace: Workspace, connect: Connect) -> None:
    robot = await connect()
    await workspace.run_command("U0NORA", "C0GENERAL", "/invite @lookout")
    await workspace.leave("U0EMIL", "C0GENERAL")
    await workspace.leave("U0EMIL", "C0GENERAL")
    await workspace.join("U0NORA", "C0GENERAL")
    await workspace.run_command("U0NORA", "C0GENERAL", "/invite @idris")
    await workspace.wait_for(lambda: len(robot.heard) == 2)
    joined = robot.events("member_joined_channel")[0]
    assert (joined["user"], joined["channel"], joined["inviter"]) == ("U0LOOKOUT", "C0GENERAL", "U0NORA")
    assert workspace.messages("C0GENERAL")[0]["subtype"] == "channel_join"
    assert robot.events("member_left_channel")[0]["user"] == "U0EMIL"


async def test_a_strangers_message_carries_the_other_team(workspace: Workspace, connect: Connect) -> None:
    robot = await connect()
    await workspace.say("U0SAM", "C0SHARED", "hello from outside")
    await workspace.wait_for(lambda: robot.heard)
    assert robot.heard[0]["is_ext_shared_channel"]
    assert robot.events()[0]["user_team"] == "T0OTHER"


async def test_posts_of_integrations_and_their_edits_come_as_slack_sends_them(
    workspace: Workspace, connect: Connect
) -> None:
    robot = await connect()
    ts = await workspace.post_as_bot(
        "B0ALERTMGR", "C0INCIDENTS", attachments=[{"title": "[FIRING:1] A"}], username="AlertManager"
    )
    await workspace.edit_as_bot("C0INCIDENTS", ts, attachments=[{"title": "[RESOLVED] A"}])
    await workspace.wait_for(lambda: len(robot.heard) == 2)
    post, edit = robot.events()
    assert (post["subtype"], post["bot_id"], post["username"]) == (
        "bot_message",
        "B0ALERTMGR",
        "AlertManager",
    )
    assert "user" not in post
    assert (post["text"], post["attachments"][0]["id"]) == ("", 1)
    assert (edit["subtype"], edit["message"]["attachments"][0]["title"]) == (
        "message_changed",
        "[RESOLVED] A",
    )


async def test_people_edit_and_delete_only_what_is_theirs(workspace: Workspace, connect: Connect) -> None:
    robot = await connect()
    parent = await workspace.say("U0NORA", "C0SHOP", "one")
    ts = await workspace.say("U0NORA", "C0SHOP", "two", parent)
    await workspace.edit("U0NORA", "C0SHOP", ts, "@lookout three")
    await workspace.delete("U0NORA", "C0SHOP", ts)
    await workspace.wait_for(lambda: len(robot.heard) == 4)
    assert robot.events("app_mention") == []
    assert robot.events()[1]["parent_user_id"] == "U0NORA"
    for deed in (workspace.edit("U0IVY", "C0SHOP", parent, "x"), workspace.delete("U0IVY", "C0SHOP", parent)):
        with pytest.raises(Exception, match="message_not_found"):
            await deed


@pytest.mark.parametrize(
    ("word", "deed"),
    [
        ("not_in_channel", ("U0EMIL", "C0GENERAL", "x")),
        ("channel_not_found", ("U0EMIL", "C0PAYMENTS", "x")),
        ("channel_not_found", ("U0SAM", "C0SHOP", "x")),
        ("channel_not_found", ("U0NOBODY", "C0SHOP", "x")),
        ("thread_not_found", ("U0NORA", "C0SHOP", "x", "1.1")),
        ("is_archived", ("U0NORA", "C0INCIDENTS", "x")),
    ],
)
async def test_people_speak_only_where_they_are(
    workspace: Workspace, word: str, deed: tuple[Any, ...]
) -> None:
    workspace.state.channels["C0GENERAL"].members.discard("U0EMIL")
    workspace.state.channels["C0INCIDENTS"].is_archived = True
    with pytest.raises(Exception, match=word):
        await workspace.say(*deed)


async def test_other_channels_comings_and_goings_are_nobodys_business(workspace: Workspace) -> None:
    await workspace.leave("U0EMIL", "C0GENERAL")
    await workspace.join("U0EMIL", "C0GENERAL")
    assert "Ev" not in workspace.state.counts


async def test_after_a_goodbye_the_old_socket_is_closed_when_its_grace_is_over(
    workspace: Workspace, clock: FakeClock
) -> None:
    async with aiohttp.ClientSession() as session, session.ws_connect(await link(workspace)) as socket:
        await socket.receive_json()
        await workspace.socket.disconnect("warning")
        assert (await socket.receive_json(timeout=2))["reason"] == "warning"
        await settle(3)
        closed = asyncio.create_task(socket.receive())
        await clock.elapse(10)
        assert (await asyncio.wait_for(closed, 2)).type is aiohttp.WSMsgType.CLOSE
