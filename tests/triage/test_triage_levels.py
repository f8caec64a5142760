"""How well Lookout serves, in numbers: from what people wait for to when they have it, in a night that is played."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.domain.errors import PermanentError
from bot.domain.ledger import Act, LedgerEntry
from bot.render.actions import ActionId
from bot.triage.levels import AWAITED, LABELS, OTHER, Levels
from bot.triage.measure import measure
from bot.triage.spread import Spread
from bot.triage.tally import Tally
from tests.fakes_clock import START
from tests.fakes_slack import IVY, NORA
from tests.triage.worlds import Night


async def levels(night: Night) -> Levels:
    """The levels of the record as it is."""
    tally = Tally()
    await tally.read(night.store)
    assert tally.odd == 0
    return tally.levels


async def lift(night: Night, scope: str) -> None:
    """Lift a lever from a shell."""
    async with night.store.begin() as tx:
        assert await tx.stops.lift(scope)


def within(spread: Spread, seconds: float) -> tuple[int, int]:
    """How many values are at most that, and how many there are."""
    few = sum(count for bound, count in zip(spread.bounds, spread.counts, strict=False) if bound <= seconds)
    return few, sum(spread.counts)


def entry(act: Act, incident: str = "i", at: datetime = START, **detail: Any) -> LedgerEntry:
    return LedgerEntry(seq=1, incident_id=incident, at=at, act=act, detail=detail)


async def test_the_first_reply_and_the_diagnosis_count_from_the_alert_to_slack(night: Night) -> None:
    await night.alert()
    night.clock.advance(4)
    await night.work()
    night.clock.advance(3)
    await night.deliver()
    found = await levels(night)
    assert (found.reply.total, sum(found.reply.counts)) == (7, 1)
    assert (found.diagnosis.total, sum(found.diagnosis.counts)) == (7, 1)
    assert found.delivery.total >= 3


async def test_a_second_delivery_is_no_second_reply(night: Night) -> None:
    await night.alert()
    await night.settle()
    await night.click(NORA, ActionId.TAKE)
    await night.settle()
    found = await levels(night)
    assert sum(found.reply.counts) == 1


async def test_a_triage_that_people_asked_for_counts_from_then(fired: Night) -> None:
    before = sum((await levels(fired)).diagnosis.counts)
    fired.clock.advance(minutes=50)
    await fired.click(NORA, ActionId.RETRIAGE)
    await fired.settle()
    spread = (await levels(fired)).diagnosis
    assert sum(spread.counts) == before + 1
    assert spread.total < 60


async def test_what_was_posted_while_lookout_was_away_counts_from_its_own_time(night: Night) -> None:
    posted = night.clock.now() - timedelta(minutes=20)
    await night.alert(f"{posted.timestamp():.6f}")
    await night.settle()
    assert (await levels(night)).reply.total == pytest.approx(1200, abs=1)


async def test_a_clock_of_slacks_that_is_a_little_off_changes_nothing(night: Night) -> None:
    posted = night.clock.now() - timedelta(seconds=9)
    await night.alert(f"{posted.timestamp():.6f}")
    await night.settle()
    assert (await levels(night)).reply.total == 0


async def test_what_a_stop_held_back_is_not_counted_as_late(night: Night) -> None:
    await night.stop("posting")
    await night.alert()
    await night.settle()
    night.clock.advance(minutes=30)
    await night.settle()
    await lift(night, "posting")
    night.clock.advance(6)
    await night.settle()
    found = await levels(night)
    assert night.slack.posts()
    assert sum(found.reply.counts) == 0
    assert within(found.delivery, 60) == (sum(found.delivery.counts),) * 2


async def test_a_triage_that_a_stop_held_back_counts_from_when_it_was_let_go(night: Night) -> None:
    await night.stop("everything")
    await night.alert()
    await night.settle()
    for _ in range(3):
        night.clock.advance(minutes=10)
        await night.settle()
    await lift(night, "everything")
    night.clock.advance(6)
    await night.settle()
    async with night.store.read() as tx:
        [row] = await tx.ledger.after((Act.DIAGNOSED,), 0)
    since = datetime.fromisoformat(row.detail["since"])
    assert row.at - since < timedelta(minutes=1)


async def test_decisions_count_from_when_the_click_was_kept(proposed: Night) -> None:
    before = await levels(proposed)
    await proposed.click(IVY, ActionId.APPROVE)
    after = await levels(proposed)
    assert sum(after.decision.counts) == sum(before.decision.counts) + 1
    async with proposed.store.read() as tx:
        [row] = await tx.ledger.after((Act.APPROVED,), 0)
    assert row.detail["waited"] == 0


async def test_a_reminder_counts_by_how_late_it_was(night: Night) -> None:
    await night.alert()
    await night.settle()
    night.clock.advance(minutes=5, seconds=42)
    await night.settle()
    found = await levels(night)
    assert found.reminder.total == 42


async def test_what_slack_refuses_is_counted_by_its_own_word(night: Night) -> None:
    await night.alert()
    await night.work()
    night.slack.down = PermanentError("Slack refused chat.postMessage: is_archived", code="is_archived")
    await night.deliver()
    found = await levels(night)
    assert found.undelivered["is_archived"] == found.undelivered.total() > 0


async def test_reads_are_counted_by_cluster_and_outcome(fired: Night) -> None:
    found = await levels(fired)
    assert found.reads["sandbox", "answered"] > 5


async def test_an_odd_row_is_counted_logged_and_hides_no_other(fired: Night) -> None:
    async with fired.store.begin() as tx:
        for detail in (
            {},
            {"diagnosis": [1], "since": "soon"},
            {"diagnosis": 1, "reads": 1, "not_read": {"x": "y"}},
        ):
            await tx.ledger.append(entry(Act.DIAGNOSED, **detail))
        await tx.ledger.append(entry(Act.POSTED, key="status:i", waited=1.0))
    tally = Tally()
    with capture_logs() as logged:
        await tally.read(fired.store)
    assert tally.odd == 3
    assert tally.levels.delivery.total >= 1.0
    assert {one["event"] for one in logged} == {"a row of the record is not counted"}


@pytest.mark.parametrize("ending", [Act.RELEASED, Act.LAPSED])
def test_since_when_nobody_owns_an_incident_is_when_the_last_ownership_ended(ending: Act) -> None:
    found = Levels()
    opened, released = START, START + timedelta(minutes=30)
    assert found.unowned_since("i", opened) == opened
    found.count(entry(ending, at=released))
    assert found.unowned_since("i", opened) == released
    found.count(entry(Act.TOOK))
    assert found.unowned_since("i", opened) == opened


def test_rows_of_a_version_that_did_not_measure_are_passed_over() -> None:
    found = Levels()
    for row in (
        entry(Act.OPENED),
        entry(Act.DIAGNOSED, diagnosis=1),
        entry(Act.REMINDED, count=1),
        entry(Act.APPROVED),
        entry(Act.WITHHELD, rules="x"),
        entry(Act.POSTED, key="status:i", waited=0.5),
    ):
        found.count(row)
    assert [sum(one.counts) for one in (found.reply, found.diagnosis, found.reminder, found.decision)] == [
        0
    ] * 4
    assert (found.reads, found.withheld) == ({}, {"not told": 1})


def test_neither_labels_nor_what_is_awaited_grow_without_end() -> None:
    found = Levels()
    for number in range(LABELS + 5):
        found.count(entry(Act.UNDELIVERED, code=f"word_{number}"))
    assert found.undelivered[OTHER] == 5
    heard = datetime(2026, 1, 1, tzinfo=UTC).isoformat()
    for number in range(AWAITED + 1):
        found.count(entry(Act.OPENED, f"i{number}", heard=heard))
    found.count(entry(Act.POSTED, "i0", key="status:i0", waited=0.1))
    found.count(entry(Act.POSTED, "i1", key="status:i1", waited=0.1))
    assert sum(found.reply.counts) == 1


async def test_unowned_incidents_are_measured_by_severity_and_for_how_long(night: Night) -> None:
    await night.alert()
    await night.settle()
    night.clock.advance(minutes=7)
    gauges = await measure(night.world)
    assert gauges.open["critical"] == (1, 1, 420.0)
    assert gauges.open["info"] == (0, 0, 0.0)
    await night.click(NORA, ActionId.TAKE)
    assert (await measure(night.world)).open["critical"] == (1, 0, 0.0)


async def test_stops_freezes_and_the_age_of_the_switch_are_measured(night: Night) -> None:
    await night.stop("service:checkout")
    async with night.store.begin() as tx:
        await tx.freezes.put("service:cart", tx.now + timedelta(hours=2), by=NORA, why="migration")
    gauges = await measure(night.world)
    assert gauges.stops["service"] == 1
    assert (gauges.freezes["command"], gauges.freezes["unreadable"]) == (1, 0)
    night.clock.advance(3)
    assert (await measure(night.world)).switch_age == 3
