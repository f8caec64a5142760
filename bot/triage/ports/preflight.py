"""What a preflight asks of the outside: rotas, access of other people, addresses; and where its answers are kept."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from bot.domain.preflight import Asker, Can, LinkAnswer, Sheet
from bot.domain.rota import Duty, Shift


class Rota(Protocol):
    """A source of shifts: the configuration, a paging system's schedule, a calendar."""

    @property
    def name(self) -> str:
        """Its name in the configuration."""
        ...

    @property
    def services(self) -> tuple[str, ...]:
        """The services that it is for, none for all."""
        ...

    async def shifts(self, begin: datetime, end: datetime) -> Sequence[Shift]:
        """Who is on call from `begin` to `end`, in the order of beginning.

        Raises:
            OutsideError: it could not be read or understood in time; who is on call is unknown.
        """
        ...


class Reviews(Protocol):
    """One cluster, asked what another may do."""

    async def may(self, asker: Asker, need: str, namespace: str) -> tuple[Can, str]:
        """The answer, and why if it is not yes.

        Raises:
            OutsideError: the cluster does not answer, or may not be asked.
        """
        ...


class Links(Protocol):
    """Addresses, asked whether anything answers there."""

    async def ask(self, url: str) -> tuple[Can, str]:
        """The answer and what was seen, as a sentence's end. Never raises: what fails is unknown."""
        ...


class Instruments(NamedTuple):
    """All that a preflight asks by; nothing of it if nothing is configured."""

    rotas: Sequence[Rota] = ()
    reviews: Mapping[str, Reviews] = {}
    links: Links | None = None


class Preflights(Protocol):
    """The answers of the last preflight, and the rotas as they were last read."""

    async def put_duties(self, duties: Sequence[Duty]) -> None:
        """Keep these rotas, in place of all."""
        ...

    async def duties(self) -> Sequence[Duty]:
        """The rotas, by name."""
        ...

    async def put(self, sheets: Sequence[Sheet], links: Sequence[LinkAnswer]) -> None:
        """Keep these answers, in place of all."""
        ...

    async def sheets(self, cluster: str = "", namespaces: Sequence[str] = ()) -> Sequence[Sheet]:
        """The answers about those namespaces of a cluster; all there are if no cluster is named."""
        ...

    async def links(self) -> Sequence[LinkAnswer]:
        """The answers about addresses."""
        ...
