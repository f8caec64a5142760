import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from bot.adapters.rota.known import People
from bot.adapters.rota.pagerduty import PagerDuty
from bot.domain.errors import OutsideError, PermanentError, RefusedError, TransientError
from bot.domain.rota import Known, Shift
from tests.rota_sources import RotaSources

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
PATH = "/oncalls"
TOKEN = "u+not-a-real-token"
PEOPLE = People({"U0NORA": Known(name="Nora", email="Nora@example.com"), "U0EMIL": Known(name="Emil Novak")})


def oncall(name: str, email: str = "", start: str | None = None, end: str | None = None) -> dict[str, Any]:
    return {"user": {"id": "P1", "name": name, "email": email}, "start": start, "end": end}


def body(*oncalls: dict[str, Any], more: bool = False) -> bytes:
    return json.dumps({"oncalls": list(oncalls), "limit": 100, "offset": 0, "more": more}).encode()


def schedule(web: RotaSources, within: float = 20) -> PagerDuty:
    return PagerDuty("shop", (), "PABC123", url=web.url, token=SecretStr(TOKEN), people=PEOPLE, within=within)


@pytest.fixture
async def rota(web: RotaSources) -> AsyncIterator[PagerDuty]:
    made = schedule(web)
    yield made
    await made.close()


async def read(rota: PagerDuty) -> list[Shift]:
    return list(await rota.shifts(NOW, NOW + timedelta(days=8)))


async def refused(rota: PagerDuty) -> OutsideError:
    with pytest.raises(OutsideError) as caught:
        await read(rota)
    assert TOKEN not in str(caught.value)
    return caught.value


async def test_people_are_known_by_address_else_by_name_else_only_called_so(
    web: RotaSources, rota: PagerDuty
) -> None:
    web.answers[PATH] = (
        200,
        body(
            oncall("N. L.", "nora@EXAMPLE.com", "2026-12-01T09:00:00+01:00", "2026-12-02T09:00:00+01:00"),
            oncall("emil novak", start="2026-12-02T08:00:00Z"),
            oncall("Somebody Else"),
        ),
    )
    assert await read(rota) == [
        Shift(name="Somebody Else"),
        Shift(
            user_id="U0NORA",
            name="Nora",
            starts_at=datetime(2026, 12, 1, 8, tzinfo=UTC),
            ends_at=datetime(2026, 12, 2, 8, tzinfo=UTC),
        ),
        Shift(user_id="U0EMIL", name="Emil Novak", starts_at=datetime(2026, 12, 2, 8, tzinfo=UTC)),
    ]


async def test_it_asks_for_the_schedule_and_the_time_with_the_token(
    web: RotaSources, rota: PagerDuty
) -> None:
    web.answers[PATH] = (200, body())
    assert await read(rota) == []
    (asked,) = web.asked
    assert asked.headers["Authorization"] == f"Token token={TOKEN}"
    assert asked.headers["Accept"] == "application/vnd.pagerduty+json;version=2"
    assert asked.query["schedule_ids[]"] == "PABC123"
    assert (asked.query["since"], asked.query["until"]) == (
        "2026-11-30T09:00:00+00:00",
        "2026-12-08T09:00:00+00:00",
    )


async def test_all_pages_are_read_and_no_more_than_a_few(web: RotaSources, rota: PagerDuty) -> None:
    web.queues[PATH] = [body(oncall("Nora"), more=True), body(oncall("Nora"), oncall("Emil Novak"))]
    assert [one.user_id for one in await read(rota)] == ["U0EMIL", "U0NORA"]
    assert [one.query["offset"] for one in web.asked] == ["0", "100"]
    web.answers[PATH] = (200, body(more=True))
    assert "more than the 500 on-calls" in str(await refused(rota))


@pytest.mark.parametrize(
    ("status", "kind", "said"),
    [
        (401, RefusedError, "refuses (401): check the token"),
        (403, RefusedError, "refuses (403)"),
        (404, PermanentError, "answers 404"),
        (429, TransientError, "answers 429"),
        (503, TransientError, "answers 503"),
        (302, PermanentError, "a redirect elsewhere, which is not followed"),
    ],
)
async def test_every_refusal_says_what_it_is(
    web: RotaSources, rota: PagerDuty, status: int, kind: type[OutsideError], said: str
) -> None:
    web.headers = {"Location": "http://127.0.0.1:1/elsewhere"}
    web.answers[PATH] = (status, b"")
    problem = await refused(rota)
    assert isinstance(problem, kind)
    assert said in str(problem)


@pytest.mark.parametrize(
    "garbage",
    [
        b"",
        b"<html>",
        b"[" * 100_000,
        b"[]",
        b'{"oncalls": 3}',
        b'{"oncalls": [3]}',
        b'{"oncalls": [{"user": null}]}',
        b'{"oncalls": [{"user": {"name": "Nora"}, "start": "soon"}]}',
        b'{"oncalls": [{"user": {"name": "Nora"}, "start": "2026-12-01T09:00:00"}]}',
        b'{"oncalls": [{"user": {"name": "Nora"}, "start": 5}]}',
    ],
)
async def test_garbage_is_refused_and_never_an_empty_rota(
    web: RotaSources, rota: PagerDuty, garbage: bytes
) -> None:
    web.answers[PATH] = (200, garbage)
    assert isinstance(await refused(rota), PermanentError)


async def test_an_answer_that_is_too_large_or_too_slow_is_cut(web: RotaSources, rota: PagerDuty) -> None:
    web.answers[PATH] = (200, b" " * 1_100_000)
    assert "larger than the 1,000,000 bytes" in str(await refused(rota))
    web.hanging = True
    hasty = schedule(web, 0.2)
    assert "no answer within 0.2 s" in str(await refused(hasty))
    await hasty.close()


async def test_without_a_token_nothing_is_asked(web: RotaSources) -> None:
    bare = PagerDuty("shop", (), "PABC", url=web.url, token=SecretStr(""), people=PEOPLE, within=0.5)
    assert "LOOKOUT_PAGERDUTY_TOKEN is not set" in str(await refused(bare))
    assert web.asked == []
    await bare.close()


async def test_a_server_that_is_not_there_is_said_without_its_address() -> None:
    gone = PagerDuty(
        "shop", (), "PABC", url="http://127.0.0.1:9/x?key=s3", token=SecretStr(TOKEN), people=PEOPLE, within=2
    )
    assert str(await refused(gone)).startswith("PagerDuty cannot be reached (")
    await gone.close()
