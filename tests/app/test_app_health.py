"""What the probes say of the record: dead is what a restart mends, not ready is what it does not."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import psycopg
import pytest
from structlog.testing import capture_logs

from bot.adapters.http.health import UNTOLD, Aside
from bot.adapters.store.migrate import revisions
from bot.adapters.store.postgres.errors import translated_error
from bot.app import health
from bot.app.metrics import oneself
from bot.app.oncall import pulse_of
from bot.domain.errors import OutsideError, PermanentError, SilentError, TransientError
from bot.domain.stop import Stop
from bot.jobs.loops import Loops
from bot.settings.config import Config
from bot.triage.circuit import SILENT_CALLS, Circuit
from bot.triage.ports.cluster import Cluster
from bot.triage.ports.store import Store, Transaction
from bot.triage.remote import Remote
from tests.triage.worlds import night

LEAST = {
    "roles": {"responders": {"users": ["U1"]}, "commanders": {"users": ["U2"]}},
    "clusters": {"prod": {"reader": {"in_cluster": True}}},
}


class Silent:
    """A store whose server is away: it says so, or nothing at all."""

    def __init__(self, trouble: OutsideError | None) -> None:
        self._trouble = trouble

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Transaction]:
        if self._trouble is None:
            await asyncio.Event().wait()
        else:
            raise self._trouble
        yield cast("Transaction", None)


def silent(trouble: OutsideError | None) -> Store:
    return cast("Store", Silent(trouble))


@pytest.mark.parametrize("trouble", [TransientError("the server is away"), None])
async def test_a_server_that_is_away_is_no_reason_to_restart(
    trouble: OutsideError | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "RECORD_WITHIN", 0.01)
    assert await health.record_sound(silent(trouble))() == ""


WORDS = 'connection to server at "10.0.0.7", port 5432 failed: FATAL: password for user "lookout"'


async def test_it_is_a_reason_not_to_be_ready() -> None:
    assert await health.store_answers(silent(TransientError("the server is away")))() == UNTOLD


async def test_a_record_that_cannot_be_read_for_good_is_a_reason_to_restart() -> None:
    assert await health.record_sound(silent(PermanentError("the file is damaged")))() == UNTOLD


async def test_of_a_server_s_trouble_the_sentence_is_told_and_its_own_words_are_logged() -> None:
    store = silent(translated_error(psycopg.OperationalError(f"connection failed: {WORDS}")))
    with capture_logs() as logged:
        said = await health.store_answers(store)()
    assert said.startswith("The database server cannot be reached; nothing was written.")
    assert said.endswith("whether LOOKOUT_DATABASE_URL names it.")
    assert [WORDS in one["why"] for one in logged] == [True]


async def test_what_a_cluster_said_is_told_to_nobody_but_the_log() -> None:
    class Away:
        async def list(self, _kind: str, _namespace: str) -> None:
            raise TransientError("https://10.0.0.8:6443 refused system:serviceaccount:lookout:reader")

    with capture_logs() as logged:
        said = await health.ClustersReached({"prod": cast("Cluster", Away())})()
    assert said == f"prod: {UNTOLD}"
    assert ["10.0.0.8" in one["why"] for one in logged] == [True]


class Answering:
    """A cluster that answers, or does not."""

    def __init__(self, *, silent: bool = False) -> None:
        self.silent = silent
        self.name = "it"

    async def list(self, _kind: str, _namespace: str, **_selectors: str) -> None:
        if self.silent:
            raise SilentError("connection refused by 10.0.0.8")


class Hanging(Answering):
    """A cluster that keeps everybody waiting."""

    async def list(self, _kind: str, _namespace: str, **_selectors: str) -> None:
        await asyncio.Event().wait()


async def test_one_cluster_that_is_out_is_said_and_is_no_reason_to_be_unready(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(health, "CLUSTER_WITHIN", 0.01)
    clusters = {"edge": Hanging(), "prod": Answering(), "stage": Answering(silent=True)}
    said = await health.ClustersReached(cast("dict[str, Cluster]", clusters))()
    assert isinstance(said, Aside)
    assert said == f"edge: gave no answer within 0.01 s; stage: {UNTOLD}"


async def test_no_cluster_that_ever_answered_is_a_reason_to_be_unready() -> None:
    clusters = {"prod": Answering(silent=True), "stage": Answering(silent=True)}
    said = await health.ClustersReached(cast("dict[str, Cluster]", clusters))()
    assert said
    assert not isinstance(said, Aside)


async def test_a_cluster_that_falls_silent_later_is_said_by_its_circuit() -> None:
    cluster = Answering()
    circuit = Circuit(cast("Cluster", cluster), per_call=5.0)
    reached = health.ClustersReached({"prod": circuit})
    assert await reached() == ""
    cluster.silent = True
    for _ in range(SILENT_CALLS):
        with pytest.raises(SilentError):
            await circuit.list("pods", "shop")
    said = await reached()
    assert said == "prod: gives no answer now; its incidents are told so"
    assert isinstance(said, Aside)


class Kept:
    """A store whose schema is of that revision."""

    def __init__(self, revision: str) -> None:
        self._revision = revision

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Transaction]:
        async def revision() -> str:
            return self._revision

        yield cast("Transaction", SimpleNamespace(measures=SimpleNamespace(revision=revision)))


@pytest.mark.parametrize(
    ("revision", "said"),
    [
        (revisions()[0], ""),
        ("of a newer version", ""),
        (revisions()[1], health.SET_BACK),
        (revisions()[-1], health.SET_BACK),
    ],
)
async def test_a_schema_that_was_set_back_is_a_reason_and_a_newer_one_is_not(
    revision: str, said: str
) -> None:
    assert await health.schema_current(cast("Store", Kept(revision)))() == said


async def test_a_lever_that_cannot_be_read_is_told_without_its_name(tmp_path: Path) -> None:
    async with night(tmp_path) as made:
        assert await health.switch_readable(made.world)() == ""

        class Gone:
            name = "ConfigMap lookout/lookout-stop of cluster prod"

            async def read(self) -> Sequence[Stop]:
                raise TransientError("https://10.0.0.8:6443 does not answer")

        world = replace(made.world, remote=Remote([Gone()]))
        await world.remote.ask(world.clock)
        with capture_logs() as logged:
            assert await health.switch_readable(world)() == health.LEVER_SILENT
    assert ["lookout-stop" in one["why"] for one in logged] == [True]


async def test_a_check_that_passes_with_something_told_aside_is_ready_in_the_metrics_too(
    tmp_path: Path,
) -> None:
    async def aside() -> str:
        return Aside("west: gives no answer now; its incidents are told so")

    async def fails() -> str:
        return "no connection to Slack is open; new ones are tried"

    async with night(tmp_path) as made:
        mine = await oneself(made.world, Loops([]), {"clusters": aside, "slack": fails})
    assert mine.ready == {"clusters": True, "slack": False}


@pytest.mark.parametrize(
    ("kind", "late"), [("page", True), ("alert", True), ("triage", True), ("backup", False)]
)
async def test_a_task_that_somebody_waits_for_withholds_the_heartbeat_and_a_slow_backup_does_not(
    tmp_path: Path, kind: str, late: bool
) -> None:
    async def turn() -> str:
        return ""

    async with night(tmp_path) as made:
        config = Config.model_validate(LEAST)
        pulse_of(config, made.world, made.store, None, turn)
        async with made.store.begin() as tx:
            await tx.tasks.add(kind, f"{kind}:x")
            assert await tx.tasks.claim("w", made.world.policy.lease) is not None
        made.clock.advance(minutes=6)
        ill = await made.world.vitals.ask()
    assert ("tasks" in ill) is late
