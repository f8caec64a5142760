"""views.*: modals and App Home."""

from typing import Any

from bot.sandbox.workspace import modals
from bot.sandbox.workspace.refusal import RefusalError
from bot.sandbox.workspace.state import Json
from bot.sandbox.workspace.web_api.call import Call


async def open_modal(call: Call) -> Json:
    """views.open."""
    user = call.core.tickets.exchange(call.text("trigger_id"))
    return {"view": modals.open_view(call.core, user, _view(call))}


async def push(call: Call) -> Json:
    """views.push."""
    user = call.core.tickets.exchange(call.text("trigger_id"))
    return {"view": modals.push_view(call.core, user, _view(call))}


async def update(call: Call) -> Json:
    """views.update."""
    view_id, external_id = call.maybe("view_id"), call.maybe("external_id")
    if not view_id and not external_id:
        raise RefusalError("invalid_arguments", ["missing required field: view_id or external_id"])
    found = modals.update_view(
        call.core, _view(call), view_id=view_id, external_id=external_id, view_hash=call.maybe("hash")
    )
    return {"view": found}


async def publish(call: Call) -> Json:
    """views.publish."""
    user = call.text("user_id")
    if user not in call.core.state.users:
        raise RefusalError("user_not_found")
    return {"view": modals.publish_home(call.core, user, _view(call), call.maybe("hash"))}


def _view(call: Call) -> Any:
    view = call.structure("view", "invalid_arguments")
    if view is None:
        raise RefusalError("invalid_arguments", ["missing required field: view"])
    return view
