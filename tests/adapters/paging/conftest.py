from collections.abc import AsyncIterator

import pytest

from tests.page_server import PageServer


@pytest.fixture
async def server() -> AsyncIterator[PageServer]:
    async with PageServer().running() as running:
        yield running
