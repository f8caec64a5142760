"""Every method that the workspace knows, with the token, scope and rate tier that it asks for."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from bot.sandbox.workspace.state import Json
from bot.sandbox.workspace.web_api import chat, connect, conversations, people, reactions, views
from bot.sandbox.workspace.web_api.call import Call


@dataclass(frozen=True)
class Method:
    """One method. `scopes`: any of them will do; none where the method asks for none or looks for itself."""

    run: Callable[[Call], Awaitable[Json]]
    tier: int = 0
    scopes: tuple[str, ...] = ()
    token: str = "bot"  # noqa: S105 - which kind, no secret


METHODS: Mapping[str, Method] = {
    "api.test": Method(connect.api_test, token=""),
    "auth.test": Method(connect.auth_test),
    "apps.connections.open": Method(connect.connections_open, token="app"),  # noqa: S106 - which kind, no secret
    "bots.info": Method(people.bot_info, 3, ("users:read",)),
    "chat.delete": Method(chat.delete, 3, ("chat:write",)),
    "chat.getPermalink": Method(chat.get_permalink),
    "chat.postEphemeral": Method(chat.post_ephemeral, 4, ("chat:write",)),
    "chat.postMessage": Method(chat.post_message, 0, ("chat:write",)),
    "chat.update": Method(chat.update, 3, ("chat:write",)),
    "conversations.history": Method(conversations.history, 3),
    "conversations.info": Method(conversations.info, 3),
    "conversations.join": Method(conversations.join, 3, ("channels:join",)),
    "conversations.list": Method(conversations.list_all, 2),
    "conversations.members": Method(conversations.members, 4),
    "conversations.open": Method(conversations.open_direct, 3, ("im:write",)),
    "conversations.replies": Method(conversations.replies, 3),
    "reactions.add": Method(reactions.add, 3, ("reactions:write",)),
    "reactions.remove": Method(reactions.remove, 2, ("reactions:write",)),
    "team.info": Method(people.team_info, 3, ("team:read",)),
    "usergroups.list": Method(people.group_list, 2, ("usergroups:read",)),
    "usergroups.users.list": Method(people.group_users, 2, ("usergroups:read",)),
    "users.conversations": Method(conversations.list_mine, 3),
    "users.info": Method(people.user_info, 4, ("users:read",)),
    "users.list": Method(people.user_list, 2, ("users:read",)),
    "views.open": Method(views.open_modal, 4),
    "views.publish": Method(views.publish, 4),
    "views.push": Method(views.push, 4),
    "views.update": Method(views.update, 4),
}
