"""The third stage: an incident that nobody owns is paged for outside Slack, whatever else works or does not."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.domain.alert import AlertState, Severity
from bot.domain.errors import PermanentError, RefusedError, TransientError
from bot.domain.ledger import Act
from bot.domain.proposal import Outcome
from bot.domain.rota import Duty, Known, Shift
from bot.domain.stop import EVERYTHING, MITIGATION, POSTING
from bot.render.actions import ActionId
from bot.triage.oncall.alarm import Alarm
from bot.triage.paging.chain import ATTEMPTS
from bot.triage.policy import PagePolicy
from bot.triage.work import run_next
from bot.voice.judge import judge
from tests.fakes_pager import FakePager
from tests.fakes_slack import EMIL, IVY, NORA
from tests.triage.worlds import CrashError, FusedStore, Night
from tests.triage.worlds import night as fresh

WAITS = {
    Severity.CRITICAL: timedelta(minutes=15),
    Severity.HIGH: timedelta(minutes=30),
    Severity.WARNING: timedelta(minutes=90),
}
PAGED = PagePolicy(ways=("oncall",), waits=WAITS)


class Paged:
    """A night with a pager."""

    def __init__(self, night: Night, *pagers: FakePager) -> None:
        self.night = night
        self.pagers = {one.name: one for one in pagers}
        night.world = replace(night.world, pagers=self.pagers)

    @property
    def pager(self) -> FakePager:
        return self.pagers["oncall"]

    async def unowned(self, minutes: float, **alert: Any) -> None:
        await self.night.alert(**alert)
        await self.night.settle()
        await self.night.pass_time(minutes)

    async def rows(self) -> list[tuple[Act, str]]:
        return [(row.act, row.source) for row in await self.night.rows(Act.PAGED, Act.NOT_PAGED)]


@pytest.fixture
async def paged(tmp_path: Path) -> AsyncIterator[Paged]:
    people = {NORA: Known(name="Nora")}
    changes: dict[str, Any] = {"page": PAGED, "workspace": "https://example.slack.com/", "people": people}
    async with fresh(tmp_path, bot_oncall=(EMIL,), **changes) as night:
        yield Paged(night, FakePager("oncall"))


async def test_reminder_group_and_page_come_in_this_order(paged: Paged) -> None:
    await paged.unowned(14)
    acts = [one for one in await paged.night.acts() if one in {Act.REMINDED, Act.ESCALATED, Act.PAGED}]
    assert acts == [Act.REMINDED, Act.ESCALATED]
    await paged.night.pass_time(1)
    assert await paged.rows() == [(Act.PAGED, "oncall")]


@pytest.mark.parametrize(("severity", "minutes"), [(Severity.HIGH, 30), (Severity.WARNING, 90)])
async def test_the_page_is_due_by_severity(paged: Paged, severity: Severity, minutes: int) -> None:
    await paged.night.alert(severity=severity)
    await paged.night.settle()
    await paged.night.pass_time(minutes - 1, step=5)
    assert not paged.pager.calls
    await paged.night.pass_time(1)
    assert len(paged.pager.calls) == 1


async def test_a_severity_that_is_not_paged_for_wakes_nobody(paged: Paged) -> None:
    await paged.night.alert(severity=Severity.INFO)
    await paged.night.settle()
    await paged.night.pass_time(600, step=60)
    assert not paged.pager.calls


async def test_the_page_begins_with_the_owner_line_and_leads_to_the_thread(paged: Paged) -> None:
    await paged.unowned(15)
    (page,) = paged.pager.triggered
    incident = await paged.night.incident()
    assert page.headline == (
        "Nobody owns this incident as of 02:29 UTC. I-1 CheckoutDown "
        "(severity critical, target sandbox/shop/checkout)."
    )
    assert (page.key, page.component, page.source) == (incident.id, "checkout", "lookout")
    assert [link.url for link in page.links] == ["https://example.slack.com/archives/C0ROOM/p1001"]
    assert page.facts["no owner since"] == "02:14 UTC"
    assert judge(page.headline).passed
    assert all(judge(f"{name}: {said}").passed for name, said in page.facts.items())


async def test_the_status_message_says_what_was_accepted_and_makes_nobody_the_owner(paged: Paged) -> None:
    await paged.unowned(15)
    said = paged.night.slack.text("status")
    assert said.startswith("Nobody owns this incident as of")
    assert "PagerDuty reported the page of 02:29 UTC accepted (way `oncall`)" in said
    assert "ownership here is not changed by that" in said


async def test_an_owned_incident_is_not_paged_for(paged: Paged) -> None:
    await paged.unowned(5)
    await paged.night.click(NORA, ActionId.TAKE)
    await paged.night.pass_time(14)
    assert not paged.pager.calls


async def test_after_a_release_the_page_is_due_anew_and_is_another_one_over_there(paged: Paged) -> None:
    await paged.unowned(15)
    await paged.night.click(NORA, ActionId.TAKE)
    await paged.night.click(NORA, ActionId.RELEASE)
    await paged.night.pass_time(14)
    assert len(paged.pager.calls) == 1
    await paged.night.pass_time(1)
    first, second = paged.pager.triggered
    assert first.key != second.key
    assert second.facts["no owner since"] == "02:29 UTC"


async def test_until_somebody_owns_it_the_page_is_repeated_and_that_ends(paged: Paged) -> None:
    await paged.unowned(15)
    await paged.night.pass_time(300, step=5)
    assert [page.repetition for page in paged.pager.triggered] == [1, 2, 3]
    assert len({page.key for page in paged.pager.triggered}) == 1


async def test_an_incident_whose_severity_rises_is_paged_for_by_the_new_one(paged: Paged) -> None:
    await paged.unowned(1, severity=Severity.WARNING)
    await paged.night.alert("101.1", severity=Severity.CRITICAL)
    await paged.night.settle()
    await paged.night.pass_time(15)
    assert [page.severity for page in paged.pager.triggered] == [Severity.CRITICAL]
    await paged.night.click(NORA, ActionId.TAKE)
    await paged.night.pass_time(14)
    assert len(paged.pager.calls) == 1


async def test_an_incident_that_gets_worse_is_not_paged_for_later(paged: Paged) -> None:
    await paged.unowned(28, severity=Severity.HIGH)
    assert not paged.pager.calls
    await paged.night.alert("101.1", severity=Severity.CRITICAL)
    await paged.night.settle()
    assert [page.facts["no owner since"] for page in paged.pager.triggered] == ["02:14 UTC"]


async def test_while_its_source_reports_recovery_nobody_is_woken_and_at_once_when_it_fires_again(
    paged: Paged,
) -> None:
    await paged.unowned(1)
    await paged.night.alert(edited=True, event_id="Ev1", state=AlertState.RESOLVED)
    await paged.night.settle()
    await paged.night.pass_time(30)
    assert not paged.pager.calls
    await paged.night.alert(edited=True, event_id="Ev2")
    await paged.night.settle()
    await paged.night.pass_time(1)
    assert len(paged.pager.calls) == 1


@pytest.mark.parametrize("scope", [EVERYTHING, POSTING, MITIGATION])
async def test_no_stop_silences_the_page(paged: Paged, scope: str) -> None:
    await paged.night.stop(scope)
    await paged.unowned(15)
    assert len(paged.pager.calls) == 1


async def test_a_slack_that_takes_nothing_delays_no_page(paged: Paged) -> None:
    paged.night.slack.troubles.extend([TransientError("Slack is away")] * 500)
    await paged.unowned(15)
    assert len(paged.pager.calls) == 1
    assert (await paged.rows()) == [(Act.PAGED, "oncall")]


async def test_a_busy_way_is_asked_again_and_every_attempt_is_on_the_record(paged: Paged) -> None:
    paged.pager.troubles = [TransientError("PagerDuty answers 500"), TransientError("PagerDuty answers 500")]
    await paged.unowned(15)
    assert (
        "not accepted at 02:29 UTC (PagerDuty answers 500); next attempt at 02:29 UTC"
        in paged.night.slack.text("status")
    )
    await paged.night.pass_time(1, step=0.1)
    assert [act for act, _ in await paged.rows()] == [Act.NOT_PAGED, Act.NOT_PAGED, Act.PAGED]
    assert len({page.key for page in paged.pager.triggered}) == 1
    assert {page.repetition for page in paged.pager.triggered} == {1}
    assert "accepted (way `oncall`)" in paged.night.slack.text("status")


async def test_the_wait_that_a_way_asks_for_is_kept(paged: Paged) -> None:
    paged.pager.troubles = [TransientError("PagerDuty answers 429", retry_after=240.0)]
    await paged.unowned(15)
    await paged.night.pass_time(3.5, step=0.5)
    assert len(paged.pager.calls) == 1
    await paged.night.pass_time(0.5)
    assert len(paged.pager.calls) == 2


async def test_a_way_that_stays_away_is_given_up_aloud_and_tried_again_with_the_next_page(
    paged: Paged,
) -> None:
    paged.pager.trouble = TransientError("PagerDuty gave no answer within 10 s")
    await paged.unowned(15)
    await paged.night.pass_time(29.5, step=0.5)
    assert len(paged.pager.calls) == ATTEMPTS
    assert "gave no answer" in paged.night.slack.text("escalation:page")
    await paged.night.pass_time(60, step=1)
    assert len(paged.pager.calls) > ATTEMPTS


@pytest.mark.parametrize(
    "problem",
    [
        RefusedError("PagerDuty answers 401: check its key and its address"),
        PermanentError("PagerDuty answers 400: it does not take this page"),
    ],
)
async def test_a_refusal_is_said_in_the_thread_and_to_lookouts_own_on_call(
    paged: Paged, problem: Exception
) -> None:
    paged.pager.trouble = problem
    await paged.unowned(16)
    assert len(paged.pager.calls) == 1
    said = paged.night.slack.text("escalation:page")
    assert said.startswith("Nobody owns this incident as of")
    assert str(problem) in said
    assert judge(said).passed
    notice = paged.night.slack.text("page fault")
    assert str(problem) in notice
    assert judge(notice).passed
    assert judge(paged.night.slack.text("status")).passed


async def test_a_refusal_is_said_to_whoever_has_the_shift_of_lookouts_own_rota(tmp_path: Path) -> None:
    async with fresh(tmp_path, page=PAGED, bot_oncall_rota="lookout") as night:
        paged = Paged(night, FakePager("oncall"))
        paged.pager.trouble = RefusedError("PagerDuty answers 401")
        now = night.clock.now()
        duty = Duty(rota="lookout", shifts=(Shift(user_id=EMIL, name="Emil"),), read_at=now)
        async with night.store.begin() as tx:
            await tx.preflights.put_duties([duty])
        await paged.unowned(16)
        told = [one for one in night.slack.shown.values() if one.channel == EMIL]
        assert ["PagerDuty answers 401" in one.content.text for one in told] == [True]


async def test_a_way_that_fails_holds_up_no_other(tmp_path: Path) -> None:
    page = PAGED.model_copy(update={"ways": ("broken", "oncall")})
    async with fresh(tmp_path, page=page, bot_oncall_ways=("oncall",)) as night:
        paged = Paged(night, FakePager("broken"), FakePager("oncall"))
        paged.pagers["broken"].trouble = RefusedError("PagerDuty answers 401")
        await paged.unowned(15)
        assert (Act.PAGED, "oncall") in await paged.rows()


@pytest.mark.parametrize(
    "problem", [RefusedError("PagerDuty answers 401"), TransientError("PagerDuty is away")]
)
async def test_lookouts_own_on_call_hears_of_it_once_by_the_way_that_works_and_that_it_is_over(
    tmp_path: Path, problem: Exception
) -> None:
    async with fresh(tmp_path, page=PAGED, bot_oncall_ways=("ours",)) as night:
        paged = Paged(night, FakePager("oncall"), FakePager("ours"))
        ours = paged.pagers["ours"]
        paged.pager.trouble = problem
        await paged.unowned(15)
        await night.pass_time(29, step=0.25)
        assert ours.calls == [], "the lane of pages waits for nobody else's"
        alarm = Alarm(night.world)
        await alarm()
        assert list(ours.open) == ["lookout:lookout:page-way:oncall"]
        await night.click(NORA, ActionId.TAKE)
        for _ in range(3):
            night.clock.advance(minutes=31)
            await alarm()
        assert ours.open == {}


async def test_whoever_has_the_shift_for_lookout_is_told_of_a_page_that_did_not_go_out(
    tmp_path: Path,
) -> None:
    async with fresh(tmp_path, page=PAGED, bot_oncall_rota="lookout") as night:
        paged = Paged(night, FakePager("oncall"))
        paged.pager.trouble = RefusedError("PagerDuty answers 401")
        now = night.clock.now()
        duty = Duty(rota="lookout", shifts=(Shift(user_id=EMIL),), read_at=now, until=now + timedelta(days=1))
        async with night.store.begin() as tx:
            await tx.preflights.put_duties([duty])
        await paged.unowned(16)
        assert [key.split(":")[1] for key in night.slack.posts("page fault")] == [EMIL]


async def test_a_crash_between_the_call_and_its_row_sends_the_same_page_again(paged: Paged) -> None:
    await paged.unowned(14)
    fused = FusedStore(paged.night.store)
    dying = paged.night.other("w-dies", store=fused)
    paged.night.clock.advance(minutes=1)
    fused.dies_before = 2  # the first claims the task, the second is to write what came of it
    with pytest.raises(CrashError):
        await run_next(dying, ("page",))
    assert (len(paged.pager.calls), await paged.rows()) == (1, [])
    paged.night.clock.advance(minutes=1)
    await paged.night.settle()
    assert await paged.rows() == [(Act.PAGED, "oncall")]
    assert len({page.key for page in paged.pager.triggered}) == 1
    assert len(paged.pager.open) == 1


async def test_two_replicas_send_one_page(paged: Paged) -> None:
    await paged.unowned(14)
    paged.night.clock.advance(minutes=1)
    other = paged.night.other("w2")
    assert await run_next(paged.night.world, ("page",))
    assert not await run_next(other, ("page",))
    assert len(paged.pager.calls) == 1


async def test_an_attempt_whose_lease_was_lost_is_on_the_record_and_schedules_nothing_twice(
    paged: Paged,
) -> None:
    await paged.unowned(14)
    paged.night.clock.advance(minutes=1)

    class Slow(FakePager):
        async def trigger(self, page: Any) -> Any:
            receipt = await super().trigger(page)
            if len(self.calls) == 1:
                paged.night.clock.advance(minutes=2)
                quick = replace(paged.night.world, worker="w2", pagers={"oncall": self})
                assert await run_next(quick, ("page",))
            return receipt

    slow = Slow("oncall")
    await run_next(replace(paged.night.world, pagers={"oncall": slow}), ("page",))
    assert await paged.rows() == [(Act.PAGED, "oncall"), (Act.PAGED, "oncall")]
    assert len(slow.open) == 1
    await paged.night.pass_time(29)
    assert not paged.pager.calls


async def test_closing_ends_the_page_over_there_and_taking_ownership_does_not(paged: Paged) -> None:
    await paged.unowned(15)
    await paged.night.click(NORA, ActionId.TAKE)
    assert len(paged.pager.open) == 1
    await paged.night.click(NORA, ActionId.CLOSE, cause="x")
    assert paged.pager.open == {}
    assert [event for event, _ in paged.pager.calls] == ["trigger", "resolve"]
    assert judge(paged.pager.calls[-1][1].headline).passed


async def test_closing_an_incident_that_was_never_paged_for_ends_nothing(paged: Paged) -> None:
    await paged.unowned(1)
    await paged.night.click(NORA, ActionId.CLOSE, cause="x")
    assert not paged.pager.calls


async def test_a_page_of_which_nothing_was_heard_is_ended_too(paged: Paged) -> None:
    paged.pager.trouble = TransientError("PagerDuty gave no answer within 10 s")
    await paged.unowned(15)
    paged.pager.trouble = None
    await paged.night.click(NORA, ActionId.CLOSE, cause="x")
    assert paged.pager.calls[-1][0] == "resolve"


async def test_a_page_that_was_refused_is_not_ended(paged: Paged) -> None:
    paged.pager.trouble = RefusedError("PagerDuty answers 401")
    await paged.unowned(15)
    await paged.night.click(NORA, ActionId.CLOSE, cause="x")
    assert [event for event, _ in paged.pager.calls] == ["trigger"]


async def test_the_end_of_a_page_is_tried_again_for_some_time(paged: Paged) -> None:
    await paged.unowned(15)
    paged.pager.troubles = [TransientError("away"), TransientError("away", retry_after=20)]
    await paged.night.click(NORA, ActionId.CLOSE, cause="x")
    await paged.night.pass_time(3, step=0.25)
    assert paged.pager.open == {}
    paged.pager.trouble = TransientError("away")
    ends = [row for row in await paged.night.rows(Act.PAGED, Act.NOT_PAGED) if row.detail["over"]]
    assert [row.act for row in ends] == [Act.NOT_PAGED, Act.NOT_PAGED, Act.PAGED]


async def test_an_end_that_never_arrives_is_given_up(paged: Paged) -> None:
    await paged.unowned(15)
    paged.pager.trouble = TransientError("away")
    await paged.night.click(NORA, ActionId.CLOSE, cause="x")
    await paged.night.pass_time(120, step=1)
    assert len(paged.pager.calls) < 12


class Late(FakePager):
    """A way on which a page is under way while the incident is closed, and its end overtakes it."""

    def __init__(self, night: Night) -> None:
        super().__init__("oncall")
        self.night = night

    async def trigger(self, page: Any) -> Any:
        await self.night.press(NORA, ActionId.CLOSE, cause="x")
        await run_next(self.night.world, ("click",))
        await run_next(self.night.world, ("page over",))
        return await super().trigger(page)


async def test_a_page_that_leaves_while_the_incident_is_closed_is_ended(paged: Paged) -> None:
    await paged.unowned(14)
    late = Late(paged.night)
    paged.night.world = replace(paged.night.world, pagers={"oncall": late})
    await paged.night.pass_time(1)
    assert [event for event, _ in late.calls] == ["trigger", "resolve"]
    assert late.open == {}


async def test_a_repetition_that_leaves_while_the_incident_is_closed_is_ended_too(paged: Paged) -> None:
    await paged.unowned(15)
    late = Late(paged.night)
    paged.night.world = replace(paged.night.world, pagers={"oncall": late})
    await paged.night.pass_time(30)
    assert [event for event, _ in late.calls] == ["resolve", "trigger", "resolve"]
    assert late.open == {}


@pytest.fixture
async def tried(tmp_path: Path) -> AsyncIterator[Paged]:
    """Nora owns it, and what was proposed is confirmed and approved."""
    people = {NORA: Known(name="Nora")}
    async with fresh(tmp_path, page=PAGED, people=people) as night:
        paged = Paged(night, FakePager("oncall"))
        await night.alert()
        await night.settle()
        await night.click(NORA, ActionId.TAKE)
        await night.propose()
        await night.settle()
        yield paged


async def _clear(night: Night) -> None:
    await night.click(IVY, ActionId.APPROVE)
    await night.click(NORA, ActionId.CONFIRM, reason="as the runbook says")


async def test_an_attempt_of_unknown_effect_pages_at_once_whoever_owns_the_incident(tried: Paged) -> None:
    tried.night.remediator.answers.append(Outcome.UNKNOWN)
    await _clear(tried.night)
    (page,) = tried.pager.triggered
    assert page.headline.startswith("Owner: Nora, who took ownership at 02:14 UTC. I-1 CheckoutDown")
    assert "may or may not have happened" in page.headline
    assert page.key.startswith(f"{(await tried.night.incident()).id}:attempt:")
    assert judge(page.headline).passed
    await tried.night.click(NORA, ActionId.CLOSE, cause="x")
    assert tried.pager.open == {}


async def test_an_attempt_whose_effect_does_not_show_pages_too(tried: Paged) -> None:
    await _clear(tried.night)
    await tried.night.pass_time(10)
    assert any("has not been seen in time" in page.headline for page in tried.pager.triggered)


async def test_a_remedy_that_nobody_can_have_sent_is_paged_for_while_the_incident_fires_on(
    tmp_path: Path,
) -> None:
    async with fresh(tmp_path, page=PAGED, pair_exists=False) as night:
        night.people.pair = False
        paged = Paged(night, FakePager("oncall"))
        await night.alert()
        await night.settle()
        await night.click(NORA, ActionId.TAKE)
        await night.propose()
        await night.propose("propose:again")
        await night.settle()
        await night.pass_time(14)
        assert not paged.pager.calls
        await night.pass_time(1)
        (page,) = paged.pager.triggered
        assert page.headline.startswith("Owner: see the status message in Slack. I-1 CheckoutDown")
        assert "is not sent by Lookout: the gate satisfiable does not pass" in page.headline
        assert judge(page.headline).passed
        assert page.links == ()


@pytest.mark.parametrize("end", [ActionId.RELEASE, ActionId.CLOSE])
async def test_a_remedy_that_nobody_can_have_sent_needs_no_page_of_its_own_without_an_owner(
    tmp_path: Path, end: ActionId
) -> None:
    async with fresh(tmp_path, page=PAGED, pair_exists=False) as night:
        night.people.pair = False
        paged = Paged(night, FakePager("oncall"))
        await night.alert()
        await night.settle()
        await night.click(NORA, ActionId.TAKE)
        await night.propose()
        await night.settle()
        await night.pass_time(10)
        await night.click(NORA, end, cause="x")
        await night.pass_time(10)
        assert not paged.pager.calls


async def test_a_remedy_of_a_severity_that_is_not_paged_for_wakes_nobody(tmp_path: Path) -> None:
    async with fresh(tmp_path, page=PAGED, pair_exists=False) as night:
        night.people.pair = False
        paged = Paged(night, FakePager("oncall"))
        await night.alert(severity=Severity.INFO)
        await night.settle()
        await night.click(NORA, ActionId.TAKE)
        await night.propose()
        await night.settle()
        await night.pass_time(60, step=10)
        assert not paged.pager.calls


async def test_a_page_for_an_incident_without_a_target_still_goes_out(paged: Paged) -> None:
    await paged.unowned(15, labels={"service": "nobody-knows"})
    (page,) = paged.pager.triggered
    assert (page.component, "target" in page.facts) == ("", False)
