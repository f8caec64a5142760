"""A post that its own channel does not take, as it stands in another one: the same words, and why they are there."""

import re

from bot.render.blocks import context
from bot.render.rendered import Rendered

_CHANNEL = re.compile(r"[CG][A-Z0-9]+")


def instead_of(channel: str, content: Rendered) -> Rendered:
    """The content with a last line that names the channel (an id) in whose thread it belongs."""
    named = f"<#{channel}>" if _CHANNEL.fullmatch(channel) else "another channel"
    line = f"Posted here because Slack does not take it in {named}, where this incident's thread is."
    return Rendered(text=f"{content.text}\n{line}", blocks=(*content.blocks, context(line)))
