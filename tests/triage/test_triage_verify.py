import pytest

from bot.domain.errors import RefusedError, TransientError
from bot.domain.ledger import Act
from bot.domain.proposal import ProposalState
from bot.render.actions import ActionId
from tests.fakes_slack import IVY, NORA
from tests.triage.worlds import CHECKOUT, Night


@pytest.fixture
async def changed(proposed: Night) -> Night:
    """The change was sent; what comes of it is not known yet."""
    await proposed.click(IVY, ActionId.APPROVE)
    await proposed.click(NORA, ActionId.CONFIRM, reason="x")
    assert (await proposed.proposal()).state is ProposalState.DONE
    return proposed


async def verdict(night: Night) -> bool | None:
    """What the check said; None while there is none."""
    rows = await night.rows(Act.VERIFIED)
    return bool(rows[0].detail["ok"]) if rows else None


async def test_nothing_is_said_before_the_symptom_went_or_the_time_is_over(changed: Night) -> None:
    await changed.pass_time(0.9, step=0.1)
    assert await verdict(changed) is None
    assert "Not checked yet" in changed.slack.text("outcome")


async def test_a_symptom_that_went_is_said_with_what_was_seen(changed: Night) -> None:
    changed.recover()
    await changed.pass_time(0.2, step=0.1)
    assert await verdict(changed) is True
    assert "3 of 3 replicas" in changed.slack.text("verification")
    assert not changed.slack.posts("escalation")


async def test_a_symptom_that_stays_is_said_when_the_time_is_over_and_told_to_the_group(
    changed: Night,
) -> None:
    await changed.pass_time(1.5, step=0.1)
    assert await verdict(changed) is False
    assert "2 of 3 replicas" in changed.slack.text("verification")
    assert "its rollout has not ended" in changed.slack.text("verification")
    assert "<!subteam^S0RESPOND>" in changed.slack.text("escalation")


async def test_the_check_is_made_once_and_said_once(changed: Night) -> None:
    changed.recover()
    await changed.pass_time(5)
    assert len(await changed.rows(Act.VERIFIED)) == 1
    assert len(changed.slack.posts("verification")) == 1


@pytest.mark.parametrize("trouble", [TransientError("503"), RefusedError("403")])
async def test_a_cluster_that_cannot_be_read_meanwhile_does_not_lose_the_verdict(
    changed: Night, trouble: TransientError | RefusedError
) -> None:
    await changed.pass_time(0.7, step=0.1)
    changed.cluster.refused["deployments"] = trouble
    await changed.pass_time(1, step=0.1)
    assert await verdict(changed) is False
    assert "could not be read" in changed.slack.text("verification")


async def test_a_target_that_is_gone_did_not_recover(changed: Night) -> None:
    live = changed.cluster.find(CHECKOUT)
    changed.cluster.objects = [one for one in changed.cluster.objects if one is not live]
    await changed.pass_time(1.5, step=0.1)
    assert await verdict(changed) is False
    assert "gone" in changed.slack.text("verification")


async def test_ready_replicas_alone_are_no_recovery_when_the_symptom_cannot_be_read(changed: Night) -> None:
    live = changed.cluster.find(CHECKOUT)
    assert live is not None
    live["status"] |= {"readyReplicas": 3, "updatedReplicas": 3, "observedGeneration": 9}
    for plural in ("pods", "events"):
        changed.cluster.refused[plural] = RefusedError("403")
    await changed.pass_time(1.5, step=0.1)
    assert await verdict(changed) is False


async def test_the_way_back_of_a_change_that_did_not_help_is_a_proposal_for_two_humans(
    changed: Night,
) -> None:
    await changed.pass_time(1.5, step=0.1)
    [back, _] = await changed.proposals()
    assert back.number == 2
    assert back.decisions == ()
    assert len(changed.remediator.applied) == 1
