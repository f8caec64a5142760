"""One attempt to write, judged: what may be said of a change from what the API server told.

The line that matters runs between "nothing was sent" and "something was sent and nobody answered". The second
is `UNKNOWN`, and Lookout never sends it again by itself.
"""

from dataclasses import dataclass
from http import HTTPStatus

import aiohttp
from kubernetes.aio.config import ConfigException

from bot.adapters.kubernetes.errors import from_exception, message_of
from bot.domain.proposal import Outcome

# Raised while the credentials are read or before a connection stands: no byte of the request was written.
NEVER_SENT = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    ConfigException,
    FileNotFoundError,
    PermissionError,
)


@dataclass(slots=True)
class Attempt:
    """What is known so far: whether sending has begun, and the answer's status (0: none yet) and body."""

    sending: bool = False
    status: int = 0
    body: bytes = b""


def judge(attempt: Attempt, problem: Exception | None) -> tuple[Outcome, str]:
    """The outcome and a sentence; `problem` is what ended the attempt, None if the answer came in full."""
    if attempt.status:
        return _answered(attempt.status, message_of(attempt.body))
    if not attempt.sending and isinstance(problem, TimeoutError):
        return Outcome.FAILED, "nothing was sent: its time was up before its turn came"
    reason = str(from_exception(problem or TimeoutError(), "the change"))
    if not attempt.sending or isinstance(problem, NEVER_SENT):
        return Outcome.FAILED, f"nothing was sent: {reason}"
    return Outcome.UNKNOWN, f"sent, and no answer came; it may or may not be in: {reason}"


def _answered(status: int, said: str) -> tuple[Outcome, str]:
    if status < HTTPStatus.MULTIPLE_CHOICES:
        return Outcome.DONE, f"the API server answered {status}"
    if status == HTTPStatus.CONFLICT:
        return Outcome.FAILED, f"target changed: {said}"
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        # Among these are time-outs between the API server and its store, after which the write may be in.
        return Outcome.UNKNOWN, f"the API server answered {status}; the change may or may not be in: {said}"
    return Outcome.FAILED, f"the API server answered {status}: {said}"
