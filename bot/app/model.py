"""The model of a configuration: the provider's adapter, if there is a key, and which release it names."""

from contextlib import AsyncExitStack

from bot.domain.release import Releases
from bot.settings.config import Config
from bot.settings.environment import Environment, variable
from bot.settings.error import SettingsError, unknown
from bot.triage.ports.clock import Clock
from bot.triage.ports.model import Model

KEY = variable("anthropic_api_key")


def model_of(config: Config, environment: Environment, clock: Clock, opened: AsyncExitStack) -> Model | None:
    """The adapter, closed with `opened`; None without a key, or if the configuration turns the model off."""
    key = environment.anthropic_api_key.get_secret_value()
    if not key or not config.model.enabled:
        return None
    from bot.adapters.anthropic.provider import Anthropic  # noqa: PLC0415 - seconds to load, for those who have a key

    provider = Anthropic(key, config.model.base_url, clock, proxy=config.model.proxy)
    opened.push_async_callback(provider.close)
    return provider


def preferred(releases: Releases, name: str) -> Releases:
    """The same with the release of that name last, where the one stands that is used until a person chooses another.

    Raises:
        SettingsError: there are releases, and none is called so.
    """
    found = releases.named(name)
    if found is None:
        if name and releases.known:
            raise SettingsError(
                [f"model.release: {unknown('release', name, [one.name for one in releases.known])}"]
            )
        return releases
    others = tuple(one for one in releases.known if one.name != name)
    return Releases(known=(*others, found))
