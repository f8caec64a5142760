"""What people and vendors do in Slack, as it arrives: over a socket, through Bolt, into rows."""

import asyncio
import json

import pytest

from bot.domain.ledger import Act
from bot.render.actions import ActionId, Field
from tests.listeners.conftest import Door

ROOM, NORA, IVY, EMIL = "C0INCIDENTS", "U0NORA", "U0IVY", "U0EMIL"
FIRING = {
    "title": "[FIRING:1] CheckoutDown checkout",
    "text": "*Alert:* CheckoutDown\n*namespace:* shop\n*service:* checkout",
    "color": "danger",
}


async def fire(door: Door) -> str:
    """An alert of the kind that has no text at all; its `ts`."""
    ts = await door.workspace.post_as_bot("B0ALERTMGR", ROOM, attachments=[FIRING], username="Alertmanager")
    await kept(door, 1)
    return ts


async def kept(door: Door, count: int) -> None:
    """Wait until that many tasks are rows."""
    async with asyncio.timeout(5):
        while await door.kept() < count:  # noqa: ASYNC110 # the store rings no bell
            await asyncio.sleep(0.005)


def button(door: Door, root: str, action: str) -> str:
    """The message in the thread that has this button."""
    for message in door.workspace.thread(ROOM, root):
        for block in message.get("blocks") or ():
            if any(one.get("action_id") == action for one in block.get("elements") or ()):
                return str(message["ts"])
    raise AssertionError(f"no {action}")


async def whispered(door: Door, user: str) -> str:
    """What that person was told last."""
    return str((await door.workspace.wait_for(lambda: door.workspace.ephemerals(user)))[-1]["text"])


async def test_an_alert_without_text_becomes_an_incident_with_its_thread(door: Door) -> None:
    root = await fire(door)
    await door.settle()
    replies = door.workspace.thread(ROOM, root)[1:]
    assert len(replies) >= 2
    assert all(one["text"].startswith("Nobody owns") for one in replies)


async def test_an_event_that_is_delivered_twice_is_one_incident(door: Door) -> None:
    door.workspace.faults.double()
    await fire(door)
    await door.settle()
    assert len(await door.night.incidents()) == 1


async def test_an_event_whose_acknowledgement_was_lost_is_one_incident(door: Door) -> None:
    door.workspace.faults.drop_acks()
    await fire(door)
    door.night.clock.advance(4)
    await asyncio.sleep(0.05)
    await door.settle()
    assert len(await door.night.incidents()) == 1


async def test_nothing_is_acknowledged_that_was_not_kept(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.listeners import events  # noqa: PLC0415 # where the row is written

    async def broken(*_args: object) -> bool:
        raise RuntimeError("no row")

    monkeypatch.setattr(events, "note_alert", broken)
    await door.workspace.post_as_bot("B0ALERTMGR", ROOM, attachments=[FIRING], username="Alertmanager")
    await asyncio.sleep(0.2)
    assert door.workspace.traffic.delivered("events_api")
    assert door.workspace.traffic.sent("ack") == []


async def test_a_mention_that_comes_as_message_and_mention_is_one_task(door: Door) -> None:
    await door.workspace.say(NORA, ROOM, "@lookout why is checkout slow?")
    await kept(door, 1)
    await asyncio.sleep(0.05)
    assert await door.kept() == 1
    task = await door.first()
    assert (task.kind, task.payload["text"]) == ("mention", "why is checkout slow?")


@pytest.mark.parametrize("text", ["good morning", "checkout is down!", "on it"])
async def test_what_people_say_at_top_level_is_not_kept(door: Door, text: str) -> None:
    await door.workspace.say(NORA, ROOM, text)
    await door.workspace.wait_for(lambda: door.workspace.traffic.sent("ack"))
    assert await door.kept() == 0


@pytest.mark.parametrize(
    ("text", "hinted"), [("on it", True), ("I\u2019ve got this", True), ("the onion soup", False)]
)
async def test_a_claim_in_the_thread_is_answered_with_the_button(door: Door, text: str, hinted: bool) -> None:
    root = await fire(door)
    await door.settle()
    acks = len(door.workspace.traffic.sent("ack"))
    await door.workspace.say(EMIL, ROOM, text, root)
    await door.workspace.wait_for(lambda: len(door.workspace.traffic.sent("ack")) > acks)
    await door.settle()
    assert bool(door.workspace.ephemerals(EMIL)) is hinted
    assert (await door.night.incidents())[0].owner is None


async def test_an_emoji_changes_nothing(door: Door) -> None:
    root = await fire(door)
    await door.settle()
    await door.workspace.react(EMIL, ROOM, root, "eyes")
    await asyncio.sleep(0.05)
    assert await door.kept() == 1  # the reminder
    assert (await door.night.incidents())[0].owner is None


async def test_an_edit_that_only_unfurls_is_ignored_and_a_real_one_is_not(door: Door) -> None:
    root = await fire(door)
    await door.settle()
    before = await door.kept()
    acks = len(door.workspace.traffic.sent("ack"))
    preview = {"from_url": "https://example.test/x", "title": "a preview"}
    await door.workspace.edit_as_bot(ROOM, root, attachments=[FIRING, preview])
    await door.workspace.wait_for(lambda: len(door.workspace.traffic.sent("ack")) > acks)
    assert await door.kept() == before
    resolved = {**FIRING, "title": "[RESOLVED] CheckoutDown checkout", "color": "good"}
    await door.workspace.edit_as_bot(ROOM, root, attachments=[resolved])
    await kept(door, before + 1)


async def take(door: Door, root: str, user: str = NORA) -> None:
    """By the button and its dialog."""
    await door.workspace.press(user, ROOM, button(door, root, ActionId.TAKE), ActionId.TAKE)
    await door.workspace.wait_for(lambda: door.workspace.view_of(user))
    assert (await door.workspace.submit(user, {})).ok
    await door.settle()


async def test_ownership_is_taken_by_button_and_dialog(door: Door) -> None:
    root = await fire(door)
    await door.settle()
    await take(door, root)
    owner = (await door.night.incidents())[0].owner
    assert owner is not None
    assert owner.user_id == NORA
    assert "took ownership" in await whispered(door, NORA)


async def test_a_dialog_that_cannot_open_is_said_and_changes_nothing(door: Door) -> None:
    root = await fire(door)
    await door.settle()
    door.workspace.faults.expire_triggers()
    await door.workspace.press(NORA, ROOM, button(door, root, ActionId.TAKE), ActionId.TAKE)
    assert "nothing changed" in await whispered(door, NORA)
    assert door.workspace.view_of(NORA) is None


async def test_the_buttons_without_a_dialog_act_at_once(door: Door) -> None:
    root = await fire(door)
    await door.settle()
    await take(door, root)
    await door.workspace.press(NORA, ROOM, button(door, root, ActionId.RELEASE), ActionId.RELEASE)
    await door.settle()
    assert (await door.night.incidents())[0].owner is None


async def test_both_keys_over_the_real_buttons_make_one_change(door: Door) -> None:
    root = await fire(door)
    await door.settle()
    await take(door, root)
    incident = (await door.night.incidents())[0]
    await door.night.propose(incident_id=incident.id)
    await door.settle()
    card = button(door, root, ActionId.APPROVE)
    await door.workspace.press(IVY, ROOM, card, ActionId.APPROVE)
    await door.workspace.press(NORA, ROOM, card, ActionId.CONFIRM)
    await door.workspace.wait_for(lambda: door.workspace.view_of(NORA))
    await door.workspace.submit(NORA, {Field.REASON: "it began with this revision"})
    await door.settle()
    assert len(door.night.remediator.applied) == 1
    rows = await door.night.rows(Act.CONFIRMED, incident_id=incident.id)
    assert rows[0].detail["reason"] == "it began with this revision"


async def test_a_freeze_is_overridden_by_name_in_the_dialog_and_the_owner_reads_it_in_the_next(
    door: Door,
) -> None:
    root = await fire(door)
    await door.settle()
    await take(door, root)
    await door.workspace.run_command(NORA, ROOM, "/lookout freeze service:checkout for 2h release day")
    told = lambda: "Recorded: freeze of" in str(door.workspace.ephemerals(NORA))  # noqa: E731 - one line says it
    await door.workspace.wait_for(told)
    door.night.clock.advance(1)
    await door.night.propose(incident_id=(await door.night.incidents())[0].id)
    await door.settle()
    card = button(door, root, ActionId.APPROVE)
    await door.workspace.press(IVY, ROOM, card, ActionId.APPROVE)
    dialog = await door.workspace.wait_for(lambda: door.workspace.view_of(IVY))
    assert "release day" in str(dialog)
    await door.workspace.submit(IVY, {Field.OVERRIDE: "checkout is down altogether"})
    await door.settle()
    await door.workspace.press(NORA, ROOM, button(door, root, ActionId.CONFIRM), ActionId.CONFIRM)
    dialog = await door.workspace.wait_for(lambda: door.workspace.view_of(NORA))
    assert "checkout is down altogether" in str(dialog)
    await door.workspace.submit(NORA, {Field.REASON: "it began with this revision"})
    await door.settle()
    assert len(door.night.remediator.applied) == 1
    [sent] = door.night.remediator.applied
    assert sent.proposal.override is not None
    assert sent.proposal.override.scope == "service:checkout"


async def test_a_command_is_answered_to_the_asker_alone(door: Door) -> None:
    await fire(door)
    await door.settle()
    await door.workspace.run_command(EMIL, ROOM, "/lookout status")
    assert "I-1" in await whispered(door, EMIL)
    assert door.workspace.ephemerals(NORA) == []


async def test_a_button_of_another_version_is_answered(door: Door) -> None:
    from bot.adapters.slack.client import make_client  # noqa: PLC0415 # posts as an older version would have
    from bot.sandbox.workspace import seed  # noqa: PLC0415 # the bot's own token

    web = make_client(door.workspace.api_url, seed.BOT_TOKEN)
    block = {
        "type": "actions",
        "elements": [
            {
                "type": "button",
                "action_id": "lookout.of_tomorrow",
                "value": "?",
                "text": {"type": "plain_text", "text": "Stop"},
            }
        ],
    }
    posted = await web.chat_postMessage(channel=ROOM, text="older", blocks=[block])
    await door.workspace.press(NORA, ROOM, str(posted["ts"]), "lookout.of_tomorrow")
    assert "changed nothing" in await whispered(door, NORA)


async def test_everything_that_came_in_was_acknowledged_without_words(door: Door) -> None:
    root = await fire(door)
    await door.settle()
    await take(door, root)
    bodies = [json.dumps(one) for one in door.workspace.traffic.sent("ack")]
    assert bodies
    assert not [one for one in bodies if "text" in one]
