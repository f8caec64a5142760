"""The quality of the answers as a Markdown page, with the plot beside it."""

from datetime import datetime

from bot.render.chart import chart_svg
from bot.render.quality import period, said_words, share_word, standing_lines, summary
from bot.render.report import visible
from bot.render.score import money
from bot.render.words import count, one_line
from bot.reports.drift import Drift
from bot.reports.quality import Quality, Tally
from bot.reports.series import charts_of

TITLE = "Quality of the answers"
COLUMNS = (
    "week",
    "by",
    "triages",
    "verdicts",
    "same as the rules",
    "unbacked statements",
    "declined",
    "calls without a result",
    "failed attempts",
    "cost",
    "p50",
    "p95",
)


def quality_page(quality: Quality, found: tuple[Drift, ...], *, now: datetime, plot: str = "") -> str:
    """The page; `plot` is the plot's file name as the page links to it, "" for none."""
    lines = [f"# {TITLE}", "", f"{period(quality)}: {summary(quality)}", ""]
    if plot and quality.tallies:
        lines += [f"![{TITLE}, by week]({plot})", ""]
    lines += ["## As it stands", "", *(f"- {line}" for line in standing_lines(quality, now)), ""]
    lines += ["## Drift", ""]
    lines += [f"- {visible(one.what)} Next check: {one.then}." for one in found] or ["None found."]
    if quality.tallies:
        lines += ["", "## By week and maker", "", _cells(*COLUMNS), _cells(*("---" for _ in COLUMNS))]
        lines += [_tally(one) for one in quality.tallies]
    return "\n".join([*lines, ""])


def quality_plot(quality: Quality) -> str:
    """The plot, as SVG."""
    return chart_svg(TITLE, period(quality), quality.weeks, charts_of(quality))


def _tally(one: Tally) -> str:
    start = (one.week, visible(one.maker), str(one.triages), said_words(one.said))
    if not one.is_model:
        return _cells(*start, *("",) * 6, f"{one.p50:.1f} s", f"{one.p95:.1f} s")
    failed = ", ".join(f"{number} {how}" for how, number in sorted(one.failed.items())) or "none"
    return _cells(
        *start,
        f"{share_word(one.same, one.same + one.other)} of {one.same + one.other}",
        f"{one.unbacked} of {one.kept + one.unbacked}",
        f"{one.refused} of {one.triages}",
        f"{one.call_errors} of {count(one.calls, 'call')}",
        f"{failed} of {one.attempts}",
        money(one.cost),
        f"{one.p50:.1f} s",
        f"{one.p95:.1f} s",
    )


def _cells(*cells: str) -> str:
    return f"| {' | '.join(one_line(cell).replace('|', '∣') for cell in cells)} |"
