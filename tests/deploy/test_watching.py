"""What is shipped to watch Lookout with asks for what Lookout tells, is understood by Prometheus, and is documented."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.process_collector import ProcessCollector

from bot.adapters.http.metrics import text_of
from bot.adapters.http.metrics.measured import Measured
from bot.domain.spending import Budgets
from tests.adapters.http.test_http_metrics import GAUGES, counted, oneself
from tests.capabilities import promtool
from tests.deploy.watching import (
    PROMETHEUS,
    ROOT,
    RULES,
    alerts,
    dashboard,
    names_in,
    panels,
    questions,
    rules,
)

GUIDE = (ROOT / "deploy" / "TROUBLESHOOTING.md").read_text(encoding="utf-8")
PAGE = (ROOT / "deploy" / "README.md").read_text(encoding="utf-8")
RECORDED = {rule["record"] for rule in rules() if "record" in rule}
needs_promtool = pytest.mark.needs("promtool")


async def told() -> dict[str, str]:
    """Every name that a scrape of a Lookout with all there is has, with its family's."""
    measured = Measured(counted(), GAUGES, Budgets())
    text = text_of(await oneself(), measured, ProcessCollector(registry=None)).decode()
    return {
        sample.name: family.name
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def run(*words: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run([promtool(), *words], cwd=cwd, capture_output=True, text=True, check=False)


async def test_rules_and_dashboard_ask_for_nothing_that_is_not_told() -> None:
    known = {*await told(), *RECORDED}
    asked = {name for rule in rules() for name in names_in(rule["expr"])}
    shown = {name for _, expr in questions() for name in names_in(expr)}
    assert asked - known == set()
    assert shown - known == set()


async def test_all_that_is_told_is_documented_and_nothing_else_is() -> None:
    written = {
        name
        for name in names_in(PAGE.split("\n## Metrics\n")[1].split("\n## ")[0])
        if name.startswith("lookout_")
    }
    names = await told()
    families = {name for name in {*names, *names.values()} if not name.startswith("process_")}
    base = re.compile(r"_(bucket|sum|count)$")
    assert {
        name for name in names if not name.startswith("process_") and base.sub("", name) not in written
    } == set()
    assert written - families == set()


async def test_what_is_told_is_shown_or_alerted_on() -> None:
    asked = {name for rule in rules() for name in names_in(rule["expr"])}
    asked |= {name for _, expr in questions() for name in names_in(expr)}
    names = await told()
    seen = {names[name] for name in asked if name in names}
    unseen = {family for name, family in names.items() if name.startswith("lookout_")} - seen
    assert unseen == {
        "lookout_build_info",  # the dashboard's list of jobs is made of it
        "lookout_incidents_unread",  # told with the rows that were odd
        "lookout_rows_odd",
        "lookout_golden_age_seconds",
        "lookout_model_attempts_unread",
        "lookout_model_last_success_timestamp_seconds",
        "lookout_heartbeat_sent",  # whoever watches for the heartbeat pages by itself
        "lookout_heartbeat_last_sent_age_seconds",
    }


def test_every_alert_has_a_row_of_what_to_do_and_points_at_it() -> None:
    rows = re.findall(r"(?m)^\| `(\w+)` \|", GUIDE.split("\n## Every alert\n")[1])
    assert rows == list(alerts())
    for name, rule in alerts().items():
        assert rule["annotations"]["runbook"] == "deploy/TROUBLESHOOTING.md#every-alert", name
        assert rule["labels"]["severity"] in ("page", "ticket"), name
        summary = rule["annotations"]["summary"]
        assert len(summary) < 130, name
        assert rule["annotations"]["description"].endswith((".", "?")), name


def test_every_promise_has_every_window_and_one_allowance() -> None:
    found: dict[str, set[str]] = {}
    for rule in rules():
        if "record" in rule and "slo" in rule.get("labels", {}):
            found.setdefault(rule["labels"]["slo"], set()).add(rule["record"])
    assert set(found) == {"first-reply", "diagnosis", "delivery", "decision", "reminder"}
    assert len({frozenset(one) for one in found.values()}) == 1
    assert {
        f"lookout:late:ratio_rate{one}" for one in ["5m", "30m", "1h", "2h", "6h", "1d", "3d", "30d"]
    } < found["diagnosis"]


async def test_the_bounds_of_the_promises_are_bounds_of_the_histograms() -> None:
    measured = Measured(counted(), GAUGES, Budgets())
    text = text_of(await oneself(), measured).decode()
    for name, bound in {
        one for rule in rules() for one in re.findall(r'(lookout_\w+_bucket)\{le="([0-9.]+)"\}', rule["expr"])
    }:
        assert f'{name}{{le="{bound}"}}' in text


@needs_promtool
def test_prometheus_understands_the_rules() -> None:
    done = run("check", "rules", *(str(PROMETHEUS / name) for name in RULES))
    assert done.returncode == 0, done.stdout + done.stderr


@needs_promtool
@pytest.mark.timeout(300)
def test_every_alert_fires_when_it_should_and_not_otherwise() -> None:
    played = yaml.safe_load((PROMETHEUS / "tests.yaml").read_text(encoding="utf-8"))["tests"]
    checks = [check for one in played for check in one["alert_rule_test"]]
    assert {one["alertname"] for one in checks if one["exp_alerts"]} == set(alerts())
    done = run("test", "rules", str(PROMETHEUS / "tests.yaml"))
    assert done.returncode == 0, done.stdout + done.stderr


@needs_promtool
def test_prometheus_understands_every_question_of_the_dashboard(tmp_path: Path) -> None:
    asked = [{"record": f"shown:{number}", "expr": expr} for number, (_, expr) in enumerate(questions())]
    assert len(asked) > 40
    file = tmp_path / "shown.yaml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "shown", "rules": asked}]}), encoding="utf-8")
    done = run("check", "rules", str(file))
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_dashboard_is_whole() -> None:
    """What Grafana's importer asks of a dashboard, as far as that can be seen without it."""
    made = dashboard()
    assert (made["uid"], made["id"], made["schemaVersion"]) == ("lookout", None, 39)
    assert [one["title"] for one in made["panels"] if one["type"] == "row"] == [
        "Is it well",
        "Incidents",
        "Delivery",
        "Gate and stop",
        "Model: cost and quality",
        "Drills",
    ]
    assert {one["name"] for one in made["templating"]["list"]} == {"datasource", "job"}
    ids = [one["id"] for one in made["panels"]]
    assert len(set(ids)) == len(ids)
    for panel in panels():
        _must_be_whole(panel)


def test_no_two_panels_of_the_dashboard_lie_on_each_other() -> None:
    taken: dict[tuple[int, int], str] = {}
    for panel in dashboard()["panels"]:
        at = panel["gridPos"]
        assert at["x"] + at["w"] <= 24
        for cell in (
            (x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])
        ):
            assert cell not in taken, f"{panel['title']} lies on {taken[cell]}"
            taken[cell] = panel["title"]


def _must_be_whole(panel: dict[str, Any]) -> None:
    assert panel["type"] in ("stat", "timeseries", "bargauge"), panel["title"]
    assert panel["description"].endswith("."), panel["title"]
    defaults = panel["fieldConfig"]["defaults"]
    assert defaults["unit"] in ("short", "s", "bytes", "percentunit", "currencyUSD"), panel["title"]
    assert defaults["thresholds"]["steps"][0]["value"] is None, panel["title"]
    assert panel["datasource"] == {"type": "prometheus", "uid": "${datasource}"}, panel["title"]
    seconds = any("_seconds" in one["expr"] for one in panel["targets"])
    assert (defaults["unit"] == "s") == seconds, panel["title"]
    for target in panel["targets"]:
        assert target["datasource"] == panel["datasource"], panel["title"]
        assert 'job="$job"' in target["expr"], panel["title"]
