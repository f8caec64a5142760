from typing import Any

import pytest

from bot.voice import payload
from bot.voice.payload import screen

OWNER_LINE = "Nobody owns this incident as of 02:14."


def _section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def _button(label: str) -> dict[str, Any]:
    return {
        "type": "button",
        "text": {"type": "plain_text", "text": label},
        "action_id": "lookout.take",
        "value": '{"d": "abc"}',
    }


def _posted(*blocks: dict[str, Any], text: str = OWNER_LINE) -> payload.Screened:
    return screen("chat.postMessage", {"channel": "C0INC", "text": text, "blocks": list(blocks)})


def test_a_true_message_goes_out_unchanged() -> None:
    body = {
        "channel": "C0INC",
        "text": OWNER_LINE,
        "blocks": [
            _section("Error rate 14 %."),
            {"type": "actions", "elements": [_button("Take ownership")]},
        ],
    }
    said = screen("chat.postMessage", body)
    assert said.body == body
    assert said.withheld == ()
    assert not said.refused


def test_a_violating_sentence_is_withheld_with_a_number_and_the_rest_is_said() -> None:
    said = _posted(_section("Error rate 14 %. SRE is on it. All clear. Pool exhausted."))
    assert said.body["blocks"][0]["text"]["text"] == (
        "Error rate 14 %. [2 sentences withheld by the language guard] Pool exhausted."
    )
    assert said.withheld[0].path == "blocks.0.text.text"
    assert not said.refused


def test_a_claim_at_the_end_is_withheld_too() -> None:
    said = _posted(_section("Error rate 14 %.\nOn it."))
    assert said.body["blocks"][0]["text"]["text"].endswith("[1 sentence withheld by the language guard]")


def test_a_claim_that_only_the_whole_text_makes_withholds_the_whole() -> None:
    said = _posted(_section("Read 212 pods. ```x\nI own this incident\n```"))
    assert said.body["blocks"][0]["text"]["text"] == "[withheld]"


@pytest.mark.parametrize("text", ["On it.", "On it.\nError rate 14 %.", "\nResolved\nmore"])
def test_a_violating_first_line_refuses_the_call(text: str) -> None:
    assert _posted(text=text).refused
    assert _posted(text=text).body == {}


def test_a_violation_below_the_first_line_is_withheld_only() -> None:
    said = _posted(text=f"{OWNER_LINE}\nSRE is on it.")
    assert not said.refused
    assert said.body["text"] == f"{OWNER_LINE}\n[1 sentence withheld by the language guard]"


@pytest.mark.parametrize(
    "block",
    [
        {"type": "actions", "elements": [_button("Acknowledged")]},
        {
            "type": "image",
            "image_url": "https://x.example/a.png",
            "title": {"type": "plain_text", "text": "All clear"},
            "alt_text": "graph",
        },
        {
            "type": "rich_text",
            "elements": [{"type": "rich_text_section", "elements": [{"type": "user", "user_id": "on it"}]}],
        },
        {**_button("Stop"), "action_id": "on it now"},
        {"type": "emoji", "name": "eyes"},
        {
            "type": "section",
            "text": {"type": "mrkdwn", "text": "x y"},
            "accessory": {"type": "image", "image_url": "javascript:x"},
        },
    ],
)
def test_a_violating_label_or_id_refuses_the_call(block: dict[str, Any]) -> None:
    assert _posted(block).refused


@pytest.mark.parametrize(
    "method", ["reactions.add", "reactions.remove", "conversations.rename", "users.profile.set", "chat.shout"]
)
def test_a_method_that_is_not_known_to_be_harmless_is_refused(method: str) -> None:
    said = screen(method, {"text": OWNER_LINE})
    assert said.refused
    assert said.withheld[0].rule == "unknown-method"


@pytest.mark.parametrize("key", ["icon_emoji", "icon_url", "username"])
def test_another_identity_is_refused(key: str) -> None:
    assert screen("chat.postMessage", {"text": OWNER_LINE, key: "x"}).refused


def test_files_are_judged_by_name_title_and_lines() -> None:
    body = {
        "filename": "evidence-E3.txt",
        "title": "Log of cart",
        "content": "ERROR no such host\nnora: I'm on it",
    }
    said = screen("files.uploadV2", body)
    assert said.body["content"].split("\n")[1] == "[line withheld: reads like a person's statement]"
    assert screen("files.uploadV2", {**body, "filename": "all-clear.txt"}).refused
    assert screen("files.uploadV2", {"file": b"ack deadline exceeded"}).body == {
        "file": "ack deadline exceeded"
    }


def test_an_unknown_key_is_text() -> None:
    assert screen(
        "chat.postMessage", {"text": OWNER_LINE, "metadata": {"event_payload": {"note": "we are on it"}}}
    ).withheld


def test_ids_numbers_and_nothing_pass() -> None:
    body = {
        "text": OWNER_LINE,
        "channel": "C0INC",
        "thread_ts": "1.2",
        "unfurl_links": False,
        "post_at": 5,
        "blocks": None,
        "icon_emoji": "",
    }
    said = screen("chat.postMessage", body)
    assert not said.refused
    assert said.body["thread_ts"] == "1.2"


def test_private_metadata_may_be_json_and_nothing_else_with_blanks() -> None:
    view = {
        "type": "modal",
        "private_metadata": '{"i": 12}',
        "title": {"type": "plain_text", "text": "Take ownership"},
        "blocks": [],
    }
    assert not screen("views.open", {"trigger_id": "1.2.x", "view": view}).refused
    assert screen("views.open", {"view": {**view, "private_metadata": "on it"}}).refused


@pytest.mark.parametrize("key", ["title", "submit", "close"])
def test_a_modals_labels_refuse_the_call(key: str) -> None:
    view = {
        "type": "modal",
        "title": {"type": "plain_text", "text": "Stop"},
        "blocks": [],
        key: {"type": "plain_text", "text": "On it"},
    }
    assert screen("views.open", {"view": view}).refused


def test_too_large_a_body_is_refused() -> None:
    assert (
        screen("chat.postMessage", {"text": OWNER_LINE, "blocks": [_section("a" * 210_000)]}).withheld[0].rule
        == "too-large"
    )


def test_an_error_in_the_guard_counts_as_a_violation(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("bot.voice.walk.judge", broken)
    said = screen("chat.postMessage", {"text": OWNER_LINE})
    assert said.refused
    assert said.withheld[0].rule == "guard-error"


def test_a_body_that_nests_for_ever_is_refused_not_raised() -> None:
    body: dict[str, Any] = {"text": OWNER_LINE}
    deep: dict[str, Any] = body
    for _ in range(5_000):
        deep["blocks"] = {}
        deep = deep["blocks"]
    assert screen("chat.postMessage", body).refused
