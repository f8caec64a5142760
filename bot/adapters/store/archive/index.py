"""The index of words, made again from the diagnoses that were restored: no backup has it in it."""

import json
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.store.columns import METADATA
from bot.adapters.store.search import entry_of
from bot.adapters.store.words import Asked, Words
from bot.domain.diagnosis import Diagnosis
from bot.domain.noun import read_noun

AT_ONCE = 500


async def fill_index(connection: AsyncConnection, words: Words) -> None:
    """Note every diagnosis of the rules; one that this version cannot read is found by its number alone."""
    diagnosis, incident = METADATA.tables["diagnosis"], METADATA.tables["incident"]
    titles = {
        row.id: str(json.loads(row.body).get("title", ""))
        for row in await connection.execute(select(incident.c.id, incident.c.body))
    }
    rows = select(diagnosis).where(diagnosis.c.refines.is_(None)).order_by(diagnosis.c.id).limit(AT_ONCE)
    page = (await connection.execute(rows)).all()
    while page:
        noted = [one for row in page if (one := _noted(row, titles[row.incident_id], words))]
        if noted:
            await connection.execute(noted[0][0], [dict(values) for _, values in noted])
        page = (await connection.execute(rows.where(diagnosis.c.id > page[-1].id))).all()


def _noted(row: Any, title: str, words: Words) -> Asked | None:
    made = read_noun(Diagnosis, json.loads(row.body))
    if made is None:
        return None
    return words.adding(entry_of(row.id, made, title=title, service=row.service, namespace=row.namespace))
