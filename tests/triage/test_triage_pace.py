"""How fast letters leave, which of them goes first, and who waits when Slack asks to."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.errors import PermanentError, RefusedError, TransientError
from bot.domain.ledger import Act
from bot.render.rendered import Rendered
from bot.triage.deliver import deliver_next
from bot.triage.pace import Pace
from tests.triage.worlds import ROOM, Night
from tests.triage.worlds import night as fresh

OTHER, WAY = "C0OTHER", "C0WAY"
ARCHIVED = PermanentError("Slack refused chat.postMessage: is_archived", code="is_archived")
OUTSIDE = RefusedError("Lookout is not a member of this channel: invite it there")


@pytest.fixture
async def night(tmp_path: Path) -> AsyncIterator[Night]:
    """A night at Slack's real pace, with a second way for escalations."""
    async with fresh(tmp_path, edit_gap=timedelta(seconds=3), escalation_channel=WAY) as made:
        made.world = replace(made.world, pace=Pace())
        yield made


async def put(night: Night, key: str, text: str = "", *, incident_id: str = "", channel: str = ROOM) -> None:
    async with night.store.begin() as tx:
        said = text or key
        block = {"type": "section", "text": {"type": "mrkdwn", "text": said}}
        content = Rendered(text=said, blocks=(block,))
        await tx.outbox.put(key, content, incident_id=incident_id, channel=channel, thread_ts="100.1")


async def seconds_until_quiet(night: Night) -> int:
    """Deliver second by second; how many it took until nothing waited."""
    for second in range(200):
        await night.deliver()
        async with night.store.read() as tx:
            if not await tx.outbox.waiting():
                return second
        night.clock.advance(1)
    raise AssertionError("the letters do not come to an end")


async def test_a_channel_gets_a_short_burst_and_then_one_post_a_second(night: Night) -> None:
    for number in range(8):
        await put(night, f"a{number}")
    await night.deliver()
    assert len(night.slack.shown) == 3
    assert await seconds_until_quiet(night) == 5


async def test_a_channel_that_is_behind_does_not_slow_another_one(night: Night) -> None:
    for number in range(8):
        await put(night, f"a{number}")
    await put(night, "b", channel=OTHER)
    await night.deliver()
    assert [one.key for one in night.slack.shown.values()] == ["a0", "a1", "a2", "b"]


async def test_where_the_owner_stands_and_decisions_go_before_prose(night: Night) -> None:
    for key in ("diagnosis:1", "diagnosis:2", "proposal:1", "diagnosis:3", "status:1", "remind:1"):
        await put(night, key)
    await night.deliver()
    assert night.slack.posts() == ["proposal:1", "status:1", "remind:1"]


async def test_prose_waits_half_a_minute_for_them_and_no_longer(night: Night) -> None:
    await put(night, "diagnosis:1")
    for number in range(40):
        await put(night, f"status:{number}")
        await put(night, f"proposal:{number}")
        await night.deliver()
        night.clock.advance(1)
    assert "diagnosis:1" in night.slack.posts()


async def test_an_escalation_does_not_wait_for_an_earlier_post_of_its_incident(night: Night) -> None:
    await put(night, "diagnosis:i-1:1", incident_id="i-1")
    night.slack.troubles.append(TransientError("Slack did not answer in time"))
    await night.deliver()
    await put(night, "remind:i-1:1", incident_id="i-1")
    await put(night, "proposal:p-1", incident_id="i-1")
    await night.deliver()
    assert night.slack.posts()[1:] == ["remind:i-1:1"]


async def test_edits_keep_to_fifty_a_minute_in_all_channels(night: Night) -> None:
    for number in range(15):
        await put(night, f"status:{number}", channel=f"C{number}")
    await night.deliver()
    for number in range(15):
        await put(night, f"status:{number}", "changed", channel=f"C{number}")
    night.clock.advance(3)
    await night.deliver()
    assert sum(call.startswith("update") for call in night.slack.calls) == 10
    night.clock.advance(6)
    await night.deliver()
    assert sum(call.startswith("update") for call in night.slack.calls) == 15


async def test_who_is_asked_to_wait_waits_with_the_whole_channel_and_nobody_else_does(night: Night) -> None:
    await put(night, "a")
    await put(night, "b")
    await put(night, "c", channel=OTHER)
    night.slack.troubles.append(TransientError("ratelimited", retry_after=20))
    await night.deliver()
    assert night.slack.calls == ["post a", "post c"]
    night.clock.advance(20)
    await night.deliver()
    assert night.slack.calls[2:] == ["post a", "post b"]


async def test_a_limit_on_edits_does_not_hold_posts_back(night: Night) -> None:
    await put(night, "status:1")
    await night.deliver()
    await put(night, "status:1", "changed")
    night.clock.advance(3)
    night.slack.troubles.append(TransientError("ratelimited", retry_after=20))
    await night.deliver()
    await put(night, "b")
    await night.deliver()
    assert night.slack.calls == ["post status:1", "update status:1", "post b"]


async def test_ten_minutes_without_slack_lose_nothing_and_come_in_order_and_coalesced(night: Night) -> None:
    await put(night, "status:i-1", "first", incident_id="i-1")
    night.slack.down = TransientError("Slack could not be reached: DNS")
    for minute in range(10):
        await put(night, "status:i-1", f"minute {minute}", incident_id="i-1")
        await put(night, f"prose:{minute}", incident_id="i-1")
        for _ in range(2):
            await night.deliver()
            night.clock.advance(30)
    night.slack.down = None
    await seconds_until_quiet(night)
    shown = [one.content.text for one in night.slack.shown.values()]
    assert shown == ["minute 9", *[f"prose:{minute}" for minute in range(10)]]


async def test_reminders_fall_due_on_time_while_slack_is_gone_and_are_said_once_each(night: Night) -> None:
    await night.alert()
    await night.settle()
    night.slack.down = TransientError("Slack could not be reached: DNS")
    await night.pass_time(11)
    rows = await night.rows(Act.REMINDED, Act.ESCALATED)
    opened = (await night.incident()).opened_at
    assert [round((row.at - opened).total_seconds() / 60) for row in rows] == [5, 10]
    night.slack.down = None
    night.slack.calls.clear()
    await night.pass_time(2)
    assert len(night.slack.posts("remind")) == len(set(night.slack.posts("remind"))) == 2


async def test_what_a_channel_refuses_for_good_is_recorded_and_said_once(
    night: Night, capsys: pytest.CaptureFixture[str]
) -> None:
    for key in ("diagnosis:i-1:1", "diagnosis:i-1:2"):
        await put(night, key, incident_id="i-1")
    await put(night, "b", channel=OTHER)
    night.slack.troubles.extend([ARCHIVED, ARCHIVED])
    await night.deliver()
    rows = await night.rows(Act.UNDELIVERED, incident_id="i-1")
    assert [row.detail["key"] for row in rows] == ["diagnosis:i-1:1", "diagnosis:i-1:2"]
    assert capsys.readouterr().out.count("refuses this for good") == 1
    assert [one.key for one in night.slack.shown.values()] == ["b"]


@pytest.mark.parametrize("refused", [ARCHIVED, OUTSIDE])
async def test_an_escalation_that_its_channel_does_not_take_goes_where_it_is_read(
    night: Night, refused: PermanentError | RefusedError
) -> None:
    await put(night, "remind:i-1:1", "Nobody owns this incident as of 02:14", incident_id="i-1")
    night.slack.troubles.append(refused)
    await night.deliver()
    [letter] = night.slack.shown.values()
    assert (letter.channel, letter.thread_ts) == (WAY, "")
    assert letter.content.text.startswith("Nobody owns this incident as of 02:14")
    assert f"<#{ROOM}>" in letter.content.text


async def test_prose_that_its_channel_does_not_take_goes_nowhere_else(night: Night) -> None:
    await put(night, "diagnosis:i-1:1", incident_id="i-1")
    night.slack.troubles.append(ARCHIVED)
    await night.deliver()
    assert night.slack.shown == {}


async def test_a_letter_that_was_asked_to_wait_is_not_searched_for(night: Night) -> None:
    await put(night, "a")
    night.slack.troubles.append(TransientError("ratelimited", retry_after=5))
    await night.deliver()
    night.clock.advance(5)
    assert await deliver_next(night.world)
    assert night.slack.calls == ["post a", "post a"]
