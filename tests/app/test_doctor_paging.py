from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bot.app.doctor.paging import NONE, paging
from bot.app.doctor.questions import Questions
from bot.domain.check import Check, Condition
from bot.settings.environment import Environment
from tests.page_server import PageServer
from tests.settings.test_settings_paging import read

KEY = "0123456789abcdef0123456789abcdef"


async def lines(folder: Path, ways: dict[str, Any], **variables: str) -> list[Check]:
    page = {"page": {"ways": list(ways)}}
    config = read(folder, paging=ways, escalation=page) if ways else read(folder)
    told = Environment.model_validate({name: SecretStr(value) for name, value in variables.items()})
    return await paging(Questions(5), config, told)


async def test_a_way_that_is_ready_is_said_to_be_and_nothing_is_sent(tmp_path: Path) -> None:
    async with PageServer().running() as server:
        ways = {
            "oncall": {"pagerduty": {"url": server.url}},
            "wakeup": {"webhook": {"url": f"{server.url}/hook"}},
        }
        found = await lines(
            tmp_path, ways, LOOKOUT_PAGERDUTY_ROUTING_KEY=KEY, LOOKOUT_PAGE_SECRET="a-secret-of-pages"
        )
        assert [(one.title, one.verdict) for one in found] == [
            ("page oncall", Condition.OK),
            ("page wakeup", Condition.OK),
        ]
        assert all("no page was sent" in one.said for one in found)
        assert server.got == []


async def test_a_way_without_its_secret_fails_and_one_that_signs_nothing_is_warned_of(tmp_path: Path) -> None:
    async with PageServer().running() as server:
        (tmp_path / "key").write_text("short")
        ways = {
            "keyless": {"pagerduty": {"url": server.url}},
            "lost": {"webhook": {"url": server.url, "token_file": "gone"}},
            "odd": {"pagerduty": {"url": server.url, "key_file": "key"}},
            "open": {"webhook": {"url": server.url}},
        }
        found = await lines(tmp_path, ways)
        assert [(one.about, one.verdict) for one in found] == [
            ("keyless", Condition.FAIL),
            ("lost", Condition.FAIL),
            ("odd", Condition.WARN),
            ("open", Condition.WARN),
        ]
        assert "LOOKOUT_PAGERDUTY_ROUTING_KEY" in found[0].said


async def test_a_way_where_nobody_listens_is_unknown(tmp_path: Path) -> None:
    ways = {
        "away": {"webhook": {"url": "http://127.0.0.1:1/x"}},
        "behind": {"webhook": {"url": "https://pages.example.com"}, "proxy": "http://127.0.0.1:1"},
        "none": {"webhook": {"url": "http://[::1"}},
    }
    found = await lines(tmp_path, ways)
    assert {one.verdict for one in found} == {Condition.UNKNOWN}
    assert "127.0.0.1:1 cannot be reached" in found[0].said
    assert "127.0.0.1:1, the proxy, cannot be reached" in found[1].said


async def test_an_escalation_that_stays_in_slack_is_warned_of(tmp_path: Path) -> None:
    (line,) = await lines(tmp_path, {})
    assert (line.verdict, line.said) == (Condition.WARN, NONE)
