from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.feeds import events, recurrence
from bot.adapters.rota.calendar import Calendar
from bot.adapters.rota.known import People
from bot.adapters.rota.occurrences import occurrences
from bot.domain.errors import OutsideError, PermanentError, TransientError
from bot.domain.rota import Known, Shift
from tests.rota_sources import RotaSources

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
END = NOW + timedelta(days=8)
PATH = "/private/secret-key/rota.ics"
STOCKHOLM = ZoneInfo("Europe/Stockholm")
PEOPLE = People({"U0NORA": Known(name="Nora", email="nora@example.com"), "U0EMIL": Known(name="Emil Novak")})


def calendar(*events: str) -> bytes:
    inside = "".join(
        f"BEGIN:VEVENT\r\n{event.strip().replace(chr(10), chr(13) + chr(10))}\r\nEND:VEVENT\r\n"
        for event in events
    )
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:test\r\n{inside}END:VCALENDAR\r\n".encode()


def spans(*events: str, begin: datetime = NOW, end: datetime = END) -> list[tuple[str, datetime, datetime]]:
    found = occurrences(calendar(*events), STOCKHOLM, begin, end)
    return [(event.summary, first, last) for event, first, last in found]


NORA_DAILY = """UID:1
SUMMARY:On call: Nora
DTSTART;TZID=Europe/Stockholm:20260101T090000
DTEND;TZID=Europe/Stockholm:20260101T170000
RRULE:FREQ=WEEKLY;BYDAY=MO,TU"""


@pytest.fixture
async def rota(web: RotaSources) -> AsyncIterator[Calendar]:
    made = Calendar("shop", (), url=f"{web.url}{PATH}", zone=STOCKHOLM, people=PEOPLE, within=20)
    yield made
    await made.close()


async def test_shifts_are_of_whom_the_attendee_or_the_summary_names(web: RotaSources, rota: Calendar) -> None:
    web.answers[PATH] = (
        200,
        calendar(
            "UID:1\nSUMMARY:Primary\nATTENDEE;CN=N:mailto:NORA@example.com\nDTSTART:20261201T080000Z\nDTEND:20261202T080000Z",
            "UID:2\nSUMMARY:Primary: emil novak (swap)\nDTSTART:20261202T080000Z\nDTEND:20261203T080000Z",
            "UID:3\nSUMMARY:Eleanora\nDTSTART:20261203T080000Z\nDTEND:20261204T080000Z",
            "UID:4\nSUMMARY:Nora and Emil Novak\nDTSTART:20261204T080000Z\nDTEND:20261205T080000Z",
            "UID:5\nSUMMARY:Gone\nDTSTART:20261101T080000Z\nDTEND:20261102T080000Z",
        ),
    )
    found = await rota.shifts(NOW, END)
    assert [(one.user_id, one.name) for one in found] == [
        ("U0NORA", "Nora"),
        ("U0EMIL", "Emil Novak"),
        ("", "Eleanora"),
        ("", "Nora and Emil Novak"),
    ]
    assert found[0] == Shift(
        user_id="U0NORA",
        name="Nora",
        starts_at=datetime(2026, 12, 1, 8, tzinfo=UTC),
        ends_at=datetime(2026, 12, 2, 8, tzinfo=UTC),
    )


def test_rules_stay_on_the_wall_clock_when_the_clocks_change() -> None:
    found = spans(
        NORA_DAILY, begin=datetime(2026, 10, 19, tzinfo=UTC), end=datetime(2026, 10, 28, tzinfo=UTC)
    )
    assert [first.hour for _, first, _ in found] == [7, 7, 8, 8]


def test_exceptions_moved_cancelled_and_further_dates_count() -> None:
    found = spans(
        f"{NORA_DAILY}\nEXDATE;TZID=Europe/Stockholm:20261201T090000\nRDATE;TZID=Europe/Stockholm:20261204T090000",
        "UID:1\nSUMMARY:Emil\nRECURRENCE-ID;TZID=Europe/Stockholm:20261207T090000\n"
        "DTSTART;TZID=Europe/Stockholm:20261207T120000\nDTEND;TZID=Europe/Stockholm:20261207T130000",
        "UID:1\nSTATUS:CANCELLED\nRECURRENCE-ID;TZID=Europe/Stockholm:20261130T090000\n"
        "DTSTART;TZID=Europe/Stockholm:20261130T090000",
        "UID:9\nSTATUS:CANCELLED\nSUMMARY:Nobody\nDTSTART:20261201T080000Z\nDTEND:20261202T080000Z",
    )
    assert [(who, first.day, first.hour) for who, first, _ in found] == [
        ("On call: Nora", 4, 8),
        ("On call: Nora", 8, 8),
        ("Emil", 7, 11),
    ]


@pytest.mark.parametrize(
    ("times", "hours"),
    [
        ("DTSTART;VALUE=DATE:20261202", 24),
        ("DTSTART;VALUE=DATE:20261202\nDTEND;VALUE=DATE:20261204", 48),
        ("DTSTART:20261202T090000\nDURATION:PT8H", 8),
        ("DTSTART:20261202T090000Z\nDTEND:20261202T100000Z\nRRULE:FREQ=DAILY;UNTIL=20261201T000000Z", 1),
        ("DTSTART:20261202T090000\nDTEND:20261202T100000\nRRULE:FREQ=DAILY;UNTIL=20261202", 1),
        ("DTSTART:20261202T090000\nDTEND:20261202T100000\nRRULE:FREQ=DAILY;COUNT=1", 1),
    ],
)
def test_days_durations_and_ends_of_rules_are_understood(times: str, hours: int) -> None:
    ((_, first, last),) = spans(f"UID:1\nSUMMARY:Nora\n{times}")
    assert last - first == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("event", "said"),
    [
        ("SUMMARY:no start", "DTSTART"),
        ("DTSTART:yesterday", "not understood"),
        (
            "DTSTART;TZID=Mars/Olympus:20261201T090000\nDTEND;TZID=Mars/Olympus:20261201T100000",
            "time zone Mars/Olympus",
        ),
        ("DTSTART:20261201T090000Z\nDTEND:20261130T090000Z", "ends before it begins"),
        ("DTSTART:20261201T090000Z\nRRULE:FREQ=SECONDLY", "repeats within a day"),
        ("DTSTART:20261201T090000Z\nRRULE:FREQ=DAILY;BYSECOND=1,2,3", "repeats within a day"),
        ("DTSTART:20261201T090000Z\nRRULE:FREQ=DAILY\nRRULE:FREQ=WEEKLY", "several rules"),
        ("DTSTART:20261201T090000Z\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "not worked through"),
        ("DTSTART:20261201T090000Z\nRRULE:FREQ=NEVER", "not understood"),
        ("DTSTART:10000101T090000Z\nRRULE:FREQ=DAILY", "too many times to work through"),
        (
            "DTSTART:20261201T120000Z\nRECURRENCE-ID;RANGE=THISANDFUTURE:20261201T090000Z",
            r"all that follow it too \(RANGE\)",
        ),
        ("DTSTART:20261201T090000Z\nRDATE;VALUE=PERIOD:20261201T090000Z/PT1H", "not understood"),
    ],
)
def test_what_is_wrong_in_one_event_refuses_the_whole(event: str, said: str) -> None:
    with pytest.raises(PermanentError, match=said):
        spans("UID:2\nSUMMARY:Nora\nDTSTART:20261201T080000Z\nDTEND:20261202T080000Z", f"UID:1\n{event}")


@pytest.mark.parametrize(
    "text", [b"", b"<html>", b"BEGIN:VCALENDAR", b"BEGIN:VEVENT\r\nEND:VEVENT\r\n", b"\xff\xfe"]
)
def test_what_is_no_calendar_is_no_empty_rota(text: bytes) -> None:
    with pytest.raises(PermanentError):
        occurrences(text, STOCKHOLM, NOW, END)


def test_too_many_events_and_too_many_at_once_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "MOST_EVENTS", 3)
    event = "SUMMARY:Nora\nDTSTART:20261201T080000Z\nDTEND:20261202T080000Z"
    with pytest.raises(PermanentError, match="more than the 3 events"):
        spans(*[f"UID:{number}\n{event}" for number in range(4)])
    monkeypatch.setattr(recurrence, "MOST_FOUND", 2)
    with pytest.raises(PermanentError, match="too many of its events overlap"):
        spans(*[f"UID:{number}\n{event}" for number in range(3)])


@given(st.binary(max_size=400), st.integers(0, 300))
def test_no_garbage_is_more_than_a_refusal(noise: bytes, at: int) -> None:
    text = calendar(NORA_DAILY)
    spoilt = text[:at] + noise + text[at + len(noise) :]
    try:
        found = occurrences(spoilt, STOCKHOLM, NOW, END)
    except PermanentError:
        return
    assert all(last >= first for _, first, last in found)


async def test_rules_that_take_too_long_are_given_up_and_not_begun_again(
    web: RotaSources, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The 30th of February, looked for in every month of eight thousand years, many times."""
    monkeypatch.setattr(recurrence, "SECONDS", 1.0)
    event = "UID:1\nSUMMARY:Nora\nDTSTART:20261201T090000Z\nRRULE:FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30"
    web.answers[PATH] = (200, calendar(*[event] * 100))
    rota = Calendar("shop", (), url=f"{web.url}{PATH}", zone=STOCKHOLM, people=PEOPLE, within=20)
    rota._within = 0.2  # of the working through alone
    with pytest.raises(TransientError, match=r"more than 0.2 s to work through"):
        await rota.shifts(NOW, END)
    with pytest.raises(TransientError, match="takes too long"):
        await rota.shifts(NOW, END)
    await rota.close()


async def test_no_sentence_holds_the_address(web: RotaSources, rota: Calendar) -> None:
    for answer in [(403, b""), (404, b""), (500, b""), (200, b"<html>"), (200, b"x" * 1_100_000)]:
        web.answers[PATH] = answer
        with pytest.raises(OutsideError) as caught:
            await rota.shifts(NOW, END)
        assert "secret-key" not in str(caught.value)
    web.headers = {"Location": f"{web.url}/elsewhere"}
    web.answers[PATH] = (301, b"")
    with pytest.raises(PermanentError, match="not followed"):
        await rota.shifts(NOW, END)
    assert all(one.path == PATH for one in web.asked)


async def test_the_address_may_stand_in_a_file_that_is_read_each_time(
    web: RotaSources, tmp_path: Path
) -> None:
    file = tmp_path / "address"
    rota = Calendar("shop", (), url_file=file, zone=STOCKHOLM, people=PEOPLE, within=20)
    with pytest.raises(PermanentError, match="file with the calendar's address cannot be read"):
        await rota.shifts(NOW, END)
    file.write_text(f" {web.url}{PATH}\n")
    web.answers[PATH] = (200, calendar(NORA_DAILY))
    assert [one.user_id for one in await rota.shifts(NOW, END)] == ["U0NORA"] * 4
    file.write_text("no address")
    with pytest.raises(TransientError, match="cannot be reached"):
        await rota.shifts(NOW, END)
    await rota.close()
