"""What is measured for safety is real time: how long a process stood still is not played faster than it was."""

import time

from bot.sandbox.clock import WallClock


def test_elapsed_goes_by_the_wall_and_the_time_of_day_by_the_speed() -> None:
    clock, began = WallClock(speed=1000), time.monotonic()
    first, first_now = clock.elapsed(), clock.now()
    while time.monotonic() - began < 0.01:
        pass
    gone, told = clock.elapsed() - first, (clock.now() - first_now).total_seconds()
    assert 0 < gone <= time.monotonic() - began
    assert told > 100 * gone
