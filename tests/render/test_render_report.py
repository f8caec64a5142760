"""A diagnosis for a shell and for a pipeline: what is said, and what cannot be smuggled into it."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.domain.diagnosis import Diagnosis, Evidence, Hypothesis, VerdictKind
from bot.domain.snapshot import Gap, Read
from bot.domain.target import Subject
from bot.render.markdown import fenced, markdown, plain, span
from bot.render.report import Style, report, visible
from tests.fakes_clock import START

CART = Subject(kind="Deployment", namespace="shop", name="cart")


def evidence(number: int, quote: str, **more: object) -> Evidence:
    return Evidence(id=f"E{number}", source="log", ref="shop/pod/cart-1", quote=quote, digest="0", **more)


def diagnosis(quote: str = "boom", verdict: VerdictKind = VerdictKind.FAULT, **more: object) -> Diagnosis:
    one = Hypothesis(
        rank=1,
        cause="oom-killed",
        subject=CART,
        statement="Deployment shop/cart: 1 container was killed.",
        mechanism="The kernel kills what needs more.",
        confidence=0.9,
        evidence=("E1",),
        against=("E2",),
        refuted_by="The memory stays under its limit.",
        next_check="kubectl -n shop describe pod cart-1",
    )
    base = Diagnosis(
        verdict=verdict,
        hypotheses=(one,),
        evidence=(evidence(1, quote, at=START), evidence(2, "calm")),
        leftovers=("An old Job failed.",),
        reads=(Read(what="pods", count=3),),
        gaps=(Gap(what="events", why="forbidden"),),
        findings=2,
        taken_at=START,
        duration_ms=7,
        made_by="rules 1",
    )
    return base.model_copy(update=more)


NOTHING: dict[str, Any] = {"hypotheses": (), "evidence": (), "findings": 0, "leftovers": ()}


def text(found: Diagnosis, width: int = 100) -> str:
    return "\n".join(line for _, line in report("snap", found, width=width))


def test_the_first_line_is_the_answer() -> None:
    assert text(diagnosis()).splitlines()[0] == "snap: fault: oom-killed, Deployment shop/cart (0.90)"


@pytest.mark.parametrize(
    ("verdict", "gaps", "line"),
    [
        (VerdictKind.HEALTHY, (), "snap: healthy: nothing wrong found in what was read"),
        (VerdictKind.UNSURE, (Gap(what="x", why="y"),), "snap: unsure: not enough evidence; 1 gap"),
        (VerdictKind.FAULT, (), "snap: fault: no cause found"),
    ],
)
def test_an_answer_without_a_hypothesis_says_what_it_means(
    verdict: VerdictKind, gaps: tuple[Gap, ...], line: str
) -> None:
    found = diagnosis(verdict=verdict, **{**NOTHING, "gaps": gaps})
    assert text(found).splitlines()[0] == line
    assert "Confidence" not in markdown("snap", found)


def test_without_a_mechanism_none_is_told() -> None:
    found = diagnosis()
    bare = found.hypotheses[0].model_copy(update={"mechanism": ""})
    assert "kernel" not in markdown("snap", found.model_copy(update={"hypotheses": (bare,)}))


def test_evidence_is_quoted_with_its_place_and_time_and_what_speaks_against_is_marked() -> None:
    told = text(diagnosis("one\n\ntwo"))
    assert "E1 log shop/pod/cart-1, 20" in told
    assert "   E1│ one\n   E1│ two" in told
    assert "against: E2 log" in told
    for words in (
        "refuted by: ",
        "next check: kubectl",
        "- events: forbidden",
        "Harmless, not ranked",
        "rules 1 in 7 ms",
    ):
        assert words in told


def test_a_long_quote_and_many_gaps_are_counted() -> None:
    many = tuple(Gap(what=f"g{number}", why="late") for number in range(20))
    told = text(diagnosis("\n".join("abcdefghi"), gaps=many))
    assert "(3 more lines)" in told
    assert "(8 more gaps)" in told
    assert "Not read (20)" in told


def test_prose_keeps_to_the_width() -> None:
    found = diagnosis()
    wordy = found.hypotheses[0].model_copy(update={"statement": "word " * 80})
    for style, line in report("snap", found.model_copy(update={"hypotheses": (wordy,)}), width=60):
        assert len(line) <= 60 or style in {Style.QUOTE, Style.COMMAND}


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("\x1b[31mred\x1b[0m \x1b]0;title\x07x", "red x"),
        ("a\x07b", "a‹U+0007›b"),
        ("a\u202eb", "a‹U+202E›b"),
        ("a\tb\r\nc", "a    b\nc"),
        ("a\u00a0b", "a b"),
        ("größe", "größe"),
        ("\ud800", "‹U+D800›"),
    ],
)
def test_nothing_steers_a_terminal_or_hides(raw: str, shown: str) -> None:
    assert visible(raw) == shown


def test_the_report_has_what_a_failed_pipeline_needs() -> None:
    told = markdown("snap", diagnosis())
    assert told.startswith(
        "# Diagnosis of snap\n\n**Fault**: `oom-killed`, `Deployment shop/cart`, confidence 0.90.\n"
    )
    for words in (
        "```text\nboom\n```",
        "Against it E2",
        "```sh\nkubectl -n shop",
        "- `events`: forbidden",
        "An old Job failed",
    ):
        assert words in told
    assert told.endswith("\n")


@pytest.mark.parametrize(
    "quote", ["```\n# heading\n```", "````", "<img src=x onerror=y>", "</details>", "a`b``c```d````e"]
)
def test_a_quote_cannot_end_its_fence(quote: str) -> None:
    lines = markdown("snap", diagnosis(quote)).splitlines()
    (begin,) = [place for place, line in enumerate(lines) if line.startswith("Evidence E1")]
    fence = lines[begin + 2].removesuffix("text")
    end = lines.index(fence, begin + 3)
    assert lines[begin + 3 : end] == quote.splitlines()
    assert not any(fence in line for line in lines[begin + 3 : end])


@given(st.text(alphabet="`ab \n#", max_size=30))
def test_spans_and_fences_hold_whatever_stands_in_them(raw: str) -> None:
    shown = span(raw)
    fence = shown[: len(shown) - len(shown.lstrip("`"))]
    assert fence not in shown.strip("`").replace(fence + "`", "")
    first, *inner, last = fenced(raw.splitlines())
    assert first == f"{last}text"
    assert all(last not in line for line in inner)


def test_markdown_and_html_in_names_are_shown_as_they_are() -> None:
    assert plain("<b>*x*</b> [a](b) & @team\n# y") == r"\<b\>\*x\*\</b\> \[a\](b) \& \@team \# y"


@pytest.mark.parametrize(
    "text",
    [
        "see https://evil.example/login now",
        "HTTP://evil.example",
        "look at www.evil.example today",
        "WWW.evil.example",
        "= ",
        "===",
        "---",
        "- a point",
        "+ a point",
        "1. a point",
        "12) a point",
        "# a heading",
    ],
)
def test_words_of_others_are_neither_link_list_nor_heading(text: str) -> None:
    page = MarkdownIt("commonmark")
    for lines in (plain(text), f"a line before\n{plain(text)}"):
        told = page.render(lines)
        assert not re.search(r"<(a|ul|ol|li|h\d|hr|em)\b", told), told
    # What pages make links of by themselves has no mark that a parser without that could show.
    assert not re.search(r"://|www\.", plain(text), re.IGNORECASE)


def test_words_that_only_look_like_a_start_stay_as_they_are() -> None:
    assert plain("2026-11-20 at 12.5 % of 3.2") == "2026-11-20 at 12.5 % of 3.2"
    assert plain("a - b + c = d") == "a - b + c = d"
