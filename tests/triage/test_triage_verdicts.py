"""Verdicts on a diagnosis: one for each person, changeable, counted, with what it was."""

import pytest

from bot.domain.ledger import Act
from bot.render.actions import ActionId
from bot.triage.ask import answer
from tests.fakes_slack import EMIL, GUEST, IVY, NORA
from tests.triage.worlds import Night


async def said(night: Night, text: str) -> str:
    """What `/lookout` answers."""
    found = (await answer(night.world, EMIL, text)).content
    return f"{found.text} {found.blocks}"


async def test_a_verdict_is_a_row_and_is_counted(fired: Night) -> None:
    assert "Verdicts: 1 right" in await fired.click(NORA, ActionId.RIGHT)
    assert "Verdicts: 1 right, 1 wrong" in await fired.click(IVY, ActionId.WRONG)
    [first, second] = await fired.rows(Act.RATED)
    assert (first.actor, first.detail["verdict"], first.detail["diagnosis"]) == (NORA, "right", 1)
    assert (second.actor, second.detail["verdict"]) == (IVY, "wrong")


async def test_another_press_changes_ones_own_verdict_only(fired: Night) -> None:
    await fired.click(NORA, ActionId.WRONG)
    await fired.click(IVY, ActionId.WRONG)
    assert "Verdicts: 1 partly, 1 wrong" in await fired.click(NORA, ActionId.PARTLY)


async def test_what_it_was_stands_in_show_and_history(fired: Night) -> None:
    await fired.click(NORA, ActionId.WRONG)
    await fired.click(NORA, ActionId.WRONG, code="dns-failure")
    await fired.click(IVY, ActionId.PARTLY, cause="a bad cable")
    for command in ("show 1", "history"):
        told = await said(fired, command)
        assert "Verdicts: 1 partly, 1 wrong; the cause by them: `dns-failure`, `a bad cable`" in told


async def test_a_closed_incidents_diagnosis_may_still_be_judged(fired: Night) -> None:
    await fired.click(NORA, ActionId.CLOSE, cause="a bad rollout")
    assert "Verdicts: 1 wrong" in await fired.click(NORA, ActionId.WRONG)


@pytest.mark.parametrize("action", [ActionId.RIGHT, ActionId.PARTLY, ActionId.WRONG])
async def test_a_guest_judges_nothing(fired: Night, action: ActionId) -> None:
    assert "changed nothing" in await fired.click(GUEST, action)
    assert await fired.rows(Act.RATED) == []
