"""chat.*: post, edit, delete, whisper, link."""

from bot.sandbox.workspace import posting
from bot.sandbox.workspace.limits import judge_message
from bot.sandbox.workspace.limits.messages import POST_MOST, UPDATE_MOST
from bot.sandbox.workspace.refusal import RefusalError
from bot.sandbox.workspace.state import Channel, Json
from bot.sandbox.workspace.web_api.call import Call


class LimitedError(Exception):
    """Too many messages to one channel: HTTP 429, with the seconds to wait."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"wait {seconds} s")
        self.seconds = seconds


async def post_message(call: Call) -> Json:
    """chat.postMessage."""
    channel = _target(call)
    wait = call.core.rates.wait_for_channel(channel.id)
    if wait:
        raise LimitedError(wait)
    given = _content(call)
    judge_message(given, POST_MOST, tuple(call.core.faults.refused_blocks))
    thread_ts = _thread(call, channel)
    message = posting.of_app(call.core, posting.content_of(call.core, given), thread_ts)
    if thread_ts and call.flag("reply_broadcast"):
        message["subtype"] = "thread_broadcast"
    posted = posting.post(call.core, channel, message)
    return {"channel": channel.id, "ts": posted["ts"], "message": posted}


async def post_ephemeral(call: Call) -> Json:
    """chat.postEphemeral."""
    channel = _target(call)
    user = call.text("user")
    if user not in channel.members:
        raise RefusalError("user_not_in_channel")
    given = _content(call)
    judge_message(given, POST_MOST, tuple(call.core.faults.refused_blocks))
    thread_ts = _thread(call, channel)
    message = posting.of_app(call.core, posting.content_of(call.core, given), thread_ts)
    return {"message_ts": posting.whisper(call.core, channel, user, message)}


async def update(call: Call) -> Json:
    """chat.update. A text without blocks takes the old blocks away; the "(edited)" mark comes with text only."""
    channel, old = _own(call, "cant_update_message")
    given = _content(call)
    judge_message({"text": "kept", **given}, UPDATE_MOST, tuple(call.core.faults.refused_blocks))
    content = posting.content_of(call.core, given)
    changes: Json = {name: content.get(name, []) for name in ("blocks", "attachments") if name in given}
    if "text" in given:
        changes["text"] = content["text"]
        if "blocks" not in given:
            changes["blocks"] = []
    if not changes:
        raise RefusalError("no_text")
    if "metadata" in content:
        changes["metadata"] = content["metadata"]
    editor = "" if given.get("blocks") else call.core.state.me
    after = posting.edit(call.core, channel, old["ts"], changes, editor)
    return {"channel": channel.id, "ts": old["ts"], "text": after["text"], "message": after}


async def delete(call: Call) -> Json:
    """chat.delete."""
    channel, old = _own(call, "cant_delete_message")
    posting.remove(call.core, channel, old["ts"])
    return {"channel": channel.id, "ts": old["ts"]}


async def get_permalink(call: Call) -> Json:
    """chat.getPermalink; the link leads to the sandbox's own page."""
    channel = call.channel(member=True)
    ts = call.text("message_ts")
    if ts not in channel.messages:
        raise RefusalError("message_not_found")
    thread_ts = channel.messages[ts].get("thread_ts", "")
    link = f"{call.core.base_url}/archives/{channel.id}/p{ts.replace('.', '')}"
    if thread_ts:
        link += f"?thread_ts={thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


def _target(call: Call) -> Channel:
    """Where to post: a channel by id or name, or a person's direct messages."""
    name, state = call.text("channel"), call.core.state
    found = state.direct(name) if name in state.users and name != state.me else state.channel_named(name)
    channel = call.visible(found, member=True)
    if channel.is_archived:
        raise RefusalError("is_archived")
    return channel


def _content(call: Call) -> Json:
    given: Json = {"text": call.maybe("text")} if call.args.get("text") is not None else {}
    for name, refusal in (
        ("blocks", "invalid_blocks_format"),
        ("attachments", "invalid_attachments"),
        ("metadata", "invalid_metadata_format"),
    ):
        value = call.structure(name, refusal)
        if value is not None:
            given[name] = value
    if call.maybe("markdown_text"):
        if given:
            raise RefusalError("markdown_text_conflict")
        given["text"] = call.maybe("markdown_text")
    if not isinstance(given.get("blocks", []), list):
        raise RefusalError("invalid_blocks_format")
    return given


def _thread(call: Call, channel: Channel) -> str:
    """The thread to post in; a reply's `ts` leads to its parent's thread, as in Slack."""
    ts = call.maybe("thread_ts")
    if not ts:
        return ""
    if not ts.replace(".", "", 1).isdecimal() or "." not in ts:
        raise RefusalError("invalid_thread_ts", [f"{ts} is not a valid thread_ts"])
    if ts not in channel.messages:
        raise RefusalError("thread_not_found")
    return str(channel.messages[ts].get("thread_ts") or ts)


def _own(call: Call, refusal: str) -> tuple[Channel, Json]:
    channel = call.visible(call.core.state.channels.get(call.text("channel")), member=False)
    message = channel.messages.get(call.text("ts"))
    if message is None or message.get("subtype") == "tombstone":
        raise RefusalError("message_not_found")
    if message.get("bot_id") != call.core.state.my_bot.id:
        raise RefusalError(refusal)
    if channel.is_archived:
        raise RefusalError("is_archived")
    return channel, message
