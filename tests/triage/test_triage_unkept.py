"""The record cannot be written: the thread hears a constant, nothing is acked, and nothing is lost once it can be."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace

import pytest

from bot.domain.errors import OutsideError, PermanentError, TransientError
from bot.domain.stop import Stop
from bot.render.fallback import FALLBACK_UNKEPT
from bot.triage.inbox import Mention, note_mention
from bot.triage.line import Line
from bot.triage.pace import Pace
from bot.triage.ports.store import Store, Transaction
from tests.fakes_clock import START
from tests.triage.worlds import ROOM, Night

FULL = TransientError("The disk under the database is full; nothing was written. Free some space on it.")


class FullStore:
    """A store whose disk is full; `blind`: it cannot be read either."""

    def __init__(self, inner: Store, *, blind: bool = False) -> None:
        self._inner = inner
        self._blind = blind

    @asynccontextmanager
    async def begin(self, *, urgent: bool = False) -> AsyncIterator[Transaction]:
        raise FULL
        yield  # pragma: no cover - what makes it a generator

    def read(self) -> AbstractAsyncContextManager[Transaction]:
        return self.begin() if self._blind else self._inner.read()


def fill(night: Night, *, blind: bool = False) -> None:
    night.world = replace(night.world, store=FullStore(night.store, blind=blind))


@pytest.mark.parametrize("blind", [False, True])
async def test_an_alert_that_cannot_be_kept_is_answered_by_the_constant_and_not_acked(
    night: Night, blind: bool
) -> None:
    fill(night, blind=blind)
    with pytest.raises(OutsideError):
        await night.alert()
    [letter] = night.slack.shown.values()
    assert (letter.channel, letter.thread_ts, letter.content) == (ROOM, "100.1", FALLBACK_UNKEPT)


async def test_a_mention_too(night: Night) -> None:
    fill(night)
    with pytest.raises(OutsideError):
        await note_mention(night.world, Mention(channel=ROOM, ts="3.1", thread_ts="2.1", user_id="U0NORA"))
    assert [letter.thread_ts for letter in night.slack.shown.values()] == ["2.1"]


async def test_redeliveries_do_not_repeat_it_within_a_minute_and_other_threads_have_their_own(
    night: Night,
) -> None:
    fill(night)
    for ts in ("100.1", "100.1", "101.1"):
        with pytest.raises(OutsideError):
            await night.alert(ts)
    assert [letter.thread_ts for letter in night.slack.shown.values()] == ["100.1", "101.1"]
    night.clock.advance(minutes=1)
    with pytest.raises(OutsideError):
        await night.alert()
    assert len(night.slack.shown) == 3


async def test_once_the_record_can_be_written_the_redelivery_is_the_incident(night: Night) -> None:
    whole = night.world
    fill(night)
    with pytest.raises(OutsideError):
        await night.alert()
    night.world = whole
    assert await night.alert()
    await night.settle()
    assert len(await night.incidents()) == 1
    assert night.slack.text("status").startswith("Nobody owns")


async def test_an_edit_that_cannot_be_kept_says_nothing_since_its_thread_has_its_words(night: Night) -> None:
    fill(night)
    with pytest.raises(OutsideError):
        await night.alert(edited=True, event_id="Ev-edit")
    assert night.slack.calls == []


@pytest.mark.parametrize("by_file", [True, False])
async def test_a_stop_silences_the_constant_as_well(night: Night, by_file: bool) -> None:
    if by_file:
        stop = Stop(scope="posting", by="", at=START, why="")
        fill(night, blind=True)
        night.world = replace(night.world, lever=lambda: stop)
    else:
        await night.stop("posting")
        fill(night)
    with pytest.raises(OutsideError):
        await night.alert()
    assert night.slack.calls == []


async def test_a_slack_that_does_not_take_the_constant_changes_nothing(night: Night) -> None:
    fill(night)
    night.slack.down = PermanentError("Slack refused chat.postMessage: is_archived")
    with pytest.raises(TransientError, match="disk under the database is full"):
        await night.alert()


async def test_of_two_processes_that_hear_the_same_only_one_says_it(night: Night) -> None:
    """Slack delivers to the other one what this one could not keep."""
    fill(night)
    other = night.other("w2", pace=Pace(), line=Line())
    for world in (night.world, other):
        with pytest.raises(OutsideError):
            await note_mention(world, Mention(channel=ROOM, ts="3.1", thread_ts="2.1", user_id="U0NORA"))
    assert [letter.thread_ts for letter in night.slack.shown.values()] == ["2.1"]
