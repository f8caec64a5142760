"""A place for bad days: a Slack, a cluster and a database, a proxy before each, and replicas that can be hurt.

The configuration is the sandbox's, with short leases and reminders, since a day lasts half a minute here.
"""

import asyncio
import os
import signal
import socket
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import aiohttp
from sqlalchemy import make_url

from bot.adapters.clock import SystemClock
from bot.adapters.slack.http import PATH
from bot.adapters.store.store import SqlStore
from bot.cli.stage import Stage, Way
from bot.sandbox.workspace import seed
from bot.triage.regular import EVERY, MONDAY
from tests.chaos.balancer import Balancer
from tests.chaos.proxy import Proxy
from tests.chaos.replica import Orders, Point, context, run
from tests.e2e.running import without_rotas

LEASE = 4.0
REMINDER = 6.0
"""Seconds after which an unowned incident is reminded of, and again."""
TICK = 1.0
ENDS_WITHIN = 15.0


@dataclass
class Replica:
    """One process."""

    process: Any
    ahead: Any
    log: Path
    port: int

    @property
    def is_alive(self) -> bool:
        """Whether it runs or stands still."""
        return bool(self.process.is_alive())

    @property
    def exit_code(self) -> int | None:
        """How it ended; a signal is negative."""
        code: int | None = self.process.exitcode
        return code

    @property
    def stands_still(self) -> bool:
        """Whether a signal has stopped it."""
        try:
            state = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return False
        return state == "T"

    def signal(self, number: int) -> None:
        """Send it a signal, if it is there."""
        if self.is_alive:
            os.kill(self.process.pid, number)

    async def ended(self, within: float = ENDS_WITHIN) -> bool:
        """Wait until it is gone."""
        await asyncio.to_thread(self.process.join, within)
        return not self.is_alive

    async def kill(self) -> None:
        """It is gone in the middle of whatever it did."""
        self.signal(signal.SIGKILL)
        await self.ended()

    async def end(self) -> None:
        """Let it stop as a deployment would; one that stands still goes on first."""
        self.signal(signal.SIGCONT)
        self.signal(signal.SIGTERM)
        if not await self.ended():
            await self.kill()


class Place:
    """Enter it to have everything but a Lookout. `database_url` is "" for a SQLite file in `folder`."""

    def __init__(self, folder: Path, database_url: str = "", *, http: bool = False) -> None:
        self.folder = folder
        self.stage = Stage(
            folder,
            Way(http=http),
            database_url=database_url,
            with_lookout=False,
            lease_seconds=LEASE,
            rate_limits=False,
        )
        self.database_url = database_url
        self.proxies: dict[str, Proxy] = {}
        self.replicas: list[Replica] = []
        self.full = folder / "disk-is-full"
        self._balancer = Balancer(lambda: [one.port for one in self.alive()]) if http else None
        self._context = context()
        self._opened = AsyncExitStack()

    async def __aenter__(self) -> Self:
        """Slack, the cluster, then a proxy before each and before the database."""
        await self._opened.enter_async_context(self.stage)
        workspace, cluster = self.stage.workspace, self.stage.cluster
        await self._behind("slack", urlsplit(workspace.base_url).port)
        await self._behind("cluster", urlsplit(cluster.base_url).port)
        if self.database_url:
            await self._behind("database", make_url(self.database_url).port)
        # Sockets and answers to commands lead through the proxy, too.
        self._slack = workspace.api_url
        workspace._core.base_url = f"http://127.0.0.1:{self.proxies['slack'].port}"
        self._configure(cluster.base_url)
        await self._no_regular_work()
        if self._balancer is not None:
            await self._balancer.start()
            self._opened.push_async_callback(self._balancer.stop)
            workspace.socket.deliver_to(f"{self._balancer.url}{PATH}", seed.SIGNING_SECRET)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the replicas, then the rest."""
        await asyncio.gather(*(one.end() for one in self.replicas))
        await self._opened.aclose()

    async def start(
        self,
        point: Point | None = None,
        strike: int = signal.SIGKILL,
        *,
        trace: Path | None = None,
        ahead: float = 0.0,
    ) -> Replica:
        """Another replica, that strikes itself at `point`; its clock is `ahead` seconds."""
        port = _free_port()
        orders = Orders(
            variables=self._variables(port),
            log=self.folder / f"replica-{len(self.replicas)}.log",
            point=point,
            strike=strike,
            trace=trace,
            full=None if self.database_url else self.full,
        )
        clock = self._context.Value("d", ahead)
        process = self._context.Process(target=run, args=(orders, clock), daemon=True)
        await asyncio.to_thread(process.start)
        self.replicas.append(Replica(process, clock, orders.log, port))
        return self.replicas[-1]

    async def ready(self, patience: float = 60.0) -> None:
        """Wait until every replica can do its work. Raises `RuntimeError` if one ended instead."""
        async with asyncio.timeout(patience), aiohttp.ClientSession(trust_env=False) as session:
            for one in self.replicas:
                while one.is_alive and not await _is_ready(session, one.port):  # noqa: ASYNC110 # nor does a probe
                    await asyncio.sleep(0.05)
                if not one.is_alive:
                    raise RuntimeError(f"a replica did not come up\n{one.log.read_text()[-2500:]}")

    def alive(self) -> Sequence[Replica]:
        """Those that run."""
        return [one for one in self.replicas if one.is_alive]

    def logs(self) -> str:
        """What they logged last."""
        return "\n".join(f"-- {one.log.name}\n{one.log.read_text()[-2500:]}" for one in self.replicas)

    async def _behind(self, name: str, port: int | None) -> None:
        assert port is not None
        self.proxies[name] = proxy = Proxy(port)
        await proxy.start()
        self._opened.push_async_callback(proxy.stop)

    def _variables(self, port: int) -> dict[str, str]:
        told = dict(self.stage.variables())
        told |= {
            "SLACK_API_URL": f"http://127.0.0.1:{self.proxies['slack'].port}/api/",
            "LOOKOUT_STOP_FILE": str(self.folder / "stop"),
            "LOOKOUT_LOG_LEVEL": "info",
            "SSL_CERT_FILE": os.devnull,
            "PATH": os.defpath,
        }
        if self.database_url:
            url = make_url(self.database_url).set(port=self.proxies["database"].port)
            told["LOOKOUT_DATABASE_URL"] = url.render_as_string(hide_password=False)
        config = self.folder / f"lookout-{port}.yaml"
        whole = (self.folder / "lookout.yaml").read_text().replace("http: {port: 0}\n", "")
        config.write_text(f"{whole}http: {{port: {port}}}\n")
        told["LOOKOUT_CONFIG"] = str(config)
        return told

    async def _no_regular_work(self) -> None:
        """What is due once a day or week counts as done: it would take the machine from what is tried here."""
        store = await SqlStore.open(self.stage.variables()["LOOKOUT_DATABASE_URL"], SystemClock())
        async with store.begin() as tx:
            now = tx.now.timestamp() + MONDAY.total_seconds()
            for kind, every in EVERY.items():
                await tx.tasks.add(kind, f"{kind}:{int(now // every.total_seconds())}")
                task = await tx.tasks.claim("place", every, kinds=(kind,))
                assert task is not None
                await tx.tasks.finish(task, "place")
        await store.close()

    def _configure(self, cluster_url: str) -> None:
        without_rotas(self.stage)
        file = self.folder / "lookout.yaml"
        minutes = REMINDER / 60
        waits = ", ".join(f"{severity}: {minutes}" for severity in ("critical", "high", "warning"))
        told = file.read_text().replace(cluster_url, f"http://127.0.0.1:{self.proxies['cluster'].port}")
        told = told.replace(
            "escalation: {group: S0RESPOND}",
            f"escalation: {{group: S0RESPOND, reminders: {{{waits}}}}}",
        )
        file.write_text(told)


async def _is_ready(session: aiohttp.ClientSession, port: int) -> bool:
    try:
        async with session.get(f"http://127.0.0.1:{port}/readyz") as answer:
            return answer.status == 200
    except (aiohttp.ClientError, OSError):
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
