"""An owner of whom the record has no word is asked in the thread; without an answer nobody owns the incident."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.domain.alert import AlertState, Severity
from bot.domain.errors import TransientError
from bot.domain.ledger import Act
from bot.domain.proposal import DecisionRole
from bot.domain.stop import POSTING
from bot.render.actions import ActionId
from bot.triage.inbox import note_word
from bot.triage.measure import measure
from bot.triage.policy import PagePolicy, SilencePolicy
from bot.triage.work import run_next
from tests.fakes_pager import FakePager
from tests.fakes_slack import EMIL, IVY, NORA
from tests.triage.worlds import ROOM, CrashError, FusedStore, Night
from tests.triage.worlds import night as fresh

SILENCE = SilencePolicy(
    waits={Severity.CRITICAL: timedelta(minutes=30), Severity.HIGH: timedelta(minutes=60)},
    answer=timedelta(minutes=15),
)
QUESTION, LAPSE = "escalation:silence", "escalation:lapse"
KEEP, TAKE, RELEASE = ActionId.KEEP, ActionId.TAKE, ActionId.RELEASE


@pytest.fixture
async def owned(tmp_path: Path) -> AsyncIterator[Night]:
    """Nora owns it since 02:14."""
    async with fresh(tmp_path, silence=SILENCE) as night:
        await night.alert()
        await night.settle()
        await night.click(NORA, TAKE)
        yield night


async def owner(night: Night) -> str:
    incident = await night.incident()
    return incident.owner.user_id if incident.owner else ""


async def writes(night: Night, user: str, ts: str = "500.1") -> None:
    await note_word(night.world, ROOM, ts, "100.1", user)
    await night.settle()


async def test_an_owner_without_a_word_is_asked_in_the_thread_on_time(owned: Night) -> None:
    await owned.pass_time(29)
    assert not owned.slack.posts(QUESTION)
    await owned.pass_time(1)
    said = owned.slack.text(QUESTION)
    assert said.startswith("Owner: <@U0NORA>, who took ownership at 02:14 UTC")
    assert "no word of <@U0NORA> in this incident since 02:14 UTC" in said
    assert "Without a word by 02:59 UTC the ownership lapses" in said
    assert [row.detail["term"] for row in await owned.rows(Act.QUESTIONED)] == [1]


async def test_without_an_answer_nobody_owns_it_and_all_that_is_shown_says_so_at_once(owned: Night) -> None:
    await owned.pass_time(44)
    assert await owner(owned) == NORA
    await owned.pass_time(1)
    assert await owner(owned) == ""
    assert owned.slack.text("status").startswith("Nobody owns this incident as of 02:59 UTC")
    said = owned.slack.text(LAPSE)
    assert said.startswith("Nobody owns this incident as of 02:59 UTC")
    assert "The ownership lapsed at 02:59 UTC: the record has no word of the owner since 02:14 UTC." in said
    assert "did not reach" not in said
    (row,) = await owned.rows(Act.LAPSED)
    assert (row.actor, row.detail["owner"], row.detail["reached"]) == ("", NORA, True)
    assert "out of date" in owned.slack.text(QUESTION)
    assert owned.slack.button(KEEP) is None


async def test_after_a_lapse_the_reminders_begin_anew_and_the_button_works(owned: Night) -> None:
    await owned.pass_time(45)
    await owned.pass_time(5)
    assert "no owner for 5 minutes" in owned.slack.text("remind")
    await owned.click(EMIL, TAKE, button=owned.button(TAKE, LAPSE))
    assert await owner(owned) == EMIL
    assert (await owned.incident()).owner_term == 2


async def test_after_a_lapse_the_page_outside_slack_is_due_anew(tmp_path: Path) -> None:
    page = PagePolicy(ways=("oncall",), waits={Severity.CRITICAL: timedelta(minutes=15)})
    async with fresh(tmp_path, silence=SILENCE, page=page) as night:
        pager = FakePager("oncall")
        night.world = night.other("w1", pagers={"oncall": pager})
        await night.alert()
        await night.settle()
        await night.click(NORA, TAKE)
        await night.pass_time(59)
        assert not pager.calls
        await night.pass_time(1)
        assert pager.triggered[0].facts["no owner since"] == "02:59 UTC"


async def test_a_lapse_takes_the_owners_key_back(tmp_path: Path) -> None:
    waits = {Severity.CRITICAL: timedelta(minutes=2)}
    quick = SilencePolicy(waits=waits, answer=timedelta(minutes=2))
    async with fresh(tmp_path, silence=quick) as night:
        await night.alert()
        await night.settle()
        await night.click(NORA, TAKE)
        await night.propose()
        await night.settle()
        await night.click(NORA, ActionId.CONFIRM, reason="as the runbook says")
        assert (await night.proposal()).decision(DecisionRole.OWNER) is not None
        await night.pass_time(4)
        assert await owner(night) == ""
        assert (await night.proposal()).decision(DecisionRole.OWNER) is None


async def test_any_row_of_the_owner_is_a_word(owned: Night) -> None:
    await owned.pass_time(20)
    await owned.click(NORA, ActionId.RETRIAGE)
    await owned.pass_time(29)
    assert not owned.slack.posts(QUESTION)
    await owned.pass_time(1)
    assert "since 02:34 UTC" in owned.slack.text(QUESTION)


async def test_a_message_of_the_owner_in_the_thread_is_a_word_and_nothing_of_it_is_kept(owned: Night) -> None:
    await owned.pass_time(20)
    await writes(owned, NORA)
    (row,) = await owned.rows(Act.SPOKE)
    assert (row.actor, row.source, row.detail) == (NORA, "thread", {})
    await owned.pass_time(29)
    assert not owned.slack.posts(QUESTION)


async def test_on_it_by_the_owner_is_a_word_and_changes_no_owner(owned: Night) -> None:
    await owned.pass_time(20)
    await owned.remark(NORA, "on it")
    await owned.settle()
    assert len(await owned.rows(Act.SPOKE)) == 1
    assert await owner(owned) == NORA


async def test_a_message_of_somebody_else_is_no_word_of_the_owner(owned: Night) -> None:
    await owned.pass_time(20)
    await writes(owned, EMIL)
    await owned.remark(EMIL, "on it")
    await owned.pass_time(10)
    assert owned.slack.posts(QUESTION)
    assert not await owned.rows(Act.SPOKE)


async def test_a_message_in_another_thread_or_of_a_closed_incident_is_kept_nowhere(owned: Night) -> None:
    assert not await note_word(owned.world, ROOM, "500.1", "999.1", NORA)
    await owned.click(NORA, RELEASE)
    assert not await note_word(owned.world, ROOM, "500.2", "100.1", NORA)
    await owned.click(NORA, ActionId.CLOSE, cause="x")
    assert not await note_word(owned.world, ROOM, "500.3", "100.1", NORA)


async def test_a_redelivered_message_is_one_word_and_many_messages_are_few_rows(owned: Night) -> None:
    await owned.pass_time(20)
    for number in range(5):
        await writes(owned, NORA, f"500.{number}")
    assert not await note_word(owned.world, ROOM, "500.1", "100.1", NORA)
    assert len(await owned.rows(Act.SPOKE)) == 1


async def test_a_word_that_comes_in_after_the_ownership_ended_counts_for_nothing(owned: Night) -> None:
    await note_word(owned.world, ROOM, "500.1", "100.1", NORA)
    await owned.press(NORA, RELEASE)
    assert await run_next(owned.world, ("click",))
    await owned.settle()
    assert not await owned.rows(Act.SPOKE)


@pytest.mark.parametrize("by", ["button", "message", "other button"])
async def test_an_answer_keeps_the_ownership_and_the_next_silence_is_asked_about_again(
    owned: Night, by: str
) -> None:
    await owned.pass_time(35)
    if by == "button":
        assert "<@U0NORA>" in await owned.click(NORA, KEEP)
        assert len(await owned.rows(Act.KEPT)) == 1
    elif by == "message":
        await writes(owned, NORA)
    else:
        await owned.click(NORA, ActionId.RETRIAGE)
    await owned.pass_time(10)
    assert await owner(owned) == NORA
    assert "Answered: the record has a word of the owner of 02:49 UTC." in owned.slack.text(QUESTION)
    assert owned.slack.button(KEEP) is None
    assert not await owned.rows(Act.LAPSED)
    await owned.pass_time(20)
    assert len(await owned.rows(Act.QUESTIONED)) == 2
    await owned.pass_time(15)
    assert await owner(owned) == ""


async def test_an_answer_takes_the_buttons_off_the_question_at_once(owned: Night) -> None:
    await owned.pass_time(35)
    await owned.click(NORA, KEEP)
    assert owned.slack.button(KEEP) is None


@pytest.mark.parametrize("user", [EMIL, IVY])
async def test_only_the_owner_keeps_the_ownership(owned: Night, user: str) -> None:
    await owned.pass_time(30)
    assert "changed nothing" in await owned.click(user, KEEP)
    await owned.pass_time(15)
    assert await owner(owned) == ""


async def test_an_owner_who_lost_the_role_cannot_keep_the_ownership(owned: Night) -> None:
    await owned.pass_time(30)
    owned.people.lose_role(NORA)
    assert "changed nothing" in await owned.click(NORA, KEEP)
    assert not await owned.rows(Act.KEPT)


async def test_an_old_button_of_an_earlier_term_changes_nothing(owned: Night) -> None:
    await owned.pass_time(30)
    old = owned.button(KEEP)
    await owned.pass_time(15)
    assert "changed nothing" in await owned.click(NORA, KEEP, button=old)
    assert await owner(owned) == ""
    await owned.click(NORA, TAKE)
    assert "earlier ownership" in await owned.click(NORA, KEEP, button=old)
    assert not await owned.rows(Act.KEPT)


async def test_the_owner_who_releases_or_hands_over_is_asked_no_more(owned: Night) -> None:
    await owned.pass_time(30)
    await owned.click(NORA, ActionId.HANDOVER, user=EMIL)
    await owned.click(EMIL, TAKE)
    assert "out of date" in owned.slack.text(QUESTION)
    await owned.pass_time(15)
    assert await owner(owned) == EMIL
    await owned.pass_time(15)
    assert "no word of <@U0EMIL>" in owned.slack.text(QUESTION)
    await owned.click(EMIL, RELEASE, button=owned.button(RELEASE, QUESTION))
    assert await owner(owned) == ""
    await owned.pass_time(30)
    assert not await owned.rows(Act.LAPSED)


async def test_a_closed_incident_lapses_for_nobody(owned: Night) -> None:
    await owned.pass_time(30)
    await owned.click(NORA, ActionId.CLOSE, cause="x")
    assert "out of date" in owned.slack.text(QUESTION)
    await owned.pass_time(60, step=5)
    assert not await owned.rows(Act.LAPSED)


async def test_a_word_in_the_same_moment_as_the_lapse_comes_before_it_or_after_it(owned: Night) -> None:
    await owned.pass_time(44)
    owned.clock.advance(minutes=1)
    await note_word(owned.world, ROOM, "500.1", "100.1", NORA)
    assert await run_next(owned.world, ("word",))
    assert await run_next(owned.other("w2"), ("lapse",))
    assert await owner(owned) == NORA
    await owned.pass_time(30)
    await owned.pass_time(14)
    owned.clock.advance(minutes=1)
    await note_word(owned.world, ROOM, "500.2", "100.1", NORA)
    assert await run_next(owned.other("w2"), ("lapse",))
    assert await owner(owned) == ""
    assert await run_next(owned.world, ("word",))
    assert await owner(owned) == ""
    assert len(await owned.rows(Act.SPOKE)) == 1


async def test_two_replicas_ask_once_and_the_ownership_lapses_once(owned: Night) -> None:
    owned.clock.advance(minutes=30)
    assert await run_next(owned.world, ("silence",))
    assert not await run_next(owned.other("w2"), ("silence",))
    await owned.deliver()
    owned.clock.advance(minutes=15)
    assert await run_next(owned.other("w2"), ("lapse",))
    assert not await run_next(owned.world, ("lapse",))
    assert len(await owned.rows(Act.LAPSED)) == 1


@pytest.mark.parametrize("kind", ["silence", "lapse"])
async def test_whoever_lost_the_lease_changes_nothing(owned: Night, kind: str) -> None:
    if kind == "lapse":
        await owned.pass_time(30)
    owned.clock.advance(minutes=30 if kind == "silence" else 15)
    before = len(await owned.rows())
    async with owned.store.begin() as tx:
        task = await tx.tasks.claim("w-lost", timedelta(seconds=1), kinds=(kind,))
    assert task is not None
    from bot.triage.story import CHAPTERS  # noqa: PLC0415 # this chapter only, here
    from bot.triage.world import LostLeaseError  # noqa: PLC0415 # as above

    with pytest.raises(LostLeaseError):
        await CHAPTERS[kind](owned.world, task)
    assert len(await owned.rows()) == before


async def test_a_crash_in_the_lapse_leaves_all_of_it_or_nothing(owned: Night) -> None:
    await owned.pass_time(44)
    owned.clock.advance(minutes=1)
    fused = FusedStore(owned.store)
    fused.dies_before = 2
    with pytest.raises(CrashError):
        await run_next(owned.other("w-dies", store=fused), ("lapse",))
    assert await owner(owned) == NORA
    owned.clock.advance(minutes=1)
    await owned.settle()
    assert await owner(owned) == ""
    assert len(await owned.rows(Act.LAPSED)) == 1


async def test_while_its_source_reports_recovery_nobody_is_asked_and_the_time_counts_anew_when_it_fires(
    owned: Night,
) -> None:
    await owned.alert(edited=True, event_id="Ev1", state=AlertState.RESOLVED)
    await owned.settle()
    await owned.pass_time(60, step=5)
    assert not owned.slack.posts(QUESTION)
    await owned.alert(edited=True, event_id="Ev2")
    await owned.settle()
    await owned.pass_time(29)
    assert not owned.slack.posts(QUESTION)
    await owned.pass_time(2)
    assert owned.slack.posts(QUESTION)


async def test_a_question_that_a_recovery_overtook_ends_no_ownership(owned: Night) -> None:
    await owned.pass_time(31)
    await owned.alert(edited=True, event_id="Ev1", state=AlertState.RESOLVED)
    await owned.settle()
    await owned.pass_time(30)
    assert await owner(owned) == NORA
    await owned.alert(edited=True, event_id="Ev2")
    await owned.settle()
    await owned.pass_time(2)
    assert await owner(owned) == NORA
    assert "out of date" in owned.slack.text(QUESTION)
    await owned.pass_time(45)
    assert await owner(owned) == ""


async def test_an_owner_whom_the_question_did_not_reach_has_twice_the_time_and_the_thread_says_so(
    owned: Night,
) -> None:
    await owned.stop(POSTING)
    await owned.pass_time(59)
    assert await owner(owned) == NORA
    await owned.pass_time(1)
    assert await owner(owned) == ""
    (row,) = await owned.rows(Act.LAPSED)
    assert row.detail["reached"] is False


async def test_a_slack_that_is_away_for_a_while_only_delays_the_lapse(owned: Night) -> None:
    await owned.pass_time(29)
    owned.slack.troubles.extend([TransientError("away")] * 500)
    await owned.pass_time(20)
    assert await owner(owned) == NORA
    owned.slack.troubles.clear()
    await owned.pass_time(12)
    assert await owner(owned) == ""


async def test_a_severity_that_is_not_asked_about_is_asked_about_once_it_rises(tmp_path: Path) -> None:
    async with fresh(tmp_path, silence=SILENCE) as night:
        await night.alert(severity=Severity.INFO)
        await night.settle()
        await night.click(NORA, TAKE)
        await night.pass_time(20, step=10)
        assert not night.slack.posts(QUESTION)
        await night.alert("101.1", severity=Severity.CRITICAL)
        await night.settle()
        await night.pass_time(31)
        assert night.slack.posts(QUESTION)


async def test_a_rise_of_severity_while_a_question_stands_asks_no_second_one(tmp_path: Path) -> None:
    async with fresh(tmp_path, silence=SILENCE.model_copy(update={"answer": timedelta(minutes=50)})) as night:
        await night.alert(severity=Severity.HIGH)
        await night.settle()
        await night.click(NORA, TAKE)
        await night.pass_time(59)
        await night.alert("101.1", severity=Severity.HIGH)
        await night.pass_time(1)
        assert len(await night.rows(Act.QUESTIONED)) == 1
        await night.alert("102.1", severity=Severity.CRITICAL)
        await night.settle()
        await night.pass_time(40)
        assert len(await night.rows(Act.QUESTIONED)) == 1
        await night.pass_time(10)
        assert await owner(night) == ""


async def test_an_offer_of_a_term_that_lapsed_is_none(owned: Night) -> None:
    await owned.click(NORA, ActionId.HANDOVER, user=EMIL)
    await owned.pass_time(45)
    await owned.click(NORA, TAKE)
    take: Any = owned.slack.button(TAKE, "offer")
    assert "changed nothing" in await owned.click(EMIL, TAKE, button=take)
    assert await owner(owned) == NORA


async def test_the_measurements_count_from_the_lapse_since_when_nobody_owns_it(owned: Night) -> None:
    await owned.pass_time(45)
    assert await owner(owned) == ""
    await owned.pass_time(2)
    assert (await measure(owned.world)).open["critical"].longest == 120
