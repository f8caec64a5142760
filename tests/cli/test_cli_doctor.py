"""`lookout doctor` as a shell sees it: its lines, its JSON, its exit codes, and no secret in either."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.cli.doctor import as_text, code
from bot.domain.check import Check, fail, ok, unknown, warn

FINE, WARNED = ok("disk", "plenty"), warn("disk", "little", "free some")
FAILED, DARK = fail("disk", "none", "free some", "/var"), unknown("disk", "no answer", "again")
BOT_TOKEN = "xoxb-1111-2222-verysecretindeed"
CONFIG = """\
roles: {responders: {users: [U1]}, commanders: {users: [U2]}}
clusters: {prod: {reader: {server: "http://127.0.0.1:9", token_file: nowhere}}}
"""


@pytest.fixture
def nothing_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings that lead nowhere."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LOOKOUT_SLACK_BOT_TOKEN", BOT_TOKEN)
    monkeypatch.setenv("LOOKOUT_SLACK_APP_TOKEN", "xapp-1-A1-3333-alsoverysecret")
    monkeypatch.setenv("LOOKOUT_REDACTION_KEY", "a-key-that-nobody-sees")
    monkeypatch.setenv("SLACK_API_URL", "http://127.0.0.1:9/api/")
    (tmp_path / "lookout.yaml").write_text(CONFIG)
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["doctor", *words])


@pytest.mark.parametrize(
    ("checks", "expected"),
    [
        ([FINE], 0),
        ([FINE, WARNED], 0),
        ([FINE, FAILED], 1),
        ([DARK, FAILED], 1),
        ([DARK, WARNED], 2),
        ([], 0),
    ],
)
def test_the_exit_code_is_that_of_the_worst_line(checks: list[Check], expected: int) -> None:
    assert code(checks) == expected


def test_a_line_has_the_verdict_what_is_wrong_and_the_mend_and_the_last_counts() -> None:
    assert as_text([FINE, FAILED]) == [
        "ok      disk: plenty",
        "fail    disk /var: none -> free some",
        "2 checks: 1 ok, 0 warn, 1 fail, 0 unknown",
    ]


def test_a_password_in_the_configuration_is_refused_and_not_shown(nothing_there: Path) -> None:
    wrong = CONFIG.replace("127.0.0.1", "user:hunter2@127.0.0.1")
    (nothing_there / "lookout.yaml").write_text(wrong)
    ended = run()
    assert ended.exit_code == 1
    assert "this reads as a secret, and this file holds none" in ended.output
    assert "hunter2" not in ended.output


@pytest.mark.usefixtures("nothing_there")
def test_it_works_without_a_lookout_slack_or_cluster_and_shows_no_secret() -> None:
    ended = run("--format", "json")
    assert ended.exit_code == 1
    said = json.loads(ended.stdout)
    assert said.keys() == {"checks", "summary"}
    assert sum(said["summary"].values()) == len(said["checks"])
    names = {one["name"]: one["verdict"] for one in said["checks"]}
    assert (names["bot token"], names["cluster"], names["runbook"]) == ("fail", "fail", "ok")
    everything = ended.output + run().output
    for secret in (BOT_TOKEN, "alsoverysecret", "a-key-that-nobody-sees"):
        assert secret not in everything


@pytest.mark.usefixtures("nothing_there")
def test_it_makes_no_file(nothing_there: Path) -> None:
    run()
    assert [one.name for one in nothing_there.iterdir()] == ["lookout.yaml"]


@pytest.mark.parametrize("words", [("--format", "xml"), ("--seconds", "0"), ("--seconds", "100000")])
def test_what_it_cannot_do_is_two(words: tuple[str, ...]) -> None:
    ended = run(*words)
    assert ended.exit_code == 2
    assert ended.stderr.startswith("lookout: ")
