"""Views: a modal that was sent is a click with words."""

from collections.abc import Mapping
from typing import Any

import structlog
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.listeners.presses import submission_key, submission_of
from bot.listeners.untrusted import part, text
from bot.render.actions import ActionId, Field, ViewId, unpack
from bot.triage.inbox import note_click
from bot.triage.world import World

log = structlog.get_logger()

SUBMITS = {
    ViewId.TAKE: ActionId.TAKE,
    ViewId.HANDOVER: ActionId.HANDOVER,
    ViewId.CLOSE: ActionId.CLOSE,
    ViewId.STOP: ActionId.STOP,
    ViewId.APPROVE: ActionId.APPROVE,
    ViewId.CONFIRM: ActionId.CONFIRM,
    ViewId.DENY: ActionId.DENY,
    ViewId.REFUSE: ActionId.REFUSE,
    ViewId.PARTLY: ActionId.PARTLY,
    ViewId.WRONG: ActionId.WRONG,
    ViewId.IS_IN: ActionId.IS_IN,
    ViewId.IS_NOT_IN: ActionId.IS_NOT_IN,
    ViewId.INFER: ActionId.INFER,
}
NAMES = {
    Field.REASON: "reason",
    Field.CAUSE: "cause",
    Field.PERSON: "user",
    Field.CODE: "code",
    Field.FREEZE: "freeze",
    Field.OVERRIDE: "override",
    Field.TRUTH: "truth",
    Field.TOLD: "told",
    Field.LAYER: "layer",
    Field.ACTION: "action",
}


def register(app: AsyncApp, world: World) -> None:
    """Every modal."""

    async def submitted(ack: AsyncAck, body: dict[str, Any], view: dict[str, Any]) -> None:
        pressed = unpack(text(view, "private_metadata"))
        if pressed is None:
            log.warning("a dialog was refused", why="it does not say which incident it is about")
        else:
            action = SUBMITS[ViewId(view["callback_id"])]
            click = submission_of(body, action, pressed, typed(view))
            await note_click(world, click, submission_key(body))
        await ack()

    for view_id in SUBMITS:
        app.view(view_id.value)(submitted)


def typed(view: Mapping[str, Any]) -> dict[str, str]:
    """What was typed or chosen, by our own field names; at most 1,000 characters each."""
    found: dict[str, str] = {}
    for field, name in NAMES.items():
        element = part(view, "state", "values", field, field)
        value = (
            text(element, "value", longest=1000)
            or text(element, "selected_user", longest=1000)
            or text(element, "selected_option", "value", longest=1000)
        )
        if value:
            found[name] = value
    return found
