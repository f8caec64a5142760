"""Failed calls told by logs: which name or address was called and how that failed.

The words are those of the common runtimes and drivers (Go, the JVM, Node, Python, .NET, Ruby, libpq, nginx).
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.diagnosis import Observation
from bot.facts.pod import Pod
from bot.facts.troubles import troubles_of
from bot.facts.view import View


class Way(StrEnum):
    """How a call failed."""

    NAME = "the name does not resolve"
    REFUSED = "the connection is refused"
    TIMEOUT = "the connection times out"


_HOST = r"(?P<host>[a-z](?:[a-z0-9.\-]*[a-z0-9])?|\d{1,3}(?:\.\d{1,3}){3})"
_PORT = r"(?P<port>\d{2,5})"
_NOT_KNOWN = r"Name or service not known|Temporary failure in name|Resource temporarily unavailable"
_REFUSED = r"\brefused\b|ECONNREFUSED|\(111\)|Errno 111\b|UnableToConnect|unable to connect|connect\(2\)"
_LATE = r"i/o timeout|timed? ?out|ETIMEDOUT|\(110\)|Errno 110\b|deadline exceeded"
_STAMP = re.compile(r"(?:\d{4}-\d\d-\d\d[T ])?\d\d:\d\d:\d\d\S*")
# Where a line names whom it called; the words of the failure stand before or behind it.
_CALLED = (
    (
        rf"(?:dial tcp|connect(?:ion|ing)? to(?: server at| host)?|connect (?:ECONNREFUSED|ETIMEDOUT)) "
        rf"[\"']?{_HOST}[\"']?(?: \([\d.]+\))?(?:[:/]+|,? port ){_PORT}"
    ),
    rf"host=[\"']{_HOST}[\"'], port={_PORT}",
    rf"(?<![\w.\-:]){_HOST}[/:](?:[\d.]+:){_PORT}",
    rf"\w+://(?:[^/@\s]*@)?{_HOST}:{_PORT}",
    rf"address={_HOST}:{_PORT}",
    rf"{_HOST}/<unresolved>:{_PORT}",
    rf"TCP connection to [\"']?{_HOST}[\"']?:{_PORT}",
    rf"server (?:host )?(?:on|at) [\"']{_HOST}(?::{_PORT})?[\"']",
    rf"(?<![\w.\-:]){_HOST}:{_PORT}\b",
)
_PATTERNS = tuple(
    (way, re.compile(words, re.IGNORECASE))
    for way, words in (
        (Way.NAME, rf"lookup {_HOST}(?: on \S+)?: (?:no such host|server misbehaving|(?:read .+ )?i/o timeout)"),
        (Way.NAME, rf"could not translate host name \"{_HOST}\""),
        (Way.NAME, r"getaddrinfo: |gaierror"),
        (Way.NAME, rf"UnknownHostException: {_HOST}"),
        (Way.NAME, rf"getaddrinfo (?:ENOTFOUND|EAI_AGAIN) {_HOST}"),
        (Way.NAME, rf"Unknown (?:MySQL server )?host:? [\"']{_HOST}"),
        (Way.NAME, rf"{_HOST}(?: could not be resolved|: (?:{_NOT_KNOWN}))"),
        (Way.NAME, rf"(?:{_NOT_KNOWN}) \({_HOST}(?::{_PORT})?\)"),
        (Way.NAME, rf"(?:host not found in upstream|could not resolve host:?|Unknown host:?) [\"']?{_HOST}"),
        (Way.NAME, rf"{_NOT_KNOWN}|nodename nor servname|could not be resolved"),
        *((Way.REFUSED, rf"{called}.{{0,160}}?(?:{_REFUSED})") for called in _CALLED),
        *((Way.REFUSED, rf"(?:{_REFUSED}).{{0,160}}?{called}") for called in _CALLED),
        *((Way.TIMEOUT, rf"{called}.{{0,160}}?(?:{_LATE})") for called in _CALLED[:-1]),
        (Way.TIMEOUT, rf"connect ETIMEDOUT {_HOST}:{_PORT}"),
        (Way.REFUSED, rf"{_REFUSED}"),
        (Way.TIMEOUT, r"Connect(?:ion)? ?time(?:d )?out|ConnectTimeout"),
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dial:
    """A failed call: `host` and `port` as far as the line tells ("" and 0 if not), `times` lines of that kind.

    `lately`: such lines stand near the end of the log, so the failures did not end with the start.
    """

    pod: Pod
    container: str
    way: Way
    host: str
    port: int
    line: str
    times: int
    lately: bool

    def cited(self) -> Observation:
        """The line as a citable observation."""
        ref = f"{self.pod.namespace}/pod/{self.pod.name}/{self.container}"
        return Observation(source="log", ref=ref, quote=self.line[:300])


def read_dial(line: str) -> tuple[Way, str, int] | None:
    """Way, host and port of a failed call, or None if the line tells of none."""
    line = _STAMP.sub("", line)  # a time of day reads like a host and a port
    for way, pattern in _PATTERNS:
        match = pattern.search(line)
        if match:
            told = match.groupdict()
            return way, (told.get("host") or "").lower(), int(told.get("port") or 0)
    return None


def dials_of(view: View) -> tuple[Dial, ...]:
    """Every kind of failed call in the logs of live pods, most frequent first; ask with `view.once`."""
    found: dict[tuple[str, str, str, Way, str, int], Dial] = {}
    for one in view.once(troubles_of):
        told = read_dial(one.line)
        if told:
            way, host, port = told
            key = (one.pod.namespace, one.pod.name, one.container, way, host, port)
            times = one.times + (found[key].times if key in found else 0)
            lately = one.lately or (key in found and found[key].lately)
            found[key] = Dial(one.pod, one.container, way, host, port, one.line, times, lately)
    return tuple(sorted(found.values(), key=lambda one: (-one.times, one.pod.name, one.container, one.line)))
