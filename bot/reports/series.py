"""Series: the quality by week as lines of numbers, of the rules and of the model, for plots and sparklines."""

from collections.abc import Callable, Sequence

from bot.domain.noun import Noun
from bot.domain.spending import DOLLAR
from bot.reports.quality import Quality, Tally

RULES, MODEL = "rules", "model"


class Series(Noun):
    """One line: a value for each week, None where there was nothing to count."""

    name: str
    values: tuple[float | None, ...]

    @property
    def any(self) -> bool:
        """Whether there is a value at all."""
        return any(one is not None for one in self.values)


class Chart(Noun):
    """Some lines over the same weeks. `unit` is "share" (0 to 1), "dollars" or "seconds"."""

    title: str
    unit: str
    series: tuple[Series, ...]


def charts_of(quality: Quality) -> tuple[Chart, ...]:
    """Everything that is drawn, in the order of reading."""
    return (
        _chart(quality, "Verdicts that say right", "share", _right),
        _chart(quality, "Same cause by rules and model", "share", _same, (MODEL,)),
        _chart(quality, "Statements that cite nothing read", "share", _unbacked, (MODEL,)),
        _chart(quality, "Runs without an answer", "share", _unanswered, (MODEL,)),
        _chart(quality, "Cost of a week", "dollars", _cost, (MODEL,)),
        _chart(quality, "Time of a triage (p95)", "seconds", _slowest),
    )


def share(part: int, whole: int) -> float | None:
    """A share, None of nothing."""
    return part / whole if whole else None


def _chart(
    quality: Quality,
    title: str,
    unit: str,
    value: Callable[[Sequence[Tally]], float | None],
    makers: tuple[str, ...] = (RULES, MODEL),
) -> Chart:
    lines = []
    for maker in makers:
        mine = [one for one in quality.tallies if one.is_model is (maker == MODEL)]
        values = [value([one for one in mine if one.week == week]) for week in quality.weeks]
        lines.append(Series(name=maker, values=tuple(values)))
    return Chart(title=title, unit=unit, series=tuple(lines))


def _right(of: Sequence[Tally]) -> float | None:
    return share(sum(one.said.right for one in of), sum(one.said.all for one in of))


def _same(of: Sequence[Tally]) -> float | None:
    return share(sum(one.same for one in of), sum(one.same + one.other for one in of))


def _unbacked(of: Sequence[Tally]) -> float | None:
    return share(sum(one.unbacked for one in of), sum(one.kept + one.unbacked for one in of))


def _unanswered(of: Sequence[Tally]) -> float | None:
    return share(sum(one.triages - one.answered for one in of), sum(one.triages for one in of))


def _cost(of: Sequence[Tally]) -> float | None:
    return sum(one.cost for one in of) / DOLLAR if of else None


def _slowest(of: Sequence[Tally]) -> float | None:
    return max((one.p95 for one in of if one.triages), default=None)
