"""A model's provider on one machine: the Messages API over loopback, a small scripted mind, and bad days on order.

`Provider` is the door. `server` is the wire, `checks` what the provider refuses, `cache` what it reads from its cache,
`seen` and `mind` how an answer comes about on a good day, `days` everything that can go wrong, by name. It refuses what
the provider refuses: where it is more generous, a test on it would lie.
"""

from bot.sandbox.provider.days import DAYS
from bot.sandbox.provider.provider import Provider

__all__ = ["DAYS", "Provider"]
