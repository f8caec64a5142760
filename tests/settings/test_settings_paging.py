from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import SecretStr

from bot.adapters.paging.guarded import Guarded
from bot.app.paging import pagers_of
from bot.domain.alert import Severity
from bot.domain.errors import RefusedError
from bot.settings.config import Config
from bot.settings.environment import Environment
from bot.settings.error import SettingsError
from bot.settings.policy import policy_of
from bot.settings.read import read_config
from tests.adapters.paging.test_paging_contract import PAGE
from tests.fakes_clock import FakeClock
from tests.page_server import PageServer

WAYS: dict[str, Any] = {
    "oncall": {"pagerduty": {}},
    "wakeup": {"webhook": {"url": "https://pages.example.com"}},
}


def read(folder: Path, **changes: Any) -> Config:
    told = {
        "roles": {"responders": {"users": ["U0NORA"]}, "commanders": {"users": ["U0IVY"]}},
        "clusters": {"prod": {"reader": {"in_cluster": True}}},
    }
    (folder / "lookout.yaml").write_text(yaml.safe_dump(told | changes))
    return read_config(folder / "lookout.yaml")


def problems(folder: Path, **changes: Any) -> str:
    with pytest.raises(SettingsError) as caught:
        read(folder, **changes)
    return "\n".join(caught.value.problems)


def escalation(**page: Any) -> dict[str, Any]:
    return {"page": {"ways": ["oncall"], **page}}


def test_without_a_way_nothing_is_paged_for(tmp_path: Path) -> None:
    config = read(tmp_path)
    assert [config.escalation.paged(one) for one in Severity] == [None] * 4
    assert policy_of(config, {}, "0").bot_oncall_ways == ()


def test_a_page_is_due_when_the_third_reminder_would_be_unless_minutes_are_given(tmp_path: Path) -> None:
    config = read(tmp_path, paging={"oncall": {"pagerduty": {}}}, escalation=escalation(minutes={"high": 7}))
    assert [config.escalation.paged(one) for one in Severity] == [
        timedelta(minutes=15),
        timedelta(minutes=7),
        timedelta(minutes=90),
        None,
    ]


def test_a_severity_may_be_paged_for_never_or_after_other_reminders(tmp_path: Path) -> None:
    told = escalation(minutes={"warning": "none"}, reminders=2) | {"reminders": {"critical": 4}}
    config = read(tmp_path, paging={"oncall": {"pagerduty": {}}}, escalation=told)
    assert config.escalation.paged(Severity.WARNING) is None
    assert config.escalation.paged(Severity.CRITICAL) == timedelta(minutes=8)


@pytest.mark.parametrize(
    ("way", "said"),
    [
        ({}, 'paging.oncall: a way to page is either "pagerduty" or "webhook"'),
        ({"pagerduty": {}, "webhook": {"url": "https://x.example"}}, "is either"),
        ({"webhook": {}}, 'a webhook has either "url" or "url_file"'),
        (
            {"webhook": {"url": "https://x.example", "url_file": "a"}},
            'a webhook has either "url" or "url_file"',
        ),
        ({"webhook": {"url": "ftp://x.example"}}, "paging.oncall.webhook.url"),
        ({"pagerduty": {"key": "abc"}}, 'unknown field "key" (known: key_file, url)'),
    ],
)
def test_a_way_that_cannot_be_is_refused_with_its_place(tmp_path: Path, way: Any, said: str) -> None:
    assert said in problems(tmp_path, paging={"oncall": way}, bot_oncall={"page": ["oncall"]})


def test_a_way_that_is_not_there_is_refused_with_the_near_one(tmp_path: Path) -> None:
    told = problems(tmp_path, paging={"oncall": {"pagerduty": {}}}, escalation={"page": {"ways": ["oncal"]}})
    assert 'escalation.page.ways.0: unknown way "oncal" (did you mean "oncall"? known: oncall)' in told


def test_a_way_by_which_nothing_is_paged_is_refused(tmp_path: Path) -> None:
    assert "paging.oncall: nothing is ever paged by it" in problems(
        tmp_path, paging={"oncall": {"pagerduty": {}}}
    )


def test_a_way_that_is_listed_twice_is_refused(tmp_path: Path) -> None:
    told = problems(tmp_path, paging=WAYS, bot_oncall={"page": ["oncall", "wakeup", "oncall"]})
    assert 'bot_oncall.page.2: the way "oncall" is listed twice' in told


def test_an_owner_may_be_silent_by_severity_and_for_ever_if_so_said(tmp_path: Path) -> None:
    config = read(tmp_path, escalation={"silence_minutes": {"critical": 20, "high": "none"}})
    assert [config.escalation.silence(one) for one in Severity] == [
        timedelta(minutes=20),
        None,
        timedelta(minutes=240),
        None,
    ]


async def test_each_configured_way_sends_by_its_address_and_its_secrets(tmp_path: Path) -> None:
    async with PageServer().running() as server, AsyncExitStack() as opened:
        (tmp_path / "key").write_text("of-the-file")
        (tmp_path / "address").write_text(f"{server.url}/secret-path")
        ways = {
            "oncall": {"pagerduty": {"url": server.url}},
            "other": {"pagerduty": {"url": server.url, "key_file": "key"}},
            "wakeup": {"webhook": {"url_file": "address"}},
        }
        config = read(tmp_path, paging=ways, bot_oncall={"page": list(ways)})
        told = Environment(
            LOOKOUT_REDACTION_KEY=SecretStr("k" * 16),
            LOOKOUT_PAGERDUTY_ROUTING_KEY=SecretStr("of-the-environment"),
            LOOKOUT_PAGE_SECRET=SecretStr("s" * 16),
        )
        pagers = pagers_of(config, told, FakeClock(), opened)
        assert list(pagers) == list(ways)
        for pager in pagers.values():
            assert isinstance(pager, Guarded)
            await pager.trigger(PAGE)
        assert [got.path for got in server.got] == ["/v2/enqueue", "/v2/enqueue", "/secret-path"]
        assert [got.told["routing_key"] for got in server.got[:2]] == ["of-the-environment", "of-the-file"]
        assert "X-Lookout-Signature" in server.got[2].headers


async def test_a_way_without_its_key_says_which_variable_or_field_is_meant(tmp_path: Path) -> None:
    async with AsyncExitStack() as opened:
        config = read(tmp_path, paging={"oncall": {"pagerduty": {}}}, bot_oncall={"page": ["oncall"]})
        pager = pagers_of(config, Environment(), FakeClock(), opened)["oncall"]
        with pytest.raises(
            RefusedError, match=r"LOOKOUT_PAGERDUTY_ROUTING_KEY, or paging.oncall.pagerduty.key_file"
        ):
            await pager.trigger(PAGE)
