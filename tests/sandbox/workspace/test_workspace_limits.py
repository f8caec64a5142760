from typing import Any

import pytest

from bot.sandbox.workspace import RefusalError
from bot.sandbox.workspace.limits import judge_blocks, judge_message, judge_view

Json = dict[str, Any]


def plain(text: str = "x") -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str = "x") -> Json:
    return {"type": "mrkdwn", "text": text}


def option(value: str = "v", **more: Any) -> Json:
    return {"text": plain(), "value": value, **more}


def button(**more: Any) -> Json:
    return {"type": "button", "text": plain(), **more}


def section(**more: Any) -> Json:
    return {"type": "section", "text": mrkdwn(), **more}


def accessory(kind: str, **more: Any) -> Json:
    return section(accessory={"type": kind, "action_id": "a", **more})


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def rich(*pieces: Json) -> Json:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(pieces)}]}


def table(rows: int = 1, columns: int = 1, text: str = "x") -> Json:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": text}] * columns] * rows}


CONFIRM = {"title": plain(), "text": mrkdwn(), "confirm": plain(), "deny": plain()}

TAKEN: list[list[Json]] = [
    [section(text=mrkdwn("x" * 3000), block_id="b" * 255)],
    [{"type": "section", "fields": [mrkdwn("x" * 500)] * 10}],
    [{"type": "header", "text": plain("x" * 150)}],
    [
        {
            "type": "context",
            "elements": [mrkdwn()] * 9 + [{"type": "image", "image_url": "u", "alt_text": "a"}],
        }
    ],
    [actions(*(button(action_id=f"a{n}", text=plain("x" * 75), value="v" * 2000) for n in range(25)))],
    [actions(button(style="danger", confirm=CONFIRM, url="https://x", accessibility_label="l"))],
    [{"type": "divider"}] * 50,
    [
        {
            "type": "input",
            "label": plain(),
            "element": {"type": "plain_text_input", "action_id": "a", "max_length": 9},
        }
    ],
    [{"type": "image", "image_url": "u", "alt_text": "a", "title": plain()}],
    [{"type": "markdown", "text": "x" * 12_000}],
    [table(rows=100, columns=20)],
    [{**table(), "column_settings": [{"align": "right", "is_wrapped": True}, None]}],
    [rich({"type": "text", "text": "x", "style": {"bold": True}}, {"type": "user", "user_id": "U0NORA"})],
    [accessory("static_select", options=[option(f"v{n}") for n in range(100)], initial_option=option("v1"))],
    [accessory("static_select", option_groups=[{"label": plain(), "options": [option()]}])],
    [accessory("overflow", options=[option(url="https://x")] * 5)],
    [accessory("radio_buttons", options=[{"text": mrkdwn(), "value": "v", "description": mrkdwn()}] * 10)],
    [accessory("multi_users_select", max_selected_items=2)],
    [accessory("conversations_select", filter={"include": ["public"]})],
    [accessory("datepicker", initial_date="2025-03-04")],
]

REFUSED: list[tuple[str, list[Any]]] = [
    ("no more than 50 items allowed [json-pointer:/blocks]", [{"type": "divider"}] * 51),
    (
        "must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
        [section(text=mrkdwn("x" * 3001))],
    ),
    ("must be more than 0 characters [json-pointer:/blocks/0/text/text]", [section(text=mrkdwn(""))]),
    ("missing required field: text or fields [json-pointer:/blocks/0]", [{"type": "section"}]),
    (
        "must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]",
        [section(fields=[mrkdwn("x" * 2001)])],
    ),
    ("no more than 10 items allowed [json-pointer:/blocks/0/fields]", [section(fields=[mrkdwn()] * 11)]),
    ("no less than 1 items allowed [json-pointer:/blocks/0/fields]", [section(fields=[])]),
    (
        "must be less than 151 characters [json-pointer:/blocks/0/text/text]",
        [{"type": "header", "text": plain("x" * 151)}],
    ),
    ("unsupported type: mrkdwn [json-pointer:/blocks/0/text]", [{"type": "header", "text": mrkdwn()}]),
    (
        "no more than 10 items allowed [json-pointer:/blocks/0/elements]",
        [{"type": "context", "elements": [mrkdwn()] * 11}],
    ),
    (
        "unsupported type: button [json-pointer:/blocks/0/elements/0]",
        [{"type": "context", "elements": [button()]}],
    ),
    ("no more than 25 items allowed [json-pointer:/blocks/0/elements]", [actions(*[button()] * 26)]),
    (
        "must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]",
        [actions(button(text=plain("x" * 76)))],
    ),
    (
        "must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]",
        [actions(button(value="v" * 2001))],
    ),
    (
        "must be less than 256 characters [json-pointer:/blocks/0/elements/0/action_id]",
        [actions(button(action_id="a" * 256))],
    ),
    (
        "must be a valid enum value (primary, danger) [json-pointer:/blocks/0/elements/0/style]",
        [actions(button(style="loud"))],
    ),
    (
        "`action_id` a already exists [json-pointer:/blocks/0/elements/1/action_id]",
        [actions(button(action_id="a"), button(action_id="a"))],
    ),
    (
        "missing required field: deny [json-pointer:/blocks/0/elements/0/confirm]",
        [actions(button(confirm={"title": plain(), "text": plain(), "confirm": plain()}))],
    ),
    (
        "must be less than 101 characters [json-pointer:/blocks/0/elements/0/confirm/title/text]",
        [actions(button(confirm={**CONFIRM, "title": plain("x" * 101)}))],
    ),
    (
        "`block_id` b already exists [json-pointer:/blocks/1/block_id]",
        [section(block_id="b"), section(block_id="b")],
    ),
    ("must be less than 256 characters [json-pointer:/blocks/0/block_id]", [section(block_id="b" * 256)]),
    ("unsupported type: plan [json-pointer:/blocks/0]", [{"type": "plan"}]),
    ("missing required field: type [json-pointer:/blocks/0]", [{"text": "x"}]),
    ("must be an object [json-pointer:/blocks/0]", ["x"]),
    ("invalid additional property: colour [json-pointer:/blocks/0]", [section(colour="red")]),
    ("must be a string [json-pointer:/blocks/0/text/text]", [section(text={"type": "mrkdwn", "text": 5})]),
    ("must be a boolean [json-pointer:/blocks/0/expand]", [section(expand="yes")]),
    ("must be an array [json-pointer:/blocks/0/elements]", [{"type": "actions", "elements": {}}]),
    (
        "no more than 100 items allowed [json-pointer:/blocks/0/accessory/options]",
        [accessory("static_select", options=[option()] * 101)],
    ),
    (
        "no more than 5 items allowed [json-pointer:/blocks/0/accessory/options]",
        [accessory("overflow", options=[option()] * 6)],
    ),
    (
        "no more than 10 items allowed [json-pointer:/blocks/0/accessory/options]",
        [accessory("radio_buttons", options=[option()] * 11)],
    ),
    (
        "must be less than 151 characters [json-pointer:/blocks/0/accessory/options/0/value]",
        [accessory("overflow", options=[option("v" * 151)])],
    ),
    (
        "exactly one of options, option_groups must be given [json-pointer:/blocks/0/accessory]",
        [accessory("static_select")],
    ),
    (
        "must be an integer [json-pointer:/blocks/0/accessory/max_selected_items]",
        [accessory("multi_users_select", max_selected_items="2")],
    ),
    (
        "must be between 1 and 100 [json-pointer:/blocks/0/accessory/max_selected_items]",
        [accessory("multi_users_select", max_selected_items=0)],
    ),
    (
        "exactly one of image_url, slack_file must be given [json-pointer:/blocks/0]",
        [{"type": "image", "alt_text": "a"}],
    ),
    (
        "must be less than 12001 characters [json-pointer:/blocks/0/text]",
        [{"type": "markdown", "text": "x" * 12_001}],
    ),
    (
        "must be less than 12001 characters of markdown in total [json-pointer:/blocks]",
        [{"type": "markdown", "text": "x" * 6001}] * 2,
    ),
    ("only_one_table_allowed [json-pointer:/blocks]", [table(), table()]),
    ("no more than 100 items allowed [json-pointer:/blocks/0/rows]", [table(rows=101)]),
    ("no more than 20 items allowed [json-pointer:/blocks/0/rows/0]", [table(columns=21)]),
    (
        "must be less than 10001 characters in total [json-pointer:/blocks/0/rows]",
        [table(rows=2, text="x" * 5001)],
    ),
    (
        "must be null or an object [json-pointer:/blocks/0/column_settings/0]",
        [{**table(), "column_settings": ["left"]}],
    ),
    (
        "must be an object [json-pointer:/blocks/0/elements/0/elements/0/style]",
        [rich({"type": "text", "text": "x", "style": "bold"})],
    ),
    ("unsupported type: shout [json-pointer:/blocks/0/elements/0/elements/0]", [rich({"type": "shout"})]),
    (
        "missing required field: label [json-pointer:/blocks/0]",
        [{"type": "input", "element": {"type": "plain_text_input"}}],
    ),
]


@pytest.mark.parametrize("blocks", TAKEN, ids=lambda blocks: blocks[0]["type"])
def test_blocks_at_their_limits_are_taken(blocks: list[Json]) -> None:
    judge_blocks(blocks)


@pytest.mark.parametrize(("complaint", "blocks"), REFUSED, ids=[complaint for complaint, _ in REFUSED])
def test_blocks_over_a_limit_are_refused_with_the_place(complaint: str, blocks: list[Any]) -> None:
    with pytest.raises(RefusalError) as caught:
        judge_blocks(blocks)
    assert caught.value.word == "invalid_blocks"
    assert complaint in caught.value.complaints


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("no_text", {"text": ""}),
        ("msg_too_long", {"text": "x" * 4001}),
        ("msg_blocks_too_long", {"text": "x", "blocks": [section(text=mrkdwn("x" * 3000))] * 5}),
        ("invalid_attachments", {"attachments": {"text": "x"}}),
        ("invalid_attachments", {"attachments": ["x"]}),
        ("too_many_attachments", {"attachments": [{"text": "x"}] * 101}),
        ("invalid_blocks", {"attachments": [{"blocks": [{"type": "plan"}]}]}),
    ],
)
def test_messages_that_slack_would_not_take_are_refused(word: str, message: Json) -> None:
    with pytest.raises(RefusalError, match=word):
        judge_message(message, 4000)


def modal(**more: Any) -> Json:
    return {"type": "modal", "title": plain(), "blocks": [section()], **more}


INPUT = {"type": "input", "label": plain(), "element": {"type": "plain_text_input"}}


@pytest.mark.parametrize(
    ("complaint", "view"),
    [
        (
            "no more than 100 items allowed [json-pointer:/view/blocks]",
            modal(blocks=[{"type": "divider"}] * 101),
        ),
        ("must be less than 25 characters [json-pointer:/view/title/text]", modal(title=plain("x" * 25))),
        ("must be less than 25 characters [json-pointer:/view/close/text]", modal(close=plain("x" * 25))),
        (
            "must be less than 3001 characters [json-pointer:/view/private_metadata]",
            modal(private_metadata="x" * 3001),
        ),
        ("unsupported type: table [json-pointer:/view/blocks/0]", modal(blocks=[table()])),
        ("unsupported type: home [json-pointer:/view]", modal(type="home")),
        ("missing required field: title [json-pointer:/view]", {"type": "modal", "blocks": []}),
        (
            "missing required field: submit (there is an input block) [json-pointer:/view/blocks/1]",
            modal(blocks=[section(), INPUT]),
        ),
    ],
)
def test_views_that_slack_would_not_take_are_refused(complaint: str, view: Json) -> None:
    with pytest.raises(RefusalError) as caught:
        judge_view(view)
    assert caught.value.word == "invalid_arguments"
    assert complaint in caught.value.complaints


def test_a_view_over_250_kb_is_too_large() -> None:
    with pytest.raises(RefusalError, match="view_too_large"):
        judge_view(modal(blocks=[section(text=mrkdwn("é" * 3000))] * 50))


def test_a_full_modal_and_a_home_are_taken() -> None:
    judge_view(modal(title=plain("x" * 24), submit=plain(), blocks=[INPUT] + [section()] * 99))
    judge_view({"type": "home", "blocks": [section()]}, "home")
