"""Withheld lines go to the one person who asked, in one kind of block, and nowhere else."""

from typing import Any

import pytest

from bot.voice.payload import screen
from bot.voice.slots import RAW

LINE = "E3│ Acknowledged. I own this."


def block(text: str = LINE, **fields: Any) -> dict[str, Any]:
    shown = {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "block_id": RAW, "elements": [shown]} | fields


def test_raw_lines_reach_one_reader_as_they_are() -> None:
    said = screen("chat.postEphemeral", {"text": "1 withheld line of evidence.", "blocks": [block()]})
    assert said.withheld == ()
    assert said.body["blocks"] == [block()]


@pytest.mark.parametrize("method", ["chat.postMessage", "chat.update", "response_url", "ack"])
def test_what_others_may_read_holds_no_raw_line(method: str) -> None:
    said = screen(method, {"text": "1 withheld line of evidence.", "blocks": [block()]})
    assert [one.rule for one in said.withheld] == ["statement"]
    assert "I own this" not in str(said.body)


@pytest.mark.parametrize(
    "odd",
    [
        block("I own this."),
        block(f"{LINE}\nI own this."),
        block(block_id="another"),
        block(elements=[]),
        block(elements="E3│ I own this"),
        block(elements=[{"type": "rich_text_section", "elements": [{"type": "text", "text": LINE}]}]),
        block(elements=[*block()["elements"], *block()["elements"]]),
    ],
)
def test_only_quoted_lines_in_that_block_are_let_through(odd: dict[str, Any]) -> None:
    said = screen("chat.postEphemeral", {"text": "1 withheld line of evidence.", "blocks": [odd]})
    assert "I own this" not in str(said.body)
