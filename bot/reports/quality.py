"""Quality: how good the answers were, by week and by who made them, from the same rows that are billed and shown.

A triage is counted in the ISO week of its diagnosis (UTC), and verdicts count for the diagnosis that they are about,
whenever they were given. Counts only: nothing of what any incident was about is in here.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from pydantic import Field

from bot.domain.ledger import Act, LedgerEntry
from bot.domain.model import Ended
from bot.domain.noun import Noun
from bot.reports.attempts import standing
from bot.reports.costs import cost_of
from bot.reports.replays import Replay, newest
from bot.reports.spread import percentile

ACTS = (Act.DIAGNOSED, Act.REFINED, Act.ATTEMPTED, Act.RATED, Act.CHECKED)
"""The rows that it is made of."""
GOOD = (Ended.ANSWER, Ended.TOOLS, Ended.PAUSED)
"""How an attempt ends that did not fail."""


class Said(Noun):
    """Verdicts of people: one for each person and diagnosis, whatever they said last."""

    right: int = 0
    partly: int = 0
    wrong: int = 0

    @property
    def all(self) -> int:
        """How many there are."""
        return self.right + self.partly + self.wrong

    def __add__(self, other: "Said") -> "Said":
        """Both together."""
        return Said(
            right=self.right + other.right,
            partly=self.partly + other.partly,
            wrong=self.wrong + other.wrong,
        )


class Tally(Noun):
    """What a maker (the rules of a version, or a release of the model) did in one week.

    `triages` are diagnoses of the rules, or runs of the model, of which `answered` came to an answer. `same` and
    `other` are runs whose first cause and object were those of the rules, or not; `kept` and `unbacked` are statements
    that were kept, and dropped since they cite nothing that was read. `refused` are runs that the model declined.
    `calls` are reads asked for, `call_errors` those that gave nothing. `failed` has attempts by how they ended.
    `cost` is in micro-dollars, `p50` and `p95` are seconds of a triage.
    """

    week: str
    maker: str
    is_model: bool
    triages: int = 0
    answered: int = 0
    said: Said = Said()
    same: int = 0
    other: int = 0
    kept: int = 0
    unbacked: int = 0
    refused: int = 0
    calls: int = 0
    call_errors: int = 0
    attempts: int = 0
    failed: dict[str, int] = Field(default_factory=dict)
    cost: int = 0
    p50: float = 0.0
    p95: float = 0.0


LEFT = "left to the rules"
"""What a diagnosis' row says of the model (`model`) where the triage is one of those kept from it, to compare."""


class Aside(Noun):
    """Triages that the model answered, those that were left to the rules by lot, and all others by rules alone.

    How many there are, and what people said of them, on either message. Only the first two can be compared: why the
    others have no answer (a failure, a budget) may have to do with how hard they were.
    """

    answered: int = 0
    answered_said: Said = Said()
    left: int = 0
    left_said: Said = Said()
    alone: int = 0
    alone_said: Said = Said()


class Quality(Noun):
    """All of it: `weeks` from the first to the last, `tallies` by week, the rules before the model.

    `replays` are the newest of the golden incidents, one for each maker; `last_success` is when the model last
    answered an attempt, None if it did not in this time.
    """

    since: datetime
    until: datetime
    weeks: tuple[str, ...] = ()
    tallies: tuple[Tally, ...] = ()
    aside: Aside = Aside()
    replays: tuple[Replay, ...] = ()
    last_success: datetime | None = None


def quality_of(rows: Sequence[LedgerEntry], *, since: datetime, until: datetime) -> Quality:
    """The quality in a time; `rows` are of `ACTS`, oldest first, of all incidents."""
    mine = [row for row in standing(rows) if since <= row.at <= until]
    said = _said(mine)
    tallies = tuple(_tallies(mine, said))
    successes = [row.at for row in mine if _is_attempt(row) and row.detail.get("ended") in GOOD]
    return Quality(
        since=since,
        until=until,
        weeks=_weeks([row.at for row in mine if row.act is not Act.RATED]),
        tallies=tallies,
        aside=_aside(mine, said),
        replays=newest(mine),
        last_success=successes[-1] if successes else None,
    )


def week_of(at: datetime) -> str:
    """`2026-W48`: the ISO week."""
    year, week, _ = at.isocalendar()
    return f"{year}-W{week:02}"


def _weeks(times: Sequence[datetime]) -> tuple[str, ...]:
    """All weeks from the first to the last of these times, also those in which nothing was."""
    if not times:
        return ()
    days = (max(times).date() - min(times).date()).days
    return tuple(dict.fromkeys(week_of(min(times) + timedelta(days=one)) for one in range(days + 1)))


def _said(rows: Iterable[LedgerEntry]) -> Mapping[int, Said]:
    """The verdicts on each diagnosis."""
    latest = {
        (number(row.detail.get("diagnosis")), row.actor): str(row.detail.get("verdict"))
        for row in rows
        if row.act is Act.RATED
    }
    found: dict[int, Counter[str]] = {}
    for (diagnosis, _), verdict in latest.items():
        found.setdefault(diagnosis, Counter())[verdict] += 1
    return {
        one: Said(right=counts["right"], partly=counts["partly"], wrong=counts["wrong"])
        for one, counts in found.items()
    }


def _tallies(rows: Sequence[LedgerEntry], said: Mapping[int, Said]) -> Iterator[Tally]:
    groups: dict[tuple[str, bool, str], list[LedgerEntry]] = {}
    for row in rows:
        if row.act is Act.DIAGNOSED:
            groups.setdefault((week_of(row.at), False, str(row.detail.get("made_by"))), []).append(row)
        elif _was_asked(row):
            groups.setdefault((week_of(row.at), True, str(row.detail.get("release"))), []).append(row)
    for week, is_model, maker in sorted(groups):
        found = groups[week, is_model, maker]
        told = _by_model(found, said) if is_model else _by_rules(found, said)
        yield Tally(week=week, maker=maker, is_model=is_model, **told)


def _was_asked(row: LedgerEntry) -> bool:
    """Whether it is an attempt, or a run that came to one: what a lever or a budget kept back is none."""
    return _is_attempt(row) or (row.act is Act.REFINED and number(row.detail.get("turns")) > 0)


def _by_rules(rows: Sequence[LedgerEntry], said: Mapping[int, Said]) -> dict[str, Any]:
    times = [float(row.detail["seconds"]) for row in rows if "seconds" in row.detail]
    return {
        "triages": len(rows),
        "answered": len(rows),
        "said": _sum(said, (row.detail.get("diagnosis") for row in rows)),
        "p50": percentile(times, 50),
        "p95": percentile(times, 95),
    }


def _by_model(rows: Sequence[LedgerEntry], said: Mapping[int, Said]) -> dict[str, Any]:
    runs = [row.detail for row in rows if row.act is Act.REFINED]
    attempts = [row.detail for row in rows if row.act is Act.ATTEMPTED]
    agreed = Counter(str(run.get("agreement")) for run in runs)
    times = [float(run.get("seconds") or 0.0) for run in runs]
    return {
        "triages": len(runs),
        "answered": sum(run.get("ended") == Ended.ANSWER for run in runs),
        "said": _sum(said, (run.get("refinement") for run in runs)),
        "same": agreed["same"],
        "other": agreed["other"],
        "kept": sum(number(run.get("kept")) for run in runs),
        "unbacked": sum(number(run.get("unbacked")) for run in runs),
        "refused": sum(run.get("ended") == Ended.REFUSED for run in runs),
        "calls": sum(number(run.get("calls")) for run in runs),
        "call_errors": sum(number(run.get("failed_calls")) for run in runs),
        "attempts": len(attempts),
        "failed": dict(
            Counter(str(one["ended"]) for one in attempts if one.get("ended") not in (*GOOD, Ended.STOPPED))
        ),
        "cost": sum(cost_of(row) for row in rows if row.act is Act.ATTEMPTED),
        "p50": percentile(times, 50),
        "p95": percentile(times, 95),
    }


def _aside(rows: Sequence[LedgerEntry], said: Mapping[int, Said]) -> Aside:
    """Verdicts on either message of a triage count for it."""
    runs = [row.detail for row in rows if row.act is Act.REFINED and row.detail.get("ended") == Ended.ANSWER]
    answered = {number(run.get("diagnosis")): number(run.get("refinement")) for run in runs}
    told = {
        number(row.detail.get("diagnosis")): str(row.detail.get("model"))
        for row in rows
        if row.act is Act.DIAGNOSED
    }
    both = set(told) & set(answered)
    left = {one for one, why in told.items() if LEFT in why} - both
    alone = set(told) - both - left
    return Aside(
        answered=len(both),
        answered_said=_sum(said, both) + _sum(said, (answered[one] for one in both)),
        left=len(left),
        left_said=_sum(said, left),
        alone=len(alone),
        alone_said=_sum(said, alone),
    )


def _sum(said: Mapping[int, Said], diagnoses: Iterable[object]) -> Said:
    found = Said()
    for one in diagnoses:
        if number(one):
            found += said.get(number(one), Said())
    return found


def _is_attempt(row: LedgerEntry) -> bool:
    return row.act is Act.ATTEMPTED


def number(value: object) -> int:
    """A count or an id of a row; 0 for what is none."""
    return value if isinstance(value, int) else 0
