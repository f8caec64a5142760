"""Probes: whether one would succeed now, by where the application listens, and what the kubelet says if not."""

from datetime import datetime, timedelta

from bot.sandbox.cluster.kubelet.pods import workload_of
from bot.sandbox.cluster.objects import Obj, dig, instant, namespace_of
from bot.sandbox.cluster.physics import App
from bot.sandbox.cluster.world import World


def probe_problem(world: World, pod: Obj, container: Obj, probe: Obj, at: datetime) -> str:
    """Why the probe fails at that time; "" if it succeeds. One by command succeeds once the application has started."""
    app = world.physics.app(namespace_of(pod), workload_of(world, pod))
    listening = _began(pod, container, at) + timedelta(seconds=app.starts_in) <= at
    port, address = probe_port(container, probe), pod["status"].get("podIP", "")
    if port is None or (listening and _listens(app, container, port)):
        if "httpGet" in probe and probe is container.get("readinessProbe") and app.ails(container):
            return "HTTP probe failed with statuscode: 503"
        return "" if listening else "command failed: not started yet"
    refused = f"dial tcp {address}:{port}: connect: connection refused"
    if "httpGet" in probe:
        scheme = probe["httpGet"].get("scheme", "HTTP").lower()
        return f'Get "{scheme}://{address}:{port}{probe["httpGet"].get("path", "/")}": {refused}'
    if "grpc" in probe:
        seconds = probe.get("timeoutSeconds", 1)
        return f'timeout: failed to connect service "{address}:{port}" within {seconds}s: context deadline exceeded'
    return refused


def probe_port(container: Obj, probe: Obj) -> int | None:
    """The port that a probe asks, a name resolved; None for a probe by command."""
    for kind in ("httpGet", "tcpSocket", "grpc"):
        wanted = dig(probe, kind, "port")
        if isinstance(wanted, str) and not wanted.isdigit():
            named = {port.get("name"): port["containerPort"] for port in container.get("ports") or []}
            return int(named.get(wanted, 0))
        if wanted is not None:
            return int(wanted)
    return None


def _began(pod: Obj, container: Obj, now: datetime) -> datetime:
    for status in pod["status"].get("containerStatuses") or []:
        started = dig(status, "state", "running", "startedAt")
        if status["name"] == container["name"] and started:
            return instant(started)
    return now


def _listens(app: App, container: Obj, port: int) -> bool:
    if app.listens is not None:
        return port in app.listens
    declared = {item["containerPort"] for item in container.get("ports") or []}
    return not declared or port in declared
