"""A score on labelled cases for a shell: the shares, then every case that was not right."""

from collections.abc import Sequence

from bot.domain.spending import DOLLAR
from bot.render.report import visible
from bot.render.words import count
from bot.reports.score import SURE, Scored, score_of

LEAST = 0.005
"""Dollars from which an amount is not shown as less than a cent."""


def score_lines(made_by: str, cases: Sequence[Scored]) -> list[str]:
    """The table; `made_by` names the rules or the release."""
    if not cases:
        return [f"{made_by}: no labelled case in this folder"]
    score = score_of(cases)
    shares = (
        ("right first (A@1)", score.first, score.cases),
        ("right within three (A@3)", score.within, score.cases),
        ("object right", score.objects_right, score.objects),
        ("not enough evidence", score.unsure, score.cases),
        (f"wrong and sure (from {SURE:.2f})", score.wrong_and_sure, score.cases),
    )
    return [
        f"{made_by} on {count(score.cases, 'labelled case')}",
        *(f"  {what:28}{share(part, whole):>6}  {part} of {whole}" for what, part, whole in shares),
        f"  {'calibration error':28}{score.error:6.3f}",
        f"  {'seconds a case':28}{score.p50:6.2f}  p95 {score.p95:.2f}",
        f"  {'cost':28}{money(score.cost):>6}",
        *(_line(one) for one in cases if not one.first),
    ]


def share(part: int, whole: int) -> str:
    """`0.75`, or a dash where there is nothing to have a share of."""
    return f"{part / whole:.2f}" if whole else "-"


def money(micro: int) -> str:
    """`$0.04`; what is less than a cent but not nothing is said so."""
    return dollars(micro / DOLLAR)


def dollars(amount: float) -> str:
    """As `money`, of dollars."""
    return "<$0.01" if 0 < amount < LEAST else f"${amount:,.2f}"


def _line(one: Scored) -> str:
    told = one.failed or f"{one.said} ({one.confidence:.2f})"
    return f"not right: {visible(one.name)}: wanted {visible(one.wanted)}; {visible(told)}"
