import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.paging import guarded as subject
from bot.adapters.paging.guarded import CONSTANT, Guarded, guarded
from bot.domain.alert import Link
from bot.domain.page import Page
from bot.voice.judge import Judgement, judge
from bot.voice.withhold import WITHHELD
from tests.adapters.paging.test_paging_contract import PAGE
from tests.fakes_pager import FakePager

KEY = b"a-key-of-sixteen-bytes"
SECRET = "ghp_16C7e42F292c6912E7710c838347Ae178B4a"


def test_what_may_be_said_is_left_as_it_is() -> None:
    assert guarded(PAGE, KEY) == PAGE


@pytest.mark.parametrize(
    "claim", ["Nora is on it.", "We are looking into checkout.", "I-12 is resolved, all clear."]
)
def test_a_headline_that_claims_is_a_constant_and_the_page_goes_out(claim: str) -> None:
    safe = guarded(PAGE.model_copy(update={"headline": claim}), KEY)
    assert (safe.headline, safe.key, safe.severity) == (CONSTANT, PAGE.key, PAGE.severity)


def test_a_fact_that_claims_is_withheld_alone() -> None:
    safe = guarded(PAGE.model_copy(update={"facts": {"service": "checkout", "alert": "Nora is on it"}}), KEY)
    assert safe.facts == {"service": "checkout", "alert": WITHHELD}


def test_facts_that_claim_only_together_are_withheld_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        subject, "judge", lambda text: judge(text) if "\n" not in text else Judgement(passed=False)
    )
    safe = guarded(PAGE.model_copy(update={"facts": {"one": "checkout", "two": "prod"}}), KEY)
    assert safe.facts == {"withheld": WITHHELD}


def test_no_secret_leaves_by_a_page() -> None:
    link = Link(label="Thread", url=f"https://user:{SECRET}@example.com/x")
    told = {"headline": f"I-12 token={SECRET}", "facts": {"alert": f"token={SECRET}"}, "links": (link,)}
    assert SECRET not in guarded(PAGE.model_copy(update=told), KEY).model_dump_json()


def test_a_guard_that_fails_sends_a_constant(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_text: str) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(subject, "judge", broken)
    safe = guarded(PAGE, KEY)
    assert (safe.headline, safe.facts, safe.links, safe.key) == (CONSTANT, {}, (), PAGE.key)


def test_the_constant_may_be_said() -> None:
    assert judge(CONSTANT).passed


@settings(max_examples=60, deadline=None)
@given(
    st.text(min_size=1, max_size=200),
    st.dictionaries(st.text(max_size=10), st.text(max_size=100), max_size=4),
)
def test_whatever_comes_the_page_goes_out_with_words_that_pass(headline: str, facts: dict[str, str]) -> None:
    told = {"headline": headline, "facts": facts}
    safe = guarded(Page.model_validate(PAGE.model_dump() | told), KEY)
    assert judge(safe.headline).passed
    assert safe.key == PAGE.key
    Page.model_validate(safe.model_dump())


async def test_both_verbs_pass_the_guard() -> None:
    inner = FakePager()
    pager = Guarded(inner, KEY)
    claiming = PAGE.model_copy(update={"headline": "Nora is on it."})
    await pager.trigger(claiming)
    await pager.resolve(claiming)
    assert [(event, page.headline) for event, page in inner.calls] == [
        ("trigger", CONSTANT),
        ("resolve", CONSTANT),
    ]
    assert (pager.name, pager.system) == ("oncall", "PagerDuty")
