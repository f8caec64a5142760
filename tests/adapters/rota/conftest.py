from collections.abc import AsyncIterator

import pytest

from tests.rota_sources import RotaSources


@pytest.fixture
async def web() -> AsyncIterator[RotaSources]:
    async with RotaSources().running() as running:
        yield running
