"""Allowance: how much one run may still cost, by the rows of all attempts. Pure: the rows, the time and budgets go in.

Days and months are those of UTC. A share of both is a reserve for incidents of high and critical severity. Whoever
may not spend is told when that changes, and the rules' diagnosis stands meanwhile. Labelled cases belong to no
incident, so no incident's budget is theirs; they have a share of the day's instead.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import reduce
from typing import NamedTuple

from bot.domain.alert import Severity
from bot.domain.incident import Incident
from bot.domain.ledger import LedgerEntry
from bot.domain.model import Purpose
from bot.domain.noun import Noun
from bot.domain.spending import DOLLAR, Budgets
from bot.reports.costs import cost_of
from bot.reports.quota import last_word, shut_until

LEAST = DOLLAR // 100
"""Micro-dollars below which nothing is worth asking."""
PROBED = timedelta(minutes=30)
"""After so long one attempt is made whatever the provider said: somebody may have raised the limit."""
URGENT = frozenset({Severity.CRITICAL, Severity.HIGH})


class Allowance(Noun):
    """Micro-dollars that a run may cost. None left: `why` is a phrase, `back_at` when it may be asked again."""

    micro: int
    why: str = ""
    back_at: datetime | None = None


class _Purse(NamedTuple):
    left: int
    why: str
    back_at: datetime | None = None


def month_of(now: datetime) -> datetime:
    """When the month of UTC began: since when rows count."""
    return _day(now).replace(day=1)


def allowance(rows: Sequence[LedgerEntry], incident: Incident, now: datetime, budgets: Budgets) -> Allowance:
    """What is left for a run of this incident, of a labelled case if it has no id.

    `rows` are the attempts since `month_of(now)`, as `Paid` has them.
    """
    closed = _quota(rows, now)
    if closed is not None:
        return Allowance(micro=0, why="not asked: the provider's quota is used up", back_at=closed)
    tightest = min(_purses(rows, incident, now, budgets), key=lambda one: one.left)
    if tightest.left < LEAST:
        return Allowance(micro=0, why=f"not asked: {tightest.why}", back_at=tightest.back_at)
    return Allowance(micro=tightest.left)


def _purses(
    rows: Sequence[LedgerEntry], incident: Incident, now: datetime, budgets: Budgets
) -> Iterable[_Purse]:
    day, month = _day(now), month_of(now)
    urgent = incident.severity in URGENT
    share = 1.0 if urgent else 1.0 - budgets.reserve
    kept = "" if urgent else " but for the reserve for high severity"
    if incident.id:
        mine = sum(cost_of(row) for row in rows if row.incident_id == incident.id)
        yield _Purse(_micro(budgets.incident) - mine, "the budget of one incident is used up")
    else:
        today = [row for row in rows if row.at >= day and row.detail.get("purpose") == Purpose.EVAL]
        yield _Purse(
            _micro(budgets.day * budgets.replays) - sum(map(cost_of, today)),
            "the share of the day's budget for labelled cases is used up",
            day + timedelta(days=1),
        )
    yield _Purse(
        _micro(budgets.day * share) - sum(cost_of(row) for row in rows if row.at >= day),
        f"the budget of the day is used up{kept}",
        day + timedelta(days=1),
    )
    yield _Purse(
        _micro(budgets.month * share) - sum(cost_of(row) for row in rows if row.at >= month),
        f"the budget of the month is used up{kept}",
        (month + timedelta(days=32)).replace(day=1),
    )


def _quota(rows: Sequence[LedgerEntry], now: datetime) -> datetime | None:
    """When a quota is open again that the last word of the provider was about; None if it is not closed.

    One that is due to be tried again counts as open.
    """
    word = reduce(last_word, rows, None)
    until = shut_until(word)
    if word is None or until is None or until <= now or now - word.at >= PROBED:
        return None
    return until


def _micro(dollars: float) -> int:
    return round(dollars * DOLLAR)


def _day(now: datetime) -> datetime:
    return now.replace(hour=0, minute=0, second=0, microsecond=0)
