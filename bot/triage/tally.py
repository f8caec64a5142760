"""Tally: what the record comes to in counts, kept up to date by reading only the rows that are new.

The measurements at `/metrics` and the model's budget line are asked often and made of rows that only grow in number, so
a process remembers how far it has read. Whatever is counted here can be counted anew from the first row.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from bot.domain.drill import Drilled, DrillName
from bot.domain.ledger import Act, LedgerEntry
from bot.domain.model import Attempt, Ended
from bot.reports import quota
from bot.reports.accounts import spent_of
from bot.reports.attempts import Key, is_unheard, key_of
from bot.reports.costs import cost_of
from bot.reports.drills import drilled
from bot.reports.forecast import hour_of
from bot.triage import levels, opinions
from bot.triage.levels import Levels
from bot.triage.opinions import MODEL, RULES, Opinions
from bot.triage.ports.store import Store
from bot.triage.spread import Spread

log = structlog.get_logger()

ACTS = (*quota.ACTS, Act.DRILLED, *levels.ACTS, *opinions.ACTS)
PAGE = 500
"""Rows that are read at a time, so that the first reading of a long record holds up nobody else."""
RELEASES, OTHER = 20, "other"
"""How many releases are told apart; whatever comes after them is one."""
UNHEARD = timedelta(minutes=15)
"""How long an attempt's answer is waited for before it counts as one without: longer than a run may take.

Until then it is counted nowhere, for a counter that goes back is taken for one that began anew.
"""
BOUND = "bound or stop"
ODD = (ValueError, TypeError, KeyError, AttributeError, OverflowError)
"""What reading a row raises that no version of Lookout wrote so."""


@dataclass(slots=True)
class Tally:
    """The counts: attempts by (release, purpose, how they ended), tokens by (release, kind), runs by (release, end).

    Cost is in micro-dollars, by release and by hour; `diagnoses` are by who made them. `unread` are rows of
    attempts that this version cannot read, `odd` any others. `drills` has the last one of each name.
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
    odd: int = 0
    levels: Levels = field(default_factory=Levels)
    opinions: Opinions = field(default_factory=Opinions)
    last_success: datetime | None = None
    drills: dict[DrillName, Drilled] = field(default_factory=dict)
    _names: set[str] = field(default_factory=set)
    _word: LedgerEntry | None = None
    _unheard: dict[Key, LedgerEntry] = field(default_factory=dict)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def closed_until(self) -> datetime | None:
        """Until when the provider's quota is used up, None where it is not."""
        return quota.shut_until(self._word)

    async def read(self, store: Store) -> None:
        """Count the rows that are new.

        Raises:
            OutsideError: the record cannot be read; what was counted stands, and the next reading goes on there.
        """
        async with self._turn:
            while True:
                async with store.read() as tx:
                    rows, now = await tx.ledger.after(ACTS, self.seq, limit=PAGE), tx.now
                self.count(rows)
                if len(rows) < PAGE:
                    self.give_up(now - UNHEARD)
                    return

    def count(self, rows: Sequence[LedgerEntry]) -> None:
        """Count these rows, all of them newer than those before."""
        for row in rows:
            try:
                self._count(row)
                self._word = quota.last_word(self._word, row)
            except ODD as problem:
                self.odd += 1
                log.warning("a row of the record is not counted", seq=row.seq, why=type(problem).__name__)
            self.seq = row.seq

    def give_up(self, before: datetime) -> None:
        """Count the attempts that were asked before then and not heard since."""
        for key in [key for key, row in self._unheard.items() if row.at <= before]:
            self._spent(self._unheard.pop(key))

    def _count(self, row: LedgerEntry) -> None:
        match row.act:
            case Act.ATTEMPTED if is_unheard(row):
                self._unheard[key_of(row)] = row
            case Act.ATTEMPTED:
                self._unheard.pop(key_of(row), None)
                self._spent(row)
            case Act.REFINED:
                ended = str(row.detail.get("ended") or BOUND)
                self.runs[self._release(str(row.detail.get("release", ""))), ended] += 1
                self.diagnoses[MODEL] += bool(row.detail.get("refinement"))
                self.opinions.count(row)
            case Act.DRILLED:
                if (last := drilled(row)) is not None:
                    self.drills[last.name] = last
            case Act.RATED | Act.CHECKED:
                self.opinions.count(row)
            case _:
                self.diagnoses[RULES] += row.act is Act.DIAGNOSED
                self.levels.count(row)

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
            self.last_success = at

    def _release(self, name: str) -> str:
        """The name, or "other" past so many of them: a label of a measurement must not grow without end."""
        if name not in self._names and len(self._names) < RELEASES:
            self._names.add(name)
        return name if name in self._names else OTHER
