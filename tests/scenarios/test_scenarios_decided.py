"""The scenarios in which something is proposed, decided both ways."""

from pathlib import Path

import pytest

from bot.cli.playbill import plays
from bot.sandbox.scenario import together
from tests.scenarios.scenes import played_to_its_end

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(120)]


@pytest.mark.parametrize(("name", "decision"), [one for one in plays() if one[1] != "watch"])
async def test_a_scenario_ends_as_people_decide(tmp_path: Path, name: str, decision: str) -> None:
    proposed = sum(one.expect.proposal != "none" for one in together(name))
    writes = await played_to_its_end(tmp_path, name, decision)
    assert writes == (proposed if decision == "approve" else 0)
