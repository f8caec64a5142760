"""The vendor's failures as ours: the one file that knows the libraries' exceptions.

A failure comes in four ways: as a status, as an error in the midst of an answer whose status was 200, as an error of
the HTTP library (also while an answer is read), and as whatever the library makes of an answer that is no answer.
"""

from datetime import datetime
from http import HTTPStatus

import httpx2

from anthropic import APIConnectionError, APIStatusError
from bot.adapters.anthropic.client import MOST_BYTES, PackedError, TooLargeError
from bot.adapters.anthropic.refusal import SAID, STATUS_OF, Failure, refused
from bot.adapters.anthropic.stream import ToldError, UnreadableError
from bot.domain.errors import OutsideError, PermanentError, RefusedError, TransientError
from bot.domain.model import Ended

TOO_LARGE = f"the answer is larger than the {MOST_BYTES:,} bytes that are read"
PACKED = "the answer is compressed, which was not asked for"
LATE = "the provider gave no answer in time"


def failure_of(problem: BaseException, now: datetime) -> Failure:
    """What whatever was raised means."""
    causes = _causes(problem)
    return next((known for one in causes if (known := _known(one, now)) is not None), _broken(problem))


def raised(failure: Failure) -> OutsideError:
    """The same as one of our three errors, for what is not an attempt: the list of models."""
    if failure.ended is Ended.DENIED:
        return RefusedError(failure.why)
    if failure.ended.may_pass or failure.ended is Ended.LATE:
        return TransientError(failure.why, retry_after=failure.again_in)
    return PermanentError(failure.why)


def _causes(problem: BaseException) -> list[BaseException]:
    """What was raised and what it was raised from: the library wraps what stops it."""
    found: list[BaseException] = []
    here: BaseException | None = problem
    while here is not None and here not in found:
        found.append(here)
        here = here.__cause__
    return found


def _known(problem: BaseException, now: datetime) -> Failure | None:
    """What one exception says by itself, None if it only says that something broke."""
    if isinstance(problem, APIStatusError):
        headers = problem.response.headers
        found = refused(problem.status_code, problem.body, headers.get("retry-after", ""), now)
        return found.model_copy(update={"request_id": str(headers.get("request-id", ""))[:SAID]})
    if isinstance(problem, ToldError):
        status = STATUS_OF.get(problem.kind, HTTPStatus.INTERNAL_SERVER_ERROR)
        return refused(status, problem.body, "", now)
    if isinstance(problem, TimeoutError | httpx2.TimeoutException):
        return Failure(ended=Ended.LATE, why=LATE)
    sentence: dict[type[BaseException], str] = {
        UnreadableError: str(problem),
        TooLargeError: TOO_LARGE,
        PackedError: PACKED,
    }
    why = sentence.get(type(problem))
    return None if why is None else Failure(ended=Ended.GARBLED, why=why)


def _broken(problem: BaseException) -> Failure:
    """The connection failed before or within an answer, or what came could not be made sense of."""
    if isinstance(problem, APIConnectionError):
        why = f"the provider cannot be reached ({type(problem.__cause__ or problem).__name__})"
        return Failure(ended=Ended.UNREACHABLE, why=why)
    if isinstance(problem, httpx2.HTTPError | httpx2.StreamError | OSError):
        return Failure(ended=Ended.BROKEN, why=f"the answer broke off ({type(problem).__name__})")
    why = f"what came cannot be read ({type(problem).__name__})"
    return Failure(ended=Ended.GARBLED, why=why, said=repr(problem)[:SAID])
