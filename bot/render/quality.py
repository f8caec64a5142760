"""The quality of the answers for Slack: a line that says it, sparklines, and a table by week and maker. Counts only."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.render.blocks import context, message, preformatted, section
from bot.render.chart import value_text
from bot.render.rendered import Rendered
from bot.render.score import money
from bot.render.words import clock, count, name, prose, utc
from bot.reports.drift import Drift
from bot.reports.quality import Aside, Quality, Said, Tally
from bot.reports.replays import Replay
from bot.reports.series import Chart, Series, charts_of

BARS = "▁▂▃▄▅▆▇█"
GAP = "·"
MAKER = 16
HEADS = (
    f"{'week':5}{'by':{MAKER}}{'n':>4}{'right':>6}{'part':>5}{'wrong':>6}{'same':>6}"
    f"{'unback':>7}{'decl':>5}{'reads':>6}{'fail':>5}{'cost':>9}{'p50':>7}{'p95':>7}"
)
LEGEND = (
    "n: diagnoses, or runs of the model. right, part, wrong: verdicts of people. same: runs with the same cause and "
    "object as the rules. unback: statements that cite nothing that was read, and were dropped. decl: runs that the "
    "model declined. reads: calls of tools that gave nothing. fail: attempts that failed. p50, p95: seconds."
)
NOTHING = "Nothing was diagnosed in this time."


def quality_message(quality: Quality, *, now: datetime, title: str = "Quality of the answers") -> Rendered:
    """All of it for one reader; `title` is a phrase of code."""
    first = f"{title}, {period(quality)}: {summary(quality)}"
    if not quality.tallies:
        return message([first], [section(first)])
    standing = standing_lines(quality, now)
    lines = [line for chart in charts_of(quality) for line in _sparks(chart)]
    table = [HEADS, *(_row(one) for one in _newest_first(quality.tallies))]
    return message(
        [first, *standing],
        [section(first)],
        [
            section(*lines),
            section(*standing),
            preformatted("Diagnoses by week and maker", table),
            context(LEGEND),
        ],
        [context("`lookout quality --output FILE.md` writes it with a plot.")],
    )


def drift_message(found: Drift) -> Rendered:
    """One finding, to Lookout's own on-call."""
    first = f"Drift in the answers: {prose(found.what)}"
    return message([first], [section(first, f"Next check: {found.then}.")])


def period(quality: Quality) -> str:
    """`2026-10-05 to 2026-11-30 (UTC)`."""
    return f"{utc(quality.since).date().isoformat()} to {utc(quality.until).date().isoformat()} (UTC)"


def summary(quality: Quality) -> str:
    """How many by whom, and what it cost."""
    if not quality.tallies:
        return NOTHING
    rules = sum(one.triages for one in quality.tallies if not one.is_model)
    runs = sum(one.triages for one in quality.tallies if one.is_model)
    cost = sum(one.cost for one in quality.tallies)
    return f"{count(rules, 'diagnosis', 'diagnoses')} by rules, {count(runs, 'run')} of the model, {money(cost)}."


def standing_lines(quality: Quality, now: datetime) -> list[str]:
    """The triages with and without the model, the golden incidents, and when the model last answered."""
    return [*_aside(quality.aside), *map(_replayed, quality.replays), _success(quality, now)]


def said_words(said: Said) -> str:
    """`20 right, 3 partly, 2 wrong`."""
    return f"{said.right} right, {said.partly} partly, {said.wrong} wrong" if said.all else "no verdicts"


def share_word(part: int, whole: int) -> str:
    """`86 %`, or a dash of nothing."""
    return value_text(part / whole, "share") if whole else "-"


def _aside(aside: Aside) -> Iterator[str]:
    if not aside.answered and not aside.left:
        return
    for what, number, said in (
        ("With an answer of the model", aside.answered, aside.answered_said),
        ("Left to the rules by lot, to compare", aside.left, aside.left_said),
        ("By rules alone for another reason", aside.alone, aside.alone_said),
    ):
        yield f"{what}: {count(number, 'triage')}, {said_words(said)}."


def _replayed(one: Replay) -> str:
    left = f", {one.left} not tried ({name(one.why)})" if one.left else ""
    cost = f", {money(one.cost)}" if one.is_model else ""
    day = utc(one.at).date().isoformat()
    return f"Golden incidents by {name(one.maker, 60)} on {day}: {one.right} of {one.cases} as labelled{left}{cost}."


def _success(quality: Quality, now: datetime) -> str:
    if quality.last_success is not None:
        return f"The model's last good attempt: {clock(quality.last_success, now, zone=True)}."
    tried = sum(one.attempts for one in quality.tallies)
    return (
        f"The model's last good attempt: none of {tried} in this time."
        if tried
        else "The model was not asked."
    )


def _sparks(chart: Chart) -> Iterator[str]:
    told = [
        f"{one.name} `{spark(one, chart.unit)}`{_last(one, chart.unit)}" for one in chart.series if one.any
    ]
    if told:
        yield f"{chart.title}: {', '.join(told)}"


def _last(series: Series, unit: str) -> str:
    value = series.values[-1]
    return "" if value is None else f" {value_text(value, unit)}"


def spark(series: Series, unit: str) -> str:
    """A bar for each week, a dot for none; a share fills the bar at 100 %, anything else at its greatest value."""
    known = [one for one in series.values if one is not None]
    top = 1.0 if unit == "share" else max(known, default=0.0) or 1.0
    steps = len(BARS) - 1
    return "".join(GAP if one is None else BARS[round(min(one / top, 1.0) * steps)] for one in series.values)


def _newest_first(tallies: Sequence[Tally]) -> list[Tally]:
    weeks = sorted({one.week for one in tallies}, reverse=True)
    return [one for week in weeks for one in tallies if one.week == week]


def _row(one: Tally) -> str:
    maker = name(one.maker, MAKER - 1)
    start = f"{one.week.partition('-')[2]:5}{maker:{MAKER}}{one.triages:>4}"
    said = f"{one.said.right:>6}{one.said.partly:>5}{one.said.wrong:>6}"
    if not one.is_model:
        return f"{start}{said}{'-':>6}{'-':>7}{'-':>5}{'-':>6}{'-':>5}{'-':>9}{one.p50:>7.1f}{one.p95:>7.1f}"
    checked = f"{share_word(one.same, one.same + one.other):>6}{one.unbacked:>7}{one.refused:>5}{one.call_errors:>6}"
    failed = f"{sum(one.failed.values()):>5}{money(one.cost):>9}"
    return f"{start}{said}{checked}{failed}{one.p50:>7.1f}{one.p95:>7.1f}"
