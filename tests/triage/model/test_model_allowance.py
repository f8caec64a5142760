"""What a run may cost follows from the rows of all attempts; what is used up is said with the time of return."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.domain.alert import Severity
from bot.domain.incident import Incident
from bot.domain.ledger import Act, LedgerEntry
from bot.domain.model import Ended
from bot.domain.spending import DOLLAR, Budgets
from bot.domain.stop import Stop, Switch
from bot.reports.quota import WITHOUT_WORD
from bot.triage.model.allowance import PROBED, Allowance, allowance, month_of
from bot.triage.model.levers import UNREADABLE, forbidden, scopes_of
from tests.adapters.store.store_cases import incident
from tests.fakes_clock import START

BUDGETS = Budgets(incident=2, day=10, month=20, reserve=0.2)
MIDNIGHT = datetime(2025, 3, 5, tzinfo=START.tzinfo)


def row(dollars: float, *, ago: timedelta = timedelta(0), of: str = "other", **detail: Any) -> LedgerEntry:
    """An attempt that cost so much."""
    told = {"cost": round(dollars * DOLLAR), "ended": "answer"} | detail
    return LedgerEntry(incident_id=of, at=START - ago, act=Act.ATTEMPTED, detail=told)


def left(*rows: LedgerEntry, severity: Severity = Severity.HIGH) -> Allowance:
    """What is left for `inc-1`."""
    found: Incident = incident(severity=severity)
    return allowance(rows, found, START, BUDGETS)


def test_the_tightest_of_the_three_budgets_counts() -> None:
    assert left() == Allowance(micro=2 * DOLLAR)
    assert left(row(1.5, of="inc-1")).micro == DOLLAR // 2
    assert left(row(9)).micro == DOLLAR
    assert left(row(8, ago=timedelta(days=2)), row(11, ago=timedelta(days=1))).micro == DOLLAR


def test_what_is_used_up_says_which_and_until_when() -> None:
    mine = left(row(2, of="inc-1"))
    assert (mine.micro, mine.why, mine.back_at) == (
        0,
        "not asked: the budget of one incident is used up",
        None,
    )
    day = left(row(9.995))
    assert (day.why, day.back_at) == ("not asked: the budget of the day is used up", MIDNIGHT)
    month = left(row(20, ago=timedelta(days=1)))
    assert month.why == "not asked: the budget of the month is used up"
    assert month.back_at == datetime(2025, 4, 1, tzinfo=START.tzinfo)


def test_a_reserve_is_kept_for_high_severity() -> None:
    assert left(row(8), severity=Severity.HIGH).micro == 2 * DOLLAR
    assert left(row(8), severity=Severity.CRITICAL).micro == 2 * DOLLAR
    low = left(row(8), severity=Severity.WARNING)
    assert low.why == "not asked: the budget of the day is used up but for the reserve for high severity"
    assert low.back_at == MIDNIGHT


def test_a_used_up_quota_is_tried_now_and_then_whatever_its_date() -> None:
    far: dict[str, Any] = {"ended": Ended.QUOTA.value, "back_at": (START + timedelta(days=20)).isoformat()}
    assert left(row(0, ago=PROBED - timedelta(seconds=1), **far)).back_at == START + timedelta(days=20)
    assert left(row(0, ago=PROBED, **far)).micro
    assert not left(row(0, ago=PROBED, **far), row(0, **far)).micro


def test_a_used_up_quota_is_left_alone_until_it_is_open_again() -> None:
    soon = (START + timedelta(hours=3)).isoformat()
    closed = left(row(0, ended=Ended.QUOTA.value, back_at=soon))
    assert (closed.micro, closed.why) == (0, "not asked: the provider's quota is used up")
    assert closed.back_at == START + timedelta(hours=3)
    past = (START - timedelta(hours=3)).isoformat()
    assert left(row(0, ended=Ended.QUOTA.value, back_at=past)).micro
    assert left(row(0, ended=Ended.QUOTA.value)).back_at == START + WITHOUT_WORD
    assert left(row(0, ended=Ended.QUOTA.value, ago=timedelta(hours=1))).micro
    assert left(row(0, ended=Ended.QUOTA.value, back_at=soon), row(0)).micro
    assert not left(row(0, ended=Ended.QUOTA.value, back_at=soon), row(0, ended=Ended.BUSY.value)).micro


@pytest.mark.parametrize(
    ("act", "detail"),
    [
        (Act.CHOSE, {"release": "2026-12"}),
        (Act.RESUMED, {"scope": "model"}),
        (Act.RESUMED, {"scope": "everything"}),
        (Act.RESUMED, {"scope": "release:2026-11"}),
    ],
)
def test_who_lets_the_model_ask_again_is_not_kept_waiting_by_an_older_word(
    act: Act, detail: dict[str, Any]
) -> None:
    closed = row(0, ended=Ended.QUOTA.value)
    opened = LedgerEntry(incident_id="", at=START, act=act, detail=detail)
    assert not left(closed).micro
    assert left(closed, opened).micro
    assert not left(closed, opened, row(0, ended=Ended.QUOTA.value)).micro
    elsewhere = opened.model_copy(update={"act": Act.RESUMED, "detail": {"scope": "service:shop"}})
    assert not left(closed, elsewhere).micro


def test_a_time_of_return_that_cannot_be_read_is_none() -> None:
    assert left(row(0, ended=Ended.QUOTA.value, back_at="soon")).back_at == START + WITHOUT_WORD


def test_labelled_cases_have_a_share_of_the_day_and_no_incidents_budget() -> None:
    case = incident(severity=Severity.WARNING).model_copy(update={"id": ""})

    def for_a_case(*rows: LedgerEntry) -> Allowance:
        return allowance(rows, case, START, BUDGETS)

    assert for_a_case() == Allowance(micro=DOLLAR), "a tenth of the day's ten dollars"
    earlier = [row(0.9, of="", ago=timedelta(days=ago), purpose="eval") for ago in (1, 2, 3)]
    assert for_a_case(*earlier).micro == DOLLAR
    assert for_a_case(row(0.75, of="", purpose="eval"), row(1, purpose="investigate")).micro == DOLLAR // 4
    out = for_a_case(row(1, of="", purpose="eval"))
    assert out.why == "not asked: the share of the day's budget for labelled cases is used up"
    assert out.back_at == MIDNIGHT


def test_a_row_without_a_cost_costs_nothing() -> None:
    assert left(row(0, cost="a lot")).micro == 2 * DOLLAR
    assert month_of(START) == datetime(2025, 3, 1, tzinfo=START.tzinfo)


@pytest.mark.parametrize(
    "scope", ["everything", "model", "incident:inc-1", "service:Catalog", "release:2026-11"]
)
def test_every_lever_that_is_about_a_run_forbids_it(scope: str) -> None:
    scopes = scopes_of(incident(), "2026-11")
    switch = Switch(stops=(Stop(scope=scope, by="U1", at=START),), read_at=START)
    assert forbidden(switch, scopes).startswith("stopped (")
    for other in ("mitigation", "posting", "service:cart", "release:2026-10", "incident:inc-2"):
        assert not forbidden(Switch(stops=(Stop(scope=other, by="U1", at=START),), read_at=START), scopes)


def test_a_switch_that_cannot_be_read_forbids_it() -> None:
    scopes = scopes_of(incident(target=None))
    assert forbidden(Switch(read_at=START, readable=False), scopes) == UNREADABLE
    assert not forbidden(Switch(read_at=START), scopes)
