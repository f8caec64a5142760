"""An alert of another channel that joins an incident gets one reply with the way to its thread, and nothing else."""

from bot.domain.alert import AlertState
from bot.domain.errors import PermanentError, TransientError
from bot.render.actions import ActionId
from tests.fakes_slack import NORA
from tests.triage.worlds import ROOM, Night

OTHER = "C0OTHER"


def posted(night: Night, channel: str) -> list[tuple[str, str]]:
    """What stands in a channel: thread and text."""
    return [(one.thread_ts, one.content.text) for one in night.slack.shown.values() if one.channel == channel]


async def test_the_other_channel_gets_one_pointer_under_its_first_alert(fired: Night) -> None:
    before = len(posted(fired, ROOM))
    await fired.alert("7.1", channel=OTHER)
    await fired.alert("8.1", channel=OTHER, fingerprint="fp-2", source="grafana")
    await fired.settle()
    [(thread, text)] = posted(fired, OTHER)
    assert thread == "7.1"
    first, second = text.splitlines()
    assert first.startswith("Nobody owns this incident as of ")
    assert f"belongs to <https://slack.test/archives/{ROOM}/p1001|I-1>" in second
    assert len(posted(fired, ROOM)) == before
    assert [one.alerts for one in await fired.incidents()] == [3]


async def test_an_alert_of_the_same_channel_and_a_recovery_get_none(fired: Night) -> None:
    await fired.alert("7.1")
    await fired.alert("8.1", channel=OTHER, state=AlertState.RESOLVED)
    await fired.settle()
    assert not fired.slack.posts("point")


async def test_an_owned_incidents_pointer_names_nobody(fired: Night) -> None:
    await fired.click(NORA, ActionId.TAKE)
    await fired.alert("7.1", channel=OTHER)
    await fired.settle()
    assert posted(fired, OTHER)[0][1].startswith("Owner: see the status message")


async def test_a_pointer_waits_for_slack_and_comes_once(fired: Night) -> None:
    fired.slack.down = TransientError("Slack did not answer in time")
    await fired.alert("7.1", channel=OTHER)
    await fired.work()
    fired.slack.down = None
    await fired.pass_time(1)
    assert len(posted(fired, OTHER)) == 1


async def test_who_cannot_read_the_incidents_channel_is_told_its_number_alone(night: Night) -> None:
    night.people.private.add(OTHER)
    await night.alert("100.9", channel=OTHER, name="PaymentsBreach")
    await night.settle()
    await night.alert("200.1")
    await night.settle()
    opened = (await night.incident()).id
    before = len(await night.rows(incident_id=opened))
    for turn, said in enumerate(("catch me up", "seen this before?", "triage again")):
        await night.mention(said, f"300.{turn}", thread_ts="200.1")
    await night.remark(NORA, "on it", thread_ts="200.1")
    await night.settle()
    assert len(night.slack.whispers) == 4
    assert all("This alert is part of I-1" in one.text for one in night.slack.whispers)
    assert {one.thread_ts for one in night.slack.whispers} == {"200.1"}
    assert not any("Payments" in one.text or "actions" in str(one.blocks) for one in night.slack.whispers)
    assert len(await night.rows(incident_id=opened)) == before


async def test_an_alert_of_a_private_channel_has_a_thread_of_its_own(fired: Night) -> None:
    fired.people.private.add(OTHER)
    await fired.alert("7.1", channel=OTHER, name="SecretBreach")
    await fired.alert("8.1", channel=OTHER, name="SecretBreach")
    await fired.settle()
    assert [(one.channel, one.alerts) for one in await fired.incidents()] == [(ROOM, 1), (OTHER, 2)]
    assert not any("Secret" in text for _, text in posted(fired, ROOM))
    assert not fired.slack.posts("point")


async def test_a_pointer_without_an_address_still_names_the_incident(fired: Night) -> None:
    async def refuse(channel: str, ts: str) -> str:
        raise PermanentError(f"Slack gives no address of {ts} in {channel}")

    fired.slack.permalink = refuse  # type: ignore[method-assign] # an address that Slack refuses for good
    await fired.alert("7.1", channel=OTHER)
    await fired.settle()
    assert "belongs to I-1;" in posted(fired, OTHER)[0][1]
