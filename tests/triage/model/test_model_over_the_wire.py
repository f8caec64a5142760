"""The whole way: the real loop and the real adapter, over loopback, against the provider's stand-in on its bad days."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.adapters.anthropic.provider import Anthropic
from bot.adapters.clock import SystemClock
from bot.domain.ledger import Act
from bot.domain.spending import Bounds
from bot.sandbox.clock import WallClock
from bot.sandbox.provider import DAYS, Provider
from bot.sandbox.provider.provider import KEY
from bot.triage.policy import Policy
from tests.triage.model.thinking import refinements, run_row, thinking
from tests.triage.worlds import Night

BRIEF = Bounds(seconds=1.5)
"""Too little for a second attempt after the first failed."""
MINDS = {
    "disagrees": ("answer", "other"),
    "lies": ("answer", "none"),
    "unsure": ("answer", "none"),
    "unknown-tool": ("answer", "same"),
    "write-tool": ("answer", "same"),
    "other-model": ("answer", "same"),
    "pause": ("answer", "same"),
    "loops": ("", "none"),
    "prose": ("no usable answer", "none"),
    "nothing": ("no usable answer", "none"),
    "foreign": ("answer", "none"),
    "owns": ("answer", "none"),
}
"""What comes of a model that behaves oddly: how its run ends, and how it stands to the rules."""
ANSWERED = frozenset({"slow", "headers", *MINDS})
"""Days on which an answer comes, or may come in time."""


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    made = Provider(WallClock())
    await made.start()
    yield made
    await made.stop()


@pytest.fixture
async def thinker(tmp_path: Path, provider: Provider) -> AsyncIterator[Night]:
    """A night whose model is the adapter, and whose runs go by the real time."""
    model = Anthropic(KEY, provider.base_url, SystemClock())
    async with thinking(tmp_path, bounds=BRIEF) as made:
        made.world = replace(made.world, model=model, clock=SystemClock())
        yield made
    await model.close()


async def test_on_a_good_day_the_model_reads_answers_and_is_checked(thinker: Night) -> None:
    thinker.world = replace(thinker.world, policy=_patient(thinker))
    await thinker.alert()
    await thinker.settle()
    row = await run_row(thinker)
    assert (row.detail["ended"], row.detail["agreement"]) == ("answer", "same")
    assert row.detail["calls"]
    [attempt, *_] = await thinker.rows(Act.ATTEMPTED)
    assert attempt.detail["request_id"]
    assert (await refinements(thinker))[0].diagnosis.hypotheses[0].cause == "oom-killed"


@pytest.mark.parametrize("day", sorted(set(DAYS) - ANSWERED))
async def test_on_every_bad_day_the_rules_diagnosis_stands_with_one_line_about_the_model(
    thinker: Night, provider: Provider, day: str
) -> None:
    provider.days.order(day, times=0)
    await thinker.alert()
    await thinker.settle()
    [text] = [
        f"{one.content.text} {one.content.blocks}"
        for one in thinker.slack.shown.values()
        if one.key.startswith("diagnosis")
    ]
    assert "Deployment shop/checkout: container app ran out of memory" in text
    assert text.count("Model: ") == 1
    assert not await refinements(thinker)
    assert not thinker.slack.posts("model:")
    assert (await run_row(thinker)).detail["ended"] != "answer"


@pytest.mark.parametrize("mind", MINDS)
async def test_an_odd_model_is_bounded_recorded_and_harmless(
    thinker: Night, provider: Provider, mind: str
) -> None:
    thinker.world = replace(thinker.world, policy=_patient(thinker))
    provider.days.order(mind, times=0 if mind not in {"pause", "write-tool", "unknown-tool"} else 1)
    await thinker.alert()
    await thinker.settle()
    detail = (await run_row(thinker)).detail
    assert (detail["ended"], detail["agreement"]) == MINDS[mind]
    assert detail["turns"] <= thinker.world.policy.model.bounds.turns
    assert bool(detail["withheld"]) == (mind in {"foreign", "owns"})
    assert bool(detail["unbacked"]) == (mind == "lies")
    assert not thinker.remediator.applied
    [incident] = await thinker.incidents()
    assert incident.owner is None


def _patient(made: Night) -> Policy:
    told = made.world.policy.model.model_copy(update={"bounds": Bounds(seconds=30)})
    return made.world.policy.model_copy(update={"model": told})
