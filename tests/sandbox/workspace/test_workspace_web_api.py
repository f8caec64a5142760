from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.workspace import Workspace, seed
from tests.fakes_clock import FakeClock

SECTION = {"type": "section", "block_id": "lk-1", "text": {"type": "mrkdwn", "text": "what was read"}}


async def refused(call: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


async def test_auth_test_says_who_the_bot_is(slack: AsyncWebClient) -> None:
    found = await slack.auth_test()
    assert (found["user_id"], found["bot_id"], found["team_id"]) == ("U0LOOKOUT", "B0LOOKOUT", "T0LOOKOUT")


async def test_a_wrong_token_a_missing_one_and_one_of_the_wrong_kind_are_told_apart(
    workspace: Workspace,
) -> None:
    assert (
        await refused(AsyncWebClient(token="xoxb-no", base_url=workspace.api_url).auth_test())
        == "invalid_auth"
    )
    assert await refused(AsyncWebClient(base_url=workspace.api_url).auth_test()) == "not_authed"
    app = AsyncWebClient(token=seed.APP_TOKEN, base_url=workspace.api_url)
    assert await refused(app.chat_postMessage(channel="C0SHOP", text="hi")) == "not_allowed_token_type"


async def test_an_unknown_method_is_refused_with_http_200(page: aiohttp.ClientSession) -> None:
    async with page.post(
        "/api/chat.sing", json={}, headers={"Authorization": "Bearer xoxb-sandbox"}
    ) as answer:
        assert answer.status == 200
        assert await answer.json() == {"ok": False, "error": "unknown_method"}


async def test_arguments_are_merged_from_query_form_and_json_on_get_and_post(
    page: aiohttp.ClientSession,
) -> None:
    async with page.post("/api/api.test?a=1", data={"b": "2", "token": "xoxb-sandbox"}) as answer:
        assert (await answer.json())["args"] == {"a": "1", "b": "2"}
    async with page.post("/api/api.test?a=1", json={"b": [2]}) as answer:
        assert (await answer.json())["args"] == {"a": "1", "b": [2]}
    async with page.get("/api/users.info?user=U0NORA&token=xoxb-sandbox") as answer:
        assert (await answer.json())["user"]["tz"] == "Europe/Stockholm"
    async with page.post("/api/api.test", data="{", headers={"Content-Type": "application/json"}) as answer:
        assert (await answer.json())["error"] == "invalid_json"
    async with page.post("/api/api.test", json=[1]) as answer:
        assert (await answer.json())["error"] == "invalid_json"
    async with page.get("/api/api.test?error=my_error") as answer:
        assert (await answer.json())["error"] == "my_error"


async def test_blocks_given_as_a_string_are_read_and_broken_ones_refused(page: aiohttp.ClientSession) -> None:
    fields = {"token": "xoxb-sandbox", "channel": "C0SHOP", "text": "x", "blocks": '[{"type":"divider"}]'}
    async with page.post("/api/chat.postMessage", data=fields) as answer:
        assert (await answer.json())["message"]["blocks"][0]["type"] == "divider"
    for broken in ("[{", '{"type":"divider"}'):
        async with page.post("/api/chat.postMessage", data={**fields, "blocks": broken}) as answer:
            assert (await answer.json())["error"] == "invalid_blocks_format"


async def test_a_post_keeps_its_block_ids_and_is_found_in_replies(
    slack: AsyncWebClient, workspace: Workspace
) -> None:
    alert = await workspace.post_as_bot(
        "B0ALERTMGR", "C0SHOP", attachments=[{"title": "[FIRING:1] A", "text": ""}]
    )
    sent = await slack.chat_postMessage(channel="C0SHOP", thread_ts=alert, text="a < b & c", blocks=[SECTION])
    assert sent["message"]["text"] == "a &lt; b &amp; c"
    found = await slack.conversations_replies(channel="C0SHOP", ts=alert)
    parent, reply = found["messages"]
    assert (parent["reply_count"], parent["latest_reply"], parent["thread_ts"]) == (1, sent["ts"], alert)
    assert parent["subtype"] == "bot_message"
    assert (reply["blocks"][0]["block_id"], reply["thread_ts"]) == ("lk-1", alert)
    only = await slack.conversations_replies(channel="C0SHOP", ts=sent["ts"])
    assert [m["ts"] for m in only["messages"]] == [sent["ts"]]


async def test_a_channel_can_be_named_for_a_post(slack: AsyncWebClient) -> None:
    assert (await slack.chat_postMessage(channel="#incidents", text="x"))["channel"] == "C0INCIDENTS"
    assert (await slack.chat_postMessage(channel="U0NORA", text="x"))["channel"].startswith("D")


async def test_the_bot_posts_only_where_it_is(slack: AsyncWebClient, workspace: Workspace) -> None:
    assert await refused(slack.chat_postMessage(channel="C0GENERAL", text="x")) == "not_in_channel"
    assert await refused(slack.chat_postMessage(channel="C0NOWHERE", text="x")) == "channel_not_found"
    workspace.state.channels["C0PAYMENTS"].members.discard("U0LOOKOUT")
    assert await refused(slack.chat_postMessage(channel="C0PAYMENTS", text="x")) == "channel_not_found"
    workspace.state.channels["C0SHOP"].is_archived = True
    assert await refused(slack.chat_postMessage(channel="C0SHOP", text="x")) == "is_archived"


async def test_what_cannot_be_posted_is_refused_in_slacks_words(
    slack: AsyncWebClient, workspace: Workspace
) -> None:
    workspace.rates.on = False
    assert (
        await refused(slack.api_call("chat.postMessage", json={"channel": "C0SHOP", "text": ""})) == "no_text"
    )
    assert await refused(slack.chat_postMessage(channel="C0SHOP", text="x" * 40_001)) == "msg_too_long"
    assert (
        await refused(slack.chat_postMessage(channel="C0SHOP", text="x", thread_ts="0"))
        == "invalid_thread_ts"
    )
    gone = slack.chat_postMessage(channel="C0SHOP", text="x", thread_ts="1700000000.000001")
    assert await refused(gone) == "thread_not_found"
    assert await refused(slack.chat_postMessage(channel="", text="x")) == "invalid_arguments"
    both = slack.api_call("chat.postMessage", json={"channel": "C0SHOP", "text": "x", "markdown_text": "y"})
    assert await refused(both) == "markdown_text_conflict"


async def test_invalid_blocks_say_where(slack: AsyncWebClient) -> None:
    long = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}
    with pytest.raises(SlackApiError) as caught:
        await slack.chat_postMessage(channel="C0SHOP", text="x", blocks=[{"type": "divider"}, long])
    assert caught.value.response["error"] == "invalid_blocks"
    assert caught.value.response["response_metadata"]["messages"] == [
        "[ERROR] must be less than 3001 characters [json-pointer:/blocks/1/text/text]"
    ]


async def test_an_update_of_text_alone_takes_the_blocks_away(slack: AsyncWebClient) -> None:
    sent = await slack.chat_postMessage(channel="C0SHOP", text="one", blocks=[SECTION])
    kept = await slack.chat_update(channel="C0SHOP", ts=sent["ts"], text="two", blocks=[SECTION])
    assert kept["message"]["blocks"]
    assert "edited" not in kept["message"]
    bare = await slack.chat_update(channel="C0SHOP", ts=sent["ts"], text="three")
    assert bare["message"]["blocks"] == []
    assert bare["message"]["edited"]["user"] == "U0LOOKOUT"


async def test_updates_have_their_own_refusals(slack: AsyncWebClient, workspace: Workspace) -> None:
    mine = (await slack.chat_postMessage(channel="C0SHOP", text="one"))["ts"]
    theirs = await workspace.say("U0NORA", "C0SHOP", "hello")
    long = slack.chat_update(channel="C0SHOP", ts=mine, text="x" * 4001)
    assert await refused(long) == "msg_too_long"
    assert await refused(slack.chat_update(channel="C0SHOP", ts="1.000001", text="x")) == "message_not_found"
    assert await refused(slack.chat_update(channel="C0SHOP", ts=theirs, text="x")) == "cant_update_message"
    assert await refused(slack.chat_update(channel="#shop-alerts", ts=mine, text="x")) == "channel_not_found"
    assert await refused(slack.api_call("chat.update", json={"channel": "C0SHOP", "ts": mine})) == "no_text"
    assert await refused(slack.chat_delete(channel="C0SHOP", ts=theirs)) == "cant_delete_message"
    workspace.state.channels["C0SHOP"].is_archived = True
    assert await refused(slack.chat_update(channel="C0SHOP", ts=mine, text="x")) == "is_archived"


async def test_a_deleted_parent_leaves_a_tombstone(slack: AsyncWebClient, workspace: Workspace) -> None:
    parent = (await slack.chat_postMessage(channel="C0SHOP", text="one"))["ts"]
    reply = (await slack.chat_postMessage(channel="C0SHOP", text="two", thread_ts=parent))["ts"]
    await slack.chat_delete(channel="C0SHOP", ts=parent)
    assert workspace.thread("C0SHOP", parent)[0]["subtype"] == "tombstone"
    assert await refused(slack.chat_delete(channel="C0SHOP", ts=parent)) == "message_not_found"
    await slack.chat_delete(channel="C0SHOP", ts=reply)
    assert len(workspace.thread("C0SHOP", parent)) == 1


async def test_posts_to_one_channel_are_limited_to_about_one_a_second(
    slack: AsyncWebClient, workspace: Workspace, clock: FakeClock
) -> None:
    for _ in range(4):
        await slack.chat_postMessage(channel="C0SHOP", text="x")
    with pytest.raises(SlackApiError) as caught:
        await slack.chat_postMessage(channel="C0SHOP", text="x")
    assert (caught.value.response.status_code, caught.value.response["error"]) == (429, "ratelimited")
    assert caught.value.response.headers["Retry-After"] == "1"
    await slack.chat_postMessage(channel="C0INCIDENTS", text="another channel is free")
    clock.advance(1)
    await slack.chat_postMessage(channel="C0SHOP", text="x")
    workspace.rates.on = False
    await slack.chat_postMessage(channel="C0SHOP", text="x")


async def test_updates_are_limited_to_fifty_a_minute(slack: AsyncWebClient, clock: FakeClock) -> None:
    ts = (await slack.chat_postMessage(channel="C0SHOP", text="x"))["ts"]
    for number in range(50):
        await slack.chat_update(channel="C0SHOP", ts=ts, text=f"{number}")
    clock.advance(20)
    with pytest.raises(SlackApiError) as caught:
        await slack.chat_update(channel="C0SHOP", ts=ts, text="x")
    assert caught.value.response.headers["Retry-After"] == "40"
    clock.advance(40)
    await slack.chat_update(channel="C0SHOP", ts=ts, text="x")


async def test_the_sdks_retry_comes_through_a_429(slack: AsyncWebClient, workspace: Workspace) -> None:
    workspace.faults.limit("chat.postMessage", times=1, retry_after=0)
    slack.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=1))
    await slack.chat_postMessage(channel="C0SHOP", text="x")
    assert [p.status for p in workspace.traffic.passages if p.name == "chat.postMessage"] == [429, 200]


async def test_faults_strike_the_next_calls_and_are_used_up(
    slack: AsyncWebClient, workspace: Workspace
) -> None:
    workspace.faults.fail("chat.postMessage", "fatal_error")
    assert await refused(slack.chat_postMessage(channel="C0SHOP", text="x")) == "fatal_error"
    workspace.faults.break_down("chat.postMessage")
    with pytest.raises(SlackApiError) as caught:
        await slack.chat_postMessage(channel="C0SHOP", text="x")
    assert caught.value.response.status_code == 503
    workspace.faults.refused_blocks.add("section")
    assert (
        await refused(slack.chat_postMessage(channel="C0SHOP", text="x", blocks=[SECTION]))
        == "invalid_blocks"
    )
    await slack.chat_postMessage(channel="C0SHOP", text="x")
    assert len(workspace.messages("C0SHOP")) == 1


async def test_a_lost_answer_leaves_the_message_posted(slack: AsyncWebClient, workspace: Workspace) -> None:
    workspace.faults.lose("chat.postMessage")
    slack.retry_handlers.clear()
    with pytest.raises(aiohttp.ClientError):
        await slack.chat_postMessage(channel="C0SHOP", text="x")
    assert [m["text"] for m in workspace.messages("C0SHOP")] == ["x"]


async def test_a_slow_call_waits_on_the_sandboxs_clock(workspace: Workspace) -> None:
    slow = Workspace(FakeClock(leaps=True))
    slow.faults.slow("chat.postMessage", 7)
    await slow.start()
    await AsyncWebClient(token="xoxb-sandbox", base_url=slow.api_url).chat_postMessage(
        channel="C0SHOP", text="x"
    )
    assert slow.messages("C0SHOP")[0]["ts"].startswith(str(int(FakeClock().now().timestamp()) + 7))
    await slow.stop()


async def test_history_comes_newest_first_in_pages_without_replies(
    slack: AsyncWebClient, workspace: Workspace
) -> None:
    stamps = [await workspace.say("U0NORA", "C0SHOP", f"{number}") for number in range(5)]
    await workspace.say("U0NORA", "C0SHOP", "a reply", stamps[0])
    first = await slack.conversations_history(channel="C0SHOP", limit=2)
    assert [m["text"] for m in first["messages"]] == ["4", "3"]
    assert first["has_more"]
    rest = await slack.conversations_history(
        channel="C0SHOP", limit=3, cursor=first["response_metadata"]["next_cursor"]
    )
    assert [m["text"] for m in rest["messages"]] == ["2", "1", "0"]
    assert not rest["has_more"]
    after = await slack.conversations_history(channel="C0SHOP", oldest=stamps[2], latest=stamps[4])
    assert [m["text"] for m in after["messages"]] == ["3"]
    inclusive = await slack.conversations_history(
        channel="C0SHOP", oldest=stamps[2], latest=stamps[4], inclusive=True
    )
    assert len(inclusive["messages"]) == 3
    assert await refused(slack.conversations_history(channel="C0SHOP", cursor="nonsense")) == "invalid_cursor"
    assert await refused(slack.conversations_history(channel="C0SHOP", limit=5000)) == "invalid_limit"
    assert await refused(slack.conversations_history(channel="C0SHOP", oldest="x1")) == "invalid_ts_oldest"
    assert await refused(slack.conversations_history(channel="C0GENERAL")) == "not_in_channel"
    assert await refused(slack.conversations_replies(channel="C0SHOP", ts="1.1")) == "thread_not_found"


async def test_a_broadcast_reply_stands_in_the_channel_too(
    slack: AsyncWebClient, workspace: Workspace
) -> None:
    parent = await workspace.say("U0NORA", "C0SHOP", "one")
    await slack.chat_postMessage(channel="C0SHOP", text="two", thread_ts=parent, reply_broadcast=True)
    assert [m["text"] for m in workspace.messages("C0SHOP")] == ["one", "two"]


async def test_metadata_is_given_back_only_when_asked_for(slack: AsyncWebClient) -> None:
    metadata = {"event_type": "letter", "event_payload": {"id": "L1"}}
    await slack.chat_postMessage(channel="C0SHOP", text="x", metadata=metadata)
    assert "metadata" not in (await slack.conversations_history(channel="C0SHOP"))["messages"][0]
    asked = await slack.conversations_history(channel="C0SHOP", include_all_metadata=True)
    assert asked["messages"][0]["metadata"] == metadata


async def test_scopes_that_the_manifest_lacks_are_missed(slack: AsyncWebClient, clock: FakeClock) -> None:
    with pytest.raises(SlackApiError) as caught:
        await slack.conversations_join(channel="C0GENERAL")
    assert caught.value.response["error"] == "missing_scope"
    assert caught.value.response["needed"] == "channels:join"
    assert await refused(slack.team_info()) == "missing_scope"
    wide = Workspace(clock, scopes={"channels:join", "channels:read", "im:write", "im:read", "team:read"})
    await wide.start()
    client = AsyncWebClient(token="xoxb-sandbox", base_url=wide.api_url)
    assert (await client.conversations_join(channel="C0GENERAL"))["channel"]["is_member"]
    assert (await client.conversations_join(channel="C0GENERAL"))["warning"] == "already_in_channel"
    private = client.conversations_join(channel="C0PAYMENTS")
    assert await refused(private) == "method_not_supported_for_channel_type"
    direct = await client.conversations_open(users="U0NORA", return_im=True)
    assert direct["channel"]["user"] == "U0NORA"
    assert await refused(client.conversations_open(users="U0NOBODY")) == "user_not_found"
    assert (await client.conversations_info(channel=direct["channel"]["id"]))["channel"]["is_im"]
    assert (await client.team_info())["team"]["name"] == "Lookout sandbox"
    assert await refused(client.chat_postMessage(channel="C0SHOP", text="x")) == "missing_scope"
    wide.state.channels["C0SHOP"].is_archived = True
    assert await refused(client.conversations_join(channel="C0SHOP")) == "is_archived"
    await wide.stop()


async def test_channels_and_people_are_listed_as_the_bot_may_see_them(
    slack: AsyncWebClient, workspace: Workspace
) -> None:
    public = await slack.conversations_list()
    assert [c["name"] for c in public["channels"]] == ["incidents", "shop-alerts", "general", "shared-vendor"]
    workspace.state.channels["C0SHOP"].is_archived = True
    listed = await slack.conversations_list(
        types="public_channel,private_channel", exclude_archived=True, limit=4
    )
    assert [c["id"] for c in listed["channels"]] == ["C0INCIDENTS", "C0GENERAL", "C0PAYMENTS", "C0SHARED"]
    assert await refused(slack.conversations_list(types="secret")) == "invalid_types"
    assert "num_members" not in (await slack.conversations_info(channel="C0SHOP"))["channel"]
    members = await slack.conversations_members(channel="C0PAYMENTS", limit=2)
    assert members["members"] == ["U0IVY", "U0LOOKOUT"]
    people = await slack.users_list(limit=3)
    assert len(people["members"]) == 3
    assert people["response_metadata"]["next_cursor"]


async def test_a_stranger_a_bot_and_a_deactivated_person_can_be_told(
    slack: AsyncWebClient, workspace: Workspace
) -> None:
    sam = (await slack.users_info(user="U0SAM"))["user"]
    assert (sam["is_stranger"], sam["team_id"]) == (True, "T0OTHER")
    assert (await slack.users_info(user="U0LOOKOUT"))["user"]["is_bot"]
    workspace.state.users["U0EMIL"].deleted = True
    assert "tz" not in (await slack.users_info(user="U0EMIL"))["user"]
    assert "U0EMIL" not in (await slack.usergroups_users_list(usergroup="S0RESPOND"))["users"]
    assert await refused(slack.users_info(user="U0NOBODY")) == "user_not_found"
    assert await refused(slack.usergroups_users_list(usergroup="S0NONE")) == "no_such_subteam"
    assert (await slack.bots_info(bot="B0GRAFANA"))["bot"]["name"] == "Grafana"
    assert (await slack.bots_info(bot="B0LOOKOUT"))["bot"]["user_id"] == "U0LOOKOUT"
    assert await refused(slack.bots_info(bot="B0NONE")) == "bot_not_found"


async def test_user_groups_come_with_their_people_when_asked(slack: AsyncWebClient) -> None:
    groups = (await slack.usergroups_list(include_users=True, include_count=True))["usergroups"]
    assert {g["handle"]: g["users"] for g in groups}["commanders"] == ["U0IVY", "U0IDRIS"]
    assert groups[0]["user_count"] == 3
    assert "users" not in (await slack.usergroups_list())["usergroups"][0]


async def test_a_permalink_leads_to_the_page(
    slack: AsyncWebClient, workspace: Workspace, page: aiohttp.ClientSession
) -> None:
    parent = await workspace.say("U0NORA", "C0SHOP", "one")
    reply = await workspace.say("U0NORA", "C0SHOP", "two", parent)
    link = (await slack.chat_getPermalink(channel="C0SHOP", message_ts=reply))["permalink"]
    assert link.endswith(f"p{reply.replace('.', '')}?thread_ts={parent}&cid=C0SHOP")
    async with page.get(link, allow_redirects=False) as answer:
        assert answer.headers["Location"] == f"/?channel=C0SHOP&message={reply}"
    assert await refused(slack.chat_getPermalink(channel="C0SHOP", message_ts="1.1")) == "message_not_found"


async def test_reactions_are_recorded_once(slack: AsyncWebClient, workspace: Workspace) -> None:
    ts = await workspace.say("U0NORA", "C0SHOP", "one")
    await slack.reactions_add(channel="C0SHOP", timestamp=ts, name="eyes")
    await workspace.react("U0NORA", "C0SHOP", ts, "eyes")
    assert workspace.messages("C0SHOP")[0]["reactions"] == [
        {"name": "eyes", "users": ["U0LOOKOUT", "U0NORA"], "count": 2}
    ]
    assert (
        await refused(slack.reactions_add(channel="C0SHOP", timestamp=ts, name="eyes")) == "already_reacted"
    )
    await slack.reactions_remove(channel="C0SHOP", timestamp=ts, name="eyes")
    assert await refused(slack.reactions_remove(channel="C0SHOP", timestamp=ts, name="eyes")) == "no_reaction"
    assert (
        await refused(slack.reactions_add(channel="C0SHOP", timestamp="1.1", name="eyes"))
        == "message_not_found"
    )


async def test_an_ephemeral_message_is_seen_by_its_reader_only(
    slack: AsyncWebClient, workspace: Workspace
) -> None:
    ts = await workspace.say("U0NORA", "C0SHOP", "one")
    await slack.chat_postEphemeral(channel="C0SHOP", user="U0NORA", text="for Nora", thread_ts=ts)
    assert [m["text"] for m in workspace.thread("C0SHOP", ts, "U0NORA")] == ["one", "for Nora"]
    assert [m["text"] for m in workspace.thread("C0SHOP", ts, "U0IVY")] == ["one"]
    assert len((await slack.conversations_replies(channel="C0SHOP", ts=ts))["messages"]) == 1
    assert (
        await refused(slack.chat_postEphemeral(channel="C0SHOP", user="U0SAM", text="x"))
        == "user_not_in_channel"
    )


async def test_everything_that_was_sent_is_on_record_without_its_token(
    slack: AsyncWebClient, workspace: Workspace
) -> None:
    await slack.chat_postMessage(channel="C0SHOP", text="one", token="xoxb-sandbox")
    assert workspace.traffic.sent("chat.postMessage") == [{"channel": "C0SHOP", "text": "one"}]
    assert "xoxb" not in str([p.to_json() for p in workspace.traffic.passages])


async def test_a_full_post_can_be_written_as_markdown_and_updated_with_metadata(
    slack: AsyncWebClient,
) -> None:
    sent = await slack.api_call("chat.postMessage", json={"channel": "C0SHOP", "markdown_text": "**read**"})
    assert sent["message"]["text"] == "**read**"
    metadata = {"event_type": "letter", "event_payload": {"id": "L2"}}
    await slack.chat_update(channel="C0SHOP", ts=sent["ts"], text="x", metadata=metadata, attachments=[])
    found = await slack.conversations_history(channel="C0SHOP", include_all_metadata=True)
    assert found["messages"][0]["metadata"] == metadata
