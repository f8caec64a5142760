"""The model itself: it takes a run of the real gate, and no run with a row too many, too few or out of its place."""

import pytest

from bot.domain.ledger import Act, LedgerEntry
from bot.domain.proposal import ProposalState
from bot.render.actions import ActionId
from tests.fakes_slack import IVY, NORA
from tests.triage.gate_model import IllegalError, play
from tests.triage.worlds import Night

STEPS = (Act.APPROVED, Act.CONFIRMED, Act.CLAIMED, Act.INTENT, Act.EXECUTED)


@pytest.fixture
async def run(proposed: Night) -> list[LedgerEntry]:
    """The rows of a change from the proposal to its attempt."""
    await proposed.click(IVY, ActionId.APPROVE)
    await proposed.click(NORA, ActionId.CONFIRM, reason="x")
    return await proposed.rows()


async def test_a_run_of_the_gate_comes_to_what_the_store_holds(
    proposed: Night, run: list[LedgerEntry]
) -> None:
    stored = await proposed.proposal()
    played = play(run)[stored.id]
    assert played.state is stored.state is ProposalState.DONE
    assert played.keys == {one.role: one.user_id for one in stored.decisions}


@pytest.mark.parametrize("step", STEPS[:-1])
def test_a_run_without_one_of_the_rows_before_the_call_is_none(run: list[LedgerEntry], step: Act) -> None:
    with pytest.raises(IllegalError):
        play(row for row in run if row.act is not step)


@pytest.mark.parametrize("step", STEPS)
def test_a_run_with_a_row_twice_is_none(run: list[LedgerEntry], step: Act) -> None:
    with pytest.raises(IllegalError):
        play([one for row in run for one in ([row, row] if row.act is step else [row])])


@pytest.mark.parametrize("end", [Act.REJECTED, Act.EXPIRED, Act.WITHDRAWN])
def test_nothing_ends_a_change_that_was_sent(run: list[LedgerEntry], end: Act) -> None:
    closing = next(row for row in run if row.act is Act.INTENT).model_copy(update={"act": end})
    with pytest.raises(IllegalError):
        play([*run, closing])


@pytest.mark.parametrize("office", [Act.TOOK, Act.RELEASED, Act.ROLE])
def test_a_key_of_an_office_that_changed_hands_claims_nothing(run: list[LedgerEntry], office: Act) -> None:
    at = next(place for place, row in enumerate(run) if row.act is Act.CLAIMED)
    with pytest.raises(IllegalError, match="claimed while PENDING"):
        play([*run[:at], run[at].model_copy(update={"act": office}), *run[at:]])


def test_both_keys_of_one_human_are_none(run: list[LedgerEntry]) -> None:
    with pytest.raises(IllegalError, match="one human"):
        play([row.model_copy(update={"actor": IVY}) if row.act is Act.CONFIRMED else row for row in run])
