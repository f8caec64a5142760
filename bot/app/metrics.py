"""What a scrape of `/metrics` reads of a running Lookout."""

from bot.adapters.http.metrics import Measured
from bot.triage.measure import measure
from bot.triage.world import World


async def measured_by(world: World) -> Measured:
    """Everything that is told.

    Raises:
        OutsideError: the record cannot be read.
    """
    gauges = await measure(world)
    return Measured(tally=world.tally, gauges=gauges, budgets=world.policy.model.budgets, beats=world.beats)
