"""A pod's row: what `kubectl get pods` shows."""

from datetime import datetime

from bot.sandbox.cluster.objects import Obj, dig
from bot.sandbox.cluster.table.ages import age


def pod_ready(pod: Obj) -> str:
    """The READY column: `1/2`."""
    ready = sum(1 for status in _statuses(pod) if status.get("ready"))
    return f"{ready}/{len(pod['spec'].get('containers') or [])}"


def pod_status(pod: Obj) -> str:
    """The STATUS column: the phase, or what the last container with news says (CrashLoopBackOff...)."""
    if "deletionTimestamp" in pod["metadata"]:
        return "Terminating"
    word: str = dig(pod, "status", "reason") or dig(pod, "status", "phase") or "Unknown"
    statuses = _statuses(pod)
    for status in reversed(statuses):
        word = _container_word(status) or word
    running = any(status.get("ready") and "running" in status["state"] for status in statuses)
    return "Running" if word == "Completed" and running else word


def _container_word(status: Obj) -> str:
    waiting, dead = dig(status, "state", "waiting"), dig(status, "state", "terminated")
    if waiting and waiting.get("reason"):
        return str(waiting["reason"])
    if dead is None:
        return ""
    if dead.get("reason"):
        return str(dead["reason"])
    return f"Signal:{dead['signal']}" if dead.get("signal") else f"ExitCode:{dead.get('exitCode', 0)}"


def pod_restarts(pod: Obj, now: datetime) -> str:
    """The RESTARTS column: `3 (5m ago)`."""
    count = sum(int(status.get("restartCount", 0)) for status in _statuses(pod))
    ends = [dig(status, "lastState", "terminated", "finishedAt") for status in _statuses(pod)]
    latest = max((end for end in ends if end), default="")
    return f"{count} ({age(latest, now)} ago)" if count and latest else str(count)


def _statuses(pod: Obj) -> list[Obj]:
    return dig(pod, "status", "containerStatuses") or []
