"""A cluster that is no more: the reads of a kept snapshot, for a model that is tried on it.

It answers as the cluster did then, and only what was read then; the rest is refused with a reason, as it would be.
"""

import re
from collections.abc import Iterator
from typing import Any

from bot.domain.errors import PermanentError
from bot.domain.snapshot import LogKey, Snapshot
from bot.facts.raw import dig, mapping
from bot.triage.ports.cluster import Listing


class KeptCluster:
    """The `Cluster` port over a snapshot. Selectors are as the tools and a triage write them: a=b, a!=b, a in (b,c)."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    @property
    def name(self) -> str:
        """The name of the cluster that was read."""
        return self._snapshot.scope.cluster

    async def list(self, plural: str, namespace: str, *, labels: str = "", fields: str = "") -> Listing:
        """What was read of a kind, as far as it meets the selectors.

        Raises:
            PermanentError: it was not read then, or a selector is of another form.
        """
        found = self._snapshot.objects.get(plural, {}).get(namespace)
        if found is None:
            place = f" in {namespace}" if namespace else ""
            raise PermanentError(f"{plural}{place} were not read when the snapshot was taken")
        wanted = [*_terms(labels, ("metadata", "labels")), *_terms(fields, ())]
        return Listing(items=tuple(one for one in found if all(_meets(one, term) for term in wanted)))

    async def logs(self, key: LogKey, *, max_bytes: int = 64_000) -> str:
        """The newest part of a log that was read then.

        Raises:
            PermanentError: it was not.
        """
        log = self._snapshot.logs.get(key)
        if log is None:
            raise PermanentError("this log was not read when the snapshot was taken")
        return log.encode()[-max_bytes:].decode(errors="replace")


_Term = tuple[tuple[str, ...], frozenset[str], bool]
"""Where to look, the values, and whether it is to be one of them."""
_PARTS = re.compile(r",(?![^(]*\))")
_IN = re.compile(r"(\S+) in \(([^()]*)\)")


def _terms(selector: str, base: tuple[str, ...]) -> Iterator[_Term]:
    for part in filter(None, (one.strip() for one in _PARTS.split(selector))):
        if one_of := _IN.fullmatch(part):
            values = frozenset(value.strip() for value in one_of[2].split(","))
            yield _place(one_of[1], base), values, True
            continue
        path, sign, value = part.partition("=")
        if not sign or "(" in part:
            raise PermanentError(
                f"of a kept snapshot only a=b, a!=b and a in (b,c) can be selected, not {part}"
            )
        equal = not path.endswith("!")
        name = path.removesuffix("!").strip()
        yield _place(name, base), frozenset({value.removeprefix("=").strip()}), equal


def _place(name: str, base: tuple[str, ...]) -> tuple[str, ...]:
    return (*base, name) if base else tuple(name.split("."))


def _meets(raw: dict[str, Any], term: _Term) -> bool:
    where, values, equal = term
    if where[:2] == ("metadata", "labels"):
        found = mapping(raw, "metadata", "labels").get(where[2], "")
    else:
        found = dig(raw, *where)
    return (str("" if found is None else found) in values) is equal
