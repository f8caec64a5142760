"""`lookout postmortem` from a shell: what it prints and writes, and how it ends."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.adapters.store.store import SqlStore
from bot.cli import app
from bot.domain.incident import IncidentStatus
from bot.domain.ledger import Act, LedgerEntry
from tests.adapters.store.store_cases import incident
from tests.fakes_clock import START, FakeClock
from tests.postmortems import INFERENCE

CONFIG = """\
roles:
  responders: {users: [U0NORA]}
  commanders: {users: [U0IVY]}
clusters:
  prod: {reader: {server: "http://127.0.0.1:1", token_file: token}}
people:
  U0NORA: {name: Nora}
"""
Write = Callable[..., None]


def run(*words: str) -> Result:
    """One command."""
    return CliRunner().invoke(app, ["postmortem", *words])


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Make a record of one closed incident, with these rows behind its first."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LOOKOUT_DATABASE_URL", f"sqlite:///{tmp_path / 'lookout.sqlite3'}")

    def rows(*acts: tuple[Act, dict[str, str]], is_open: bool = False) -> None:
        ended: dict[str, Any] = {
            "status": IncidentStatus.CLOSED,
            "closed_at": START,
            "closed_by": "U0NORA",
            "cause": "a probe",
        }

        async def make() -> None:
            store = await SqlStore.open(f"sqlite:///{tmp_path / 'lookout.sqlite3'}", FakeClock())
            async with store.begin() as tx:
                await tx.incidents.add(incident(**({} if is_open else ended)))
                for act, detail in ((Act.TOOK, {}), *acts):
                    await tx.ledger.append(
                        LedgerEntry(
                            incident_id="inc-1", at=START, act=act, actor="U0NORA", detail=dict(detail)
                        )
                    )
            await store.close()

        asyncio.run(make())

    return rows


def test_the_document_is_printed_with_a_strip_in_place_of_the_picture(write: Write) -> None:
    write()
    ended = run("I-1")
    assert ended.exit_code == 0, ended.output
    assert ended.stdout.startswith("# Postmortem of I-1: CatalogErrors\n")
    assert "```text\nUTC " in ended.stdout
    assert "U0NORA took ownership" in ended.stdout


def test_people_go_by_the_names_of_the_configuration(write: Write, tmp_path: Path) -> None:
    write()
    (tmp_path / "token").write_text("x", encoding="utf-8")
    (tmp_path / "lookout.yaml").write_text(CONFIG, encoding="utf-8")
    assert "Nora took ownership" in run("1").stdout


def test_a_folder_gets_the_document_and_its_picture(write: Write, tmp_path: Path) -> None:
    write()
    ended = run("i-1", "--output", "reports/night")
    assert ended.exit_code == 0, ended.output
    assert ended.stdout.splitlines() == ["reports/night/I-1.svg", "reports/night/I-1.md"]
    written = (tmp_path / "reports/night/I-1.md").read_text(encoding="utf-8")
    assert "![Timeline of I-1; the table below says the same](I-1.svg)" in written
    assert (tmp_path / "reports/night/I-1.svg").read_text(encoding="utf-8").startswith("<svg ")
    assert run("1", "--output", "reports/night").exit_code == 0


def test_a_folder_that_cannot_be_written_is_said(write: Write, tmp_path: Path) -> None:
    write()
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    ended = run("1", "--output", "taken")
    assert ended.exit_code == 2
    assert "the postmortem cannot be written to taken" in ended.output


def test_a_close_is_refused_with_the_missing_parts_named(write: Write) -> None:
    write(is_open=True)
    ended = run("1", "--close")
    assert ended.exit_code == 1
    missing = "the incident's close, with its cause; what was true; which evidence would have told; "
    assert ended.stdout.startswith(f"postmortem of I-1: open; missing: {missing}")
    assert "State of this postmortem: open" in run("1").stdout


def test_a_whole_one_is_closed_by_the_name_that_is_given(write: Write) -> None:
    write((Act.INFERENCE, INFERENCE))
    ended = run("1", "--close", "--by", "nora")
    assert ended.exit_code == 0, ended.output
    assert ended.stdout.startswith("postmortem of I-1: complete, recorded by shell:nora at ")
    again = run("1", "--close")
    assert again.exit_code == 0
    assert "recorded by shell:nora" in again.stdout


def test_it_can_be_closed_and_written_at_once(write: Write, tmp_path: Path) -> None:
    write((Act.INFERENCE, INFERENCE))
    assert run("1", "--close", "--output", "out").exit_code == 0
    assert "complete, recorded by shell:" in (tmp_path / "out/I-1.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("D-1",), "'D-1' names no incident; an incident is named as I-12 or 12"),
        (("1", "--by", "nora"), "--by names who closes it, so it goes with --close"),
        (("7",), "there is no incident I-7 in this record"),
    ],
)
def test_what_cannot_be_done_is_said(write: Write, words: tuple[str, ...], said: str) -> None:
    write()
    ended = run(*words)
    assert ended.exit_code == 2
    assert said in ended.output


def test_without_a_record_none_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LOOKOUT_DATABASE_URL", f"sqlite:///{tmp_path / 'none.sqlite3'}")
    assert run("1").exit_code == 2
    assert not (tmp_path / "none.sqlite3").exists()
