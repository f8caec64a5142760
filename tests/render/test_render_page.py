from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.rota import Known
from bot.domain.target import Target
from bot.render.escalation import UNKNOWN, UNVERIFIED
from bot.render.page import (
    UNNAMED,
    PageWords,
    attempt_words,
    over_headline,
    page_fault_message,
    page_fault_notice,
    page_line,
    refused_words,
)
from bot.voice.judge import judge
from tests.render import render_factories as make

WAYS = ("oncall", "on-call", "ops", "night-shift", "platform-oncall", "wakeup", "sre", "shop-team")
WORDS = PageWords("lookout-prod", "https://example.slack.com/", {make.NORA: Known(name="Nora")})
ANSWERS: tuple[dict[str, Any], ...] = (
    {"came": "accepted"},
    {"came": "later", "said": "PagerDuty answers 500", "again_at": "2026-11-20T02:31:00+00:00"},
    {"came": "later", "said": "the webhook gave no answer within 10 s"},
    {"came": "refused", "said": "PagerDuty answers 401: check its key and its address"},
    {"came": "refused", "said": "the routing key of oncall is not set: set LOOKOUT_PAGERDUTY_ROUTING_KEY"},
)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("row", ANSWERS)
@pytest.mark.parametrize("by", ["PagerDuty", "webhook {way}", "pager 3000"])
def test_every_line_about_a_page_may_be_said_and_names_its_way(
    way: str, row: dict[str, Any], by: str
) -> None:
    line = page_line({"way": way, "by": by.format(way=way), **row}, make.NOW, make.NOW)
    assert judge(line).passed, line
    assert f"`{way}`" in line
    assert "withheld" not in line


@pytest.mark.parametrize("way", WAYS)
def test_what_is_said_of_a_page_that_did_not_go_out_may_be_said(way: str) -> None:
    line = page_line({"way": way, "by": "PagerDuty", **ANSWERS[3]}, make.NOW, make.NOW)
    post = page_fault_message(make.incident(), [line], way, now=make.NOW)
    assert post.text.startswith("Nobody owns this incident as of")
    assert judge(post.text).passed
    assert judge(page_fault_notice(line, way).text).passed


def test_a_line_says_when_the_next_attempt_is() -> None:
    line = page_line({"way": "oncall", "by": "PagerDuty", **ANSWERS[1]}, make.NOW, make.NOW)
    assert line.endswith("(PagerDuty answers 500); next attempt at 02:31 UTC")


def test_a_way_that_no_configuration_could_name_is_made_inert() -> None:
    line = page_line({"way": "<!here> x", "by": "", "came": "accepted"}, make.NOW, make.NOW)
    assert "<!here>" not in line


def forced(why: str, **changes: Any) -> str:
    page = WORDS.forced(make.owned(**changes), key="k", now=make.NOW, why=why, repetition=1)
    return page.headline


@pytest.mark.parametrize("why", [UNKNOWN, UNVERIFIED, refused_words("tier"), refused_words("blast radius")])
def test_what_forces_a_page_is_said_behind_the_owner_line(why: str) -> None:
    said = forced(attempt_words(make.both(), why))
    assert said.startswith("Owner: Nora, who took ownership at")
    assert "P-" in said
    assert "`" not in said
    assert judge(said).passed, said


def test_an_owner_whose_name_is_not_known_or_may_not_be_said_is_not_named() -> None:
    nobody = PageWords("d", "", {})
    claims = PageWords("d", "", {make.NORA: Known(name="Nora is on it")})
    for words in (nobody, claims):
        page = words.forced(make.owned(), key="k", now=make.NOW, why="x", repetition=1)
        assert page.headline.startswith(UNNAMED)
    assert judge(UNNAMED).passed


def test_an_end_says_where_to_look() -> None:
    assert judge(over_headline(make.closed())).passed


@given(st.text(max_size=400), st.integers(1, 9))
def test_whatever_the_alert_is_called_a_page_is_one_and_fits(text: str, repetition: int) -> None:
    one = make.incident(title=text, target=Target(cluster=text, namespace=text, service=text))
    since = datetime(2026, 11, 20, tzinfo=make.NOW.tzinfo)
    page = WORDS.unowned(one, key="k", now=make.NOW, since=since, repetition=repetition)
    assert page.headline.startswith("Nobody owns this incident as of")
    assert len(page.headline) <= 450
    assert page.repetition == repetition
