"""The heartbeat is sent while all is well, withheld while it is not, and tried again when it is not taken."""

from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.domain.errors import PermanentError, RefusedError, TransientError
from bot.triage.oncall import vitals as vital_signs
from bot.triage.oncall.pulse import Beats, Pulse
from bot.triage.oncall.vitals import START, Vitals, in_time, not_begun
from tests.fakes_clock import FakeClock
from tests.fakes_oncall import FakeHeartbeat
from tests.triage.worlds import Night

MINUTE = timedelta(minutes=1)


class Well:
    """A vital that a test makes ill."""

    def __init__(self) -> None:
        self.why = ""
        self.problem: Exception | None = None

    async def __call__(self) -> str:
        if self.problem is not None:
            raise self.problem
        return self.why


class Ward:
    """One process that is watched, and the far side."""

    def __init__(self, *, heartbeat: bool = True) -> None:
        self.clock = FakeClock()
        self.vitals, self.beats, self.far, self.well = Vitals(), Beats(), FakeHeartbeat(), Well()
        self.vitals.watch("slack", self.well)
        self.pulse = Pulse(self.vitals, self.clock, self.far if heartbeat else None, MINUTE, self.beats)

    async def pass_time(self, seconds: int) -> None:
        """Rounds, one each second, as the loops make them."""
        for _ in range(seconds):
            assert not await self.pulse()
            self.clock.advance(1)


async def test_a_beat_is_sent_once_in_an_interval() -> None:
    ward = Ward()
    await ward.pass_time(301)
    assert ward.far.taken == ward.beats.sent == 6
    assert ward.beats.last_sent is not None


@pytest.mark.parametrize(
    "problem", [None, TransientError("away"), RefusedError("revoked"), PermanentError("odd")]
)
async def test_while_a_vital_is_not_well_no_beat_is_sent_and_after_it_one_is_at_once(
    problem: Exception | None,
) -> None:
    ward = Ward()
    await ward.pass_time(60)
    ward.well.why, ward.well.problem = "no connection", problem
    with capture_logs() as lines:
        await ward.pass_time(600)
    assert ward.far.taken == 1
    assert ward.beats.withheld == 40
    assert len([one for one in lines if one["log_level"] == "error"]) == 1, "said once, not forty times"
    ward.well.why, ward.well.problem = "", None
    await ward.pass_time(15)
    assert ward.far.taken == 2
    assert ward.beats.why == ""


async def test_a_beat_that_is_not_taken_is_tried_again_within_seconds_and_blocks_nothing() -> None:
    ward = Ward()
    ward.far.trouble = TransientError("the heartbeat's address answers 503")
    with capture_logs() as lines:
        await ward.pass_time(45)
    assert (ward.beats.failed, ward.beats.sent) == (3, 0)
    assert ward.beats.why == "the heartbeat's address answers 503"
    assert len(lines) == 1
    ward.far.trouble = None
    await ward.pass_time(15)
    assert ward.far.taken == 1


async def test_without_an_address_the_vitals_are_asked_and_nothing_is_sent() -> None:
    ward = Ward(heartbeat=False)
    await ward.pass_time(120)
    assert (ward.beats.sent, ward.beats.withheld, ward.beats.failed) == (0, 0, 0)


async def test_a_process_that_dies_before_it_works_sends_none() -> None:
    ward = Ward()
    ward.vitals.watch(START, not_begun)
    with capture_logs() as lines:
        await ward.pass_time(60)
    assert (ward.far.taken, ward.beats.withheld, lines) == (0, 0, [])
    ward.vitals.forget(START)
    ward.vitals.forget("never watched")
    await ward.pass_time(15)
    assert ward.far.taken == 1


async def test_a_vital_that_hangs_is_not_well_and_keeps_no_other_from_being_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(vital_signs, "WITHIN", 0.05)
    ward = Ward()
    ward.well.why = "no connection"

    async def hang() -> str:
        await FakeClock().sleep(1)
        return ""

    ward.vitals.watch("record", hang)
    ill = await ward.vitals.ask()
    assert {name: one.why for name, one in ill.items()} == {
        "slack": "no connection",
        "record": "no answer within 0.05 s",
    }


async def test_only_a_refusal_is_told_apart() -> None:
    ward = Ward()
    for problem, refused in ((RefusedError("revoked"), True), (TransientError("away"), False)):
        ward.well.problem = problem
        assert (await ward.vitals.ask())["slack"].is_refused is refused


async def test_a_task_that_nobody_takes_or_ends_is_late_and_one_of_another_lane_is_not(night: Night) -> None:
    late = in_time(night.store, frozenset({"triage"}))
    async with night.store.begin() as tx:
        await tx.tasks.add("triage", "triage:1", due_at=tx.now + MINUTE)
        await tx.tasks.add("refine", "refine:1")
    night.clock.advance(minutes=6)
    assert await late() == ""
    night.clock.advance(seconds=1)
    assert await late() == "a task is more than 5 minutes late"
    async with night.store.begin() as tx:
        task = await tx.tasks.claim("w9", timedelta(hours=1), kinds=("triage",))
        assert task is not None
    assert await late() != "", "whoever has it does not end it"
    async with night.store.begin() as tx:
        assert await tx.tasks.finish(task, "w9")
    assert await late() == ""


async def test_a_vital_with_a_fault_of_ours_is_not_well_and_keeps_no_other_from_being_asked() -> None:
    ward = Ward()
    ward.well.problem = KeyError("x")

    async def away() -> str:
        return "no connection"

    ward.vitals.watch("events", away)
    await ward.pass_time(60)
    assert {name: one.why for name, one in ward.vitals.ill.items()} == {
        "slack": "a fault of Lookout (KeyError)",
        "events": "no connection",
    }
    assert ward.far.taken == 0
