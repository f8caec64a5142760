"""conversations.*: what channels there are, who is in them, what was said."""

from bot.sandbox.workspace.events import READ_SCOPE, moved
from bot.sandbox.workspace.objects import channel_json, message_json
from bot.sandbox.workspace.refusal import RefusalError
from bot.sandbox.workspace.state import Channel, Json, is_reply
from bot.sandbox.workspace.web_api.call import Call, paged

_KINDS = {"channel": "public_channel", "group": "private_channel", "im": "im"}
_SCOPES = {_KINDS[kind]: scope for kind, scope in READ_SCOPE.items()}


async def history(call: Call) -> Json:
    """conversations.history: what stands in the channel itself, newest first."""
    channel = call.readable()
    wanted = [m for m in reversed(channel.top_level()) if _between(call, m["ts"])]
    found, cursor = call.page(wanted, 100, 999)
    shown = [_shown(call, channel, m) for m in found]
    return {"has_more": bool(cursor), "pin_count": 0, **paged("messages", shown, cursor)}


async def replies(call: Call) -> Json:
    """conversations.replies: the parent, then its replies, oldest first."""
    channel = call.readable()
    ts = call.text("ts")
    if ts not in channel.messages:
        raise RefusalError("thread_not_found")
    if is_reply(channel.messages[ts]):
        return {"has_more": False, **paged("messages", [_shown(call, channel, channel.messages[ts])], "")}
    thread = channel.thread(ts)
    wanted = [thread[0], *(m for m in thread[1:] if _between(call, m["ts"]))]
    found, cursor = call.page(wanted, 1000)
    return {"has_more": bool(cursor), **paged("messages", [_shown(call, channel, m) for m in found], cursor)}


async def info(call: Call) -> Json:
    """conversations.info."""
    channel = call.channel()
    call.need(READ_SCOPE[channel.kind])
    found = channel_json(call.core.state, channel)
    if not call.flag("include_num_members"):
        found.pop("num_members", None)
    return {"channel": found}


async def list_all(call: Call) -> Json:
    """conversations.list: public channels, and of the private ones those with the app in them."""
    return _listed(call, mine=False)


async def list_mine(call: Call) -> Json:
    """users.conversations, of the app itself: the channels that it is in."""
    return _listed(call, mine=True)


def _listed(call: Call, *, mine: bool) -> Json:
    types = [one.strip() for one in (call.maybe("types") or "public_channel").split(",")]
    if set(types) - {*_SCOPES, "mpim"}:
        raise RefusalError("invalid_types")
    for kind in types:
        if kind in _SCOPES:
            call.need(_SCOPES[kind])
    state = call.core.state
    found = [
        channel_json(state, channel)
        for channel in state.channels.values()
        if _KINDS[channel.kind] in types
        and ((channel.kind == "channel" and not mine) or state.my_channel(channel))
        and not (channel.is_archived and call.flag("exclude_archived"))
    ]
    return paged("channels", *call.page(found))


async def members(call: Call) -> Json:
    """conversations.members."""
    channel = call.channel()
    call.need(READ_SCOPE[channel.kind])
    listed: list[Json] = [{"id": user} for user in sorted(channel.members)]
    found, cursor = call.page(listed)
    return paged("members", [one["id"] for one in found], cursor)


async def join(call: Call) -> Json:
    """conversations.join."""
    channel = call.channel()
    if channel.kind != "channel":
        raise RefusalError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise RefusalError("is_archived")
    state = call.core.state
    answer: Json = {}
    if state.my_channel(channel):
        answer["warning"] = "already_in_channel"
    else:
        channel.members.add(state.me)
        moved(call.core, channel, state.me, joined=True)
    return {"channel": channel_json(state, channel), **answer}


async def open_direct(call: Call) -> Json:
    """conversations.open, for one person."""
    users = [one for one in call.text("users").split(",") if one]
    if len(users) != 1 or users[0] not in call.core.state.users:
        raise RefusalError("user_not_found")
    channel = call.core.state.direct(users[0])
    return {
        "channel": channel_json(call.core.state, channel) if call.flag("return_im") else {"id": channel.id}
    }


def _between(call: Call, ts: str) -> bool:
    """Whether a message lies between `oldest` and `latest`, the ends counting only with `inclusive`."""
    at, grace = _micros(ts, ""), 1 if call.flag("inclusive") else 0
    if call.maybe("oldest") and at + grace <= _micros(call.maybe("oldest"), "invalid_ts_oldest"):
        return False
    return not call.maybe("latest") or at - grace < _micros(call.maybe("latest"), "invalid_ts_latest")


def _micros(ts: str, refusal: str) -> int:
    seconds, _, fraction = ts.partition(".")
    if not seconds.isdecimal() or (fraction and not fraction.isdecimal()):
        raise RefusalError(refusal)
    return int(seconds) * 1_000_000 + int(fraction.ljust(6, "0")[:6])


def _shown(call: Call, channel: Channel, message: Json) -> Json:
    shown = message_json(channel, message)
    if call.flag("include_all_metadata") and "metadata" in message:
        shown["metadata"] = message["metadata"]
    return shown
