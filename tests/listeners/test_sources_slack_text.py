from typing import Any

import pytest

from bot.listeners.sources.slack_text import LONGEST, bare, clean, headless, hyperlinks, plain, unmarked


@pytest.mark.parametrize(
    ("marked", "read"),
    [
        ("a &gt; b &amp;&amp; c &lt; d", "a > b && c < d"),
        ("&amp;lt;", "&lt;"),
        ("see <https://x.example/a?b=1&amp;c=2|the page>", "see the page"),
        ("see <https://x.example/a?b=1&amp;c=2>", "see https://x.example/a?b=1&c=2"),
        ("<!date^1795001600^Started: {time} | Sentry>", " Sentry"),
        ("<!date^1795001600^{time}|02:14>", "02:14"),
        ("<!subteam^S1> <!here> <@U1> <#C1|shop>", " @here @U1 shop"),
        ("no > markup < here", "no > markup < here"),
    ],
)
def test_markup_is_undone_as_a_reader_sees_it(marked: str, read: str) -> None:
    assert plain(marked) == read


def test_emphasis_is_taken_off_the_ends_or_out_of_the_middle() -> None:
    assert bare(" *a `b`\n c* ") == "a `b` c"
    assert unmarked("*a* `b_c` ~d~") == "a b_c d"


@pytest.mark.parametrize("line", [":fire: \U0001f525 [P1] x", "  — [P1] x", ":a-b+c::d:[P1] x"])
def test_marks_before_the_first_bracket_or_word_are_taken_off(line: str) -> None:
    assert headless(line) == "[P1] x"


def test_quotes_and_number_signs_stay_at_the_head() -> None:
    assert headless(': "#12') == '"#12'


@pytest.mark.parametrize(("value", "text"), [("a", "a"), (None, ""), (3, ""), ({}, ""), ("\ud800", "?")])
def test_only_sound_text_is_text(value: Any, text: str) -> None:
    assert clean(value) == text


def test_long_texts_are_cut() -> None:
    assert len(clean("x" * (LONGEST + 1))) == LONGEST


def test_web_links_are_listed_with_what_stands_before_them() -> None:
    first, second = hyperlinks(
        "a\nRunbook: <https://r.example/x|how> <mailto:a@b.example> <http://d.example>"
    )
    assert first == ("https://r.example/x", "how", "Runbook: ")
    assert second.url == "http://d.example"
