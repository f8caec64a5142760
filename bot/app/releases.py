"""Releases: what a model may be asked under, as the folder of prompts has it and the tools of this version allow."""

from pathlib import Path

from bot.adapters.prompts import FILES, HANDLES, Shelf, load_releases, read_shelf
from bot.domain.release import Releases, tools_digest
from bot.settings.config import Config
from bot.settings.error import SettingsError, unknown
from bot.triage.model.toolbox import SCHEMAS


def releases_of(config: Config) -> Releases:
    """Those of the configured folder, or those that come with Lookout; the configured one last.

    Raises:
        PromptError: anything in the folder is wrong, so that nothing may start with it.
        SettingsError: the configuration names a release that there is not.
    """
    owners = owners_of(config)
    known = load_releases(config.model.prompts or FILES, tools_digest=tools_now(), owners=owners)
    return preferred(known, config.model.release)


def shelf_of(folder: Path, config: Config | None) -> Shelf:
    """Everything in a folder, faults and all; the people of the configuration may own a prompt, if there is one."""
    owners = HANDLES if config is None else owners_of(config)
    return read_shelf(folder, tools_digest=tools_now(), owners=owners)


def tools_now() -> str:
    """The digest of the tools that this version of Lookout offers to a model."""
    return tools_digest(SCHEMAS)


def owners_of(config: Config) -> tuple[str, ...]:
    """The handles, and the Slack ids of the people that the configuration names."""
    groups = (config.roles.responders, config.roles.commanders, config.bot_oncall)
    return (*HANDLES, *(user for group in groups for user in group.users))


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
