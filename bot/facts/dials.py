"""Failed calls told by logs: which name or address was called and how that failed.

The words are those of the common runtimes (Go, the JVM, Node, Python, .NET, the C library, nginx).
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
        (Way.REFUSED, rf"(?:dial tcp|connect(?:ion)? to) {_HOST}[:/]+(?P<port>\d+).{{0,40}}refused"),
        (Way.REFUSED, rf"connect ECONNREFUSED {_HOST}:(?P<port>\d+)"),
        (Way.NAME, rf"UnableToConnect on {_HOST}:(?P<port>\d+)"),
        (Way.REFUSED, rf"{_HOST}[/:](?:[\d.]+:)?(?P<port>\d{{2,5}}).{{0,60}}connection refused"),
        (Way.TIMEOUT, rf"dial tcp {_HOST}:(?P<port>\d+): (?:i/o timeout|connect: connection timed out)"),
        (Way.TIMEOUT, rf"connect ETIMEDOUT {_HOST}:(?P<port>\d+)"),
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
