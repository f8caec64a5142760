"""Who may have something done or shown: triages for insiders, history for who can see, reminders as severity rises."""

from pathlib import Path

import pytest

from bot.domain.alert import AlertState, Severity
from bot.domain.errors import OutsideError, PermanentError, RefusedError, TransientError
from bot.domain.ledger import Act
from bot.domain.proposal import ProposalState
from bot.render.actions import ActionId
from bot.triage.ask import answer
from bot.triage.court import gather_case
from tests.fakes_slack import BOT, EMIL, GONE, GUEST, IDRIS, IVY, NORA, STRANGER
from tests.triage.worlds import Night, policy
from tests.triage.worlds import night as fresh

OUTSIDERS = (GUEST, BOT, GONE, STRANGER)
GROUP = "<!subteam^S0RESPOND>"


@pytest.mark.parametrize("user", OUTSIDERS)
async def test_an_outsiders_mention_opens_nothing_and_is_told_so(night: Night, user: str) -> None:
    await night.mention("why is checkout slow?", user=user)
    await night.settle()
    assert await night.incidents() == []
    assert night.slack.posts() == []
    [said] = night.slack.whispers
    assert (said.user_id, "can start a triage" in said.text) == (user, True)


@pytest.mark.parametrize("user", OUTSIDERS)
async def test_an_outsiders_mention_in_an_incidents_thread_starts_no_triage(fired: Night, user: str) -> None:
    before = await fired.acts()
    await fired.mention("again", thread_ts="100.1", user=user)
    await fired.settle()
    assert await fired.acts() == before


@pytest.mark.parametrize("user", OUTSIDERS)
async def test_an_outsider_triages_nothing_again(fired: Night, user: str) -> None:
    before = await fired.acts()
    assert "can start a triage" in await fired.click(user, ActionId.RETRIAGE)
    assert await fired.acts() == [*before, Act.PRESSED]


@pytest.mark.parametrize("user", OUTSIDERS)
async def test_an_outsider_chooses_no_target(night: Night, user: str) -> None:
    await night.alert(labels={})
    await night.settle()
    assert "can start a triage" in await night.click(user, ActionId.TARGET, service="checkout")
    assert (await night.incident()).target is None


async def test_a_member_without_a_role_may_start_a_triage(night: Night) -> None:
    night.people.lose_role(EMIL)
    await night.mention("why is checkout slow?", user=EMIL)
    await night.settle()
    assert len(await night.incidents()) == 1


@pytest.mark.parametrize("trouble", [PermanentError("no such group"), RefusedError("missing_scope")])
async def test_a_mention_of_somebody_who_cannot_be_looked_up_starts_nothing_and_is_told(
    night: Night, trouble: OutsideError
) -> None:
    night.people.trouble = trouble
    await night.mention("why is checkout slow?")
    await night.settle()
    assert await night.incidents() == []
    assert "could not be looked up" in night.slack.whispers[0].text


async def test_a_mention_waits_for_a_slack_that_does_not_answer(night: Night) -> None:
    night.people.trouble = TransientError("Slack did not answer")
    await night.mention("why is checkout slow?")
    await night.settle()
    assert await night.incidents() == []
    night.people.trouble = None
    await night.pass_time(5)
    assert len(await night.incidents()) == 1


@pytest.mark.parametrize("text", ["history", "search checkout", "show 1", "status"])
async def test_what_cannot_be_looked_up_is_not_called_none(fired: Night, text: str) -> None:
    fired.people.unseeable = TransientError("Slack did not answer")
    with pytest.raises(TransientError):
        await answer(fired.world, NORA, text)


async def many(night: Night, hidden: int, seen: int) -> None:
    """Diagnoses in an open room, and after them many more in a closed one."""
    for number in range(seen + hidden):
        closed = number >= seen
        labels = {"service": f"s{number}", "namespace": f"shop-{number}"}
        ts, room = f"{1000 + number}.1", "C0CLOSED" if closed else "C0OPEN"
        await night.alert(ts, channel=room, labels=labels, fingerprint=f"fp-{number}")
    await night.work()
    night.people.private.add("C0CLOSED")


async def test_a_busy_closed_channel_hides_no_other(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.triage.ask.READS", (2, 4, 20))
    await many(night, hidden=8, seen=2)
    assert "2 diagnoses" in (await answer(night.world, EMIL, "history")).content.text
    monkeypatch.setattr("bot.triage.ask.READS", (2, 4))
    assert "0 diagnoses" in (await answer(night.world, EMIL, "history")).content.text


async def test_no_more_is_read_than_is_shown(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.triage.ask.SHOWN", 2)
    await many(night, hidden=0, seen=4)
    assert "2 diagnoses" in (await answer(night.world, EMIL, "history")).content.text


async def test_an_alert_for_information_that_becomes_critical_is_reminded_of(night: Night) -> None:
    await night.alert(severity=Severity.INFO)
    await night.settle()
    await night.pass_time(20)
    await night.alert("101.1", severity=Severity.CRITICAL)
    await night.settle()
    await night.pass_time(5)
    assert "no owner for 25 minutes" in night.slack.text("remind")
    await night.pass_time(5)
    assert GROUP in night.slack.text("remind")


async def test_a_warning_that_becomes_critical_is_reminded_of_as_critical_and_in_one_chain(
    night: Night,
) -> None:
    await night.alert(severity=Severity.WARNING)
    await night.settle()
    await night.pass_time(31)
    assert len(night.slack.posts("remind")) == 1
    await night.alert(edited=True, event_id="Ev-worse", severity=Severity.CRITICAL)
    await night.settle()
    assert len(night.slack.posts("remind")) == 2, "it is late already, counted from when nobody owned it"
    await night.pass_time(5)
    assert len(night.slack.posts("remind")) == 3
    await night.pass_time(120)
    assert len(night.slack.posts("remind")) == 7


async def test_the_time_without_an_owner_counts_from_the_release(night: Night) -> None:
    await night.alert(severity=Severity.WARNING)
    await night.settle()
    await night.click(NORA, ActionId.TAKE)
    await night.pass_time(10)
    await night.click(NORA, ActionId.RELEASE)
    await night.pass_time(2)
    await night.alert("101.1", severity=Severity.CRITICAL)
    await night.settle()
    await night.pass_time(3)
    assert "no owner for 5 minutes" in night.slack.text("remind")


async def test_an_owned_incident_whose_severity_rises_is_not_reminded_of(night: Night) -> None:
    await night.alert(severity=Severity.WARNING)
    await night.settle()
    await night.click(NORA, ActionId.TAKE)
    await night.alert("101.1", severity=Severity.CRITICAL)
    await night.settle()
    await night.pass_time(60, step=5)
    assert not night.slack.posts("remind")


async def test_a_recovery_raises_no_severity(night: Night) -> None:
    await night.alert(severity=Severity.INFO)
    await night.alert("101.1", severity=Severity.CRITICAL, state=AlertState.RESOLVED)
    await night.settle()
    assert (await night.incident()).severity is Severity.INFO


@pytest.mark.parametrize("pair", [False, None])
async def test_what_no_two_people_can_allow_is_shown_as_withdrawn(fired: Night, pair: bool | None) -> None:
    fired.people.pair = pair
    await fired.propose()
    await fired.settle()
    proposal = await fired.proposal()
    assert proposal.state is ProposalState.WITHDRAWN
    assert "satisfiable" in proposal.ended_why


async def test_a_configuration_without_a_pair_needs_no_question(tmp_path: Path) -> None:
    async with fresh(tmp_path, pair_exists=False) as night:
        assert policy(pair_exists=False) == night.world.policy
        await night.alert()
        await night.settle()
        await night.propose()
        await night.settle()
        assert "satisfiable" in (await night.proposal()).ended_why


async def test_the_lease_is_asked_of_the_store(proposed: Night) -> None:
    await proposed.click(IVY, ActionId.APPROVE)
    await proposed.press(NORA, ActionId.CONFIRM, reason="x")
    async with proposed.store.begin() as tx:
        task = await tx.tasks.claim("w9", proposed.world.policy.lease)
        assert task is not None
    proposal = await proposed.proposal()
    assert not (await gather_case(proposed.world, proposal, at_send=True, epoch=1)).lease_held
    assert not (await gather_case(proposed.world, proposal, at_send=True)).lease_held


async def test_a_lease_that_lapsed_during_the_last_look_sends_nothing(proposed: Night) -> None:
    await proposed.click(IVY, ActionId.APPROVE)

    async def late() -> None:
        proposed.remediator.on_rehearse = None
        proposed.clock.advance(16)

    proposed.remediator.on_rehearse = late
    await proposed.click(NORA, ActionId.CONFIRM, reason="x")
    assert proposed.remediator.applied == []
    assert "lease" in (await proposed.proposal()).ended_why


async def test_a_commander_releases_a_silent_owner_by_name_and_the_reminders_begin_anew(fired: Night) -> None:
    await fired.click(NORA, ActionId.TAKE)
    await fired.pass_time(20)
    assert "Nobody owns" in await fired.click(IVY, ActionId.RELEASE)
    [row] = await fired.rows(Act.RELEASED)
    assert (row.actor, row.detail["owner"]) == (IVY, NORA)
    await fired.pass_time(5)
    assert "no owner for 5 minutes" in fired.slack.text("remind")


async def test_a_released_owner_and_their_key_are_gone(proposed: Night) -> None:
    await proposed.click(NORA, ActionId.CONFIRM, reason="x")
    await proposed.click(IDRIS, ActionId.RELEASE)
    assert (await proposed.proposal()).decisions == ()
    assert "Nobody owns" in await proposed.click(
        IDRIS, ActionId.RELEASE, button=proposed.button(ActionId.STOP)
    )
