"""users.*, usergroups.*, bots.info, team.info: who is who."""

from bot.sandbox.workspace.objects import bot_json, group_json, user_json
from bot.sandbox.workspace.refusal import RefusalError
from bot.sandbox.workspace.state import Json
from bot.sandbox.workspace.web_api.call import Call, paged


async def user_info(call: Call) -> Json:
    """users.info."""
    user = call.core.state.users.get(call.text("user"))
    if user is None:
        raise RefusalError("user_not_found")
    return {"user": user_json(call.core.state, user, call.core.clock.now())}


async def user_list(call: Call) -> Json:
    """users.list."""
    state, now = call.core.state, call.core.clock.now()
    found, cursor = call.page([user_json(state, user, now) for user in state.users.values()])
    return {"cache_ts": int(now.timestamp()), **paged("members", found, cursor)}


async def group_list(call: Call) -> Json:
    """usergroups.list."""
    users, count = call.flag("include_users"), call.flag("include_count")
    state = call.core.state
    return {
        "usergroups": [group_json(state, group, users=users, count=count) for group in state.groups.values()]
    }


async def group_users(call: Call) -> Json:
    """usergroups.users.list; deactivated people are no members."""
    state = call.core.state
    group = state.groups.get(call.text("usergroup"))
    if group is None:
        raise RefusalError("no_such_subteam")
    return {"users": [user for user in group.users if user in state.users and not state.users[user].deleted]}


async def bot_info(call: Call) -> Json:
    """bots.info."""
    bot = call.core.state.bots.get(call.text("bot"))
    if bot is None:
        raise RefusalError("bot_not_found")
    return {"bot": bot_json(bot)}


async def team_info(call: Call) -> Json:
    """team.info."""
    state = call.core.state
    return {"team": {"id": state.team_id, "name": state.team_name, "domain": state.domain, "icon": {}}}
