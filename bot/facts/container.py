"""A container of a pod: what was asked for and what became of it, now and in its last run."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.facts.quantity import amount
from bot.facts.raw import dig, items, labels, mapping, number, text
from bot.facts.when import instant, seconds_between

KILLED = 137


@dataclass(frozen=True, slots=True)
class Exit:
    """How a run ended. `seconds` is how long it ran, None if untold."""

    code: int
    reason: str
    message: str
    at: datetime | None
    seconds: float | None


@dataclass(frozen=True, slots=True)
class Container:
    """Spec and status of one container, side by side. `status` is {} where none is known."""

    spec: dict[str, Any]
    status: dict[str, Any]
    init: bool

    @property
    def name(self) -> str:
        """Its name in the pod."""
        return text(self.spec, "name")

    @property
    def image(self) -> str:
        """The image as asked for."""
        return text(self.spec, "image")

    @property
    def ready(self) -> bool:
        """Whether the kubelet calls it ready."""
        return dig(self.status, "ready") is True

    @property
    def restarts(self) -> int:
        """How often it was restarted."""
        return number(self.status, "restartCount")

    @property
    def running(self) -> bool:
        """Whether it runs now."""
        return bool(dig(self.status, "state", "running") is not None)

    @property
    def since(self) -> datetime | None:
        """When the present run began."""
        return instant(dig(self.status, "state", "running", "startedAt"))

    @property
    def waiting(self) -> str:
        """Why it waits ("ImagePullBackOff"), or ""."""
        return text(self.status, "state", "waiting", "reason")

    @property
    def waiting_message(self) -> str:
        """The kubelet's words about the wait, or ""."""
        return text(self.status, "state", "waiting", "message")

    @property
    def ended(self) -> Exit | None:
        """How the present state ended, if it is terminated."""
        return _exit(dig(self.status, "state", "terminated"))

    @property
    def last(self) -> Exit | None:
        """How the run before the present one ended."""
        return _exit(dig(self.status, "lastState", "terminated"))

    @property
    def exit(self) -> Exit | None:
        """The newest end known: of the present state, else of the last."""
        return self.ended or self.last

    @property
    def ports(self) -> tuple[tuple[str, int], ...]:
        """Declared ports as (name, number), in order of number."""
        declared = ((text(port, "name"), number(port, "containerPort")) for port in items(self.spec, "ports"))
        return tuple(sorted(declared, key=lambda port: port[1]))

    @property
    def env(self) -> dict[str, str]:
        """Environment variables given as plain values."""
        return {text(one, "name"): text(one, "value") for one in items(self.spec, "env") if "value" in one}

    def request(self, resource: str) -> float:
        """What it requests of a resource; a limit alone is also the request."""
        resources = mapping(self.spec, "resources")
        asked = labels(resources, "requests").get(resource) or dig(resources, "requests", resource)
        return amount(asked if asked is not None else dig(resources, "limits", resource))

    def limit(self, resource: str) -> str:
        """Its limit of a resource as written, or ""."""
        return text(self.spec, "resources", "limits", resource)


def _exit(raw: Any) -> Exit | None:
    if not isinstance(raw, dict):
        return None
    at = instant(dig(raw, "finishedAt"))
    return Exit(
        code=number(raw, "exitCode"),
        reason=text(raw, "reason"),
        message=text(raw, "message"),
        at=at,
        seconds=seconds_between(instant(dig(raw, "startedAt")), at),
    )
