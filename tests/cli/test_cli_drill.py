"""`lookout drill stop`: what it measures in a sandbox, and what it refuses without anything to measure."""

import asyncio
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.adapters.clock import SystemClock
from bot.adapters.store.store import SqlStore
from bot.cli import app


def test_a_drill_in_a_sandbox_is_in_time() -> None:
    ended = CliRunner().invoke(app, ["drill", "stop", "--sandbox", "--rounds", "1"])
    assert ended.exit_code == 0, ended.output
    assert "rounds: 1, canaries: 2, processes: 1" in ended.output
    assert "in time: yes (at most 1 s)" in ended.output


def test_without_a_record_nothing_is_made_and_nothing_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOOKOUT_DATABASE_URL", f"sqlite:///{tmp_path}/none.sqlite3")
    ended = CliRunner().invoke(app, ["drill", "stop"])
    assert ended.exit_code == 2
    assert "there is no record at" in ended.stderr
    assert list(tmp_path.iterdir()) == []


def test_nobody_who_works_on_the_record_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path}/lookout.sqlite3"

    async def make() -> None:
        await (await SqlStore.open(url, SystemClock())).close()

    asyncio.run(make())
    monkeypatch.setenv("LOOKOUT_DATABASE_URL", url)
    monkeypatch.setattr("bot.triage.drills.stop.PATIENCE", 0.2)
    ended = CliRunner().invoke(app, ["drill", "stop"])
    assert ended.exit_code == 2
    assert "no running Lookout took the drill up" in ended.stderr


@pytest.mark.parametrize("rounds", ["0", "101"])
def test_a_senseless_number_of_rounds_is_refused(rounds: str) -> None:
    ended = CliRunner().invoke(app, ["drill", "stop", "--rounds", rounds])
    assert ended.exit_code == 2
    assert "1 to 100 rounds" in ended.stderr


def test_a_fallback_drill_in_a_sandbox_passes() -> None:
    ended = CliRunner().invoke(app, ["drill", "fallback", "--sandbox"])
    assert ended.exit_code == 0, ended.output
    assert "fallback drill: passed" in ended.output
    assert "no live incident is on record yet" in ended.output


def test_a_restore_drill_in_a_sandbox_passes() -> None:
    ended = CliRunner().invoke(app, ["drill", "restore", "--sandbox"])
    assert ended.exit_code == 0, ended.output
    assert "rows in 1 chains" in ended.output


def test_the_sandbox_has_a_way_to_page_that_takes_the_drill() -> None:
    ended = CliRunner().invoke(app, ["drill", "escalation", "--sandbox"])
    assert ended.exit_code == 0, ended.output
    assert "oncall" in ended.output


def test_a_drill_that_nobody_makes_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path}/lookout.sqlite3"

    async def make() -> None:
        await (await SqlStore.open(url, SystemClock())).close()

    asyncio.run(make())
    monkeypatch.setenv("LOOKOUT_DATABASE_URL", url)
    ended = CliRunner().invoke(app, ["drill", "restore", "--seconds", "1"])
    assert ended.exit_code == 2
    assert "no running Lookout made the drill within 1 s" in ended.stderr


@pytest.mark.parametrize("seconds", ["0", "3601"])
def test_a_senseless_time_to_wait_is_refused(seconds: str) -> None:
    ended = CliRunner().invoke(app, ["drill", "fallback", "--seconds", seconds])
    assert ended.exit_code == 2
    assert "1 to 3600 seconds" in ended.stderr
