"""Cases: a style, a fault (or none), some noise, by number. The same number gives the same case."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain.snapshot import Snapshot
from tests.worlds.faults import (
    admission,
    cluster,
    dependency,
    measured,
    routing,
    runtime,
    scheduling,
    startup,
)
from tests.worlds.measured import MEASURED
from tests.worlds.noise import NOISES
from tests.worlds.styles import STYLES
from tests.worlds.truth import Fault, Truth
from tests.worlds.world import UnfitError, World

FAMILIES = {
    "admission": admission.FAULTS,
    "scheduling": scheduling.FAULTS,
    "startup": startup.FAULTS,
    "runtime": runtime.FAULTS,
    "dependency": dependency.FAULTS,
    "routing": routing.FAULTS,
    "cluster": cluster.FAULTS,
    "measured": measured.FAULTS,
}
FAULTS: tuple[Fault, ...] = tuple(fault for family in FAMILIES.values() for fault in family)
_NOISY = 4


@dataclass(frozen=True)
class Case:
    """A snapshot, its name, and what is wrong in it (None: nothing)."""

    name: str
    snapshot: Snapshot
    truth: Truth | None


def faulty(fault: Fault, style_place: int, seed: int = 0) -> Case | None:
    """The case of one fault in one style; None where that style cannot have it."""
    style = STYLES[style_place % len(STYLES)]
    world = World(style, seed)
    for noise in world.rng.sample(NOISES[1:], world.rng.randrange(_NOISY)):
        noise(world)
    try:
        wrong = fault(world)
    except UnfitError:
        return None
    _measure(world, seed)
    world.recount()
    return Case(f"{fault.__name__} in {style.name} {seed}", world.snapshot(), wrong)


def doubly_faulty(first: Fault, second: Fault, style_place: int, seed: int = 0) -> tuple[Case, Truth] | None:
    """The case of two faults at once, and the truth of the second; None where they cannot stand side by side."""
    style = STYLES[style_place % len(STYLES)]
    world = World(style, seed)
    try:
        one, other = first(world), second(world)
    except (UnfitError, LookupError, StopIteration):  # the first left nothing for the second to be put into
        return None
    if one.name == other.name:
        return None
    world.recount()
    name = f"{first.__name__} and {second.__name__} in {style.name} {seed}"
    return Case(name, world.snapshot(), one), other


def all_faulty(seeds: int = 1) -> Iterator[Case]:
    """Every fault in every style that can have it."""
    for fault in FAULTS:
        for place in range(len(STYLES)):
            for seed in range(seeds):
                case = faulty(fault, place, seed)
                if case:
                    yield case


def healthy(number: int) -> Case:
    """A healthy cluster with ordinary noise, from none of it to a lot."""
    style = STYLES[number % len(STYLES)]
    world = World(style, 1000 + number)
    for noise in world.rng.sample(NOISES, number % 9):
        noise(world)
    _measure(world, number)
    world.recount()
    return Case(f"healthy {number} in {style.name}", world.snapshot(), None)


def _measure(world: World, seed: int) -> None:
    """Measurements of ordinary life, in two of three clusters."""
    rng = random.Random(f"measured/{world.style.name}/{seed}")
    for noise in rng.sample(MEASURED, rng.choice((0, 3, len(MEASURED) // 2))):
        noise(world)
