"""Secrets come by the environment or by files, and show up nowhere: configuration, logs, tracebacks, doctor, `ps`."""

import io
import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
import typer
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from bot import logs
from bot.cli import app
from bot.cli.doctor import _clean, as_json
from bot.domain.check import warn
from bot.redaction import redact
from bot.redaction.given import MARK, SHORTEST, without
from bot.settings.config import Config
from bot.settings.environment import Environment, secret_files, variable
from bot.settings.error import SettingsError
from bot.settings.exposed import FIELDS, exposed
from bot.settings.read import NOT_HERE, read_config

SMALLEST = """\
roles: {responders: {users: [U1, U2]}, commanders: {users: [U3]}}
clusters: {prod: {reader: {in_cluster: true}}}
"""
SECRET_FIELDS = [name for name, field in Environment.model_fields.items() if field.annotation is SecretStr]
ADDRESS = "heartbeat_url"
PREFIXES = {"slack_bot_token": "xoxb-", "slack_app_token": "xapp-", ADDRESS: "https://far.example.com/"}
# Long enough for every setting, and of letters that stand in none of the words around them.
TEXTS = (
    st.text(alphabet="QXZ0123456789\"'\\/+&=%@: \tåß", min_size=20, max_size=60)
    .map(str.strip)
    .filter(lambda text: len(text) >= 16)
)


def _as(field: str, text: str) -> tuple[str, str]:
    """The text as a secret that this setting takes, and what of it is secret."""
    if field == "heartbeat_url":
        text = "h" + re.sub(r"\s", "-", text)
        return f"https://{text}", text
    return PREFIXES.get(field, "") + text, text


@pytest.fixture(autouse=True, scope="module")
def _untouched_logging() -> Iterator[None]:
    handlers, level = list(logging.root.handlers), logging.root.level
    yield
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)
    logging.captureWarnings(capture=False)
    for name in (*logs.LIBRARIES, *logs.TALKATIVE):
        logging.getLogger(name).setLevel(logging.NOTSET)
    structlog.reset_defaults()


def _refuse(secret: str) -> None:
    raise LookupError(f"{secret} was not accepted")


@settings(deadline=None)  # a slow machine is no fault of a line
@given(st.sampled_from(SECRET_FIELDS), TEXTS)
def test_no_secret_of_the_environment_shows_in_a_log_line_in_any_form(field: str, text: str) -> None:
    secret, text = _as(field, text)
    environment = Environment.model_validate({variable(field): secret})
    out = io.StringIO()
    hidden = without(environment.given())
    logs.configure("debug", "json", lambda one: redact(hidden(one), b"k" * 16), stream=out)
    log = structlog.get_logger()
    said_plainly = f"it is {secret}"
    log.warning(
        said_plainly, plain=secret, within={"headers": [f"Bearer {secret}"], secret: 1}, raw=(secret,)
    )
    log.info(
        "as others write it", json=json.dumps({"t": secret}), python=repr(secret), settings=repr(environment)
    )
    try:
        _refuse(secret)
    except LookupError:
        log.exception("a call failed")
    logging.getLogger("somebody.else").error("their words: %s", secret)
    said = out.getvalue()
    assert MARK in said
    for line in said.splitlines():
        for value in _texts(json.loads(line)):
            assert secret not in value
    assert text not in said


@settings(deadline=None)  # a slow machine is no fault of a line
@given(st.sampled_from(SECRET_FIELDS), TEXTS)
def test_no_secret_of_the_environment_shows_in_a_line_of_the_doctor(field: str, text: str) -> None:
    secret, text = _as(field, text)
    hidden = without(Environment.model_validate({variable(field): secret}).given())
    line = _clean(warn("bot token", f"it said {secret}", f"not {secret}", secret), hidden)
    assert text not in json.dumps(as_json([line]), ensure_ascii=False)


@pytest.mark.parametrize("written", ["p%40ss%2Fword", "correcthorse"])
def test_the_password_of_a_database_is_taken_out_as_it_is_written_and_as_it_is(written: str) -> None:
    environment = Environment.model_validate({"LOOKOUT_DATABASE_URL": f"postgresql://me:{written}@db/x"})
    hidden = without(environment.given())
    assert hidden("p@ss/word correcthorse p%40ss%2Fword").count(MARK) == (2 if "%" in written else 1)


def test_an_address_that_is_none_has_no_password() -> None:
    assert Environment.model_validate({"LOOKOUT_DATABASE_URL": "postgresql://[::1"}).given() == ()


def test_what_is_too_short_to_be_a_secret_stays_in_texts() -> None:
    assert without(["on", "x" * (SHORTEST - 1)])("a line on something xxxxx") == "a line on something xxxxx"


@pytest.mark.parametrize(
    "field",
    [
        "deployment: xoxb-1234567890-abcdefghij",
        "rotas: {a: {users: [AKIAQXZQXZQXZQXZQXZQ]}}",
        'vendors: {cards: {url: "https://lookout:hunter22@status.example.com/api"}}',
        "clustres: {x: ghp_abcdefghijklmnopqrstuvwxyz0123456789}",
    ],
)
def test_a_secret_in_the_configuration_is_refused_and_not_repeated(tmp_path: Path, field: str) -> None:
    path = tmp_path / "lookout.yaml"
    path.write_text(f"{SMALLEST}{field}\n")
    with pytest.raises(SettingsError) as caught:
        read_config(path)
    (said,) = caught.value.problems
    assert said.startswith("lookout.yaml:3: ")
    assert said.endswith(NOT_HERE)
    assert not any(word in said for word in ("xoxb", "AKIA", "hunter22", "ghp_"))


def test_a_secret_s_file_that_every_user_may_read_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("bot-token", "reader.token", "kubeconfig", "kept.token", "routing.key", "page.secret"):
        (tmp_path / name).write_text("x")
        (tmp_path / name).chmod(0o640 if name == "kept.token" else 0o644)
    monkeypatch.setenv("LOOKOUT_SLACK_BOT_TOKEN_FILE", str(tmp_path / "bot-token"))
    monkeypatch.setenv("LOOKOUT_CONFIG_FILE", str(tmp_path / "no-secret"))
    config = Config.model_validate(
        {
            "roles": {"responders": {"users": ["U1"]}, "commanders": {"users": ["U2"]}},
            "clusters": {
                "prod": {
                    "reader": {"server": "https://a", "token_file": "reader.token"},
                    "actor": {"server": "https://a", "token_file": "gone.token"},
                    "alertmanager": {"url": "https://b", "token_file": "kept.token"},
                },
                "stage": {"reader": {"kubeconfig": "kubeconfig"}},
            },
            "paging": {
                "day": {"pagerduty": {"key_file": "routing.key"}},
                "night": {"webhook": {"url": "https://c", "secret_file": "page.secret"}},
            },
        },
        context={"folder": tmp_path},
    )
    said = [one.partition(" (mode")[0].partition(str(tmp_path))[0] for one in exposed(config, secret_files())]
    assert said == [
        "LOOKOUT_SLACK_BOT_TOKEN_FILE: every user of this machine may read ",
        "clusters.stage.reader.kubeconfig: every user of this machine may read ",
        "paging.night.webhook.secret_file: every user of this machine may read ",
        "clusters.prod.reader.token_file: every user of this machine may read ",
        "paging.day.pagerduty.key_file: every user of this machine may read ",
    ]
    assert list(exposed(None, {})) == []


def test_every_file_that_the_configuration_names_for_a_secret_is_looked_at() -> None:
    described = json.dumps(Config.model_json_schema())
    fields = {one for one in re.findall(r'"([a-z_]+_file)"', described) if one != "ca_file"}
    assert {"key_file", "secret_file", "token_file"} <= fields
    assert fields <= FIELDS


def test_no_command_takes_a_secret_as_an_argument_where_ps_would_show_it() -> None:
    names = list(_options(typer.main.get_command(app)))
    assert "port" in names
    assert not [
        one for one in names if any(word in one for word in ("token", "secret", "password", "api_key"))
    ]


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, one in value.items():
            yield from (str(key), *_texts(one))
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
    else:
        yield str(value)


def _options(command: object) -> Iterator[str]:
    for one in getattr(command, "params", ()):
        yield str(one.name)
    for one in getattr(command, "commands", {}).values():
        yield from _options(one)
