from typing import Any

import pytest

from bot.domain.people import HumanAct
from bot.voice import payload
from bot.voice.payload import screen

OWNER_LINE = "Nobody owns this incident as of 02:14."


def _section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def _posted(*blocks: dict[str, Any], text: str = OWNER_LINE) -> payload.Screened:
    return screen("chat.postMessage", {"channel": "C0INC", "text": text, "blocks": list(blocks)})


def test_inline_elements_are_judged_as_the_line_they_make() -> None:
    elements = [
        {"type": "text", "text": "Ac", "style": {"bold": True}},
        {"type": "text", "text": "knowledged"},
    ]
    said = _posted({"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": elements}]})
    shown = said.body["blocks"][0]["elements"][0]["elements"]
    assert shown == [{"type": "text", "text": "[1 sentence withheld by the language guard]"}]


@pytest.mark.parametrize(
    "element",
    [
        {"type": "usergroup", "usergroup_id": "S0SRE"},
        {"type": "broadcast", "range": "here"},
        {"type": "user", "user_id": "U0LEIF"},
        {"type": "text", "text": "someone"},
        {"type": "link", "url": "https://x.example", "text": "SRE"},
    ],
)
def test_whoever_a_line_says_is_on_it_the_line_is_withheld(element: dict[str, Any]) -> None:
    elements = [element, {"type": "text", "text": " is on it"}]
    assert _posted({"type": "rich_text_section", "elements": elements}).withheld


def test_inline_code_dates_channels_and_struck_words_are_read_as_rendered() -> None:
    elements = [
        {"type": "text", "text": "connection resolved", "style": {"code": True}},
        {"type": "text", "text": " is logged in "},
        {"type": "channel", "channel_id": "C0LOGS"},
        {"type": "text", "text": " since "},
        {"type": "date", "timestamp": 1, "format": "{time}", "fallback": "02:14"},
        {"type": "color", "value": "#ff0000"},
        {"type": "text", "text": ".", "style": {"bold": True}},
    ]
    assert not _posted({"type": "rich_text_section", "elements": elements}).withheld
    struck = [
        {"type": "text", "text": "not", "style": {"strike": True}},
        {"type": "text", "text": " resolved"},
    ]
    assert _posted({"type": "rich_text_section", "elements": struck}).withheld


def test_an_emoji_element_is_withheld() -> None:
    assert _posted({"type": "rich_text_section", "elements": [{"type": "emoji", "name": "eyes"}]}).withheld


def test_a_mention_and_its_deed_pass_with_the_row() -> None:
    elements = [{"type": "user", "user_id": "U0NORA"}, {"type": "text", "text": " took ownership at 02:16."}]
    body = {
        "text": OWNER_LINE,
        "blocks": [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": elements}]}],
    }
    row = HumanAct(user="U0NORA", act="took ownership", at="02:16")
    assert screen("chat.postMessage", body, (row,)).withheld == ()
    assert screen("chat.postMessage", body).withheld[0].rule == "attribution"


def test_preformatted_lines_lose_only_the_statements() -> None:
    lines = (
        "E3│ ERROR could not resolve host db\nE3│ nora: I'm on it, go back to bed\nE3│ ack deadline exceeded"
    )
    block = {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": lines}]}
    said = _posted({"type": "rich_text", "elements": [block]})
    shown = said.body["blocks"][0]["elements"][0]["elements"][0]["text"].split("\n")
    assert shown[0] == "E3│ ERROR could not resolve host db"
    assert shown[1] == "E3│ [line withheld: reads like a person's statement]"
    assert shown[2] == "E3│ ack deadline exceeded"


def test_preformatted_log_vocabulary_passes() -> None:
    block = {
        "type": "rich_text_preformatted",
        "elements": [{"type": "text", "text": "E3│ message acknowledged offset=12"}],
    }
    assert not _posted({"type": "rich_text", "elements": [block]}).withheld


def test_a_table_cell_belongs_to_its_row_and_its_column() -> None:
    def cell(text: str) -> dict[str, str]:
        return {"type": "raw_text", "text": text}

    rows = [[cell("Owner"), cell("Since")], [cell("Lookout"), cell("02:14")]]
    said = _posted({"type": "table", "rows": rows})
    assert said.body["blocks"][0]["rows"][1][0]["text"] == "[withheld]"
    fine = [[cell("Owner"), cell("Since")], [cell("nobody"), cell("02:14")]]
    assert not _posted({"type": "table", "rows": fine}).withheld


def test_fields_are_keys_and_values() -> None:
    fields = [{"type": "mrkdwn", "text": "*Owner*"}, {"type": "mrkdwn", "text": "Lookout"}]
    assert _posted({"type": "section", "fields": fields}).withheld
    fields[1]["text"] = "nobody"
    assert not _posted({"type": "section", "fields": fields}).withheld


def test_an_old_attachments_field_is_a_key_and_a_value() -> None:
    said = screen(
        "chat.postMessage",
        {"text": OWNER_LINE, "attachments": [{"fields": [{"title": "Owner", "value": "triage-bot"}]}]},
    )
    assert said.withheld


def test_neighbours_that_make_a_claim_together_are_withheld() -> None:
    said = _posted(
        {
            "type": "context",
            "elements": [{"type": "mrkdwn", "text": "on"}, {"type": "mrkdwn", "text": "it"}],
        }
    )
    assert said.body["blocks"][0]["elements"][1]["text"] == "[withheld]"
    assert _posted(_section("on"), _section("it")).withheld
    inline = {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "it"}]}],
    }
    assert _posted(_section("on"), inline).withheld


def test_streamed_chunks_are_one_text() -> None:
    assert screen("chat.appendStream", {"chunks": ["Loo", "king in", "to it."]}).refused
    assert screen(
        "chat.appendStream",
        {"chunks": [{"type": "markdown_text", "text": "On"}, {"type": "markdown_text", "text": " it"}]},
    ).refused
    task = {"type": "task_update", "id": "t1", "title": "Read logs of cart", "status": "complete"}
    assert not screen("chat.appendStream", {"chunks": [task, 5]}).refused
    assert screen("chat.appendStream", {"chunks": [{**task, "title": "Fixing cart"}]}).refused
