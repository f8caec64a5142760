"""Every scenario of the sandbox, played by people to its end, and every byte that left for Slack judged once more."""

from pathlib import Path
from typing import Any

import pytest

from bot.cli.play import play
from bot.cli.stage import Stage
from bot.sandbox.scenario import load_scenario, scenario_names
from bot.triage.ports.store import Transaction
from bot.voice.payload import screen

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(120)]

SPEED = 6.0
SAYS = (
    "chat.postMessage",
    "chat.update",
    "chat.postEphemeral",
    "views.open",
    "views.update",
    "response_url",
    "ack",
)


async def deeds(tx: Transaction) -> tuple[Any, ...]:
    """What humans really did, over all incidents."""
    return tuple([act for one in await tx.incidents.open() for act in await tx.ledger.acts(one.id)])


@pytest.mark.parametrize("decision", ["approve", "deny"])
@pytest.mark.parametrize("name", scenario_names())
async def test_a_scenario_ends_as_it_should_and_says_only_what_may_be_said(
    tmp_path: Path, name: str, decision: str
) -> None:
    async with Stage(tmp_path, speed=SPEED) as stage:
        outcome = await play(stage, name, decision)
        assert outcome.problems == []
        wanted = decision == "approve" and load_scenario(name).expect.proposal != "none"
        assert len(stage.cluster.writes) == int(wanted)
        assert stage.lookout is not None
        async with stage.lookout.store.read() as tx:
            acts = await deeds(tx)
            assert [row.detail for row in await tx.ledger.of("")] == [], "something was withheld"
    passages = [one for one in stage.workspace.traffic.passages if one.direction == "from_app"]
    assert not [one.name for one in passages if one.name.startswith("reactions.")]
    said = [one for one in passages if one.name in SAYS and one.body]
    assert said
    for one in said:
        judged = screen(one.name, one.body, acts)
        assert (judged.refused, judged.withheld) == (False, ()), (one.name, one.body)
