"""Scenarios played by people to their end: one of each kind of end. `make scenarios` plays all of them in every way."""

from pathlib import Path

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.cli.play import play
from bot.cli.playbill import plays
from bot.cli.stage import Stage
from bot.sandbox.workspace.seed import BOT_TOKEN

KINDS = {
    ("bad-rollout", "approve"): 1,
    ("bad-rollout", "deny"): 0,
    ("two-at-once", "approve"): 2,
    ("cordon-forgotten", "approve"): 1,
    ("node-lost", "watch"): 0,
    ("false-alarm", "watch"): 0,
}
"""Each with the changes that the cluster sees."""
SPEED = 4.0


@pytest.mark.e2e
@pytest.mark.parametrize(("name", "decision"), KINDS)
async def test_a_scenario_ends_as_people_decide(tmp_path: Path, name: str, decision: str) -> None:
    async with Stage(tmp_path, speed=SPEED) as stage:
        outcome = await play(stage, name, decision)
        assert outcome.problems == []
        assert len(stage.cluster.writes) == KINDS[name, decision]


@pytest.mark.e2e
async def test_a_word_that_gets_past_the_guard_does_not_get_past_a_play(tmp_path: Path) -> None:
    async with Stage(tmp_path, speed=SPEED) as stage:
        slack = AsyncWebClient(BOT_TOKEN, base_url=stage.workspace.api_url)
        await slack.chat_postMessage(channel="C0INCIDENTS", text="Acknowledged, I have this one.")
        outcome = await play(stage, "false-alarm", "watch")
    assert not outcome.late
    assert len(outcome.problems) == 1
    assert outcome.problems[0].startswith("chat.postMessage said what it may not: ")


@pytest.mark.e2e
async def test_only_what_did_not_come_in_time_may_be_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.cli.play.PATIENCE", 0.01)
    async with Stage(tmp_path, speed=SPEED) as stage:
        outcome = await play(stage, "false-alarm", "watch")
    assert outcome.problems == ["a diagnosis in the thread did not come within 0 s"]
    assert outcome.late


def test_the_playbill_has_every_scenario_in_every_way_that_it_can_end() -> None:
    assert plays("deny") == tuple(
        (name, "deny" if one == "approve" else one) for name, one in plays("approve")
    )
    assert {"approve", "deny", "watch"} == {decision for _, decision in plays()}
    assert set(KINDS) <= set(plays())
