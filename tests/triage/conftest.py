"""A night with an incident, and one with a proposal."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.render.actions import ActionId
from tests.fakes_slack import NORA
from tests.triage.worlds import Night
from tests.triage.worlds import night as fresh


@pytest.fixture
async def night(tmp_path: Path) -> AsyncIterator[Night]:
    """Nothing has happened yet."""
    async with fresh(tmp_path) as made:
        yield made


@pytest.fixture
async def fired(night: Night) -> Night:
    """An alert came in; nobody owns the incident. No runbook serves what the rules find."""
    await night.alert()
    await night.settle()
    return night


@pytest.fixture
async def proposed(fired: Night) -> Night:
    """Nora owns it, and an undo is proposed."""
    await fired.click(NORA, ActionId.TAKE)
    await fired.propose()
    await fired.settle()
    return fired
