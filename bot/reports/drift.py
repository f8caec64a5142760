"""Drift: what changed in the answers so much that Lookout's own on-call should know, with the numbers.

A share of the last seven days is held against the same share of the 28 days before them, so that every day is looked
at. It has drifted if it got worse by more than a threshold and by more than chance explains (two standard errors), and
both sides have enough to count. A verdict counts when it was given: it often comes long after its diagnosis. Beside
that: a golden incident that comes out wrong or was not tried, another model that answers, one that answers nothing.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from math import sqrt
from typing import NamedTuple

from bot.domain.ledger import Act, LedgerEntry
from bot.domain.model import Ended
from bot.domain.noun import Noun
from bot.reports.attempts import standing
from bot.reports.quality import GOOD, Quality, Tally, number, quality_of, week_of
from bot.reports.replays import Miss, Replay
from bot.voice.quotes import inert

BY_CHANCE = 2.0
"""Standard errors that a change has to exceed."""
NEWEST, EARLIER = timedelta(days=7), timedelta(days=28)
"""The time that is watched, and the time before it that is usual."""
SILENT = timedelta(hours=24)
FEWEST_TRIED = 3


class Drift(Noun):
    """One finding. Equal `key`: told already. `what` is a sentence with the numbers, `then` the next check."""

    key: str
    what: str
    then: str


class Watched(Noun):
    """A share that is watched: its threshold, and how many must be counted in the last seven days and before them."""

    name: str
    sentence: str
    then: str
    threshold: float
    fewest: int
    falls: bool = False


AGREEMENT = Watched(
    name="agreement",
    sentence="Rules and model name the same cause and object less often",
    then="`/lookout show` on diagnoses of this week: which of the two is right",
    threshold=0.2,
    fewest=8,
    falls=True,
)
UNBACKED = Watched(
    name="unbacked",
    sentence="More of the model's statements cite nothing that was read",
    then="the dropped statements in `lookout replay` of a run of this week",
    threshold=0.15,
    fewest=15,
)
WRONG = Watched(
    name="wrong",
    sentence="More verdicts on diagnoses are wrong",
    then="`lookout cases export`, then `lookout eval` on that folder",
    threshold=0.25,
    fewest=5,
)
REFUSED = Watched(
    name="refused",
    sentence="The model declines more often",
    then="what the declined runs were shown, by `lookout replay`",
    threshold=0.1,
    fewest=8,
)
NO_ANSWER = Watched(
    name="no answer",
    sentence="More runs of the model end without an answer",
    then="how they ended, in `lookout quality`",
    threshold=0.3,
    fewest=8,
)
SHARES: tuple[tuple[Watched, Callable[[Tally], tuple[int, int]]], ...] = (
    (AGREEMENT, lambda one: (one.same, one.same + one.other)),
    (UNBACKED, lambda one: (one.unbacked, one.kept + one.unbacked)),
    (REFUSED, lambda one: (one.refused, one.triages)),
    (NO_ANSWER, lambda one: (one.triages - one.answered, one.triages)),
)


def drifts(quality: Quality, rows: Sequence[LedgerEntry]) -> tuple[Drift, ...]:
    """All findings; `rows` are those that the quality was made of, of the last 35 days at least."""
    rows = standing(rows)
    return (
        *_shifts(rows, quality.until),
        *_golden(quality.replays),
        *_served(rows),
        *_silence(quality, rows),
    )


def _shifts(rows: Sequence[LedgerEntry], until: datetime) -> Iterator[Drift]:
    """Each watched share of the last seven days, of the rules and of the model apart."""
    border = until - NEWEST
    now = quality_of(rows, since=border, until=until).tallies
    before = quality_of(
        [row for row in rows if row.at < border], since=border - EARLIER, until=border
    ).tallies
    verdicts = _verdicts(rows)
    for is_model in (False, True):
        maker = "model" if is_model else "rules"
        for watched, counted in SHARES:
            newer = _both([counted(one) for one in now if one.is_model is is_model])
            older = _both([counted(one) for one in before if one.is_model is is_model])
            yield from _shift(watched, newer, older, until, maker)
        said = [one for one in verdicts if one.is_model is is_model]
        late = [one.is_wrong for one in said if border <= one.at <= until]
        early = [one.is_wrong for one in said if border - EARLIER <= one.at < border]
        yield from _shift(WRONG, (sum(late), len(late)), (sum(early), len(early)), until, maker)


class _Verdict(NamedTuple):
    """What a person said last of a diagnosis, when, and of whose."""

    at: datetime
    is_wrong: bool
    is_model: bool


def _verdicts(rows: Sequence[LedgerEntry]) -> list[_Verdict]:
    """By their own time. One on a diagnosis that is older than the rows tells nothing of whose it was, and is none."""
    makers: dict[int, bool] = {}
    for row in rows:
        if row.act is Act.DIAGNOSED:
            makers[number(row.detail.get("diagnosis"))] = False
        elif row.act is Act.REFINED:
            makers[number(row.detail.get("refinement"))] = True
    last = {(number(row.detail.get("diagnosis")), row.actor): row for row in rows if row.act is Act.RATED}
    return [
        _Verdict(row.at, row.detail.get("verdict") == "wrong", makers[one])
        for (one, _), row in last.items()
        if one in makers
    ]


def _shift(
    watched: Watched, now: tuple[int, int], before: tuple[int, int], until: datetime, maker: str
) -> Iterator[Drift]:
    if min(now[1], before[1]) < watched.fewest:
        return
    share, usual = now[0] / now[1], before[0] / before[1]
    worse = usual - share if watched.falls else share - usual
    both = (now[0] + before[0]) / (now[1] + before[1])
    by_chance = sqrt(both * (1 - both) * (1 / now[1] + 1 / before[1]))
    if worse > watched.threshold and worse > BY_CHANCE * by_chance:
        numbers = f"{share:.0%} of {now[1]} in the last 7 days, {usual:.0%} of {before[1]} in the 28 before"
        yield Drift(
            key=f"{watched.name}:{maker}:{week_of(until)}",
            what=f"{watched.sentence} ({maker}): {numbers}.",
            then=watched.then,
        )


def _both(pairs: Sequence[tuple[int, int]]) -> tuple[int, int]:
    return sum(part for part, _ in pairs), sum(whole for _, whole in pairs)


def _golden(replays: Sequence[Replay]) -> Iterator[Drift]:
    for replay in replays:
        for miss in replay.missed:
            yield _missed(replay, miss)
        if replay.left:
            yield _untried(replay)


def _missed(replay: Replay, miss: Miss) -> Drift:
    return Drift(
        key=f"golden:{replay.maker}:{miss.case}",
        what=f"Golden incident {miss.case} came out otherwise by {replay.maker}: {miss.said}, not {miss.wanted}.",
        then="`lookout eval` on the golden incidents, and what changed since the last replay",
    )


def _untried(replay: Replay) -> Drift:
    """What was not tried is not known to be right: told once a week for each reason."""
    tried, why = replay.cases + replay.left, replay.why or "the record does not say why"
    return Drift(
        key=f"left:{replay.maker}:{why}:{week_of(replay.at)}",
        what=f"{replay.left} of {tried} golden incidents were not tried by {replay.maker}: {why}.",
        then="`lookout doctor`, `/lookout status` (levers, and what is left of the budget) and `/lookout release list`",
    )


def _served(rows: Sequence[LedgerEntry]) -> Iterator[Drift]:
    """The model that answers under one release is another than before: every change, once for each day of it."""
    seen: dict[str, str] = {}
    found: dict[str, Drift] = {}
    for row in rows:
        if (
            row.act is not Act.ATTEMPTED
            or row.detail.get("ended") not in GOOD
            or not row.detail.get("served")
        ):
            continue
        release, new = str(row.detail.get("release")), str(row.detail.get("served"))
        old = seen.get(release, new)
        seen[release] = new
        if old != new:
            one = _change(release, old, new, row.at)
            found.setdefault(one.key, one)
    yield from found.values()


def _change(release: str, old: str, new: str, at: datetime) -> Drift:
    return Drift(
        key=f"served:{release}:{old}:{new}:{_day(at)}",
        what=f"Release {inert(release)} is answered by {inert(new)} since {_day(at)}; before, {inert(old)} answered.",
        then="the golden incidents by this release; `/lookout release rollback` goes back to the one before",
    )


def _silence(quality: Quality, rows: Sequence[LedgerEntry]) -> Iterator[Drift]:
    """Attempts were made, and none ended well for a day."""
    begins = quality.until - SILENT
    tried = [row for row in rows if row.act is Act.ATTEMPTED and begins <= row.at <= quality.until]
    tried = [row for row in tried if row.detail.get("ended") != Ended.STOPPED]
    good = [row for row in tried if row.detail.get("ended") in GOOD]
    if good or len(tried) < FEWEST_TRIED:
        return
    how = ", ".join(sorted({str(row.detail.get("ended")) for row in tried}))
    yield Drift(
        key=f"silent:{_day(quality.until)}",
        what=f"The model answered none of {len(tried)} attempts within 24 hours ({how}).",
        then="`lookout doctor`, which asks the provider",
    )


def _day(at: datetime) -> str:
    return at.date().isoformat()
