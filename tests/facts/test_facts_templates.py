from bot.facts.logs import decisive, template, troubles
from bot.facts.templates import grouped, rarest


def groups(*lines: str) -> list[tuple[str, int]]:
    return [(one.template, one.count) for one in grouped(enumerate(lines), template)]


def test_lines_that_differ_in_numbers_are_one() -> None:
    assert groups("took 5 ms", "took 7 ms", "stopped") == [("took * ms", 2), ("stopped", 1)]


def test_lines_that_differ_in_a_word_among_many_are_one_and_the_word_is_open() -> None:
    told = groups(
        "failed to connect to db now", "failed to connect to cache now", "failed to write to disk so"
    )
    assert told == [("failed to connect to * now", 2), ("failed to write to disk so", 1)]


def test_lines_of_other_lengths_or_beginnings_are_others() -> None:
    assert len(groups("error a b c", "warning a b c", "error a b c d")) == 3


def test_an_empty_line_is_a_group_like_another() -> None:
    assert groups("", "") == [("", 2)]


def test_a_group_knows_where_it_began_and_ended_and_its_newest_line() -> None:
    (one,) = grouped([(3, "took 5 ms"), (9, "took 6 ms")], template)
    assert (one.first, one.last, one.line) == (3, 9, "took 6 ms")


def test_the_number_of_groups_that_a_line_is_held_against_is_bounded() -> None:
    letters = "abcdefghij"
    words = [f"start {' '.join(letters[(n // 3**k) % 10] * 3 for k in range(6))}" for n in range(2_000)]
    assert len(groups(*words)) <= 40


def test_the_rarest_come_first_and_of_them_the_newest() -> None:
    found = rarest(grouped(enumerate(["a x", "b", "a x", "c"]), template))
    assert [one.line for one in found] == ["c", "b", "a x"]


def test_one_line_among_ten_thousand_is_found_wherever_it_stands() -> None:
    noise = [
        f"02:{n % 60:02}:00Z ERROR retry {n} of upstream failed after {n % 90} ms" for n in range(10_000)
    ]
    for place in (0, 5_000, 9_999):
        lines = [*noise[:place], "panic: certificate of db has expired", *noise[place:]]
        assert decisive("\n".join(lines))[0] == "panic: certificate of db has expired"


def test_only_lines_that_can_tell_of_trouble_are_looked_at_closely() -> None:
    lines = ["all good", "no errors", "FATAL: x", "java.lang.IllegalStateException", "ferry"]
    assert troubles(lines) == [2, 3]
    assert troubles(["fine", "well"]) == []
