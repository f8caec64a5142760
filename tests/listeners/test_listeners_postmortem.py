"""The postmortem through Slack's own ways: the command, its button, the modal, and what it shows the next time."""

from typing import Any

from bot.domain.ledger import Act
from bot.render.actions import ActionId, Field, ViewId
from tests.listeners.conftest import Door
from tests.listeners.test_listeners_socket import ROOM, fire

NORA, EMIL = "U0NORA", "U0EMIL"


async def asked(door: Door, user: str, text: str) -> dict[str, Any]:
    """The newest answer to a command."""
    before = len(door.workspace.ephemerals(user))
    await door.workspace.run_command(user, ROOM, f"/lookout {text}")
    await door.workspace.wait_for(lambda: len(door.workspace.ephemerals(user)) > before)
    return dict(door.workspace.ephemerals(user)[-1])


async def opened(door: Door, user: str, answer: dict[str, Any]) -> dict[str, Any]:
    """The modal that its button opens."""
    await door.workspace.press(user, ROOM, answer["ts"], ActionId.INFER)
    view = await door.workspace.wait_for(lambda: door.workspace.view_of(user))
    assert view is not None
    return dict(view)


async def test_the_row_is_filled_in_by_the_button_of_the_commands_answer(door: Door) -> None:
    await fire(door)
    await door.settle()
    answer = await asked(door, NORA, "postmortem I-1")
    assert "Postmortem of I-1" in answer["text"]
    view = await opened(door, NORA, answer)
    assert view["callback_id"] == ViewId.INFER
    sent = await door.workspace.submit(
        NORA,
        {
            Field.TRUTH: "The probe asked the old port",
            Field.TOLD: "The diff of revision 7",
            Field.LAYER: "DATA",
            Field.ACTION: "Read revisions first",
            Field.PERSON: EMIL,
        },
    )
    assert sent.ok
    await door.settle()
    [row] = await door.night.rows(Act.INFERENCE, incident_id=(await door.night.incidents())[0].id)
    assert (row.actor, row.detail["owner"], row.detail["layer"]) == (NORA, EMIL, "data, retrieval and tools")
    again = await asked(door, NORA, "postmortem 1")
    assert "The probe asked the old port" in str(again["blocks"])
    assert "so far: `The probe asked the old port`" in str(await opened(door, NORA, again))
    assert (await door.workspace.submit(NORA, {Field.ACTION: "Alert on it"})).ok


async def test_a_first_save_takes_all_parts_but_the_action(door: Door) -> None:
    await fire(door)
    await door.settle()
    await opened(door, NORA, await asked(door, NORA, "postmortem I-1"))
    sent = await door.workspace.submit(NORA, {Field.ACTION: "Alert on it"})
    assert set(sent.errors) == {Field.TRUTH, Field.TOLD, Field.LAYER}


async def test_whoever_no_longer_sees_the_channel_is_shown_no_row(door: Door) -> None:
    await fire(door)
    await door.settle()
    answer = await asked(door, NORA, "postmortem I-1")
    door.night.people.private.add(ROOM)
    assert "There is no such incident that this account can see." in str(await opened(door, NORA, answer))


async def test_it_is_closed_by_command_once_nothing_is_missing(door: Door) -> None:
    await fire(door)
    await door.settle()
    said = await asked(door, NORA, "postmortem close I-1")
    assert "This command changed nothing. This postmortem is open. Missing: " in said["text"]
