"""A sick bay: the sandbox's Slack and cluster, a configuration that a test spoils, and the doctor's lines about it."""

from collections.abc import AsyncIterator
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.adapters.clock import SystemClock
from bot.app.doctor import NAMES, examine
from bot.cli.stage import Stage
from bot.domain.check import Check, Condition
from bot.sandbox.cluster import Cluster
from bot.sandbox.cluster.state import ClusterState
from bot.sandbox.scenario import load_scenario
from bot.sandbox.workspace.workspace import Workspace

HEALTHY: dict[str, Any] = {
    "channels": [{"id": "C0INCIDENTS"}, {"name": "#shop-alerts", "alerts": False}],
    "roles": {"responders": {"group": "S0RESPOND"}, "commanders": {"group": "S0COMMAND"}},
    "clusters": {
        "sandbox": {
            "reader": {"token_file": "reader.token"},
            "actor": {"token_file": "actor.token"},
        }
    },
    "services": {
        "checkout": {"cluster": "sandbox", "namespace": "shop", "workload": "Deployment/checkout"},
    },
    "escalation": {"group": "S0RESPOND", "page": {"ways": ["oncall"]}},
    "bot_oncall": {"users": ["U0EMIL"]},
}


@dataclass
class Bay:
    """Spoil `config`, `workspace` or `cluster`, then read the `lines`."""

    stage: Stage
    config: dict[str, Any]
    seconds: float = 5.0

    @property
    def workspace(self) -> Workspace:
        """The local Slack."""
        return self.stage.workspace

    @property
    def cluster(self) -> Cluster:
        """The local cluster."""
        return self.stage.cluster

    @property
    def database(self) -> Path:
        """The file that the environment names."""
        return self.stage.folder / "lookout.sqlite3"

    async def lines(self) -> list[Check]:
        """The doctor's lines; each of a name that the documentation has."""
        (self.stage.folder / "lookout.yaml").write_text(yaml.safe_dump(self.config), encoding="utf-8")
        lines = list(await examine(SystemClock(), seconds=self.seconds))
        assert {one.name for one in lines} <= set(NAMES)
        assert all(one.mend for one in lines if one.verdict is not Condition.OK)
        return lines

    async def ill(self) -> dict[str, Check]:
        """The lines that are not fine, by their titles."""
        return {one.title: one for one in await self.lines() if one.verdict is not Condition.OK}


@cache
def trouble() -> ClusterState:
    """A cluster with a bad rollout in it. To play its history takes longer than to examine it, so it is done once."""
    return load_scenario("bad-rollout").build(SystemClock().now())


@pytest.fixture
async def bay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bay]:
    """Everything is well until the test spoils something."""
    async with Stage(tmp_path, with_lookout=False, rate_limits=False) as stage:
        stage.cluster.install(trouble())
        config = deepcopy(HEALTHY)
        for access in config["clusters"]["sandbox"].values():
            access["server"] = stage.cluster.base_url
        config["paging"] = {"oncall": {"pagerduty": {"url": stage.pager.base_url}}}
        for name, value in stage.variables().items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("LOOKOUT_STOP_FILE", str(tmp_path / "stop"))
        yield Bay(stage, config)
