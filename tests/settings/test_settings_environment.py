from itertools import pairwise
from pathlib import Path

import pytest

from bot.settings.environment import Environment, read_environment, variable
from bot.settings.error import SettingsError

ROOT = Path(__file__).parents[2]
NAMES = {variable(field) for field in Environment.model_fields}


@pytest.fixture(autouse=True)
def _empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(f"{name}_FILE", raising=False)


def problems() -> tuple[str, ...]:
    with pytest.raises(SettingsError) as caught:
        read_environment()
    return caught.value.problems


def test_an_empty_environment_gives_the_defaults() -> None:
    settings = read_environment()
    assert settings.config == Path("lookout.yaml")
    assert settings.database_url == "sqlite:///var/lookout.sqlite3"
    assert settings.slack_api_url == "https://slack.com/api/"
    assert (settings.log_level, settings.log_format, settings.stop_file) == ("info", "json", None)


def test_every_setting_is_read_from_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOOKOUT_SLACK_BOT_TOKEN", "xoxb-1")
    monkeypatch.setenv("LOOKOUT_SLACK_APP_TOKEN", "xapp-1")
    monkeypatch.setenv("LOOKOUT_REDACTION_KEY", "k" * 16)
    monkeypatch.setenv("LOOKOUT_CONFIG", "/etc/lookout.yaml")
    monkeypatch.setenv("LOOKOUT_DATABASE_URL", "sqlite:///x")
    monkeypatch.setenv("SLACK_API_URL", "http://127.0.0.1:1/api/")
    monkeypatch.setenv("LOOKOUT_LOG_LEVEL", "DEBUG")
    monkeypatch.setenv("LOOKOUT_LOG_FORMAT", "Console")
    monkeypatch.setenv("LOOKOUT_STOP_FILE", "/run/stop")
    settings = read_environment()
    assert settings.slack_bot_token.get_secret_value() == "xoxb-1"
    assert settings.slack_app_token.get_secret_value() == "xapp-1"
    assert settings.redaction_key.get_secret_value() == "k" * 16
    assert settings.config == Path("/etc/lookout.yaml")
    assert settings.database_url == "sqlite:///x"
    assert settings.slack_api_url == "http://127.0.0.1:1/api/"
    assert (settings.log_level, settings.log_format) == ("debug", "console")
    assert settings.stop_file == Path("/run/stop")


def test_every_setting_can_stand_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    values = {
        "LOOKOUT_SLACK_BOT_TOKEN": "xoxb-1",
        "LOOKOUT_SLACK_APP_TOKEN": "xapp-1",
        "LOOKOUT_SLACK_SIGNING_SECRET": "a-secret",
        "LOOKOUT_REDACTION_KEY": "k" * 16,
        "LOOKOUT_CONFIG": "a.yaml",
        "LOOKOUT_DATABASE_URL": "sqlite:///x",
        "SLACK_API_URL": "http://127.0.0.1:1/api/",
        "LOOKOUT_LOG_LEVEL": "debug",
        "LOOKOUT_LOG_FORMAT": "console",
        "LOOKOUT_STOP_FILE": "/run/stop",
        "LOOKOUT_STOP_TOKEN": "t" * 16,
        "LOOKOUT_PAGERDUTY_TOKEN": "a-token",
        "LOOKOUT_HEARTBEAT_URL": "https://beat.example.com/1",
        "LOOKOUT_PAGERDUTY_ROUTING_KEY": "a-routing-key",
        "LOOKOUT_PAGE_SECRET": "p" * 16,
        "LOOKOUT_ANTHROPIC_API_KEY": "a-key",
        "KUBECONFIG": "/etc/kube",
    }
    assert set(values) == NAMES
    for name, value in values.items():
        (tmp_path / name).write_text(f"{value}\n")
        monkeypatch.setenv(f"{name}_FILE", str(tmp_path / name))
    from_files = read_environment()
    for name, value in values.items():
        monkeypatch.delenv(f"{name}_FILE")
        monkeypatch.setenv(name, value)
    assert from_files == read_environment()


def test_a_value_given_twice_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LOOKOUT_SLACK_BOT_TOKEN", "xoxb-1")
    monkeypatch.setenv("LOOKOUT_SLACK_BOT_TOKEN_FILE", str(tmp_path))
    assert problems() == (
        "LOOKOUT_SLACK_BOT_TOKEN: is set, and LOOKOUT_SLACK_BOT_TOKEN_FILE as well; one of them must go",
    )


def test_a_file_that_cannot_be_read_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "token"
    monkeypatch.setenv("LOOKOUT_SLACK_BOT_TOKEN_FILE", str(path))
    assert problems() == (f"LOOKOUT_SLACK_BOT_TOKEN_FILE: {path} cannot be read (No such file or directory)",)
    path.write_bytes(b"\xff\xfe")
    assert problems() == (f"LOOKOUT_SLACK_BOT_TOKEN_FILE: {path} cannot be read (it is not UTF-8 text)",)


def test_all_problems_come_at_once_without_a_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOOKOUT_SLACK_BOT_TOKEN", "xapp-s3cret")
    monkeypatch.setenv("LOOKOUT_SLACK_APP_TOKEN", "xoxb-s3cret")
    monkeypatch.setenv("LOOKOUT_REDACTION_KEY", "s3cret")
    monkeypatch.setenv("LOOKOUT_LOG_LEVEL", "loud")
    found = problems()
    assert found == (
        "LOOKOUT_SLACK_BOT_TOKEN: does not begin with xoxb-, so it is not the token that belongs here",
        "LOOKOUT_SLACK_APP_TOKEN: does not begin with xapp-, so it is not the token that belongs here",
        "LOOKOUT_REDACTION_KEY: is shorter than 16 characters",
        "LOOKOUT_LOG_LEVEL: input should be 'debug', 'info', 'warning' or 'error'",
    )


def test_an_error_carries_no_secret_in_any_form(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOOKOUT_SLACK_BOT_TOKEN", "xapp-s3cret")
    with pytest.raises(SettingsError) as caught:
        read_environment()
    assert "s3cret" not in f"{caught.value} {caught.value.__context__}"


def test_secrets_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOOKOUT_SLACK_BOT_TOKEN", "xoxb-s3cret")
    assert "s3cret" not in f"{read_environment()!r} {read_environment().model_dump_json()}"


def test_the_password_of_a_database_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOOKOUT_DATABASE_URL", "postgresql://lookout:s3cret@db/lookout")
    assert read_environment().database_url.endswith("@db/lookout")
    assert "s3cret" not in f"{read_environment()!r} {read_environment().model_dump_json()}"


def test_a_secret_that_is_needed_and_missing_is_asked_for_with_all_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LOOKOUT_REDACTION_KEY", "k" * 16)
    settings = read_environment()
    settings.require("redaction_key")
    with pytest.raises(SettingsError) as caught:
        settings.require("slack_bot_token", "redaction_key", "slack_app_token")
    assert [problem.split(":")[0] for problem in caught.value.problems] == [
        "LOOKOUT_SLACK_BOT_TOKEN",
        "LOOKOUT_SLACK_APP_TOKEN",
    ]


def test_the_example_lists_every_setting_with_its_description_and_nothing_else() -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()
    shown = {}
    for before, line in pairwise(lines):
        if line.startswith("#") and "=" in line and not line.startswith("# "):
            shown[line.removeprefix("#").split("=")[0]] = before.removeprefix("# ")
    assert shown == {variable(name): field.description for name, field in Environment.model_fields.items()}


def test_the_example_shows_the_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    examples = {
        "xoxb-...",
        "xapp-...",
        "at-least-sixteen-characters",
        "/run/lookout/stop",
        "from-basic-information",
        "from-api-access-keys",
        "from-the-service-s-integrations",
        "from-the-console",
        "https://heartbeat.example.com/lookout-prod",
    }
    settings = Environment()
    defaults = {str(getattr(settings, name)) for name in Environment.model_fields}
    for line in (ROOT / ".env.example").read_text().splitlines():
        if line.startswith("#") and "=" in line and not line.startswith("# "):
            assert line.split("=", 1)[1] in examples | defaults
