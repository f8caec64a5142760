from datetime import timedelta

import pytest

from bot.facts.meters import Meter, meters_of
from bot.facts.view import View
from tests.detectors.shop import NOW, Raw, snapshot
from tests.detectors.speed import measured, ramp

END = NOW.timestamp()


def read(*told: Raw) -> tuple[Meter, ...]:
    found = meters_of(View(snapshot(metrics={"data": {"result": list(told)}})))
    return found.get("x", ())


def test_the_level_is_that_of_the_last_ten_minutes_and_the_usual_one_that_before_a_quarter_of_an_hour() -> (
    None
):
    (one,) = read(measured("x", (20, 0.2), (10, 0.8), pod="a"))
    assert (one.level, one.usual, one.latest, one.peak) == (0.8, 0.2, 0.8, 0.8)


def test_a_point_that_the_query_left_out_was_low() -> None:
    (one,) = read(measured("x", (20, -1), (10, 0.8)))
    assert (one.level, one.usual) == (0.8, 0.0)
    (over,) = read(measured("x", (10, 0.9), (20, -1)))
    assert (over.level, over.latest, over.usual) == (0.0, 0.0, 0.9)


def test_what_was_there_for_a_minute_was_not_held() -> None:
    (one,) = read(measured("x", (29, -1), (1, 0.9)))
    assert (one.level, one.pace) == (0.0, 0.0)
    assert one.reaches(1.0) is None


def test_a_straight_line_reaches_its_end_in_time() -> None:
    (one,) = read(ramp("x", 0.5, 0.8))
    assert one.reaches(1.0) == pytest.approx(20 * 60, rel=0.1)


@pytest.mark.parametrize(
    ("spans", "minutes"),
    [(((18, 0.0), (12, 0.5)), 12), (((10, 0.5), (15, 0.0), (5, 0.5)), 5), (((30, 0.0),), 0)],
)
def test_a_level_began_where_it_has_stood_since(
    spans: tuple[tuple[float, float], ...], minutes: float
) -> None:
    (one,) = read(measured("x", *spans))
    assert one.end - one.began(0.3) == pytest.approx(minutes * 60, abs=31)


def test_times_of_another_clock_count_from_their_own_end() -> None:
    away = timedelta(days=3).total_seconds()
    told = measured("x", (30, 0.6))
    for shift in (-away, away):
        moved = {**told, "values": [[at + shift, value] for at, value in told["values"]]}
        assert read(moved)[0].level == 0.6


def test_broken_points_and_series_say_nothing() -> None:
    good = [[END - 30 * at, "0.5"] for at in range(20)]
    odd = [["x", "1"], [END], 7, None, [END, "NaN"], [END, None], [-5, "1"], [1e30, "1"], [float("nan"), "1"]]
    (one,) = read({"metric": {"__name__": "x"}, "values": [*odd, *good]}, {"metric": {}, "values": "no"})
    assert len(one.points) == len(good)
    assert read({"metric": {"__name__": "x"}, "values": odd}) == ()
