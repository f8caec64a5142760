from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.alert import AlertState, Severity
from bot.domain.errors import RefusedError
from bot.domain.ledger import Act
from bot.render.actions import ActionId
from tests.fakes_slack import NORA
from tests.triage.worlds import Night
from tests.triage.worlds import night as fresh

GROUP = "<!subteam^S0RESPOND>"


@pytest.mark.parametrize(
    ("severity", "minutes"), [(Severity.CRITICAL, 5), (Severity.HIGH, 10), (Severity.WARNING, 30)]
)
async def test_the_first_reminder_comes_on_time_by_severity(
    night: Night, severity: Severity, minutes: int
) -> None:
    await night.alert(severity=severity)
    await night.settle()
    night.clock.advance(minutes=minutes, seconds=-1)
    await night.settle()
    assert not night.slack.posts("remind")
    night.clock.advance(1)
    await night.settle()
    assert len(night.slack.posts("remind")) == 1
    assert f"no owner for {minutes} minutes" in night.slack.text("remind")


async def test_information_only_wakes_nobody(night: Night) -> None:
    await night.alert(severity=Severity.INFO)
    await night.settle()
    await night.pass_time(120, step=30)
    assert not night.slack.posts("remind")


async def test_the_group_is_told_from_the_second_time_on(fired: Night) -> None:
    await fired.pass_time(5)
    assert GROUP not in fired.slack.text("remind")
    await fired.pass_time(5)
    assert GROUP in fired.slack.text("remind")
    assert (await fired.acts()).count(Act.ESCALATED) == 1


async def test_the_reminders_come_to_an_end_that_says_so(fired: Night) -> None:
    await fired.pass_time(60)
    assert len(fired.slack.posts("remind")) == 6
    assert "last reminder" in fired.slack.text("remind")


async def test_every_reminder_begins_with_the_owner_line(fired: Night) -> None:
    await fired.pass_time(10)
    assert fired.slack.text("remind").startswith("Nobody owns this incident as of 02:24")


async def test_the_button_of_a_reminder_works(fired: Night) -> None:
    await fired.pass_time(5)
    await fired.click(NORA, ActionId.TAKE, button=fired.button(ActionId.TAKE, "remind"))
    assert (await fired.incident()).owner is not None


async def test_an_incident_that_is_owned_is_not_reminded_of(fired: Night) -> None:
    await fired.click(NORA, ActionId.TAKE)
    await fired.pass_time(30)
    assert not fired.slack.posts("remind")


async def test_the_reminders_begin_anew_when_it_is_released(fired: Night) -> None:
    await fired.click(NORA, ActionId.TAKE)
    await fired.pass_time(20)
    await fired.click(NORA, ActionId.RELEASE)
    await fired.pass_time(4)
    assert not fired.slack.posts("remind")
    await fired.pass_time(1)
    assert "no owner for 5 minutes" in fired.slack.text("remind")


async def test_a_release_within_the_first_interval_leaves_no_second_chain(fired: Night) -> None:
    await fired.pass_time(2)
    await fired.click(NORA, ActionId.TAKE)
    await fired.click(NORA, ActionId.RELEASE)
    await fired.pass_time(11)
    assert len(fired.slack.posts("remind")) == 2


async def test_a_closed_incident_is_not_reminded_of(fired: Night) -> None:
    await fired.click(NORA, ActionId.CLOSE, cause="x")
    await fired.pass_time(30)
    assert not fired.slack.posts("remind")


async def test_nothing_is_said_while_the_source_reports_recovery(fired: Night) -> None:
    await fired.alert("101.1", state=AlertState.RESOLVED)
    await fired.settle()
    await fired.pass_time(60, step=5)
    assert not fired.slack.posts("remind")


async def test_an_incident_that_fires_again_is_reminded_of_however_long_it_was_quiet(fired: Night) -> None:
    await fired.alert(edited=True, event_id="Ev1", state=AlertState.RESOLVED)
    await fired.settle()
    await fired.pass_time(300, step=5)
    await fired.alert(edited=True, event_id="Ev2")
    await fired.settle()
    await fired.pass_time(10)
    assert len(fired.slack.posts("remind")) == 2
    assert GROUP in fired.slack.text("remind")


async def test_an_alert_that_flaps_is_reminded_of(fired: Night) -> None:
    for number in range(4):
        await fired.alert(edited=True, event_id=f"Ev-r{number}", state=AlertState.RESOLVED)
        await fired.settle()
        await fired.pass_time(1)
        await fired.alert(edited=True, event_id=f"Ev-f{number}")
        await fired.settle()
        await fired.pass_time(2)
    assert len(fired.slack.posts("remind")) >= 2


async def test_reminders_do_not_wait_for_a_diagnosis(night: Night) -> None:
    for plural in ("pods", "events", "deployments"):
        night.cluster.refused[plural] = RefusedError("403")
    await night.alert()
    async with night.store.begin() as tx:
        assert await tx.tasks.cancel("triage", "") == 0
    await night.settle()
    await night.pass_time(5)
    assert len(night.slack.posts("remind")) == 1


async def test_reminders_do_not_wait_for_a_triage_that_hangs(night: Night) -> None:
    await night.alert()
    async with night.store.begin() as tx:
        first = await tx.tasks.claim("w-alert", timedelta(seconds=30))
        assert first is not None
        await tx.tasks.postpone(first, "w-alert", tx.now, "test")
    from bot.triage.work import run_next  # noqa: PLC0415 # one task only, here

    assert await run_next(night.world)
    async with night.store.begin() as tx:
        hanging = await tx.tasks.claim("w-hangs", timedelta(hours=1))
        assert hanging is not None
        assert hanging.kind == "triage"
    await night.pass_time(5)
    assert len(night.slack.posts("remind")) == 1


async def test_without_a_group_the_reminder_wakes_nobody_by_name(tmp_path: Path) -> None:
    async with fresh(tmp_path, escalation_group="") as night:
        await night.alert()
        await night.settle()
        await night.pass_time(10)
        assert len(night.slack.posts("remind")) == 2
        assert "<!subteam" not in night.slack.text("remind")


async def test_an_incident_that_gets_worse_is_not_reminded_of_later(night: Night) -> None:
    await night.alert(severity=Severity.HIGH)
    await night.settle()
    await night.pass_time(9)
    assert await night.rows(Act.REMINDED) == []
    await night.alert("101.1", severity=Severity.CRITICAL)
    await night.settle()
    assert len(await night.rows(Act.REMINDED)) == 1
