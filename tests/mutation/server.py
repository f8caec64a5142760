"""One PostgreSQL server for a process and all its copies."""

import os

from tests.postgres import PostgresServer


class Standing(PostgresServer):
    """One server for all copies of this process: no copy begins or ends it, and each has databases of its own."""

    def begin(self) -> None:
        """It stands."""
        self._made = os.getpid() * 1000
        self._clean = []

    def end(self) -> None:
        """It stays."""

    def clear(self) -> None:
        """Away with what copies left."""
        for (name,) in self.execute(r"SELECT datname FROM pg_database WHERE datname ~ '^lookout_\d+$'"):
            self.drop(str(name))
