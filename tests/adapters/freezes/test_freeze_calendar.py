"""Calendars: when an event takes place, whom it freezes, and what is no calendar at all."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from zoneinfo import ZoneInfo

import pytest

from bot.adapters.feeds.events import events_of
from bot.adapters.feeds.fetch import Feed, Fetch
from bot.adapters.feeds.recurrence import occurrences
from bot.adapters.freezes.calendar import Calendar
from bot.domain.errors import OutsideError, PermanentError, TransientError
from bot.domain.freeze import Freeze, Names
from tests.adapters.freezes.calendars import calendar, event
from tests.adapters.freezes.conftest import Site

NAMES = Names(
    cluster=frozenset({"prod"}), namespace=frozenset({"shop"}), service=frozenset({"checkout", "cart"})
)
BERLIN = ZoneInfo("Europe/Berlin")


def utc(text: str) -> datetime:
    """`2026-10-25 04:30`."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def windows(text: bytes, begin: str, end: str, zone: ZoneInfo | None = None) -> list[tuple[str, str]]:
    """When something of the calendar takes place, in UTC."""
    found = occurrences(events_of(text, zone), utc(begin), utc(end))
    return [(f"{one.starts_at:%m-%d %H:%M}", f"{one.ends_at:%m-%d %H:%M}") for one in found]


async def read(text: bytes, now: str, folder: Path, **options: str) -> list[Freeze]:
    """What a calendar in a file freezes."""
    (folder / "c.ics").write_bytes(text)
    zone = ZoneInfo(options["zone"]) if "zone" in options else None
    fetch = Fetch(Feed(path=folder / "c.ics"), per_call=5)
    source = Calendar("releases", fetch, scope=options.get("scope", "all"), names=NAMES, zone=zone, within=30)
    return list(await source.read(utc(now)))


def test_a_window_over_the_night_in_which_the_clocks_go_back_lasts_an_hour_longer() -> None:
    night = event("DTSTART;TZID=Europe/Berlin:20261024T220000", "DTEND;TZID=Europe/Berlin:20261025T060000")
    assert windows(calendar(night), "2026-10-24 00:00", "2026-10-26 00:00") == [
        ("10-24 20:00", "10-25 05:00")
    ]


def test_a_window_over_the_night_in_which_the_clocks_go_forward_is_an_hour_shorter() -> None:
    night = event("DTSTART;TZID=Europe/Berlin:20260328T220000", "DTEND;TZID=Europe/Berlin:20260329T060000")
    assert windows(calendar(night), "2026-03-28 00:00", "2026-03-30 00:00") == [
        ("03-28 21:00", "03-29 04:00")
    ]


def test_a_rule_keeps_to_the_wall_clock_over_the_change_and_the_longer_window_counts() -> None:
    weekly = event(
        "DTSTART;TZID=Europe/Berlin:20261003T220000",
        "DTEND;TZID=Europe/Berlin:20261004T060000",
        "RRULE:FREQ=WEEKLY;BYDAY=SA",
    )
    assert windows(calendar(weekly), "2026-10-17 00:00", "2026-11-02 00:00") == [
        ("10-17 20:00", "10-18 04:00"),
        ("10-24 20:00", "10-25 05:00"),
        ("10-31 21:00", "11-01 05:00"),
    ]


def test_exceptions_more_dates_and_moved_occurrences() -> None:
    series = event(
        "DTSTART:20261102T100000Z",
        "DURATION:PT2H",
        "RRULE:FREQ=DAILY;UNTIL=20261106T100000Z",
        "EXDATE:20261103T100000Z",
        "RDATE:20261109T080000Z",
    )
    moved = event("RECURRENCE-ID:20261104T100000Z", "DTSTART:20261104T200000Z", "DURATION:PT1H")
    called_off = event("RECURRENCE-ID:20261105T100000Z", "DTSTART:20261105T100000Z", "STATUS:CANCELLED")
    assert windows(calendar(series, moved, called_off), "2026-11-01 00:00", "2026-12-01 00:00") == [
        ("11-02 10:00", "11-02 12:00"),
        ("11-09 08:00", "11-09 10:00"),
        ("11-06 10:00", "11-06 12:00"),
        ("11-04 20:00", "11-04 21:00"),
    ]


@pytest.mark.parametrize(
    ("head", "zone", "window"),
    [
        ("", None, ("12-24 00:00", "12-27 00:00")),
        ("X-WR-TIMEZONE:America/New_York\r\n", None, ("12-24 05:00", "12-27 05:00")),
        ("X-WR-TIMEZONE:America/New_York\r\n", BERLIN, ("12-23 23:00", "12-26 23:00")),
    ],
)
def test_whole_days_are_of_the_configured_zone_else_of_the_calendars(
    head: str, zone: ZoneInfo | None, window: tuple[str, str]
) -> None:
    days = event("DTSTART;VALUE=DATE:20261224", "DTEND;VALUE=DATE:20261227")
    assert windows(calendar(days, head=head), "2026-12-20 00:00", "2026-12-30 00:00", zone) == [window]


def test_a_day_without_an_end_is_one_day_and_a_rule_until_a_day_includes_it() -> None:
    daily = event("DTSTART;VALUE=DATE:20261201", "RRULE:FREQ=DAILY;UNTIL=20261202")
    assert windows(calendar(daily), "2026-11-01 00:00", "2026-12-20 00:00") == [
        ("12-01 00:00", "12-02 00:00"),
        ("12-02 00:00", "12-03 00:00"),
    ]


async def test_whom_an_event_freezes_stands_in_it_else_in_the_configuration(tmp_path: Path) -> None:
    now = ("DTSTART:20261130T100000Z", "DTEND:20261130T120000Z")
    text = calendar(
        event(*now, "SUMMARY:Release day: service:checkout and Cluster:prod", uid="a"),
        event(*now, "SUMMARY:Stocktaking", "CATEGORIES:ALL,shop", uid="b"),
        event(*now, "SUMMARY:Quiet", uid="c"),
        event("DTSTART:20261202T100000Z", "DTEND:20261202T120000Z", uid="later"),
        event("DTSTART:20261130T070000Z", "DTEND:20261130T080000Z", uid="over"),
    )
    found = await read(text, "2026-11-30 11:00", tmp_path, scope="namespace:shop")
    assert [one.scope for one in found] == ["service:checkout", "cluster:prod", "all", "namespace:shop"]
    assert {one.source for one in found} == {"calendar:releases"}
    assert found[0].why == "Release day: service:checkout and Cluster:prod"
    assert found[0].ends_at == utc("2026-11-30 12:00")
    assert len({one.id for one in found}) == 4


@pytest.mark.parametrize("misspelt", ["service:chekout", "namespace:shpo", "cluster:prd"])
async def test_an_event_that_names_what_is_not_known_counts_for_the_calendars_own_scope_too_and_says_so(
    misspelt: str, tmp_path: Path
) -> None:
    now = ("DTSTART:20261130T100000Z", "DTEND:20261130T120000Z")
    text = calendar(event(*now, f"SUMMARY:Release of service:Cart and {misspelt}"))
    found = await read(text, "2026-11-30 11:00", tmp_path, scope="namespace:shop")
    assert [one.scope for one in found] == ["service:Cart", misspelt, "namespace:shop"]
    summary = f"Release of service:Cart and {misspelt}"
    why = f"{misspelt}: not in the configuration, so it counts for namespace:shop too: {summary}"
    assert {one.why for one in found} == {why}


async def test_the_calendars_own_scope_is_frozen_once_however_many_names_are_not_known(
    tmp_path: Path,
) -> None:
    now = ("DTSTART:20261130T100000Z", "DTEND:20261130T120000Z")
    named = "service:a service:b service:a cluster:c"
    found = await read(calendar(event(*now, f"SUMMARY:{named}")), "2026-11-30 11:00", tmp_path)
    assert [one.scope for one in found] == ["service:a", "service:b", "cluster:c", "all"]


BROKEN = {
    "nothing": b"",
    "a page": b"<html>Please log in</html>",
    "bytes": b"\xff\xfe\x00\x01" * 99,
    "no calendar": b"BEGIN:VTODO\r\nEND:VTODO\r\n",
    "cut": calendar(event("DTSTART:20261130T100000Z"))[:-40],
    "no start": calendar(event("SUMMARY:freeze")),
    "no time": calendar(event("DTSTART:tomorrow")),
    "no zone": calendar(event("DTSTART;TZID=Nowhere/City:20261130T100000")),
    "no own zone": calendar(event("DTSTART;VALUE=DATE:20261130"), head="X-WR-TIMEZONE:Nowhere\r\n"),
    "backwards": calendar(event("DTSTART:20261130T100000Z", "DTEND:20261130T090000Z")),
    "no rule": calendar(event("DTSTART:20261130T100000Z", "RRULE:FREQ=NEVER")),
    "half a rule": calendar(event("DTSTART:20261130T100000Z", "RRULE:BYDAY=MO")),
    "a period": calendar(event("DTSTART:20261130T100000Z", "RDATE;VALUE=PERIOD:20261130T100000Z/PT1H")),
    "all that follow": calendar(
        event("DTSTART:20261102T100000Z", "DURATION:PT2H", "RRULE:FREQ=DAILY"),
        event("RECURRENCE-ID;RANGE=THISANDFUTURE:20261110T100000Z", "DTSTART:20261110T180000Z"),
    ),
    "every second": calendar(event("DTSTART:20261130T100000Z", "RRULE:FREQ=SECONDLY")),
    "since the year 1": calendar(event("DTSTART:00010101T000000Z", "RRULE:FREQ=DAILY")),
    "too many": calendar(*(event("DTSTART:20261130T100000Z", uid=str(one)) for one in range(2001))),
    "too many at once": calendar(
        *(event("DTSTART:20261130T100000Z", "DURATION:P1D", uid=str(one)) for one in range(501))
    ),
    "nested": b"BEGIN:VCALENDAR\r\n"
    + b"BEGIN:VEVENT\r\n" * 5000
    + b"END:VEVENT\r\n" * 5000
    + b"END:VCALENDAR\r\n",
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN.keys())
async def test_what_is_not_understood_refuses_the_whole_calendar_with_a_sentence(
    text: bytes, tmp_path: Path
) -> None:
    good = event("DTSTART:20261101T100000Z", "DTEND:20261102T100000Z", uid="good")
    began = monotonic()
    with pytest.raises(OutsideError) as refused:
        await read(
            text.replace(b"END:VCALENDAR", good.encode() + b"END:VCALENDAR"), "2026-11-30 11:00", tmp_path
        )
    assert len(str(refused.value)) < 120
    assert monotonic() - began < 30


async def test_an_event_that_moves_all_that_follow_it_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(PermanentError, match=r"moves all that follow it too \(RANGE\)"):
        await read(BROKEN["all that follow"], "2026-11-30 11:00", tmp_path)


async def test_a_rule_that_never_comes_true_is_bounded_and_worked_through_once(tmp_path: Path) -> None:
    never = event("DTSTART:20260101T000000Z", "RRULE:FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30")
    assert await read(calendar(never), "2026-11-30 11:00", tmp_path) == []


async def test_it_is_fetched_each_time_and_worked_through_when_it_changed(site: Site) -> None:
    source = Calendar(
        "r", Fetch(Feed(url=site.url), per_call=5), scope="all", names=NAMES, zone=None, within=5
    )
    site.body = calendar(event("DTSTART:20261130T100000Z", "DTEND:20261130T120000Z"))
    now = utc("2026-11-30 11:00")
    try:
        assert len(await source.read(now)) == 1
        assert len(await source.read(now + timedelta(days=3))) == 0
        site.body = calendar()
        assert await source.read(now) == []
        site.body = b"garbage"
        for _ in range(2):
            with pytest.raises(OutsideError):
                await source.read(now)
        site.body = calendar(event("DTSTART:20261130T100000Z", "DTEND:20261130T120000Z"))
        assert len(await source.read(now)) == 1
        assert len(site.asked) == 6
    finally:
        await source.close()


async def test_a_calendar_that_takes_too_long_to_work_through_is_refused_and_ready_the_next_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = asyncio.Event()
    text = calendar(event("DTSTART:20261130T100000Z", "DTEND:20261130T120000Z"))
    (tmp_path / "c.ics").write_bytes(text)
    source = Calendar(
        "r",
        Fetch(Feed(path=tmp_path / "c.ics"), per_call=5),
        scope="all",
        names=NAMES,
        zone=None,
        within=0.05,
    )
    in_thread = asyncio.to_thread

    async def slow(*call: object) -> object:
        if len(call) > 3:
            await gate.wait()
        return await in_thread(*call)  # type: ignore[arg-type] # what is called takes what it was given

    monkeypatch.setattr("bot.adapters.freezes.calendar.asyncio.to_thread", slow)
    with pytest.raises(OutsideError, match=r"takes more than 0\.05 s"):
        await source.read(utc("2026-11-30 11:00"))
    gate.set()
    source._within = 5
    assert len(await source.read(utc("2026-11-30 11:00"))) == 1


async def test_rules_that_took_too_long_once_are_worked_through_at_the_next_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter([0.0, 6.0])
    window = event("DTSTART:20261130T100000Z", "DURATION:PT2H", "RRULE:FREQ=DAILY")
    (tmp_path / "c.ics").write_bytes(calendar(window))
    source = Calendar(
        "r", Fetch(Feed(path=tmp_path / "c.ics"), per_call=5), scope="all", names=NAMES, zone=None, within=5
    )
    with monkeypatch.context() as busy:
        busy.setattr("bot.adapters.feeds.recurrence.monotonic", lambda: next(clock))
        with pytest.raises(TransientError, match="take too long"):
            await source.read(utc("2026-11-30 11:00"))
    assert len(await source.read(utc("2026-11-30 11:00"))) == 2


async def test_too_much_at_one_time_is_no_reason_to_refuse_another(tmp_path: Path) -> None:
    crowd = (event("DTSTART:20261130T100000Z", "DURATION:PT1H", uid=str(one)) for one in range(501))
    (tmp_path / "c.ics").write_bytes(calendar(*crowd))
    source = Calendar(
        "r", Fetch(Feed(path=tmp_path / "c.ics"), per_call=5), scope="all", names=NAMES, zone=None, within=9
    )
    for _ in range(2):
        with pytest.raises(PermanentError, match="overlap"):
            await source.read(utc("2026-11-30 11:00"))
    assert await source.read(utc("2026-12-05 11:00")) == []
