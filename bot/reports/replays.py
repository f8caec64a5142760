"""Replays of the golden incidents: what came of each case, by whom, and the newest of them from the ledger's rows."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.domain.ledger import Act, LedgerEntry
from bot.domain.noun import Noun, read_noun
from bot.reports.score import Scored

REPLAY = "replay"
"""The key of a row's detail (`Act.CHECKED`) that holds one."""


class Miss(Noun):
    """A case that came to something else than its label, in words: what was wanted and what was said."""

    case: str
    wanted: str
    said: str


class Replay(Noun):
    """One replay of all golden incidents by one maker ("rules 0.1.0", or a release's name).

    `served` names the models that answered, none for the rules; `left` are cases that were not tried, for a reason
    that `why` tells (a budget, a lever). `cost` is in micro-dollars, `seconds` of all cases.
    """

    at: datetime
    maker: str
    is_model: bool = False
    cases: int
    right: int
    missed: tuple[Miss, ...] = ()
    served: tuple[str, ...] = ()
    left: int = 0
    why: str = ""
    cost: int = 0
    seconds: float = 0.0


def replay_of(
    at: datetime,
    maker: str,
    scored: Sequence[Scored],
    *,
    is_model: bool = False,
    served: Iterable[str] = (),
    left: int = 0,
    why: str = "",
) -> Replay:
    """The sum of the cases that were tried."""
    return Replay(
        at=at,
        maker=maker,
        is_model=is_model,
        cases=len(scored),
        right=sum(one.first for one in scored),
        missed=tuple(
            Miss(case=one.name, wanted=one.wanted, said=one.failed or one.said)
            for one in scored
            if not one.first
        ),
        served=tuple(dict.fromkeys(one for one in served if one)),
        left=left,
        why=why,
        cost=sum(one.cost for one in scored),
        seconds=round(sum(one.seconds for one in scored), 3),
    )


def newest(rows: Iterable[LedgerEntry]) -> tuple[Replay, ...]:
    """The newest replay of each maker, the rules before the model; rows are oldest first, of any acts."""
    found = {one.maker: one for one in replays_in(rows)}
    return tuple(sorted(found.values(), key=lambda one: (one.is_model, one.maker)))


def replays_in(rows: Iterable[LedgerEntry]) -> list[Replay]:
    """All replays that the rows tell of; one that this version cannot read is passed over."""
    found = (
        read_noun(Replay, row.detail[REPLAY])
        for row in rows
        if row.act is Act.CHECKED and REPLAY in row.detail
    )
    return [one for one in found if one is not None]
