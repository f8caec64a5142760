"""The sandbox's pager takes what PagerDuty's Events API takes, through Lookout's own adapter and by hand."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from bot.domain.errors import PermanentError, RefusedError, TransientError
from bot.sandbox.clock import WallClock
from bot.sandbox.pager.days import DAYS
from bot.sandbox.pager.pager import KEY, Pager
from tests.adapters.paging.test_paging_contract import PAGE, pagerduty


@pytest.fixture
async def pager() -> AsyncIterator[Pager]:
    made = Pager(WallClock())
    await made.start()
    yield made
    await made.stop()


async def test_one_key_is_one_alert_until_it_is_resolved_and_then_another(pager: Pager) -> None:
    way = pagerduty(pager.base_url, KEY)
    await way.trigger(PAGE)
    await way.trigger(PAGE)
    await way.resolve(PAGE)
    await way.trigger(PAGE)
    await way.close()
    assert [(one.key, one.state, one.events) for one in pager.alerts] == [
        (PAGE.key, "resolved", 2),
        (PAGE.key, "triggered", 1),
    ]
    shown = pager.to_json()
    assert shown["attempts"] == 4
    assert shown["alerts"][0]["summary"] == PAGE.headline
    assert shown["alerts"][0]["links"][0]["text"] == "Thread in Slack"


def event(**changes: Any) -> dict[str, Any]:
    payload = {"summary": "x", "source": "lookout", "severity": "error"}
    return {"routing_key": KEY, "event_action": "trigger", "dedup_key": "k", "payload": payload} | changes


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ("no JSON", "no JSON"),
        ([], "routing_key"),
        (event(routing_key="other"), "routing_key"),
        (event(event_action="acknowledge"), "event_action"),
        (event(dedup_key=""), "dedup_key"),
        (event(dedup_key="k" * 256), "dedup_key"),
        (event(payload=None), "payload"),
        (event(payload={"summary": "x" * 1025}), "summary"),
        (event(payload={"summary": "x", "source": "s", "severity": "page"}), "severity"),
    ],
)
async def test_what_pagerduty_would_not_take_is_not_taken_here(pager: Pager, sent: Any, said: str) -> None:
    body = {"data": sent} if isinstance(sent, str) else {"json": sent}
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{pager.base_url}/v2/enqueue", **body) as answer,
    ):
        assert answer.status == 400
        assert said in (await answer.json())["errors"][0]
    assert not pager.alerts


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        ("down", TransientError),
        ("busy", TransientError),
        ("hang", TransientError),
        ("portal", TransientError),
        ("key", RefusedError),
        ("invalid", PermanentError),
    ],
)
async def test_a_bad_day_is_what_the_adapter_takes_it_for_and_ends_as_ordered(
    pager: Pager, day: str, kind: type[Exception]
) -> None:
    way = pagerduty(pager.base_url, KEY, within=0.5)
    pager.days.order(day, 2)
    for left in (2, 1):
        assert pager.days.armed() == [(day, left)]
        with pytest.raises(kind):
            await way.trigger(PAGE)
    await way.trigger(PAGE)
    await way.close()
    assert len(pager.alerts) == 1


async def test_a_day_without_a_number_stays_until_it_is_cleared(pager: Pager) -> None:
    way = pagerduty(pager.base_url, KEY)
    pager.days.order("down", 0)
    for _ in range(3):
        with pytest.raises(TransientError):
            await way.trigger(PAGE)
    pager.days.clear()
    await way.trigger(PAGE)
    await way.close()


def test_every_day_says_what_happens() -> None:
    assert all(day.happens for day in DAYS.values())
