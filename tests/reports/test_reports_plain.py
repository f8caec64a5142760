from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reports.past import PastLine
from bot.reports.plain import as_text


class Message:
    def __init__(self, text: str, *blocks: dict[str, Any]) -> None:
        self.text, self.blocks = text, blocks


def mrkdwn(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text}


def section(text: str, **more: Any) -> dict[str, Any]:
    return {"type": "section", "text": mrkdwn(text), **more}


def test_blocks_stand_for_the_message_and_the_text_only_without_them() -> None:
    assert as_text(Message("short", section("long"))) == "long"
    assert as_text({"text": "short", "blocks": []}) == "short"
    assert as_text({"text": None}) == ""


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ("*bold* words", "bold words"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("<https://a.example|runbook>", "runbook (https://a.example)"),
        ("<https://a.example/?a=1&amp;b=2>", "https://a.example/?a=1&b=2"),
        ("<@U1> and <@U2|nora>", "@Nora and @U2"),
        ("<#C1|general> <#C2>", "#general #C2"),
        ("<!subteam^S1|@responders> <!here>", "@S1 @here"),
        ("a &lt;b&gt;", "a <b>"),
    ],
)
def test_markup_becomes_plain(marked: str, plain: str) -> None:
    assert as_text({"text": marked}, names={"U1": "Nora"}) == plain


def test_control_characters_do_not_reach_a_terminal() -> None:
    assert as_text({"text": "a\x1b[31mred&#27;[0m\u202e"}) == "a[31mred[0m"


def test_every_block_kind_of_ours_has_a_line() -> None:
    button = {"type": "button", "text": {"type": "plain_text", "text": "Stop"}}
    options = [{"text": {"type": "plain_text", "text": "cart"}, "value": "cart"}]
    menu = {
        "type": "static_select",
        "placeholder": {"type": "plain_text", "text": "Service"},
        "options": options,
    }
    said = as_text(
        Message(
            "x",
            {"type": "header", "text": {"type": "plain_text", "text": "Title"}},
            section("body", fields=[mrkdwn("left"), mrkdwn("right")], accessory=button),
            {"type": "divider"},
            {"type": "context", "elements": [mrkdwn("small"), {"type": "image", "alt_text": "graph"}]},
            {"type": "actions", "elements": [button, menu, {"type": "datepicker"}]},
            {
                "type": "input",
                "label": {"type": "plain_text", "text": "Cause"},
                "element": {"type": "plain_text_input"},
            },
            {"type": "markdown", "text": "markdown"},
            {"type": "unheard_of"},
        )
    )
    assert said.splitlines() == [
        "Title",
        "body",
        "left",
        "right",
        "[Stop]",
        "-" * 20,
        "small",
        "[image: graph]",
        "[Stop] [Service: cart] [datepicker]",
        "Cause: [plain_text_input]",
        "markdown",
    ]


def test_rich_text_is_read_leaf_by_leaf() -> None:
    leaves = [
        {"type": "user", "user_id": "U1"},
        {"type": "usergroup", "usergroup_id": "S1"},
        {"type": "channel", "channel_id": "C1"},
        {"type": "link", "url": "https://a.example", "text": "here"},
        {"type": "link", "url": "https://b.example"},
        {"type": "text", "text": "done"},
    ]
    rich = {
        "type": "rich_text",
        "elements": [
            {"type": "rich_text_section", "elements": leaves},
            {
                "type": "rich_text_list",
                "elements": [{"type": "rich_text_section", "elements": leaves[-1:]}] * 2,
            },
            {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "E1│ a\nE1│ b"}]},
        ],
    }
    assert as_text({"text": "", "blocks": [rich]}).splitlines() == [
        "@U1@S1#C1here (https://a.example)https://b.exampledone",
        "- done",
        "- done",
        "E1│ a",
        "E1│ b",
    ]


def test_attachments_are_read_below_the_text() -> None:
    one = {"title": "HighErrorRate", "text": "14 %", "fields": [{"title": "service", "value": "cart"}]}
    assert as_text({"text": "alert", "attachments": [one]}).splitlines() == [
        "alert",
        "HighErrorRate",
        "14 %",
        "service: cart",
    ]
    assert as_text({"text": "", "attachments": [{"fallback": "only this"}]}) == "only this"
    assert as_text({"text": "", "attachments": [{"blocks": [section("inner")]}]}) == "inner"


@given(st.text())
def test_any_text_can_be_printed(text: str) -> None:
    assert "\x1b" not in as_text({"text": text})


def test_a_past_line_needs_no_link() -> None:
    past = PastLine(id=1, number=2, at="2026-11-20T02:14:00Z", verdict="healthy", headline="h")
    assert past.permalink == ""
