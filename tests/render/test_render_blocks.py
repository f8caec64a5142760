import pytest

from bot.render import blocks
from tests.render.slack_limits import problems, shown


def test_lines_that_do_not_fit_are_counted() -> None:
    lines = [f"line {index} " + "x" * 90 for index in range(60)]
    text = blocks.section(*lines)["text"]["text"]
    assert len(text) <= blocks.SECTION
    shown_lines = text.splitlines()
    assert shown_lines[-1] == f"{60 - len(shown_lines) + 1} more lines not shown"
    assert shown_lines[:-1] == lines[: len(shown_lines) - 1]


def test_one_line_that_is_too_long_is_cut_with_a_mark() -> None:
    assert blocks.section("y" * 9000)["text"]["text"].endswith("…")


def test_an_empty_block_still_has_a_text() -> None:
    assert blocks.section()["text"]["text"] == "-"
    assert blocks.context()["elements"][0]["text"] == "-"
    assert blocks.preformatted("", [])["elements"][0]["elements"][0]["text"] == "-"
    assert blocks.plain("", 10)["text"] == "-"


def test_more_than_ten_context_lines_share_the_last_element() -> None:
    elements = blocks.context(*(f"line {index}" for index in range(14)))["elements"]
    assert len(elements) == blocks.CONTEXT
    assert elements[-1]["text"].splitlines() == [f"line {index}" for index in range(9, 14)]


def test_a_value_too_long_for_slack_is_left_out_rather_than_cut() -> None:
    assert "value" not in blocks.button("Stop", "lookout.stop", "v" * 2001)
    assert blocks.button("Stop", "lookout.stop", "v" * 2000)["value"] == "v" * 2000


def test_a_style_is_set_only_when_asked_for() -> None:
    assert "style" not in blocks.button("Stop", "lookout.stop", "v")
    assert blocks.button("Stop", "lookout.stop", "v", "danger")["style"] == "danger"


def test_a_menu_and_a_row_hold_no_more_than_slack_takes() -> None:
    options = [blocks.option(f"s{index}", f"s{index}") for index in range(140)]
    assert len(blocks.menu("Service", "lookout.target", options)["options"]) == 100
    row = blocks.actions(*(blocks.button("Stop", "lookout.stop", "v") for _ in range(40)))
    assert len(row["elements"]) == 25
    assert "block_id" not in row
    assert blocks.actions(block_id="b")["block_id"] == "b"


def test_a_title_is_plain_and_short() -> None:
    assert blocks.header("t" * 400)["text"] == {"type": "plain_text", "text": "t" * 148 + "…", "emoji": False}


@pytest.mark.parametrize("number", [60, 200])
def test_a_long_body_gives_way_to_head_and_tail_and_says_so(number: int) -> None:
    head, tail = [blocks.section("first")], [blocks.section("last")]
    made = blocks.message(["first"], head, [blocks.section("body")] * number, tail)
    assert problems(made) == []
    assert made.blocks[0] == head[0]
    assert made.blocks[-1] == tail[0]
    assert f"{number - 47} more parts of this message not shown." in shown(made)


def test_a_heavy_body_gives_way_too() -> None:
    made = blocks.message(["first"], [blocks.section("first")], [blocks.section("x" * 2900)] * 8)
    assert len(made.blocks) == 6
    assert "4 more parts" in shown(made)


def test_the_text_stays_under_what_an_edit_takes() -> None:
    made = blocks.message(["first", *("x" * 300 for _ in range(30))], [blocks.divider()])
    assert len(made.text) < 4000
    assert made.text.splitlines()[-1].endswith("more lines not shown")
