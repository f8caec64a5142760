from pathlib import Path

import pytest

from bot.detectors.catalogue import DETECTORS
from bot.facts.signals import signals_of
from bot.facts.view import View
from bot.settings.error import SettingsError
from bot.settings.queries import USUAL, read_queries
from bot.settings.read import read_config
from tests.detectors.speed import series, world

GOOD = "queries:\n  - name: latency_ms\n    of: mesh\n    query: up\n    labels: {service: app}\n"
CONFIG = """\
roles: {responders: {group: S1}, commanders: {group: S2}}
clusters:
  prod:
    reader: {in_cluster: true}
    alertmanager: {url: "http://alerts.test:9093", token_file: token}
    prometheus:
      url: https://metrics.test
      ca_file: ca.crt
      queries: queries.yaml
"""


def test_the_queries_that_come_with_lookout_are_in_order() -> None:
    queries = read_queries().queries
    assert {one.of for one in queries} >= {"istio", "linkerd", "cAdvisor", "ingress-nginx", "kubelet"}
    assert all("$namespace" in one.query or "node" in one.name for one in queries)
    assert all(one.query.count("(") == one.query.count(")") for one in queries)


def test_what_they_call_latency_and_network_is_what_the_rules_read() -> None:
    rise = [0.01] * 8 + [2.0] * 4
    for one in read_queries().queries:
        label = next(iter(one.labels))
        seen = View(
            world([], metrics=[series(one.name, [value * 1000 for value in rise], **{label: "cart"})])
        )
        read = "latency" in one.name or one.name.startswith("node_")
        assert bool(signals_of(seen)) == read, one.name


def test_every_measurement_that_is_asked_is_read_by_a_rule_and_every_one_read_is_asked() -> None:
    asked = {one.name for one in read_queries().queries}
    assert asked == {name for rule in DETECTORS for name in (*rule.measures, *rule.confirms)}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (GOOD.replace("up", '""'), "q.yaml:4: queries.0.query"),
        (GOOD.replace("latency_ms", "bad name"), "q.yaml:2: queries.0.name"),
        (GOOD + "    odd: 5\n", "q.yaml:6: queries.0.odd"),
        (GOOD + GOOD.split("\n", 1)[1], "latency_ms of mesh is there twice"),
        ("queries: []\n", "q.yaml:1: queries"),
        ("[", "this is not YAML"),
        (GOOD + "step_seconds: 1\n", "q.yaml:6: step_seconds"),
    ],
)
def test_a_fault_in_the_file_is_told_with_its_line(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "q.yaml"
    path.write_text(content)
    with pytest.raises(SettingsError, match=said):
        read_queries(path)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        read_queries(tmp_path / "none.yaml")


def test_the_configuration_names_both_sources_and_its_own_queries(tmp_path: Path) -> None:
    (tmp_path / "lookout.yaml").write_text(CONFIG)
    (tmp_path / "queries.yaml").write_text(GOOD)
    cluster = read_config(tmp_path / "lookout.yaml").clusters["prod"]
    assert cluster.alertmanager is not None
    assert cluster.alertmanager.token_file == tmp_path / "token"
    assert cluster.prometheus is not None
    assert read_queries(cluster.prometheus.queries or USUAL).queries[0].name == "latency_ms"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("https://metrics.test", "metrics"), "url"),
        (("queries.yaml", "gone.yaml"), "gone.yaml: the queries cannot"),
    ],
)
def test_a_source_that_cannot_be_meant_is_refused_at_the_start(
    tmp_path: Path, change: tuple[str, str], said: str
) -> None:
    (tmp_path / "lookout.yaml").write_text(CONFIG.replace(*change))
    (tmp_path / "queries.yaml").write_text(GOOD)
    with pytest.raises(SettingsError, match=said):
        read_config(tmp_path / "lookout.yaml")
