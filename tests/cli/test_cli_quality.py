"""`lookout cases export`, `eval` and `quality` from a shell: what they write and print, and how they end."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.adapters.folder import GOLDEN, labels_in, read_case
from bot.adapters.store.store import SqlStore
from bot.cli import app
from bot.diagnosis import diagnose
from bot.domain.ledger import Act
from bot.domain.retention import Retention
from tests.adapters.store.store_cases import entry, incident
from tests.fakes_clock import FakeClock


def run(*words: str) -> Result:
    """One command."""
    return CliRunner().invoke(app, list(words))


def record_in(folder: Path, kept: timedelta = timedelta(days=9_000)) -> Path:
    """A record with three triages: one called right, one about which people disagree, one that nobody judged."""
    path = folder / "lookout.sqlite3"
    snapshot = read_case(GOLDEN, *labels_in(GOLDEN)[0]).snapshot

    async def make() -> None:
        store = await SqlStore.open(
            f"sqlite:///{path}", FakeClock(), server_time=False, retention=Retention(snapshots=kept)
        )
        async with store.begin() as tx:
            await tx.incidents.add(incident())
            for _ in range(3):
                await tx.diagnoses.add("inc-1", diagnose(snapshot, version="test"), snapshot)
            for number, by, verdict in ((1, "U1", "right"), (2, "U1", "right"), (2, "U2", "wrong")):
                detail = {"diagnosis": number, "verdict": verdict}
                await tx.ledger.append(entry(Act.RATED, actor=by, detail=detail))
        await store.close()

    asyncio.run(make())
    return path


@pytest.fixture
def record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The record that the environment names."""
    monkeypatch.setenv("LOOKOUT_DATABASE_URL", f"sqlite:///{tmp_path / 'lookout.sqlite3'}")
    return record_in(tmp_path)


def test_what_people_judged_is_exported_and_scored(record: Path, tmp_path: Path) -> None:
    folder = tmp_path / "cases"
    ended = run("cases", "export", str(folder), "--since", "9999d")
    assert ended.exit_code == 0, ended.output
    assert f"record: {record}: 1 labelled cases of the last 9999d in {folder}" in ended.stdout
    assert "without a case: 1 (no verdict)" in ended.stdout
    assert "without a case: 1 (unclear: readiness-probe-port was called right and wrong)" in ended.stdout
    [(name, label)] = labels_in(folder)
    assert (name, label.why) == ("D-1", "1 person said right")
    scored = run("eval", str(folder))
    assert scored.exit_code == 0
    assert "right first (A@1)             1.00  1 of 1" in scored.stdout


def test_a_snapshot_that_is_not_kept_any_more_is_no_case_and_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOOKOUT_DATABASE_URL", f"sqlite:///{tmp_path / 'lookout.sqlite3'}")
    # The command goes by the clock of the machine, which is long after this hour.
    record_in(tmp_path, kept=timedelta(hours=1))
    ended = run("cases", "export", str(tmp_path / "cases"), "--since", "9999d")
    assert ended.exit_code == 0
    assert "without a case: 1 (labelled, but the snapshot is not kept any more)" in ended.stdout
    assert labels_in(tmp_path / "cases") == ()


@pytest.mark.parametrize("word", ["", "8", "w", "8y", "-8w"])
@pytest.mark.usefixtures("record")
def test_a_period_that_is_none_is_refused(tmp_path: Path, word: str) -> None:
    ended = run("cases", "export", str(tmp_path / "cases"), f"--since={word}")
    assert ended.exit_code == 2
    assert "--since takes a number and h, d or w" in ended.stderr


def test_a_verdict_on_what_refines_a_diagnosis_is_about_the_same_triage(record: Path, tmp_path: Path) -> None:
    async def refine() -> None:
        store = await SqlStore.open(f"sqlite:///{record}", FakeClock(), server_time=False)
        async with store.begin() as tx:
            third = await tx.diagnoses.get(3)
            assert third is not None
            seen = await tx.diagnoses.snapshot(3)
            assert seen is not None
            number = await tx.diagnoses.add("inc-1", third.diagnosis, seen, refines=3)
            detail = {"diagnosis": number, "verdict": "right"}
            await tx.ledger.append(entry(Act.RATED, actor="U1", detail=detail))
        await store.close()

    asyncio.run(refine())
    folder = tmp_path / "cases"
    run("cases", "export", str(folder), "--since", "9999d")
    assert [name for name, _ in labels_in(folder)] == ["D-1", "D-3"]


def test_a_folder_in_use_is_refused(record: Path) -> None:
    ended = run("cases", "export", str(record.parent), "--since", "9999d")
    assert ended.exit_code == 2
    assert "is not empty" in ended.stderr


def test_the_golden_incidents_are_all_diagnosed_rightly_by_the_rules() -> None:
    ended = run("eval", "--json")
    assert ended.exit_code == 0
    told = json.loads(ended.stdout)
    assert told["score"]["cases"] == len(labels_in(GOLDEN)) >= 12
    assert told["score"]["first"] == told["score"]["cases"]
    assert told["made_by"].startswith("rules ")
    assert {one["failed"] for one in told["cases"]} == {""}


def test_a_case_that_cannot_be_read_is_not_right_and_the_answer_is_no(tmp_path: Path) -> None:
    (tmp_path / "labels.jsonl").write_text('{"snapshot": "gone", "verdict": "healthy"}\n')
    ended = run("eval", str(tmp_path))
    assert ended.exit_code == 1
    assert "not right: gone: wanted healthy; " in ended.stdout


def test_a_folder_without_labels_cannot_be_scored(tmp_path: Path) -> None:
    ended = run("eval", str(tmp_path))
    assert ended.exit_code == 2
    assert "labels.jsonl cannot be read" in ended.stderr


@pytest.mark.usefixtures("record")
def test_the_quality_is_a_page_on_standard_output() -> None:
    ended = run("quality", "--since", "9999w")
    assert ended.exit_code == 0, ended.output
    assert ended.stdout.startswith("# Quality of the answers\n\n")
    assert "The model was not asked." in ended.stdout
    assert "None found." in ended.stdout


def test_the_quality_is_written_with_its_plot_beside_it(record: Path, tmp_path: Path) -> None:
    async def diagnosed() -> None:
        store = await SqlStore.open(f"sqlite:///{record}", FakeClock(), server_time=False)
        async with store.begin() as tx:
            detail = {"diagnosis": 1, "made_by": "rules test", "seconds": 2.0}
            await tx.ledger.append(entry(Act.DIAGNOSED, detail=detail))
        await store.close()

    asyncio.run(diagnosed())
    page = tmp_path / "quality.md"
    ended = run("quality", "--since", "9999w", "--output", str(page))
    assert ended.exit_code == 0, ended.output
    assert f"written: {page} and {tmp_path / 'quality.svg'}" in ended.stdout
    assert "](quality.svg)" in page.read_text()
    assert "| rules test | 1 | 1 right, 0 partly, 0 wrong |" in page.read_text()
    assert (tmp_path / "quality.svg").read_text().startswith("<svg ")


@pytest.mark.usefixtures("record")
def test_a_page_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    odd = run("quality", "--output", str(tmp_path / "quality.pdf"))
    assert odd.exit_code == 2
    assert "--output takes a file of Markdown" in odd.stderr
    (tmp_path / "file").write_text("")
    gone = run("quality", "--output", str(tmp_path / "file" / "quality.md"))
    assert gone.exit_code == 2
    assert "cannot be written" in gone.stderr
