from datetime import UTC, datetime, timedelta

from bot.domain.rota import Duty, Shift

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
NORA = Shift(user_id="U0NORA", name="Nora", starts_at=NOW, ends_at=NOW + HOUR)
EMIL = Shift(user_id="U0EMIL", name="Emil", starts_at=NOW + HOUR)
DUTY = Duty(rota="shop", shifts=(NORA, EMIL, NORA), read_at=NOW, until=NOW + 8 * HOUR)


def test_a_shift_begins_at_its_beginning_and_is_over_at_its_end() -> None:
    assert NORA.covers(NOW)
    assert not NORA.covers(NOW + HOUR)
    assert not NORA.covers(NOW - HOUR)
    assert EMIL.covers(NOW + 1000 * HOUR)
    assert Shift(ends_at=NOW).covers(NOW - 1000 * HOUR)


def test_a_shift_overlaps_a_stretch_that_it_touches_from_within() -> None:
    assert NORA.overlaps(NOW - HOUR, NOW + HOUR / 2)
    assert not NORA.overlaps(NOW - HOUR, NOW)
    assert not NORA.overlaps(NOW + HOUR, NOW + 2 * HOUR)
    assert Shift().overlaps(NOW, NOW + HOUR)


def test_a_rota_names_who_is_on_call_and_who_is_next() -> None:
    assert DUTY.on_call(NOW) == (NORA, NORA)
    assert DUTY.next(NOW) == (EMIL,)
    assert DUTY.next(NOW + HOUR) == ()
    assert DUTY.people == ("U0NORA", "U0EMIL")


def test_a_rota_that_could_not_be_read_or_is_read_out_is_not_known() -> None:
    assert DUTY.known(NOW + 8 * HOUR)
    assert not DUTY.known(NOW + 9 * HOUR)
    assert not DUTY.model_copy(update={"problem": "no answer"}).known(NOW)
    assert not Duty(rota="never read").known(NOW)


def test_a_rota_is_for_the_services_that_it_names_or_for_all() -> None:
    mine = DUTY.model_copy(update={"services": ("checkout",)})
    assert mine.is_for("checkout")
    assert not mine.is_for("payments")
    assert mine.is_for("")
    assert DUTY.is_for("payments")
