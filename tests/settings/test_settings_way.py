"""The secrets say by which way Slack comes in; what does not go together is refused with what to do."""

import pytest

from bot.settings.config import Config
from bot.settings.environment import Environment
from bot.settings.error import SettingsError
from bot.settings.way import WayIn, way_in

BOT = {"LOOKOUT_SLACK_BOT_TOKEN": "xoxb-1", "LOOKOUT_REDACTION_KEY": "0123456789abcdef"}
TOKEN = {"LOOKOUT_SLACK_APP_TOKEN": "xapp-1"}
SECRET = {"LOOKOUT_SLACK_SIGNING_SECRET": "a-secret"}


def way(variables: dict[str, str], **http: object) -> WayIn:
    config = Config.model_validate(
        {
            "roles": {"responders": {"users": ["U1"]}, "commanders": {"users": ["U2"]}},
            "clusters": {"prod": {"reader": {"in_cluster": True}}},
            **({"http": http} if http else {}),
        }
    )
    return way_in(config, Environment.model_validate(variables))


def refused(variables: dict[str, str], **http: object) -> str:
    with pytest.raises(SettingsError) as caught:
        way(variables, **http)
    return str(caught.value)


def test_socket_mode_is_the_way_with_the_app_token_whether_or_not_probes_are_served() -> None:
    assert way(BOT | TOKEN) is WayIn.SOCKET
    assert way(BOT | TOKEN, port=8080) is WayIn.SOCKET


def test_the_signing_secret_makes_it_http() -> None:
    assert way(BOT | SECRET, port=8080) is WayIn.HTTP


def test_both_secrets_contradict_each_other() -> None:
    why = refused(BOT | TOKEN | SECRET, port=8080)
    assert why.startswith("LOOKOUT_SLACK_SIGNING_SECRET: is set, and LOOKOUT_SLACK_APP_TOKEN as well")


def test_a_signing_secret_without_a_place_to_listen_is_refused() -> None:
    assert "add http: {host: 0.0.0.0, port: 8080}" in refused(BOT | SECRET)


def test_a_stop_token_that_nobody_could_use_is_refused() -> None:
    token = {"LOOKOUT_STOP_TOKEN": "t" * 16}
    assert refused(BOT | TOKEN | token).startswith("LOOKOUT_STOP_TOKEN: is set, but the configuration")
    assert way(BOT | TOKEN | token, port=8080) is WayIn.SOCKET


def test_without_either_the_app_token_is_asked_for() -> None:
    assert refused(BOT).startswith("LOOKOUT_SLACK_APP_TOKEN: is not set")


def test_lookout_listens_on_loopback_unless_told_otherwise() -> None:
    config = Config.model_validate(
        {
            "roles": {"responders": {"users": ["U1"]}, "commanders": {"users": ["U2"]}},
            "clusters": {"prod": {"reader": {"in_cluster": True}}},
            "http": {"port": 8080},
        }
    )
    assert config.http is not None
    assert config.http.host == "127.0.0.1"
