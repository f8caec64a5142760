import hmac
from datetime import timedelta
from hashlib import sha256

from bot.adapters.paging.webhook import signature
from tests.adapters.paging.test_paging_contract import NOW, PAGE, webhook
from tests.page_server import PageServer


async def test_a_page_goes_out_as_json(server: PageServer) -> None:
    made = webhook(f"{server.url}/hook")
    await made.trigger(PAGE)
    await made.resolve(PAGE)
    await made.close()
    first, second = server.got
    assert first.path == "/hook"
    assert first.told == {
        "version": 1,
        "event": "trigger",
        "key": "lookout:inc-1",
        "headline": PAGE.headline,
        "severity": "critical",
        "source": "lookout-prod",
        "component": "checkout",
        "at": "2026-11-30T02:14:00+00:00",
        "facts": {"service": "checkout"},
        "repetition": 1,
        "links": [{"label": "Thread in Slack", "url": "https://example.slack.com/archives/C1/p1"}],
    }
    assert second.told["event"] == "resolve"
    keys = [got.headers["Idempotency-Key"] for got in server.got]
    began = int(NOW.timestamp()) if PAGE.at is None else int(PAGE.at.timestamp())
    assert keys == [f"trigger:lookout:inc-1:1:{began}", f"resolve:lookout:inc-1:1:{began}"]


async def test_the_same_fault_on_another_day_is_not_taken_for_one_that_was_sent_again(
    server: PageServer,
) -> None:
    made = webhook(server.url)
    for at in (NOW, NOW, NOW + timedelta(days=1)):
        await made.trigger(PAGE.model_copy(update={"at": at}))
    await made.close()
    first, again, later = (got.headers["Idempotency-Key"] for got in server.got)
    assert first == again != later


async def test_without_secrets_nothing_is_signed_and_nobody_named(server: PageServer) -> None:
    made = webhook(server.url)
    await made.trigger(PAGE.model_copy(update={"at": None}))
    await made.close()
    assert not {"Authorization", "X-Lookout-Signature", "X-Lookout-Timestamp"} & set(server.got[0].headers)
    assert server.got[0].told["at"] is None


async def test_a_receiver_can_check_who_sent_it_and_when(server: PageServer) -> None:
    made = webhook(server.url, signing="a-shared-secret-text", token="bearer-1")
    await made.trigger(PAGE)
    await made.close()
    (got,) = server.got
    stamp = got.headers["X-Lookout-Timestamp"]
    assert stamp == str(int(NOW.timestamp()))
    expected = hmac.new(b"a-shared-secret-text", f"v1:{stamp}:".encode() + got.body, sha256).hexdigest()
    assert got.headers["X-Lookout-Signature"] == f"v1={expected}"
    assert got.headers["Authorization"] == "Bearer bearer-1"


def test_another_body_time_or_secret_is_another_signature() -> None:
    made = {
        signature("one", "1", b"{}"),
        signature("two", "1", b"{}"),
        signature("one", "2", b"{}"),
        signature("one", "1", b"[]"),
    }
    assert len(made) == 4
