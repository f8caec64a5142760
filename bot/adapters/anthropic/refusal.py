"""What the provider's own errors mean: a status, a type or a code, and words.

Quota has three shapes: a 429 with a code of its own, a 400 with a date in its words, and a 402.
"""

import math
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

from bot.domain.model import Ended
from bot.domain.noun import Noun

Json = dict[str, Any]
STATUS_OF = {
    "invalid_request_error": 400,
    "authentication_error": 401,
    "billing_error": 402,
    "permission_error": 403,
    "not_found_error": 404,
    "request_too_large": 413,
    "rate_limit_error": 429,
    "api_error": 500,
    "timeout_error": 504,
    "overloaded_error": 529,
}
"""An error within an answer has a type, and no status but the 200 of the answer."""
_LONGEST_WAIT = 366 * 24 * 3600.0
_MONTHLY = "enforced_spend_limit_reached"
_SPENT = frozenset({_MONTHLY, "contract_spend_limit_reached"})
_LIMITS = re.compile(r"reached your specified (?:\w+ )?API usage limits", re.IGNORECASE)
_BACK = re.compile(r"regain access on (\d{4}-\d{2}-\d{2})(?: at (\d{2}:\d{2}) UTC)?")
_TOO_LONG = re.compile(r"prompt is too long|exceeds? (?:the )?context", re.IGNORECASE)
_OVERLOADED = 529
_DECEMBER = 12
SAID = 300

Cause = tuple[Ended, str]
_BUSY: Cause = (Ended.BUSY, "the provider is overloaded")
_TOO_MUCH: Cause = (Ended.CONTEXT, "there was more to read than the model can take")
_BY_STATUS: dict[int, Cause] = {
    HTTPStatus.UNAUTHORIZED: (
        Ended.DENIED,
        "the provider does not accept the key (401): set a current LOOKOUT_ANTHROPIC_API_KEY",
    ),
    HTTPStatus.PAYMENT_REQUIRED: (
        Ended.QUOTA,
        "the provider asks for payment (402): see the account's billing",
    ),
    HTTPStatus.FORBIDDEN: (Ended.DENIED, "the key may not use this model (403): see the account's rights"),
    HTTPStatus.NOT_FOUND: (Ended.INVALID, "the provider knows no such model, or the address is wrong (404)"),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: (
        Ended.CONTEXT,
        "the request is larger than the provider takes (413)",
    ),
    HTTPStatus.TOO_MANY_REQUESTS: (
        Ended.LIMITED,
        "the provider limits how much may be asked for now (429)",
    ),
    HTTPStatus.SERVICE_UNAVAILABLE: _BUSY,
    _OVERLOADED: _BUSY,
}


class Failure(Noun):
    """How an attempt failed: `why` is a sentence, `again_in` in seconds, `said` the other side's words, for the log."""

    ended: Ended
    why: str
    again_in: float | None = None
    back_at: datetime | None = None
    request_id: str = ""
    said: str = ""


def refused(status: int, body: object, wait: str, now: datetime) -> Failure:
    """What an error answer means; `wait` is its Retry-After, which is only passed on, never obeyed here."""
    error = body.get("error") if isinstance(body, dict) else None
    told = error if isinstance(error, dict) else {}
    said = str(told.get("message") or "")[:SAID]
    quota = _quota(status, told, said, now)
    if quota is not None:
        return quota
    ended, why = _cause(status, said)
    return Failure(ended=ended, why=why, again_in=seconds(wait, now), said=said)


def seconds(wait: str, now: datetime) -> float | None:
    """How long a Retry-After asks to wait, in seconds or until a date; None if it says neither."""
    try:
        asked = float(wait)
    except ValueError:
        asked = _until(wait, now)
    return min(max(asked, 0.0), _LONGEST_WAIT) if math.isfinite(asked) else None


def _until(wait: str, now: datetime) -> float:
    try:
        until = parsedate_to_datetime(wait)
    except (ValueError, TypeError, OverflowError):
        return math.nan
    return (until if until.tzinfo else until.replace(tzinfo=UTC)).timestamp() - now.timestamp()


def _quota(status: int, error: Json, said: str, now: datetime) -> Failure | None:
    """A quota that is used up, in the two shapes that say so themselves; a 402 is told by its status."""
    details = error.get("details")
    code = details.get("error_code") if isinstance(details, dict) else None
    if status == HTTPStatus.TOO_MANY_REQUESTS and code in _SPENT:
        back = _next_month(now) if code == _MONTHLY else None
    elif status == HTTPStatus.BAD_REQUEST and _LIMITS.search(said):
        back = _told_date(said)
    else:
        return None
    until = f" until {back:%Y-%m-%d %H:%M} UTC" if back is not None else ""
    why = f"the account's quota is used up{until}"
    return Failure(ended=Ended.QUOTA, why=why, back_at=back, said=said)


def _cause(status: int, said: str) -> Cause:
    if status == HTTPStatus.BAD_REQUEST and _TOO_LONG.search(said):
        return _TOO_MUCH
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return Ended.GARBLED, f"the address answers with a redirect ({status}), which is not followed"
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Ended.BROKEN, f"the provider failed ({status})"
    return Ended.INVALID, f"the provider did not take the request ({status})"


def _next_month(now: datetime) -> datetime:
    """The first day of the next month at 00:00 UTC, when a month's quota begins anew."""
    today = now.astimezone(UTC)
    year, month = (today.year + 1, 1) if today.month == _DECEMBER else (today.year, today.month + 1)
    return datetime(year, month, 1, tzinfo=UTC)


def _told_date(said: str) -> datetime | None:
    """The time that the words name, None if they name none that there is."""
    if (found := _BACK.search(said)) is None:
        return None
    try:
        return datetime.fromisoformat(f"{found[1]}T{found[2] or '00:00'}+00:00")
    except ValueError:
        return None
