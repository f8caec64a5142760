"""One named freeze is overridden by the commander's typed reason, for this change alone; nothing else is."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.freeze import Freeze
from bot.domain.ledger import Act
from bot.domain.proposal import ProposalState
from bot.render.actions import ActionId
from bot.triage.ask import answer
from bot.triage.override import standing
from bot.triage.work import run_next
from tests.fakes_slack import IDRIS, IVY, NORA
from tests.triage.worlds import ROOM, Night
from tests.triage.worlds import night as fresh

APPROVE, CONFIRM = ActionId.APPROVE, ActionId.CONFIRM
WHY = "checkout is down, worse than any release"


async def card(night: Night) -> str:
    """All that the card says."""
    proposal = await night.proposal()
    async with night.store.read() as tx:
        letter = await tx.outbox.posted(f"proposal:{proposal.id}")
    assert letter is not None
    return json.dumps(letter.content.blocks)


async def freeze(night: Night, scope: str = "service:checkout", hours: int = 2) -> Freeze:
    """By Nora's command, a moment before what follows."""
    async with night.store.begin() as tx:
        await tx.freezes.put(scope, tx.now + timedelta(hours=hours), by=NORA, why="release")
        found = next(one for one in await tx.freezes.standing() if one.scope == scope)
    night.clock.advance(1)
    return found


@pytest.fixture
async def frozen(fired: Night) -> tuple[Night, Freeze]:
    """A freeze of the service, and a proposal that was opened under it."""
    made = await freeze(fired)
    await fired.click(NORA, ActionId.TAKE)
    await fired.propose()
    await fired.settle()
    return fired, made


async def test_a_change_under_one_freeze_is_proposed_and_says_whose_freeze_it_is(
    frozen: tuple[Night, Freeze],
) -> None:
    night, _ = frozen
    assert (await night.proposal()).state is ProposalState.PENDING
    said = await card(night)
    assert "Freeze of `service:checkout` until" in said
    assert "from <@U0NORA>, reason given: `release`" in said
    assert "Gate `freeze` does not pass" in said


async def test_an_approval_without_a_word_on_the_freeze_changes_nothing(frozen: tuple[Night, Freeze]) -> None:
    night, _ = frozen
    said = await night.click(IVY, APPROVE)
    assert "since a freeze is in force" in said
    assert "Approve asks which one" in said
    proposal = await night.proposal()
    assert (proposal.decisions, proposal.override) == ((), None)
    assert (await night.incident()).commander is None


async def test_an_override_is_what_both_keys_are_for_and_the_change_is_sent(
    frozen: tuple[Night, Freeze],
) -> None:
    night, one = frozen
    before = await night.proposal()
    await night.click(IVY, APPROVE, freeze=one.id, override=WHY)
    after = await night.proposal()
    assert after.override is not None
    assert (after.override.freeze, after.override.reason, after.override.by) == (one.id, WHY, IVY)
    assert [key.digest for key in after.decisions] == [after.digest]
    assert after.digest != before.digest
    assert f"reason given: `{WHY}`" in await card(night)
    await night.click(NORA, CONFIRM, reason="x")
    assert (await night.proposal()).state is ProposalState.DONE
    assert len(night.remediator.applied) == 1
    [row] = await night.rows(Act.APPROVED)
    assert row.detail["override"] == f"service:checkout: {WHY}"


async def test_an_owner_who_confirmed_before_is_asked_anew(frozen: tuple[Night, Freeze]) -> None:
    night, one = frozen
    old = night.button(CONFIRM)
    await night.click(NORA, CONFIRM, reason="x")
    await night.click(IVY, APPROVE, freeze=one.id, override=WHY)
    assert [key.user_id for key in (await night.proposal()).decisions] == [IVY]
    assert "older version of the proposal" in await night.click(NORA, CONFIRM, button=old, reason="x")
    await night.click(NORA, CONFIRM, reason="x")
    assert len(night.remediator.applied) == 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"freeze": "another", "override": WHY}, "the freeze that was chosen is not in force"),
        ({"override": WHY}, "since a freeze is in force"),
        ({"freeze": "", "override": WHY}, "since a freeze is in force"),
        ({"override": "   "}, "since a freeze is in force"),
    ],
)
async def test_an_override_of_no_freeze_that_stands_changes_nothing(
    frozen: tuple[Night, Freeze], fields: dict[str, str], said: str
) -> None:
    night, _ = frozen
    assert said in await night.click(IVY, APPROVE, button=None, **fields)
    assert (await night.proposal()).override is None


async def test_an_override_without_a_reason_changes_nothing(frozen: tuple[Night, Freeze]) -> None:
    night, one = frozen
    assert "asks for a typed reason" in await night.click(IVY, APPROVE, freeze=one.id, override="  ")
    assert (await night.proposal()).decisions == ()


async def test_a_second_freeze_is_not_overridden_with_it(frozen: tuple[Night, Freeze]) -> None:
    night, one = frozen
    await freeze(night, "all")
    said = await night.click(IVY, APPROVE, freeze=one.id, override=WHY)
    assert "Only one freeze can be overridden" in said
    assert (await night.proposal()).decisions == ()


@pytest.mark.parametrize("scope", ["all", "service:checkout"])
async def test_a_freeze_that_begins_or_grows_after_the_override_holds_the_change_back(
    frozen: tuple[Night, Freeze], scope: str
) -> None:
    night, one = frozen
    await night.click(IVY, APPROVE, freeze=one.id, override=WHY)
    await night.press(NORA, CONFIRM, reason="x")
    assert await run_next(night.world)
    assert (await night.proposal()).state is ProposalState.ARMED
    await freeze(night, scope, hours=5)
    await night.settle()
    assert (await night.proposal()).state is ProposalState.WITHDRAWN
    assert night.remediator.applied == []


@pytest.mark.parametrize("scope", ["mitigation", "everything"])
async def test_nothing_overrides_the_stop(frozen: tuple[Night, Freeze], scope: str) -> None:
    night, one = frozen
    await night.stop(scope)
    assert "A stop of" in await night.click(IVY, APPROVE, freeze=one.id, override=WHY)
    assert (await night.proposal()).override is None


async def test_the_owner_and_a_responder_cannot_override(frozen: tuple[Night, Freeze]) -> None:
    night, one = frozen
    said = await night.click(NORA, APPROVE, freeze=one.id, override=WHY)
    assert "Only a member of the commanders group" in said
    assert (await night.proposal()).override is None


async def test_a_freeze_that_is_over_needs_no_override(frozen: tuple[Night, Freeze]) -> None:
    night, _ = frozen
    await answer(night.world, IVY, "unfreeze service:checkout")
    await night.deliver()
    await night.click(IVY, APPROVE)
    await night.click(NORA, CONFIRM, reason="x")
    assert len(night.remediator.applied) == 1


async def test_under_two_freezes_nothing_waits_for_keys(tmp_path: Path) -> None:
    async with fresh(tmp_path) as night:
        await night.alert()
        await night.settle()
        await freeze(night)
        await freeze(night, "all")
        await night.propose()
        await night.settle()
        assert (await night.proposal()).state is ProposalState.WITHDRAWN


async def test_what_stands_in_the_way_is_known_to_the_dialog(frozen: tuple[Night, Freeze]) -> None:
    night, one = frozen
    async with night.store.read() as tx:
        found = await standing(night.world, tx, await night.proposal(), IVY)
    assert [window.id for window in found.windows] == [one.id]


async def test_an_override_ends_with_the_command_of_whoever_typed_it(frozen: tuple[Night, Freeze]) -> None:
    night, one = frozen
    await night.click(IVY, APPROVE, freeze=one.id, override=WHY)
    await answer(night.world, IDRIS, "command I-1 <@U0IDRIS|idris>", ROOM)
    await night.settle()
    said = await night.click(IDRIS, APPROVE)
    assert "This click changed nothing" in said
    assert (await night.proposal()).decisions == ()
    await night.click(IDRIS, APPROVE, freeze=one.id, override="mine now")
    proposal = await night.proposal()
    assert proposal.override is not None
    assert (proposal.override.by, [key.user_id for key in proposal.decisions]) == (IDRIS, [IDRIS])


async def test_the_way_back_of_a_change_inherits_no_override(frozen: tuple[Night, Freeze]) -> None:
    night, one = frozen
    await night.click(IVY, APPROVE, freeze=one.id, override=WHY)
    await night.click(NORA, CONFIRM, reason="x")
    await night.pass_time(1.5, step=0.1)
    back = await night.proposal(2)
    assert (back.override, back.requester, back.decisions) == (None, "", ())
    assert "This click changed nothing" in await night.click(IVY, APPROVE, button=night.button(APPROVE))
    assert (await night.proposal(2)).decisions == ()
    assert len(night.remediator.applied) == 1
