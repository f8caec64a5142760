"""The accounts of the model: what product, SRE and finance count, as three views of the same rows, which add up.

Product counts diagnoses (a diagnosis counts once, however many attempts it took), SRE attempts, finance billed tokens
and dollars. Every view ends in the same sum: attempts, tokens and cost of all rows, to the micro-dollar.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import UTC, date, datetime
from math import ceil
from typing import TypeVar

from pydantic import Field

from bot.domain.ledger import Act, LedgerEntry
from bot.domain.model import Attempt, Ended, Purpose
from bot.domain.noun import Noun, read_noun
from bot.domain.spending import Usage
from bot.reports.attempts import standing
from bot.reports.costs import cost_of

ACTS = (Act.DIAGNOSED, Act.REFINED, Act.ATTEMPTED)
"""The rows that it is made of."""
ALONE, ANSWERED, UNFINISHED, EARLIER = (
    "rules alone",
    "model answered",
    "model not heard to its end",
    "diagnosed earlier",
)
QUANTILES = (0.5, 0.9, 0.99)
K = TypeVar("K", bound=Hashable)


class Sums(Noun):
    """What some attempts come to. `cost` is in micro-dollars."""

    attempts: int = 0
    usage: Usage = Usage()
    cost: int = 0

    def __add__(self, other: "Sums") -> "Sums":
        """Both together."""
        return Sums(
            attempts=self.attempts + other.attempts,
            usage=self.usage + other.usage,
            cost=self.cost + other.cost,
        )


class Spent(Noun):
    """One attempt with its time."""

    at: datetime
    attempt: Attempt

    @property
    def sums(self) -> Sums:
        """This one alone."""
        return Sums(attempts=1, usage=self.attempt.usage, cost=self.attempt.cost)


class Ending(Noun):
    """Diagnoses that ended in one way ("rules alone", "model answered", or why not), and what was spent on them."""

    how: str
    diagnoses: int
    spent: Sums


class Use(Noun):
    """What was spent for a purpose that is no diagnosis: questions, reruns, evaluations."""

    purpose: Purpose
    runs: int
    spent: Sums


class Product(Noun):
    """Diagnoses by how they ended, the commonest first, and the uses beside."""

    diagnoses: int = 0
    endings: tuple[Ending, ...] = ()
    uses: tuple[Use, ...] = ()

    @property
    def total(self) -> Sums:
        """All attempts."""
        return _total(one.spent for one in self.endings) + _total(one.spent for one in self.uses)


class Outcome(Noun):
    """Attempts of a release that ended in one way; `seconds` are the quantiles of `QUANTILES`, and the longest."""

    release: str
    ended: Ended
    retries: int
    seconds: tuple[float, ...]
    spent: Sums


class Reliability(Noun):
    """Attempts by release and outcome; `seconds` as in `Outcome`, of all of them (none: no attempts)."""

    outcomes: tuple[Outcome, ...] = ()
    seconds: tuple[float, ...] = ()

    @property
    def retries(self) -> int:
        """Attempts that repeated one before."""
        return sum(one.retries for one in self.outcomes)

    @property
    def total(self) -> Sums:
        """All attempts."""
        return _total(one.spent for one in self.outcomes)


class Bill(Noun):
    """What a release cost on one day (of UTC) by the model that answered."""

    day: date
    release: str
    model: str
    spent: Sums


class Finance(Noun):
    """Bills by day, release and model."""

    bills: tuple[Bill, ...] = ()

    @property
    def total(self) -> Sums:
        """All attempts."""
        return _total(one.spent for one in self.bills)


class Accounts(Noun):
    """The three views, and how many rows of attempts could not be read (they are in none of them).

    `unread_cost` is what those rows say that they cost, in micro-dollars: budgets count it.
    """

    product: Product = Product()
    sre: Reliability = Reliability()
    finance: Finance = Finance()
    unread: int = Field(default=0, ge=0)
    unread_cost: int = Field(default=0, ge=0)

    @property
    def adds_up(self) -> bool:
        """Whether all three come to the same sum."""
        return self.product.total == self.sre.total == self.finance.total


def accounts_of(rows: Sequence[LedgerEntry]) -> Accounts:
    """The accounts of these rows of `ACTS`, oldest first."""
    rows = standing(rows)
    attempts = [(row, spent_of(row)) for row in rows if row.act is Act.ATTEMPTED]
    spent = [one for _, one in attempts if one is not None]
    unread = [row for row, one in attempts if one is None]
    return Accounts(
        product=_product(rows, spent),
        sre=_reliability(spent),
        finance=_finance(spent),
        unread=len(unread),
        unread_cost=sum(map(cost_of, unread)),
    )


def spent_of(row: LedgerEntry) -> Spent | None:
    """The attempt that a row tells of, None if it cannot be read; what a newer version added is passed over."""
    attempt = read_noun(Attempt, row.detail)
    return Spent(at=row.at, attempt=attempt) if attempt is not None else None


def _product(rows: Sequence[LedgerEntry], spent: Sequence[Spent]) -> Product:
    on_diagnoses = [one for one in spent if one.attempt.purpose is Purpose.INVESTIGATE]
    ends = _ends(rows, on_diagnoses)
    by_end = _grouped(on_diagnoses, lambda one: ends[one.attempt.diagnosis])
    counted = Counter(ends.values())
    endings = [
        Ending(
            how=how,
            diagnoses=0 if how == EARLIER else number,
            spent=_total(one.sums for one in by_end.get(how, ())),
        )
        for how, number in counted.items()
    ]
    return Product(
        diagnoses=sum(one.diagnoses for one in endings),
        endings=tuple(sorted(endings, key=lambda one: (-one.diagnoses, one.how))),
        uses=_uses([one for one in spent if one.attempt.purpose is not Purpose.INVESTIGATE]),
    )


def _ends(rows: Sequence[LedgerEntry], on_diagnoses: Sequence[Spent]) -> dict[int, str]:
    """How each diagnosis ended; one that was asked about and is not among the rows was made before them."""
    diagnosed = {_number(row) for row in rows if row.act is Act.DIAGNOSED}
    ends = dict.fromkeys(diagnosed, ALONE)
    for one in on_diagnoses:
        number = one.attempt.diagnosis
        ends[number] = UNFINISHED if number in diagnosed else EARLIER
    return ends | {
        _number(row): _how(row) for row in rows if row.act is Act.REFINED and _number(row) in diagnosed
    }


def _uses(spent: Sequence[Spent]) -> tuple[Use, ...]:
    groups = _grouped(spent, lambda one: one.attempt.purpose)
    return tuple(
        Use(
            purpose=purpose,
            runs=len({one.attempt.run for one in some}),
            spent=_total(one.sums for one in some),
        )
        for purpose, some in sorted(groups.items())
    )


def _how(row: LedgerEntry) -> str:
    """Why a run gave no answer, in the words of its row; what was asked and checked is one ending."""
    if row.detail.get("ended") == Ended.ANSWER.value:
        return ANSWERED
    return str(row.detail.get("ended") or row.detail.get("why") or UNFINISHED)


def _reliability(spent: Sequence[Spent]) -> Reliability:
    groups = _grouped(spent, lambda one: (one.attempt.release, one.attempt.ended))
    outcomes = [
        Outcome(
            release=release,
            ended=ended,
            retries=sum(one.attempt.again > 0 for one in some),
            seconds=quantiles([one.attempt.seconds for one in some]),
            spent=_total(one.sums for one in some),
        )
        for (release, ended), some in sorted(groups.items())
    ]
    return Reliability(outcomes=tuple(outcomes), seconds=quantiles([one.attempt.seconds for one in spent]))


def _finance(spent: Sequence[Spent]) -> Finance:
    def place(one: Spent) -> tuple[date, str, str]:
        return one.at.astimezone(UTC).date(), one.attempt.release, one.attempt.served or one.attempt.model

    groups = _grouped(spent, place)
    return Finance(
        bills=tuple(
            Bill(day=day, release=release, model=model, spent=_total(one.sums for one in some))
            for (day, release, model), some in sorted(groups.items())
        )
    )


def quantiles(values: Sequence[float]) -> tuple[float, ...]:
    """The nearest ranks of `QUANTILES` and the greatest; none of nothing."""
    ranked = sorted(values)
    if not ranked:
        return ()
    return (*(ranked[ceil(one * len(ranked)) - 1] for one in QUANTILES), ranked[-1])


def _grouped(spent: Sequence[Spent], place: Callable[[Spent], K]) -> dict[K, list[Spent]]:
    groups: dict[K, list[Spent]] = {}
    for one in spent:
        groups.setdefault(place(one), []).append(one)
    return groups


def _total(parts: Iterable[Sums]) -> Sums:
    total = Sums()
    for one in parts:
        total += one
    return total


def _number(row: LedgerEntry) -> int:
    number = row.detail.get("diagnosis")
    return number if isinstance(number, int) else 0
