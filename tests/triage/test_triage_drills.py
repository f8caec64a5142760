"""The drills but the kill switch's: what each tries, how it fails, and how one is asked for and written down."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.adapters.folder import GOLDEN, read_cases
from bot.adapters.paging.guarded import guarded
from bot.app.drills import scratch
from bot.domain.backup import RestoreDrill
from bot.domain.diagnosis import VerdictKind
from bot.domain.drill import Drilled, DrillName, unfit
from bot.domain.errors import PermanentError, RefusedError, TransientError
from bot.domain.label import LabelledCase
from bot.domain.ledger import Act
from bot.domain.page import Page
from bot.triage.ask import answer
from bot.triage.drills import canary_world
from bot.triage.drills.asked import ask_for
from bot.triage.drills.catalogue import DRILLS
from bot.triage.drills.chapter import Weekly
from bot.triage.drills.escalation import drill_escalation
from bot.triage.drills.fallback import drill_fallback
from bot.triage.drills.made import DrillError, NotNowError, last_made
from bot.triage.drills.restore import drill_restore
from bot.triage.ports.slack import Directory, Messenger
from bot.triage.work import run_next
from bot.triage.world import World
from bot.voice.payload import screen
from tests.fakes_clock import START, FakeClock
from tests.fakes_model import RELEASES, FakeModel
from tests.fakes_pager import FakePager
from tests.fakes_slack import IVY
from tests.triage.worlds import Night

CASES = read_cases(GOLDEN)
FAULTY = [one for one in CASES if one.label.verdict is VerdictKind.FAULT]


def playing(night: Night, *cases: LabelledCase, **changes: Any) -> World:
    """The night's world with these golden incidents and a record to throw away."""
    return replace(night.world, golden=lambda: cases, scratch=scratch, drills=DRILLS, **changes)


async def asked(night: Night, world: World, name: DrillName) -> Drilled:
    """What a shell is told, while this world works."""

    async def work() -> None:
        while True:
            if not await run_next(world):
                night.clock.advance(0.1)
                await asyncio.sleep(0)

    worker = asyncio.create_task(work())
    try:
        return await ask_for(night.store, night.clock, name, within=60)
    finally:
        worker.cancel()


@pytest.mark.parametrize("case", FAULTY, ids=lambda one: one.name)
async def test_every_golden_incident_with_a_fault_passes_the_fallback_drill(
    night: Night, case: LabelledCase
) -> None:
    came = await drill_fallback(playing(night, case))
    assert came.passed
    assert came.said.startswith(f"{case.name.partition('.')[0]}: ")
    assert came.said.endswith("no model is configured; no live incident is on record yet")


async def test_the_fallback_drill_leaves_nothing_in_the_record_and_says_nothing_in_slack(
    fired: Night,
) -> None:
    async with fired.store.read() as tx:
        before = (len(await tx.incidents.open()), await tx.tasks.pending(), await tx.outbox.waiting())
    calls = len(fired.slack.calls)
    fired.clock.advance(minutes=120)
    fired.world.glance.read_at = None
    came = await drill_fallback(playing(fired, FAULTY[0]))
    assert fired.world.glance.read_at is None, "its own switch is not the process'"
    assert "the last live diagnosis by the rules was 2 h ago" in came.said
    async with fired.store.read() as tx:
        assert (len(await tx.incidents.open()), await tx.tasks.pending(), await tx.outbox.waiting()) == before
    assert len(fired.slack.calls) == calls


async def test_with_a_model_configured_it_is_withheld_and_never_asked(
    night: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    withheld: list[str] = []

    class Noting(canary_world.Withheld):
        async def ask(self, *arguments: Any, **named: Any) -> Any:
            withheld.append("asked")
            return await super().ask(*arguments, **named)

    monkeypatch.setattr(canary_world, "Withheld", Noting)
    model = FakeModel()
    came = await drill_fallback(playing(night, FAULTY[0], model=model, releases=RELEASES))
    assert "the model withheld" in came.said
    assert withheld == ["asked"]
    assert model.requests == []


async def test_a_fallback_that_is_wrong_or_not_there_is_a_failure(night: Night) -> None:
    wrong = FAULTY[0].model_copy(
        update={"label": FAULTY[0].label.model_copy(update={"causes": ("oom-killed",)})}
    )
    with pytest.raises(DrillError, match="and right is oom-killed"):
        await drill_fallback(playing(night, wrong))
    with pytest.raises(NotNowError, match="no golden incident"):
        await drill_fallback(playing(night))
    with pytest.raises(NotNowError, match="no record can be made"):
        await drill_fallback(replace(playing(night, FAULTY[0]), scratch=None))


async def test_a_fallback_that_comes_late_is_a_failure(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.triage.drills.fallback.WITHIN", -1.0)
    with pytest.raises(DrillError, match="later than"):
        await drill_fallback(playing(night, FAULTY[0]))


async def test_a_diagnosis_of_which_the_guard_withholds_something_is_a_failure(
    night: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    def strict(method: str, body: Any, acts: Any) -> Any:
        return screen(method, {**body, "text": "On it! I have fixed everything."}, acts)

    monkeypatch.setattr("bot.triage.drills.canary_world.screen", strict)
    with pytest.raises(DrillError, match="the language guard withheld some of it"):
        await drill_fallback(playing(night, FAULTY[0]))


async def test_an_alert_of_which_no_diagnosis_comes_is_a_failure(
    night: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.triage.drills.fallback.ROUNDS", 1)
    with pytest.raises(DrillError, match="no diagnosis came of it"):
        await drill_fallback(playing(night, FAULTY[0]))


async def test_the_week_chooses_the_incident_that_is_played(night: Night) -> None:
    said = set()
    for _ in range(2):
        came = await drill_fallback(playing(night, *FAULTY[:2]))
        said.add(came.said.partition(":")[0])
        night.clock.advance(timedelta(weeks=1).total_seconds())
    assert len(said) == 2


async def test_the_time_of_a_drill_goes_on_from_then() -> None:
    clock = FakeClock()
    then = canary_world.ThenClock(clock, START - timedelta(days=90))
    clock.advance(3)
    assert then.now() == START - timedelta(days=90) + timedelta(seconds=3)
    assert then.elapsed() == clock.elapsed()


def paging(night: Night, *pagers: FakePager) -> World:
    ways = tuple(one.name for one in pagers)
    policy = night.world.policy.model_copy(update={"drill_ways": ways})
    return replace(night.world, pagers={one.name: one for one in pagers}, policy=policy, drills=DRILLS)


async def test_the_escalation_drill_sends_a_marked_test_by_each_way_and_resolves_it(night: Night) -> None:
    ways = FakePager("night"), FakePager("day", "webhook day")
    came = await drill_escalation(paging(night, *ways))
    assert came.said == "night: accepted by PagerDuty; day: accepted by webhook day"
    for way in ways:
        assert [event for event, _ in way.calls] == ["trigger", "resolve"]
        page: Page = way.triggered[0]
        assert (page.severity.value, page.facts["kind"]) == ("info", "drill")
        assert guarded(page, b"k" * 16) == page, "the guard withholds nothing of it"
        assert page.headline.startswith("Drill: ")
        assert way.open == {}
    async with night.store.read() as tx:
        rows = await tx.ledger.latest(Act.PAGED, 9)
    assert {row.detail["key"] for row in rows} == {"lookout:lookout:test:night", "lookout:lookout:test:day"}


async def test_a_way_that_refuses_fails_the_drill_and_the_others_are_tried_all_the_same(night: Night) -> None:
    broken, fine = FakePager("broken"), FakePager("fine")
    broken.trouble = RefusedError("PagerDuty refuses the page (403)")
    with pytest.raises(DrillError, match=r"broken: PagerDuty refuses the page \(403\); fine: accepted"):
        await drill_escalation(paging(night, broken, fine))
    assert len(fine.calls) == 2
    async with night.store.read() as tx:
        assert len(await tx.ledger.latest(Act.NOT_PAGED, 9)) == 1


async def test_a_test_that_cannot_be_resolved_fails_the_drill(night: Night) -> None:
    way = FakePager("night")

    class Unresolved(FakePager):
        async def resolve(self, page: Page) -> Any:
            raise TransientError("no answer in time")

    way = Unresolved("night")
    with pytest.raises(DrillError, match="night: no answer in time"):
        await drill_escalation(paging(night, way))


async def test_without_a_way_there_is_no_escalation_drill(night: Night) -> None:
    with pytest.raises(NotNowError, match="no way to page is configured"):
        await drill_escalation(paging(night))


def restoring(night: Night, faults: int = 0, problem: Exception | None = None) -> World:
    async def restore() -> RestoreDrill:
        if problem is not None:
            raise problem
        return RestoreDrill(
            at=START,
            place="",
            taken_at=START,
            newest_at=None,
            rows=18,
            chains=2,
            size=2_000_000,
            backed_up=0.5,
            restored=0.25,
            faults=faults,
        )

    return replace(night.world, restore=restore, drills=DRILLS)


async def test_the_restore_drill_tells_what_came_back(night: Night) -> None:
    came = await drill_restore(restoring(night))
    assert came.said == "18 rows in 2 chains (2.0 MB), 0.5 s for the backup and 0.2 s for the restore"
    with pytest.raises(DrillError, match="3 places of the ledger are not what was written"):
        await drill_restore(restoring(night, faults=3))
    with pytest.raises(NotNowError):
        await drill_restore(night.world)


async def test_a_shell_is_told_what_came_of_the_drill_that_it_asked_for(night: Night) -> None:
    came = await asked(night, restoring(night), DrillName.RESTORE)
    assert came.passed
    assert came.asked
    came = await asked(night, restoring(night, problem=PermanentError("the disk is full")), DrillName.RESTORE)
    assert (came.passed, came.said) == (False, "the disk is full")
    came = await asked(night, restoring(night, problem=ValueError("odd")), DrillName.RESTORE)
    assert came.said == "it did not come to its end, which is a fault of Lookout (ValueError)"
    async with night.store.read() as tx:
        last = await last_made(tx)
    assert last == {DrillName.RESTORE: came}


async def test_what_could_not_be_made_is_told_and_is_no_failure(night: Night) -> None:
    with pytest.raises(NotNowError, match="no record that can be backed up"):
        await asked(night, replace(night.world, drills=DRILLS), DrillName.RESTORE)
    with pytest.raises(NotNowError, match="this version of Lookout cannot make this drill"):
        await asked(night, night.world, DrillName.RESTORE)
    async with night.store.read() as tx:
        assert await last_made(tx) == {}


async def test_a_shell_is_told_that_nobody_makes_the_drill(night: Night) -> None:
    clock = FakeClock(leaps=True)
    with pytest.raises(NotNowError, match="no running Lookout made the drill within 5 s"):
        await ask_for(night.store, clock, DrillName.RESTORE, within=5)


async def test_each_weeks_drills_are_queued_once_one_after_another_and_only_those_wanted(
    night: Night,
) -> None:
    policy = night.world.policy.model_copy(update={"weekly_drills": (DrillName.FALLBACK, DrillName.RESTORE)})
    world = replace(restoring(night), policy=policy, golden=lambda: (FAULTY[0],), scratch=scratch)
    for one in (world, replace(world, worker="w2")):
        assert not await Weekly(one)()
    made = []
    for minutes in (9, 2, 5):
        night.clock.advance(minutes=minutes)
        await night.work(world)
        async with night.store.read() as tx:
            made.append(sorted((await last_made(tx)).keys()))
    assert made == [[], ["fallback"], ["fallback", "restore"]]


async def test_what_came_of_the_drills_shows_in_the_status(night: Night) -> None:
    await asked(night, restoring(night, problem=PermanentError("the disk is full")), DrillName.RESTORE)
    text = (await answer(night.world, IVY, "status")).content.text
    assert "Restore drill at 02:14 UTC: failed: the disk is full" in text
    assert "Fallback drill: none is on record. `lookout drill fallback` makes one" in text


@pytest.mark.parametrize(
    ("last", "since", "why"),
    [
        (None, None, ""),
        (None, START - timedelta(days=14), ""),
        (None, START - timedelta(days=14, seconds=1), "was never made"),
        (Drilled(name=DrillName.STOP, at=START - timedelta(days=14), passed=True, said="x"), None, ""),
        (
            Drilled(name=DrillName.STOP, at=START - timedelta(days=15), passed=True, said="x"),
            None,
            "was last made 15 days ago",
        ),
        (
            Drilled(name=DrillName.STOP, at=START, passed=False, said="the disk is full"),
            None,
            "failed on 2025-03-04 02:14 UTC: the disk is full",
        ),
    ],
)
def test_a_drill_is_relied_on_if_it_passed_within_two_weeks(last: Any, since: Any, why: str) -> None:
    assert unfit(last, START, since) == why


def test_every_drill_is_in_the_catalogue() -> None:
    assert list(DRILLS) == list(DrillName)


async def test_nobody_in_the_world_apart_takes_every_question_that_the_story_asks() -> None:
    directory: Directory = canary_world.Nobody()
    messenger: Messenger = canary_world.Nowhere()
    assert await directory.pair_exists("U0IVY") is False
    await messenger.remove(canary_world.CHANNEL, "1.000001")
