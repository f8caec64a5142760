"""What the model did, as the thread tells it."""

from datetime import timedelta
from typing import Any

import pytest

from bot.domain.agreement import Accord, Agreement
from bot.domain.model import Ended, ModelOutcome
from bot.render.actions import ActionId, unpack
from bot.render.diagnosis import diagnosis_message
from bot.render.model import TITLE, dropped_lines, model_line, model_message, money
from bot.voice.payload import screen
from tests.render import render_factories as make
from tests.render.everything_said import POSTS
from tests.render.slack_limits import shown


def test_a_run_that_answered_tells_its_release_how_it_compares_and_what_it_took() -> None:
    assert model_line(make.outcome()) == (
        "Model (release `2026-11`, `claude-opus-5-5`, `3f2a9c01d4e7`): same cause, 0.86, 4 reads, 12.3 s, $0.04."
    )


@pytest.mark.parametrize(
    ("same_cause", "confidence", "said"),
    [
        (True, 0.86, "same cause, 0.86"),
        (False, 0.62, "another cause, 0.62"),
        (None, 0.5, "rules without a cause, 0.50"),
        (None, None, "without a cause, 4 reads"),
    ],
)
def test_what_cannot_be_compared_is_said_so(
    same_cause: bool | None, confidence: float | None, said: str
) -> None:
    assert f": {said}" in model_line(make.outcome(same_cause=same_cause, confidence=confidence))


@pytest.mark.parametrize(
    ("outcome", "line"),
    [
        (make.OUTCOMES["late"], "Model: no answer in 60 s."),
        (ModelOutcome(), "Model: no answer."),
        (ModelOutcome(why="stopped by a lever: model"), "Model: stopped by a lever: model."),
        (
            ModelOutcome(ended=Ended.QUOTA, why="quota used up", back_at=make.minutes(1_306)),
            "Model: quota used up; open again at 00:00 UTC on 2026-11-21.",
        ),
    ],
)
def test_a_run_without_an_answer_says_why_and_when_it_may_be_asked_again(
    outcome: ModelOutcome, line: str
) -> None:
    assert model_line(outcome) == line


def test_the_time_of_return_is_told_in_utc() -> None:
    there = make.minutes(1_306).astimezone(make.ELSEWHERE)
    assert "00:00 UTC on 2026-11-21" in model_line(ModelOutcome(why="quota used up", back_at=there))


@pytest.mark.parametrize(
    ("micro", "said"),
    [(0, "$0.00"), (1, "under $0.01"), (10_000, "$0.01"), (41_000, "$0.04"), (1_234_567_890, "$1,234.57")],
)
def test_money_is_dollars_and_cents(micro: int, said: str) -> None:
    assert money(micro) == said


def test_what_was_dropped_is_counted_by_why() -> None:
    assert dropped_lines(0, 0) == []
    assert dropped_lines(1, 0) == ["1 statement dropped: it cites nothing that was read."]
    assert dropped_lines(2, 1) == [
        "2 statements dropped: they cite nothing that was read.",
        "1 statement dropped by the language guard.",
    ]


def test_a_disagreement_is_the_second_line_of_a_phone() -> None:
    first, second, third, *_ = POSTS["model: other cause"].text.splitlines()
    assert first == "Nobody owns this incident as of 02:14 UTC"
    assert second == (
        "Rules and model disagree: rules say `readiness-probe-port` (0.93), the model says `bad-rollout` (0.62)."
    )
    assert third.startswith("Hypothesis 1 (0.62): ")


def test_each_of_the_models_hypotheses_has_its_quotes_doubts_and_next_check() -> None:
    said = shown(POSTS["model: other cause"])
    for part in (
        TITLE,
        "cause code: `bad-rollout`; source: model",
        "E4│ Readiness probe failed: connection refused",
        "Evidence for: E1. Evidence against: E5.",
        "What would refute it: ",
        "Next check: `kubectl -n shop describe pod cart-7d9f`",
        "Not read, by the model's answer: metrics of shop/cart.",
        "2 statements dropped: they cite nothing that was read.",
    ):
        assert part in said


def test_what_the_rules_have_too_is_marked() -> None:
    told: dict[str, Any] = {"diagnosis_id": 8, "now": make.NOW, "deployment": "prod-1"}
    some = Agreement(accord=Accord.SAME, further=(2,))
    model = make.diagnosis(hypotheses=(make.hypothesis(), make.hypothesis(2)))
    said = model_message(make.incident(), make.diagnosis(), model, some, make.outcome(), **told)
    assert "the same cause: `readiness-probe-port` (0.93); the model adds 1 hypothesis." in said.text
    assert shown(said).count("This one stands in the rules' diagnosis too.") == 1


def test_a_model_without_hypotheses_names_none() -> None:
    assert "The model names no hypothesis." in shown(POSTS["model: the model finds nothing wrong"])
    assert TITLE not in shown(POSTS["model: the model finds nothing wrong"])


def test_the_verdict_buttons_carry_the_models_own_diagnosis() -> None:
    buttons = {one["action_id"]: one for one in POSTS["model: other cause"].blocks[-1]["elements"]}
    assert set(buttons) == {ActionId.RIGHT, ActionId.PARTLY, ActionId.WRONG, ActionId.RAW}
    pressed = unpack(buttons[ActionId.RIGHT]["value"])
    assert pressed is not None
    assert pressed.diagnosis_id == 8


def test_the_rules_message_is_as_before_but_for_one_line() -> None:
    told: dict[str, Any] = {"diagnosis_id": 7, "now": make.NOW, "deployment": "prod-1"}
    before = shown(diagnosis_message(make.incident(), make.diagnosis(), **told)).splitlines()
    line = model_line(make.OUTCOMES["late"])
    after = shown(diagnosis_message(make.incident(), make.diagnosis(), model=line, **told)).splitlines()
    assert [one for one in after if one not in before] == ["Model: no answer in 60 s."]


@pytest.mark.parametrize("why", ["I am on it", "the team is on it", "all clear, resolved", "Nora owns this"])
def test_a_reason_that_speaks_is_withheld_and_never_refuses_the_message(why: str) -> None:
    line = model_line(ModelOutcome(why=why))
    body = {"channel": "C0INCIDENTS", "text": "Nobody owns this incident as of 02:14 UTC", "blocks": []}
    block = {"type": "context", "elements": [{"type": "mrkdwn", "text": line}]}
    screened = screen("chat.postMessage", {**body, "blocks": [block]})
    assert not screened.refused
    assert screened.withheld


def test_every_outcome_passes_the_guard_at_any_time() -> None:
    for outcome in make.OUTCOMES.values():
        for moved in (0, 1, 60 * 24 * 40):
            at = make.NOW + timedelta(minutes=moved)
            back = at if outcome.back_at else None
            line = model_line(outcome.model_copy(update={"back_at": back}))
            screened = screen("chat.postMessage", {"channel": "C0INCIDENTS", "text": line})
            assert screened.withheld == (), line
