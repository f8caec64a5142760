"""Lists in pages. A list that is begun stays as it was at its first page, and its token grows old."""

import base64
import copy
import itertools
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.sandbox.cluster.objects import Obj
from bot.sandbox.cluster.status import bad_request, expired_list

_LIFE = timedelta(minutes=5)


@dataclass
class Page:
    """Some items, the list's resource version, the token for more, and how many more (None if it is not told)."""

    items: list[Obj]
    version: str
    token: str = ""
    remaining: int | None = None


@dataclass
class _Rest:
    items: list[Obj]
    version: str
    until: datetime


class Pages:
    """Begun lists, by token."""

    def __init__(self) -> None:
        self._rests: dict[str, _Rest] = {}
        self._count = itertools.count(1)

    def first(self, items: list[Obj], version: str, limit: int, now: datetime, *, counted: bool) -> Page:
        """The first `limit` items (0: all). `counted` is false where a selector hides how many remain."""
        return self._cut(_Rest(items, version, now + _LIFE), limit, counted=counted)

    def following(self, token: str, limit: int, now: datetime, *, counted: bool) -> Page:
        """The next items of a begun list.

        Raises:
            ApiError: 410 for a token too old, 400 for one that never was.
        """
        try:
            base64.b64decode(token, validate=True)
        except ValueError as error:
            raise bad_request("continue key is not valid: invalid encoding") from error
        rest = self._rests.get(token)
        if rest is None or rest.until < now:
            raise expired_list()
        return self._cut(rest, limit, counted=counted)

    def expire(self) -> None:
        """Make every token too old, as etcd's compaction does."""
        self._rests.clear()

    def _cut(self, rest: _Rest, limit: int, *, counted: bool) -> Page:
        if not limit or len(rest.items) <= limit:
            return Page(rest.items, rest.version)
        left = copy.deepcopy(rest.items[limit:])
        raw = f'{{"v":"meta.k8s.io/v1","rv":{rest.version},"start":"{next(self._count)}"}}'
        token = base64.b64encode(raw.encode()).decode()
        self._rests[token] = _Rest(left, rest.version, rest.until)
        return Page(rest.items[:limit], rest.version, token, len(left) if counted else None)
