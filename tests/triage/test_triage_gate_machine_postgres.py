"""The gate under any order of clicks, events, crashes and workers, once more with its record on PostgreSQL."""

from typing import ClassVar

import pytest
from hypothesis import settings

from tests.postgres import PostgresServer
from tests.triage.test_triage_gate_machine import Gate

pytestmark = [pytest.mark.long, pytest.mark.needs("postgres")]

ROUNDS = 5


class GateOnPostgres(Gate):
    """Each round has an empty database."""

    server: ClassVar[PostgresServer]

    def address(self) -> str:
        """A database of this round alone."""
        self.name = self.server.take()
        return self.server.url(self.name)

    def teardown(self) -> None:
        """Give it back, empty."""
        super().teardown()
        self.server.give_back(self.name)


class TestGateOnPostgres(GateOnPostgres.TestCase):  # type: ignore[misc, valid-type] # hypothesis makes it
    settings = settings(Gate.TestCase.settings, max_examples=ROUNDS)

    @pytest.fixture(autouse=True)
    def _server(self, postgres: PostgresServer) -> None:
        GateOnPostgres.server = postgres
