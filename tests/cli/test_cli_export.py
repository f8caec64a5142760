"""`lookout export`: one incident as a folder, which says what is in it and can be verified without Lookout."""

import asyncio
import hashlib
import json
import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import bot.cli.export as exporting
from bot.cli import app
from bot.domain.retention import Kind
from bot.render.actions import ActionId
from tests.fakes_clock import FakeClock
from tests.fakes_slack import IVY, NORA
from tests.triage.worlds import Night
from tests.triage.worlds import night as fresh


def run(*words: str) -> Result:
    """One command."""
    return CliRunner().invoke(app, [*words])


async def _night(folder: Path, *, forget: bool) -> None:
    async with fresh(folder) as made:
        await _played(made)
        if forget:
            made.clock.advance(minutes=60 * 24 * 40)
            async with made.store.begin() as tx:
                await tx.expired.let_go(Kind.SNAPSHOTS, await tx.expired.of(Kind.SNAPSHOTS, 9))


async def _played(night: Night) -> None:
    await night.alert()
    await night.settle()
    await night.click(NORA, ActionId.TAKE)
    await night.propose()
    await night.settle()
    await night.click(IVY, ActionId.APPROVE)
    await night.settle()


@pytest.fixture
def record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A night with an incident, a diagnosis, and a proposal that is approved."""
    asyncio.run(_night(tmp_path, forget=False))
    monkeypatch.setenv("LOOKOUT_DATABASE_URL", f"sqlite:///{tmp_path / 'night.sqlite3'}")
    monkeypatch.setattr(exporting, "SystemClock", FakeClock)  # the night's own time
    return str(tmp_path / "I-1")


def test_the_folder_has_what_its_first_file_says(record: str) -> None:
    ended = run("export", "I-1", record)
    assert ended.exit_code == 0, ended.output
    assert "give it only to who can see that channel" in ended.stdout
    folder = Path(record)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    told = (folder / "README.txt").read_text()
    named = {line.split()[0].rstrip("/") for line in told.splitlines() if "   " in line and line[0] != " "}
    there = {path.name for path in folder.iterdir()}
    assert there - {"README.txt", "postmortem.svg"} <= named
    assert {"timeline.md", "ledger.jsonl", "heads.jsonl", "proposals", "diagnoses", "messages.json"} <= there
    assert "<@U0NORA> took ownership" in (folder / "timeline.md").read_text()
    assert json.loads((folder / "proposals" / "P-1.json").read_text())["decisions"][0]["user_id"] == IVY
    assert not list(folder.parent.glob(".*part"))
    again = run("diagnose", "--format", "json", str(folder / "snapshots" / "D-1"))
    assert again.exit_code == 0, again.output
    told = json.loads((folder / "diagnoses" / "D-1.json").read_text())["diagnosis"]
    assert f'"verdict": "{told["verdict"]}"' in again.stdout


def test_its_files_and_its_chain_are_verified_by_what_the_first_file_says(record: str) -> None:
    run("export", "1", record)
    folder = Path(record)
    sums = (folder / "SHA256SUMS").read_text().splitlines()
    assert len(sums) == len([path for path in folder.rglob("*") if path.is_file()]) - 1
    for line in sums:
        digest, _, name = line.partition("  ")
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    previous = ""
    for line in (folder / "ledger.jsonl").read_text().splitlines():
        row = json.loads(line)
        body = {name: row[name] for name in ("incident_id", "act", "actor", "source", "detail")}
        body["at"] = row["at"].replace("Z", "+00:00")
        plain = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert row["previous"] == previous
        assert hashlib.sha256((previous + plain).encode()).hexdigest() == row["digest"]
        previous = row["digest"]
    ended = run("ledger", "verify", "--heads", str(folder / "heads.jsonl"))
    assert ended.exit_code == 0, ended.output


def test_what_is_past_its_retention_time_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asyncio.run(_night(tmp_path, forget=True))
    monkeypatch.setenv("LOOKOUT_DATABASE_URL", f"sqlite:///{tmp_path / 'night.sqlite3'}")
    assert run("export", "I-1", str(tmp_path / "out")).exit_code == 0
    assert (
        "Past its retention time, so not here: what D-1, D-2 was made of"
        in (tmp_path / "out/README.txt").read_text()
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("I-9", "new"), "there is no incident I-9"),
        (("checkout", "new"), "names no incident"),
        (("I-1", "."), "is there already"),
        (("I-1", "night.sqlite3/new"), "cannot be written"),
    ],
)
def test_what_cannot_be_exported_is_a_sentence_and_leaves_nothing(
    record: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, str], said: str
) -> None:
    assert record
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.iterdir())
    ended = run("export", *words)
    assert ended.exit_code == 2
    assert said in ended.stderr
    assert sorted(tmp_path.iterdir()) == before
