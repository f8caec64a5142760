"""The three errors that the outside world can give us.

Vendor errors are translated at the edge (in `adapters`) into one of these. The message is a sentence for the person on
call: what happened and what it means.
"""


class OutsideError(Exception):
    """Something outside Lookout did not do what was asked."""


class TransientError(OutsideError):
    """May work when tried again: time-out, 429, 5xx, connection lost. `retry_after` is in seconds, if told."""

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class SilentError(TransientError):
    """No answer came at all: not reached, cut off, or too late."""


class PermanentError(OutsideError):
    """Will not work however often it is tried: malformed, unknown, gone, target changed (409).

    `code` is the outside's own word for it, "" if it gave none: some of these leave another way open.
    """

    def __init__(self, message: str, *, code: str = "") -> None:
        super().__init__(message)
        self.code = code


class RefusedError(OutsideError):
    """Understood and not allowed: 401, 403, missing scope, not in channel."""
