"""Each lever of the kill switch alone, against a running Lookout in the sandbox: nothing is written."""

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.cli.stage import Stage
from bot.render.actions import ActionId
from bot.reports.plain import as_text
from tests.e2e.running import without_rotas

pytestmark = pytest.mark.e2e

SCENARIO, CHANNEL, IVY, NORA = "bad-rollout", "C0INCIDENTS", "U0IVY", "U0NORA"
TOKEN = "a-token-of-the-test-alone"
PATIENCE = 40.0
MORE = """
http: {port: 0}
stop: {configmap: {cluster: sandbox, namespace: shop, name: lookout-stop}}
"""
CONFIGMAP = {
    "apiVersion": "v1",
    "kind": "ConfigMap",
    "metadata": {"name": "lookout-stop", "namespace": "shop"},
    "data": {"stop": "mitigation\na test of the lever"},
}


class Levers(Stage):
    """A stage whose Lookout has every lever."""

    @property
    def file(self) -> Path:
        """The stop file."""
        return self.folder / "stop"

    def variables(self) -> dict[str, str]:
        """With the file and the token."""
        return super().variables() | {"LOOKOUT_STOP_FILE": str(self.file), "LOOKOUT_STOP_TOKEN": TOKEN}

    async def until(self, question: Callable[[], Any], what: str) -> Any:
        """The first true answer."""
        try:
            return await self.workspace.wait_for(question, PATIENCE)
        except TimeoutError:
            said = "\n".join(as_text(one) for one in self.thread())
            raise AssertionError(f"{what} did not come\n{said}") from None

    def thread(self) -> list[dict[str, Any]]:
        """The alert's thread."""
        return self.workspace.thread(*self.fired[SCENARIO])

    def text(self) -> str:
        """All of it."""
        return "\n".join(as_text(one) for one in self.thread())

    def has(self, action: ActionId) -> bool:
        """Whether a message has that button."""
        rows = [block.get("elements") or () for one in self.thread() for block in one.get("blocks") or ()]
        return any(element.get("action_id") == action for row in rows for element in row)

    async def shell(self, *words: str) -> str:
        """`lookout ...` in a process of its own."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", *words, env=self.variables(), stdout=-1, stderr=-2
        )
        said, _ = await process.communicate()
        return said.decode()

    async def post(self, path: str, body: str = "") -> tuple[int, str]:
        """A call of the HTTP lever."""
        headers = {"Authorization": f"Bearer {TOKEN}"}
        url = f"{self.running.url}{path}"
        async with (
            aiohttp.ClientSession() as session,
            session.post(url, data=body, headers=headers) as answer,
        ):
            return answer.status, await answer.text()


@asynccontextmanager
async def proposed(folder: Path) -> AsyncIterator[Levers]:
    """A proposal waits for its keys."""
    async with Levers(folder, with_lookout=False, rate_limits=False) as stage:
        without_rotas(stage)
        with (folder / "lookout.yaml").open("a") as config:
            config.write(MORE)
        await stage.start_lookout()
        await stage.fire(SCENARIO)
        await stage.until(lambda: stage.has(ActionId.APPROVE), "a proposal")
        yield stage


async def by_command(stage: Levers) -> None:
    await stage.workspace.run_command(IVY, CHANNEL, "/lookout stop mitigation a test of the lever")


async def lifted_by_command(stage: Levers) -> None:
    await stage.workspace.run_command(IVY, CHANNEL, "/lookout resume mitigation")


async def by_shell(stage: Levers) -> None:
    assert "stopped: mitigation" in await stage.shell("stop", "mitigation", "--why", "a test of the lever")


async def lifted_by_shell(stage: Levers) -> None:
    assert "resumed: mitigation" in await stage.shell("resume", "mitigation")


async def by_http(stage: Levers) -> None:
    status, _ = await stage.post("/stop", "mitigation\na test of the lever")
    assert status == 200
    status, said = await stage.post("/resume", "mitigation")
    assert (status, "only commanders resume" in said) == (403, True)


async def by_file(stage: Levers) -> None:
    stage.file.write_text("mitigation\na test of the lever\n")


async def lifted_by_file(stage: Levers) -> None:
    assert "still stopped by a file: mitigation" in await stage.shell("resume", "mitigation")
    stage.file.unlink()


async def by_configmap(stage: Levers) -> None:
    stage.cluster.load([CONFIGMAP])


async def lifted_by_configmap(stage: Levers) -> None:
    url = f"{stage.cluster.base_url}/api/v1/namespaces/shop/configmaps/lookout-stop"
    headers = {"Authorization": "Bearer admin-sandbox"}
    async with aiohttp.ClientSession() as session, session.delete(url, headers=headers) as answer:
        assert answer.status == 200


@pytest.mark.parametrize(
    ("pull", "lift"),
    [
        (by_command, lifted_by_command),
        (by_shell, lifted_by_shell),
        (by_http, lifted_by_command),
        (by_file, lifted_by_file),
        (by_configmap, lifted_by_configmap),
    ],
    ids=["command", "shell", "http", "file", "configmap"],
)
async def test_each_lever_alone_withdraws_the_change_says_who_and_why_and_is_lifted_where_it_stands(
    tmp_path: Path, pull: Callable[[Levers], Awaitable[None]], lift: Callable[[Levers], Awaitable[None]]
) -> None:
    async with proposed(tmp_path) as stage:
        await pull(stage)
        await stage.until(lambda: not stage.has(ActionId.APPROVE), "the end of the proposal")
        await stage.until(
            lambda: "Stop in force for `mitigation` since" in stage.text(), "the stop in the thread"
        )
        assert "reason given: `a test of the lever`" in stage.text()
        assert "Nothing was changed." in stage.text()
        assert list(stage.cluster.writes) == []
        await lift(stage)
        await stage.until(
            lambda: "Stop in force for" not in stage.text(), "the end of the stop in the thread"
        )
