"""Modals and App Home: opened, stacked, changed, closed, and what an ack of a submission does to them."""

from typing import Any

from bot.sandbox.workspace import inputs, posting
from bot.sandbox.workspace.core import Core
from bot.sandbox.workspace.feed import Change
from bot.sandbox.workspace.limits import judge_view
from bot.sandbox.workspace.refusal import RefusalError
from bot.sandbox.workspace.state import Json

STACK_MOST = 3
_KEPT = ("title", "close", "submit", "external_id", "submit_disabled")


def open_view(core: Core, user: str, view: Any) -> Json:
    """Show a modal, in place of any that is open."""
    judge_view(view)
    _check_external_id(core, view)
    made = _made(core, view)
    core.state.stacks[user] = [made]
    _show(core, user)
    return made


def push_view(core: Core, user: str, view: Any) -> Json:
    """Put a modal on top of the open one; three at most."""
    judge_view(view)
    _check_external_id(core, view)
    stack = core.state.stacks.get(user) or []
    if not stack:
        raise RefusalError("not_found")
    if len(stack) >= STACK_MOST:
        raise RefusalError("push_limit_reached")
    made = _made(core, view) | {"root_view_id": stack[0]["id"], "previous_view_id": stack[-1]["id"]}
    stack.append(made)
    _show(core, user)
    return made


def update_view(
    core: Core, view: Any, *, view_id: str = "", external_id: str = "", view_hash: str = ""
) -> Json:
    """Change an open modal in place."""
    judge_view(view)
    for user, stack in core.state.stacks.items():
        for index, old in enumerate(stack):
            if old["id"] == view_id or (external_id and old.get("external_id") == external_id):
                if view_hash and view_hash != old["hash"]:
                    raise RefusalError("hash_conflict")
                stack[index] = _made(core, view, old)
                _show(core, user)
                return stack[index]
    raise RefusalError("not_found")


def publish_home(core: Core, user: str, view: Any, view_hash: str = "") -> Json:
    """Show a person's App Home."""
    judge_view(view, "home")
    old = core.state.homes.get(user)
    if view_hash and old is not None and view_hash != old["hash"]:
        raise RefusalError("hash_conflict")
    core.state.homes[user] = _made(core, view, old)
    core.feed.tell(Change("home", only=user))
    return core.state.homes[user]


def close(core: Core, user: str, view_id: str = "") -> None:
    """Close one of a person's modals, or all of them."""
    stack = core.state.stacks.get(user) or []
    core.state.stacks[user] = [view for view in stack if view_id and view["id"] != view_id]
    _show(core, user)


def after_submission(core: Core, user: str, view: Json, answer: Json | None) -> dict[str, str]:
    """Do what the ack of a submission says; the errors to show by block id, none when it was taken."""
    action = (answer or {}).get("response_action")
    match action:
        case None:
            close(core, user, view["id"])
        case "clear":
            close(core, user)
        case "errors":
            return _errors(view, (answer or {}).get("errors"))
        case "update":
            update_view(core, (answer or {}).get("view"), view_id=view["id"])
        case "push":
            push_view(core, user, (answer or {}).get("view"))
        case _:
            raise RefusalError("invalid_response_action")
    return {}


def _errors(view: Json, errors: Any) -> dict[str, str]:
    inputs_of_view = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or set(errors) - inputs_of_view:
        raise RefusalError("invalid_response_errors")
    return {block: str(words) for block, words in errors.items()}


def _check_external_id(core: Core, view: Json) -> None:
    name = view.get("external_id")
    taken = {one.get("external_id") for stack in core.state.stacks.values() for one in stack}
    if name and name in taken:
        raise RefusalError("duplicate_external_id")


def _made(core: Core, view: Json, old: Json | None = None) -> Json:
    state = core.state
    blocks = posting.filled(core, view["blocks"])
    view_id = old["id"] if old else state.mint("V")
    values = inputs.initial(blocks)
    for block_id, held in (old or {"state": {"values": {}}})["state"]["values"].items():
        for action_id, value in held.items():
            if action_id in values.get(
                block_id, {}
            ):  # what was typed stays when block and action keep their ids
                values[block_id][action_id] = value
    return {
        "id": view_id,
        "team_id": state.team_id,
        "type": view["type"],
        "blocks": blocks,
        "private_metadata": view.get("private_metadata", ""),
        "callback_id": view.get("callback_id", ""),
        "state": {"values": values},
        "hash": f"{state.stamp(core.clock.now())}.{view_id}",
        **{name: view.get(name) for name in _KEPT},
        "clear_on_close": view.get("clear_on_close", False),
        "notify_on_close": view.get("notify_on_close", False),
        "root_view_id": old["root_view_id"] if old else view_id,
        "previous_view_id": old["previous_view_id"] if old else None,
        "app_id": state.app_id,
        "app_installed_team_id": state.team_id,
        "bot_id": state.my_bot.id,
    }


def _show(core: Core, user: str) -> None:
    core.feed.tell(Change("view", only=user))
