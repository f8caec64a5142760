"""Releases: what a model may be asked under, as the folder of prompts has it and the tools of this version allow."""

from pathlib import Path

from bot.adapters.prompts import FILES, HANDLES, Shelf, load_releases, read_shelf
from bot.domain.release import Releases
from bot.settings.config import Config
from bot.triage.model.toolbox import tools_digest


def releases_of(config: Config) -> Releases:
    """Those of the configured folder, or those that come with Lookout.

    Raises:
        PromptError: anything in the folder is wrong, so that nothing may start with it.
    """
    owners = owners_of(config)
    return load_releases(config.model.prompts or FILES, tools_digest=tools_now(), owners=owners)


def shelf_of(folder: Path, config: Config | None) -> Shelf:
    """Everything in a folder, faults and all; the people of the configuration may own a prompt, if there is one."""
    owners = HANDLES if config is None else owners_of(config)
    return read_shelf(folder, tools_digest=tools_now(), owners=owners)


def tools_now() -> str:
    """The digest of the tools that this version of Lookout offers to a model."""
    return tools_digest()


def owners_of(config: Config) -> tuple[str, ...]:
    """The handles, and the Slack ids of the people that the configuration names."""
    groups = (config.roles.responders, config.roles.commanders, config.bot_oncall)
    return (*HANDLES, *(user for group in groups for user in group.users))
