"""What Slack refuses waits; what it cannot find any more is said elsewhere."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from structlog.testing import capture_logs

from bot.adapters.slack.egress import Egress
from bot.adapters.slack.errors import translate
from bot.adapters.slack.messenger import SlackMessenger
from bot.domain.errors import OutsideError, PermanentError, RefusedError
from bot.render.actions import ActionId
from bot.triage.ports.slack import Letter
from tests.fakes_slack import NORA
from tests.triage.worlds import ROOM, Night

pytestmark = pytest.mark.long

REVOKED = RefusedError("the bot token is revoked")


async def waiting(night: Night) -> int:
    """How many letters Slack does not show yet."""
    async with night.store.read() as tx:
        return await tx.outbox.waiting()


def shown(night: Night, start: str) -> list[tuple[str, Letter]]:
    """The messages in Slack whose key begins so, with where they stand."""
    return [(ts, one) for ts, one in night.slack.shown.items() if one.key.startswith(start)]


async def test_a_token_that_was_revoked_for_a_night_loses_nothing(night: Night) -> None:
    night.slack.down = REVOKED
    await night.alert()
    await night.pass_time(600, step=5)
    before = await waiting(night)
    assert before >= 3
    assert night.slack.shown == {}
    night.slack.down = None
    await night.pass_time(6)
    assert await waiting(night) == 0
    assert night.slack.text("status")
    assert night.slack.text("diagnosis")


async def test_a_refusal_is_tried_again_after_half_a_minute_and_then_ever_more_seldom(night: Night) -> None:
    night.slack.down = REVOKED
    await night.alert()
    await night.settle()
    tries = []
    for second in range(1, 1200):
        night.clock.advance(1)
        before = len(night.slack.calls)
        await night.deliver()
        if len(night.slack.calls) > before:
            tries.append(second)
    waits = [after - before for before, after in zip([0, *tries], tries, strict=False)]
    assert waits == [30, 60, 120, 300, 300, 300]


async def test_a_refusal_is_said_once_in_the_log(night: Night) -> None:
    night.slack.down = REVOKED
    with capture_logs() as logs:
        await night.alert()
        await night.pass_time(20)
        night.slack.down = RefusedError("the Slack app lacks a scope")
        await night.pass_time(20)
    said = [one["why"] for one in logs if one["log_level"] == "error"]
    assert said == ["the bot token is revoked", "the Slack app lacks a scope"]


@pytest.mark.parametrize("code", ["message_not_found", "cant_update_message", "edit_window_closed"])
async def test_a_status_that_cannot_be_edited_is_posted_anew(fired: Night, code: str) -> None:
    [(old, left)] = shown(fired, "status")
    fired.slack.troubles.append(PermanentError(f"Slack refused chat.update: {code}", code=code))
    async with fired.store.begin() as tx:
        await tx.incidents.save((await fired.incident()).model_copy(update={"title": "Renamed"}))
    await fired.alert("100.2")
    await fired.settle()
    [_, (new, status)] = shown(fired, "status")
    assert new != old
    assert "2 alerts" in status.content.text
    assert fired.slack.shown[old] is left
    assert await waiting(fired) == 0


async def test_the_buttons_of_a_message_that_was_posted_anew_work(fired: Night) -> None:
    for ts, _ in shown(fired, "status"):
        del fired.slack.shown[ts]
    await fired.alert("100.2")
    await fired.settle()
    await fired.click(NORA, ActionId.TAKE)
    assert (await fired.incident()).owner is not None
    assert NORA in fired.slack.text("status")


async def test_an_edit_that_is_refused_for_good_for_another_reason_is_given_up(fired: Night) -> None:
    fired.slack.troubles.append(
        PermanentError("Slack refused chat.update: msg_too_long", code="msg_too_long")
    )
    await fired.alert("100.2")
    await fired.settle()
    assert len(shown(fired, "status")) == 1
    assert await waiting(fired) == 0


async def test_an_alert_that_is_gone_before_the_first_word_gets_its_thread_under_the_status(
    night: Night,
) -> None:
    night.slack.gone_threads.add("100.1")
    await night.alert()
    await night.pass_time(1, step=0.1)
    [(root, status)] = shown(night, "status")
    [(_, diagnosis)] = shown(night, "diagnosis")
    assert (status.thread_ts, diagnosis.thread_ts) == ("", root)
    assert (await night.incident()).thread_ts == root
    assert len(night.slack.posts("diagnosis")) == 1
    assert await waiting(night) == 0


async def test_a_thread_that_is_gone_in_the_middle_goes_on_under_a_new_status(fired: Night) -> None:
    old = shown(fired, "status")[0][0]
    fired.slack.gone_threads.add("100.1")
    await fired.pass_time(10)
    root, status = shown(fired, "status")[-1]
    assert (root != old, status.thread_ts) == (True, "")
    reminders = shown(fired, "remind")
    assert reminders
    assert {one.thread_ts for _, one in reminders} == {root}
    assert len([one for _, one in shown(fired, "status") if not one.thread_ts]) == 1
    assert await waiting(fired) == 0


async def test_when_that_thread_goes_too_there_is_another(fired: Night) -> None:
    fired.slack.gone_threads.add("100.1")
    await fired.pass_time(10)
    first = (await fired.incident()).thread_ts
    fired.slack.gone_threads.add(first)
    del fired.slack.shown[first]
    await fired.pass_time(20)
    second = (await fired.incident()).thread_ts
    assert second not in {first, "100.1"}
    assert second in fired.slack.shown
    assert await waiting(fired) == 0


async def test_a_message_that_belongs_to_no_incident_goes_to_the_channel(night: Night) -> None:
    night.slack.gone_threads.add("100.1")
    async with night.store.begin() as tx:
        content = _any_content().content
        await tx.outbox.put("lone", content, incident_id="", channel=ROOM, thread_ts="100.1")
    await night.deliver()
    [(_, lone)] = shown(night, "lone")
    assert lone.thread_ts == ""


async def test_an_archived_channel_after_a_lost_thread_comes_to_an_end(fired: Night) -> None:
    fired.slack.gone_threads.add("100.1")

    class Archived(type(fired.slack)):  # type: ignore[misc]  # the fake of this night, with a channel that closed
        async def post(self, letter: Letter) -> str:
            if not letter.thread_ts:
                raise PermanentError("Slack refused chat.postMessage: is_archived", code="is_archived")
            return str(await fired.slack.post(letter))

    world = fired.other("w1", messenger=Archived())
    fired.clock.advance(minutes=10)
    await fired.work()
    for _ in range(10):
        await fired.deliver(world)
        fired.clock.advance(2)
    assert await waiting(fired) == 0


def _any_content() -> Letter:
    from bot.render.fallback import FALLBACK_POST  # noqa: PLC0415 # used here only

    return Letter(id="x", key="x", incident_id="", channel=ROOM, thread_ts="", content=FALLBACK_POST)


class BrokenEgress(Egress):
    """Every read ends in this error."""

    def __init__(self, problem: OutsideError) -> None:
        self._problem = problem

    async def read(self, method: str, **_params: Any) -> dict[str, Any]:
        """As above."""
        raise self._problem


def slack_says(code: str) -> OutsideError:
    """Slack's answer as our error."""
    return translate("conversations.replies", SlackApiError("no", {"ok": False, "error": code}))  # type: ignore[no-untyped-call]  # the SDK has no types here


async def test_a_letter_is_not_found_in_a_thread_that_is_gone() -> None:
    messenger = SlackMessenger(BrokenEgress(slack_says("thread_not_found")))
    letter = _any_content().model_copy(update={"thread_ts": "1.1"})
    assert await messenger.find(letter) == ""


@pytest.mark.parametrize(("code", "thread_ts"), [("channel_not_found", "1.1"), ("thread_not_found", "")])
async def test_another_trouble_in_the_search_is_not_taken_for_an_answer(code: str, thread_ts: str) -> None:
    messenger = SlackMessenger(BrokenEgress(slack_says(code)))
    letter = _any_content().model_copy(update={"thread_ts": thread_ts})
    with pytest.raises(PermanentError) as told:
        await messenger.find(letter)
    assert told.value.code == code
