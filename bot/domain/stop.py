"""The kill switch's value: which scopes are stopped, by whom and why; read again just before every side effect."""

from datetime import datetime

from bot.domain.noun import Noun

EVERYTHING, MODEL, MITIGATION, POSTING = "everything", "model", "mitigation", "posting"


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
        """The first pulled lever that halts any of the scopes; "everything" halts all."""
        wanted = {EVERYTHING, *scopes}
        return next((stop for stop in self.stops if stop.scope in wanted), None)
