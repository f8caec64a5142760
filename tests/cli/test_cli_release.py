"""`lookout release`: the folder of prompts, and the choice on the record, from a shell."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.adapters.clock import SystemClock
from bot.adapters.prompts import lock_shelf
from bot.adapters.store.store import SqlStore
from bot.app.releases import shelf_of, tools_now
from bot.cli import app
from bot.domain.alert import Severity
from bot.domain.incident import Incident, IncidentStatus
from bot.domain.ledger import Act, LedgerEntry
from tests.prompt_files import prompt_text, release_text, written

CONFIG = """\
roles: {responders: {group: S1}, commanders: {group: S2}}
clusters: {sandbox: {reader: {server: "http://127.0.0.1:1", token_file: token}}}
"""
AT = datetime(2026, 11, 20, 2, 14, tzinfo=UTC)


def run(*words: str) -> Result:
    """One command."""
    return CliRunner().invoke(app, ["release", *words])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three releases for the tools of this version, and an older one for other tools."""
    texts = [release_text("oldest"), *(release_text(name, tools=tools_now()) for name in ("a", "b", "c"))]
    made = written(tmp_path / "prompts", *texts)
    lock_shelf(shelf_of(made, None))
    return made


@pytest.fixture
def record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A record as a running Lookout made it."""
    url = f"sqlite:///{tmp_path / 'lookout.sqlite3'}"
    monkeypatch.setenv("LOOKOUT_DATABASE_URL", url)
    fill(url)
    return url


def fill(url: str, *rows: LedgerEntry) -> list[LedgerEntry]:
    """Add an incident and rows of it; every choice on the record."""

    async def work() -> list[LedgerEntry]:
        store = await SqlStore.open(url, SystemClock())
        try:
            async with store.begin() as tx:
                if any(one.incident_id for one in rows):
                    await tx.incidents.add(incident())
                for one in rows:
                    await tx.ledger.append(one)
            async with store.read() as tx:
                return list(await tx.ledger.latest(Act.CHOSE, 10))
        finally:
            await store.close()

    return asyncio.run(work())


def incident() -> Incident:
    """One."""
    return Incident(
        id="i-1",
        number=0,
        channel="C1",
        thread_ts="1.1",
        title="CheckoutDown",
        severity=Severity.HIGH,
        status=IncidentStatus.FIRING,
        target=None,
        fingerprint="fp-1",
        opened_at=AT,
    )


def row(act: Act, **detail: Any) -> LedgerEntry:
    """A row of it."""
    return LedgerEntry(incident_id="i-1", at=AT, act=act, detail=detail)


def test_a_sound_folder_is_checked_and_the_digest_of_the_tools_is_told(folder: Path) -> None:
    ended = run("check", "--folder", str(folder))
    assert ended.exit_code == 0
    assert (
        f"2 prompts, 4 releases, 0 faults; the digest of the tools and fixed words is {tools_now()}"
        in ended.output
    )
    assert run("check").exit_code == 0


def test_an_edited_prompt_fails_the_check_the_lock_and_every_choice(folder: Path, record: str) -> None:
    assert record
    path = folder / "investigate-1.md"
    path.write_text(path.read_text().replace("seen", "heard"))
    for words in (["check"], ["lock"]):
        ended = run(*words, "--folder", str(folder))
        assert ended.exit_code == 1
        assert f"{path}:1: the text of investigate@1 was edited" in ended.output
    assert run("use", "a", "--folder", str(folder)).exit_code == 2
    assert run("list", "--folder", str(folder)).exit_code == 2


def test_new_prompts_and_releases_are_locked(folder: Path) -> None:
    (folder / "answer-2.md").write_text(prompt_text("answer", 2))
    assert "locked: answer@2" in run("lock", "--folder", str(folder)).output
    assert "nothing to lock" in run("lock", "--folder", str(folder)).output


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    ended = run("check", "--folder", str(tmp_path / "none"))
    assert ended.exit_code == 2
    assert "there is no folder of prompts" in ended.stderr


def test_without_a_record_the_newest_is_listed_as_the_one_that_would_be_used(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOOKOUT_DATABASE_URL", f"sqlite:///{tmp_path / 'none.sqlite3'}")
    ended = run("list", "--folder", str(folder))
    assert ended.exit_code == 0
    assert "* c  model-1" in ended.output
    assert "record: none (there is no record at" in ended.output
    assert run("use", "a", "--folder", str(folder)).exit_code == 2


def test_a_choice_and_its_rollback_are_rows_and_the_touched_incidents_are_told(
    folder: Path, record: str
) -> None:
    at = ["--folder", str(folder)]
    assert "in use: a" in run("use", "a", "--why", "try it", *at).output
    assert "nothing changed: a was in use already" in run("use", "a", *at).output
    assert "* a  model-1" in run("list", *at).output
    fill(
        record,
        row(Act.ATTEMPTED, release="a", purpose="investigate", run="refine:7", diagnosis=7),
        LedgerEntry(
            incident_id="i-1", at=AT, act=Act.RATED, actor="U1", detail={"diagnosis": "7", "verdict": "wrong"}
        ),
    )
    ended = run("rollback", "--why", "wrong at night", *at)
    assert "in use: c, before: a" in ended.output
    told = (
        "I-1  2026-11-20 02:14 to 2026-11-20 02:14 UTC  runs 1, attempts 1, diagnoses D-7, verdicts: 0 right"
    )
    assert told in ended.output
    newest, oldest = fill(record)
    assert newest.actor == oldest.actor == ""
    assert {"release": "a", "before": "c", "why": "try it", "way": "use"}.items() <= oldest.detail.items()
    assert {
        "release": "c",
        "before": "a",
        "why": "wrong at night",
        "way": "rollback",
    }.items() <= newest.detail.items()
    assert str(newest.detail["by"]).startswith("shell:")
    assert "was asked in 0 incidents" in run("touched", "b").output


def test_without_options_it_is_the_folder_of_the_configuration_that_the_environment_names(
    folder: Path, record: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert record
    told = folder.parent / "lookout.yaml"
    told.write_text(CONFIG + "model: {prompts: prompts}\n")
    monkeypatch.setenv("LOOKOUT_CONFIG", str(told))
    assert "in use: b" in run("use", "b").output
    assert "* b  model-1" in run("list").output
    told.write_text(CONFIG + "model: {promts: prompts}\n")
    assert run("list").exit_code == 2


def test_an_unknown_release_and_one_for_other_tools_are_refused(folder: Path, record: str) -> None:
    assert record
    for name in ("zz", "oldest"):
        ended = run("use", name, "--folder", str(folder))
        assert ended.exit_code == 2
        assert f"no release '{name}' can be used here; known: a, b, c" in ended.stderr
    assert "made for other tools" in run("list", "--folder", str(folder)).output


def test_a_rollback_with_nothing_before_it_changes_nothing(tmp_path: Path, record: str) -> None:
    made = written(tmp_path / "one", release_text("only", tools=tools_now()))
    lock_shelf(shelf_of(made, None))
    ended = run("rollback", "--folder", str(made))
    assert ended.exit_code == 1
    assert "no release before only can be used" in ended.output
    assert fill(record) == []


def test_a_chosen_release_that_this_version_cannot_use_is_told(folder: Path, record: str) -> None:
    fill(
        record, LedgerEntry(incident_id="", at=AT, act=Act.CHOSE, detail={"release": "oldest", "before": "c"})
    )
    ended = run("list", "--folder", str(folder))
    assert "in use is oldest, which this version cannot use: diagnoses are by rules alone" in ended.output
