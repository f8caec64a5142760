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
from bot.domain.ledger import LedgerEntry
from bot.render.accounts import VIEWS, account_lines
from bot.reports.accounts import ACTS, Accounts, Finance, Product, Reliability, accounts_of
from bot.settings.environment import read_environment
from bot.triage.ask import SINCE, UNITS


def main(view: str, since: str, *, as_json: bool) -> None:
    """Print one view of the rows since then."""
    if view not in VIEWS:
        raise refuse(f"there is no view {view!r}; the views are {', '.join(VIEWS)}")
    found = SINCE.match(since)
    if found is None:
        raise refuse(f"--since takes a number and h, d or w, such as 30d, and not {since!r}")
    with sentences():
        url = read_environment().database_url
    record = record_of(url)
    with sentences():
        rows = asyncio.run(_rows(url, int(found[1]) * UNITS[found[2]]))
    accounts = accounts_of(rows)
    if as_json:
        print(json.dumps(json_of(accounts, view), ensure_ascii=False, indent=1))
        return
    print("\n".join(account_lines(accounts, view)))
    print(f"since: {since}; record: {record}")


def json_of(accounts: Accounts, view: str) -> dict[str, Any]:
    """`{"view", "total": {"attempts", "usage", "cost"}, "unread"}` and the view's lists; costs in micro-dollars."""
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
    }


async def _rows(url: str, span: timedelta) -> Sequence[LedgerEntry]:
    store = await SqlStore.open(url, SystemClock())
    try:
        async with store.read() as tx:
            return await tx.ledger.since(ACTS, tx.now - span)
    finally:
        await store.close()
