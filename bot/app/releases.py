"""Releases: what a model may be asked under, as the folder of prompts has it and the tools of this version allow."""

from pathlib import Path

from bot.adapters.prompts import FILES, HANDLES, Shelf, load_releases, read_shelf
from bot.app.model import preferred
from bot.domain.release import Releases, tools_digest
from bot.settings.config import Config
from bot.triage.model.fixed import fixed_words
from bot.triage.model.toolbox import SCHEMAS


def releases_of(config: Config) -> Releases:
    """Those of the configured folder, or those that come with Lookout; the one that the configuration names is last.

    Raises:
        PromptError: anything in the folder is wrong, so that nothing may start with it.
        SettingsError: the configuration names a release that there is not.
    """
    found = load_releases(config.model.prompts or FILES, tools_digest=tools_now(), owners=owners_of(config))
    return preferred(found, config.model.release)


def shelf_of(folder: Path, config: Config | None) -> Shelf:
    """Everything in a folder, faults and all, with the people and the release that the configuration names, if any.

    Raises:
        SettingsError: the configuration names a release that there is not.
    """
    owners = HANDLES if config is None else owners_of(config)
    found = read_shelf(folder, tools_digest=tools_now(), owners=owners)
    if config is None:
        return found
    return found.model_copy(update={"releases": preferred(found.releases, config.model.release)})


def tools_now() -> str:
    """The digest of what this version of Lookout tells every model: tools, forms of answers and words."""
    return tools_digest(SCHEMAS, fixed_words())


def owners_of(config: Config) -> tuple[str, ...]:
    """The handles, and the Slack ids of the people that the configuration names."""
    groups = (config.roles.responders, config.roles.commanders, config.bot_oncall)
    return (*HANDLES, *(user for group in groups for user in group.users))
