"""Glance: what this process has seen of the kill switch: when it was read last, and when it last kept a word back."""

from dataclasses import dataclass
from datetime import datetime

from bot.triage.ports.clock import Clock


@dataclass(slots=True)
class Glance:
    """`read_at` is in seconds of `Clock.elapsed`, which is never put back; `silenced_at` is a time of the record."""

    read_at: float | None = None
    silenced_at: datetime | None = None

    def beat(self, clock: Clock) -> None:
        """It was read just now."""
        self.read_at = clock.elapsed()

    def age(self, clock: Clock) -> float:
        """Seconds since then, none before the first reading."""
        return max(0.0, clock.elapsed() - self.read_at) if self.read_at is not None else 0.0
