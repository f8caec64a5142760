from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.errors import PermanentError, TransientError
from bot.domain.ledger import Act
from bot.domain.stop import POSTING, Stop
from bot.render.rendered import Rendered
from bot.triage.deliver import deliver_next
from bot.triage.ports.slack import Letter
from tests.fakes_slack import NORA, FakeMessenger
from tests.triage.worlds import ROOM, CrashError, FusedStore, Night
from tests.triage.worlds import night as fresh

LATE = TransientError("Slack did not answer in time")


@pytest.fixture
async def night(tmp_path: Path) -> AsyncIterator[Night]:
    """A night with Slack's real pace of edits."""
    async with fresh(tmp_path, edit_gap=timedelta(seconds=3)) as made:
        yield made


async def put(
    night: Night, key: str, text: str = "x", *, incident_id: str = "i-1", channel: str = ROOM
) -> None:
    """Say how a message should look."""
    block = {"type": "section", "text": {"type": "mrkdwn", "text": text}}
    async with night.store.begin() as tx:
        await tx.outbox.put(
            key,
            Rendered(text=text, blocks=(block,)),
            incident_id=incident_id,
            channel=channel,
            thread_ts="100.1",
        )


async def waiting(night: Night) -> int:
    """How many letters Slack does not show yet."""
    async with night.store.read() as tx:
        return await tx.outbox.waiting()


def shown(night: Night) -> list[str]:
    """The texts in Slack, in the order of their messages."""
    return [one.content.text for one in night.slack.shown.values()]


async def test_letters_are_posted_in_the_order_in_which_they_were_put(night: Night) -> None:
    for key in ("a", "b", "c"):
        await put(night, key, key)
    await night.deliver()
    assert shown(night) == ["a", "b", "c"]


async def test_an_edit_waits_for_its_gap_and_then_only_the_newest_is_sent(night: Night) -> None:
    await put(night, "a", "one")
    await night.deliver()
    await put(night, "a", "two")
    await put(night, "a", "three")
    night.clock.advance(2.9)
    await night.deliver()
    assert shown(night) == ["one"]
    night.clock.advance(0.1)
    await night.deliver()
    assert shown(night) == ["three"]
    assert night.slack.calls == ["post a", "update a"]


async def test_an_edit_that_changes_nothing_is_not_sent(night: Night) -> None:
    await put(night, "a", "one")
    await night.deliver()
    await put(night, "a", "one")
    night.clock.advance(10)
    assert await night.deliver() == 0


@pytest.mark.parametrize("number", [1, 2])
async def test_a_crash_around_the_sending_never_sends_twice(night: Night, number: int) -> None:
    await put(night, "a")
    store = FusedStore(night.store)
    if number == 1:
        store.dies_after = 1
    else:
        store.dies_before = 2
    with pytest.raises(CrashError):
        await night.deliver(night.other("doomed", store=store))
    assert len(night.slack.shown) == number - 1
    await night.deliver()
    assert len(night.slack.shown) == number - 1
    night.clock.advance(night.world.policy.lease.total_seconds() + 1)
    await night.deliver()
    assert len(night.slack.shown) == 1
    assert await waiting(night) == 0


async def test_an_answer_that_was_lost_leads_to_a_look_and_no_second_post(night: Night) -> None:
    await put(night, "a")
    night.slack.lost = 1
    await night.deliver()
    night.clock.advance(2)
    await night.deliver()
    assert night.slack.calls == ["post a", "find a", "update a"]
    assert len(night.slack.shown) == 1


async def test_a_letter_found_again_shows_its_newest_content(night: Night) -> None:
    await put(night, "a", "one")
    night.slack.lost = 1
    await night.deliver()
    await put(night, "a", "two")
    night.clock.advance(2)
    await night.deliver()
    assert shown(night) == ["two"]


async def test_a_limit_defers_for_as_long_as_slack_says(night: Night) -> None:
    await put(night, "a")
    night.slack.troubles.append(TransientError("ratelimited", retry_after=30))
    await night.deliver()
    night.clock.advance(29)
    await night.deliver()
    assert shown(night) == []
    night.clock.advance(1)
    await night.deliver()
    assert len(shown(night)) == 1


async def test_while_one_letter_waits_the_others_of_its_incident_keep_their_order(night: Night) -> None:
    await put(night, "a", "a")
    night.slack.troubles.append(LATE)
    await night.deliver()
    await put(night, "b", "b")
    await put(night, "other", "other", incident_id="i-2")
    await night.deliver()
    assert shown(night) == ["other"]
    night.clock.advance(1)
    await night.deliver()
    assert shown(night) == ["other", "a", "b"]


async def test_slack_being_down_for_an_hour_loses_nothing(night: Night) -> None:
    for key in ("a", "b"):
        await put(night, key, key)
    night.slack.down = LATE
    for _ in range(120):
        await night.deliver()
        night.clock.advance(30)
    night.slack.down = None
    await night.deliver()
    assert shown(night) == ["a", "b"]


async def test_what_can_never_be_delivered_blocks_nothing_else(night: Night) -> None:
    await put(night, "a", "a")
    await put(night, "b", "b")
    night.slack.troubles.append(PermanentError("Slack refused chat.postMessage: is_archived"))
    await night.deliver()
    assert shown(night) == ["b"]
    assert await waiting(night) == 0


async def test_a_fault_of_our_own_in_one_letter_does_not_block_its_thread_for_ever(night: Night) -> None:
    class Broken(type(night.slack)):  # type: ignore[misc]  # the fake of this night, with a bug
        async def post(self, letter: object) -> str:
            if getattr(letter, "key", "") == "bad":
                raise KeyError("ts")
            return str(await night.slack.post(letter))  # type: ignore[arg-type]  # passed on as it came

    world = night.other("w1", messenger=Broken())
    await put(night, "bad", "bad")
    await put(night, "good", "good")
    for _ in range(10):
        await night.deliver(world)
        night.clock.advance(30)
    assert shown(night) == ["good"]


async def test_a_message_that_was_deleted_by_hand_is_posted_anew(night: Night) -> None:
    await put(night, "a", "one")
    await night.deliver()
    night.slack.shown.clear()
    await put(night, "a", "two")
    night.clock.advance(3)
    await night.deliver()
    assert shown(night) == ["two"]
    assert await waiting(night) == 0


@pytest.mark.parametrize("scope", ["posting", "everything"])
async def test_a_stop_holds_every_letter_back_and_a_resume_sends_them(night: Night, scope: str) -> None:
    await put(night, "a", "a")
    await night.stop(scope)
    await night.deliver()
    night.clock.advance(60)
    await night.deliver()
    assert night.slack.calls == []
    async with night.store.begin() as tx:
        await tx.stops.lift(scope)
    night.clock.advance(6)
    await night.deliver()
    assert shown(night) == ["a"]


@pytest.mark.parametrize("scope", ["mitigation", "model", "service:checkout"])
async def test_other_stops_do_not_silence_the_thread(night: Night, scope: str) -> None:
    await put(night, "a", "a")
    await night.stop(scope)
    await night.deliver()
    assert shown(night) == ["a"]


async def test_a_letter_may_name_the_deeds_of_its_incident(night: Night) -> None:
    await night.alert()
    await night.settle()
    from bot.render.actions import ActionId  # noqa: PLC0415 # used here only

    await night.click(NORA, ActionId.TAKE)
    night.clock.advance(3)
    await night.deliver()
    status = next(one for one in night.slack.shown.values() if one.key.startswith("status"))
    assert {(act.user, act.act) for act in status.acts} >= {(NORA, "took ownership")}


async def test_two_deliverers_do_not_send_the_same_letter(night: Night) -> None:
    import asyncio  # noqa: PLC0415 # used here only

    await put(night, "a")
    await asyncio.gather(deliver_next(night.world), deliver_next(night.other()))
    assert len(night.slack.shown) == 1


async def test_an_hour_of_retry_after_is_no_hour_of_silence(night: Night) -> None:
    await put(night, "a")
    night.slack.troubles.append(TransientError("ratelimited", retry_after=3600))
    await night.deliver()
    night.clock.advance(61)
    await night.deliver()
    assert len(night.slack.shown) == 1


async def test_who_stood_still_after_the_claim_sends_nothing_and_the_other_process_sends_it_once(
    night: Night,
) -> None:
    """The fake refuses as the real one does: what is late is not sent."""
    await put(night, "a")
    slow = night.other("slow", messenger=Sleepy(night, seconds=night.world.policy.lease.total_seconds() + 1))
    await night.deliver(slow)
    assert night.slack.posts() == ["a"]
    assert shown(night) == ["x"]
    assert await waiting(night) == 0


async def test_who_lost_the_claim_during_its_search_sends_nothing(night: Night) -> None:
    await put(night, "a", "one")
    night.slack.lost = 1
    await night.deliver()
    night.slack.shown.clear()
    night.clock.advance(2)
    slow = night.other("slow", messenger=SlowSearch(night))
    assert await deliver_next(slow)
    assert shown(night) == ["one"]
    assert night.slack.posts() == ["a", "a"], "the first one, whose message was gone, and the other process's"


async def test_a_stop_that_came_during_the_search_holds_the_message_back(night: Night) -> None:
    await put(night, "a")
    night.slack.lost = 1
    await night.deliver()
    night.slack.shown.clear()
    night.clock.advance(2)
    stopping = night.other("w1", messenger=StoppedMeanwhile(night))
    assert await deliver_next(stopping)
    assert shown(night) == []
    assert await waiting(night) == 1


async def test_a_copy_of_what_another_process_posted_meanwhile_is_taken_back(night: Night) -> None:
    await put(night, "a")
    assert await deliver_next(night.other("slow", messenger=LateAll(night)))
    assert shown(night) == ["x"]
    assert len(night.slack.posts()) == 2
    assert night.slack.calls[-1].startswith("remove ")


async def test_what_another_process_found_before_its_poster_came_back_is_noted_once(night: Night) -> None:
    await put(night, "a")
    assert await deliver_next(night.other("slow", messenger=SlowAnswer(night)))
    assert night.slack.calls == ["post a", "find a", "update a"]
    async with night.store.read() as tx:
        noted = [row.detail["key"] for row in await tx.ledger.of("i-1") if row.act is Act.POSTED]
    assert noted == ["a"]


async def test_a_copy_that_cannot_be_taken_back_or_may_not_be_is_left(night: Night) -> None:
    await put(night, "a")
    await deliver_next(night.other("slow", messenger=LateAll(night, then="down")))
    assert len(shown(night)) == 2
    night.slack.down = None
    await put(night, "b")
    await deliver_next(night.other("slow", messenger=LateAll(night, then="stopped")))
    assert len(shown(night)) == 4
    assert not [call for call in night.slack.calls[-2:] if call.startswith("remove ")]


async def test_an_older_text_that_came_over_a_newer_one_gives_way_to_it_again(night: Night) -> None:
    await put(night, "a", "one")
    await night.deliver()
    await put(night, "a", "two")
    night.clock.advance(3)
    assert await deliver_next(night.other("slow", messenger=LateAll(night, newer="three")))
    assert shown(night) == ["two"]
    night.clock.advance(3)
    await night.deliver()
    assert shown(night) == ["three"]
    night.clock.advance(60)
    assert await night.deliver() == 0


class Sleepy(FakeMessenger):
    """A way to Slack on which the process stands still before its first byte, while another one works."""

    def __init__(self, night: Night, *, seconds: float) -> None:
        super().__init__()
        self.night = night
        self.seconds = seconds

    async def post(self, letter: Letter) -> str:
        """Late, so that nothing is sent, as the egress has it."""
        self.night.clock.advance(self.seconds)
        await self.night.deliver()
        if self.night.clock.elapsed() > letter.before:
            raise TransientError("nothing was sent to Slack")
        return await self.night.slack.post(letter)


class SlowSearch(FakeMessenger):
    """A search that takes longer than the lease, in which another process works."""

    def __init__(self, night: Night) -> None:
        super().__init__()
        self.night = night

    async def find(self, letter: Letter) -> str:
        """Nothing is found, for nothing stood there when it began."""
        self.night.clock.advance(self.night.world.policy.lease.total_seconds() + 1)
        await self.night.deliver()
        return ""

    async def post(self, letter: Letter) -> str:
        """As everywhere."""
        return await self.night.slack.post(letter)


class StoppedMeanwhile(SlowSearch):
    """A search during which posting is stopped."""

    async def find(self, letter: Letter) -> str:
        """Nothing is found."""
        async with self.night.store.begin() as tx:
            await tx.stops.pull(Stop(scope=POSTING, by=NORA, at=tx.now))
        return ""


class SlowAnswer(FakeMessenger):
    """A way to Slack whose answer comes when another process has taken the letter over, and found it."""

    def __init__(self, night: Night) -> None:
        super().__init__()
        self.night = night

    async def post(self, letter: Letter) -> str:
        """As everywhere, but the process stands still after it."""
        ts = await self.night.slack.post(letter)
        self.night.clock.advance(self.night.world.policy.lease.total_seconds() + 1)
        await self.night.deliver()
        return ts


class LateAll(FakeMessenger):
    """A process that is cut in the one moment between its last look and its first byte."""

    def __init__(self, night: Night, *, newer: str = "", then: str = "") -> None:
        super().__init__()
        self.night, self.newer, self.then = night, newer, then

    async def post(self, letter: Letter) -> str:
        """Another process has posted it by now."""
        await self._meanwhile()
        ts = await self.night.slack.post(letter)
        if self.then == "down":
            self.night.slack.down = LATE
        if self.then == "stopped":
            async with self.night.store.begin() as tx:
                await tx.stops.pull(Stop(scope=POSTING, by=NORA, at=tx.now))
        return ts

    async def update(self, letter: Letter) -> None:
        """Another process has shown something newer by now."""
        if self.newer:
            await put(self.night, letter.key, self.newer)
        await self._meanwhile()
        await self.night.slack.update(letter)

    async def remove(self, channel: str, ts: str) -> None:
        """As everywhere."""
        await self.night.slack.remove(channel, ts)

    async def _meanwhile(self) -> None:
        self.night.clock.advance(self.night.world.policy.lease.total_seconds() + 1)
        await self.night.deliver()
