"""Faults on order: what Slack does on a bad day, one call at a time.

Each verb arms a fault for the next so many occasions; what is armed is used up in order. Faults of the connection
itself (disconnect now, cut the socket) are verbs of `socket_mode.SocketMode`.
"""

from collections import deque
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Blow:
    """What happens to one Web API call. `status` 429 carries Retry-After; `lost` does the work and drops the answer.

    `page` is an HTML page that answers in Slack's place.
    """

    status: int = 200
    error: str = ""
    retry_after: int = 0
    seconds: float = 0.0
    lost: bool = False
    page: str = ""


@dataclass
class Faults:
    """The faults that wait for their occasion. `refused_blocks` are block kinds that count as unsupported."""

    refused_blocks: set[str] = field(default_factory=set)
    refuse_connections: bool = False
    acks_to_drop: int = 0
    envelopes_to_double: int = 0
    envelopes_to_swap: int = 0
    triggers_to_expire: int = 0
    blows: dict[str, deque[Blow]] = field(default_factory=dict)

    def fail(self, method: str, error: str, times: int = 1) -> None:
        """The next calls of a method are refused with that error word."""
        self._arm(method, Blow(error=error), times)

    def limit(self, method: str, times: int = 1, retry_after: int = 1) -> None:
        """The next calls of a method get 429."""
        self._arm(method, Blow(status=429, error="ratelimited", retry_after=retry_after), times)

    def break_down(self, method: str, times: int = 1, status: int = 503) -> None:
        """The next calls of a method get an HTTP error and do nothing."""
        self._arm(method, Blow(status=status, error="internal_error"), times)

    def slow(self, method: str, seconds: float, times: int = 1) -> None:
        """The next calls of a method take that many sandbox seconds, then do their work."""
        self._arm(method, Blow(seconds=seconds), times)

    def lose(self, method: str, times: int = 1) -> None:
        """The next calls of a method do their work, and the connection breaks before the answer."""
        self._arm(method, Blow(lost=True), times)

    def front(self, method: str, times: int = 1) -> None:
        """The next calls of a method are answered by an HTML page of something that stands before Slack."""
        self._arm(method, Blow(page="<html><body>Please sign in</body></html>"), times)

    def drop_acks(self, times: int = 1) -> None:
        """The next acks are not heard."""
        self.acks_to_drop += times

    def double(self, times: int = 1) -> None:
        """The next envelopes are sent twice."""
        self.envelopes_to_double += times

    def swap(self) -> None:
        """The next envelope is sent after the one that follows it."""
        self.envelopes_to_swap += 1

    def expire_triggers(self, times: int = 1) -> None:
        """The next trigger ids are expired when they arrive."""
        self.triggers_to_expire += times

    def blow(self, method: str) -> Blow:
        """What happens to this call of a method, used up."""
        waiting = self.blows.get(method) or self.blows.get("*")
        return waiting.popleft() if waiting else Blow()

    def take(self, name: str) -> bool:
        """Whether a counted fault (`acks_to_drop`...) strikes now; it is used up by one."""
        left: int = getattr(self, name)
        setattr(self, name, max(0, left - 1))
        return left > 0

    def _arm(self, method: str, blow: Blow, times: int) -> None:
        self.blows.setdefault(method, deque()).extend([blow] * times)
