"""The stand-in of the provider and the adapter, over a real loopback port; afterwards nothing of either is left."""

import asyncio
import gc
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.adapters.anthropic.provider import Anthropic
from bot.adapters.clock import SystemClock
from bot.sandbox.clock import WallClock
from bot.sandbox.provider import Provider
from bot.sandbox.provider.provider import KEY

OPEN = Path("/proc/self/fd")


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    made = Provider(WallClock())
    await made.start()
    yield made
    await made.stop()


@pytest.fixture
async def model(provider: Provider) -> AsyncIterator[Anthropic]:
    others = max(
        0, _sockets() - 1
    )  # without the stand-in's own, which is closed before they are counted again
    gc.freeze()  # what was there before is not looked through below
    made = Anthropic(KEY, provider.base_url, SystemClock())
    yield made
    await made.close()
    await provider.stop()
    gc.collect()  # what is forgotten would warn here, and a warning is an error
    gc.unfreeze()
    await asyncio.sleep(0)
    assert asyncio.all_tasks() == {asyncio.current_task()}
    assert _sockets() <= others


def _sockets() -> int:
    """How many sockets this process has open, as far as the machine tells (Linux does)."""
    return sum(_leads_to(one).startswith("socket:") for one in OPEN.iterdir()) if OPEN.is_dir() else 0


def _leads_to(one: Path) -> str:
    try:
        return str(one.readlink())
    except OSError:
        return ""  # the listing itself is closed by now
