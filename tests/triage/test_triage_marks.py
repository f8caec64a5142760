"""An edit and a reply are booked on the alert that they speak of, or on none."""

from typing import Any

import pytest

from bot.domain.alert import AlertState
from bot.domain.incident import IncidentStatus
from bot.domain.ledger import Act
from bot.triage import intake
from bot.triage.inbox import AlertPost
from tests.triage.worlds import Night

RESOLVED, FIRING, QUIET = AlertState.RESOLVED, IncidentStatus.FIRING, IncidentStatus.QUIET


async def status(night: Night) -> IncidentStatus:
    await night.work()
    return (await night.incident()).status


@pytest.fixture
async def two(fired: Night) -> Night:
    """A second alert joined, with a post of its own."""
    await fired.alert("100.2", fingerprint="fp-2", name="CheckoutSlow 93 percent")
    await fired.settle()
    return fired


async def test_the_end_of_the_second_alert_told_by_an_edit_leaves_the_first_firing(two: Night) -> None:
    over: dict[str, Any] = {"fingerprint": "fp-2b", "name": "CheckoutSlow 20 percent", "state": RESOLVED}
    await two.alert("100.2", edited=True, event_id="Ev1", **over)
    assert await status(two) is FIRING
    assert [row.detail["fingerprint"] for row in await two.rows(Act.RECOVERED)] == ["fp-2"]
    await two.alert("100.2", edited=True, event_id="Ev2", state=RESOLVED, fingerprint="fp-2")
    assert await status(two) is FIRING
    await two.alert("100.3", state=RESOLVED)
    assert await status(two) is QUIET


async def test_an_incident_that_an_edit_did_not_silence_is_brought_up_again(two: Night) -> None:
    await two.alert("100.2", edited=True, event_id="Ev1", fingerprint="fp-2b", state=RESOLVED)
    await two.settle()
    before = len(two.slack.posts("remind"))
    await two.pass_time(30)
    assert len(two.slack.posts("remind")) > before


async def test_a_reply_about_another_alert_ends_nothing(fired: Night) -> None:
    other: dict[str, Any] = {"fingerprint": "fp-9", "name": "DiskFull", "reply": True}
    await fired.alert(event_id="Ev1", state=RESOLVED, **other)
    assert await status(fired) is FIRING
    assert await fired.rows(Act.RECOVERED) == []


async def test_a_reply_about_another_alert_that_fires_is_booked_as_its_own(fired: Night) -> None:
    other: dict[str, Any] = {"fingerprint": "fp-9", "name": "DiskFull", "reply": True}
    await fired.alert(event_id="Ev1", **other)
    await fired.alert(state=RESOLVED, edited=True, event_id="Ev2", fingerprint="fp-1b")
    assert await status(fired) is FIRING
    await fired.alert(event_id="Ev3", state=RESOLVED, **other)
    assert await status(fired) is QUIET


async def test_a_reply_of_the_alerts_name_speaks_of_the_only_alert(fired: Night) -> None:
    await fired.alert(event_id="Ev1", state=RESOLVED, fingerprint="fp-1b", reply=True)
    assert await status(fired) is QUIET


async def test_a_reply_of_the_alerts_name_ends_nothing_where_two_alerts_are_known(two: Night) -> None:
    await two.alert(event_id="Ev1", state=RESOLVED, fingerprint="fp-1b", reply=True)
    assert await status(two) is FIRING


async def test_an_edit_of_a_post_of_two_alerts_ends_neither_unless_it_says_which(night: Night) -> None:
    for part, mark in enumerate(("fp-1", "fp-2")):
        await night.alert(fingerprint=mark, part=part, several=True)
    await night.work()
    await night.alert(fingerprint="", state=RESOLVED, edited=True, event_id="Ev1")
    assert await status(night) is FIRING
    assert await night.rows(Act.RECOVERED) == []


async def test_rows_of_an_older_version_that_do_not_say_where_they_stood_are_still_read(
    night: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unplaced(_post: AlertPost) -> dict[str, str]:
        return {}

    with monkeypatch.context() as older:
        older.setattr(intake, "place_of", unplaced)
        await night.alert()
        await night.alert("100.2", fingerprint="fp-2", name="CheckoutSlow")
        await night.settle()
    await night.alert("100.2", edited=True, event_id="Ev1", fingerprint="fp-2b", state=RESOLVED)
    assert await status(night) is FIRING
    await night.alert(edited=True, event_id="Ev2", fingerprint="fp-1b", state=RESOLVED)
    assert await status(night) is QUIET
    assert [row.detail["fingerprint"] for row in await night.rows(Act.RECOVERED)] == ["fp-2", "fp-1"]
