"""Answers to a click or a command: the body of a slash command's ack, and what is posted to a response URL."""

from bot.sandbox.workspace import posting
from bot.sandbox.workspace.core import Core
from bot.sandbox.workspace.limits import judge_message
from bot.sandbox.workspace.limits.messages import POST_MOST
from bot.sandbox.workspace.refusal import RefusalError
from bot.sandbox.workspace.state import Json
from bot.sandbox.workspace.tickets import ResponseUrl


def respond(core: Core, url: ResponseUrl, body: Json) -> None:
    """Show an answer: new or in place of the clicked message, to one person or to the channel.

    Raises:
        RefusalError: the content is not fit, or there is nothing to replace or delete.
    """
    if body.get("delete_original"):
        _delete(core, url)
        return
    judge_message(body, POST_MOST, tuple(core.faults.refused_blocks))
    content = posting.content_of(core, body)
    if body.get("replace_original"):
        _replace(core, url, content)
        return
    channel = core.state.channels[url.channel]
    message = posting.of_app(core, content, body.get("thread_ts") or "")
    if body.get("response_type") == "in_channel":
        posting.post(core, channel, message)
    else:
        posting.whisper(core, channel, url.user, message)


def _replace(core: Core, url: ResponseUrl, content: Json) -> None:
    content = {"blocks": [], "attachments": [], **content}
    ephemeral = core.state.ephemeral(url.user, url.message_ts)
    channel = core.state.channels[url.channel]
    if ephemeral is not None:
        posting.replace_ephemeral(core, ephemeral, content)
    elif url.message_ts in channel.messages:
        posting.edit(core, channel, url.message_ts, content)
    else:
        raise RefusalError("no_original_message")


def _delete(core: Core, url: ResponseUrl) -> None:
    ephemeral = core.state.ephemeral(url.user, url.message_ts)
    channel = core.state.channels[url.channel]
    if ephemeral is not None:
        posting.drop_ephemeral(core, ephemeral)
    elif url.message_ts in channel.messages:
        posting.remove(core, channel, url.message_ts)
    else:
        raise RefusalError("no_original_message")
