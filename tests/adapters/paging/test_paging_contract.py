"""One contract for every way to page: the fake, the webhook and PagerDuty; the last two over HTTP on loopback."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime

import pytest
from aiohttp import web
from pydantic import SecretStr

from bot.adapters.paging.pagerduty import PagerDuty
from bot.adapters.paging.post import LONGEST_WAIT, MOST, Post
from bot.adapters.paging.secret import Secret
from bot.adapters.paging.webhook import Webhook
from bot.domain.alert import Link, Severity
from bot.domain.errors import PermanentError, RefusedError, TransientError
from bot.domain.page import Page
from bot.triage.ports.pager import Pager
from tests.fakes_clock import FakeClock
from tests.fakes_pager import FakePager
from tests.page_server import PageServer

NOW = datetime(2026, 11, 30, 2, 14, tzinfo=UTC)
KEY = "0123456789abcdef0123456789abcdef"
PAGE = Page(
    key="lookout:inc-1",
    headline="Nobody owns this incident as of 02:29 UTC: I-12 CheckoutDown (severity critical)",
    severity=Severity.CRITICAL,
    source="lookout-prod",
    component="checkout",
    at=NOW,
    facts={"service": "checkout"},
    links=(Link(label="Thread in Slack", url="https://example.slack.com/archives/C1/p1"),),
)
WITHIN = 5.0


def secret(value: str = "") -> Secret:
    return Secret(None, SecretStr(value), what="the key of oncall", mend="set it")


def pagerduty(url: str, key: str = KEY, within: float = WITHIN) -> PagerDuty:
    post = Post("PagerDuty", within=within)
    return PagerDuty("oncall", url=url, key=secret(key), post=post, clock=FakeClock(NOW))


def webhook(url: str, within: float = WITHIN, signing: str = "", token: str = "") -> Webhook:
    post = Post("webhook oncall", within=within)
    return Webhook(
        "oncall", secret(url), signing=secret(signing), token=secret(token), post=post, clock=FakeClock(NOW)
    )


@pytest.fixture(params=["fake", "pagerduty", "webhook"])
async def pager(request: pytest.FixtureRequest, server: PageServer) -> AsyncIterator[Pager]:
    if request.param == "fake":
        yield FakePager("oncall")
        return
    made: PagerDuty | Webhook = (
        pagerduty(server.url) if request.param == "pagerduty" else webhook(f"{server.url}/hook")
    )
    yield made
    await made.close()


@pytest.fixture(params=[pagerduty, webhook])
async def real(request: pytest.FixtureRequest, server: PageServer) -> AsyncIterator[Pager]:
    make: Callable[[str], PagerDuty | Webhook] = request.param
    made = make(server.url)
    yield made
    await made.close()


async def test_a_page_that_is_accepted_has_a_receipt_that_names_who_accepted(pager: Pager) -> None:
    receipt = await pager.trigger(PAGE)
    assert (pager.name, receipt.by) == ("oncall", pager.system)
    assert 200 <= receipt.status < 300


async def test_a_page_may_be_sent_again_and_resolved(pager: Pager) -> None:
    await pager.trigger(PAGE)
    await pager.trigger(PAGE)
    assert (await pager.resolve(PAGE)).by == pager.system


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, PermanentError),
        (404, PermanentError),
        (413, PermanentError),
        (302, PermanentError),
        (401, RefusedError),
        (403, RefusedError),
        (407, RefusedError),
        (408, TransientError),
        (429, TransientError),
        (500, TransientError),
        (503, TransientError),
    ],
)
async def test_a_refusal_is_one_of_our_three_errors(
    real: Pager, server: PageServer, status: int, kind: type[Exception]
) -> None:
    server.answers = [web.Response(status=status, headers={"Location": f"{server.url}/elsewhere"})]
    with pytest.raises(kind, match=str(status)):
        await real.trigger(PAGE)
    assert len(server.got) == 1, "nothing is repeated or followed by the adapter"


@pytest.mark.parametrize(
    ("told", "wait"),
    [
        ("7", 7.0),
        ("999999", LONGEST_WAIT),
        ("Mon, 30 Nov 2026 02:15:00 GMT", 60.0),
        ("Mon, 30 Nov 2026 02:15:00 -0000", 60.0),
        ("Mon, 30 Nov 2026 01:00:00 GMT", 0.0),
        ("soon", None),
        ("", None),
    ],
)
async def test_the_wait_that_is_asked_for_is_told_in_seconds(
    real: Pager, server: PageServer, told: str, wait: float | None
) -> None:
    server.answers = [web.Response(status=429, headers={"Retry-After": told})]
    with pytest.raises(TransientError) as caught:
        await real.trigger(PAGE)
    assert caught.value.retry_after == wait


async def test_an_answer_that_is_too_long_is_not_read_to_its_end(real: Pager, server: PageServer) -> None:
    server.answers = [web.Response(status=500, body=b"x" * (MOST * 3))]
    with pytest.raises(TransientError, match="500"):
        await real.trigger(PAGE)


@pytest.mark.parametrize("make", [pagerduty, webhook])
async def test_what_hangs_is_given_up_in_time(make: Callable[..., Pager], server: PageServer) -> None:
    server.hanging = True
    made = make(server.url, within=0.2)
    with pytest.raises(TransientError, match=r"no answer within 0\.2 s"):
        await made.trigger(PAGE)
    await made.close()  # type: ignore[attr-defined] # both real ways have it


@pytest.mark.parametrize("make", [pagerduty, webhook])
async def test_an_address_where_nobody_listens_is_transient(make: Callable[..., Pager]) -> None:
    made = make("http://127.0.0.1:1")
    with pytest.raises(TransientError, match="cannot be reached"):
        await made.trigger(PAGE)
    await made.close()  # type: ignore[attr-defined] # both real ways have it


async def test_an_address_that_is_none_is_permanent() -> None:
    made = webhook("http://[::1")
    with pytest.raises(PermanentError, match="its address is none"):
        await made.trigger(PAGE)
    await made.close()
