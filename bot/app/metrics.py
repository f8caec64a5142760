"""What a scrape of `/metrics` reads of a running Lookout."""

from collections.abc import Mapping

from bot.adapters.http.health import Probe, fails, reasons_of
from bot.adapters.http.metrics.measured import Measured, Self
from bot.jobs.loops import Loops
from bot.triage.measure import measure
from bot.triage.world import World


async def measured_by(world: World) -> Measured:
    """Everything that the record tells.

    Raises:
        OutsideError: the record cannot be read.
    """
    gauges = await measure(world)
    return Measured(tally=world.tally, gauges=gauges, budgets=world.policy.model.budgets)


async def oneself(world: World, loops: Loops, checks: Mapping[str, Probe]) -> Self:
    """Everything that this process tells of itself."""
    reasons = await reasons_of(checks)
    return Self(
        version=world.policy.version,
        ready={name: not fails(why) for name, why in reasons.items()},
        lag=loops.lag.late,
        silent=loops.silent,
        ended=loops.ended,
        beats=world.beats,
        now=world.clock.now(),
    )
