"""The payloads of clicks, shortcuts, commands and modals, as Slack sends them."""

from typing import Any

from bot.sandbox.workspace import inputs
from bot.sandbox.workspace.core import Core
from bot.sandbox.workspace.posting import elements_of
from bot.sandbox.workspace.refusal import RefusalError
from bot.sandbox.workspace.state import Channel, Json, is_reply
from bot.sandbox.workspace.tickets import ResponseUrl

_SHOWN = ("text", "placeholder", "style", "url", "confirm")


def find_element(blocks: list[Json], action_id: str, block_id: str = "") -> tuple[Json, Json]:
    """The block and the element with that `action_id` (in that block, if one is named)."""
    for block in blocks:
        if block_id and block["block_id"] != block_id:
            continue
        for element in elements_of(block):
            if element.get("action_id") == action_id:
                return block, element
    raise RefusalError("action_not_found")


def blocks_of(message: Json) -> list[Json]:
    """All blocks of a message, those in its attachments too."""
    attached = [block for one in message.get("attachments", ()) for block in one.get("blocks", ())]
    return [*message.get("blocks", ()), *attached]


def action(core: Core, block: Json, element: Json, answer: Any) -> Json:
    """One entry of `actions`."""
    found: Json = {name: element[name] for name in _SHOWN if name in element}
    found |= {"type": element["type"], "action_id": element["action_id"], "block_id": block["block_id"]}
    if element["type"] == "button":
        value = element.get("value") if answer is None else answer
        found |= {} if value is None else {"value": value}
    else:
        found |= inputs.chosen(element, answer)
    return found | {"action_ts": core.state.stamp(core.clock.now())}


def on_message(
    core: Core, user: str, channel: Channel, message: Json, pressed: Json, *, ephemeral: bool = False
) -> Json:
    """block_actions of a message. An ephemeral one is not in the payload: Slack does not keep it."""
    ts, thread_ts = message["ts"], message.get("thread_ts", "") if is_reply(message) else ""
    url = core.tickets.response_url(user, channel.id, message_ts=ts, thread_ts=thread_ts)
    container = {"type": "message", "message_ts": ts, "channel_id": channel.id, "is_ephemeral": ephemeral}
    values = {**inputs.initial(blocks_of(message)), **core.state.held.get((user, ts), {})}
    return {
        **_head(core, user, "block_actions"),
        "container": container | ({"thread_ts": thread_ts} if thread_ts else {}),
        "channel": _channel(channel),
        **({} if ephemeral else {"message": message}),
        "state": {"values": values},
        "response_url": url_text(core, url),
        "trigger_id": core.tickets.trigger(user),
        "actions": [pressed],
    }


def on_view(core: Core, user: str, view: Json, pressed: Json) -> Json:
    """block_actions of a modal or of App Home."""
    return {
        **_head(core, user, "block_actions"),
        "container": {"type": "view", "view_id": view["id"]},
        "trigger_id": core.tickets.trigger(user),
        "view": view,
        "actions": [pressed],
    }


def submission(core: Core, user: str, view: Json) -> Json:
    """view_submission."""
    return {
        **_head(core, user, "view_submission"),
        "trigger_id": core.tickets.trigger(user),
        "view": view,
        "response_urls": [],
    }


def closing(core: Core, user: str, view: Json, *, cleared: bool) -> Json:
    """view_closed."""
    return {**_head(core, user, "view_closed"), "view": view, "is_cleared": cleared}


def shortcut(core: Core, user: str, channel: Channel, message: Json, callback_id: str) -> Json:
    """message_action: a message shortcut."""
    url = core.tickets.response_url(user, channel.id, thread_ts=message.get("thread_ts", ""))
    return {
        **_head(core, user, "message_action"),
        "action_ts": core.state.stamp(core.clock.now()),
        "channel": _channel(channel),
        "callback_id": callback_id,
        "trigger_id": core.tickets.trigger(user),
        "message_ts": message["ts"],
        "message": message,
        "response_url": url_text(core, url),
    }


def command(core: Core, user: str, channel: Channel, name: str, text: str) -> tuple[Json, ResponseUrl]:
    """A slash command, with the response URL in it."""
    url = core.tickets.response_url(user, channel.id)
    state = core.state
    return {
        "token": "sandbox-verification",
        "team_id": state.team_id,
        "team_domain": state.domain,
        "channel_id": channel.id,
        "channel_name": _channel(channel)["name"],
        "user_id": user,
        "user_name": state.users[user].name,
        "command": name,
        "text": text,
        "api_app_id": state.app_id,
        "is_enterprise_install": "false",
        "response_url": url_text(core, url),
        "trigger_id": core.tickets.trigger(user),
    }, url


def url_text(core: Core, url: ResponseUrl) -> str:
    """A response URL as the app gets it."""
    return f"{core.base_url}/response/{url.token}"


def _head(core: Core, user: str, kind: str) -> Json:
    person = core.state.users[user]
    stranger = core.state.is_stranger(user)
    return {
        "type": kind,
        "token": "sandbox-verification",
        "api_app_id": core.state.app_id,
        "team": {"id": person.team_id, "domain": "elsewhere" if stranger else core.state.domain},
        "user": {"id": user, "username": person.name, "name": person.name, "team_id": person.team_id},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _channel(channel: Channel) -> Json:
    return {"id": channel.id, "name": "privategroup" if channel.kind == "group" else channel.name}
