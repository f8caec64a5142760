"""Faults of Lookout itself are paged without Slack and without its record, once each, and said to be over."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, cast

import pytest
from structlog.testing import capture_logs

from bot.adapters.paging.guarded import guarded
from bot.domain.drill import Drilled, DrillName
from bot.domain.errors import RefusedError, TransientError
from bot.domain.ledger import Act, LedgerEntry
from bot.domain.rota import Duty, Shift
from bot.triage.drills.made import note_drilled
from bot.triage.oncall import alarm as alarm_round
from bot.triage.oncall.alarm import Alarm
from bot.triage.oncall.duty import to_tell
from bot.triage.oncall.pulse import Beats
from bot.triage.oncall.vitals import Ill, Vitals
from bot.triage.paging import own
from bot.triage.ports.store import Store, Transaction
from bot.triage.tally import Tally
from bot.triage.world import World
from tests.fakes_pager import FakePager
from tests.triage.worlds import Night

ROTA = Duty(rota="lookout", shifts=(Shift(user_id="U0EMIL", name="Emil"),))


class Unreadable:
    """A store that gives nothing and takes nothing."""

    @asynccontextmanager
    async def begin(self, *, urgent: bool = False) -> AsyncIterator[Transaction]:
        raise TransientError("the disk is full")
        yield  # makes it a generator

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Transaction]:
        raise TransientError("the disk is full")
        yield  # as above


class Quick:
    """The night's clock, whose sleepers do not wait."""

    def __init__(self, night: Night) -> None:
        self.now, self.elapsed = night.clock.now, night.clock.elapsed

    async def sleep(self, seconds: float) -> None:
        """Not at all."""


@dataclass
class Watch:
    """One process that is watched, and the way by which it pages."""

    night: Night
    world: World
    pager: FakePager
    alarm: Alarm

    async def pass_time(self, seconds: int) -> None:
        """Rounds, as the loops make them."""
        for _ in range(seconds // 5):
            assert not await self.alarm()
            self.night.clock.advance(5)
        self.check_words()

    def ill(self, **why: Ill) -> None:
        """From now on these vitals are not well, and no others."""
        self.world.vitals.ill = dict(why)

    def check_words(self) -> None:
        """The guard that stands before every real way withholds nothing of what was sent."""
        for _, page in self.pager.calls:
            assert guarded(page, b"k" * 16) == page

    @property
    def open(self) -> list[str]:
        """The faults that stand at the far side."""
        return sorted(key.removeprefix("lookout:lookout:") for key in self.pager.open)

    def facts(self) -> Mapping[str, str]:
        """Those of the newest page."""
        return self.pager.triggered[-1].facts


def watch(night: Night, *, store: Store | None = None, **policy: Any) -> Watch:
    """A watch over the night's world; the page goes by one way."""
    pager = FakePager()
    changed = night.world.policy.model_copy(
        update={"bot_oncall_ways": ("oncall",), "bot_oncall_rota": "lookout", **policy}
    )
    own = {"vitals": Vitals(), "beats": Beats(), "tally": Tally(), "store": store or night.store}
    world = night.other("watched", pagers={"oncall": pager}, policy=changed, **own)
    return Watch(night, world, pager, Alarm(world))


SLACK = Ill("slack", "Slack could not be reached")
REFUSED = Ill("slack", "the bot token is revoked", is_refused=True)
RECORD = Ill("record", "the disk is full")


async def test_all_is_well_and_nobody_is_paged(night: Night) -> None:
    one = watch(night)
    await one.pass_time(600)
    assert one.pager.calls == []
    assert one.world.beats.faults == {}


async def test_slack_out_of_reach_is_paged_after_the_patience_that_is_configured(night: Night) -> None:
    one = watch(night, slack_patience=timedelta(minutes=3))
    one.ill(slack=SLACK)
    await one.pass_time(175)
    assert one.open == []
    await one.pass_time(30)
    assert one.open == ["slack"]
    page = one.pager.triggered[-1]
    assert (page.severity.value, page.facts["why"]) == ("critical", "Slack could not be reached")
    assert page.headline == "Lookout cannot reach Slack: threads and reminders wait"


async def test_a_revoked_token_is_paged_within_a_minute_or_so(night: Night) -> None:
    one = watch(night)
    one.ill(slack=REFUSED)
    await one.pass_time(90)
    assert one.open == ["slack"]
    assert one.pager.triggered[-1].headline.startswith("Slack refuses Lookout")


async def test_words_that_may_not_be_said_are_in_the_log_alone(night: Night) -> None:
    one = watch(night)
    one.ill(record=Ill("record", "2 of 14 loops have ended"))
    with capture_logs() as lines:
        await one.pass_time(90)
    assert one.facts()["why"] == "the log has the reason"
    [line] = [entry for entry in lines if entry["event"] == "a fault of Lookout itself"]
    assert line["ill"] == {"record": "2 of 14 loops have ended"}


async def test_a_look_that_failed_once_is_no_fault(night: Night) -> None:
    one = watch(night)
    for _ in range(5):
        one.ill(record=RECORD)
        await one.pass_time(30)
        one.ill()
        await one.pass_time(30)
    assert one.pager.calls == []


async def test_a_record_that_takes_nothing_is_paged_without_it(night: Night) -> None:
    one = watch(night, store=Unreadable())
    one.ill(record=RECORD, start=Ill("start", "the start is not complete"))
    await one.pass_time(90)
    assert one.open == ["record"]
    assert one.facts()["why"] == "the disk is full"
    one.ill()
    await one.pass_time(120)
    assert one.open == []


@pytest.mark.parametrize(("vital", "fault"), [("loops", "loops"), ("tasks", "tasks"), ("events", "slack")])
async def test_each_vital_has_its_fault(night: Night, vital: str, fault: str) -> None:
    one = watch(night)
    one.ill(**{vital: Ill(vital, "it is not well")})
    await one.pass_time(400)
    assert one.open == [fault]


async def test_a_fault_that_lasts_is_told_once_an_hour_and_once_that_it_is_over(night: Night) -> None:
    one = watch(night)
    one.ill(record=RECORD)
    await one.pass_time(3 * 3600)
    assert [event for event, _ in one.pager.calls] == ["trigger"] * 3
    assert len({page.key for _, page in one.pager.calls}) == 1
    one.ill()
    await one.pass_time(600)
    assert [event for event, _ in one.pager.calls][3:] == ["resolve"]


async def test_a_fault_that_comes_and_goes_is_not_over_in_between(night: Night) -> None:
    one = watch(night)
    one.ill(record=RECORD)
    await one.pass_time(90)
    for _ in range(3):
        one.ill()
        await one.pass_time(30)
        one.ill(record=RECORD)
        await one.pass_time(90)
    assert [event for event, _ in one.pager.calls] == ["trigger"]


async def test_a_page_that_no_way_accepts_is_tried_again_each_minute_or_so(night: Night) -> None:
    one = watch(night)
    one.pager.trouble = RefusedError("PagerDuty refuses the page (403)")
    one.ill(record=RECORD)
    await one.pass_time(300)
    tried = [page.key for page in one.pager.triggered if page.key.endswith(":record")]
    assert 3 <= len(tried) <= 5
    one.ill()
    await one.pass_time(120)
    assert "resolve" not in [event for event, page in one.pager.calls if page.key.endswith(":record")]


async def test_that_it_is_over_is_said_until_the_way_takes_it(night: Night) -> None:
    one = watch(night)
    one.ill(record=RECORD)
    await one.pass_time(90)

    one.alarm._world = replace(one.world, clock=Quick(night))
    one.pager.trouble = TransientError("no answer in time")
    one.ill()
    await one.pass_time(120)
    one.pager.trouble = None
    await one.pass_time(120)
    assert one.open == []


async def test_what_a_process_that_is_gone_paged_for_is_said_to_be_over_by_the_next(night: Night) -> None:
    first = watch(night)
    first.ill(record=RECORD)
    await first.pass_time(90)
    second = replace(watch(night), pager=first.pager)
    second.world = replace(second.world, pagers={"oncall": first.pager})
    second.alarm = Alarm(second.world)
    await second.pass_time(120)
    assert first.open == []
    third = watch(night)
    await third.pass_time(120)
    assert third.pager.calls == []


async def test_one_that_lasts_over_a_restart_is_not_told_again_at_once(night: Night) -> None:
    first = watch(night)
    first.ill(record=RECORD)
    await first.pass_time(90)
    second = watch(night)
    second.ill(record=RECORD)
    await second.pass_time(1800)
    assert second.pager.calls == []
    await second.pass_time(3600)
    assert [event for event, _ in second.pager.calls] == ["trigger"]


async def test_who_is_on_call_for_lookout_is_told_and_an_empty_shift_is_a_fault(night: Night) -> None:
    one = watch(night)
    now = night.clock.now()
    duty = ROTA.model_copy(update={"read_at": now, "until": now + timedelta(days=8)})
    async with night.store.begin() as tx:
        await tx.preflights.put_duties([duty])
    one.ill(record=RECORD)
    await one.pass_time(90)
    assert one.open == ["record"]
    assert one.facts()["the rota names"] == "Emil"
    async with night.store.begin() as tx:
        await tx.preflights.put_duties([duty.model_copy(update={"shifts": ()})])
    await one.pass_time(90)
    assert one.open == ["record", "rota"]
    assert one.facts()["why"] == "nobody is on call by rota lookout now"
    async with night.store.begin() as tx:
        await tx.preflights.put_duties([duty.model_copy(update={"problem": "PagerDuty answers 500"})])
    await one.pass_time(3700)
    whys = {page.facts["why"] for page in one.pager.triggered if page.key.endswith(":rota")}
    assert "who is on call by rota lookout is not known: PagerDuty answers 500" in whys


async def test_messages_go_to_those_named_and_to_whoever_has_the_shift(night: Night) -> None:
    world = watch(night, bot_oncall=("U0IVY",)).world
    duty = ROTA.model_copy(
        update={"read_at": night.clock.now(), "until": night.clock.now() + timedelta(days=1)}
    )
    async with night.store.begin() as tx:
        assert await to_tell(world, tx) == ("U0IVY",)
        await tx.preflights.put_duties([duty, Duty(rota="shop", shifts=(Shift(user_id="U0NORA"),))])
        assert await to_tell(world, tx) == ("U0IVY", "U0EMIL")


async def put(night: Night, act: Act, incident_id: str = "", **detail: Any) -> None:
    async with night.store.begin() as tx:
        row = LedgerEntry(incident_id=incident_id, at=tx.now, act=act, detail=detail)
        await tx.ledger.append(row)


async def test_a_drill_that_failed_is_a_fault_until_it_passes(night: Night) -> None:
    one = watch(night)
    for passed, standing in ((False, ["drill:restore"]), (True, [])):
        async with night.store.begin() as tx:
            said = "" if passed else "the disk is full"
            drilled = Drilled(name=DrillName.RESTORE, at=tx.now, passed=passed, said=said)
            await note_drilled(tx, drilled)
        await one.pass_time(180)
        assert one.open == standing
    page = one.pager.triggered[-1]
    assert page.severity.value == "warning"
    assert page.facts["why"].endswith("UTC: the disk is full")
    assert page.facts["command"] == "lookout drill restore"


async def test_drills_that_are_overdue_are_faults_once_the_record_is_old_enough(night: Night) -> None:
    await put(night, Act.HEADS)
    async with night.store.begin() as tx:
        await tx.tasks.add("heads", "heads:first")
    one = watch(night)
    night.clock.advance(timedelta(days=14).total_seconds() + 1)
    await put(night, Act.HEADS)
    await one.pass_time(30)
    assert one.open == [f"drill:{name}" for name in ("escalation", "fallback", "restore", "stop")]


async def test_messages_that_slack_refuses_for_good_are_a_fault_for_an_hour(fired: Night) -> None:
    incident = await fired.incident()
    one = watch(fired)
    await put(fired, Act.UNDELIVERED, incident.id, channel="C0ROOM", why="the channel is archived")
    await one.pass_time(90)
    assert one.open == ["undelivered"]
    assert one.facts()["why"] == "the channel is archived"
    await one.pass_time(3700)
    assert one.open == []


async def test_a_way_that_refuses_drift_and_heads_that_stay_are_faults(night: Night) -> None:
    one = watch(night)
    await put(night, Act.NOT_PAGED, way="night", came="refused", said="PagerDuty refuses the page (403)")
    await put(night, Act.NOT_PAGED, way="day", came="later", said="no answer in time")
    await put(night, Act.CHECKED, drift="golden:x", what="Golden incident x came out otherwise.")
    await put(night, Act.CHECKED, replay={})
    await put(night, Act.HEADS)
    await one.pass_time(30)
    assert one.open == ["drift", "page-way:night"]
    night.clock.advance(timedelta(days=2).total_seconds())
    await one.pass_time(120)
    assert one.open == ["heads"]


async def test_a_backup_that_is_missed_is_a_fault_where_backups_are_kept(night: Night) -> None:
    every = timedelta(hours=6)
    kept, none = watch(night, backup_every=every), watch(night)
    await put(night, Act.HEADS)
    await put(night, Act.BACKED_UP)
    night.clock.advance(timedelta(hours=14, seconds=1).total_seconds())
    for one in (kept, none):
        await one.pass_time(60)
    assert (kept.open, none.open) == (["backup"], [])
    await put(night, Act.BACKED_UP)
    await kept.pass_time(180)
    assert kept.open == []


async def test_without_a_way_the_log_and_the_metrics_have_the_fault(night: Night) -> None:
    one = watch(night, bot_oncall_ways=())
    one.ill(record=RECORD)
    await one.pass_time(90)
    assert one.pager.calls == []
    assert list(one.world.beats.faults) == ["record"]
    one.ill()
    await one.pass_time(120)
    assert one.world.beats.faults == {}


async def test_what_a_drill_sent_was_never_a_fault(night: Night) -> None:
    await put(night, Act.PAGED, key="lookout:lookout:test:night", over=False)
    await put(night, Act.PAGED, key="lookout:other:record", over=False)
    await put(night, Act.PAGED, key="lookout:lookout:slack", over=False)
    await put(night, Act.PAGED, key="lookout:lookout:slack", over=True)
    one = watch(night)
    await one.pass_time(120)
    assert one.pager.calls == []


def second(night: Night, first: Watch) -> Watch:
    """Another process, which pages by the same way."""
    made = watch(night)
    made.pager, made.world = first.pager, replace(made.world, pagers={"oncall": first.pager})
    made.alarm = Alarm(made.world)
    return made


async def test_what_a_new_process_says_to_be_over_is_told_again_by_the_one_that_is_not_well(
    night: Night,
) -> None:
    one = watch(night)
    one.ill(loops=Ill("loops", "no tick for 20 s"))
    await one.pass_time(90)
    assert one.open == ["loops"]
    other = second(night, one)
    for _ in range(60):
        await other.pass_time(5)
        await one.pass_time(5)
    assert [event for event, _ in one.pager.calls] == ["trigger", "resolve", "trigger"]
    assert one.open == ["loops"]


async def test_a_fault_that_lasts_has_the_time_of_its_beginning_and_one_that_comes_back_another(
    night: Night,
) -> None:
    one = watch(night)
    for _ in range(2):
        one.ill(record=RECORD)
        await one.pass_time(2 * 3600)
        one.ill()
        await one.pass_time(600)
    times = [page.at for event, page in one.pager.calls if event == "trigger"]
    assert times[0] == times[1]
    assert times[1] != times[2] == times[3]


class Still:
    """A store whose server stands still: it answers nothing, not even that it does."""

    @asynccontextmanager
    async def begin(self, *, urgent: bool = False) -> AsyncIterator[Transaction]:
        await asyncio.Event().wait()
        yield cast("Transaction", None)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Transaction]:
        await asyncio.Event().wait()
        yield cast("Transaction", None)


async def test_a_record_that_stands_still_is_paged_all_the_same(
    night: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alarm_round, "READ_WITHIN", 0.01)
    monkeypatch.setattr(own, "RECORD_WITHIN", 0.01)
    one = watch(night, store=Still())
    one.ill(record=RECORD)
    async with asyncio.timeout(5):
        await one.pass_time(90)
    assert one.open == ["record"]


async def test_a_rota_that_could_never_be_read_is_a_fault_and_one_that_was_not_asked_yet_is_none(
    night: Night,
) -> None:
    one = watch(night)
    for problem, standing in (("", []), ("PagerDuty answers 401", ["rota"])):
        async with night.store.begin() as tx:
            await tx.preflights.put_duties([Duty(rota="lookout", problem=problem)])
        await one.pass_time(120)
        assert one.open == standing
    assert one.facts()["why"] == "who is on call by rota lookout is not known: PagerDuty answers 401"


async def test_two_processes_that_see_one_fault_in_the_record_tell_it_once_and_with_one_time(
    night: Night,
) -> None:
    one = watch(night)
    other = second(night, one)
    await one.pass_time(60)
    await other.pass_time(60)
    await put(night, Act.NOT_PAGED, way="night", came="refused", said="PagerDuty refuses the page (403)")
    for _ in range(120):
        await one.pass_time(5)
        await other.pass_time(5)
    assert [event for event, _ in one.pager.calls] == ["trigger"]
    began = one.pager.triggered[0].at
    await put(night, Act.NOT_PAGED, way="night", came="refused", said="PagerDuty refuses the page (403)")
    for _ in range(330):
        await one.pass_time(5)
        await other.pass_time(5)
    assert {page.at for page in one.pager.triggered} == {began}


async def test_a_fault_that_comes_back_soon_after_it_was_over_is_told_again(night: Night) -> None:
    one = watch(night)
    for _ in range(3):
        one.ill(record=RECORD)
        await one.pass_time(90)
        assert one.open == ["record"]
        one.ill()
        await one.pass_time(75)
        assert one.open == []


async def test_a_fault_that_comes_back_is_told_again_though_the_row_of_its_end_is_lacking(
    night: Night,
) -> None:
    one = watch(night)
    one.ill(slack=REFUSED)
    await one.pass_time(120)
    readable = one.world.store
    one.alarm._world = replace(one.world, store=WriteProtected(readable))
    one.ill()
    await one.pass_time(120)
    assert one.open == []
    one.ill(slack=REFUSED)
    await one.pass_time(180)
    assert one.open == ["slack"]


class WriteProtected:
    """A store that can be read and takes nothing."""

    def __init__(self, inner: Store) -> None:
        self._inner = inner

    @asynccontextmanager
    async def begin(self, *, urgent: bool = False) -> AsyncIterator[Transaction]:
        raise TransientError("the disk is full")
        yield  # makes it a generator

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Transaction]:
        async with self._inner.read() as tx:
            yield tx
