"""Probes: what is asked of which port, how its failures read, and whether the port can be right.

The kubelet's message tells the kinds of failure apart: nobody accepts the connection, somebody accepts it
and speaks another protocol, the endpoint answers with an error, or nothing answers in time.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.facts.container import Container
from bot.facts.event import Event
from bot.facts.raw import dig, mapping, number, text


class Failure(StrEnum):
    """How a probe failed."""

    REFUSED = "nothing accepts the connection"
    PROTOCOL = "another protocol is spoken there"
    STATUS = "the endpoint answers with an error"
    TIMEOUT = "nothing answers in time"
    OTHER = "the probe's command fails"


_STRANGE = (
    r"malformed HTTP|transport connection broken|HTTP response to HTTPS|tls: first record|HTTP/1\.x"
    r"|http2: frame|server preface|does not look like a TLS|unimplemented|unknown service"
    r"|does not implement the grpc health|first record does not look"
)
_WORDS = (
    (
        Failure.PROTOCOL,
        _STRANGE,
    ),
    (Failure.STATUS, r"statuscode: \d+|status code: \d+|NOT_SERVING|service unhealthy"),
    (Failure.REFUSED, r"connection refused|failed to connect service|no route to host|connection reset|EOF"),
    (Failure.TIMEOUT, r"deadline exceeded|timed? ?out|timeout"),
)
_FAILED = re.compile(r"^(?P<kind>Liveness|Readiness|Startup) probe (?:failed|errored)", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-fA-F:]+\]|localhost):(\d{1,5})")
HANDLERS = ("httpGet", "tcpSocket", "grpc", "exec")
TIMING = ("initialDelaySeconds", "periodSeconds", "timeoutSeconds", "failureThreshold")


@dataclass(frozen=True, slots=True)
class Probe:
    """A probe. `written` is the port as written, `port` its number (0: none, or a name unknown there)."""

    kind: str
    handler: str
    written: str
    port: int
    raw: dict[str, Any]

    @property
    def named(self) -> bool:
        """Whether the port is given by name."""
        return bool(self.written) and not self.written.isdecimal()

    @property
    def patience(self) -> int:
        """Seconds from the start of a run until this probe, always failing, gives up."""
        delay, period = number(self.raw, "initialDelaySeconds"), number(self.raw, "periodSeconds", default=10)
        return delay + period * self.threshold

    @property
    def threshold(self) -> int:
        """Failures in a row until it gives up."""
        return number(self.raw, "failureThreshold", default=3)

    def shown(self) -> str:
        """`httpGet :8081/healthz`, `grpc :9000`: for people."""
        where = f":{self.written}" if self.written else ""
        return f"{self.handler} {where}{text(self.raw, self.handler, 'path')}".strip()


def probe_of(container: Container, kind: str) -> Probe | None:
    """The container's probe of a kind ("readiness", "liveness", "startup"), or None."""
    raw = mapping(container.spec, f"{kind}Probe")
    handler = next((one for one in HANDLERS if dig(raw, one) is not None), "")
    if not handler:
        return None
    written = text(raw, handler, "port")
    by_name = dict(container.ports).get(written, 0)
    return Probe(kind, handler, written, int(written) if written.isdecimal() else by_name, raw)


def failed_probe(event: Event) -> str:
    """Which probe an event tells of ("readiness"...), or "" if it tells of none."""
    match = _FAILED.match(event.message) if event.reason in {"Unhealthy", "ProbeWarning"} else None
    return match["kind"].lower() if match else ""


def failure(message: str) -> Failure:
    """How the probe failed, by the kubelet's words."""
    return next(
        (kind for kind, words in _WORDS if re.search(words, message, re.IGNORECASE)),
        Failure.OTHER,
    )


def absent_path(message: str) -> bool:
    """Whether the endpoint answers that there is no such path (404, 405, 410) rather than that it is not well."""
    return bool(re.search(r"status ?code: (?:404|405|410)\b", message))


def asked_port(message: str) -> int:
    """The port that a failure message names, or 0."""
    match = _ADDRESS.search(message)
    return int(match[1]) if match else 0
