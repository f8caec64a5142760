"""What people do in a Slack client: click, choose, run commands, submit and close modals, open Home.

Each verb checks what the client or the server would (which inputs are filled, who may run a command) and tells the app.
Next: `ui` offers these verbs to the page.
"""

from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.workspace import composer, events, inputs, interactions, modals, posting, responses
from bot.sandbox.workspace.refusal import RefusalError
from bot.sandbox.workspace.socket_mode import Ack
from bot.sandbox.workspace.state import Channel, Json
from bot.sandbox.workspace.talk import Talk

_FAILED = {"timeout": "operation_timeout", "no_connection": "dispatch_failed"}


@dataclass(frozen=True)
class Submission:
    """What came of submitting a modal: taken, or errors by block id, or `why` it failed; and the view now on top."""

    ok: bool
    errors: dict[str, str] = field(default_factory=dict)
    why: str = ""
    view: Json | None = None


class People(Talk):
    """The hands of everybody but the app under test."""

    async def press(
        self,
        user: str,
        channel: str,
        message_ts: str,
        action_id: str,
        *,
        value: Any = None,
        block_id: str = "",
        stale: bool = False,
    ) -> Ack:
        """Click a button or choose in a menu of a message that one can see (an ephemeral one too).

        `value` is the choice (an option's value, a user id, a date, or Slack's own answer object). `stale` clicks what
        an earlier version of the message showed, as somebody does who is a moment late.

        Raises:
            RefusalError: no such message, or no such action in it.
        """
        where = self._visible_channel(user, channel)
        message, ephemeral = self._message(user, where, message_ts)
        versions = [message, *reversed(where.earlier.get(message_ts, []))] if stale else [message]
        block, element = _first(versions, action_id, block_id)
        pressed = interactions.action(self._core, block, element, value)
        self._hold(user, message_ts, block, element, pressed)
        payload = interactions.on_message(self._core, user, where, message, pressed, ephemeral=ephemeral)
        return await self._core.socket.deliver("interactive", payload)

    async def press_in_view(
        self, user: str, view_id: str, action_id: str, *, value: Any = None, block_id: str = ""
    ) -> Ack:
        """Click or choose in an open modal or in App Home; an input without `dispatch_action` only keeps the choice."""
        view = self._view(user, view_id)
        block, element = interactions.find_element(view["blocks"], action_id, block_id)
        pressed = interactions.action(self._core, block, element, value)
        if element["type"] in inputs.FIELDS:
            view["state"]["values"][block["block_id"]][action_id] = inputs.chosen(element, value)
        if block["type"] == "input" and not block.get("dispatch_action"):
            return Ack(acked=True)
        return await self._core.socket.deliver(
            "interactive", interactions.on_view(self._core, user, view, pressed)
        )

    async def run_command(self, user: str, channel: str, text: str) -> Ack:
        """Type a slash command ("/lookout status"; without a slash it is taken as the app's first command).

        Raises:
            RefusalError: no such command, or a stranger's (commands belong to the app's own workspace).
        """
        state = self._core.state
        where = self._visible_channel(user, channel)
        typed = text if text.startswith("/") else f"{state.commands[0].command} {text}"
        name, _, rest = typed.partition(" ")
        if name == "/invite":
            return await self._invite(user, where, rest)
        if state.is_stranger(user) or name not in {one.command for one in state.commands}:
            raise RefusalError("command_not_found")
        if "commands" not in self._core.scopes:
            raise RefusalError("missing_scope", needed="commands")
        payload, url = interactions.command(
            self._core, user, where, name, composer.typed(state, rest.strip())
        )
        ack = await self._core.socket.deliver("slash_commands", payload, answered=True)
        if not ack.acked:
            self._slackbot(user, where, f'{name} failed with the error "{_FAILED[ack.why]}"')
        elif ack.payload and (ack.payload.get("text") or ack.payload.get("blocks")):
            try:
                responses.respond(self._core, url, ack.payload)
            except RefusalError as refusal:
                self._slackbot(user, where, f'{name} failed with the error "{refusal.word}"')
        return ack

    async def run_shortcut(self, user: str, channel: str, message_ts: str, callback_id: str) -> Ack:
        """Choose a message shortcut of the app from a message's menu."""
        where = self._visible_channel(user, channel)
        if callback_id not in {one.callback_id for one in self._core.state.shortcuts}:
            raise RefusalError("shortcut_not_found")
        if message_ts not in where.messages:
            raise RefusalError("message_not_found")
        payload = interactions.shortcut(self._core, user, where, where.messages[message_ts], callback_id)
        return await self._core.socket.deliver("interactive", payload)

    async def submit(self, user: str, values: Json | None = None, *, view_id: str = "") -> Submission:
        """Submit the top modal with these values by block id, each Slack's `{action_id: {...}}` or a plain choice.

        Raises:
            RefusalError: no modal is open.
        """
        view = self._view(user, view_id)
        for block_id, given in (values or {}).items():
            _fill(view, block_id, given)
        errors = _missing(view)
        if errors:
            return Submission(ok=False, errors=errors, view=view)
        payload = interactions.submission(self._core, user, view)
        ack = await self._core.socket.deliver("interactive", payload, answered=True)
        if not ack.acked:
            return Submission(ok=False, why=_FAILED[ack.why], view=view)
        try:
            errors = modals.after_submission(self._core, user, view, ack.payload)
        except RefusalError as refusal:
            return Submission(ok=False, why=refusal.word, view=view)
        return Submission(ok=not errors, errors=errors, view=self.view_of(user))

    async def close_view(self, user: str, *, everything: bool = False) -> None:
        """Close the top modal (or the whole stack with its X); the app hears of it if it asked to."""
        stack = list(self._core.state.stacks.get(user) or [])
        if not stack:
            raise RefusalError("view_not_found")
        everything = everything or bool(stack[-1]["clear_on_close"])
        modals.close(self._core, user, "" if everything else stack[-1]["id"])
        for view in reversed(stack if everything else stack[-1:]):
            if view["notify_on_close"]:
                payload = interactions.closing(self._core, user, view, cleared=everything)
                self._core.socket.spawn(self._core.socket.deliver("interactive", payload))

    async def open_home(self, user: str) -> None:
        """Open the app's Home tab."""
        events.home_opened(self._core, user)

    def view_of(self, user: str) -> Json | None:
        """The modal on top of a person's screen, if any."""
        stack = self._core.state.stacks.get(user)
        return stack[-1] if stack else None

    async def _invite(self, user: str, where: Channel, rest: str) -> Ack:
        name = rest.strip().removeprefix("@").lower()
        for one in self._core.state.users.values():
            if name and name in {one.name, one.id.lower(), f"<@{one.id.lower()}>"}:
                await self.join(one.id, where.id, inviter=user)
                return Ack(acked=True)
        raise RefusalError("user_not_found")

    def _slackbot(self, user: str, where: Channel, text: str) -> None:
        posting.whisper(self._core, where, user, {"user": "USLACKBOT", "text": text})

    def _message(self, user: str, where: Channel, ts: str) -> tuple[Json, bool]:
        ephemeral = self._core.state.ephemeral(user, ts)
        if ephemeral is not None:
            return ephemeral.message, True
        if ts not in where.messages:
            raise RefusalError("message_not_found")
        return where.messages[ts], False

    def _view(self, user: str, view_id: str) -> Json:
        found = self._core.state.view(view_id) if view_id else (user, self.view_of(user))
        if found is None or found[0] != user or found[1] is None:
            raise RefusalError("view_not_found")
        return found[1]

    def _hold(self, user: str, ts: str, block: Json, element: Json, pressed: Json) -> None:
        if element["type"] in inputs.FIELDS:
            field_name = inputs.FIELDS[element["type"]][0]
            held = self._core.state.held.setdefault((user, ts), {}).setdefault(block["block_id"], {})
            held[element["action_id"]] = {"type": element["type"], field_name: pressed[field_name]}


def _first(versions: list[Json], action_id: str, block_id: str) -> tuple[Json, Json]:
    for message in versions[:-1]:
        try:
            return interactions.find_element(interactions.blocks_of(message), action_id, block_id)
        except RefusalError:
            continue
    return interactions.find_element(interactions.blocks_of(versions[-1]), action_id, block_id)


def _fill(view: Json, block_id: str, given: Any) -> None:
    for block, element in inputs.stateful(view["blocks"]):
        if block["block_id"] == block_id:
            full = isinstance(given, dict) and element["action_id"] in given
            answer = inputs.chosen(element, given[element["action_id"]] if full else given)
            view["state"]["values"][block_id][element["action_id"]] = answer
            return
    raise RefusalError("block_not_found")


def _missing(view: Json) -> dict[str, str]:
    found = {}
    for block in view["blocks"]:
        if block["type"] == "input":
            held = view["state"]["values"][block["block_id"]][block["element"]["action_id"]]
            words = inputs.missing(block, held)
            if words:
                found[block["block_id"]] = words
    return found
