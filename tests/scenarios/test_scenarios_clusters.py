"""Two clusters in the sandbox: an incident is read where its alert says, while the other cluster hangs."""

from pathlib import Path

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
