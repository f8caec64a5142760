"""What an owner writes in the thread is heard as a word, whatever it says; what others write is not."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.domain.ledger import Act
from bot.listeners.events import receive
from bot.render.actions import ActionId
from tests.fakes_slack import EMIL, NORA
from tests.triage.worlds import ROOM, Night
from tests.triage.worlds import night as fresh

BOT = "U0BOT"


@pytest.fixture
async def owned(tmp_path: Path) -> AsyncIterator[Night]:
    async with fresh(tmp_path) as night:
        await night.alert()
        await night.settle()
        await night.click(NORA, ActionId.TAKE)
        await night.pass_time(5)
        yield night


async def written(night: Night, **event: Any) -> int:
    said = {"type": "message", "channel": ROOM, "ts": "500.1", "thread_ts": "100.1", "user": NORA, **event}
    await receive(night.world, {"event_id": "Ev500"}, said, BOT)
    await night.settle()
    return len(await night.rows(Act.SPOKE))


@pytest.mark.parametrize("text", ["the pool is full", "on it", f"<@{BOT}> why?", ""])
async def test_any_message_of_the_owner_in_the_thread_is_a_word(owned: Night, text: str) -> None:
    assert await written(owned, text=text) == 1
    assert text not in str(await owned.rows(Act.SPOKE)) or not text


@pytest.mark.parametrize(
    "event",
    [
        {"user": EMIL, "text": "the pool is full"},
        {"user": EMIL, "text": "on it"},
        {"thread_ts": "", "text": "in the channel"},
        {"thread_ts": "999.9", "text": "in another thread"},
        {"bot_id": "B1", "text": "a bot in the owner's name"},
        {"subtype": "message_deleted", "text": "gone"},
    ],
)
async def test_nothing_else_is_a_word_of_the_owner(owned: Night, event: dict[str, Any]) -> None:
    assert await written(owned, **event) == 0
