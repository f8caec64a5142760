"""Actions: buttons that act at once are kept as clicks; those that need words open a modal."""

import re
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

import structlog
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.domain.errors import OutsideError
from bot.listeners.presses import channel_of, click_of, press_key
from bot.listeners.untrusted import text
from bot.render import views
from bot.render.actions import ActionId, Pressed, ViewId, unpack, unpack_block
from bot.render.rendered import RenderedView
from bot.render.whispers import error_whisper
from bot.triage.inbox import note_click
from bot.triage.override import standing
from bot.triage.ports.slack import Replies
from bot.triage.postmortem import standing_row
from bot.triage.world import World

log = structlog.get_logger()

AT_ONCE = (ActionId.RELEASE, ActionId.KEEP, ActionId.RETRIAGE, ActionId.RIGHT, ActionId.RAW)
ASKING_MORE = {ActionId.PARTLY: ViewId.PARTLY, ActionId.WRONG: ViewId.WRONG}

MODALS: dict[ActionId, Callable[[Pressed], RenderedView]] = {
    ActionId.TAKE: views.take_view,
    ActionId.HANDOVER: views.handover_view,
    ActionId.CLOSE: views.close_view,
    ActionId.STOP: views.stop_view,
    ActionId.DENY: views.deny_view,
    ActionId.REFUSE: views.refuse_view,
    ActionId.IS_IN: partial(views.finding_view, ViewId.IS_IN),
    ActionId.IS_NOT_IN: partial(views.finding_view, ViewId.IS_NOT_IN),
}

UNKNOWN = (
    "This button is unknown to this version of Lookout; the click changed nothing. Use the newest message."
)


@dataclass(frozen=True, slots=True)
class Buttons:
    """What each kind of button does with a press. Bolt gives the arguments by name."""

    world: World
    replies: Replies

    async def at_once(self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        """The press is all that is needed."""
        pressed = unpack(text(action, "value"))
        if pressed is None:
            await self.unknown(ack, body, action)
            return
        click = click_of(body, action["action_id"], pressed, {})
        await note_click(self.world, click, press_key(body, action))
        await ack()

    async def verdict(self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        """The press counts at once; a modal then asks what it was, which nobody has to answer."""
        pressed = _placed(body, action)
        await self.at_once(ack, body, action)
        if pressed is not None:
            view = views.verdict_view(ASKING_MORE[ActionId(action["action_id"])], pressed)
            await _open(self.replies, body, view)

    async def menu(self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        """A choice from a menu."""
        pressed = unpack_block(text(action, "block_id"))
        chosen = text(action, "selected_option", "value")
        if pressed is None:
            await self.unknown(ack, body, action)
            return
        click = click_of(body, action["action_id"], pressed, {"service": chosen})
        await note_click(self.world, click, press_key(body, action))
        await ack()

    async def modal(self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        """Words are needed: the modal's submission will be the click."""
        pressed = _placed(body, action)
        if pressed is None:
            await self.unknown(ack, body, action)
        else:
            await ack()
            await _open(self.replies, body, MODALS[ActionId(action["action_id"])](pressed))

    async def decision(self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        """Approve acts at once unless the tier or a freeze asks for a reason; confirm always goes through its modal."""
        pressed = _placed(body, action)
        if pressed is None:
            await self.unknown(ack, body, action)
        else:
            await ack()
            await _decide(self.world, self.replies, body, action, pressed)

    async def inference(self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        """The row's modal, with what stands in it so far, to whoever can see the incident's channel."""
        pressed = _placed(body, action)
        if pressed is None:
            await self.unknown(ack, body, action)
        else:
            await ack()
            row = await standing_row(self.world, text(body, "user", "id"), pressed.incident_id)
            hidden = views.error_view("There is no such incident that this account can see.")
            await _open(self.replies, body, hidden if row is None else views.inference_view(pressed, row))

    async def unknown(self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        """A button of another version."""
        await ack()
        address = text(body, "response_url")
        if text(action, "action_id").startswith("lookout.") and address:
            await _tell(self.replies, address, UNKNOWN)


def register(app: AsyncApp, world: World, replies: Replies) -> None:
    """Every button and menu of Lookout's messages, and an answer for any other."""
    buttons = Buttons(world, replies)
    kinds: tuple[tuple[Iterable[ActionId], Callable[..., Awaitable[None]]], ...] = (
        (AT_ONCE, buttons.at_once),
        (ASKING_MORE, buttons.verdict),
        (MODALS, buttons.modal),
        ((ActionId.TARGET,), buttons.menu),
        ((ActionId.APPROVE, ActionId.CONFIRM), buttons.decision),
        ((ActionId.INFER,), buttons.inference),
    )
    for action_ids, listener in kinds:
        for action_id in action_ids:
            app.action(action_id.value)(listener)
    app.action(re.compile(".*"))(buttons.unknown)


async def _decide(
    world: World, replies: Replies, body: dict[str, Any], action: dict[str, Any], pressed: Pressed
) -> None:
    async with world.store.read() as tx:
        try:
            proposal = await tx.proposals.get(pressed.proposal_id)
        except OutsideError:
            await _open(
                replies, body, views.error_view("This proposal is not known here; the click changed nothing.")
            )
            return
        frozen, now = (await standing(world, tx, proposal, text(body, "user", "id"))).windows, tx.now
    if action["action_id"] == ActionId.CONFIRM:
        await _open(replies, body, views.confirm_view(proposal, pressed))
    elif proposal.tier > 1 or frozen:
        await _open(replies, body, views.approve_view(proposal, pressed, frozen, now))
    else:
        await note_click(world, click_of(body, action["action_id"], pressed, {}), press_key(body, action))


def _placed(body: dict[str, Any], action: dict[str, Any]) -> Pressed | None:
    """What the button carries, with the message it stands on, so that a modal can say where it came from."""
    pressed = unpack(text(action, "value"))
    if pressed is None:
        return None
    message_ts = text(body, "container", "message_ts")
    return pressed.model_copy(update={"channel": channel_of(body), "message_ts": message_ts})


async def _open(replies: Replies, body: dict[str, Any], view: RenderedView) -> None:
    try:
        await replies.open_view(text(body, "trigger_id"), view)
    except OutsideError as problem:
        said = f"The dialog could not be opened and nothing changed: press the button again. ({problem})"
        if address := text(body, "response_url"):
            await _tell(replies, address, said)


async def _tell(replies: Replies, address: str, said: str) -> None:
    """Answer the one who pressed; an address that does not take it is no reason to hold up the acknowledgement."""
    try:
        await replies.respond(address, error_whisper(said))
    except OutsideError as problem:
        log.warning("the answer to a press was not taken", why=str(problem))
