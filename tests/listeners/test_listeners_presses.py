from typing import Any

import pytest

from bot.listeners.events import CLAIM, mention_of
from bot.listeners.presses import click_of, press_key, submission_key, submission_of
from bot.listeners.views import SUBMITS, typed
from bot.render.actions import ActionId, Field, Pressed, ViewId

PRESSED = Pressed(
    deployment="d", incident_id="i", proposal_id="p", digest="g", channel="C1", message_ts="1.1"
)
BODY: dict[str, Any] = {
    "user": {"id": "U0NORA", "team_id": "T0LOOKOUT"},
    "channel": {"id": "C2"},
    "container": {"channel_id": "C2", "message_ts": "2.2"},
}
ACTION = {"action_ts": "9.9", "action_id": "lookout.approve", "value": "v"}


def test_a_click_stands_on_the_message_it_came_from_and_not_on_what_the_button_says() -> None:
    click = click_of(BODY, "lookout.approve", PRESSED, {})
    assert (click.channel, click.message_ts, click.user_id) == ("C2", "2.2", "U0NORA")
    assert (click.incident_id, click.proposal_id, click.digest) == ("i", "p", "g")


def test_a_submission_stands_on_the_message_whose_button_opened_it() -> None:
    click = submission_of(BODY, "lookout.confirm", PRESSED, {"reason": "x"})
    assert (click.channel, click.message_ts, click.fields) == ("C1", "1.1", {"reason": "x"})


def test_a_diagnosis_takes_the_place_of_a_proposal_where_there_is_none() -> None:
    rated = Pressed(deployment="d", incident_id="i", diagnosis_id=4)
    assert click_of(BODY, "lookout.right", rated, {}).proposal_id == "4"


@pytest.mark.parametrize("change", [{"action_ts": "9.8"}, {"action_id": "lookout.deny"}, {"value": "w"}])
def test_two_presses_have_two_keys_and_one_press_has_one(change: dict[str, str]) -> None:
    assert press_key(BODY, ACTION) == press_key({**BODY, "trigger_id": "other"}, ACTION)
    assert press_key(BODY, ACTION) != press_key(BODY, {**ACTION, **change})


def test_two_people_who_press_at_once_have_two_keys() -> None:
    assert press_key(BODY, ACTION) != press_key({**BODY, "user": {"id": "U0IVY"}}, ACTION)


def test_a_submission_is_known_by_its_view() -> None:
    body = {**BODY, "view": {"id": "V1", "callback_id": "c", "hash": "h"}}
    assert submission_key(body) == submission_key({**body, "trigger_id": "other"})
    assert submission_key(body) != submission_key(
        {**body, "view": {"id": "V2", "callback_id": "c", "hash": "h"}}
    )


def test_every_modal_is_a_click() -> None:
    assert set(SUBMITS) == set(ViewId)
    assert set(SUBMITS.values()) <= set(ActionId)


def test_what_was_typed_is_read_by_our_own_names_and_bounded() -> None:
    view = {
        "state": {
            "values": {
                Field.REASON: {Field.REASON: {"value": "x" * 5000}},
                Field.PERSON: {Field.PERSON: {"selected_user": "U0EMIL"}},
                Field.CAUSE: {Field.CAUSE: {"value": None}},
                "other": {"other": {"value": "ignored"}},
            }
        }
    }
    assert typed(view) == {"reason": "x" * 1000, "user": "U0EMIL"}
    assert typed({}) == {}


def test_a_mention_is_read_without_the_own_name() -> None:
    event = {"channel": "C1", "ts": "1.1", "user": "U0NORA", "text": "<@U0LOOKOUT> why is checkout slow?"}
    mention = mention_of(event, "U0LOOKOUT")
    assert (mention.text, mention.thread_ts, mention.team_id) == ("why is checkout slow?", "", "")


@pytest.mark.parametrize("text", ["on it", "ACK", "I have it", "I'll take it", "taking this", "mine"])
def test_these_words_mean_to_own_it(text: str) -> None:
    assert CLAIM.search(text)


@pytest.mark.parametrize("text", ["the backlog grows", "undermined", "Jack said so", "come on, itself"])
def test_these_words_do_not(text: str) -> None:
    assert not CLAIM.search(text)
