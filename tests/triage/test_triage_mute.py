"""Mutes: a cause is told last for a while; nothing that wakes people changes."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.domain.alert import Severity
from bot.domain.ledger import Act
from bot.domain.mute import LONGEST
from bot.triage.ask import answer
from bot.triage.until import read_until, zone_of
from tests.cluster_objects import ended, pod, waiting
from tests.fakes_slack import BOT, EMIL, GONE, GUEST, IVY, NORA, STRANGER
from tests.triage.worlds import Night, policy, runbook
from tests.triage.worlds import night as fresh

NOW = datetime(2026, 11, 28, 16, 30, tzinfo=UTC)
STOCKHOLM = zone_of("Europe/Stockholm")
CAUSE = "crash-loop"


async def said(night: Night, text: str, user: str = NORA) -> str:
    """What `/lookout` answers."""
    return (await answer(night.world, user, text)).content.text


async def cause_of(night: Night) -> str:
    """The cause that the newest diagnosis has first."""
    return str((await night.rows(Act.DIAGNOSED))[-1].detail["cause"])


@pytest.fixture
def ill(night: Night) -> Night:
    """A night in which two causes can be found: a memory kill, and the crash loop that follows from it."""
    killed = ended(137) | {"reason": "OOMKilled"}
    made = pod("c", containers=(waiting("CrashLoopBackOff", restarts=5, last=killed),))
    made["spec"] = {"containers": [{"name": "app", "image": "shop/checkout:7"}]}
    night.cluster.objects.append(made)
    return night


async def again(night: Night) -> None:
    """Another triage."""
    await night.mention("again", f"7{night.presses}.1", thread_ts="100.1")
    night.presses += 1
    await night.settle()


@pytest.mark.parametrize(
    ("word", "at"),
    [
        ("2h", NOW + timedelta(hours=2)),
        ("90m", NOW + timedelta(minutes=90)),
        ("7d", NOW + timedelta(days=7)),
        ("18:00", datetime(2026, 11, 28, 17, 0, tzinfo=UTC)),
        ("9:00", datetime(2026, 11, 29, 8, 0, tzinfo=UTC)),
        ("2026-12-01T09:00", datetime(2026, 12, 1, 8, 0, tzinfo=UTC)),
    ],
)
def test_a_time_is_read_in_the_zone_of_whoever_typed_it(word: str, at: datetime) -> None:
    assert read_until(word, NOW, STOCKHOLM, longest=LONGEST) == at


@pytest.mark.parametrize(
    ("word", "why"),
    [
        ("", "no time"),
        ("soon", "no time"),
        ("24:00", "no time"),
        ("2026-13-01T09:00", "no time"),
        ("2026-11-28T17:00", "passed"),
        ("0h", "passed"),
        ("8d", "later than 7 days"),
        ("2027-12-01T09:00", "later than 7 days"),
    ],
)
def test_a_time_that_cannot_be_is_explained(word: str, why: str) -> None:
    found = read_until(word, NOW, STOCKHOLM, longest=LONGEST)
    assert isinstance(found, str)
    assert why in found


def test_tomorrows_time_of_day_stands_on_the_clock_also_when_clocks_are_changed() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    now = datetime(2026, 10, 24, 20, 0, tzinfo=berlin)
    found = read_until("9:00", now.astimezone(UTC), berlin, longest=LONGEST)
    assert found == datetime(2026, 10, 25, 9, 0, tzinfo=berlin)


@pytest.mark.parametrize("name", ["Nowhere/None", "", "../etc"])
def test_a_zone_that_is_not_known_is_utc(name: str) -> None:
    assert zone_of(name) is UTC


@pytest.mark.parametrize("user", [NORA, IVY])
async def test_either_group_may_mute_and_the_record_says_who_until_when_and_why(
    night: Night, user: str
) -> None:
    person = night.people.people[user]
    night.people.people[user] = person.model_copy(update={"tz": "Europe/Stockholm"})
    told = await said(night, f"mute {CAUSE} checkout --until 2h known since Monday", user)
    assert f"a mute of `{CAUSE}` of `checkout` is in force until " in told
    assert "`Europe/Stockholm`" in told
    async with night.store.read() as tx:
        [mute] = await tx.mutes.standing()
        rows = await tx.ledger.of("")
    assert (mute.by, mute.why, mute.until - mute.at) == (user, "known since Monday", timedelta(hours=2))
    assert (rows[-1].act, rows[-1].actor, rows[-1].detail["cause"]) == (Act.MUTED, user, CAUSE)


@pytest.mark.parametrize("user", [GUEST, BOT, GONE, STRANGER])
@pytest.mark.parametrize("command", [f"mute {CAUSE} checkout --until 2h", f"unmute {CAUSE} checkout"])
async def test_nobody_else_mutes_or_lifts_a_mute(night: Night, user: str, command: str) -> None:
    await said(night, f"mute {CAUSE} checkout --until 3h")
    assert "changed nothing" in await said(night, command, user)
    async with night.store.read() as tx:
        assert [one.by for one in await tx.mutes.standing()] == [NORA]


@pytest.mark.parametrize(
    ("command", "why"),
    [
        ("mute", "No mute is in force"),
        ("mute list", "No mute is in force"),
        (f"mute {CAUSE}", "takes a cause, a service and a time"),
        (f"mute {CAUSE} checkout", "takes a cause, a service and a time"),
        (f"mute {CAUSE} --until 2h", "takes a cause, a service and a time"),
        (f"mute {CAUSE} checkout --until", "no time"),
        (f"mute {CAUSE} checkout --until 9d", "later than 7 days"),
        ("mute crashloop checkout --until 2h", "Near names: `crash-loop`"),
        (f"mute {CAUSE} chekout --until 2h", "Near names: `checkout`"),
        ("unmute", "takes a cause, a service and a time"),
        (f"unmute {CAUSE} checkout", "was in force"),
    ],
)
async def test_what_mutes_nothing_says_so(night: Night, command: str, why: str) -> None:
    assert why in await said(night, command)
    async with night.store.read() as tx:
        assert await tx.mutes.standing() == []


async def test_a_service_that_only_alerts_or_the_past_name_may_be_muted(night: Night) -> None:
    await night.alert(labels={"namespace": "shop", "service": "basket"})
    await night.settle()
    assert "is in force" in await said(night, f"mute {CAUSE} Basket --until 2h")
    async with night.store.begin() as tx:
        [incident] = await tx.incidents.open()
        await tx.incidents.save(incident.model_copy(update={"target": None}))
    assert "is in force" in await said(night, f"mute {CAUSE} basket --until 3h")


async def test_a_mute_is_listed_replaced_and_lifted(night: Night) -> None:
    await said(night, f"mute {CAUSE} checkout --until 2h")
    assert "The earlier mute" in await said(night, f"mute {CAUSE} CHECKOUT --until=3h", IVY)
    for command in ("mute list", "status"):
        told = await said(night, command, EMIL)
        assert told.count("Mute in force") == 1
        assert "<@U0IVY>" in told
    assert "no mute of" in await said(night, f"unmute {CAUSE} checkout", EMIL)
    assert "No mute is in force" in await said(night, "status")
    async with night.store.read() as tx:
        assert (await tx.ledger.of(""))[-1].act is Act.UNMUTED


async def test_a_muted_cause_is_told_last_with_who_and_until_when_and_ends_by_itself(ill: Night) -> None:
    night, first = ill, "oom-killed"
    await night.alert(severity=Severity.HIGH)
    await night.settle()
    assert await cause_of(night) == first
    await said(night, f"mute {first} checkout --until 2h noise")
    await again(night)
    assert await cause_of(night) == "crash-loop"
    told = night.slack.text("diagnosis")
    assert "Hypothesis 2 (0.98)" in told
    assert f"Mute in force for `{first}` of `checkout` until " in told
    assert "from <@U0NORA>, reason given: `noise`. So it is told last and not proposed." in told
    night.clock.advance(minutes=121)
    await again(night)
    assert await cause_of(night) == first
    assert "Mute" not in night.slack.text("diagnosis")


async def test_critical_severity_is_never_muted(ill: Night) -> None:
    await said(ill, "mute oom-killed checkout --until 2h")
    await ill.alert(severity=Severity.CRITICAL)
    await ill.settle()
    assert await cause_of(ill) == "oom-killed"
    assert "Mute not applied, since the severity is critical." in ill.slack.text("diagnosis")


@pytest.mark.parametrize(("severity", "proposals"), [(Severity.HIGH, 0), (Severity.CRITICAL, 1)])
async def test_a_muted_cause_is_not_proposed_unless_it_is_critical(
    tmp_path: Path, severity: Severity, proposals: int
) -> None:
    async with fresh(tmp_path, runbooks=(runbook(),)) as night:
        await night.alert(severity=severity)
        await night.settle()
        await said(night, "mute bad-rollout checkout --until 2h")
        await night.propose()
        await night.settle()
        assert len(await night.proposals()) == proposals


async def test_a_muted_incident_is_reminded_of_as_any_other(ill: Night) -> None:
    night = ill
    for cause in ("oom-killed", "crash-loop"):
        await said(night, f"mute {cause} checkout --until 7d")
    await night.alert(severity=Severity.HIGH)
    await night.settle()
    await night.pass_time(11)
    assert night.slack.posts("remind")
    assert policy().reminders[Severity.HIGH] == timedelta(minutes=10)


async def test_a_secret_in_a_reason_is_gone_before_it_is_kept(night: Night) -> None:
    await said(night, f"mute {CAUSE} checkout --until 2h password=hunter2hunter2")
    async with night.store.read() as tx:
        [mute] = await tx.mutes.standing()
    assert "hunter2hunter2" not in mute.why


async def test_who_is_no_full_member_is_not_told_of_mutes_and_their_reasons(fired: Night) -> None:
    await said(fired, "mute bad-rollout checkout --until 2h customer X moves before the announcement")
    for command in ("mute list", "status"):
        assert "customer X" in await said(fired, command)
        assert "customer X" not in await said(fired, command, GUEST)
