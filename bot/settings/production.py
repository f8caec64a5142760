"""Production mode: what a Lookout that people rely on must have for its own bad days, asked before it starts."""

from collections.abc import Iterator

from bot.settings.config import Config
from bot.settings.environment import Environment, variable
from bot.settings.error import SettingsError

HEARTBEAT, ROUTING_KEY = variable("heartbeat_url"), variable("pagerduty_routing_key")


def must_be_answered_for(config: Config, environment: Environment) -> None:
    """In production mode: somebody on call for Lookout, a way to page them without Slack, and a heartbeat.

    Raises:
        SettingsError: one line for each that is missing, with what to set.
    """
    if config.mode == "production" and (problems := list(_missing(config, environment))):
        raise SettingsError(problems)


def _missing(config: Config, environment: Environment) -> Iterator[str]:
    own = config.bot_oncall
    if not own.users and own.rota is None:
        yield (
            "mode: production needs somebody on call for Lookout itself, and bot_oncall names nobody: "
            "add bot_oncall: {rota: NAME} with the name of one of the rotas, or users"
        )
    if not own.page:
        yield (
            "mode: production needs a way to page whoever is on call for Lookout without Slack: "
            "describe one in paging and name it in bot_oncall: {page: [NAME]}"
        )
    for name in own.page:
        told = config.paging[name].pagerduty
        if (
            told is not None
            and told.key_file is None
            and not environment.pagerduty_routing_key.get_secret_value()
        ):
            yield (
                f"mode: production pages by {name}, and there is no routing key: set {ROUTING_KEY}, "
                f"or paging.{name}.pagerduty.key_file"
            )
    if not environment.heartbeat_url.get_secret_value():
        yield (
            f"mode: production needs a heartbeat, so that somebody is paged when Lookout falls silent: set {HEARTBEAT} "
            "(or its _FILE) to an address that raises the alarm when it is no longer called"
        )
