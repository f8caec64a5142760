"""Past: a stored diagnosis as the one line that history, search and similar incidents show of it."""

from collections.abc import Sequence

from bot.domain.errors import OutsideError
from bot.domain.incident import Incident
from bot.domain.ledger import Act
from bot.render.diagnosis import headline
from bot.reports.past import PastLine
from bot.reports.verdicts import verdicts_of
from bot.triage.ports.store import PastDiagnosis
from bot.triage.world import World


async def lines_of(world: World, past: Sequence[PastDiagnosis]) -> list[PastLine]:
    """The lines, each with what people said of the diagnosis and the way to its thread."""
    async with world.store.read() as tx:
        rated = await tx.ledger.of_many({one.incident.id for one in past}, Act.RATED)
    lines = [line_of(one).model_copy(update={"verdicts": verdicts_of(rated, one.id)}) for one in past]
    ways = {one.incident.id: await way_to(world, one.incident) for one in past}
    return [
        line.model_copy(update={"permalink": ways[one.incident.id]})
        for line, one in zip(lines, past, strict=True)
    ]


async def way_to(world: World, incident: Incident) -> str:
    """The address of an incident's thread, "" if Slack does not give it: the answer is worth more than its link."""
    try:
        return await world.messenger.permalink(incident.channel, incident.thread_ts)
    except OutsideError:
        return ""


def line_of(one: PastDiagnosis) -> PastLine:
    """The line of one."""
    best = one.diagnosis.hypotheses[0] if one.diagnosis.hypotheses else None
    target = one.incident.target
    return PastLine(
        id=one.id,
        number=one.incident.number,
        at=one.at,
        service=target.service if target else "",
        namespace=target.namespace if target else "",
        verdict=one.diagnosis.verdict,
        headline=best.statement if best else headline(one.diagnosis),
        confidence=best.confidence if best else 0.0,
    )
