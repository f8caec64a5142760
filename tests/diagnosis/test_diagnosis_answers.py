"""What a model said to a question, and which sentences of it stand."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.diagnosis.answers import ANSWER_SCHEMA, check_answer
from bot.domain.snapshot import Read
from tests.diagnosis.claim_factories import EVIDENCE
from tests.diagnosis.test_diagnosis_claims import STRANGE

BACKED = {
    "text": "The container of shop/cart restarts because it is killed at its memory limit.",
    "evidence": [{"id": "E1", "span": "reason OOMKilled"}],
}


def test_a_backed_sentence_stands_with_its_citation() -> None:
    checked = check_answer({"sentences": [BACKED], "unanswered": "Why the heap grows."}, EVIDENCE)
    assert [(one.text, one.evidence) for one in checked.answer.sentences] == [(BACKED["text"], ("E1",))]
    assert checked.answer.evidence == EVIDENCE[:1]
    assert checked.answer.unanswered == "Why the heap grows."
    assert (checked.unbacked, checked.withheld, checked.dropped) == (0, 0, ())


@pytest.mark.parametrize(
    ("sentence", "unbacked", "withheld"),
    [
        (BACKED | {"evidence": []}, 1, 0),
        (BACKED | {"evidence": [{"id": "E1", "span": "reason Evicted"}]}, 1, 0),
        (BACKED | {"text": "The traces were read and show a slow call."}, 1, 0),
        (BACKED | {"text": "I restarted the container."}, 0, 1),
        (BACKED | {"text": ""}, 0, 1),
    ],
)
def test_a_sentence_that_does_not_stand_is_dropped_and_counted(
    sentence: dict[str, Any], unbacked: int, withheld: int
) -> None:
    checked = check_answer({"sentences": [sentence, BACKED], "unanswered": "I am on it."}, EVIDENCE)
    assert len(checked.answer.sentences) == 1
    assert (checked.unbacked, checked.withheld) == (unbacked, withheld)
    assert checked.dropped
    assert checked.answer.unanswered == ""


def test_a_read_of_the_rules_may_be_named() -> None:
    told = BACKED | {"text": "The events were read and show that shop/cart is killed at its limit."}
    assert not check_answer({"sentences": [told]}, EVIDENCE).answer.sentences
    assert check_answer({"sentences": [told]}, EVIDENCE, (Read(what="events", count=2),)).answer.sentences


def test_the_form_of_an_answer_is_closed() -> None:
    assert ANSWER_SCHEMA["required"] == ["sentences", "unanswered"]
    assert ANSWER_SCHEMA["additionalProperties"] is False


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(STRANGE, st.sampled_from(["sentences", "unanswered"]), st.sampled_from(["text", "evidence"]))
def test_no_answer_breaks_the_check(odd: Any, top: str, field: str) -> None:
    for told in ({top: odd}, {"sentences": [BACKED | {field: odd}] * 20}, {"sentences": [odd]}):
        checked = check_answer(told, EVIDENCE)
        assert json.dumps(checked.model_dump(mode="json"))
