"""`lookout ledger --view`: the accounts from a record, as lines and for programs."""

import asyncio
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.adapters.store.store import SqlStore
from bot.cli import app
from bot.domain.ledger import Act
from bot.domain.model import Ended
from tests.fakes_clock import FakeClock
from tests.reports.test_reports_accounts import AT, attempt, row


def run(*words: str) -> Result:
    """One command."""
    return CliRunner().invoke(app, ["ledger", *words])


@pytest.fixture
def record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A record with an old attempt and a new diagnosis of two; the machine's clock stands shortly after them."""
    url = f"sqlite:///{tmp_path / 'lookout.sqlite3'}"
    monkeypatch.setenv("LOOKOUT_DATABASE_URL", url)
    clock = FakeClock(AT)
    monkeypatch.setattr("bot.cli.ledger.accounts.SystemClock", lambda: clock)
    rows = (
        attempt(minute=-60 * 24 * 40),
        row(Act.DIAGNOSED, diagnosis=7),
        attempt(),
        attempt(ended=Ended.ANSWER),
        row(Act.REFINED, diagnosis=7, ended=Ended.ANSWER.value),
    )

    async def fill() -> None:
        store = await SqlStore.open(url, clock)
        async with store.begin() as tx:
            for one in rows:
                await tx.ledger.append(one)
        await store.close()

    asyncio.run(fill())
    return url


@pytest.mark.parametrize("view", ["product", "sre", "finance"])
def test_every_view_of_a_time_comes_to_the_same_sum(record: str, view: str) -> None:
    assert record
    ended = run("--view", view)
    assert ended.exit_code == 0
    assert (
        "in all: 2 attempts, 2320 tokens (200 fresh, 20 written, 2000 cached, 100 out), $0.004624"
        in ended.output
    )
    assert "in all: 3 attempts" in run("--view", view, "--since", "60d").output
    told = json.loads(run("--view", view, "--json").output)
    assert (told["view"], told["unread"]) == (view, 0)
    assert told["total"] == {
        "attempts": 2,
        "usage": {"fresh": 200, "written": 20, "cached": 2000, "out": 100},
        "cost": 4624,
    }


def test_an_unknown_view_or_time_is_refused(record: str) -> None:
    assert record
    assert "the views are product, sre, finance" in run("--view", "sales").stderr
    ended = run("--view", "sre", "--since", "soon")
    assert ended.exit_code == 2
    assert "--since takes a number and h, d or w" in ended.stderr


def test_without_a_view_the_commands_are_listed_and_they_still_work(record: str) -> None:
    assert record
    ended = run()
    assert ended.exit_code == 2
    assert "verify" in ended.output
    assert run("verify").exit_code == 0
