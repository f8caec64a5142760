"""A scenario over HTTP: Slack calls Lookout, nobody holds a socket, and the probes say how it is."""

import json
from pathlib import Path

import aiohttp
import pytest

from bot.cli.play import play
from bot.cli.stage import Stage, Way

pytestmark = pytest.mark.e2e


async def probe(url: str) -> tuple[int, dict[str, str]]:
    """The status, and why each check failed ("" if it did not)."""
    async with aiohttp.ClientSession(trust_env=False) as session, session.get(url) as answer:
        lines = [json.loads(line) for line in (await answer.text()).splitlines()]
        return answer.status, {line["check"]: line.get("why", "") for line in lines}


async def test_a_scenario_plays_to_its_end_without_a_socket(tmp_path: Path) -> None:
    async with Stage(tmp_path, Way(http=True), speed=6.0) as stage:
        outcome = await play(stage, "bad-rollout", "approve")
        assert outcome.problems == []
        assert stage.workspace.socket.connections == 0
        assert len(stage.cluster.writes) == 1
        url = stage.running.url
        assert await probe(f"{url}/healthz") == (200, {"loops": "", "store": ""})
        assert await probe(f"{url}/readyz") == (
            200,
            dict.fromkeys(("slack", "store", "schema", "loops", "clusters", "kill switch"), ""),
        )
        async with aiohttp.ClientSession(trust_env=False) as session, session.get(f"{url}/metrics") as answer:
            measured = (await answer.text()).splitlines()
        assert 'lookout_diagnoses_total{made="rules"} 1.0' in measured
        assert 'lookout_incidents_open{severity="critical"} 1.0' in measured
        assert "lookout_record_readable 1.0" in measured
        assert "lookout_rows_odd_total 0.0" in measured
        for level in ("first_reply", "diagnosis", "decision"):
            assert f"lookout_{level}_seconds_count 0.0" not in measured
            assert any(line.startswith(f"lookout_{level}_seconds_count ") for line in measured)


async def test_a_cluster_that_never_answered_keeps_lookout_unready_with_its_name(tmp_path: Path) -> None:
    async with Stage(tmp_path, Way(http=True), speed=6.0, with_lookout=False) as stage:
        await stage.cluster.stop()
        await stage.start_lookout()
        url = stage.running.url
        status, whys = await probe(f"{url}/readyz")
        assert status == 503
        assert whys["clusters"].startswith("sandbox: ")
        assert (await probe(f"{url}/healthz"))[0] == 200
