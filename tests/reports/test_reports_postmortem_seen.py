"""What snapshots tell of restarts and rollouts around an incident."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.snapshot import Snapshot
from bot.reports.postmortem.nouns import Moment
from bot.reports.postmortem.seen import seen_in
from tests.postmortems import pod, replicaset, snapshot, stamp
from tests.render import render_factories as make


def restarts(*snapshots: Snapshot) -> tuple[Moment, ...]:
    return seen_in(snapshots, make.NOW, make.minutes(60))[0]


def rollouts(*snapshots: Snapshot) -> tuple[Moment, ...]:
    return seen_in(snapshots, make.NOW, make.minutes(60))[1]


def test_a_containers_last_end_is_a_restart_of_its_workload() -> None:
    [one] = restarts(snapshot(pod("a", -6)))
    assert (one.at, one.about, one.what) == (make.minutes(-6), "Deployment shop/cart", "container ended")
    assert one.why == "OOMKilled, exit code 137"


def test_the_same_end_in_two_snapshots_is_one() -> None:
    [one] = restarts(snapshot(pod("a", -6)), snapshot(pod("a", -6), at=4))
    assert (one.times, one.until) == (1, None)


def test_ends_that_follow_each_other_closely_are_one_moment() -> None:
    first, second = restarts(snapshot(pod("a", -6), pod("b", -4), pod("c", 0), pod("d", 20)))
    assert (first.times, first.at, first.until) == (3, make.minutes(-6), make.minutes(0))
    assert second.times == 1


def test_another_reason_is_another_moment() -> None:
    assert len(restarts(snapshot(pod("a", -6), pod("b", -6, code=1)))) == 2


def test_what_was_long_before_or_after_is_not_of_this_incident() -> None:
    assert restarts(snapshot(pod("a", -121), pod("b", 61))) == ()


def test_an_init_container_that_ended_well_and_an_end_without_a_time_are_no_restarts() -> None:
    done = {"name": "init", "state": {"terminated": {"exitCode": 0, "finishedAt": stamp(make.minutes(1))}}}
    failed = {"name": "init", "state": {"terminated": {"exitCode": 2, "finishedAt": stamp(make.minutes(2))}}}
    timeless = {"name": "app", "lastState": {"terminated": {"exitCode": 1}}}
    spec = {"initContainers": [{"name": "init"}], "containers": [{"name": "app"}]}

    def made(init: dict[str, Any]) -> dict[str, Any]:
        status = {"initContainerStatuses": [init], "containerStatuses": [timeless]}
        raw = pod("a", spec=spec, status=status)
        del raw["metadata"]["uid"]
        return raw

    assert restarts(snapshot(made(done))) == ()
    assert restarts(snapshot(made(failed)))[0].why == "ended, exit code 2"


def test_a_rollout_says_what_it_changed() -> None:
    [one] = rollouts(snapshot())
    assert (one.at, one.what, one.about) == (
        make.minutes(-9),
        "revision 7 rolled out",
        "Deployment shop/cart",
    )
    assert one.why == "readinessProbe.port 8080 → 8081"


def test_an_earlier_revision_within_the_time_is_told_without_its_change() -> None:
    first, second = rollouts(snapshot(replicasets=(replicaset(6, -30), replicaset(7, -9, 8081))))
    assert (first.what, first.why) == ("revision 6 rolled out", "")
    assert second.what == "revision 7 rolled out"


def test_of_many_changes_the_first_are_named() -> None:
    many = replicaset(7, -9)
    many["spec"]["template"]["spec"]["containers"] = [{"name": "app", "a": "1", "b": "2", "c": "3", "d": "4"}]
    [one] = rollouts(snapshot(replicasets=(replicaset(6, -900), many)))
    assert one.why.endswith(" and 2 more")


def test_what_has_no_revision_no_owner_or_no_time_is_no_rollout() -> None:
    plain, lone, timeless = replicaset(1, -9), replicaset(1, -9), replicaset(1, -9)
    plain["metadata"]["annotations"] = {}
    lone["metadata"]["ownerReferences"] = []
    del timeless["metadata"]["creationTimestamp"]
    for one in (plain, lone, timeless):
        assert rollouts(snapshot(replicasets=(one,))) == ()


@given(st.permutations(range(5)), st.permutations(range(3)))
def test_the_order_of_reading_changes_nothing(order: list[int], snaps: list[int]) -> None:
    pods = [pod(name, at) for name, at in zip("abcde", (-9, -6, -6, 3, 20), strict=True)]
    shuffled = [pods[place] for place in order]
    several = [snapshot(*shuffled), snapshot(*pods, at=4), snapshot(pod("f", 5), at=9)]
    plain = [snapshot(*pods), snapshot(*pods, at=4), snapshot(pod("f", 5), at=9)]
    assert seen_in([several[place] for place in snaps], make.NOW, make.minutes(60)) == seen_in(
        plain, make.NOW, make.minutes(60)
    )
