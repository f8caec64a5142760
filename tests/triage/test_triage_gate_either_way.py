"""Whose id sorts first decides nothing at a click: each comparison of two people, from both sides."""

import pytest

from bot.domain.proposal import Proposal, ProposalState
from bot.render.actions import ActionId
from bot.triage import propose
from tests.fakes_slack import EMIL, IDRIS, IVY, NORA
from tests.triage.worlds import Night

APPROVE, CONFIRM = ActionId.APPROVE, ActionId.CONFIRM


async def proposed_to(fired: Night, owner: str) -> None:
    """That person owns the incident, and an undo is proposed."""
    await fired.click(owner, ActionId.TAKE)
    await fired.propose()
    await fired.settle()


@pytest.mark.parametrize("owner", [EMIL, NORA])
@pytest.mark.parametrize("commander", [IVY, IDRIS])
async def test_another_than_the_owner_approves_and_another_than_the_commander_confirms(
    fired: Night, owner: str, commander: str
) -> None:
    await proposed_to(fired, owner)
    assert "approved P-1" in await fired.click(commander, APPROVE)
    assert "confirmed P-1" in await fired.click(owner, CONFIRM, reason="x")
    assert (await fired.proposal()).state is ProposalState.DONE


@pytest.mark.parametrize(("owner", "other"), [(EMIL, NORA), (NORA, EMIL)])
async def test_who_does_not_own_it_does_not_confirm_it(fired: Night, owner: str, other: str) -> None:
    await proposed_to(fired, owner)
    await fired.click(other, CONFIRM, reason="x")
    assert (await fired.proposal()).decisions == ()


async def test_who_owns_it_does_not_approve_it(fired: Night) -> None:
    await proposed_to(fired, IDRIS)
    await fired.click(IDRIS, APPROVE)
    assert (await fired.proposal()).decisions == ()


@pytest.mark.parametrize(("first", "second"), [(IVY, IDRIS), (IDRIS, IVY)])
async def test_while_one_commands_another_does_not_approve(fired: Night, first: str, second: str) -> None:
    await proposed_to(fired, NORA)
    approve = fired.button(APPROVE)
    await fired.click(first, APPROVE)
    said = await fired.click(second, APPROVE, button=approve)
    assert f"<@{first}>" in said
    assert "command" in said
    commander = (await fired.incident()).commander
    assert commander is not None
    assert commander.user_id == first


@pytest.mark.parametrize(
    ("requester", "counts"), [(IVY, False), ("U0AAA", True), ("U0ZZZ", True), ("", True)]
)
async def test_who_asked_for_it_does_not_approve_it_and_anybody_else_may(
    fired: Night, monkeypatch: pytest.MonkeyPatch, requester: str, counts: bool
) -> None:
    real = propose._fill

    def asked_for(*told: object) -> Proposal:
        return real(*told).model_copy(update={"requester": requester})  # type: ignore[arg-type] # as they came

    monkeypatch.setattr(propose, "_fill", asked_for)
    await proposed_to(fired, NORA)
    said = await fired.click(IVY, APPROVE)
    assert ("approved P-1" in said) is counts
    assert bool((await fired.proposal()).decisions) is counts
