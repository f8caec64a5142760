"""App Home over the real socket: published when it is opened, to each what they may see."""

import asyncio
import json

from bot.render.actions import ActionId, Field, ViewId
from bot.sandbox.workspace import seed
from tests.listeners.conftest import Door
from tests.listeners.test_listeners_socket import EMIL, NORA, ROOM, button, fire, kept, take, whispered

SAM = "U0SAM"


async def home(door: Door, user: str) -> str:
    """The tab as that person sees it after opening it."""
    await door.workspace.open_home(user)
    view = await door.workspace.wait_for(lambda: door.workspace.home_of(user))
    assert view is not None
    return json.dumps(view["blocks"])


async def test_a_home_is_published_when_it_is_opened(door: Door) -> None:
    root = await fire(door)
    await door.settle()
    await take(door, root)
    text = await home(door, EMIL)
    assert "|I-1>" in text
    assert "<@U0NORA>, who took ownership" in text


async def test_a_home_is_made_once_in_a_few_seconds(door: Door) -> None:
    await home(door, EMIL)
    for _ in range(3):
        await door.workspace.open_home(EMIL)
    await home(door, NORA)
    await asyncio.sleep(0.05)
    published = [one for one in door.workspace.traffic.passages if "views.publish" in str(one.to_json())]
    assert len(published) == 2


async def test_a_stranger_sees_nothing_of_other_channels(door: Door) -> None:
    await fire(door)
    await door.settle()
    assert "|I-1>" not in await home(door, SAM)


async def test_wrong_counts_at_once_and_asks_what_it_was(door: Door) -> None:
    root = await fire(door)
    await door.settle()
    await door.workspace.press(NORA, ROOM, button(door, root, ActionId.WRONG), ActionId.WRONG)
    view = await door.workspace.wait_for(lambda: door.workspace.view_of(NORA))
    assert view is not None
    assert view["callback_id"] == ViewId.WRONG
    await door.settle()
    assert "1 wrong" in await whispered(door, NORA)
    done = await door.workspace.submit(NORA, {Field.CODE: "oom-killed", Field.CAUSE: "the resolver was gone"})
    assert done.ok
    await door.settle()
    rows = await door.night.rows(incident_id=(await door.night.incidents())[0].id)
    assert rows[-1].detail == {
        "verdict": "wrong", "diagnosis": 1, "cause": "oom-killed", "note": "the resolver was gone"
    }  # fmt: skip


async def test_a_verdict_without_an_answer_to_the_dialog_stands(door: Door) -> None:
    root = await fire(door)
    await door.settle()
    await door.workspace.press(NORA, ROOM, button(door, root, ActionId.PARTLY), ActionId.PARTLY)
    await door.workspace.wait_for(lambda: door.workspace.view_of(NORA))
    assert (await door.workspace.submit(NORA, {})).ok
    await door.settle()
    assert "1 partly" in await whispered(door, NORA)


async def test_the_shortcut_works_on_what_a_person_wrote_in_a_thread(door: Door) -> None:
    root = await door.workspace.say(NORA, ROOM, "odd numbers today")
    reply = await door.workspace.say(EMIL, ROOM, "checkout throws errors", root)
    shortcut = seed.SHORTCUTS[0].callback_id
    await door.workspace.run_shortcut(EMIL, ROOM, reply, shortcut)
    await kept(door, 1)
    await door.settle()
    [incident] = await door.night.incidents()
    assert incident.thread_ts == root
    assert str(incident.target) == "sandbox/shop/checkout"


async def test_catch_me_up_is_answered_to_the_asker_in_the_thread(door: Door) -> None:
    root = await fire(door)
    await door.settle()
    await door.workspace.say(EMIL, ROOM, "@lookout catch me up", root)
    await kept(door, 2)
    await door.settle()
    assert (await whispered(door, EMIL)).startswith("Nobody owns this incident as of ")
    assert door.workspace.ephemerals(NORA) == []


async def test_an_alert_of_another_channel_gets_the_way_to_the_thread(door: Door) -> None:
    await fire(door)
    await door.settle()
    where = await door.workspace.post_as_bot(
        "B0ALERTMGR", "C0SHOP", attachments=[door_alert()], username="Alertmanager"
    )
    await kept(door, 2)
    await door.settle()
    [pointer] = door.workspace.thread("C0SHOP", where)[1:]
    [pointer] = door.workspace.thread("C0SHOP", where)[1:]
    assert "belongs to <http://" in pointer["text"]
    assert "|I-1>" in pointer["text"]


def door_alert() -> dict[str, str]:
    """Another rule about the same service."""
    return {
        "title": "[FIRING:1] CheckoutSlow checkout",
        "text": "*Labels:*\n • *namespace:* shop\n • *service:* checkout",
        "color": "danger",
    }
