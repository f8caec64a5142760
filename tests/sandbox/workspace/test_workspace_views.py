import asyncio
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.workspace import RefusalError, Workspace
from tests.fakes_clock import FakeClock
from tests.sandbox.workspace.robot import Connect, Robot

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def view(title: str = "Take it", **more: Any) -> Json:
    return {
        "type": "modal",
        "callback_id": "take",
        "title": plain(title),
        "submit": plain("Take"),
        "private_metadata": "INC-1",
        "blocks": [
            {
                "type": "input",
                "block_id": "reason",
                "label": plain("Why"),
                "element": {
                    "type": "plain_text_input",
                    "action_id": "text",
                    "min_length": 3,
                    "max_length": 20,
                },
            },
            {
                "type": "input",
                "block_id": "until",
                "optional": True,
                "label": plain("How long"),
                "element": {
                    "type": "static_select",
                    "action_id": "pick",
                    "options": [{"text": plain("1 h"), "value": "1h"}, {"text": plain("4 h"), "value": "4h"}],
                },
            },
        ],
        **more,
    }


async def trigger(workspace: Workspace, robot: Robot) -> str:
    """A fresh trigger id, from a shortcut."""

    async def note(ack: Any, body: Json) -> None:
        await ack()
        robot.triggers.append(body["trigger_id"])

    if not robot.triggers:
        robot.app.shortcut("lookout.triage_message")(note)
    ts = await workspace.say("U0NORA", "C0SHOP", "alert")
    await workspace.run_shortcut("U0NORA", "C0SHOP", ts, "lookout.triage_message")
    return robot.triggers[-1]


async def refused(call: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


async def test_a_trigger_is_good_once_for_three_seconds(
    workspace: Workspace, connect: Connect, slack: AsyncWebClient, clock: FakeClock
) -> None:
    robot = await connect()
    used = await trigger(workspace, robot)
    await slack.views_open(trigger_id=used, view=view())
    assert await refused(slack.views_open(trigger_id=used, view=view())) == "exchanged_trigger_id"
    late = await trigger(workspace, robot)
    clock.advance(3.1)
    assert await refused(slack.views_open(trigger_id=late, view=view())) == "expired_trigger_id"
    assert await refused(slack.views_open(trigger_id="1.2.3", view=view())) == "invalid_trigger_id"
    workspace.faults.expire_triggers()
    unlucky = await trigger(workspace, robot)
    assert await refused(slack.views_open(trigger_id=unlucky, view=view())) == "expired_trigger_id"


async def test_a_view_goes_round_from_opening_to_submission(
    workspace: Workspace, connect: Connect, slack: AsyncWebClient
) -> None:
    robot = await connect()
    bodies: list[Json] = []

    @robot.app.view("take")
    async def take(ack: Any, body: Json) -> None:
        bodies.append(body)
        await ack()

    opened = await slack.views_open(trigger_id=await trigger(workspace, robot), view=view())
    shown = workspace.view_of("U0NORA")
    assert shown is not None
    assert (shown["id"], shown["private_metadata"]) == (opened["view"]["id"], "INC-1")
    done = await workspace.submit("U0NORA", {"reason": "I am on call", "until": "4h"})
    assert done.ok
    assert done.view is None
    submitted = bodies[0]["view"]
    assert submitted["state"]["values"]["reason"]["text"] == {
        "type": "plain_text_input",
        "value": "I am on call",
    }
    assert submitted["state"]["values"]["until"]["pick"]["selected_option"]["value"] == "4h"
    assert (bodies[0]["user"]["id"], submitted["callback_id"]) == ("U0NORA", "take")
    with pytest.raises(RefusalError, match="view_not_found"):
        await workspace.submit("U0NORA")


async def test_the_client_holds_back_what_is_not_filled_in(
    workspace: Workspace, connect: Connect, slack: AsyncWebClient
) -> None:
    robot = await connect()
    await slack.views_open(trigger_id=await trigger(workspace, robot), view=view())
    before = len(workspace.traffic.delivered("interactive"))
    assert (await workspace.submit("U0NORA")).errors == {"reason": "Please complete this required field."}
    assert "at least 3" in (await workspace.submit("U0NORA", {"reason": "x"})).errors["reason"]
    full = {"text": {"type": "plain_text_input", "value": "x" * 21}}
    assert "at most 20" in (await workspace.submit("U0NORA", {"reason": full})).errors["reason"]
    with pytest.raises(RefusalError, match="block_not_found"):
        await workspace.submit("U0NORA", {"nothing": "x"})
    assert len(workspace.traffic.delivered("interactive")) == before


async def test_errors_updates_pushes_and_clears_of_an_ack_are_honoured(
    workspace: Workspace, connect: Connect, slack: AsyncWebClient
) -> None:
    robot = await connect()
    acks: list[Json] = [
        {"response_action": "errors", "errors": {"reason": "say more"}},
        {"response_action": "errors", "errors": {"elsewhere": "no such input"}},
        {"response_action": "update", "view": view("Updated")},
        {"response_action": "update", "view": {"type": "modal"}},
        {"response_action": "push", "view": view("Pushed")},
        {"response_action": "dance"},
        {},
        {"response_action": "clear"},
    ]

    @robot.app.view("take")
    async def take(ack: Any) -> None:
        await ack(**acks.pop(0))

    await slack.views_open(trigger_id=await trigger(workspace, robot), view=view())
    done = [await workspace.submit("U0NORA", {"reason": "because"}) for _ in range(8)]
    assert done[0].errors == {"reason": "say more"}
    assert done[1].why == "invalid_response_errors"
    assert done[2].view is not None
    assert done[2].view["title"]["text"] == "Updated"
    assert done[2].view["state"]["values"]["reason"]["text"]["value"] == "because"
    assert done[3].why == "invalid_arguments"
    assert done[4].view is not None
    assert done[4].view["previous_view_id"] == done[2].view["id"]
    assert done[5].why == "invalid_response_action"
    assert done[6].view is not None
    assert done[6].view["title"]["text"] == "Updated"
    assert (done[7].ok, done[7].view) == (True, None)


async def test_a_submission_that_nobody_acks_leaves_the_view_open(
    workspace: Workspace, connect: Connect, slack: AsyncWebClient, clock: FakeClock
) -> None:
    robot = await connect()
    await slack.views_open(trigger_id=await trigger(workspace, robot), view=view())
    submitting = asyncio.create_task(workspace.submit("U0NORA", {"reason": "because"}))
    await workspace.wait_for(lambda: workspace.traffic.delivered("interactive")[1:])
    await clock.elapse(4)
    done = await submitting
    assert (done.ok, done.why) == (False, "operation_timeout")
    assert workspace.view_of("U0NORA") is not None


async def test_views_are_pushed_three_deep_and_updated_by_id_external_id_and_hash(
    workspace: Workspace, connect: Connect, slack: AsyncWebClient
) -> None:
    robot = await connect()
    assert (
        await refused(slack.views_push(trigger_id=await trigger(workspace, robot), view=view()))
        == "not_found"
    )
    opened = await slack.views_open(trigger_id=await trigger(workspace, robot), view=view(external_id="own"))
    for _ in range(2):
        await slack.views_push(trigger_id=await trigger(workspace, robot), view=view())
    fourth = slack.views_push(trigger_id=await trigger(workspace, robot), view=view())
    assert await refused(fourth) == "push_limit_reached"
    old_hash = opened["view"]["hash"]
    changed = await slack.views_update(external_id="own", hash=old_hash, view=view("Two", external_id="own"))
    assert changed["view"]["id"] == opened["view"]["id"]
    assert await refused(slack.views_update(external_id="own", hash=old_hash, view=view())) == "hash_conflict"
    assert await refused(slack.views_update(view_id="V0", view=view())) == "not_found"
    assert await refused(slack.api_call("views.update", json={"view": view()})) == "invalid_arguments"
    assert await refused(slack.api_call("views.open", json={"trigger_id": "x"})) == "invalid_trigger_id"
    bare = slack.api_call("views.open", json={"trigger_id": await trigger(workspace, robot)})
    assert await refused(bare) == "invalid_arguments"
    double = slack.views_open(trigger_id=await trigger(workspace, robot), view=view(external_id="own"))
    assert await refused(double) == "duplicate_external_id"


async def test_closing_is_told_to_those_who_asked(
    workspace: Workspace, connect: Connect, slack: AsyncWebClient
) -> None:
    robot = await connect()
    closed: list[Json] = []

    @robot.app.view_closed("take")
    async def note(ack: Any, body: Json) -> None:
        await ack()
        closed.append(body)

    await slack.views_open(trigger_id=await trigger(workspace, robot), view=view(notify_on_close=True))
    await slack.views_push(trigger_id=await trigger(workspace, robot), view=view())
    await workspace.close_view("U0NORA")
    assert workspace.view_of("U0NORA") is not None
    await workspace.close_view("U0NORA", everything=True)
    await workspace.wait_for(lambda: closed)
    assert (len(closed), closed[0]["is_cleared"]) == (1, True)
    with pytest.raises(RefusalError, match="view_not_found"):
        await workspace.close_view("U0NORA")


async def test_clicks_in_a_view_and_choices_in_its_inputs(
    workspace: Workspace, connect: Connect, slack: AsyncWebClient
) -> None:
    robot = await connect()
    bodies: list[Json] = []

    @robot.app.action("more")
    async def more(ack: Any, body: Json) -> None:
        await ack()
        bodies.append(body)

    button = {"type": "button", "action_id": "more", "text": plain("More"), "value": "x"}
    blocks = [*view()["blocks"], {"type": "actions", "block_id": "row", "elements": [button]}]
    opened = await slack.views_open(trigger_id=await trigger(workspace, robot), view=view(blocks=blocks))
    view_id = opened["view"]["id"]
    assert (await workspace.press_in_view("U0NORA", view_id, "pick", value="1h")).acked
    assert bodies == []
    await workspace.press_in_view("U0NORA", view_id, "more")
    assert bodies[0]["container"] == {"type": "view", "view_id": view_id}
    assert bodies[0]["view"]["state"]["values"]["until"]["pick"]["selected_option"]["value"] == "1h"
    assert "channel" not in bodies[0]
    with pytest.raises(RefusalError, match="view_not_found"):
        await workspace.press_in_view("U0IVY", view_id, "more")


async def test_app_home_is_opened_published_and_clicked(
    workspace: Workspace, connect: Connect, slack: AsyncWebClient
) -> None:
    robot = await connect()
    clicks: list[Json] = []

    @robot.app.action("refresh")
    async def refresh(ack: Any, body: Json) -> None:
        await ack()
        clicks.append(body)

    await workspace.open_home("U0IVY")
    await workspace.wait_for(lambda: robot.events("app_home_opened"))
    assert "view" not in robot.events("app_home_opened")[0]
    button = {"type": "button", "action_id": "refresh", "text": plain("Refresh")}
    home = {"type": "home", "blocks": [{"type": "actions", "elements": [button]}]}
    first = await slack.views_publish(user_id="U0IVY", view=home)
    assert (workspace.home_of("U0IVY") or {})["id"] == first["view"]["id"]
    again = await slack.views_publish(user_id="U0IVY", view=home, hash=first["view"]["hash"])
    assert again["view"]["id"] == first["view"]["id"]
    assert await refused(slack.views_publish(user_id="U0IVY", view=home, hash="old")) == "hash_conflict"
    assert await refused(slack.views_publish(user_id="U0NOBODY", view=home)) == "user_not_found"
    assert await refused(slack.views_publish(user_id="U0IVY", view=view())) == "invalid_arguments"
    await workspace.press_in_view("U0IVY", first["view"]["id"], "refresh")
    assert clicks[0]["view"]["type"] == "home"
    await workspace.open_home("U0IVY")
    await workspace.wait_for(lambda: len(robot.events("app_home_opened")) == 2)
    assert robot.events("app_home_opened")[1]["view"]["id"] == first["view"]["id"]
