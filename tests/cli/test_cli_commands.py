"""The commands as a shell sees them: what is printed, and the exit code."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.detectors.catalogue import CAUSES
from bot.sandbox.scenario import scenario_names

CONFIG = """\
roles: {responders: {group: S1}, commanders: {group: S2}}
clusters: {sandbox: {reader: {server: "http://127.0.0.1:1", token_file: token}}}
"""


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh database, named by the environment."""
    path = tmp_path / "lookout.sqlite3"
    monkeypatch.setenv("LOOKOUT_DATABASE_URL", f"sqlite:///{path}")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "lookout.yaml").write_text(CONFIG)
    return path


def run(*words: str, given: str = "") -> Result:
    """One command."""
    return CliRunner().invoke(app, list(words), input=given)


def test_help_names_every_command() -> None:
    shown = run("--help").output
    for word in (
        "run",
        "sandbox",
        "diagnose",
        "detectors",
        "doctor",
        "guard",
        "redact",
        "stop",
        "resume",
        "runbooks",
    ):
        assert word in shown


def test_the_causes_are_listed_for_people_and_for_programs() -> None:
    listed = json.loads(run("detectors", "--format", "json").output)
    assert {one["cause"] for one in listed} == CAUSES
    assert all(one["family"] and one["needs"] and one["refuted_by"].endswith(".") for one in listed)
    text = run("detectors").output
    assert len(text.splitlines()) == len(CAUSES)
    assert "oom-killed" in text


def test_the_document_of_causes_is_in_step_with_the_code() -> None:
    written = Path(__file__).parents[2] / "deploy" / "CAUSES.md"
    assert run("detectors", "--format", "markdown").output == written.read_text(encoding="utf-8")


def test_a_format_of_the_causes_that_is_not_there_is_refused() -> None:
    refused = run("detectors", "--format", "xml")
    assert refused.exit_code == 2
    assert "text, json, markdown" in refused.output


def test_the_scenarios_are_listed() -> None:
    assert run("sandbox", "--list").output.split() == list(scenario_names())


def test_a_scenario_that_does_not_exist_is_two() -> None:
    ended = run("sandbox", "--once", "nothing-of-that-name")
    assert ended.exit_code == 2
    assert "there is no scenario" in ended.stderr


def test_to_approve_and_to_deny_exclude_each_other() -> None:
    assert run("sandbox", "--once", scenario_names()[0], "--approve", "--deny").exit_code == 2


def test_a_stop_from_the_shell_needs_no_slack_and_says_what_it_changed(database: Path) -> None:
    database.touch()
    assert "stopped: mitigation" in run("stop", "mitigation", "--why", "drill").output
    again = run("stop", "mitigation")
    assert (again.exit_code, "was stopped already" in again.output) == (0, True)
    assert "resumed: mitigation" in run("resume", "mitigation").output
    assert "was not stopped" in run("resume", "mitigation").output


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("verb", ["stop", "resume"])
def test_a_scope_that_does_not_exist_is_two(verb: str) -> None:
    ended = run(verb, "the-world")
    assert ended.exit_code == 2
    assert "the scopes are everything" in ended.stderr


def test_a_database_that_cannot_be_used_is_two_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LOOKOUT_DATABASE_URL", "mysql://nowhere/x")
    ended = run("stop")
    assert ended.exit_code == 2
    assert ended.stderr.startswith("lookout: ")
    assert "Traceback" not in ended.output


@pytest.mark.usefixtures("database")
def test_run_without_its_secrets_is_two_and_says_which() -> None:
    ended = run("run")
    assert ended.exit_code == 2
    assert "LOOKOUT_SLACK_BOT_TOKEN" in ended.stderr


def test_a_folder_that_is_not_there_is_two() -> None:
    assert run("diagnose", "--snapshot", "no/such/folder").exit_code == 2
    assert run("diagnose", "--snapshot", ".", "--format", "xml").exit_code == 2


def test_an_empty_folder_is_a_diagnosis_that_says_it_does_not_know(tmp_path: Path) -> None:
    ended = run("diagnose", "--snapshot", str(tmp_path))
    assert ended.exit_code == 0
    assert f"{tmp_path.name}: unsure" in ended.output


def test_the_guard_judges_one_text_a_line(tmp_path: Path) -> None:
    texts = tmp_path / "texts.jsonl"
    texts.write_text('{"text": "pods: 212 read, 0.4 s"}\n{"text": "I own this incident."}\n')
    lines = run("guard", "--jsonl", str(texts)).output.splitlines()
    assert ['"pass"' in lines[0], '"block"' in lines[1]] == [True, True]


@pytest.mark.parametrize("content", [None, "{not json}\n"])
def test_what_the_guard_cannot_read_is_two(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "texts.jsonl"
    if content is not None:
        path.write_text(content)
    assert run("guard", "--jsonl", str(path)).exit_code == 2


@pytest.mark.usefixtures("database")
def test_the_filter_lets_no_secret_through() -> None:
    ended = run("redact", given="password=hunter2-very-secret\nfine\n")
    assert "hunter2" not in ended.output
    assert "fine" in ended.output


def test_our_own_runbooks_load_and_a_bad_one_is_one(tmp_path: Path) -> None:
    folder = Path(__file__).parent.parent.parent / "runbooks"
    assert run("runbooks", "check", "--folder", str(folder)).exit_code == 0
    (tmp_path / "bad.yaml").write_text("id: bad\nversion: one\n")
    ended = run("runbooks", "check", "--folder", str(tmp_path))
    assert ended.exit_code == 1
    assert "bad.yaml" in ended.output
