"""`lookout ledger --view`: the model's accounts from the record, without Slack and without a model."""

import asyncio
import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from bot.adapters.clock import SystemClock
from bot.adapters.store.store import SqlStore
from bot.cli.levers import record_of
from bot.cli.say import refuse, sentences
from bot.cli.since import since as period
from bot.domain.ledger import LedgerEntry
from bot.render.accounts import VIEWS, account_lines
from bot.reports.accounts import ACTS, Accounts, Finance, Product, Reliability, accounts_of
from bot.settings.environment import read_environment


def main(view: str, since: str, *, as_json: bool) -> None:
    """Print one view of the rows since then."""
    if view not in VIEWS:
        raise refuse(f"there is no view {view!r}; the views are {', '.join(VIEWS)}")
    back = period(since)
    with sentences():
        url = read_environment().database_url
    record = record_of(url)
    with sentences():
        rows = asyncio.run(_rows(url, back))
    accounts = accounts_of(rows)
    if as_json:
        print(json.dumps(json_of(accounts, view), ensure_ascii=False, indent=1))
        return
    print("\n".join(account_lines(accounts, view)))
    print(f"since: {since}; record: {record}")


def json_of(accounts: Accounts, view: str) -> dict[str, Any]:
    """`{"view", "total": {"attempts", "usage", "cost"}, "unread", "unread_cost"}` and the view's lists.

    Costs are in micro-dollars.
    """
    views: dict[str, Product | Reliability | Finance] = {
        "product": accounts.product,
        "sre": accounts.sre,
        "finance": accounts.finance,
    }
    return {
        "view": view,
        **views[view].model_dump(mode="json"),
        "total": views[view].total.model_dump(mode="json"),
        "unread": accounts.unread,
        "unread_cost": accounts.unread_cost,
    }


async def _rows(url: str, span: timedelta) -> Sequence[LedgerEntry]:
    store = await SqlStore.open(url, SystemClock())
    try:
        async with store.read() as tx:
            return await tx.ledger.since(ACTS, tx.now - span)
    finally:
        await store.close()
