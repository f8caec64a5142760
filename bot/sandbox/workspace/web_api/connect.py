"""api.test, auth.test, apps.connections.open: is anybody there, who am I, where is my socket."""

from bot.sandbox.workspace.refusal import RefusalError
from bot.sandbox.workspace.state import Json
from bot.sandbox.workspace.web_api.call import Call


async def api_test(call: Call) -> Json:
    """api.test: says back what it was told."""
    args = {key: value for key, value in call.args.items() if key != "token"}
    if "error" in args:
        raise RefusalError(str(args["error"]), args=args)
    return {"args": args}


async def auth_test(call: Call) -> Json:
    """auth.test."""
    state = call.core.state
    return {
        "url": f"{call.core.base_url}/",
        "team": state.team_name,
        "user": state.users[state.me].name,
        "team_id": state.team_id,
        "user_id": state.me,
        "bot_id": state.my_bot.id,
        "is_enterprise_install": False,
    }


async def connections_open(call: Call) -> Json:
    """apps.connections.open: a WebSocket URL with a ticket that is good once."""
    address = call.core.base_url.replace("http", "ws", 1)
    return {"url": f"{address}/link/?ticket={call.core.tickets.socket()}&app_id={call.core.state.app_id}"}
