"""A picture for terminals and for Slack: the lanes as lines of plain characters, over one axis of a fixed width."""

from collections.abc import Iterator, Sequence

from bot.render.axis import Axis
from bot.render.picture import Picture, Stretch, Track
from bot.render.words import clip, one_line

WIDTH, NAME, APART, LONGEST = 62, 10, 8, 40
CUT, NOBODY = "~", "."
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
NONE = "nobody"


def strip(picture: Picture) -> list[str]:
    """A line of times, a line for each lane, and what the letters mean.

    `=` an alert fires, `*` one moment, a digit so many, a letter who held it, `.` nobody, `~` a stretch left out.
    """
    axis = Axis(picture.times, WIDTH, gap=3, pad=1)
    letters = _letters(picture.tracks)
    lines = [
        f"{track.name.ljust(NAME)[:NAME]}{_lane(track, axis, letters)}".rstrip() for track in picture.tracks
    ]
    legend = [f"{letter} {clip(one_line(name), LONGEST)}" for name, letter in letters.items()]
    signs = (f"{NOBODY} nobody", "* one moment", "2-9 so many, + more", "= fires", f"{CUT} left out")
    return [f"{'UTC'.ljust(NAME)}{_times(axis)}", *lines, ", ".join((*legend, *signs))]


def _times(axis: Axis) -> str:
    cells = [" "] * (WIDTH + APART)
    for tick in axis.ticks(APART):
        place = round(tick.place)
        cells[place : place + len(tick.label)] = tick.label
    return "".join(cells).rstrip()


def _lane(track: Track, axis: Axis, letters: dict[str, str]) -> str:
    cells = [" "] * WIDTH
    for bar in track.stretches:
        begin = _cell(axis.place(bar.begins))
        end = max(_cell(axis.place(bar.ends)), begin + 1)
        cells[begin:end] = _sign(bar, letters) * (end - begin)
    counts: dict[int, int] = {}
    for mark in track.marks:
        place = _cell(axis.place(mark.at))
        counts[place] = counts.get(place, 0) + 1
    for place, number in counts.items():
        cells[place] = "*" if number == 1 else str(number) if number < 10 else "+"  # noqa: PLR2004 - one digit
    for cut in axis.cuts:
        for place in range(round(cut.begins), round(cut.ends)):
            cells[place] = CUT
    return "".join(cells)


def _cell(place: float) -> int:
    return min(int(place), WIDTH - 1)


def _sign(bar: Stretch, letters: dict[str, str]) -> str:
    if bar.kind == NONE:
        return NOBODY
    return letters.get(bar.label, "#") if bar.kind in {"owner", "command"} else "="


def _letters(tracks: Sequence[Track]) -> dict[str, str]:
    """A letter for each holder, in the order of their first term; none beyond the alphabet."""
    held = dict.fromkeys(_holders(tracks))
    return dict(zip(held, _LETTERS, strict=False))


def _holders(tracks: Sequence[Track]) -> Iterator[str]:
    for track in tracks:
        for bar in track.stretches:
            if bar.kind in {"owner", "command"}:
                yield bar.label
