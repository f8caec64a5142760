"""A vendor's status page, in the JSON that Statuspage gives (`/api/v2/summary.json`), as a source of freezes.

It freezes only the services that list the vendor. What is not said in words that are known counts as red.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from bot.adapters.feeds.fetch import Fetch
from bot.domain.errors import PermanentError
from bot.domain.freeze import Freeze

INDICATORS = {"none": 0, "minor": 1, "major": 2, "critical": 3}
COMPONENTS = {"operational": 0, "degraded_performance": 1, "partial_outage": 2, "major_outage": 3}
"""Statuspage's words; any other (`maintenance`, `under_maintenance`) is red at every level."""
RED = 9
SINCE = datetime(1970, 1, 1, tzinfo=UTC)
"""The page tells when it was last edited, not since when it is red; an override must outlive an edit."""


class Statuspage:
    """The `FreezeSource` port over one vendor's page.

    `components` names those that matter (none: the page's own indicator), `level` the least trouble that counts.
    """

    def __init__(
        self, name: str, fetch: Fetch, services: Sequence[str], *, components: Sequence[str] = (), level: str
    ) -> None:
        self.name = f"vendor:{name}"
        self.scopes = tuple(f"service:{one}" for one in services)
        self._fetch = fetch
        self._components = components
        self._level = INDICATORS[level]

    async def close(self) -> None:
        """End the connection."""
        await self._fetch.close()

    async def read(self, _now: datetime) -> Sequence[Freeze]:
        """A freeze for each service and each part of the page that is red.

        Raises:
            OutsideError: it could not be read, or says nothing of what was asked for.
        """
        try:
            page = json.loads(await self._fetch())
        except (ValueError, RecursionError) as error:
            raise PermanentError("it is no JSON") from error
        return [
            Freeze(
                scope=scope,
                starts_at=SINCE,
                ends_at=None,
                why=f"{part}: {word}",
                source=self.name,
                key=f"{part}:{word}",
            )
            for part, word in self._red(page)
            for scope in self.scopes
        ]

    def _red(self, page: Any) -> Iterator[tuple[str, str]]:
        if not self._components:
            yield from self._judged("status", _word(page, "status", "indicator"), INDICATORS)
            return
        listed = page.get("components") if isinstance(page, Mapping) else None
        states = {_word(one, "name").lower(): one for one in listed or () if isinstance(one, Mapping)}
        for name in self._components:
            if name.lower() not in states:
                raise PermanentError(f"it lists no component {name}")
            yield from self._judged(name, _word(states[name.lower()], "status"), COMPONENTS)

    def _judged(self, part: str, word: str, known: Mapping[str, int]) -> Iterator[tuple[str, str]]:
        if known.get(word, RED) >= self._level:
            yield part, word[:60]


def _word(value: Any, *path: str) -> str:
    """The text at a path of fields."""
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    if not isinstance(value, str) or not value:
        raise PermanentError(f"it does not say its {'.'.join(path)}")
    return value
