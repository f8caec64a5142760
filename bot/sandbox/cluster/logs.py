"""Container logs: read from a folder, or composed from what the application says and when it ran."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.snapshot import LogKey
from bot.sandbox.cluster.kubelet.pods import workload_of
from bot.sandbox.cluster.objects import Obj, dig, instant, name_of, namespace_of
from bot.sandbox.cluster.physics import LogVoice
from bot.sandbox.cluster.status import ApiError, bad_request
from bot.sandbox.cluster.world import World

_MOST = 2000


@dataclass(frozen=True)
class LogQuery:
    """What a log request asks for; None means without that limit."""

    container: str = ""
    previous: bool = False
    tail_lines: int | None = None
    limit_bytes: int | None = None
    timestamps: bool = False
    since: datetime | None = None


def read_log(world: World, texts: Mapping[LogKey, str], pod: Obj, query: LogQuery) -> str:
    """The log as the server would send it. `tail_lines` with `limit_bytes` keeps the oldest bytes of the tail.

    Raises:
        ApiError: 400 in the server's words: which container, none before, waiting to start; 500, no kubelet answers.
    """
    name = _container_name(pod, query.container)
    if pod["spec"].get("nodeName") in world.physics.lost_nodes:
        raise _no_kubelet(pod, name)
    key = LogKey(namespace=namespace_of(pod), pod=name_of(pod), container=name, previous=query.previous)
    if key in texts:
        lines = texts[key].splitlines()
    else:
        started, ended = _run_of(pod, name, previous=query.previous)
        moments = _said(world, pod, name, started, ended)
        if query.since is not None:
            moments = [item for item in moments if item[0] >= query.since]
        lines = [_line(at, text, stamped=query.timestamps) for at, text in moments]
    if query.tail_lines is not None:
        lines = lines[max(0, len(lines) - query.tail_lines) :]
    text = "".join(f"{line}\n" for line in lines)
    if query.limit_bytes is None:
        return text
    return text.encode()[: query.limit_bytes].decode(errors="ignore")


def _line(at: datetime, text: str, *, stamped: bool) -> str:
    spoken = text.replace("{time}", at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z")
    if not stamped:
        return spoken
    return f"{at.strftime('%Y-%m-%dT%H:%M:%S')}.{at.microsecond:06d}000Z {spoken}"


def _said(
    world: World, pod: Obj, name: str, started: datetime, ended: datetime | None
) -> list[tuple[datetime, str]]:
    """What the application wrote in one run: its ordinary lines, and those of what ails it."""
    app = world.physics.app(namespace_of(pod), workload_of(world, pod))
    until, over = ended or world.now, ended is not None
    moments = list(_speech(app.log, started, until, over=over))
    container = next((item for item in pod["spec"]["containers"] if item["name"] == name), None)
    ailment = app.ails(container) if container is not None else None
    if ailment is not None:
        complaint = LogVoice(lines=ailment.lines, every=ailment.every)
        moments = sorted([*moments, *_speech(complaint, started, until, over=over)])
    return moments


def _speech(
    voice: LogVoice, started: datetime, ended: datetime, *, over: bool
) -> Iterator[tuple[datetime, str]]:
    for index, text in enumerate(voice.start):
        at = started + timedelta(milliseconds=180 * (index + 1))
        if at <= ended:
            yield at, text
    count = int((ended - started) / timedelta(seconds=voice.every)) if voice.lines else 0
    for index in range(max(1, count - _MOST), count + 1):
        at = started + timedelta(seconds=voice.every * index, milliseconds=(index * 37) % 900)
        if at <= ended:
            yield at, voice.lines[(index - 1) % len(voice.lines)]
    if over:
        for text in voice.stop:
            yield ended, text


def _no_kubelet(pod: Obj, container: str) -> ApiError:
    address = f"{dig(pod, 'status', 'hostIP')}:10250"
    path = f"{namespace_of(pod)}/{name_of(pod)}/{container}"
    return ApiError(
        500,
        "InternalError",
        f'Get "https://{address}/containerLogs/{path}": dial tcp {address}: connect: no route to host',
    )


def _container_name(pod: Obj, wanted: str) -> str:
    names = [container["name"] for container in pod["spec"]["containers"]]
    others = [container["name"] for container in pod["spec"].get("initContainers") or []]
    if not wanted:
        if len(names) > 1:
            raise bad_request(
                f"a container name must be specified for pod {name_of(pod)}, choose one of: [{' '.join(names)}]"
            )
        return str(names[0])
    if wanted not in names + others:
        raise bad_request(f"container {wanted} is not valid for pod {name_of(pod)}")
    return wanted


def _run_of(pod: Obj, name: str, *, previous: bool) -> tuple[datetime, datetime | None]:
    """When the wanted run of a container began and ended (None: it runs).

    Raises:
        ApiError: 400, there was no such run.
    """
    if not pod["spec"].get("nodeName"):
        raise bad_request(f"pod {name_of(pod)} does not have a host assigned")
    statuses: list[Obj] = dig(pod, "status", "containerStatuses") or []
    status = next((item for item in statuses if item["name"] == name), None)
    if status is None:
        raise bad_request(f'container "{name}" in pod "{name_of(pod)}" is not available')
    state, last = status.get("state") or {}, dig(status, "lastState", "terminated")
    if previous:
        if last is None:
            raise bad_request(f'previous terminated container "{name}" in pod "{name_of(pod)}" not found')
        return _span(last)
    if "running" in state:
        return instant(state["running"]["startedAt"]), None
    if "terminated" in state:
        return _span(state["terminated"])
    if last is not None:
        return _span(last)
    raise _waiting(pod, name, dig(state, "waiting", "reason") or "")


def _span(terminated: Obj) -> tuple[datetime, datetime]:
    return instant(terminated["startedAt"]), instant(terminated["finishedAt"])


def _waiting(pod: Obj, name: str, reason: str) -> ApiError:
    words = {
        "ErrImagePull": "image can't be pulled",
        "ImagePullBackOff": "trying and failing to pull image",
    }
    start = f'container "{name}" in pod "{name_of(pod)}" is waiting to start'
    return bad_request(f"{start}: {words.get(reason, reason)}" if reason else f"{start} - no logs yet")
