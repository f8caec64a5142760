"""A PagerDuty schedule: the on-calls of a time range, by the REST API version 2.

`GET /oncalls` answers with who is on call from when to when; the token may be a read-only one.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from pydantic import SecretStr

from bot.adapters.feeds.get import Get
from bot.adapters.rota.known import People
from bot.domain.errors import PermanentError, RefusedError
from bot.domain.rota import Shift

PAGE, PAGES = 100, 5
ACCEPT = "application/vnd.pagerduty+json;version=2"
_WHAT = "PagerDuty"


class PagerDuty:
    """The `Rota` port over one schedule; `url` is the base of the API, `within` the deadline of one call in seconds."""

    def __init__(
        self,
        name: str,
        services: Sequence[str],
        schedule: str,
        *,
        url: str,
        token: SecretStr,
        people: People,
        within: float,
    ) -> None:
        self.name = name
        self.services = tuple(services)
        self._schedule = schedule
        self._url = f"{url.rstrip('/')}/oncalls"
        self._token = token
        self._people = people
        self._get = Get(_WHAT, within=within)

    async def close(self) -> None:
        """End the connections."""
        await self._get.close()

    async def shifts(self, begin: datetime, end: datetime) -> Sequence[Shift]:
        """Who is on call from `begin` to `end`, in the order of beginning.

        Raises:
            OutsideError: PagerDuty did not say, or not in words that are understood.
        """
        token = self._token.get_secret_value()
        if not token:
            raise RefusedError("PagerDuty was not asked: LOOKOUT_PAGERDUTY_TOKEN is not set")
        found: list[Shift] = []
        for page in range(PAGES):
            told = await self._page(token, begin, end, page * PAGE)
            found += _read(told, self._people)
            if not told.get("more"):
                return list(dict.fromkeys(sorted(found, key=_order)))
        raise PermanentError(f"PagerDuty lists more than the {PAGE * PAGES} on-calls that are read")

    async def _page(self, token: str, begin: datetime, end: datetime, offset: int) -> dict[str, Any]:
        query = [
            ("schedule_ids[]", self._schedule),
            ("include[]", "users"),
            ("since", begin.astimezone(UTC).isoformat()),
            ("until", end.astimezone(UTC).isoformat()),
            ("time_zone", "UTC"),
            ("limit", str(PAGE)),
            ("offset", str(offset)),
        ]
        headers = {"Authorization": f"Token token={token}", "Accept": ACCEPT}
        body = await self._get(self._url, query, headers)
        try:
            told = json.loads(body)
        except (ValueError, RecursionError) as error:
            raise PermanentError("PagerDuty answers what is no JSON") from error
        if not isinstance(told, dict) or not isinstance(told.get("oncalls"), list):
            raise PermanentError("PagerDuty answers without a list of on-calls")
        return told


def _read(told: dict[str, Any], people: People) -> Iterator[Shift]:
    try:
        for one in told["oncalls"]:
            user = one["user"]
            called = str(user.get("name") or user.get("summary") or user.get("id") or "")
            account = people.by_email([str(user.get("email") or "")]) or people.named(called)
            times = {"starts_at": _time(one.get("start")), "ends_at": _time(one.get("end"))}
            yield people.shift(account, called).model_copy(update=times)
    except (TypeError, KeyError, ValueError, AttributeError) as error:
        raise PermanentError("PagerDuty answers on-calls that are not understood") from error


def _time(said: str | None) -> datetime | None:
    """The time in UTC; None for an open end. Raises ValueError for one without a zone."""
    if said is None:
        return None
    at = datetime.fromisoformat(said)
    if at.tzinfo is None:
        raise ValueError(said)
    return at.astimezone(UTC)


def _order(shift: Shift) -> tuple[datetime, str]:
    return shift.starts_at or datetime.min.replace(tzinfo=UTC), shift.name
