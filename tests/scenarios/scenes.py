"""One scenario played by people to its end, and every byte that left for Slack judged once more."""

from pathlib import Path
from typing import Any

from bot.cli.play import play
from bot.cli.playbill import ONCE_SPEED
from bot.cli.stage import Stage
from bot.triage.ports.store import Transaction
from bot.voice.payload import screen

SAYS = (
    "chat.postMessage",
    "chat.update",
    "chat.postEphemeral",
    "views.open",
    "views.update",
    "response_url",
    "ack",
)


async def played_to_its_end(folder: Path, name: str, decision: str) -> int:
    """How many changes the cluster saw, when everything else is as it should be."""
    async with Stage(folder, speed=ONCE_SPEED) as stage:
        outcome = await play(stage, name, decision)
        assert outcome.problems == []
        assert stage.lookout is not None
        async with stage.lookout.store.read() as tx:
            acts = await _deeds(tx)
            assert [row.detail for row in await tx.ledger.of("")] == [], "something was withheld"
    passages = [one for one in stage.workspace.traffic.passages if one.direction == "from_app"]
    assert not [one.name for one in passages if one.name.startswith("reactions.")]
    said = [one for one in passages if one.name in SAYS and one.body]
    assert said
    for one in said:
        judged = screen(one.name, one.body, acts)
        assert (judged.refused, judged.withheld) == (False, ()), (one.name, one.body)
    return len(stage.cluster.writes)


async def _deeds(tx: Transaction) -> tuple[Any, ...]:
    """What humans really did, over all incidents."""
    return tuple([act for one in await tx.incidents.open() for act in await tx.ledger.acts(one.id)])
