"""What people ask in a thread, and what is no question."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.answer import Topic
from bot.facts.question import Question, naming, question_in, suspects_in


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("why did it restart?", Topic.WHY),
        ("so why is checkout slow", Topic.WHY),
        ("why did it crash after the deploy?", Topic.WHY),
        ("What’s wrong?", Topic.WHY),
        ("what is the root cause?", Topic.WHY),
        ("what changed?", Topic.CHANGED),
        ("did anything change?", Topic.CHANGED),
        ("was there a deploy today?", Topic.CHANGED),
        ("who owns this?", Topic.OWNER),
        ("who's the commander?", Topic.OWNER),
        ("is anyone on it?", Topic.OWNER),
        ("what was read?", Topic.READ),
        ("what could not be read", Topic.READ),
        ("did you check the logs?", Topic.READ),
        ("when did this start?", Topic.BEGAN),
        ("how long has this been going on?", Topic.BEGAN),
        ("what should we do next?", Topic.NEXT),
        ("should we roll back?", Topic.NEXT),
        ("how do we verify that?", Topic.NEXT),
        ("thanks, what now?", Topic.NEXT),
        ("can you restart it?", Topic.DO),
        ("could you please roll back?", Topic.DO),
        ("is it the DB?", Topic.SUSPECT),
        ("could it be dns", Topic.SUSPECT),
        ("is payments down?", Topic.SUSPECT),
        ("is it because of the payments service?", Topic.SUSPECT),
    ],
)
def test_a_question_has_its_topic(text: str, topic: Topic) -> None:
    asked = question_in(text)
    assert asked is not None
    assert (asked.topic, asked.exact) == (topic, True)


@pytest.mark.parametrize(
    "text", ["any ideas?", "how many pods are affected?", "what about checkout?", "is it?", "is it this one?"]
)
def test_what_no_topic_fits_is_nearest_to_the_cause(text: str) -> None:
    assert question_in(text) == Question(Topic.WHY, exact=False)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "again",
        "again?",
        "look again",
        "can you look again?",
        "please check the pods",
        "could you take another look?",
        "triage",
        "re-triage please",
        "do it again",
        "have a look",
        "once more please",
        "checkout?",
        "why",
        "it is checkout",
        "restart it",
        "thanks!",
        "don't triage",
    ],
)
def test_what_asks_for_another_look_or_for_nothing_is_no_question(text: str) -> None:
    assert question_in(text) is None


def test_suspects_are_the_words_that_say_something() -> None:
    assert suspects_in("Is it the DB?") == ("db",)
    assert suspects_in("could it be the payments-api or DNS or memory or disk?") == (
        "payments-api",
        "dns",
        "memory",
    )
    assert suspects_in("is it this?") == ()


@pytest.mark.parametrize(
    ("suspect", "text", "named"),
    [
        ("db", "dial tcp: connect to postgres:5432 refused", True),
        ("db", "the feedback loop", False),
        ("memory", "last state: oomkilled", True),
        ("deploy", "changed in revision 7", True),
        ("deployment", "deployment shop/cart is well", True),
        ("certs", "x509: unknown authority", False),
        ("certs", "certificate has expired", True),
        ("payments", "lookup payments.shop.svc", True),
        ("ay", "payments", False),
        ("s", "sssh", True),
    ],
)
def test_a_suspect_is_found_by_its_kin_at_the_beginning_of_words(
    suspect: str, text: str, named: bool
) -> None:
    assert (naming(suspect).search(text) is not None) is named


@given(st.text(max_size=700))
def test_any_text_is_judged(text: str) -> None:
    asked = question_in(text)
    assert asked is None or len(asked.suspects) <= 3
    assert all(isinstance(naming(one), re.Pattern) for one in suspects_in(text))
