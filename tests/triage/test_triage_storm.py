"""A hundred alerts of one cause, and an alert that comes and goes: few threads, few words, nothing lost."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.domain.alert import AlertState
from bot.domain.incident import IncidentStatus
from bot.domain.ledger import Act
from bot.triage import storm
from bot.triage.work import run_next
from tests.triage.worlds import Night
from tests.triage.worlds import night as fresh

pytestmark = pytest.mark.long

RESOLVED = AlertState.RESOLVED


async def work_by_three(night: Night) -> None:
    """Three workers at once, until nothing is due."""

    async def worker(name: str) -> None:
        world = night.other(name)
        while await run_next(world):
            pass

    await asyncio.gather(*(worker(f"w{number}") for number in range(3)))


def of(service: str, **labels: str) -> dict[str, Any]:
    """An alert of that service, by a rule of its own."""
    return {"labels": {"namespace": "shop", "service": service, **labels}, "fingerprint": f"fp-{service}"}


async def test_a_hundred_alerts_of_one_target_are_one_thread_whoever_works_them(night: Night) -> None:
    for number in range(100):
        labels = {"service": "checkout", "instance": f"10.0.0.{number}:80", "pod": f"checkout-{number}"}
        channel: dict[str, Any] = {"channel": "C0OTHER"} if number % 2 else {}
        await night.alert(f"{100 + number}.1", labels=labels, fingerprint=f"fp-{number}", **channel)
    await work_by_three(night)
    await night.deliver()
    [incident] = await night.incidents()
    assert incident.alerts == 100
    assert len(night.slack.posts("status")) == 1
    assert len(night.slack.posts("diagnosis")) == 1
    threads = [one.thread_ts for one in night.slack.shown.values() if one.channel == incident.channel]
    assert set(threads) == {incident.thread_ts}
    assert len(night.slack.shown) - len(threads) == 1, "the other channel has one pointer and no more"


async def test_a_hundred_alerts_of_many_services_of_one_namespace_are_three_threads(night: Night) -> None:
    for number in range(100):
        await night.alert(f"{100 + number}.1", **of(f"service-{number % 25}"))
    await work_by_three(night)
    incidents = await night.incidents()
    assert len(incidents) == storm.IN_NAMESPACE
    assert sum(one.alerts for one in incidents) == 100
    await night.deliver()
    assert "Alerts of this incident too: `sandbox/shop/service-" in night.slack.text(
        "status:" + incidents[0].id
    )


async def test_alerts_of_many_namespaces_of_one_cluster_are_ten_threads(night: Night) -> None:
    for number in range(40):
        labels = {"namespace": f"ns-{number}", "service": "web"}
        await night.alert(f"{100 + number}.1", labels=labels, fingerprint=f"fp-{number}")
    await work_by_three(night)
    incidents = await night.incidents()
    assert len(incidents) == storm.IN_CLUSTER
    assert sum(one.alerts for one in incidents) == 40


async def test_alerts_that_point_nowhere_are_five_threads_of_their_channel(night: Night) -> None:
    for number in range(20):
        await night.alert(f"{100 + number}.1", labels={}, fingerprint=f"fp-{number}")
    await night.alert("900.1", labels={}, fingerprint="fp-elsewhere", channel="C0OTHER")
    await night.work()
    assert len(await night.incidents()) == storm.IN_CHANNEL + 1


async def test_later_trouble_of_another_service_has_a_thread_of_its_own(night: Night) -> None:
    for number in range(storm.IN_NAMESPACE):
        await night.alert(f"{100 + number}.1", **of(f"service-{number}"))
    await night.work()
    night.clock.advance(storm.WITHIN.total_seconds() + 1)
    await night.alert("900.1", **of("later"))
    await night.work()
    assert len(await night.incidents()) == storm.IN_NAMESPACE + 1


async def test_another_cluster_is_no_part_of_the_storm(night: Night) -> None:
    world = night.other("w1", clusters={**night.world.clusters, "edge": night.cluster})
    for number in range(storm.IN_NAMESPACE):
        await night.alert(f"{100 + number}.1", **of(f"service-{number}"))
    await night.alert("900.1", **of("web", cluster="edge"))
    await night.work(world)
    assert len(await night.incidents()) == storm.IN_NAMESPACE + 1


async def test_a_storm_is_over_when_each_of_its_alerts_has_recovered(night: Night) -> None:
    for number in range(5):
        await night.alert(f"{100 + number}.1", **of(f"service-{number}"))
    await night.work()
    first = (await night.incidents())[0]
    for number in (0, 3):
        await night.alert(f"{200 + number}.1", state=RESOLVED, **of(f"service-{number}"))
    await night.work()
    assert (await night.incidents())[0].status is IncidentStatus.FIRING
    await night.alert("300.1", state=RESOLVED, **of("service-4"))
    await night.work()
    now = (await night.incidents())[0]
    assert (now.id, now.status) == (first.id, IncidentStatus.QUIET)


async def test_a_recovery_of_what_never_fired_here_opens_and_changes_nothing(night: Night) -> None:
    for number in range(4):
        await night.alert(f"{100 + number}.1", **of(f"service-{number}"))
    await night.alert("300.1", state=RESOLVED, **of("unheard"))
    await night.work()
    assert {one.status for one in await night.incidents()} == {IncidentStatus.FIRING}


async def test_a_question_of_a_person_is_never_swallowed_by_a_storm(night: Night) -> None:
    for number in range(4):
        await night.alert(f"{100 + number}.1", **of(f"service-{number}"))
    await night.work()
    await night.mention("why is checkout slow?")
    await night.work()
    assert "mention" in {one.source for one in await night.incidents()}


async def test_an_alert_that_comes_and_goes_stays_one_incident_with_one_status_and_no_further_post(
    tmp_path: Path,
) -> None:
    async with fresh(tmp_path, edit_gap=timedelta(seconds=3)) as night:
        await night.alert()
        await night.settle()
        posts = night.slack.posts()
        for number in range(20):
            for state in (RESOLVED, AlertState.FIRING):
                night.clock.advance(1)
                await night.alert(f"{200 + number}.{state}", state=state)
                await night.settle()
        night.clock.advance(3)
        await night.settle()
        [incident] = await night.incidents()
        assert (incident.alerts, incident.status) == (21, IncidentStatus.FIRING)
        assert night.slack.posts() == posts
        assert sum(call.startswith("update") for call in night.slack.calls) <= 15
        assert "reported resolved 20 times so far" in night.slack.text("status")
        assert len(await night.rows(Act.RECOVERED)) == 20
