"""The plug-in that tries mutants in place of running the tests: for each, a copy of this process with it in place."""

import gc
import random
import threading
import time
from collections import Counter
from collections.abc import Sequence
from types import ModuleType

import pytest

from tests.capabilities import MISSING
from tests.mutation.explained import explained
from tests.mutation.forked import Forked
from tests.mutation.found import KEPT, Findings, file_of
from tests.mutation.mutants import Module, Mutant, load
from tests.mutation.pool import Pool
from tests.mutation.rooms import rooms_of
from tests.mutation.server import Standing
from tests.mutation.transplant import transplant
from tests.postgres import PostgresServer, server_folder

SEED = 7


class Tries:
    """Every mutant of `files` with `only` in its name, against `most` tests (None: all that run it).

    It begins with the tests that have words of `first` in their names. `counts` says of each file what became of them.
    """

    def __init__(
        self, files: Sequence[str], only: str, *, listed: bool, most: int | None, first: Sequence[str]
    ) -> None:
        self.files, self.only, self.listed, self.most = files, only, listed, most
        self.first = first
        self.counts: dict[str, Counter[str]] = {}
        self.forked = Forked()
        self._server: Standing | None = None
        self._proven: dict[str, bool] = {}

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Collected is everything; now the mutants."""
        if session.testsfailed:
            raise session.Interrupted("some tests cannot be collected")
        session.config.pluginmanager.register(self.forked)
        pool = Pool({one.nodeid: one for one in session.items}, KEPT / "tests.json")
        try:
            self._share_a_server(session.config)
            pool.learn(self.files, self.forked)
            self._warm(pool)
            for file in self.files:
                self.counts[file] = self._file(file, pool)
                print(f"{file}: {_told(self.counts[file])}", flush=True)
        finally:
            if self._server is not None:
                PostgresServer.end(self._server)
        return True

    def _share_a_server(self, config: pytest.Config) -> None:
        programs = server_folder()
        if programs is None or MISSING["postgres"]():
            print("no PostgreSQL on this machine: what SQLite does not show counts as alive")
            return
        server = self._server = Standing(programs)
        PostgresServer.begin(server)
        for plugin in config.pluginmanager.get_plugins():
            if getattr(plugin, "PostgresServer", None) is PostgresServer:
                plugin.PostgresServer = lambda _programs: server

    def _warm(self, pool: Pool) -> None:
        """Run a quick test of each file here: half a second of first times that every copy is spared."""
        first: dict[tuple[str, bool], pytest.Item] = {}
        for name in pool.quickest():
            first.setdefault((file_of(name), pool.is_slow(name)), pool.items[name])
        items = list(first.values())
        for item, following in zip(items, [*items[1:], None], strict=True):
            self.forked.run_one(item, following)
        print()
        gc.collect()
        gc.freeze()
        threads = threading.active_count()
        assert threads == 1, f"{threads} threads run, of which a copy of this process would have one alone"

    def _file(self, file: str, pool: Pool) -> Counter[str]:
        loaded, module = load(file)
        findings = Findings(file)
        reasons = explained().get(file, {})
        order = [one for one in module.mutants if self.only in one.name]
        random.Random(SEED).shuffle(order)  # noqa: S311 # so that what is found of a part tells of the whole
        counts: Counter[str] = Counter()
        for mutant in order:
            by = self._try(file, loaded, module, mutant, pool, findings)
            kind = _kind(by, mutant.name in reasons)
            counts[kind] += 1
            if self.listed or kind in {"alive", "stale"}:
                why = reasons.get(mutant.name, "") or by
                print(f"{file}:{mutant.lines[0]}: {kind}: {mutant.name}  [{why}]", flush=True)
        return counts

    def _try(
        self, file: str, loaded: ModuleType, module: Module, mutant: Mutant, pool: Pool, findings: Findings
    ) -> str:
        """The test that finds it, "load", "time", or "" for none."""
        before = findings.of(mutant.name)
        if before is not None and before.by:
            pool.count(mutant.function, before.by)
            return before.by
        runners = pool.for_lines(file, mutant.lines, rooms_of(file), mutant.function)
        tests = sorted(runners, key=lambda one: not any(word in one for word in self.first))[: self.most]
        untried = findings.untried(mutant.name, tests)
        if before is not None and not untried:
            return before.by
        begun = time.monotonic()
        by = self._killer(loaded, module, mutant, pool, untried)
        findings.add(mutant.name, by, tests, time.monotonic() - begun)
        pool.count(mutant.function, by)
        return by

    def _killer(
        self, loaded: ModuleType, module: Module, mutant: Mutant, pool: Pool, tests: Sequence[str]
    ) -> str:
        try:
            code = module.code(mutant)
        except (SyntaxError, ValueError):
            return "load"

        def put_in() -> None:
            transplant(loaded, code, outside=not mutant.function)

        while True:
            items = [pool.items[one] for one in tests if self._proven.get(one, True)]
            by = self.forked.first_failure(items, put_in, pool.patience(tests))
            if self._server is not None and (not by or (by in pool.items and pool.is_slow(by))):
                self._server.clear()
            if by not in pool.items or self._stands_without(pool, by):
                return by

    def _stands_without(self, pool: Pool, test: str) -> bool:
        """Whether a test passes in a copy without any mutant: else it proves nothing, and is left out from now on."""
        if test not in self._proven:
            self._proven[test] = not self.forked.first_failure(
                [pool.items[test]], lambda: None, pool.patience([test])
            )
            if not self._proven[test]:
                print(f"left out, since it fails alone: {test}", flush=True)
        return self._proven[test]


def _kind(by: str, is_explained: bool) -> str:  # beside its other half it is clear
    if by:
        return "stale" if is_explained else "found"
    return "explained" if is_explained else "alive"


def _told(counts: Counter[str]) -> str:
    return f"{counts.total()} mutants, " + ", ".join(
        f"{number} {kind}" for kind, number in sorted(counts.items())
    )
