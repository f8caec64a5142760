"""The scenarios that the page can fire and clear, and the view of the cluster beside them.

All of it is injected by whoever starts the sandbox; a workspace without a stage has none.
"""

import inspect
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Literal

from bot.sandbox.cluster.api.faults import Faults as ClusterFaults
from bot.sandbox.pager.days import Days
from bot.sandbox.provider.days import Calendar
from bot.sandbox.workspace.refusal import RefusalError
from bot.sandbox.workspace.state import Json


@dataclass
class Scene:
    """One scenario on the page."""

    name: str
    title: str
    state: Literal["idle", "firing"] = "idle"

    def to_json(self) -> Json:
        """As the page gets it."""
        return {"name": self.name, "title": self.title, "state": self.state}


async def _nothing(_name: str) -> None:
    """Fire or clear nothing."""


def _no_cluster() -> Json:
    return {}


def _no_pages() -> Json:
    return {"alerts": [], "attempts": 0}


@dataclass
class Stage:
    """What the page can set going. The callbacks get the scenario's name.

    `pages` is what was paged outside Slack. `cluster_faults`, `model_days` and `page_days` are None without a cluster,
    a model's provider and a pager.
    """

    scenes: list[Scene] = field(default_factory=list)
    on_fire: Callable[[str], Awaitable[None]] = _nothing
    on_clear: Callable[[str], Awaitable[None]] = _nothing
    cluster: Callable[[], Json | Awaitable[Json]] = _no_cluster
    cluster_faults: ClusterFaults | None = None
    model_days: Calendar | None = None
    pages: Callable[[], Json] = _no_pages
    page_days: Days | None = None

    async def fire(self, name: str) -> Scene:
        """Start a scenario. Raises `RefusalError` if there is none of that name."""
        scene = self._scene(name)
        scene.state = "firing"
        await self.on_fire(name)
        return scene

    async def clear(self, name: str) -> Scene:
        """End a scenario. Raises `RefusalError` if there is none of that name."""
        scene = self._scene(name)
        scene.state = "idle"
        await self.on_clear(name)
        return scene

    async def look(self) -> Json:
        """The cluster, as JSON for the page."""
        found = self.cluster()
        return await found if inspect.isawaitable(found) else found

    def _scene(self, name: str) -> Scene:
        for scene in self.scenes:
            if scene.name == name:
                return scene
        raise RefusalError("scenario_not_found")
