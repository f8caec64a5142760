import json

import pytest

from bot.voice.jsonl import parse_acts, verdicts


def _one(row: object) -> dict[str, object]:
    return next(verdicts([json.dumps(row)]))


def test_prose_is_judged_and_its_reading_shown() -> None:
    assert _one({"text": "On it."}) == {"verdict": "block", "rule": "possession", "rendered": "On it."}
    assert _one({"text": "Nobody owns this incident."})["verdict"] == "pass"


@pytest.mark.parametrize(
    "tree",
    [
        {"type": "section", "text": {"type": "mrkdwn", "text": "SRE has this"}},
        {"type": "modal", "title": {"type": "plain_text", "text": "Resolved"}, "blocks": []},
        {"method": "chat.postMessage", "text": "On it"},
        {"attachments": [{"text": "On it"}]},
        {"response_type": "ephemeral", "text": "On it"},
        ["On", " it"],
        [{"type": "section", "text": {"type": "mrkdwn", "text": "On it"}}],
    ],
)
def test_json_of_a_known_shape_is_judged_as_a_call_even_without_a_kind(tree: object) -> None:
    assert _one({"text": json.dumps(tree)})["verdict"] == "block"


def test_a_reaction_is_always_blocked() -> None:
    assert _one({"text": '{"name": "eyes"}', "kind": "reaction"})["rule"] == "unknown-method"


def test_json_that_is_none_is_prose() -> None:
    assert _one({"text": "{not json", "kind": "block_kit"})["verdict"] in {"pass", "block"}
    assert _one({"text": "[sic] The pod is Pending."})["verdict"] == "pass"


def test_blank_lines_are_skipped_and_order_is_kept() -> None:
    lines = ['{"text": "On it."}', "", '{"text": "The pod is Pending."}']
    assert [said["verdict"] for said in verdicts(lines)] == ["block", "pass"]


@pytest.mark.parametrize("line", ["{", "[]", '{"kind": "radio"}', '{"text": 5}'])
def test_a_malformed_line_is_named_by_its_number(line: str) -> None:
    with pytest.raises(ValueError, match="line 2"):
        list(verdicts(['{"text": "a pod"}', line]))


def test_a_ledger_file_is_a_list_of_acts() -> None:
    acts = parse_acts('[{"user": "U0NORA", "act": "approved", "at": "02:31"}]')
    assert acts[0].source == "button"
    assert next(verdicts(['{"text": "<@U0NORA> approved P-3 at 02:31."}'], acts))["verdict"] == "pass"
    with pytest.raises(ValueError, match="JSON list"):
        parse_acts('{"user": "U0NORA"}')
