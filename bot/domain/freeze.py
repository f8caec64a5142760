"""Freezes: windows in which changes are refused, wherever they come from, and what could not be read of them."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from bot.domain.alert import Severity
from bot.domain.incident import Incident
from bot.domain.noun import Noun
from bot.domain.target import Target

ALL = "all"
NAMED = ("cluster:", "namespace:", "service:")
SCOPES = (ALL, *(f"{kind}<name>" for kind in NAMED))
CONFIGURATION, COMMAND, INCIDENT = "configuration", "command", "incident"
LONGEST = timedelta(days=90)
"""Of a freeze by command; a longer one belongs into the configuration or a calendar."""


def scope_of(word: str) -> str | None:
    """The scope that a person means, its kind in any case of letters. None: there is no such scope."""
    word = word.strip()
    kind, colon, named = word.partition(":")
    if kind.lower() + colon in NAMED:
        return f"{kind.lower()}:{named}" if named and not any(one.isspace() for one in named) else None
    return ALL if word.lower() == ALL else None


class Place(Noun):
    """What a change touches; scopes are compared with it in any case of letters.

    `namespace` "" is that of a change to a node, which carries pods of every namespace: a scope of any names it.
    """

    cluster: str
    namespace: str
    service: str

    def within(self, scope: str) -> bool:
        """Whether the scope names this place; a scope of an unknown kind names everything (fails closed)."""
        kind, _, name = scope.partition(":")
        mine = {"cluster": self.cluster, "namespace": self.namespace or name, "service": self.service}
        return kind not in mine or mine[kind].casefold() == name.casefold()


class Names(Noun):
    """The names that the configuration has, by kind of scope."""

    cluster: frozenset[str] = frozenset()
    namespace: frozenset[str] = frozenset()
    service: frozenset[str] = frozenset()

    def lacks(self, scope: str) -> bool:
        """Whether the scope's name is none of them, in any case of letters; of a kind that has none nobody can tell."""
        kind, _, name = scope.partition(":")
        names = {"cluster": self.cluster, "namespace": self.namespace, "service": self.service}.get(kind)
        return bool(names) and name.casefold() not in {one.casefold() for one in names or ()}


class Freeze(Noun):
    """A window in which changes to the named targets are refused.

    `scope` is "all", "cluster:<name>", "namespace:<name>" or "service:<name>". `ends_at` None: until its source says
    otherwise. `source` is one of the words above, "calendar:<name>" or "vendor:<name>"; `key` tells freezes of one
    source apart (a row's id, an event's UID); `by` is the account that ordered it, "" if none did.
    """

    scope: str
    starts_at: datetime
    ends_at: datetime | None
    why: str = ""
    source: str = CONFIGURATION
    key: str = ""
    by: str = ""

    @property
    def id(self) -> str:
        """Twelve hexadecimal digits over all of it: a freeze that was changed is another one."""
        said = json.dumps(self.model_dump(mode="json", include=set(Freeze.model_fields)), sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()[:12]

    def stands(self, now: datetime) -> bool:
        """From its start until just before its end."""
        return self.starts_at <= now and (self.ends_at is None or now < self.ends_at)


class Unread(Noun):
    """A source of freezes that could not be read, which counts as frozen for the scopes that it speaks of."""

    source: str
    why: str
    scopes: tuple[str, ...] = (ALL,)


class Freezes(Noun):
    """All that is known of freezes at one moment: those that stand or come, and the sources that say nothing."""

    windows: tuple[Freeze, ...] = ()
    unread: tuple[Unread, ...] = ()

    def standing(self, place: Place, now: datetime) -> tuple[Freeze, ...]:
        """Those in force now that name the place; the one that ends last first, without an end before all."""
        hits = [one for one in self.windows if one.stands(now) and place.within(one.scope)]
        return tuple(sorted(hits, key=_last_first))

    def silent(self, place: Place) -> tuple[Unread, ...]:
        """The sources that might freeze the place and could not be read."""
        return tuple(one for one in self.unread if any(place.within(scope) for scope in one.scopes))

    def beside(self, more: "Freezes") -> "Freezes":
        """Both together."""
        return Freezes(windows=(*self.windows, *more.windows), unread=(*self.unread, *more.unread))


class Override(Noun):
    """The commander's typed reason to make one change in spite of one freeze; part of the proposal's digest.

    `freeze` is the freeze's id, `scope` and `source` are its own: what people were shown.
    """

    freeze: str
    scope: str
    source: str
    reason: str
    by: str


def place_of(target: Target) -> Place:
    """What a change for an incident's target touches."""
    return Place(cluster=target.cluster, namespace=target.namespace, service=target.service or "")


def other_sev1s(incidents: Iterable[Incident], mine: str, place: Place) -> Sequence[Freeze]:
    """A freeze for each other open incident of critical severity that names the place's service, else namespace...

    An incident names the narrowest thing that its target has: one of a service says nothing of its neighbours.
    """
    return [
        Freeze(
            scope=_narrowest(one.target),
            starts_at=one.opened_at,
            ends_at=None,
            why=f"I-{one.number} is open with severity critical",
            source=INCIDENT,
            key=one.id,
        )
        for one in incidents
        if one.id != mine and one.is_open and one.severity is Severity.CRITICAL
        if one.target is not None and _names(one.target, place)
    ]


def _names(target: Target, place: Place) -> bool:
    """Asked of each for each: no noun is made for it. A place of no namespace carries that of every target."""
    theirs = (target.service, target.namespace, target.cluster)
    mine = (place.service, place.namespace or target.namespace, place.cluster)
    return all(
        not named or named.casefold() == one.casefold() for named, one in zip(theirs, mine, strict=True)
    )


def _narrowest(target: Target) -> str:
    if target.service:
        return f"service:{target.service}"
    return f"namespace:{target.namespace}" if target.namespace else f"cluster:{target.cluster}"


def _last_first(freeze: Freeze) -> tuple[bool, float]:
    return freeze.ends_at is not None, -(freeze.ends_at or freeze.starts_at).timestamp()
