"""A picture of stretches and moments on one time axis, as SVG: no script, no font file, nothing fetched.

Moments are numbered and told in the legend below, so that no label can lie over another; those that would cover each
other stand in rows of their lane. It follows the reader's light or dark mode. All text of others is escaped.
"""

import html
import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.domain.noun import Noun
from bot.render.axis import Axis
from bot.render.picture_style import HATCH, STYLE
from bot.render.report import visible
from bot.render.words import CUT, utc

WIDTH, LEFT, RIGHT, TOP = 1000, 116, 24, 84
ROW, PAD, RADIUS, BAR = 24, 7, 9.5, 16
CUT_WIDTH, TICKS_APART = 34, 78
LEGEND_LINE, LEGEND_WIDTH, COLUMNS = 18, 72, 2
_CHARACTER = 6.3
"""How wide a letter of the small text is at most, on average: what may be too long is clipped, not measured."""


class Stretch(Noun):
    """A bar from one time to another; `kind` is a class of the style. `number` refers to the legend, 0 for none."""

    begins: datetime
    ends: datetime
    label: str = ""
    kind: str
    number: int = 0


class Mark(Noun):
    """A numbered moment."""

    at: datetime
    number: int


class Track(Noun):
    """One lane: bars, then marks. `empty` is what stands in a lane that has neither."""

    name: str
    kind: str
    stretches: tuple[Stretch, ...] = ()
    marks: tuple[Mark, ...] = ()
    empty: str = ""


class Entry(Noun):
    """One line of the legend."""

    number: int
    kind: str
    at: datetime
    said: str


class Picture(Noun):
    """Everything that is drawn. `notes` are small print below the legend."""

    title: str
    subtitle: str = ""
    times: tuple[datetime, ...]
    tracks: tuple[Track, ...]
    legend: tuple[Entry, ...] = ()
    notes: tuple[str, ...] = ()


def svg(picture: Picture) -> str:
    """The picture; it ends with a line break."""
    axis = Axis(picture.times, WIDTH - LEFT - RIGHT, gap=CUT_WIDTH, pad=16)
    tracks, bottom = _tracks(picture, axis)
    legend, height = _legend(picture, bottom + 34)
    words = f"{picture.title}. {picture.subtitle}"
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:g}" width="{WIDTH}"'
        f' height="{height:g}" role="img" aria-label="{_escaped(words)}">'
    )
    lines = (
        head,
        f"<title>{_escaped(words)}</title>",
        f"<style>{STYLE}</style>",
        f"<defs>{HATCH}</defs>",
        f'<rect class="page" width="{WIDTH}" height="{height:g}" rx="10"/>',
        _text(20, 30, picture.title, "heading", 90),
        _text(20, 50, picture.subtitle, "quiet", 140),
        *_grid(axis, bottom),
        *tracks,
        *_cuts(axis, bottom),
        *legend,
        "</svg>",
    )
    return "\n".join(line for line in lines if line) + "\n"


def _tracks(picture: Picture, axis: Axis) -> tuple[list[str], float]:
    """The lanes, and where the last one ends."""
    made: list[str] = []
    top = float(TOP)
    for place, track in enumerate(picture.tracks):
        bars, marks = _rows_of_bars(track, axis), _rows_of_marks(track, axis)
        height = max(len(bars) + len(marks), 1) * ROW + 2 * PAD
        shade = " even" if place % 2 == 0 else ""
        made.append(f'<rect class="lane{shade}" x="0" y="{top:g}" width="{WIDTH}" height="{height:g}"/>')
        made.append(_text(20, top + height / 2 + 4, track.name, "name", 16))
        middle = top + PAD + ROW / 2
        for row in bars:
            made += [line for bar in row for line in _bar(bar, axis, middle)]
            middle += ROW
        for marked in marks:
            made += [_mark(LEFT + axis.place(one.at), middle, one.number, track.kind) for one in marked]
            middle += ROW
        if not bars and not marks:
            made.append(_text(LEFT + 16, top + height / 2 + 4, track.empty, "empty", 120))
        top += height
    return made, top


def _rows_of_bars(track: Track, axis: Axis) -> list[list[Stretch]]:
    """The bars, in as few rows as keep them apart."""
    rows: list[list[Stretch]] = []
    for one in sorted(track.stretches, key=lambda bar: (bar.begins, bar.ends)):
        begin = axis.place(one.begins)
        free = (row for row in rows if axis.place(row[-1].ends) <= begin + 0.5)
        row = next(free, None)
        if row is None:
            rows.append([one])
        else:
            row.append(one)
    return rows


def _rows_of_marks(track: Track, axis: Axis) -> list[list[Mark]]:
    """The marks, in as few rows as keep them apart."""
    rows: list[list[Mark]] = []
    for one in sorted(track.marks, key=lambda mark: (mark.at, mark.number)):
        free = (row for row in rows if axis.place(one.at) - axis.place(row[-1].at) >= 2 * RADIUS + 2)
        row = next(free, None)
        if row is None:
            rows.append([one])
        else:
            row.append(one)
    return rows


def _bar(bar: Stretch, axis: Axis, middle: float) -> Iterator[str]:
    begin, end = axis.place(bar.begins), axis.place(bar.ends)
    width = max(end - begin, 3.0)
    left = LEFT + begin
    hint = f"{bar.label}, {utc(bar.begins):%H:%M} to {utc(bar.ends):%H:%M} UTC"
    yield (
        f'<rect class="bar {bar.kind}" x="{left:.1f}" y="{middle - BAR / 2:g}" width="{width:.1f}"'
        f' height="{BAR}" rx="4"><title>{_escaped(hint)}</title></rect>'
    )
    room = width - (26 if bar.number else 12)
    if bar.number:
        yield _mark(left + RADIUS, middle, bar.number, bar.kind)
    fits = int(room / _CHARACTER)
    if len(bar.label) <= fits or fits > 8:  # noqa: PLR2004 - fewer letters than these say nothing
        at = left + (24 if bar.number else 7)
        yield _text(at, middle + 4, bar.label, f"on {bar.kind}", fits)


def _mark(x: float, y: float, number: int, kind: str) -> str:
    wide = 3 if number > 99 else 0  # noqa: PLR2004 - three digits need more room
    return (
        f'<rect class="mark {kind}" x="{x - RADIUS - wide:.1f}" y="{y - RADIUS:g}" width="{2 * (RADIUS + wide):g}"'
        f' height="{2 * RADIUS:g}" rx="{RADIUS:g}"/><text class="number" x="{x:.1f}" y="{y + 3.6:g}">{number}</text>'
    )


def _grid(axis: Axis, bottom: float) -> Iterator[str]:
    yield _text(20, TOP - 8, "UTC", "quiet", 8)
    for tick in axis.ticks(TICKS_APART):
        x = LEFT + tick.place
        yield f'<line class="grid" x1="{x:.1f}" y1="{TOP}" x2="{x:.1f}" y2="{bottom:g}"/>'
        yield f'<text class="tick" x="{x:.1f}" y="{TOP - 8}">{tick.label}</text>'
        if tick.date:
            yield f'<text class="date" x="{x:.1f}" y="{bottom + 16:g}">{tick.date}</text>'


def _cuts(axis: Axis, bottom: float) -> Iterator[str]:
    """White room with two slanted edges, over all lanes, and how long the stretch was."""
    for cut in axis.cuts:
        left, right = LEFT + cut.begins + 4, LEFT + cut.ends - 4
        points = (
            f"{left + 5:.1f},{TOP} {right + 5:.1f},{TOP} {right - 5:.1f},{bottom:g} {left - 5:.1f},{bottom:g}"
        )
        yield f'<polygon class="cut" points="{points}"><title>{lasting(cut.left_out)} left out</title></polygon>'
        middle = LEFT + (cut.begins + cut.ends) / 2
        yield f'<text class="date" x="{middle:.1f}" y="{TOP - 8}">{lasting(cut.left_out)}</text>'


def _legend(picture: Picture, top: float) -> tuple[list[str], float]:
    """The numbered lines in columns, each in the order of time; and the height of the whole picture."""
    blocks = [(one, _wrapped(one.said)) for one in picture.legend]
    half = -(-sum(len(lines) for _, lines in blocks) // COLUMNS)
    made: list[str] = []
    column, y, used, lowest = 0, top, 0, top
    for entry, lines in blocks:
        if used >= half and column + 1 < COLUMNS:
            column, y, used = column + 1, top, 0
        x = 20 + column * (WIDTH - 40) / COLUMNS
        made.append(_mark(x + RADIUS, y, entry.number, entry.kind))
        made.append(_text(x + 28, y + 4, f"{utc(entry.at):%H:%M}", "time", 8))
        for line in lines:
            made.append(_text(x + 72, y + 4, line, "said", 200))
            y += LEGEND_LINE
        y += 4
        used += len(lines)
        lowest = max(lowest, y)
    for note in picture.notes:
        made.append(_text(20, lowest + 6, note, "quiet", 170))
        lowest += LEGEND_LINE
    return made, lowest + 8


def _wrapped(said: str) -> list[str]:
    """At most two lines; what is cut is marked."""
    words = _one_line(said).split(" ")
    first = ""
    while words and len(f"{first} {words[0]}".strip()) <= LEGEND_WIDTH - 10:
        first = f"{first} {words.pop(0)}".strip()
    rest = " ".join(words)
    if not first:
        return [_clipped(rest, LEGEND_WIDTH - 10)]
    return [first, _clipped(rest, LEGEND_WIDTH - 10)] if rest else [first]


def _text(x: float, y: float, said: str, kind: str, longest: int) -> str:
    shown = _clipped(_one_line(said), longest)
    return f'<text class="{kind}" x="{x:.1f}" y="{y:g}">{_escaped(shown)}</text>' if shown else ""


def _clipped(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: max(longest - 1, 0)] + CUT


def _one_line(text: str) -> str:
    return " ".join(visible(text).split())


def _escaped(text: str) -> str:
    """Text for an XML document: what may not stand in one is shown by `visible`, which `_one_line` asks."""
    return html.escape(re.sub(r"[\ufffe\uffff]", "", _one_line(text)))


def lasting(time: timedelta) -> str:
    """`45 s`, `17 min`, `2 h 5 min`, `3 d 4 h`: two parts at most, rounded."""
    seconds = max(round(time.total_seconds()), 0)
    if seconds < 60:  # noqa: PLR2004 - a minute
        return f"{seconds} s"
    minutes = round(seconds / 60)
    if minutes < 60:  # noqa: PLR2004 - an hour
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 48:  # noqa: PLR2004 - two days
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    days, hours = divmod(hours, 24)
    return f"{days} d {hours} h" if hours else f"{days} d"
