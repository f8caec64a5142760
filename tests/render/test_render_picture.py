"""The picture: whatever is in it, it is well-formed, nothing covers anything else, and nothing is left out unsaid."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise
from xml.etree import ElementTree as ET

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.render.axis import Axis
from bot.render.picture import WIDTH, Entry, Mark, Picture, Stretch, Track, lasting, svg
from bot.render.strip import strip
from tests.render import render_factories as make
from tests.render.test_render_any_input import NASTY

SVG = "{http://www.w3.org/2000/svg}"
MINUTES = st.lists(st.floats(0, 5_000, allow_nan=False), min_size=1, max_size=30)


def boxes(picture: str, kind: str) -> list[tuple[float, float, float, float]]:
    """Left, top, right and bottom of every mark or bar."""
    found = [
        {key: float(one.attrib[key]) for key in ("x", "y", "width", "height")}
        for one in ET.fromstring(picture).iter(f"{SVG}rect")  # noqa: S314 - of our own making
        if one.attrib.get("class", "").split(" ")[0] == kind
    ]
    return [(one["x"], one["y"], one["x"] + one["width"], one["y"] + one["height"]) for one in found]


def words(picture: str) -> list[str]:
    """Every text of it."""
    return ["".join(one.itertext()) for one in ET.fromstring(picture).iter(f"{SVG}text")]  # noqa: S314 - as above


def apart(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


def drawn(at: Sequence[float], text: str = "words") -> Picture:
    """Marks at those minutes, a bar from each to the next."""
    times = [make.minutes(one) for one in sorted(at)]
    bars = tuple(
        Stretch(begins=begin, ends=end, label=text, kind="owner" if place % 2 else "nobody", number=place % 3)
        for place, (begin, end) in enumerate(pairwise(times))
    )
    return Picture(
        title=text,
        subtitle=text,
        times=tuple(times),
        tracks=(
            Track(
                name=text,
                kind="decisions",
                marks=tuple(Mark(at=one, number=n) for n, one in enumerate(times, 95)),
            ),
            Track(name="Owner", kind="owner", stretches=bars),
            Track(name="None", kind="changes", empty=text),
        ),
        legend=tuple(
            Entry(number=n, kind="changes", at=one, said=f"{text} " * n) for n, one in enumerate(times, 1)
        ),
        notes=(text,),
    )


@settings(max_examples=60, deadline=None)
@given(MINUTES)
def test_no_mark_covers_another_and_all_stand_within_the_picture(at: list[float]) -> None:
    picture = svg(drawn(at))
    marks = boxes(picture, "mark")
    height = float(ET.fromstring(picture).attrib["height"])  # noqa: S314 - as above
    in_lanes = [one for one in marks if one[0] > 116 - 13]
    for place, one in enumerate(in_lanes):
        assert all(apart(one, other) for other in in_lanes[place + 1 :] if _a_lane(one, other))
    assert all(left >= 0 and right <= WIDTH and bottom <= height for left, _, right, bottom in marks)


def _a_lane(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    """Whether both are marks of moments: a bar's own number lies on its bar."""
    return one[3] - one[1] == other[3] - other[1] and max(one[1], other[1]) < 84


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(NASTY), min_size=1, max_size=9).map("".join))
def test_whatever_is_said_stays_text(text: str) -> None:
    picture = svg(drawn((0, 7, 30), text))
    root = ET.fromstring(picture)  # noqa: S314 - as above
    assert {one.tag.removeprefix(SVG) for one in root.iter()} <= {
        *("svg", "title", "style", "defs", "pattern", "rect", "text", "line", "polygon")
    }
    assert not any(sign in picture for sign in ("\x1b", "\u202e", "<!channel>"))


def test_marks_close_to_each_other_stand_in_rows() -> None:
    two = [one for one in boxes(svg(drawn((0, 0.1, 60))), "mark") if one[0] > 103 and one[1] < 145]
    assert len({top for _, top, _, _ in two}) == 2


def test_bars_that_overlap_stand_in_rows_and_those_that_follow_in_one() -> None:
    bars = tuple(
        Stretch(begins=make.minutes(begin), ends=make.minutes(end), label="x", kind="alerts")
        for begin, end in ((0, 20), (5, 25), (20, 30))
    )
    one = Picture(
        title="t",
        times=(make.NOW, make.minutes(30)),
        tracks=(Track(name="Alerts", kind="alerts", stretches=bars),),
    )
    tops = [top for _, top, _, _ in boxes(svg(one), "bar")]
    low, same, high = sorted(tops)
    assert low == same < high


def test_a_label_that_does_not_fit_its_bar_is_cut_or_left_to_the_hint() -> None:
    long, short = "a very long name of an owner " * 6, "Nora the owner"
    bars = (
        Stretch(begins=make.minutes(0), ends=make.minutes(50), label=long, kind="owner"),
        Stretch(begins=make.minutes(50), ends=make.minutes(51), label=short, kind="owner"),
    )
    one = Picture(
        title="t",
        times=(make.NOW, make.minutes(60)),
        tracks=(Track(name="Owner", kind="owner", stretches=bars),),
    )
    told = words(svg(one))
    assert any(text.startswith("a very long name") and text.endswith("…") for text in told)
    assert short not in told
    assert f"{short}, 03:04 to 03:05 UTC" in svg(one)


def test_a_legend_line_of_one_long_word_is_cut_to_its_column() -> None:
    entry = Entry(number=1, kind="changes", at=make.NOW, said="x" * 300)
    told = words(svg(Picture(title="t", times=(make.NOW,), tracks=(), legend=(entry,))))
    assert max(map(len, told)) <= 70
    assert any(text.endswith("x…") for text in told)


def test_a_picture_without_a_legend_is_one() -> None:
    assert words(svg(Picture(title="t", times=(make.NOW,), tracks=())))[0] == "t"


def test_a_long_stretch_without_anything_is_left_out_and_said() -> None:
    axis = Axis([make.NOW, make.minutes(50), make.minutes(3_000)], 800, gap=40)
    [cut] = axis.cuts
    assert cut.left_out == timedelta(minutes=2_946)
    assert axis.place(make.minutes(1_000)) == (cut.begins + cut.ends) / 2
    assert axis.place(make.minutes(25)) < cut.begins < cut.ends < axis.place(make.minutes(3_000))
    assert "2 d 1 h" in words(svg(drawn((0, 50, 3_000))))


@given(MINUTES)
def test_later_stands_never_before_earlier(at: list[float]) -> None:
    axis = Axis([make.minutes(one) for one in at], 800, gap=40, pad=10)
    places = [axis.place(make.minutes(one)) for one in sorted(at)]
    assert places == sorted(places)
    assert all(0 <= place <= 800.001 for place in places)
    assert axis.place(make.minutes(-99)) == 10
    ticks = axis.ticks(60)
    assert all(after.place - tick.place >= 60 for tick, after in pairwise(ticks))


def test_ticks_are_at_round_times_with_the_date_where_it_changes() -> None:
    ticks = Axis([make.NOW, make.minutes(26)], 800, gap=40).ticks(100)
    assert [(tick.label, tick.date) for tick in ticks][:2] == [("02:15", "20 Nov 2026"), ("02:20", "")]
    days = [
        tick.date for tick in Axis([make.minutes(day * 1_440) for day in range(9)], 800, gap=40).ticks(90)
    ]
    assert days[:2] == ["21 Nov 2026", "22 Nov 2026"]
    months = Axis([make.minutes(day * 1_440) for day in range(90)], 800, gap=40).ticks(90)
    assert len(months) in range(4, 9)


def test_a_single_moment_has_an_axis_of_seconds() -> None:
    [first, *_] = Axis([make.NOW], 800, gap=40).ticks(100)
    assert (first.label, first.place) == ("02:14:00", 0)


def test_what_stands_between_two_cuts_has_a_time_however_short_it_is() -> None:
    axis = Axis([make.minutes(at) for at in (0, 600, 601, 1_300)], 900, gap=40)
    assert len(axis.cuts) == 2
    assert len(axis.ticks(60)) >= 3


def test_durations_have_two_parts_at_most() -> None:
    told = [
        lasting(timedelta(seconds=one))
        for one in (-5, 0, 59.6, 90, 3_599, 3_600, 7_500, 47 * 3_600, 2 * 86_400, 200_000)
    ]
    assert told == ["0 s", "0 s", "1 min", "2 min", "1 h", "1 h", "2 h 5 min", "47 h", "2 d", "2 d 7 h"]


def test_the_strip_has_a_line_for_each_lane_and_the_letters_of_whoever_held_it() -> None:
    times, first, second, third, told = strip(
        Picture(
            title="t",
            times=(make.NOW, make.minutes(3_000)),
            tracks=(
                Track(name="Alerts", kind="alerts", stretches=(_bar("alerts", 0, 20),)),
                Track(
                    name="Decisions",
                    kind="decisions",
                    marks=tuple(Mark(at=make.NOW, number=n) for n in range(3)),
                ),
                Track(
                    name="Owner",
                    kind="owner",
                    stretches=(_bar("nobody", 0, 20), _bar("owner", 20, 2_900), _bar("owner", 2_900, 3_000)),
                ),
            ),
        )
    )
    assert times.startswith("UTC")
    assert "=" in first
    assert "3" in second
    assert all(sign in third for sign in (".", "A", "~"))
    assert told.startswith("A owner, . nobody")


def test_of_more_holders_than_letters_the_rest_is_a_hash_and_many_moments_in_a_cell_a_plus() -> None:
    bars = tuple(
        _bar("owner", place, place + 1).model_copy(update={"label": f"U{place}"}) for place in range(30)
    )
    marks = tuple(Mark(at=make.minutes(3), number=number) for number in range(12))
    one = Picture(
        title="t",
        times=(make.NOW, make.minutes(30)),
        tracks=(
            Track(name="Owner", kind="owner", stretches=bars),
            Track(name="Decisions", kind="x", marks=marks),
        ),
    )
    _, owners, decisions, _ = strip(one)
    assert "#" in owners
    assert "+" in decisions


def _bar(kind: str, begin: float, end: float) -> Stretch:
    return Stretch(begins=make.minutes(begin), ends=make.minutes(end), label=kind, kind=kind)
