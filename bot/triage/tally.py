"""Tally: what the record comes to in counts, kept up to date by reading only the rows that are new.

The measurements at `/metrics` and the model's budget line are asked often and made of rows that only grow in number, so
a process remembers how far it has read. Whatever is counted here can be counted anew from the first row.
"""

import asyncio
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.domain.drill import Drilled, DrillName
from bot.domain.ledger import Act, LedgerEntry
from bot.domain.model import Attempt, Ended
from bot.reports.accounts import spent_of
from bot.reports.costs import cost_of
from bot.reports.drills import drilled
from bot.reports.forecast import hour_of
from bot.triage.ports.store import Store

ACTS = (Act.DIAGNOSED, Act.REFINED, Act.ATTEMPTED, Act.WITHHELD, Act.UNDELIVERED, Act.DRILLED)
PAGE = 2_000
"""Rows that are read at a time, so that the first reading of a long record holds up nobody else."""
BUCKETS = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0, 45.0, 60.0, 90.0, 120.0, 180.0, 300.0, 600.0)
"""Upper bounds in seconds: an answer takes seconds to minutes."""
RELEASES, OTHER = 20, "other"
"""How many releases are told apart; whatever comes after them is one."""
UNTOLD = timedelta(minutes=15)
"""How long a quota counts as used up where the provider did not say until when."""
RULES, MODEL = "rules", "model"
BOUND = "bound or stop"


@dataclass(slots=True)
class Spread:
    """A histogram: how many values are in each bucket (the last is for all above), and their sum."""

    counts: list[int] = field(default_factory=lambda: [0] * (len(BUCKETS) + 1))
    total: float = 0.0

    def add(self, value: float) -> None:
        """One more value."""
        self.counts[bisect_left(BUCKETS, value)] += 1
        self.total += value


@dataclass(slots=True)
class Tally:
    """The counts: attempts by (release, purpose, how they ended), tokens by (release, kind), runs by (release, end).

    Cost is in micro-dollars, by release and by hour; `diagnoses` are by who made them. `unread` are rows of
    attempts that this version cannot read. `drills` has the last one of each name.
    """

    seq: int = 0
    attempts: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    retries: Counter[str] = field(default_factory=Counter)
    tokens: Counter[tuple[str, str]] = field(default_factory=Counter)
    cost: Counter[str] = field(default_factory=Counter)
    seconds: dict[str, Spread] = field(default_factory=dict)
    runs: Counter[tuple[str, str]] = field(default_factory=Counter)
    diagnoses: Counter[str] = field(default_factory=Counter)
    hours: Counter[datetime] = field(default_factory=Counter)
    unread: int = 0
    withheld: int = 0
    undelivered: int = 0
    last_success: datetime | None = None
    closed_until: datetime | None = None
    drills: dict[DrillName, Drilled] = field(default_factory=dict)
    _names: set[str] = field(default_factory=set)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def read(self, store: Store) -> None:
        """Count the rows that are new.

        Raises:
            OutsideError: the record cannot be read; what was counted stands, and the next reading goes on there.
        """
        async with self._turn:
            while True:
                async with store.read() as tx:
                    rows = await tx.ledger.after(ACTS, self.seq, limit=PAGE)
                self.count(rows)
                if len(rows) < PAGE:
                    return

    def count(self, rows: Sequence[LedgerEntry]) -> None:
        """Count these rows, all of them newer than those before."""
        for row in rows:
            self._count(row)
            self.seq = row.seq

    def _count(self, row: LedgerEntry) -> None:
        match row.act:
            case Act.ATTEMPTED:
                self._spent(row)
            case Act.REFINED:
                ended = str(row.detail.get("ended") or BOUND)
                self.runs[self._release(str(row.detail.get("release", ""))), ended] += 1
                self.diagnoses[MODEL] += bool(row.detail.get("refinement"))
            case Act.DIAGNOSED:
                self.diagnoses[RULES] += 1
            case Act.WITHHELD:
                self.withheld += max(1, _length(row.detail.get("rules")))
            case Act.UNDELIVERED:
                self.undelivered += 1
            case _:
                if (last := drilled(row)) is not None:
                    self.drills[last.name] = last

    def _spent(self, row: LedgerEntry) -> None:
        """What it cost counts also where nothing else of it can be read: the budgets count it too."""
        cost, spent = cost_of(row), spent_of(row)
        if cost or spent is not None:
            self.cost[self._release(str(row.detail.get("release", "")))] += cost
            self.hours[hour_of(row.at)] += cost
        if spent is None:
            self.unread += 1
        else:
            self._attempt(row.at, spent.attempt)

    def _attempt(self, at: datetime, attempt: Attempt) -> None:
        release = self._release(attempt.release)
        self.attempts[release, attempt.purpose.value, attempt.ended.value] += 1
        self.retries[release] += attempt.again > 0
        for kind in ("fresh", "written", "cached", "out"):
            self.tokens[release, kind] += getattr(attempt.usage, kind)
        self.seconds.setdefault(release, Spread()).add(attempt.seconds)
        if attempt.ended in (Ended.ANSWER, Ended.TOOLS):
            self.last_success, self.closed_until = at, None
        elif attempt.ended is Ended.QUOTA:
            self.closed_until = attempt.back_at or at + UNTOLD

    def _release(self, name: str) -> str:
        """The name, or "other" past so many of them: a label of a measurement must not grow without end."""
        if name not in self._names and len(self._names) < RELEASES:
            self._names.add(name)
        return name if name in self._names else OTHER


def _length(value: object) -> int:
    return len(value) if isinstance(value, list) else 0
