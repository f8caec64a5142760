"""The kill switch's value: which scopes are stopped, by whom and why; read again just before every side effect."""

from datetime import datetime
from enum import StrEnum

from bot.domain.noun import Noun

EVERYTHING, MODEL, MITIGATION, POSTING = "everything", "model", "mitigation", "posting"
SCOPES = (EVERYTHING, MODEL, MITIGATION, POSTING)
NAMED = ("service:", "incident:", "release:")
ALL_SCOPES = (*SCOPES, *(f"{kind}<{'id' if kind == 'incident:' else 'name'}>" for kind in NAMED))
_DRILL = "drill:"
WHY = 300


class Lever(StrEnum):
    """Where a lever stands, which is where it is lifted."""

    RECORD = "record"
    FILE = "stop file"
    CONFIGMAP = "ConfigMap"


def scope_of(word: str) -> str | None:
    """The scope that a person means; "" means everything. None: there is no such scope.

    Words count in any case; the name of a service keeps its own.
    """
    word = word.strip() or EVERYTHING
    kind, colon, named = word.partition(":")
    prefix = kind.lower() + colon
    if prefix in NAMED:
        return prefix + named if named and not any(one.isspace() for one in named) else None
    return prefix if prefix in SCOPES else None


def drill_scope(drill: str) -> str:
    """The scope of a drill, which halts nothing but its own canary."""
    return f"{_DRILL}{drill}"


class Stop(Noun):
    """One lever pulled. `scope` is one of the words above, "service:<name>", "incident:<id>" or "release:<name>".

    `by` is an account, a shell's user or what else pulled it, "" if that is not known; `place` says which file or
    ConfigMap it is, "" for the record.
    """

    scope: str
    by: str
    at: datetime
    why: str = ""
    lever: Lever = Lever.RECORD
    place: str = ""

    @property
    def is_drill(self) -> bool:
        """Whether it stops nothing but a drill's canary."""
        return self.scope.startswith(_DRILL)


def written_stop(text: str, at: datetime, *, lever: Lever, place: str) -> Stop:
    """What a lever that is a text stands for: the first line may name a scope and the second a reason.

    It fails closed: whoever makes it wants a stop, so any other text is a reason, and stops everything.
    """
    first, second = (line.strip() for line in (*text.splitlines(), "", "")[:2])
    scope = scope_of(first)
    why = second or f"the {lever} exists" if scope is not None else first
    return Stop(scope=scope or EVERYTHING, by="", at=at, why=why[:WHY], lever=lever, place=place)


class Switch(Noun):
    """All levers as read at `read_at`. `readable` is false if a read failed: then writes and model calls stop.

    `unread` has a sentence for each lever that could not be read; what such a lever said last still counts.
    """

    stops: tuple[Stop, ...] = ()
    read_at: datetime
    readable: bool = True
    unread: tuple[str, ...] = ()

    def halts(self, *scopes: str) -> Stop | None:
        """The first pulled lever that halts any of the scopes, in any case of letters; "everything" halts all."""
        wanted = {scope.casefold() for scope in (EVERYTHING, *scopes)}
        return next((stop for stop in self.stops if stop.scope.casefold() in wanted), None)

    def standing(self, scope: str) -> Stop | None:
        """The pulled lever of exactly this scope, in any case of letters."""
        return next((stop for stop in self.stops if stop.scope.casefold() == scope.casefold()), None)
