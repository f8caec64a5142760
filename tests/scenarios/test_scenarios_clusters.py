"""Two clusters in the sandbox: an incident is read where its alert says, while the other cluster hangs."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.cli.stage import Stage, Way
from bot.render.actions import ActionId


async def test_an_incident_of_the_second_cluster_is_diagnosed_there_while_the_first_one_hangs(
    tmp_path: Path,
) -> None:
    async with Stage(tmp_path, Way(clusters=2), speed=4.0) as stage:
        stage.cluster.faults.hang(6, calls=1000)  # more than a read may take
        await stage.fire("bad-rollout")
        await stage.fire("out-of-memory@sandbox-2")
        channel, ts = stage.fired["out-of-memory@sandbox-2"]

        def told() -> str:
            thread = str(stage.workspace.thread(channel, ts))
            return thread if ActionId.RIGHT in thread else ""

        thread = await stage.workspace.wait_for(told, 60)
        assert "sandbox-2/" in thread
        assert "OOMKilled" in thread
        assert any("/pods" in one.path for one in stage.clusters["sandbox-2"].requests)
        names = [scene.name for scene in stage._scenes.scenes]
        assert len(names) == len(set(names))
        assert "bad-rollout@sandbox-2" in names


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--clusters", "0"), "--clusters takes 1 to 4"),
        (("--clusters", "9"), "--clusters takes 1 to 4"),
        (("--clusters", "2", "--once", "bad-rollout"), "a play has one cluster"),
    ],
)
def test_a_number_of_clusters_that_cannot_be_is_refused(words: tuple[str, ...], why: str) -> None:
    ended = CliRunner().invoke(app, ["sandbox", *words])
    assert ended.exit_code == 2
    assert why in ended.output
