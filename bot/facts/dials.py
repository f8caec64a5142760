"""Failed calls told by logs: which name or address was called and how that failed.

The words are those of the common runtimes (Go, the JVM, Node, Python, .NET, the C library, nginx).
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.facts.logs import tail, template, troubled
from bot.facts.pod import Pod
from bot.facts.view import View


class Way(StrEnum):
    """How a call failed."""

    NAME = "the name does not resolve"
    REFUSED = "the connection is refused"
    TIMEOUT = "the connection times out"


_HOST = r"(?P<host>[a-z0-9](?:[a-z0-9.\-]*[a-z0-9])?)"
_PATTERNS = tuple(
    (way, re.compile(words, re.IGNORECASE))
    for way, words in (
        (Way.NAME, rf"lookup {_HOST}(?: on [\d.:\[\]a-f]+)?: (?P<why>no such host|server misbehaving|i/o timeout)"),
        (Way.NAME, rf"UnknownHostException: {_HOST}"),
        (Way.NAME, rf"getaddrinfo (?:ENOTFOUND|EAI_AGAIN) {_HOST}"),
        (Way.NAME, rf"{_HOST}(?: could not be resolved|: (?:Name or service not known|Temporary failure in name))"),
        (Way.NAME, rf"(?:host not found in upstream|could not resolve host:?|Unknown host:?) [\"']?{_HOST}"),
        (Way.NAME, rf"could not translate host name \"{_HOST}\""),
        (Way.NAME, r"Temporary failure in name resolution|Name or service not known|nodename nor servname"),
        (Way.REFUSED, rf"(?:dial tcp|connect(?:ion)? to|connect ECONNREFUSED) {_HOST}[:/]+(?P<port>\d+).{{0,40}}refused"),
        (Way.REFUSED, rf"connect ECONNREFUSED {_HOST}:(?P<port>\d+)"),
        (Way.REFUSED, rf"{_HOST}[/:](?:[\d.]+:)?(?P<port>\d{{2,5}}).{{0,60}}connection refused"),
        (Way.TIMEOUT, rf"dial tcp {_HOST}:(?P<port>\d+): (?:i/o timeout|connect: connection timed out)"),
        (Way.TIMEOUT, rf"connect ETIMEDOUT {_HOST}:(?P<port>\d+)"),
        (Way.TIMEOUT, r"Connect(?:ion)? ?time(?:d )?out|ConnectTimeout"),
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dial:
    """A failed call: `host` and `port` as far as the line tells ("" and 0 if not), `times` lines of that kind."""

    pod: Pod
    container: str
    way: Way
    host: str
    port: int
    line: str
    times: int


def read_dial(line: str) -> tuple[Way, str, int] | None:
    """Way, host and port of a failed call, or None if the line tells of none."""
    for way, pattern in _PATTERNS:
        match = pattern.search(line)
        if match:
            told = match.groupdict()
            return way, (told.get("host") or "").lower(), int(told.get("port") or 0)
    return None


def dials_of(view: View) -> tuple[Dial, ...]:
    """Every kind of failed call in the logs of live pods, most frequent first; ask with `view.once`."""
    found: dict[tuple[str, str, Way, str, int], Dial] = {}
    for pod, container, line, times in view.once(troubles_of):
        told = read_dial(line)
        if told:
            way, host, port = told
            key = (pod.name, container, way, host, port)
            before = found[key].times if key in found else 0
            found[key] = Dial(pod, container, way, host, port, line, before + times)
    return tuple(sorted(found.values(), key=lambda one: (-one.times, one.pod.name, one.container, one.line)))


def troubles_of(view: View) -> tuple[tuple[Pod, str, str, int], ...]:
    """(pod, container, line, times): one line of each kind of trouble in the logs of live pods; ask with `view.once`."""
    found = []
    for pod in view.live_pods:
        for one in pod.containers:
            log = view.log(pod, one) + "\n" + view.log(pod, one, previous=True)
            seen: dict[str, tuple[str, int]] = {}
            for line in tail(log):
                if troubled(line):
                    kind = template(line)[:300]
                    seen[kind] = (line, seen.get(kind, ("", 0))[1] + 1)
            found += [(pod, one.name, line, times) for line, times in seen.values()]
    return tuple(found)
