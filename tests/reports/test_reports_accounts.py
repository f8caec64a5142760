"""Three views of one set of rows: they add up, whatever happened."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.alert import Severity
from bot.domain.ledger import Act, LedgerEntry
from bot.domain.model import Attempt, Ended, Purpose
from bot.domain.spending import DOLLAR, Budgets, Price, Usage
from bot.reports.accounts import (
    ALONE,
    ANSWERED,
    EARLIER,
    UNFINISHED,
    Sums,
    accounts_of,
    quantiles,
)
from bot.reports.attempts import key_of
from bot.reports.costs import cost_of
from bot.reports.quality import quality_of
from bot.reports.touched import IN_EARNEST, touched
from bot.triage.model.allowance import allowance
from bot.triage.tally import Tally
from tests.adapters.store.store_cases import incident

AT = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
PRICE = Price(fresh=5, written=6.25, cached=0.5, out=25)


def row(act: Act, minute: float = 0, **detail: Any) -> LedgerEntry:
    """A row of an incident."""
    return LedgerEntry(incident_id="i-1", at=AT + timedelta(minutes=minute), act=act, detail=detail)


def attempt(diagnosis: int = 7, minute: float = 0, **changes: Any) -> LedgerEntry:
    """The row of an attempt."""
    usage = changes.pop("usage", Usage(fresh=100, written=10, cached=1000, out=50))
    usual: dict[str, Any] = {
        "run": f"refine:{diagnosis}",
        "purpose": Purpose.INVESTIGATE,
        "step": 1,
        "release": "a",
        "release_digest": "0" * 12,
        "model": "model-1",
        "served": "model-1-20261101",
        "diagnosis": diagnosis,
        "ended": Ended.TOOLS,
        "usage": usage,
        "cost": PRICE.of(usage),
        "seconds": 4.0,
    }
    return row(Act.ATTEMPTED, minute, **Attempt(**(usual | changes)).model_dump(mode="json"))


def test_a_diagnosis_counts_once_however_many_attempts_it_took() -> None:
    found = accounts_of(
        [
            row(Act.DIAGNOSED, diagnosis=7),
            attempt(),
            attempt(again=1, ended=Ended.BUSY),
            attempt(ended=Ended.ANSWER, step=2),
            row(Act.REFINED, diagnosis=7, ended=Ended.ANSWER.value),
        ]
    )
    assert found.product.diagnoses == 1
    [ending] = found.product.endings
    assert (ending.how, ending.diagnoses, ending.spent.attempts) == (ANSWERED, 1, 3)
    assert (found.sre.total.attempts, found.sre.retries) == (3, 1)
    assert found.adds_up


def test_diagnoses_are_told_by_how_they_ended() -> None:
    rows = [row(Act.DIAGNOSED, diagnosis=number) for number in (1, 2, 3, 4, 5)]
    rows += [attempt(number) for number in (2, 3, 4, 9, 9)]
    rows += [
        row(Act.REFINED, diagnosis=2, ended=Ended.ANSWER.value),
        row(Act.REFINED, diagnosis=3, ended=None, why="no answer in 60 s"),
        row(Act.REFINED, diagnosis=5, ended=Ended.QUOTA.value, why="not asked"),
        row(Act.REFINED, diagnosis=9, ended=Ended.ANSWER.value),
        row(Act.REFINED, diagnosis="odd"),
    ]
    found = accounts_of(rows)
    assert {one.how: (one.diagnoses, one.spent.attempts) for one in found.product.endings} == {
        ALONE: (1, 0),
        ANSWERED: (1, 1),
        "no answer in 60 s": (1, 1),
        UNFINISHED: (1, 1),
        "quota used up": (1, 0),
        EARLIER: (0, 2),
    }
    assert found.product.diagnoses == 5
    assert found.adds_up


def test_questions_reruns_and_evaluations_are_no_diagnoses_and_are_in_every_sum() -> None:
    found = accounts_of(
        [
            attempt(0, purpose=Purpose.ANSWER, run="answer:1"),
            attempt(0, purpose=Purpose.ANSWER, run="answer:2"),
            attempt(7, purpose=Purpose.RERUN, run="rerun:1"),
        ]
    )
    assert [(one.purpose, one.runs) for one in found.product.uses] == [
        (Purpose.ANSWER, 2),
        (Purpose.RERUN, 1),
    ]
    assert (found.product.diagnoses, found.product.endings) == (0, ())
    assert found.product.total.attempts == 3
    assert found.adds_up


def test_finance_is_by_day_of_utc_release_and_the_model_that_answered() -> None:
    found = accounts_of(
        [
            attempt(),
            attempt(minute=31),
            attempt(release="b", model="model-2", served=""),
        ]
    )
    assert [(one.day.isoformat(), one.release, one.model) for one in found.finance.bills] == [
        ("2026-11-20", "a", "model-1-20261101"),
        ("2026-11-20", "b", "model-2"),
        ("2026-11-21", "a", "model-1-20261101"),
    ]
    [first, *_] = found.finance.bills
    assert first.spent.cost == 100 * 5 + 62 + 500 + 50 * 25


def test_a_row_that_cannot_be_read_is_counted_as_such_and_a_newer_field_is_passed_over() -> None:
    newer = attempt()
    newer = newer.model_copy(update={"detail": newer.detail | {"colour": "red"}})
    found = accounts_of([newer, row(Act.ATTEMPTED, run="x")])
    assert (found.unread, found.sre.total.attempts) == (1, 1)


def test_latencies_are_nearest_ranks() -> None:
    assert quantiles([]) == ()
    assert quantiles([3.0]) == (3.0, 3.0, 3.0, 3.0)
    assert quantiles([float(one) for one in range(1, 101)]) == (50.0, 90.0, 99.0, 100.0)


def test_nothing_adds_up_to_nothing() -> None:
    found = accounts_of([])
    assert found.adds_up
    assert found.product.total == Sums()


USAGES = st.builds(
    Usage,
    fresh=st.integers(0, 10**6),
    written=st.integers(0, 10**6),
    cached=st.integers(0, 10**6),
    out=st.integers(0, 10**5),
)
ATTEMPTS = st.builds(
    attempt,
    st.integers(0, 6),
    st.floats(0, 5000),
    purpose=st.sampled_from(Purpose),
    ended=st.sampled_from(Ended),
    again=st.integers(0, 3),
    release=st.sampled_from(["a", "b"]),
    served=st.sampled_from(["", "m-1", "m-2"]),
    run=st.sampled_from(["r-1", "r-2", "r-3"]),
    usage=USAGES,
    seconds=st.floats(0, 600),
)
OTHERS = st.builds(
    row,
    st.sampled_from([Act.DIAGNOSED, Act.REFINED]),
    diagnosis=st.integers(0, 6),
    ended=st.sampled_from([*(one.value for one in Ended), None]),
    why=st.sampled_from(["", "no answer in 60 s"]),
)


@given(st.lists(ATTEMPTS | OTHERS, max_size=40))
def test_product_sre_and_finance_add_up_whatever_happened(rows: list[LedgerEntry]) -> None:
    found = accounts_of(rows)
    attempts = [one for one in rows if one.act is Act.ATTEMPTED]
    total = Sums(
        attempts=len(attempts),
        usage=sum((Usage.model_validate(one.detail["usage"]) for one in attempts), Usage()),
        cost=sum(one.detail["cost"] for one in attempts),
    )
    assert found.product.total == found.sre.total == found.finance.total == total
    assert found.adds_up
    assert found.product.diagnoses == len(
        {one.detail["diagnosis"] for one in rows if one.act is Act.DIAGNOSED}
    )
    assert sum(one.diagnoses for one in found.product.endings) == found.product.diagnoses


@given(st.data(), st.lists(ATTEMPTS, max_size=12, unique_by=key_of))
def test_an_attempt_with_a_row_before_its_answer_counts_once_in_every_view(
    data: st.DataObject, heard: list[LedgerEntry]
) -> None:
    """Any of them may have a row without an answer too, wherever that stands; those that were never heard have one."""
    lost = [
        unheard(one)
        for one in data.draw(st.lists(ATTEMPTS, max_size=4))
        if key_of(one) not in map(key_of, heard)
    ]
    lost = list({key_of(one): one for one in lost}.values())
    twins = [unheard(one) for one in heard if data.draw(st.booleans())]
    rows = sorted(data.draw(st.permutations([*heard, *lost, *twins])), key=lambda one: one.at)
    found, wanted = accounts_of(rows), accounts_of([*heard, *lost])
    assert found.product.total == found.sre.total == found.finance.total == wanted.sre.total
    assert found.sre.total.attempts == len(heard) + len(lost)
    assert found.sre.total.cost == sum(cost_of(one) for one in heard)
    quality = quality_of(rows, since=AT - timedelta(days=99), until=AT + timedelta(days=99))
    assert sum(one.attempts for one in quality.tallies) == len(heard) + len(lost)
    told = touched(rows, "a")
    assert sum(one.attempts for one in told) == sum(
        one.detail["release"] == "a" and one.detail["purpose"] in IN_EARNEST for one in (*heard, *lost)
    )


def unheard(one: LedgerEntry) -> LedgerEntry:
    """The row of the same attempt that was written before its answer, a little earlier."""
    nothing = {
        "ended": Ended.BROKEN.value,
        "cost": 0,
        "usage": Usage().model_dump(),
        "seconds": 0.0,
        "served": "",
    }
    detail = one.detail | nothing | {"heard": False}
    return one.model_copy(update={"detail": detail, "at": one.at - timedelta(minutes=1)})


def test_measurements_wait_for_an_answer_and_count_the_attempt_without_one_later() -> None:
    tally = Tally()
    tally.count([unheard(attempt()), unheard(attempt(step=2))])
    assert not tally.attempts
    tally.count([attempt()])
    tally.give_up(AT - timedelta(minutes=2))
    assert sum(tally.attempts.values()) == 1
    tally.give_up(AT)
    tally.give_up(AT)
    assert tally.attempts == {
        ("a", "investigate", "asked for reads"): 1,
        ("a", "investigate", "answer broke off"): 1,
    }
    assert sum(tally.cost.values()) == attempt().detail["cost"]


ODD: tuple[dict[str, Any], ...] = (
    {"usage": {"fresh": 1, "thought": 900}},
    {"ended": "thought too long"},
    {"purpose": "rehearse"},
    {"cost": "1250"},
    {"cost": "a lot"},
    {"cost": None},
    {"cost": -5},
    {"colour": "red"},
)


def test_budgets_accounts_measurements_and_quality_count_the_same_money_of_rows_of_another_version() -> None:
    rows = [
        one.model_copy(update={"detail": one.detail | odd, "seq": place})
        for place, (one, odd) in enumerate(((attempt(), odd) for odd in ODD), start=1)
    ]
    accounts = accounts_of(rows)
    told = accounts.sre.total.cost + accounts.unread_cost
    tally = Tally()
    tally.count(rows)
    quality = quality_of(rows, since=AT - timedelta(days=1), until=AT + timedelta(days=1))
    budgets = Budgets(incident=100, day=100, month=100, reserve=0)
    left = allowance(rows, incident(id="i-1", severity=Severity.HIGH), AT, budgets).micro
    usual = PRICE.of(Usage(fresh=100, written=10, cached=1000, out=50))
    assert told == 4 * usual + 1250
    assert sum(tally.cost.values()) == sum(tally.hours.values()) == told
    assert sum(one.cost for one in quality.tallies) == told
    assert 100 * DOLLAR - left == told
    assert tally.unread == accounts.unread == 5
