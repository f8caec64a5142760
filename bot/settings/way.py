"""By which way Slack comes in: the secrets that were given say it, and two of them contradict each other."""

from enum import StrEnum

from bot.settings.config import Config
from bot.settings.environment import Environment, variable
from bot.settings.error import SettingsError


class WayIn(StrEnum):
    """`SOCKET`: Lookout connects to Slack, and needs no public address. `HTTP`: Slack calls Lookout."""

    SOCKET = "socket"
    HTTP = "http"


def way_in(config: Config, environment: Environment) -> WayIn:
    """The way in, with all that it needs.

    Raises:
        SettingsError: a secret is missing, or what is set does not go together; each problem is a line.
    """
    signed = bool(environment.slack_signing_secret.get_secret_value())
    socket = bool(environment.slack_app_token.get_secret_value())
    secret, token = variable("slack_signing_secret"), variable("slack_app_token")
    problem = ""
    if signed and socket:
        problem = (
            f"is set, and {token} as well. Socket Mode takes the token alone and HTTP the secret alone: "
            "remove the one that the Slack app is not set up for"
        )
    elif signed and config.http is None:
        problem = (
            "is set, so Slack is to call Lookout, but the configuration does not say where it listens: "
            "add http: {host: 0.0.0.0, port: 8080} to it"
        )
    lever = variable("stop_token")
    if environment.stop_token.get_secret_value() and config.http is None:
        problem = (
            "is set, but the configuration does not say where Lookout listens, so nobody could use it: "
            "add http: {host: 127.0.0.1, port: 8080} to it"
        )
        raise SettingsError([f"{lever}: {problem}"])
    if problem:
        raise SettingsError([f"{secret}: {problem}"])
    environment.require("slack_bot_token", "redaction_key", *(() if signed else ("slack_app_token",)))
    return WayIn.HTTP if signed else WayIn.SOCKET
