"""The kill switch's value: which scopes are stopped, by whom and why; read again just before every side effect."""

from datetime import datetime

from bot.domain.noun import Noun

EVERYTHING, MODEL, MITIGATION, POSTING = "everything", "model", "mitigation", "posting"
SCOPES = (EVERYTHING, MODEL, MITIGATION, POSTING)
NAMED = ("service:", "incident:")


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


class Stop(Noun):
    """One lever pulled. `scope` is one of the words above, "service:<name>" or "incident:<id>"."""

    scope: str
    by: str
    at: datetime
    why: str = ""


class Switch(Noun):
    """All levers as read at `read_at`. `readable` is false if the read failed: then writes stop."""

    stops: tuple[Stop, ...] = ()
    read_at: datetime
    readable: bool = True

    def halts(self, *scopes: str) -> Stop | None:
        """The first pulled lever that halts any of the scopes, in any case of letters; "everything" halts all."""
        wanted = {scope.casefold() for scope in (EVERYTHING, *scopes)}
        return next((stop for stop in self.stops if stop.scope.casefold() in wanted), None)

    def standing(self, scope: str) -> Stop | None:
        """The pulled lever of exactly this scope, in any case of letters."""
        return next((stop for stop in self.stops if stop.scope.casefold() == scope.casefold()), None)
