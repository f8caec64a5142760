"""How a play ends while the model's provider has a bad day: as without a model, with one honest line.

The rules' diagnosis is judged as in every play. Here the rest is: that the run ended and is on the record, that the
diagnosis' small print says once what became of it, and that on a day without an answer nothing of a model's stands in
the thread.
"""

import asyncio
from collections.abc import Iterator, Sequence

from bot.cli.stage import Stage
from bot.domain.incident import Incident
from bot.domain.ledger import Act, LedgerEntry
from bot.domain.model import Ended
from bot.domain.noun import Noun
from bot.render.rendered import Rendered
from bot.sandbox.provider.days import DAYS
from bot.triage.letter import letter_key
from bot.triage.model.refine import model_key
from bot.triage.ports.store import Transaction

EACH = "each"
"""Every bad day, one after the other, in place of one."""
ANSWERED = frozenset(
    {
        "slow",
        "other-model",
        "unknown-tool",
        "write-tool",
        "lies",
        "foreign",
        "owns",
        "disagrees",
        "unsure",
    }
)
"""Days on which the model does answer, whatever its answer is worth."""
PATIENCE, POLL = 90.0, 0.1
"""Wall-clock seconds for a run to end, and between two looks: a provider's silence is real, at whatever speed."""
LINE = "Model"


class Told(Noun):
    """What the record has of one run: its row, the rules' message, and whether the model has one of its own."""

    row: LedgerEntry
    diagnosis: Rendered | None
    beside: bool


def rotation(plays: Sequence[tuple[str, str]]) -> tuple[tuple[str, str, str], ...]:
    """Every bad day with a play, over all plays in turn: scenario, decision, day."""
    return tuple((*plays[place % len(plays)], day) for place, day in enumerate(DAYS))


async def judge_model(stage: Stage, channel: str, ts: str, day: str) -> list[str]:
    """What did not end as it should of the model's run about the incident of that alert.

    Raises:
        TimeoutError: the run did not end in time.
    """
    try:
        async with asyncio.timeout(PATIENCE):
            told = await _told(stage, channel, ts)
    except TimeoutError:
        raise TimeoutError(f"the model's run did not end within {PATIENCE:.0f} s") from None
    return list(problems(told, day))


def problems(told: Told, day: str) -> Iterator[str]:
    """What is wrong; `day` is "" for a good one."""
    detail = told.row.detail
    answered = detail.get("ended") == Ended.ANSWER
    if answered is not (not day or day in ANSWERED):
        yield f"the model's run ended as {detail.get('ended') or detail.get('why')!r}"
    lines = _lines(told.diagnosis)
    if len(lines) != 1:
        yield f"the diagnosis has {len(lines)} lines about the model, not one: {lines}"
    elif not answered and str(detail.get("why")) not in lines[0]:
        yield f"the line about the model does not say {detail.get('why')!r}: {lines[0]}"
    if told.beside and not answered:
        yield "a message of the model stands in the thread without an answer"


async def _told(stage: Stage, channel: str, ts: str) -> Told:
    while True:
        async with stage.running.store.read() as tx:
            incident = await tx.incidents.at_message(channel, ts)
            found = await _of(tx, incident) if incident is not None else None
        if found is not None:
            return found
        await asyncio.sleep(POLL)


async def _of(tx: Transaction, incident: Incident) -> Told | None:
    """The first run of the incident, when Slack shows all of it."""
    rows = [row for row in await tx.ledger.of(incident.id) if row.act is Act.REFINED]
    if not rows or await tx.outbox.waiting():
        return None
    row = rows[0]
    letter = await tx.outbox.posted(letter_key(incident, int(row.detail["diagnosis"])))
    beside = await tx.outbox.posted(model_key(incident, int(row.detail["refinement"])))
    return Told(row=row, diagnosis=letter.content if letter else None, beside=beside is not None)


def _lines(content: Rendered | None) -> list[str]:
    """The lines about the model in the small print."""
    found = [
        str(element.get("text", ""))
        for block in (content.blocks if content else ())
        if block.get("type") == "context"
        for element in block["elements"]
    ]
    lines = [line for text in found for line in text.splitlines()]
    return [line for line in lines if line.startswith((f"{LINE}:", f"{LINE} ("))]
