"""reactions.*: the app's own emoji under messages."""

from bot.sandbox.workspace import posting
from bot.sandbox.workspace.state import Json
from bot.sandbox.workspace.web_api.call import Call


async def add(call: Call) -> Json:
    """reactions.add."""
    return _set(call, add=True)


async def remove(call: Call) -> Json:
    """reactions.remove."""
    return _set(call, add=False)


def _set(call: Call, *, add: bool) -> Json:
    channel = call.channel(member=True)
    posting.react(call.core, channel, call.text("timestamp"), call.text("name"), call.core.state.me, add=add)
    return {}
