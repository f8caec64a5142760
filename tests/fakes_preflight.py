"""The ports of a preflight in memory: rotas that a test changes, and what each person may do."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.errors import OutsideError
from bot.domain.preflight import Asker, Can
from bot.domain.rota import Shift


class FakeRota:
    """The `Rota` port; `trouble` is raised while it is set, `asked` notes the stretches that were asked for."""

    def __init__(self, name: str, *shifts: Shift, services: Sequence[str] = ()) -> None:
        self.name = name
        self.services = tuple(services)
        self.all = list(shifts)
        self.trouble: Exception | None = None
        self.asked: list[tuple[datetime, datetime]] = []

    async def shifts(self, begin: datetime, end: datetime) -> Sequence[Shift]:
        """Those that overlap the stretch."""
        self.asked.append((begin, end))
        if self.trouble is not None:
            raise self.trouble
        return [one for one in self.all if one.overlaps(begin, end)]


class FakeReviews:
    """The `Reviews` port: everybody may do everything but what is in `refused`, as "emil patch deployments shop".

    `trouble` is raised while it is set; `asked` notes every question.
    """

    def __init__(self, *refused: str) -> None:
        self.refused = set(refused)
        self.trouble: Exception | None = None
        self.asked: list[str] = []

    async def may(self, asker: Asker, need: str, namespace: str) -> tuple[Can, str]:
        """Yes, or no if a test says so of the person, or of the person in that namespace."""
        who = asker.user or f"group {' '.join(asker.groups)}"
        self.asked.append(f"{who} {need} {namespace}".strip())
        if self.trouble is not None:
            raise self.trouble
        no = {f"{who} {need}", f"{who} {need} {namespace}"} & self.refused
        return (Can.NO, "no role") if no else (Can.YES, "")


class FakeLinks:
    """The `Links` port: every address answers but those of `gone`; `trouble` is raised while it is set."""

    def __init__(self, *gone: str) -> None:
        self.gone = set(gone)
        self.trouble: OutsideError | Exception | None = None

    async def ask(self, url: str) -> tuple[Can, str]:
        """What a test says."""
        if self.trouble is not None:
            raise self.trouble
        return (Can.NO, "it answers 404") if url in self.gone else (Can.YES, "it answers 200")
