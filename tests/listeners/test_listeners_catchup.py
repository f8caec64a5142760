"""What was posted while nobody listened is found again, once, and nothing else is."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from structlog.testing import capture_logs

from bot.adapters.slack.client import make_client
from bot.adapters.slack.egress import Egress
from bot.adapters.slack.history import SlackHistory
from bot.domain.errors import PermanentError, RefusedError, TransientError
from bot.domain.incident import IncidentStatus
from bot.domain.ledger import Act
from bot.listeners.catchup import CatchUp
from bot.listeners.events import receive
from bot.sandbox.workspace import seed
from bot.sandbox.workspace.workspace import Workspace
from bot.triage.world import World
from bot.voice.payload import Screened
from tests.fakes_clock import FakeClock
from tests.listeners.conftest import ALERTS
from tests.triage.worlds import Night, night

ROOM, NORA = "C0INCIDENTS", "U0NORA"
FIRING: dict[str, Any] = {
    "title": "[FIRING:1] CheckoutDown checkout",
    "text": "*Alert:* CheckoutDown\n*namespace:* shop\n*service:* checkout",
    "color": "danger",
}
RESOLVED = {**FIRING, "title": "[RESOLVED] CheckoutDown checkout", "color": "good"}


@dataclass
class Outage:
    """A workspace to which nobody is connected, and a Lookout that reads back. `clock` is that of both."""

    workspace: Workspace
    night: Night
    world: World
    history: SlackHistory
    catch_up: CatchUp

    async def post(self, attachment: dict[str, Any] = FIRING, channel: str = ROOM) -> str:
        self.night.clock.advance(1)
        return await self.workspace.post_as_bot("B0ALERTMGR", channel, attachments=[attachment])

    async def live(self, ts: str, event: dict[str, Any] | None = None) -> None:
        """The event of a message, as it would have been heard."""
        message = self.workspace.state.channels[ROOM].messages[ts]
        sent = event or {**message, "channel": ROOM}
        await receive(self.world, {"event_id": f"Ev{ts}"}, sent, seed.BOT_USER)

    async def back(self) -> None:
        """Slack is heard again, and what is due is worked."""
        self.catch_up._world = replace(self.world, clock=FakeClock(self.night.clock.now(), leaps=True))
        self.catch_up.want()
        assert not await self.catch_up()
        await self.night.work()


@pytest.fixture
async def outage(tmp_path: Path) -> AsyncIterator[Outage]:
    async with night(tmp_path, channels={ROOM: ALERTS}) as made, aiohttp.ClientSession() as session:
        workspace = Workspace(made.clock, rate_limits=False)
        await workspace.start()

        async def note(_method: str, _judged: Screened) -> None:
            """Reading says nothing."""

        egress = Egress(make_client(workspace.api_url, seed.BOT_TOKEN, session), session, note)
        history = SlackHistory(egress)
        yield Outage(
            workspace, made, made.world, history, CatchUp(made.world, history, seed.BOT_USER, seed.BOT)
        )
        await workspace.stop()


async def test_an_alert_that_was_missed_becomes_an_incident_once(outage: Outage) -> None:
    ts = await outage.post()
    await outage.back()
    [incident] = await outage.night.incidents()
    assert (incident.channel, incident.thread_ts) == (ROOM, ts)
    outage.night.clock.advance(minutes=1)
    await outage.back()
    await outage.live(ts)
    await outage.night.work()
    assert [one.alerts for one in await outage.night.incidents()] == [1]


async def test_an_alert_that_was_heard_is_not_read_a_second_time(outage: Outage) -> None:
    ts = await outage.post()
    await outage.live(ts)
    await outage.back()
    assert [one.alerts for one in await outage.night.incidents()] == [1]


async def test_a_mention_that_was_missed_is_answered_once(outage: Outage) -> None:
    outage.night.clock.advance(1)
    await outage.workspace.say(NORA, ROOM, "@lookout why is checkout slow?")
    await outage.back()
    await outage.back()
    assert [one.source for one in await outage.night.incidents()] == ["mention"]


async def test_a_mention_in_an_incidents_thread_that_was_missed_is_answered(outage: Outage) -> None:
    ts = await outage.post()
    await outage.live(ts)
    await outage.night.work()
    outage.night.clock.advance(minutes=1)
    await outage.workspace.say(NORA, ROOM, "@lookout once more", ts)
    await outage.back()
    [incident] = await outage.night.incidents()
    rows = await outage.night.rows(Act.ASKED, incident_id=incident.id)
    assert [row.actor for row in rows] == [NORA]


async def test_an_edit_that_was_missed_changes_the_incident_once_and_a_late_event_of_it_nothing(
    outage: Outage,
) -> None:
    ts = await outage.post()
    await outage.live(ts)
    await outage.night.work()
    outage.night.clock.advance(minutes=90)
    await outage.workspace.edit_as_bot(ROOM, ts, attachments=[RESOLVED])
    await outage.back()
    [incident] = await outage.night.incidents()
    assert incident.status is IncidentStatus.QUIET
    message = outage.workspace.state.channels[ROOM].messages[ts]
    edit = {"subtype": "message_changed", "channel": ROOM, "message": message, "previous_message": {}}
    await outage.live(ts, edit)
    await outage.live(ts, {**message, "attachments": [FIRING], "channel": ROOM})
    await outage.night.work()
    rows = await outage.night.rows(Act.RECOVERED, incident_id=incident.id)
    assert len(rows) == 1
    assert (await outage.night.incidents())[0].status is IncidentStatus.QUIET


async def test_a_post_that_fired_and_resolved_meanwhile_opens_nothing(outage: Outage) -> None:
    ts = await outage.post()
    outage.night.clock.advance(5)
    await outage.workspace.edit_as_bot(ROOM, ts, attachments=[RESOLVED])
    await outage.back()
    assert await outage.night.incidents() == []


async def test_what_stood_there_before_the_record_began_is_left_alone(outage: Outage) -> None:
    await outage.post()
    outage.catch_up._started = outage.night.clock.advance(1)
    await outage.back()
    assert await outage.night.incidents() == []


async def test_what_stood_there_before_lookout_came_is_left_alone(outage: Outage) -> None:
    await outage.workspace.leave(seed.BOT_USER, ROOM)
    await outage.post()
    outage.night.clock.advance(1)
    await outage.workspace.join(seed.BOT_USER, ROOM)
    ts = await outage.post({**FIRING, "title": "[FIRING:1] CartDown"})
    await outage.back()
    assert [one.thread_ts for one in await outage.night.incidents()] == [ts]


async def test_what_is_older_than_an_hour_is_left_alone(outage: Outage) -> None:
    await outage.post()
    outage.night.clock.advance(minutes=61)
    await outage.back()
    assert await outage.night.incidents() == []


async def test_more_than_a_page_is_read_and_more_than_five_pages_are_said(
    outage: Outage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.adapters.slack.history.PAGE", 2)
    first = await outage.post()
    for number in range(8):
        outage.night.clock.advance(1)
        await outage.workspace.say(NORA, ROOM, f"talk {number}")
    await outage.back()
    assert [one.thread_ts for one in await outage.night.incidents()] == [first]
    for number in range(12):
        outage.night.clock.advance(1)
        await outage.workspace.say(NORA, ROOM, f"more talk {number}")
    with capture_logs() as lines:
        await outage.back()
    assert [line["channel"] for line in lines if "older posts" in line["event"]] == [ROOM]


async def test_nothing_is_read_unless_something_may_have_been_missed(outage: Outage) -> None:
    assert not await outage.catch_up()
    assert outage.workspace.traffic.sent() == []


async def test_a_limit_is_waited_for_and_an_outage_tried_again_later(outage: Outage) -> None:
    ts = await outage.post()
    outage.workspace.faults.limit("conversations.history", retry_after=7)
    await outage.back()
    assert [one.thread_ts for one in await outage.night.incidents()] == [ts]
    clock = outage.catch_up._world.clock
    assert isinstance(clock, FakeClock)
    assert 7 in clock.slept


async def test_a_reading_back_that_fails_is_wanted_again_after_half_a_minute(outage: Outage) -> None:
    ts = await outage.post()
    outage.workspace.faults.break_down("users.conversations")
    with pytest.raises(TransientError):
        await outage.back()
    outage.catch_up._world = replace(outage.world, clock=FakeClock(outage.night.clock.now(), leaps=True))
    assert not await outage.catch_up()
    assert await outage.night.work() == 0
    later = FakeClock(outage.night.clock.advance(31), leaps=True)
    outage.catch_up._world = replace(outage.world, clock=later)
    assert not await outage.catch_up()
    await outage.night.work()
    assert [one.thread_ts for one in await outage.night.incidents()] == [ts]


async def test_a_thread_that_is_gone_does_not_stop_the_others(outage: Outage) -> None:
    first = await outage.post()
    await outage.live(first)
    await outage.night.work()
    outage.workspace.state.channels[ROOM].drop(first)
    await outage.post({**FIRING, "title": "[FIRING:1] CheckoutSlow checkout"})
    await outage.back()
    assert [one.alerts for one in await outage.night.incidents()] == [2]


@pytest.mark.parametrize("error", ["channel_not_found", "missing_scope"])
async def test_a_channel_that_cannot_be_read_does_not_stop_the_others_and_is_said_once(
    outage: Outage, monkeypatch: pytest.MonkeyPatch, error: str
) -> None:
    told = PermanentError if error == "channel_not_found" else RefusedError
    read = SlackHistory.messages

    async def refusing(
        self: SlackHistory, channel: str, oldest: str, cursor: str = ""
    ) -> tuple[Sequence[dict[str, Any]], str]:
        if channel != ROOM:
            raise told(f"Slack refused conversations.history: {error}")
        return await read(self, channel, oldest, cursor)

    async def channels(_self: SlackHistory) -> Sequence[str]:
        return ["C0CLOSED", ROOM]

    monkeypatch.setattr(SlackHistory, "messages", refusing)
    monkeypatch.setattr(SlackHistory, "channels", channels)
    ts = await outage.post()
    with capture_logs() as lines:
        await outage.back()
        await outage.back()
    assert [one.thread_ts for one in await outage.night.incidents()] == [ts]
    said = [(line["channel"], line["why"]) for line in lines if "cannot be read back" in line["event"]]
    assert said == [("C0CLOSED", f"Slack refused conversations.history: {error}")]


async def test_an_edit_that_changed_nothing_opens_no_closed_incident_again(outage: Outage) -> None:
    ts = await outage.post()
    await outage.live(ts)
    await outage.night.work()
    outage.night.clock.advance(60)
    await outage.workspace.edit_as_bot(ROOM, ts, attachments=[FIRING])
    async with outage.night.store.begin() as tx:
        [incident] = await tx.incidents.open()
        over = {"status": IncidentStatus.CLOSED, "closed_at": tx.now, "closed_by": NORA, "cause": "fixed"}
        await tx.incidents.save(incident.model_copy(update=over))
    outage.night.clock.advance(60)
    await outage.back()
    assert await outage.night.incidents() == []
