"""What the probes say of the record: dead is what a restart mends, not ready is what it does not."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast

import pytest

from bot.app import health
from bot.domain.errors import OutsideError, PermanentError, TransientError
from bot.triage.ports.store import Store, Transaction


class Silent:
    """A store whose server is away: it says so, or nothing at all."""

    def __init__(self, trouble: OutsideError | None) -> None:
        self._trouble = trouble

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Transaction]:
        if self._trouble is None:
            await asyncio.Event().wait()
        else:
            raise self._trouble
        yield cast("Transaction", None)


def silent(trouble: OutsideError | None) -> Store:
    return cast("Store", Silent(trouble))


@pytest.mark.parametrize("trouble", [TransientError("the server is away"), None])
async def test_a_server_that_is_away_is_no_reason_to_restart(
    trouble: OutsideError | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "RECORD_WITHIN", 0.01)
    assert await health.record_sound(silent(trouble))() == ""


async def test_it_is_a_reason_not_to_be_ready() -> None:
    with pytest.raises(TransientError):
        await health.store_answers(silent(TransientError("the server is away")))()


async def test_a_record_that_cannot_be_read_for_good_is_a_reason_to_restart() -> None:
    with pytest.raises(PermanentError):
        await health.record_sound(silent(PermanentError("the file is damaged")))()
