"""`lookout ledger` from a shell: what it prints, and how it ends."""

import asyncio
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.adapters.store.store import SqlStore
from bot.cli import app
from bot.domain.ledger import Act
from tests.adapters.store.store_cases import entry, incident
from tests.fakes_clock import FakeClock


def run(*words: str) -> Result:
    """One command."""
    return CliRunner().invoke(app, ["ledger", *words])


@pytest.fixture
def record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A record with one incident of three rows."""
    path = tmp_path / "lookout.sqlite3"
    monkeypatch.setenv("LOOKOUT_DATABASE_URL", f"sqlite:///{path}")

    async def make() -> None:
        store = await SqlStore.open(f"sqlite:///{path}", FakeClock())
        async with store.begin() as tx:
            await tx.incidents.add(incident())
            for act in (Act.ALERT, Act.OPENED, Act.TOOK):
                await tx.ledger.append(entry(act))
        await store.close()

    asyncio.run(make())
    return path


def tamper(record: Path, statement: str) -> None:
    with closing(sqlite3.connect(record)) as connection, connection:
        connection.execute(statement)


def exported(folder: Path) -> Path:
    """The heads, as somebody keeps them elsewhere."""
    file = folder / "heads.jsonl"
    file.write_text(run("heads").stdout, encoding="utf-8")
    return file


def test_a_record_as_it_was_written_is_said_to_fit(record: Path, tmp_path: Path) -> None:
    ended = run("verify")
    assert ended.exit_code == 0
    assert f"record: {record}: 3 rows in 1 chains, digest of all heads " in ended.stdout
    assert "rows cut from the end of a chain show only with --heads" in ended.stdout
    again = run("verify", "--heads", str(exported(tmp_path)))
    assert again.exit_code == 0
    assert "every chain fits, row by row and reaches the 1 heads of the files given" in again.stdout


def test_heads_are_lines_of_json(record: Path) -> None:
    [line] = run("heads").stdout.splitlines()
    head = json.loads(line)
    assert (head["incident_id"], head["rows"], len(head["digest"])) == ("inc-1", 3, 64)
    assert record.exists()


def test_a_changed_row_is_named_and_the_answer_is_no(record: Path) -> None:
    tamper(record, "UPDATE ledger SET actor = 'U9' WHERE seq = 2")
    ended = run("verify")
    assert ended.exit_code == 1
    assert "incident inc-1: row 2 does not fit its own digest: it was changed" in ended.stdout
    assert "1 places are not what was written" in ended.stdout


def test_a_cut_end_shows_by_the_file(record: Path, tmp_path: Path) -> None:
    file = exported(tmp_path)
    tamper(record, "DELETE FROM ledger WHERE seq = 3")
    assert run("verify").exit_code == 0
    ended = run("verify", "--heads", str(file))
    assert ended.exit_code == 1
    assert "incident inc-1: the chain ends or differs before the exported head" in ended.stdout


@pytest.mark.parametrize("text", ["{}\n", "no JSON\n", '{"incident_id": "x", "rows": 0}\n'])
def test_a_file_that_holds_no_heads_is_refused_with_its_line(record: Path, tmp_path: Path, text: str) -> None:
    file = tmp_path / "heads.jsonl"
    file.write_text(text, encoding="utf-8")
    ended = run("verify", "--heads", str(file))
    assert ended.exit_code == 2
    assert f"{file}:1: this is no exported head" in ended.stderr
    assert record.exists()


@pytest.mark.parametrize("verb", ["verify", "heads"])
def test_a_record_that_is_not_there_is_refused_and_not_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    monkeypatch.setenv("LOOKOUT_DATABASE_URL", f"sqlite:///{tmp_path / 'none.sqlite3'}")
    ended = run(verb)
    assert ended.exit_code == 2
    assert "there is no record at" in ended.stderr
    assert not (tmp_path / "none.sqlite3").exists()


def test_a_file_that_is_not_there_is_refused(record: Path, tmp_path: Path) -> None:
    ended = run("verify", "--heads", str(tmp_path / "none.jsonl"))
    assert ended.exit_code == 2
    assert "cannot be read" in ended.stderr
    assert record.exists()
