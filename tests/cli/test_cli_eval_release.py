"""`lookout eval --release`: a release on labelled cases, asked over loopback, each attempt on the record."""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.adapters.folder import GOLDEN, labels_in
from bot.adapters.folder.cases import LABELS, line_of
from bot.adapters.store.store import SqlStore
from bot.cli import app
from bot.domain.ledger import Act
from bot.domain.stop import Stop
from bot.reports.attempts import standing
from bot.sandbox.clock import WallClock
from bot.sandbox.provider import Provider
from bot.sandbox.provider.provider import KEY

CONFIG = """\
roles:
  responders: {{group: S0RESPOND}}
  commanders: {{group: S0COMMAND}}
clusters:
  prod: {{reader: {{server: "https://127.0.0.1:1", token_file: reader.token}}}}
model: {{base_url: "{base_url}"}}
"""


async def run(*words: str) -> Result:
    """One command, beside the provider's loop."""
    return await asyncio.to_thread(CliRunner().invoke, app, ["eval", *words])


@pytest.fixture
async def provider(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Provider]:
    """The stand-in, and the settings of a Lookout that asks it; the record is there and empty."""
    made = Provider(WallClock(1.0))
    await made.start()
    (tmp_path / "reader.token").write_text("made-up")
    (tmp_path / "lookout.yaml").write_text(CONFIG.format(base_url=made.base_url))
    url = f"sqlite:///{tmp_path / 'lookout.sqlite3'}"
    for name, value in {
        "LOOKOUT_DATABASE_URL": url,
        "LOOKOUT_CONFIG": str(tmp_path / "lookout.yaml"),
        "LOOKOUT_REDACTION_KEY": "0123456789abcdef",
        "LOOKOUT_ANTHROPIC_API_KEY": KEY,
    }.items():
        monkeypatch.setenv(name, value)
    await (await SqlStore.open(url, WallClock(1.0))).close()
    yield made
    await made.stop()


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    """Two of the golden incidents."""
    folder = tmp_path / "cases"
    folder.mkdir()
    chosen = labels_in(GOLDEN)[:2]
    for name, _ in chosen:
        shutil.copy(GOLDEN / name, folder / name)
    (folder / LABELS).write_text("".join(f"{line_of(*one)}\n" for one in chosen))
    return folder


async def attempts(tmp_path: Path) -> list[dict[str, object]]:
    store = await SqlStore.open(f"sqlite:///{tmp_path / 'lookout.sqlite3'}", WallClock(1.0))
    async with store.read() as tx:
        rows = await tx.ledger.of("")
    await store.close()
    return [row.detail for row in standing(rows) if row.act is Act.ATTEMPTED]


async def test_a_release_is_scored_and_every_attempt_is_on_the_record(
    provider: Provider, cases: Path, tmp_path: Path
) -> None:
    ended = await run(str(cases), "--release", "2026-11", "--json")
    assert ended.exit_code == 0, ended.output
    told = json.loads(ended.stdout)
    assert told["made_by"] == "release 2026-11"
    # The stand-in agrees with the rules, which are right about both.
    assert (told["score"]["cases"], told["score"]["first"]) == (2, 2)
    rows = await attempts(tmp_path)
    assert len(rows) == len(provider.asked) >= 2
    assert {row["purpose"] for row in rows} == {"eval"}
    assert told["score"]["cost"] == sum(int(str(row["cost"])) for row in rows) > 0


async def test_a_provider_that_fails_is_no_answer_and_the_answer_is_no(
    provider: Provider, cases: Path
) -> None:
    provider.days.order("key-refused", times=0)
    ended = await run(str(cases), "--release", "2026-11")
    assert ended.exit_code == 1
    assert "right first (A@1)             0.00  0 of 2" in ended.stdout
    assert "the provider did not accept the key" in ended.stdout


async def test_a_stop_of_the_model_holds_for_a_command_too(
    provider: Provider, cases: Path, tmp_path: Path
) -> None:
    clock = WallClock(1.0)
    store = await SqlStore.open(f"sqlite:///{tmp_path / 'lookout.sqlite3'}", clock)
    async with store.begin() as tx:
        await tx.stops.pull(Stop(scope="model", by="shell:test", at=tx.now))
    await store.close()
    ended = await run(str(cases), "--release", "2026-11")
    assert ended.exit_code == 1
    assert "stopped (model)" in ended.stdout
    assert list(provider.asked) == []


async def test_a_configmap_that_cannot_be_read_holds_for_a_command_too(
    provider: Provider, cases: Path, tmp_path: Path
) -> None:
    place = "stop: {configmap: {cluster: prod, namespace: lookout, name: lookout-stop}}\n"
    with (tmp_path / "lookout.yaml").open("a") as config:
        config.write(place)
    ended = await run(str(cases), "--release", "2026-11")
    assert ended.exit_code == 1, ended.output
    assert "the stop switch could not be read" in ended.stdout
    assert list(provider.asked) == []


async def test_a_release_that_there_is_not_is_refused_with_those_that_there_are(
    provider: Provider, cases: Path
) -> None:
    ended = await run(str(cases), "--release", "2019-01")
    assert ended.exit_code == 2
    assert "there is no release '2019-01'; there are: 2026-11" in ended.stderr
    assert list(provider.asked) == []


@pytest.mark.usefixtures("provider")
async def test_without_a_key_no_release_can_be_asked(cases: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOOKOUT_ANTHROPIC_API_KEY", "")
    ended = await run(str(cases), "--release", "2026-11")
    assert ended.exit_code == 2
    assert "no model is configured: set LOOKOUT_ANTHROPIC_API_KEY" in ended.stderr


async def test_rules_and_a_release_exclude_each_other(cases: Path) -> None:
    ended = await run(str(cases), "--rules", "--release", "2026-11")
    assert ended.exit_code == 2


@pytest.mark.usefixtures("provider")
async def test_a_case_that_cannot_be_read_is_said_and_the_others_are_asked(cases: Path) -> None:
    (cases / labels_in(cases)[0][0]).unlink()
    ended = await run(str(cases), "--release", "2026-11")
    assert ended.exit_code == 1
    assert "right first (A@1)             0.50  1 of 2" in ended.stdout
