"""The scripted mind: what it reads of a request, and what it makes of it."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.sandbox.provider.cache import KEPT, Cache
from bot.sandbox.provider.mind import answering, filled, good
from bot.sandbox.provider.minds import MINDS
from bot.sandbox.provider.seen import Seen, seen
from tests.fakes_clock import START

Json = dict[str, Any]
CITATIONS: Json = {
    "type": "array",
    "items": {"type": "object", "properties": {"id": {"type": "string"}, "span": {"type": "string"}}},
}
FORM: Json = {
    "type": "object",
    "properties": {
        "verdict": {"type": "string", "enum": ["fault", "healthy"]},
        "hypotheses": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "cause": {"type": "string", "enum": ["bad-rollout", "oom-killed", "other"]},
                    "subject": {
                        "type": "object",
                        "properties": {one: {"type": "string"} for one in ("kind", "namespace", "name")},
                    },
                    "statement": {"type": "string"},
                    "confidence": {"type": "number"},
                    "evidence": CITATIONS,
                    "against": CITATIONS,
                },
            },
        },
        "not_read": {"type": "array", "items": {"type": "string"}},
    },
}
OPENING = """Target:
- sandbox/shop checkout; severity critical

Hypothesis 1 of the rules (0.80):
- cause: oom-killed; subject: Deployment/shop/checkout
- evidence: E1, E2

<evidence id="E1" source="status" ref="shop/pod/checkout-1">
lastState.terminated.reason = OOMKilled
</evidence>
<evidence id="E2" source="logs" ref="x">
ok
</evidence>"""
TOOLS = [
    {"name": "objects", "input_schema": {"type": "object", "properties": {"kind": {"type": "string"}}}},
    {"name": "events", "input_schema": {"type": "object", "properties": {"warnings": {"type": "boolean"}}}},
    {"name": "snapshot", "input_schema": {"type": "object", "properties": {"kind": {"type": "string"}}}},
]


def body(*more: Json, **changes: Any) -> Json:
    asked: Json = {
        "model": "m",
        "messages": [{"role": "user", "content": [{"type": "text", "text": OPENING}]}, *more],
        "tools": TOOLS,
        "output_config": {"format": {"type": "json_schema", "schema": FORM}},
    }
    return asked | changes


def results() -> list[Json]:
    content = (
        '<evidence id="E3" source="events" ref="y">\n02:13 Warning Pod/checkout-1 BackOff: again\n</evidence>'
    )
    calls = [{"type": "tool_use", "id": str(one), "name": "events", "input": {}} for one in range(2)]
    told = [{"type": "tool_result", "tool_use_id": one["id"], "content": content} for one in calls]
    return [{"role": "assistant", "content": calls}, {"role": "user", "content": told}]


def test_it_reads_the_evidence_the_rules_cause_and_its_object() -> None:
    found = seen(body(*results()))
    assert found.spans == {
        "E1": "lastState.terminated.reason = OOMKilled",
        "E3": "02:13 Warning Pod/checkout-1 BackOff: again",
    }
    assert (found.cause, found.subject) == ("oom-killed", ("Deployment", "shop", "checkout"))
    assert (found.reads, found.turns) == (2, 1)


def test_of_other_forms_it_reads_what_it_can() -> None:
    text = (
        "Causes: bad-rollout, oom-killed, other\nE7 │ Node node-1: MemoryPressure since noon\nA bad-rollout."
    )
    found = seen(body(messages=[{"role": "user", "content": text}]))
    assert found.spans == {"E7": "Node node-1: MemoryPressure since noon"}
    assert found.cause == "bad-rollout"
    assert found.subject == ("Node", "", "node-1")
    assert seen(body(messages=[{"role": "user", "content": "hello"}])).subject[2] == "unnamed"
    parts = [
        {
            "type": "tool_result",
            "tool_use_id": "1",
            "content": [{"type": "text", "text": "E9\nlong enough here"}],
        }
    ]
    assert seen(body(messages=[{"role": "user", "content": parts}])).spans == {"E9": "long enough here"}


def test_on_a_good_day_it_asks_first_and_then_fills_the_form_from_what_was_read() -> None:
    first = good(seen(body()))
    assert first.stop == "tool_use"
    asked = {one["name"]: one["input"] for one in first.blocks if one["type"] == "tool_use"}
    assert asked == {"events": {"warnings": False}, "snapshot": {"kind": "pods"}}
    last = good(seen(body(*results())))
    told = json.loads(last.blocks[0]["text"])
    (one,) = told["hypotheses"]
    assert (told["verdict"], told["not_read"], one["against"]) == ("fault", [], [])
    assert (one["cause"], one["subject"]["name"], one["confidence"]) == ("oom-killed", "checkout", 0.86)
    assert one["evidence"][0] == {"id": "E3", "span": "02:13 Warning Pod/checkout-1 BackOff: again"}


def test_without_a_form_it_speaks_and_without_tools_it_answers_at_once() -> None:
    answer = good(seen(body(tools=[], output_config={})))
    assert (answer.stop, answer.blocks[0]["text"][-1]) == ("end_turn", ".")


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": ["string", "null"]}, ""),
        ({"type": "null"}, None),
        ({"type": "integer"}, 20),
        ({"enum": ["a", "b"]}, "a"),
        ({}, {}),
    ],
)
def test_what_it_does_not_know_it_fills_by_its_type(schema: Json, value: Any) -> None:
    assert filled(schema, Seen("m")) == value


@pytest.mark.parametrize("name", MINDS)
def test_every_mind_answers_the_first_and_the_last_turn(name: str) -> None:
    _, mind = MINDS[name]
    for asked in (body(), body(*results()), body(tools=[], output_config={})):
        assert mind(seen(asked)).stop


def test_the_lies_are_lies_and_the_other_cause_is_another() -> None:
    shown = seen(body(*results()))
    lies = json.loads(MINDS["lies"][1](shown).blocks[0]["text"])["hypotheses"][0]["evidence"]
    assert not any(one["span"] in OPENING for one in lies)
    assert {one["id"] for one in lies} == {"E999", "E1"}
    other = json.loads(MINDS["disagrees"][1](shown).blocks[0]["text"])["hypotheses"][0]
    assert other["cause"] == "bad-rollout"
    assert other["evidence"]
    alone = replace(shown, causes=())
    assert json.loads(MINDS["disagrees"][1](alone).blocks[0]["text"])


def test_what_is_given_instead_stands_in_the_form() -> None:
    told = json.loads(answering(seen(body()), statement="Otherwise.").blocks[0]["text"])
    assert told["hypotheses"][0]["statement"] == "Otherwise."


MARK = {"cache_control": {"type": "ephemeral"}}
LONG = "word " * 1000


def marked(*texts: str, mark: int = -1, model: str = "m") -> Json:
    blocks: list[Json] = [{"type": "text", "text": one} for one in texts]
    blocks[mark] |= MARK
    return {"model": model, "messages": [{"role": "user", "content": blocks}]}


def test_what_was_marked_is_read_from_the_cache_by_whatever_begins_with_it() -> None:
    cache = Cache()
    first = cache.use(marked(LONG), START)
    assert (first["input_tokens"], first["cache_read_input_tokens"]) == (0, 0)
    second = cache.use(marked(LONG, "and more"), START)
    assert second["cache_read_input_tokens"] == first["cache_creation_input_tokens"]
    assert 0 < second["cache_creation_input_tokens"] < 50


@pytest.mark.parametrize(
    "other",
    [
        marked("x" + LONG, "and more"),
        marked(LONG, "and more", model="another"),
        marked(LONG, *["x"] * 30),
        marked("short"),
    ],
)
def test_another_beginning_or_model_or_a_mark_too_far_off_reads_nothing_from_it(other: Json) -> None:
    cache = Cache()
    cache.use(marked(LONG), START)
    assert cache.use(other, START)["cache_read_input_tokens"] == 0


def test_it_is_forgotten_after_some_minutes_without_use() -> None:
    cache = Cache()
    cache.use(marked(LONG), START)
    assert cache.use(marked(LONG), START + KEPT - timedelta(seconds=1))["cache_read_input_tokens"]
    assert cache.use(marked(LONG), START + KEPT * 3)["cache_read_input_tokens"] == 0


def test_without_a_mark_everything_is_read_afresh() -> None:
    used = Cache().use(
        {"model": "m", "system": LONG, "messages": [{"role": "user", "content": "hello"}]}, START
    )
    assert used["input_tokens"] > 1000
    assert used["cache_creation_input_tokens"] == 0
