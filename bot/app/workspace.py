"""The configured workspace: who Lookout is in it, which channels are meant, who holds the roles."""

from bot.adapters.slack.directory import Membership
from bot.adapters.slack.egress import Egress
from bot.adapters.slack.rooms import ids_of
from bot.app.notices import warn_of_unlisted
from bot.domain.people import Role
from bot.listeners.bolt import Identity
from bot.settings.config import Config, Group


async def identity(egress: Egress) -> Identity:
    """Who Lookout is there. Raises `OutsideError` if Slack does not say."""
    answer = await egress.read("auth.test")
    return Identity(
        team_id=answer["team_id"],
        bot_id=answer.get("bot_id", ""),
        user_id=answer["user_id"],
        url=answer.get("url", ""),
    )


def roles(config: Config) -> dict[Role, Membership]:
    """How each role is held."""
    groups = {Role.RESPONDER: config.roles.responders, Role.COMMANDER: config.roles.commanders}
    return {role: _membership(group) for role, group in groups.items()}


def mentioned(config: Config) -> tuple[str, ...]:
    """The ids of the user groups that a message may mention."""
    return (config.escalation.group,) if config.escalation.group else ()


def _membership(group: Group) -> Membership:
    return Membership(users=frozenset(group.users), group=group.group or "")


async def rooms(egress: Egress, config: Config) -> dict[str, str]:
    """The ids of the channels that the configuration names; a name that Slack does not list is a line in the log."""
    names = [channel.name for channel in config.channels if channel.name]
    found = await ids_of(egress, names)
    warn_of_unlisted(names, found)
    return found
