"""The postmortem by command: to whom it is shown, who fills in its row, and what it takes to close it."""

import json

import pytest

from bot.domain.inference import Layer
from bot.domain.ledger import Act
from bot.render.actions import ActionId, Pressed
from bot.triage.ask import Answer, answer
from bot.triage.postmortem import SNAPSHOTS, number_of, read_postmortem, standing_row
from tests.fakes_slack import BOT, EMIL, GUEST, IVY, NORA, STRANGER, Button
from tests.triage.worlds import ROOM, Night

ROW = {"truth": "A bad probe", "told": "The diff of revision 7", "layer": Layer.DATA.name}
ACTION = {"action": "Read revisions first", "user": EMIL}


async def asked(night: Night, text: str, user: str = EMIL) -> Answer:
    return await answer(night.world, user, text)


async def said(night: Night, text: str, user: str = EMIL) -> str:
    """What `/lookout` answers, as one text."""
    found = (await asked(night, text, user)).content
    return found.text + json.dumps(found.blocks)


async def save(night: Night, by: str = NORA, **fields: str) -> str:
    """Send the modal; what its sender is told."""
    incident = await night.incident()
    pressed = Pressed(deployment=night.world.policy.deployment, incident_id=incident.id)
    button = Button(channel=ROOM, ts="1.1", pressed=pressed)
    return await night.click(by, ActionId.INFER, button=button, **fields)


async def closed(night: Night) -> None:
    await night.click(NORA, ActionId.CLOSE, cause="a bad rollout")


@pytest.mark.parametrize("word", ["I-1", "1", "i-1", " I-1 "])
async def test_it_is_shown_by_the_incidents_number(fired: Night, word: str) -> None:
    told = await said(fired, f"postmortem {word}")
    assert "Postmortem of I-1 `CheckoutDown`" in told
    assert "This postmortem is open. Missing: " in told
    assert "Fill in the inference row" in told
    assert "No restart and no rollout in what was read." in told


async def test_what_the_cluster_showed_is_read_from_what_was_kept(night: Night) -> None:
    for raw in night.cluster.objects:
        if raw["kind"] == "Pod":
            raw["spec"] = {"containers": [{"name": "app"}]}
        if raw["kind"] == "ReplicaSet":
            raw["metadata"]["creationTimestamp"] = "2025-03-04T02:05:00Z"
    await night.alert()
    await night.settle()
    told = (await asked(night, "postmortem I-1")).content.blocks
    [shown] = [one["text"]["text"] for one in told if "What the cluster showed" in str(one)]
    assert "rollout of `Deployment shop/checkout`: `readinessProbe.httpGet.port 8080 → 8081`" in shown
    assert "end of a container of `Deployment shop/checkout`: `ended, exit code 1`" in shown


async def test_what_people_did_is_told_with_the_deeds_that_bear_it_out(fired: Night) -> None:
    await fired.click(NORA, ActionId.TAKE)
    found = await asked(fired, "postmortem I-1")
    assert "<@U0NORA> took ownership" in json.dumps(found.content.blocks)
    assert any(act.user == NORA and act.act == Act.TOOK for act in found.acts)


@pytest.mark.parametrize("word", ["", "I-", "checkout", "close", "close it I-1", "D-1", "-1", "I-1 I-1"])
async def test_what_names_no_incident_is_explained(fired: Night, word: str) -> None:
    assert "/lookout postmortem close I-12" in await said(fired, f"postmortem {word}")


@pytest.mark.parametrize("text", ["postmortem I-99", "postmortem close I-99", "postmortem 999999999"])
async def test_an_incident_that_is_not_there_is_said_so(fired: Night, text: str) -> None:
    assert "There is no incident I-9" in await said(fired, text)


@pytest.mark.parametrize("text", ["postmortem I-1", "postmortem close I-1"])
async def test_nobody_is_told_of_a_channel_that_they_cannot_see(fired: Night, text: str) -> None:
    fired.people.private.add(ROOM)
    for user in (EMIL, NORA, STRANGER):
        assert "There is no incident I-1 that this account can see." in await said(fired, text, user)


async def test_each_save_is_a_row_by_the_name_of_whoever_sent_it(fired: Night) -> None:
    told = await save(fired, **ROW)
    assert "Missing: at least one action." in told
    assert "Nothing is missing in the row." in await save(fired, IVY, **ACTION)
    first, second = await fired.rows(Act.INFERENCE)
    assert (first.actor, second.actor) == (NORA, IVY)
    assert first.detail == {"truth": ROW["truth"], "told": ROW["told"], "layer": Layer.DATA.value}
    assert second.detail == {"action": ACTION["action"], "owner": EMIL}
    shown = await said(fired, "postmortem I-1")
    assert "What was true: `A bad probe`" in shown
    assert "Action of <@U0EMIL>: `Read revisions first`" in shown


async def test_the_row_of_a_closed_incident_can_be_filled_in(fired: Night) -> None:
    await closed(fired)
    assert "Recorded for the postmortem of I-1." in await save(fired, **ROW)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"truth": "  ", "layer": ""},
        {"layer": "WEATHER"},
        {"user": EMIL},
        {"truth": "It was this", "user": EMIL},
        {"action": "Read it", "user": GUEST},
        {"action": "Read it", "user": BOT},
    ],
)
async def test_a_save_that_says_nothing_or_names_no_person_changes_nothing(
    fired: Night, fields: dict[str, str]
) -> None:
    assert "This click changed nothing" in await save(fired, **fields)
    assert await fired.rows(Act.INFERENCE) == []


async def test_the_same_layer_again_is_nothing_new_and_another_one_is(fired: Night) -> None:
    await save(fired, **ROW)
    assert "changed nothing" in await save(fired, layer=Layer.DATA.name)
    assert "Recorded" in await save(fired, layer=Layer.MODEL.name)
    assert len(await fired.rows(Act.INFERENCE)) == 2


@pytest.mark.parametrize("user", [GUEST, STRANGER])
async def test_whoever_holds_no_role_fills_in_and_closes_nothing(fired: Night, user: str) -> None:
    assert "changed nothing" in await save(fired, user, **ROW)
    await said(fired, "postmortem close I-1", user)
    assert await fired.rows(Act.INFERENCE, Act.POSTMORTEM) == []


async def test_one_who_sees_it_and_holds_no_role_closes_nothing(fired: Night) -> None:
    fired.people.lose_role(EMIL)
    assert "Only a member of the responders group" in await said(fired, "postmortem close I-1", EMIL)


async def test_it_is_not_closed_while_the_row_is_empty(fired: Night) -> None:
    await closed(fired)
    told = await said(fired, "postmortem close I-1", NORA)
    missing = "what was true; which evidence would have told; the layer that it is attributed to; at least one action"
    assert f"This command changed nothing. This postmortem is open. Missing: {missing}." in told
    assert await fired.rows(Act.POSTMORTEM) == []


async def test_it_is_not_closed_while_an_action_has_no_owner(fired: Night) -> None:
    await closed(fired)
    await save(fired, **ROW, action="Read revisions first")
    told = await said(fired, "postmortem close I-1", NORA)
    assert "Missing: an owner of the action 'Read revisions first'." in told
    assert await fired.rows(Act.POSTMORTEM) == []


async def test_it_is_not_closed_while_the_incident_is_open(fired: Night) -> None:
    await save(fired, **ROW, **ACTION)
    assert "Missing: the incident's close, with its cause." in await said(fired, "postmortem close I-1", NORA)


async def test_a_whole_one_is_closed_once_by_a_persons_word(fired: Night) -> None:
    await closed(fired)
    await save(fired, **ROW, **ACTION)
    assert "Recorded: the postmortem of I-1 is complete." in await said(fired, "postmortem close I-1", IVY)
    [row] = await fired.rows(Act.POSTMORTEM)
    assert (row.actor, row.source) == (IVY, "command")
    again = await said(fired, "postmortem CLOSE i-1", NORA)
    assert "This command changed nothing. <@U0IVY> recorded this postmortem as complete" in again
    assert len(await fired.rows(Act.POSTMORTEM)) == 1


async def test_a_change_after_its_close_opens_it_again(fired: Night) -> None:
    await closed(fired)
    await save(fired, **ROW, **ACTION)
    await said(fired, "postmortem close I-1", IVY)
    await save(fired, truth="Another thing")
    assert "This postmortem is open; nothing is missing." in await said(fired, "postmortem I-1")
    assert "is complete." in await said(fired, "postmortem close I-1", IVY)


async def test_secrets_in_the_row_are_gone_before_it_is_written(fired: Night) -> None:
    secret = "AKIA" + "IOSFODNN7EXAMPLE"
    await save(fired, **(ROW | {"truth": f"The key {secret} was in the log"}))
    assert secret not in str([row.detail for row in await fired.rows(Act.INFERENCE)])


async def test_restarts_and_rollouts_come_from_the_snapshots_that_are_kept(fired: Night) -> None:
    async with fired.store.read() as tx:
        found = await read_postmortem(tx, await fired.incident())
    assert (found.taken, found.kept) == (1, 1)
    fired.clock.advance(minutes=60 * 24 * 31)
    async with fired.store.read() as tx:
        later = await read_postmortem(tx, await fired.incident())
    assert (later.taken, later.kept) == (1, 0)
    assert later.conclusions == found.conclusions


async def test_of_many_snapshots_the_first_and_the_newest_are_looked_at(fired: Night) -> None:
    for minute in range(SNAPSHOTS + 2):
        fired.clock.advance(minutes=minute + 1)
        await fired.mention("again", f"300.{minute}", thread_ts="100.1")
        await fired.settle()
    async with fired.store.read() as tx:
        found = await read_postmortem(tx, await fired.incident())
    assert found.taken == SNAPSHOTS + 3
    assert found.kept == SNAPSHOTS


async def test_the_row_for_the_modal_is_shown_to_whoever_sees_the_channel(fired: Night) -> None:
    await save(fired, **ROW)
    incident = await fired.incident()
    row = await standing_row(fired.world, EMIL, incident.id)
    assert row is not None
    assert row.truth == ROW["truth"]
    assert await standing_row(fired.world, EMIL, "forged") is None
    fired.people.private.add(ROOM)
    assert await standing_row(fired.world, EMIL, incident.id) is None


@pytest.mark.parametrize(
    ("word", "number"),
    [("I-12", 12), ("12", 12), ("i-1", 1), ("D-1", None), ("1234567890", None)],
)
def test_a_number_is_read_with_or_without_its_letter(word: str, number: int | None) -> None:
    assert number_of(word) == number
