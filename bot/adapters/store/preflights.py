"""Preflights: the last answers as one sheet for each place, so that a thread reads only those of its own."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import Text, delete, insert, select
from sqlmodel import Field, col

from bot.adapters.store.columns import Row, UtcTime
from bot.adapters.store.session import Session
from bot.domain.preflight import LinkAnswer, Sheet
from bot.domain.rota import Duty

DUTY, SHEET, LINKS = "duty", "sheet", "links"
_LINKS = TypeAdapter(tuple[LinkAnswer, ...])
_AT_ONCE = 100


class PreflightRow(Row, table=True):
    """A rota, a sheet of answers or all links, as JSON; `key` says which."""

    __tablename__ = "preflight"

    kind: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    at: datetime = Field(sa_type=UtcTime)
    body: str = Field(sa_type=Text)


class SqlPreflights:
    """The `Preflights` port."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def put_duties(self, duties: Sequence[Duty]) -> None:
        """Keep these rotas, in place of all."""
        await self._replace(DUTY, ((one.rota, one.model_dump_json()) for one in duties))

    async def duties(self) -> Sequence[Duty]:
        """The rotas, by name."""
        return [Duty.model_validate_json(body) for body in await self._bodies(DUTY)]

    async def put(self, sheets: Sequence[Sheet], links: Sequence[LinkAnswer]) -> None:
        """Keep these answers, in place of all."""
        keyed = ((_key(one.cluster, one.namespace), one.model_dump_json()) for one in sheets)
        await self._replace(SHEET, keyed)
        await self._replace(LINKS, [("", _LINKS.dump_json(tuple(links)).decode())])

    async def sheets(self, cluster: str = "", namespaces: Sequence[str] = ()) -> Sequence[Sheet]:
        """The answers about those namespaces of a cluster; all there are if no cluster is named."""
        keys = [_key(cluster, one) for one in namespaces] if cluster else None
        return [Sheet.model_validate_json(body) for body in await self._bodies(SHEET, keys)]

    async def links(self) -> Sequence[LinkAnswer]:
        """The answers about addresses."""
        return [one for body in await self._bodies(LINKS) for one in _LINKS.validate_json(body)]

    async def _bodies(self, kind: str, keys: Sequence[str] | None = None) -> Sequence[str]:
        found = select(col(PreflightRow.body)).where(col(PreflightRow.kind) == kind)
        if keys is not None:
            found = found.where(col(PreflightRow.key).in_(keys))
        return await self._session.all(found.order_by(col(PreflightRow.key)))

    async def _replace(self, kind: str, keyed: Iterable[tuple[str, str]]) -> None:
        await self._session.change(delete(PreflightRow).where(col(PreflightRow.kind) == kind))
        at = self._session.now
        rows = [{"kind": kind, "key": key, "at": at, "body": body} for key, body in keyed]
        for first in range(0, len(rows), _AT_ONCE):
            await self._session.run(insert(PreflightRow).values(rows[first : first + _AT_ONCE]))


def _key(cluster: str, namespace: str) -> str:
    return f"{cluster}/{namespace}"
