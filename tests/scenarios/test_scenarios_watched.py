"""The scenarios in which nothing may be proposed, false alarms among them."""

from pathlib import Path

import pytest

from bot.cli.playbill import plays
from tests.scenarios.scenes import played_to_its_end

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(120)]


@pytest.mark.parametrize("name", [name for name, decision in plays() if decision == "watch"])
async def test_a_scenario_is_told_and_nothing_is_changed(tmp_path: Path, name: str) -> None:
    assert await played_to_its_end(tmp_path, name, "watch") == 0


def test_the_playbill_has_every_scenario_in_every_way_that_it_can_end() -> None:
    assert plays("deny") == tuple(
        (name, "deny" if one == "approve" else one) for name, one in plays("approve")
    )
    assert {"approve", "deny", "watch"} == {decision for _, decision in plays()}
