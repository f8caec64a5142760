"""How a running container will end, if it will: killed for memory, or by itself."""

from datetime import datetime, timedelta

from bot.sandbox.cluster.kubelet.pods import workload_of
from bot.sandbox.cluster.objects import Obj, dig, digest, instant, namespace_of, uid_of
from bot.sandbox.cluster.physics import Memory, quantity
from bot.sandbox.cluster.world import World

End = tuple[datetime, tuple[int, str]]
_TASK = timedelta(seconds=20)
"""How long a task that nothing is said of works before it ends well."""


def end_of(world: World, pod: Obj, container: Obj, started: datetime) -> End | None:
    """When and how it ends (exit code, reason); None if it runs on."""
    app = world.physics.app(namespace_of(pod), workload_of(world, pod))
    ends: list[End] = []
    limit = dig(container, "resources", "limits", "memory")
    if app.memory is not None and limit is not None:
        when = _over_limit(app.memory, int(quantity(limit)), pod, started)
        if when is not None:
            ends.append((when, (137, "OOMKilled")))
    if app.crash is not None and app.crash.image in {"", container["image"]}:
        code = app.crash.exit_code
        ends.append((started + timedelta(seconds=app.crash.after), (code, "Error" if code else "Completed")))
    if app.crash is None and pod["spec"].get("restartPolicy", "Always") != "Always":
        ends.append((started + _TASK, (0, "Completed")))
    return min(ends, default=None)


def _over_limit(memory: Memory, limit: int, pod: Obj, started: datetime) -> datetime | None:
    """When the working set reaches the limit; pods differ a little in how fast they load and grow."""
    luck = int(digest(uid_of(pod))[:8], 16) / 0xFFFFFFFF - 0.5
    loaded = started + timedelta(seconds=memory.loading * (1 + 0.3 * luck))
    since = instant(pod["metadata"]["creationTimestamp"]) if memory.outlives_container else started
    if memory.grows_per_hour <= 0:
        return loaded if memory.at_start >= limit else None
    hours = max(0.0, (limit - memory.at_start) / (memory.grows_per_hour * (1 + 0.006 * luck)))
    return max(loaded, since + timedelta(hours=hours))
