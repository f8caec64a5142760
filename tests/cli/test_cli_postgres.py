"""Levers and the record from a shell, on PostgreSQL."""

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from tests.postgres import PostgresServer

pytestmark = pytest.mark.needs("postgres")


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def test_levers_are_moved_in_the_database_that_is_named_without_its_secrets(
    postgres_url: str, postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOOKOUT_DATABASE_URL", postgres_url.replace("postgres@", "postgres:hunter2@"))
    name = postgres_url.rpartition("/")[2]
    stopped = run("stop", "mitigation", "--why", "drill")
    assert stopped.exit_code == 0, stopped.output
    assert f"record: postgresql://127.0.0.1:{postgres.port}/{name}" in stopped.output
    assert "hunter2" not in stopped.output
    assert "was stopped already" in run("stop", "mitigation").output
    assert "resumed" in run("resume", "mitigation").output
    rows = postgres.execute("SELECT act, source FROM ledger ORDER BY seq", database=name)
    assert rows == [("stopped", "shell"), ("resumed", "shell")]
    verified = run("ledger", "verify")
    assert "every chain fits" in verified.output
    assert verified.exit_code == 0


@pytest.mark.parametrize("verb", ["stop", "resume"])
def test_a_database_without_a_record_is_refused_and_stays_empty(
    postgres_new_url: str, postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    monkeypatch.setenv("LOOKOUT_DATABASE_URL", postgres_new_url)
    ended = run(verb)
    assert ended.exit_code == 2
    assert "there is no record at postgresql://127.0.0.1" in ended.stderr
    tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
    assert postgres.execute(tables, database=postgres_new_url.rpartition("/")[2]) == [(0,)]


def test_a_server_that_does_not_answer_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOOKOUT_DATABASE_URL", "postgresql://lookout:hunter2@127.0.0.1:1/lookout")
    ended = run("stop", "mitigation")
    assert ended.exit_code == 2
    assert "lookout: The database server cannot be reached" in ended.stderr
    assert "hunter2" not in ended.output
