"""Drift: what changed in the answers so much that Lookout's own on-call should know, with the numbers.

A share of the newest week is held against the same share of the weeks before it. It has drifted if it got worse by
more than a threshold and by more than chance explains (two standard errors), and both sides have enough to count.
Beside that: a golden incident that comes out wrong, another model that answers, a model that answers nothing.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from math import sqrt

from bot.domain.ledger import Act, LedgerEntry
from bot.domain.model import Ended
from bot.domain.noun import Noun
from bot.reports.quality import GOOD, Quality, Tally
from bot.reports.replays import Miss, Replay

BY_CHANCE = 2.0
"""Standard errors that a change has to exceed."""
SILENT = timedelta(hours=24)
FEWEST_TRIED = 3


class Drift(Noun):
    """One finding. Equal `key`: told already. `what` is a sentence with the numbers, `then` the next check."""

    key: str
    what: str
    then: str


class Watched(Noun):
    """A share that is watched: its threshold, and how many must be counted in the week and before it."""

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
    (WRONG, lambda one: (one.said.wrong, one.said.all)),
    (REFUSED, lambda one: (one.refused, one.triages)),
    (NO_ANSWER, lambda one: (one.triages - one.answered, one.triages)),
)


def drifts(quality: Quality, rows: Sequence[LedgerEntry]) -> tuple[Drift, ...]:
    """All findings; `rows` are those that the quality was made of."""
    return (*_shifts(quality), *_golden(quality.replays), *_served(rows), *_silence(quality, rows))


def _shifts(quality: Quality) -> Iterator[Drift]:
    """Each watched share of the newest week, of the rules and of the model apart."""
    if not quality.weeks:
        return
    last = quality.weeks[-1]
    for is_model in (False, True):
        mine = [one for one in quality.tallies if one.is_model is is_model]
        for watched, counted in SHARES:
            now = [counted(one) for one in mine if one.week == last]
            before = [counted(one) for one in mine if one.week != last]
            yield from _shift(watched, _both(now), _both(before), last, "model" if is_model else "rules")


def _shift(
    watched: Watched, now: tuple[int, int], before: tuple[int, int], week: str, maker: str
) -> Iterator[Drift]:
    if min(now[1], before[1]) < watched.fewest:
        return
    share, usual = now[0] / now[1], before[0] / before[1]
    worse = usual - share if watched.falls else share - usual
    both = (now[0] + before[0]) / (now[1] + before[1])
    by_chance = sqrt(both * (1 - both) * (1 / now[1] + 1 / before[1]))
    if worse > watched.threshold and worse > BY_CHANCE * by_chance:
        numbers = f"{share:.0%} of {now[1]} in {week}, {usual:.0%} of {before[1]} before"
        yield Drift(
            key=f"{watched.name}:{maker}:{week}",
            what=f"{watched.sentence} ({maker}): {numbers}.",
            then=watched.then,
        )


def _both(pairs: Sequence[tuple[int, int]]) -> tuple[int, int]:
    return sum(part for part, _ in pairs), sum(whole for _, whole in pairs)


def _golden(replays: Sequence[Replay]) -> Iterator[Drift]:
    for replay in replays:
        for miss in replay.missed:
            yield _missed(replay, miss)


def _missed(replay: Replay, miss: Miss) -> Drift:
    return Drift(
        key=f"golden:{replay.maker}:{miss.case}",
        what=f"Golden incident {miss.case} came out otherwise by {replay.maker}: {miss.said}, not {miss.wanted}.",
        then="`lookout eval` on the golden incidents, and what changed since the last replay",
    )


def _served(rows: Sequence[LedgerEntry]) -> Iterator[Drift]:
    """The model that answers under one release is another than before."""
    seen: dict[str, str] = {}
    changes: dict[str, tuple[str, str]] = {}
    for row in rows:
        if (
            row.act is not Act.ATTEMPTED
            or row.detail.get("ended") not in GOOD
            or not row.detail.get("served")
        ):
            continue
        release, served = str(row.detail.get("release")), str(row.detail.get("served"))
        if seen.get(release, served) != served:
            changes[release] = (seen[release], served)
        seen[release] = served
    for release, (old, new) in changes.items():
        yield Drift(
            key=f"served:{release}:{old}:{new}",
            what=f"Release {release} is answered by {new}; before, {old} answered.",
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
