"""Charts by week as one SVG: no script, no font file, nothing fetched. Follows the reader's light or dark mode.

Each chart is a panel of its own with its own scale from zero; values are written beside the last point, so that
nothing has to be read off an axis alone. A week without a value is a gap in the line, not a zero.
"""

import html
from collections.abc import Iterator, Sequence
from itertools import groupby

from bot.render.score import dollars
from bot.reports.series import MODEL, RULES, Chart, Series

WIDTH, PANEL_WIDTH, PANEL_HEIGHT, GAP, MARGIN, TOP = 960, 440, 190, 32, 24, 78
PLOT_TOP, PLOT_BOTTOM, PLOT_LEFT, PLOT_RIGHT = 38, 30, 46, 58
WHOLE = 100
"""Dollars from which cents are not written."""
TICKS, LABELS, RADIUS, BESIDE = 3, 6, 3.2, 14
STYLE = """
svg{--page:#ffffff;--panel:#f6f7f9;--ink:#1d2430;--quiet:#5c6675;--grid:#d9dde3;--rules:#0b6bcb;--model:#b3470b;
font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","DejaVu Sans",sans-serif}
@media (prefers-color-scheme:dark){svg{--page:#12161c;--panel:#1a2028;--ink:#e6eaf0;--quiet:#98a3b3;--grid:#323b47;
--rules:#6cb4ff;--model:#ffa168}}
.page{fill:var(--page)}.panel{fill:var(--panel)}.grid{stroke:var(--grid);stroke-width:1}
text{fill:var(--ink);font-size:12px}.heading{font-size:17px;font-weight:650}.title{font-size:13px;font-weight:600}
.quiet{fill:var(--quiet);font-size:11px}.end{text-anchor:end}.middle{text-anchor:middle}
.line{fill:none;stroke-width:2.2;stroke-linejoin:round;stroke-linecap:round}
.line.rules{stroke:var(--rules)}.line.model{stroke:var(--model);stroke-dasharray:7 4}
.point{stroke:var(--panel);stroke-width:1.2}.point.rules{fill:var(--rules)}.point.model{fill:var(--model)}
.value{font-weight:650;font-size:12px}.value.rules{fill:var(--rules)}.value.model{fill:var(--model)}
""".replace("\n", "")


def chart_svg(title: str, subtitle: str, weeks: Sequence[str], charts: Sequence[Chart]) -> str:
    """The picture; it ends with a line break. `weeks` are such as "2026-W48"."""
    rows = (len(charts) + 1) // 2
    height = TOP + rows * (PANEL_HEIGHT + GAP) + MARGIN - GAP
    said = html.escape(f"{title}. {subtitle}")
    size = f'viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{said}">',
        f"<style>{STYLE}</style>",
        f'<rect class="page" width="{WIDTH}" height="{height}"/>',
        _text(MARGIN, 32, title, "heading"),
        _text(MARGIN, 54, subtitle, "quiet"),
        *_key(),
    ]
    for at, chart in enumerate(charts):
        left = MARGIN + (at % 2) * (PANEL_WIDTH + GAP)
        top = TOP + (at // 2) * (PANEL_HEIGHT + GAP)
        parts += [f'<g transform="translate({left} {top})">', *_panel(chart, weeks), "</g>"]
    return "\n".join([*parts, "</svg>\n"])


def value_text(value: float, unit: str) -> str:
    """`86 %`, `$1.20`, `12.3 s`."""
    if unit == "share":
        return f"{value:.0%}".replace("%", " %")
    if unit == "dollars":
        return dollars(value) if value < WHOLE else f"${value:,.0f}"
    return f"{value:.3g} s"


def _key() -> Iterator[str]:
    """Which line is whose, by colour and by dashes."""
    for at, name in enumerate((RULES, MODEL)):
        left = WIDTH - MARGIN - 190 + at * 100
        yield f'<path class="line {name}" d="M{left} 28h34"/>'
        yield _text(left + 42, 32, name)


def _panel(chart: Chart, weeks: Sequence[str]) -> Iterator[str]:
    yield f'<rect class="panel" width="{PANEL_WIDTH}" height="{PANEL_HEIGHT}" rx="6"/>'
    yield _text(14, 22, chart.title, "title")
    drawn = [one for one in chart.series if one.any]
    if not drawn:
        yield _text(PANEL_WIDTH / 2, PANEL_HEIGHT / 2, "nothing to count", "quiet middle")
        return
    top = _scale(chart)
    for at in range(TICKS):
        value = top * at / (TICKS - 1)
        y = _y(value, top)
        yield f'<path class="grid" d="M{PLOT_LEFT} {y:.1f}H{PANEL_WIDTH - PLOT_RIGHT}"/>'
        yield _text(PLOT_LEFT - 6, y + 4, value_text(value, chart.unit), "quiet end")
    every = max(1, -(-len(weeks) // LABELS))
    for at, week in enumerate(weeks):
        if (len(weeks) - 1 - at) % every == 0:
            yield _text(_x(at, len(weeks)), PANEL_HEIGHT - 10, week.partition("-")[2], "quiet middle")
    for series in drawn:
        yield from _line(series, top)
    yield from _values(drawn, chart.unit, top)


def _line(series: Series, top: float) -> Iterator[str]:
    """The stretches without a gap, and a point for each value."""
    points = [
        (_x(at, len(series.values)), None if value is None else _y(value, top))
        for at, value in enumerate(series.values)
    ]
    for is_gap, found in groupby(points, key=lambda point: point[1] is None):
        stretch = list(found)
        if is_gap:
            continue
        way = " L".join(f"{x:.1f} {y:.1f}" for x, y in stretch)
        if len(stretch) > 1:
            yield f'<path class="line {series.name}" d="M{way}"/>'
        for x, y in stretch:
            yield f'<circle class="point {series.name}" cx="{x:.1f}" cy="{y:.1f}" r="{RADIUS}"/>'


def _values(drawn: Sequence[Series], unit: str, top: float) -> Iterator[str]:
    """The last week's values beside the plot, one under the other where they would touch."""
    last = [(one.values[-1], one) for one in drawn]
    lowest = 0.0
    for value, series in sorted(((value, one) for value, one in last if value is not None), key=_falling):
        y = max(_y(value, top) + 4, lowest + BESIDE)
        lowest = y
        yield _text(PANEL_WIDTH - PLOT_RIGHT + 10, y, value_text(value, unit), f"value {series.name}")


def _falling(pair: tuple[float, Series]) -> float:
    return -pair[0]


def _scale(chart: Chart) -> float:
    """The value at the top: all of a share, else a round number above the greatest."""
    if chart.unit == "share":
        return 1.0
    greatest = max(value for one in chart.series for value in one.values if value is not None)
    step = 0.01
    while step * 10 < greatest:
        step *= 10
    return next((step * one for one in (1, 2, 5, 10) if step * one >= greatest), step * 10)


def _x(at: int, weeks: int) -> float:
    room = PANEL_WIDTH - PLOT_LEFT - PLOT_RIGHT - 2 * BESIDE
    return PLOT_LEFT + BESIDE + (room * at / (weeks - 1) if weeks > 1 else room / 2)


def _y(value: float, top: float) -> float:
    room = PANEL_HEIGHT - PLOT_TOP - PLOT_BOTTOM
    return PANEL_HEIGHT - PLOT_BOTTOM - room * value / top


def _text(x: float, y: float, text: str, kind: str = "") -> str:
    named = f' class="{kind}"' if kind else ""
    return f'<text x="{x:g}" y="{y:.1f}"{named}>{html.escape(text)}</text>'
