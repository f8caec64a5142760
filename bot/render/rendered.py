"""Rendered: a message that is fit to be judged and sent. Made by this room only."""

from typing import Any

from pydantic import Field

from bot.domain.noun import Noun


class Rendered(Noun):
    """A message: `text` is what a phone shows first (and the fallback), `blocks` the Block Kit below it."""

    text: str
    blocks: tuple[dict[str, Any], ...] = Field(default=())


class NoEffect(Rendered):
    """The answer to a click that changed nothing; the click goes on the record with the reason that it gives."""


class RenderedView(Noun):
    """A modal or App Home: the `view` argument of Slack's views methods."""

    view: dict[str, Any]
