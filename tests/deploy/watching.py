"""What is shipped to watch Lookout with: the rules, the dashboard, and the metrics that each of them names."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
PROMETHEUS = ROOT / "deploy" / "prometheus"
RULES = ("recording.yaml", "alerts.yaml")
DASHBOARD = ROOT / "deploy" / "grafana" / "lookout.json"
NAME = re.compile(r"\b(?:lookout|process)_[a-z_]+|\blookout:[a-z0-9_:]+")


def rules() -> list[dict[str, Any]]:
    """Every rule, in order."""
    files = [yaml.safe_load((PROMETHEUS / name).read_text(encoding="utf-8")) for name in RULES]
    return [rule for one in files for group in one["groups"] for rule in group["rules"]]


def alerts() -> dict[str, dict[str, Any]]:
    """The alerts by name."""
    return {rule["alert"]: rule for rule in rules() if "alert" in rule}


def dashboard() -> dict[str, Any]:
    """The dashboard as Grafana imports it."""
    found: dict[str, Any] = json.loads(DASHBOARD.read_text(encoding="utf-8"))
    return found


def panels() -> list[dict[str, Any]]:
    """Its panels, without the rows' titles."""
    return [one for one in dashboard()["panels"] if one["type"] != "row"]


def questions() -> Iterator[tuple[str, str]]:
    """Title and PromQL of all that the dashboard asks, with values in place of its variables."""
    for panel in panels():
        for target in panel["targets"]:
            asked = target["expr"].replace("$job", "lookout")
            asked = asked.replace("$__rate_interval", "5m").replace("$__range", "1h")
            yield panel["title"], asked


def names_in(text: str) -> set[str]:
    """The metrics and recorded series that an expression names."""
    return set(NAME.findall(text))
