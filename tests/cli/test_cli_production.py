"""`lookout run` in production mode: refused without somebody who answers for it, with all that is to be done."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app

CONFIG = """\
mode: production
roles:
  responders: {users: [U1]}
  commanders: {users: [U2]}
clusters:
  prod:
    reader: {server: "http://127.0.0.1:9", token_file: token}
"""
ANSWERED = """\
bot_oncall: {rota: lookout, page: [pager]}
rotas: {lookout: {users: [U1]}}
paging: {pager: {webhook: {url: "http://127.0.0.1:9/page"}}}
"""


def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, config: str, **more: str) -> str:
    (tmp_path / "lookout.yaml").write_text(config)
    variables = {
        "LOOKOUT_CONFIG": f"{tmp_path}/lookout.yaml",
        "LOOKOUT_DATABASE_URL": f"sqlite:///{tmp_path}/lookout.sqlite3",
        "LOOKOUT_SLACK_BOT_TOKEN": "xoxb-1",
        "LOOKOUT_SLACK_APP_TOKEN": "xapp-1",
        "LOOKOUT_REDACTION_KEY": "k" * 16,
        "SLACK_API_URL": "http://127.0.0.1:9/api/",
        **more,
    }
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    ended = CliRunner().invoke(app, ["run"])
    assert ended.exit_code == 2
    return ended.stderr


def test_without_anybody_it_is_refused_before_anything_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = run(tmp_path, monkeypatch, CONFIG).splitlines()
    assert [line.partition(":")[0] for line in said] == ["mode"] * 3
    assert "add bot_oncall: {rota: NAME}" in said[0]
    assert "LOOKOUT_HEARTBEAT_URL" in said[2]
    assert not (tmp_path / "lookout.sqlite3").exists()


def test_with_all_of_it_the_start_goes_on_to_slack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    beat = {"LOOKOUT_HEARTBEAT_URL": "http://127.0.0.1:9/beat"}
    said = run(tmp_path, monkeypatch, CONFIG + ANSWERED, **beat)
    assert "Slack could not be reached" in said
    assert "mode:" not in said
