"""Faults on order: what Slack does on a bad day, one call at a time.

Each verb arms a fault for the next so many occasions; what is armed is used up in order. Faults of the connection
itself (disconnect now, cut the socket) are verbs of `socket_mode.SocketMode`. Next: `bad_days` offers all of them by
name to the page and to scripts.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from bot.sandbox.workspace.refusal import RefusalError

TOO_MANY = 429
DOWN = 503
_COUNTED = {
    "drop-ack": "acks_to_drop",
    "duplicate": "envelopes_to_double",
    "reorder": "envelopes_to_swap",
    "expired-trigger": "triggers_to_expire",
}


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

    @property
    def kind(self) -> str:
        """The name under which `bad_days` knows it."""
        if self.lost:
            return "lost-answer"
        if self.seconds:
            return "slow"
        return "rate-limit" if self.status == TOO_MANY else "api-error"

    @property
    def words(self) -> str:
        """What it will do, in a few words."""
        said = {
            "lost-answer": "no answer",
            "slow": f"{self.seconds:g} s late",
            "rate-limit": f"429, Retry-After {self.retry_after} s",
        }
        return said.get(self.kind, f"{self.status} {self.error}")


@dataclass(frozen=True)
class Armed:
    """A fault that waits for its occasion. `left` is how many more it strikes, 0 for one that stays until cleared."""

    kind: str
    words: str
    left: int = 0


@dataclass
class Faults:
    """The faults that wait for their occasion. `refused_blocks` are block kinds that count as unsupported."""

    refused_blocks: set[str] = field(default_factory=set)
    refuse_connections: bool = False
    down_until: datetime | None = None
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
        self._arm(method, Blow(status=TOO_MANY, error="ratelimited", retry_after=retry_after), times)

    def break_down(self, method: str, times: int = 1, status: int = DOWN) -> None:
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

    def swap(self, times: int = 1) -> None:
        """The next envelope is sent after the one that follows it."""
        self.envelopes_to_swap += times

    def expire_triggers(self, times: int = 1) -> None:
        """The next trigger ids are expired when they arrive."""
        self.triggers_to_expire += times

    def blow(self, method: str, now: datetime) -> Blow:
        """What happens to this call of a method, used up."""
        if self.is_down(now):
            return Blow(status=DOWN, error="service_unavailable")
        waiting = self.blows.get(method) or self.blows.get("*")
        return waiting.popleft() if waiting else Blow()

    def is_down(self, now: datetime) -> bool:
        """Whether nothing of Slack's API answers now."""
        return self.down_until is not None and now < self.down_until

    def check_up(self, now: datetime) -> None:
        """Refuse what needs Slack's API while it is down."""
        if self.is_down(now):
            raise RefusalError("service_unavailable")

    def take(self, name: str) -> bool:
        """Whether a counted fault (`acks_to_drop`...) strikes now; it is used up by one."""
        left: int = getattr(self, name)
        setattr(self, name, max(0, left - 1))
        return left > 0

    def armed(self, now: datetime) -> list[Armed]:
        """All that waits, as the page lists it."""
        return list(self._armed(now))

    def clear(self, kind: str = "") -> None:
        """Disarm one kind, or everything."""
        for name, counter in _COUNTED.items():
            if kind in {"", name}:
                setattr(self, counter, 0)
        for method, waiting in self.blows.items():
            self.blows[method] = deque(blow for blow in waiting if kind not in {"", blow.kind})
        if kind in {"", "invalid-blocks"}:
            self.refused_blocks.clear()
        if kind in {"", "refuse-sockets"}:
            self.refuse_connections = False
        if kind in {"", "api-down"}:
            self.down_until = None

    def _armed(self, now: datetime) -> Iterator[Armed]:
        if self.down_until is not None and self.is_down(now):
            yield Armed("api-down", f"{(self.down_until - now).total_seconds():.0f} s more")
        for kind, counter in _COUNTED.items():
            if left := getattr(self, counter):
                yield Armed(kind, "", left)
        if self.refused_blocks:
            yield Armed("invalid-blocks", ", ".join(sorted(self.refused_blocks)))
        if self.refuse_connections:
            yield Armed("refuse-sockets", "")
        for method, waiting in self.blows.items():
            for blow, same in groupby(waiting):
                where = "any method" if method == "*" else method
                yield Armed(blow.kind, f"{where}: {blow.words}", len(list(same)))

    def _arm(self, method: str, blow: Blow, times: int) -> None:
        self.blows.setdefault(method, deque()).extend([blow] * times)
