"""`lookout replay` and `lookout rerun` from a shell: the record alone gives the same messages, byte for byte."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from threading import Thread

import pytest
from typer.testing import CliRunner, Result

from bot.app.releases import releases_of
from bot.cli import app
from bot.domain.model import Ended
from bot.sandbox.clock import WallClock
from bot.sandbox.provider import Provider
from bot.sandbox.provider.provider import KEY
from bot.settings.read import read_config
from tests.fakes_clock import FakeClock
from tests.fakes_model import Step, answers, asks, said
from tests.triage.model.thinking import LINE, READ_LOG, claim, judge_wrong, thinking, verdict
from tests.triage.worlds import Night

OOM = claim("oom-killed", "E1", "last state OOMKilled")
NEW = claim("db-port-wrong", "E4", LINE, statement="The ledger refuses connections.")
SETTINGS = """\
roles: {responders: {group: S1}, commanders: {group: S2}}
clusters: {sandbox: {reader: {server: "http://127.0.0.1:1", token_file: token}}}
"""
ADDS = (asks(READ_LOG), answers(verdict(OOM, NEW)))


def run(*words: str) -> Result:
    """One command."""
    return CliRunner().invoke(app, list(words))


@pytest.fixture
def recorded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Makes a record of one triage with that script of the model."""

    def make(
        *script: Step,
        made_by: str = version("lookout"),
        first: Callable[[Night], Awaitable[object]] | None = None,
        then: Callable[[Night], Awaitable[object]] | None = None,
    ) -> Path:
        async def happen() -> None:
            async with thinking(tmp_path, *script, version=made_by) as made:
                if first is not None:
                    await first(made)
                await made.alert()
                await made.settle()
                if then is not None:
                    await then(made)

        asyncio.run(happen())
        path = tmp_path / "night.sqlite3"
        monkeypatch.setenv("LOOKOUT_DATABASE_URL", f"sqlite:///{path}")
        monkeypatch.setattr(import_module("bot.cli.replay"), "SystemClock", FakeClock)
        return path

    return make


def test_a_confidence_that_verdicts_moved_comes_out_the_same(recorded: Callable[..., Path]) -> None:
    recorded(answers(verdict(OOM)), first=judge_wrong)
    found = run("replay", "D-1")
    assert found.exit_code == 0, found.output
    assert "identical" in found.output


@pytest.mark.parametrize(
    ("script", "messages"),
    [(ADDS, 2), ((answers(verdict(OOM)),), 1), ((said(Ended.QUOTA),), 1), ((answers("{"), answers("{")), 1)],
)
def test_every_message_comes_out_byte_for_byte(
    recorded: Callable[..., Path], script: tuple[Step, ...], messages: int
) -> None:
    recorded(*script)
    ended = run("replay", "D-1")
    assert ended.exit_code == 0, ended.output
    assert ended.stdout.count(": identical") == messages
    assert "rules: the same hypotheses" in ended.stdout
    assert "the same conclusion" in ended.stdout


def test_the_number_of_the_models_diagnosis_leads_to_the_same(recorded: Callable[..., Path]) -> None:
    recorded(*ADDS)
    assert run("replay", "2").stdout == run("replay", "d-1").stdout


def test_a_message_that_does_not_come_out_is_shown_with_its_difference(
    recorded: Callable[..., Path],
) -> None:
    path = recorded(*ADDS)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE letter SET content = replace(content, 'refuses', 'accepts')")
    ended = run("replay", "D-1")
    assert ended.exit_code == 1
    assert "the diagnosis: identical" in ended.stdout
    assert "the model's message: not identical" in ended.stdout
    assert any(line.startswith("-") and "accepts" in line for line in ended.stdout.splitlines())


def test_another_version_is_said(recorded: Callable[..., Path]) -> None:
    recorded(*ADDS, made_by="0.0.1")
    ended = run("replay", "D-1")
    assert ended.exit_code == 1
    assert "another version made it, so what differs below is what has changed since" in ended.stdout


def test_one_turn_of_the_model_is_shown_with_what_it_was_asked_and_what_it_read(
    recorded: Callable[..., Path],
) -> None:
    recorded(*ADDS)
    ended = run("replay", "D-1", "--step", "1")
    assert ended.exit_code == 0
    assert "--- request of turn 1" in ended.stdout
    assert "--- result of turn 1" in ended.stdout
    assert LINE in ended.stdout
    missing = run("replay", "D-1", "--step", "9")
    assert (missing.exit_code, "the run has 2" in missing.stderr) == (2, True)


def test_a_diagnosis_of_rules_alone_comes_out_too(recorded: Callable[..., Path]) -> None:
    async def closed(made: Night) -> None:
        await made.stop("model")
        await made.mention("look again", thread_ts="100.1")
        await made.settle()

    recorded(answers(verdict(OOM)), then=closed)
    ended = run("replay", "D-3")
    assert ended.exit_code == 0, ended.output
    assert "the diagnosis: identical" in ended.stdout
    assert "of D-3 no run of a model is kept" in run("replay", "D-3", "--step", "1").stderr


def test_what_is_not_there_or_not_kept_is_said(recorded: Callable[..., Path]) -> None:
    path = recorded(*ADDS)
    assert "there is no diagnosis D-99" in run("replay", "D-99").stderr
    for wrong in ("I-1", "-1", "D-", "1" * 12):
        assert run("replay", "--", wrong).exit_code == 2
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DELETE FROM snapshot")
    ended = run("replay", "D-1")
    assert (ended.exit_code, "is not kept any more" in ended.stderr) == (2, True)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DELETE FROM recording")
    assert "is not kept any more" in run("replay", "D-1").stderr


def test_the_rules_of_today_are_compared_with_those_of_then(
    recorded: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded(*ADDS)
    same = run("rerun", "D-1")
    assert (same.exit_code, "the same hypotheses" in same.stdout) == (0, True)
    monkeypatch.setattr("bot.diagnosis.MOST", 1)
    other = run("rerun", "D-1")
    assert other.exit_code == 1
    assert any(line.startswith("-2 crash-loop") for line in other.stdout.splitlines())


@pytest.fixture
def reachable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A configuration whose provider is the stand-in, in a loop of its own thread."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, daemon=True)
    thread.start()
    provider = Provider(WallClock())
    url = asyncio.run_coroutine_threadsafe(provider.start(), loop).result(10)
    path = tmp_path / "lookout.yaml"
    told = f"{SETTINGS}model: {{base_url: {url}}}\n"
    path.write_text(told, encoding="utf-8")
    monkeypatch.setenv("LOOKOUT_CONFIG", str(path))
    monkeypatch.setenv("LOOKOUT_ANTHROPIC_API_KEY", KEY)
    monkeypatch.setenv("LOOKOUT_REDACTION_KEY", "0123456789abcdef")
    monkeypatch.setattr(import_module("bot.cli.rerun"), "SystemClock", lambda: FakeClock(leaps=True))
    yield path
    asyncio.run_coroutine_threadsafe(provider.stop(), loop).result(10)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)
    loop.close()


def test_a_model_is_asked_again_under_a_release_of_ones_choice(
    recorded: Callable[..., Path], reachable: Path
) -> None:
    recorded(*ADDS)
    [name, *_] = [one.name for one in releases_of(read_config(reachable)).known]
    ended = run("rerun", "D-1", "--release", name)
    assert ended.exit_code == 1, ended.output
    assert f"now by release {name} (" in ended.stdout
    assert any(line.startswith("-2 db-port-wrong") for line in ended.stdout.splitlines())
    unknown = run("rerun", "D-1", "--release", "nope")
    assert (unknown.exit_code, 'unknown release "nope"' in unknown.stderr) == (2, True)
    assert run("rerun", "D-1", "--rules", "--release", name).exit_code == 2


def test_without_a_key_no_model_is_asked(
    recorded: Callable[..., Path], reachable: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded(*ADDS)
    monkeypatch.delenv("LOOKOUT_ANTHROPIC_API_KEY")
    ended = run("rerun", "D-1", "--release", releases_of(read_config(reachable)).known[0].name)
    assert (ended.exit_code, "LOOKOUT_ANTHROPIC_API_KEY is not set" in ended.stderr) == (2, True)


def test_nothing_is_shown_to_a_model_without_the_redaction_key(
    recorded: Callable[..., Path], reachable: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded()
    monkeypatch.setenv("LOOKOUT_REDACTION_KEY", "")
    ended = run("rerun", "D-1", "--release", releases_of(read_config(reachable)).known[0].name)
    assert ended.exit_code != 0
    assert "LOOKOUT_REDACTION_KEY" in ended.output
