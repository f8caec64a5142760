import json
from pathlib import Path

import pytest
from aiohttp import web
from pydantic import SecretStr

from bot.adapters.paging.pagerduty import SEVERITIES
from bot.adapters.paging.secret import Secret
from bot.domain.alert import Severity
from bot.domain.errors import PermanentError, RefusedError, TransientError
from tests.adapters.paging.test_paging_contract import KEY, PAGE, pagerduty
from tests.page_server import PageServer


async def test_an_event_is_what_the_events_api_takes(server: PageServer) -> None:
    made = pagerduty(server.url)
    await made.trigger(PAGE)
    await made.close()
    (got,) = server.got
    assert (got.path, got.headers["Content-Type"]) == ("/v2/enqueue", "application/json")
    assert got.told == {
        "routing_key": KEY,
        "event_action": "trigger",
        "dedup_key": "lookout:inc-1",
        "client": "Lookout",
        "payload": {
            "summary": PAGE.headline,
            "source": "lookout-prod",
            "severity": "critical",
            "component": "checkout",
            "timestamp": "2026-11-30T02:14:00+00:00",
            "custom_details": {"service": "checkout"},
        },
        "links": [{"href": "https://example.slack.com/archives/C1/p1", "text": "Thread in Slack"}],
    }


async def test_resolving_names_the_key_and_nothing_else(server: PageServer) -> None:
    made = pagerduty(server.url)
    await made.resolve(PAGE)
    await made.close()
    assert server.got[0].told == {"routing_key": KEY, "event_action": "resolve", "dedup_key": PAGE.key}


async def test_what_is_not_known_is_left_out(server: PageServer) -> None:
    made = pagerduty(server.url)
    await made.trigger(PAGE.model_copy(update={"component": "", "at": None}))
    await made.close()
    assert not {"component", "timestamp"} & set(server.got[0].told["payload"])


def test_every_severity_is_one_of_pagerdutys() -> None:
    assert set(SEVERITIES) == set(Severity)
    assert set(SEVERITIES.values()) == {"critical", "error", "warning", "info"}


@pytest.mark.parametrize(
    "body", [b"<html>sign in</html>", b"[]", b'{"status": "queued elsewhere"}', b"[" * 5000]
)
async def test_an_answer_that_is_not_pagerdutys_is_no_acceptance(server: PageServer, body: bytes) -> None:
    server.answers = [web.Response(status=202, body=body)]
    made = pagerduty(server.url)
    with pytest.raises(TransientError, match="not in its own words"):
        await made.trigger(PAGE)
    await made.close()


async def test_without_a_key_nothing_is_sent(server: PageServer) -> None:
    made = pagerduty(server.url, key="")
    with pytest.raises(RefusedError, match="is not set: set it"):
        await made.trigger(PAGE)
    assert server.got == []


async def test_no_error_holds_the_key(server: PageServer) -> None:
    echo = json.dumps({"status": "invalid event", "errors": [f"routing_key {KEY} is invalid"]})
    server.answers = [web.Response(status=400, text=echo)]
    made = pagerduty(server.url)
    with pytest.raises(PermanentError) as caught:
        await made.trigger(PAGE)
    await made.close()
    assert KEY not in str(caught.value)


def test_the_file_of_a_secret_is_read_again_each_time(tmp_path: Path) -> None:
    path = tmp_path / "key"
    kept = Secret(path, SecretStr("of the environment"), what="the key of oncall", mend="set it")
    path.write_text(" first \n")
    assert kept.read() == "first"
    path.write_text("second")
    assert kept.required() == "second"
    path.write_text("")
    with pytest.raises(RefusedError, match="the file with the key of oncall is empty"):
        kept.read()
    path.unlink()
    with pytest.raises(RefusedError, match="cannot be read \\(FileNotFoundError\\)"):
        kept.required()
