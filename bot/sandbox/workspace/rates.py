"""How often each method may be called: Slack's tiers, and one message a second per channel."""

from collections import deque
from datetime import datetime
from math import ceil

from bot.sandbox.clock import SandboxClock

TIERS = {2: 20, 3: 50, 4: 100}
POST_BURST = 4
MINUTE = 60.0


class Rates:
    """Counts calls of the last minute per method, and posts per channel in a bucket that drips once a second."""

    def __init__(self, clock: SandboxClock, *, on: bool = True) -> None:
        self.on = on
        self._clock = clock
        self._calls: dict[str, deque[datetime]] = {}
        self._buckets: dict[str, tuple[float, datetime]] = {}

    def wait_for_method(self, method: str, tier: int) -> int:
        """Seconds to wait before this call would be taken, 0 when it is taken (and counted) now."""
        if not self.on or tier not in TIERS:
            return 0
        now = self._clock.now()
        calls = self._calls.setdefault(method, deque())
        while calls and (now - calls[0]).total_seconds() >= MINUTE:
            calls.popleft()
        if len(calls) >= TIERS[tier]:
            return max(1, ceil(MINUTE - (now - calls[0]).total_seconds()))
        calls.append(now)
        return 0

    def wait_for_channel(self, channel: str) -> int:
        """As above, for a message to a channel: about one a second, with a small burst."""
        if not self.on:
            return 0
        now = self._clock.now()
        left, at = self._buckets.get(channel, (float(POST_BURST), now))
        left = min(float(POST_BURST), left + (now - at).total_seconds())
        if left < 1:
            self._buckets[channel] = (left, now)
            return 1
        self._buckets[channel] = (left - 1, now)
        return 0
