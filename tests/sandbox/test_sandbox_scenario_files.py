"""Scenario files: those that are shipped are good, and a bad one says what is wrong and where."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.sandbox.cluster.objects import instant
from bot.sandbox.scenario import ScenarioError, load_scenario, read_scenario, scenario_names
from bot.sandbox.scenario.schema import read_age

NOW = datetime(2026, 11, 21, 2, 14, 30, tzinfo=UTC)
EXPECTED = {
    "bad-rollout": ("fault", ("readiness-probe-port",), "undo", True),
    "cordon-forgotten": ("fault", ("node-cordoned",), "uncordon", True),
    "database-credentials": ("fault", ("db-credentials-rejected",), "none", False),
    "false-alarm": ("healthy", (), "none", False),
    "image-pull-credentials": ("fault", ("image-pull-auth",), "none", False),
    "image-registry-dns": ("fault", ("image-registry-dns",), "none", False),
    "liveness-timing": ("fault", ("liveness-probe-timing",), "undo", True),
    "missing-configmap": ("fault", ("configmap-missing",), "undo", True),
    "node-lost": ("fault", ("node-unreachable",), "none", False),
    "out-of-memory": ("fault", ("oom-killed",), "restart", True),
    "quota-exhausted": ("fault", ("quota-pods",), "none", False),
    "rolling-update": ("healthy", (), "none", False),
    "service-selector": ("fault", ("service-selector-mismatch",), "none", False),
    "two-at-once": ("fault", ("configmap-missing",), "undo", True),
    "unschedulable": ("fault", ("insufficient-cpu",), "none", False),
}
SHIPPED = Path(__file__).parents[2] / "bot" / "sandbox" / "scenarios"


def test_the_shipped_scenarios_are_these() -> None:
    assert scenario_names() == tuple(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_scenario_says_what_is_expected_of_a_diagnosis(name: str) -> None:
    expect = load_scenario(name).expect
    assert (expect.verdict, expect.causes, expect.proposal, expect.recovers) == EXPECTED[name]
    assert (expect.subject is None) == (expect.verdict == "healthy")


@pytest.mark.parametrize("name", EXPECTED)
def test_a_scenario_has_its_own_namespace_and_an_ordinary_cluster_around_it(name: str) -> None:
    scenario = load_scenario(name)
    state = scenario.build(NOW)
    pods = [item for item in state.objects if item["kind"] == "Pod"]
    own = [pod for pod in pods if pod["metadata"]["namespace"] == scenario.namespace]
    assert 8 <= len(own) <= 20
    assert {pod["metadata"]["namespace"] for pod in pods} == {scenario.namespace, "kube-system"}
    namespace = next(item for item in state.objects if item["metadata"]["name"] == scenario.namespace)
    opted = namespace["metadata"]["labels"].get("lookout.dev/mitigations") == "allowed"
    assert opted or scenario.expect.proposal == "none"
    subject = scenario.expect.subject
    if subject is not None:
        assert any(
            item["kind"] == subject.kind and item["metadata"]["name"] == subject.name
            for item in state.objects
        )


@pytest.mark.parametrize("name", EXPECTED)
def test_all_times_of_a_scenario_lie_before_the_moment_of_loading(name: str) -> None:
    for item in load_scenario(name).build(NOW).objects:
        assert instant(item["metadata"]["creationTimestamp"]) <= NOW
        if item["kind"] == "Event":
            assert NOW - timedelta(hours=1, minutes=2) <= instant(item["lastTimestamp"]) <= NOW
    uids = [item["metadata"]["uid"] for item in load_scenario(name).build(NOW).objects]
    assert len(uids) == len(set(uids))


def test_building_twice_gives_the_same_cluster() -> None:
    one, other = (load_scenario("out-of-memory").build(NOW) for _ in range(2))
    assert json.dumps(one.objects) == json.dumps(other.objects)


def test_a_file_may_set_a_bad_day_of_the_models_provider(tmp_path: Path) -> None:
    text = (SHIPPED / "bad-rollout.yaml").read_text()
    file = tmp_path / "mine.yaml"
    file.write_text(text.replace("service: checkout", "service: checkout\nmodel_day: hang", 1))
    assert read_scenario(file).model_day == "hang"
    assert load_scenario("bad-rollout").model_day == ""


def bad(tmp_path: Path, old: str, new: str) -> str:
    text = (SHIPPED / "bad-rollout.yaml").read_text()
    assert old in text
    file = tmp_path / "mine.yaml"
    file.write_text(text.replace(old, new, 1))
    with pytest.raises(ScenarioError) as caught:
        read_scenario(file)
    return str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "replicas: 4",
            "replicas: four",
            "mine.yaml: place.workloads.checkout.replicas: Input should be a valid integer",
        ),
        ("replicas: 4", "replica: 4", "mine.yaml: place.workloads.checkout.replica: no such field"),
        (
            "age: 14m",
            "age: soon",
            "mine.yaml: place.workloads.checkout.changes.0.age: Value error, no age: write it like",
        ),
        ("service: checkout", "", "mine.yaml: service: missing"),
        (
            "service: checkout",
            "service: checkout\nmodel_day: hangs",
            "mine.yaml: model_day: Value error, no bad day: did you mean hang?",
        ),
        (
            "service: checkout",
            "service: checkout\nmodel_day: xyz",
            "mine.yaml: model_day: Value error, no bad day: there are ",
        ),
        ("title:", "title: [", "mine.yaml:2: no YAML"),
    ],
)
def test_a_bad_file_says_file_and_field(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert bad(tmp_path, old, new).startswith(message)


def test_all_problems_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    assert len(bad(tmp_path, "namespace: shop\nservice: checkout", "").splitlines()) == 2


def test_a_file_that_is_no_map_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "list.yaml"
    file.write_text("- a\n")
    with pytest.raises(ScenarioError, match=r"list.yaml:1: a scenario is a map"):
        read_scenario(file)


def test_an_unknown_scenario_lists_those_there_are() -> None:
    with pytest.raises(ScenarioError, match=r"nothing: no such scenario \(there are: bad-rollout, "):
        load_scenario("nothing")


@pytest.mark.parametrize(
    ("text", "seconds"), [("3d", 259200), ("1h30m", 5400), ("40s", 40), ("2d1s", 172801)]
)
def test_ages_are_durations(text: str, seconds: int) -> None:
    assert read_age(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["", "soon", "5", "1m2h"])
def test_other_words_are_no_ages(text: str) -> None:
    with pytest.raises(ValueError, match="no age"):
        read_age(text)
