from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.adapters.rota.configured import Configured, Turns, Weekly
from bot.domain.rota import Known, Shift

STOCKHOLM = ZoneInfo("Europe/Stockholm")
PEOPLE = {"U0NORA": Known(name="Nora")}
MONDAY = datetime(2026, 11, 30, tzinfo=UTC)
WEEK = timedelta(weeks=1)


async def shifts(begin: datetime = MONDAY, span: timedelta = WEEK, **told: object) -> list[Shift]:
    rota = Configured("shop", ["checkout"], zone=STOCKHOLM, people=PEOPLE, **told)  # type: ignore[arg-type] # by case
    assert (rota.name, rota.services) == ("shop", ("checkout",))
    return list(await rota.shifts(begin, begin + span))


async def test_a_plain_list_is_on_call_at_all_times() -> None:
    assert await shifts(users=["U0NORA", "U0EMIL"]) == [
        Shift(user_id="U0NORA", name="Nora"),
        Shift(user_id="U0EMIL"),
    ]


async def test_weekly_shifts_come_in_order_and_across_the_end_of_the_week() -> None:
    found = await shifts(
        weekly=[
            Weekly(user="U0EMIL", starts="Thu 09:00", ends="Mon 09:00"),
            Weekly(user="U0NORA", starts="Mon 09:00", ends="Thu 09:00"),
        ]
    )
    assert [(one.user_id, one.starts_at) for one in found] == [
        ("U0EMIL", datetime(2026, 11, 26, 8, tzinfo=UTC)),
        ("U0NORA", datetime(2026, 11, 30, 8, tzinfo=UTC)),
        ("U0EMIL", datetime(2026, 12, 3, 8, tzinfo=UTC)),
    ]
    assert all(one.ends_at == other.starts_at for one, other in pairwise(found))


async def test_a_shift_stays_at_its_hour_when_the_clocks_change() -> None:
    before = datetime(2026, 10, 24, tzinfo=UTC)
    found = await shifts(
        before, timedelta(days=3), weekly=[Weekly(user="U0NORA", starts="Sat 09:00", ends="Sun 09:00")]
    )
    assert [(one.starts_at, one.ends_at) for one in found] == [
        (datetime(2026, 10, 24, 7, tzinfo=UTC), datetime(2026, 10, 25, 8, tzinfo=UTC))
    ]


async def test_turns_go_round_by_the_week_also_before_the_first() -> None:
    turns = Turns(users=("U0NORA", "U0EMIL", "U0IVY"), starts="Mon 09:00", since=date(2026, 11, 30))
    found = await shifts(MONDAY - WEEK + timedelta(hours=12), 3 * WEEK, turns=turns)
    assert [one.user_id for one in found] == ["U0IVY", "U0NORA", "U0EMIL", "U0IVY"]
    assert all(one.ends_at - one.starts_at == WEEK for one in found if one.starts_at and one.ends_at)


async def test_a_shift_that_ends_where_it_begins_is_the_whole_week() -> None:
    found = await shifts(weekly=[Weekly(user="U0NORA", starts="Wed 09:00", ends="Wed 09:00")])
    assert [(one.starts_at, one.ends_at) for one in found] == [
        (datetime(2026, 11, 25, 8, tzinfo=UTC), datetime(2026, 12, 2, 8, tzinfo=UTC)),
        (datetime(2026, 12, 2, 8, tzinfo=UTC), datetime(2026, 12, 9, 8, tzinfo=UTC)),
    ]
