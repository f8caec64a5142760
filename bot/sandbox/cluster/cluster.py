"""Cluster: a local Kubernetes API server with controllers and nodes behind it, for one process."""

import copy
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.domain.snapshot import LogKey
from bot.sandbox.clock import SandboxClock
from bot.sandbox.cluster import nodes
from bot.sandbox.cluster.access import Access
from bot.sandbox.cluster.api.faults import Faults
from bot.sandbox.cluster.api.server import Recorded, Server
from bot.sandbox.cluster.api.writes import Writes
from bot.sandbox.cluster.controller import Controller
from bot.sandbox.cluster.folder import read_folder
from bot.sandbox.cluster.kubelet import lifecycle
from bot.sandbox.cluster.objects import Obj, is_finished, name_of, namespace_of, uid_of
from bot.sandbox.cluster.overview import overview
from bot.sandbox.cluster.physics import Physics
from bot.sandbox.cluster.resources import BY_KIND, LEASES, NAMESPACES
from bot.sandbox.cluster.state import ClusterState
from bot.sandbox.cluster.workloads import deployments
from bot.sandbox.cluster.world import World

_WORKLOADS = {"Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob"}


class Cluster:
    """The cluster. Its world moves with `clock`, whenever somebody looks."""

    def __init__(self, clock: SandboxClock, *, seed: int = 7) -> None:
        self._clock = clock
        self._world = World(clock.now(), seed)
        self._controller = Controller(self._world)
        self._logs: dict[LogKey, str] = {}
        self._photograph = False
        self.access = Access(self._world.store)
        writes = Writes(self._world, self._controller)
        self._server = Server(self._world, self.access, writes, self._logs, self.catch_up)
        self._runner: web.AppRunner | None = None
        self.base_url = ""

    @classmethod
    def from_folder(cls, path: Path | str, clock: SandboxClock) -> "Cluster":
        """A cluster that looks exactly like a snapshot folder.

        Raises:
            ValueError: a file of the folder cannot be read; the message names it.
        """
        cluster = cls(clock)
        cluster.install(read_folder(Path(path), clock.now()))
        return cluster

    @property
    def faults(self) -> Faults:
        """What is to go wrong with the next calls."""
        return self._server.faults

    @property
    def requests(self) -> list[Recorded]:
        """Every call that came in, oldest first."""
        return self._server.requests

    @property
    def writes(self) -> list[Recorded]:
        """The calls that were meant to change something."""
        return [item for item in self.requests if item.is_write]

    def compress_from(self, size: int) -> None:
        """Compress answers from so many bytes on (the real server's 128 KiB by default)."""
        self._server.gzip_from = size

    def expire_pages(self) -> None:
        """Make every begun list too old, as a compaction does."""
        self._server.pages.expire()

    async def start(self, port: int = 0) -> str:
        """Serve on 127.0.0.1; the base URL."""
        self._runner = web.AppRunner(self._server.application(), shutdown_timeout=0.2)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        host, real, *_ = self._runner.addresses[0]
        self.base_url = f"http://{host}:{real}"
        return self.base_url

    async def stop(self) -> None:
        """Serve no more."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    def install(self, state: ClusterState) -> None:
        """Put a state in: its namespaces replace those of the same names, its surroundings come only where missing."""
        there = {name_of(item) for item in self._world.store.all(NAMESPACES)} & set(state.shared)
        self.load([item for item in state.objects if self._is_new(item, there)], state.logs, state.physics)

    def _is_new(self, item: Obj, there: set[str]) -> bool:
        """Whether an object of a state is to be loaded, when the shared namespaces `there` are there already."""
        namespace, name = namespace_of(item), name_of(item)
        if namespace and (namespace not in there or item["kind"] == "Lease"):
            return namespace not in there or self._world.store.get(LEASES, namespace, name) is None
        if namespace:
            return False
        found = self._world.store.get(BY_KIND[item["kind"]], "", name)
        return found is None or (item["kind"] == "Namespace" and name not in there)

    def load(
        self, objects: Iterable[Obj], logs: Mapping[LogKey, str] | None = None, physics: Physics | None = None
    ) -> None:
        """Put objects, logs and physics in. Without physics they stay as they are until somebody writes to them."""
        self.catch_up()
        fresh = [copy.deepcopy(item) for item in objects]
        for namespace in sorted(name_of(item) for item in fresh if item["kind"] == "Namespace"):
            self.unload(namespace)
        for item in fresh:
            found = self._world.store.get(BY_KIND[item["kind"]], namespace_of(item), name_of(item))
            if found is not None:
                self._world.store.remove(found)
            self._world.store.add(item, self._world.now)
        self._logs.update(logs or {})
        if physics is None:
            self._photograph = True
            self._hold_still(fresh)
        else:
            self._world.physics = self._world.physics.joined(physics)
            self._wake(fresh)
        self.catch_up()

    def unload(self, namespace: str) -> None:
        """Take a namespace out, with everything in it and all that is known of it."""
        for item in self._world.store.everything():
            if namespace_of(item) == namespace or (
                item["kind"] == "Namespace" and name_of(item) == namespace
            ):
                self._world.runs.pop(uid_of(item), None)
                self._world.seen.pop(uid_of(item), None)
                self._world.store.remove(item)
        self._world.forget_events(namespace)
        self._controller.forget(namespace)
        for key in [key for key in self._logs if key.namespace == namespace]:
            del self._logs[key]

    def reset(self) -> None:
        """Empty the cluster: no objects, no physics, no faults, no record of calls."""
        for item in self._world.store.everything():
            self._world.store.remove(item)
        self._world.runs.clear()
        self._world.seen.clear()
        self._world.images.clear()
        self._world.dirty.clear()
        self._world.refusals.clear()
        self._world.retries.clear()
        self._world.forget_events("")
        self._world.physics = Physics()
        self._logs.clear()
        self._photograph = False
        self.faults.clear()
        self.requests.clear()

    def catch_up(self) -> None:
        """Bring the world up to the clock."""
        self._world.advance(self._clock.now())
        if not self._photograph:
            self._controller.heartbeat()

    def overview(self) -> dict[str, Any]:
        """The cluster as JSON for a page."""
        self.catch_up()
        return overview(self._world)

    def objects(self, kind: str, namespace: str = "") -> list[Obj]:
        """Copies of the objects of a kind ("Pod"), for tests and the page."""
        self.catch_up()
        return copy.deepcopy(self._world.store.all(BY_KIND[kind], namespace))

    def _hold_still(self, fresh: list[Obj]) -> None:
        for namespace in {namespace_of(item) for item in fresh}:
            held = [item for item in fresh if item["kind"] in _WORKLOADS and namespace_of(item) == namespace]
            self._controller.hold_still(namespace, held)

    def _wake(self, fresh: list[Obj]) -> None:
        for item in fresh:
            if item["kind"] == "Event":
                self._world.adopt_event(item)
            elif item["kind"] == "Pod" and not is_finished(item):
                if "deletionTimestamp" in item["metadata"]:
                    del item["metadata"]["deletionTimestamp"]
                    lifecycle.leave(self._world, item)
                else:
                    lifecycle.resume(self._world, item)
            elif item["kind"] == "Deployment":
                deployments.resume(self._world, item)
            elif item["kind"] == "Node":
                nodes.resume(self._world, item)
            self._world.dirty.add(namespace_of(item))
