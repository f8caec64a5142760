"""The people of a bad day: they press again what seems not to have worked, as people do, and never more than that.

Nora takes the incident and confirms, Ivy approves. What they see in the thread decides what they do next.
"""

import asyncio
from typing import Any

from bot.cli.stage import Stage
from bot.render.actions import ActionId, Field
from bot.reports.plain import as_text
from bot.sandbox.workspace.refusal import RefusalError
from tests.e2e.running import IVY, NORA

AGAIN = 4.0
"""Seconds after which a press that changed nothing is tried again."""
RETRIAGE_AFTER = 8.0
ENDS = ("Sent:", "Failed:", "Unknown:", "is withdrawn", "expired at")


class Crew:
    """Everybody around one scenario's alert."""

    def __init__(self, stage: Stage, scenario: str) -> None:
        self._stage = stage
        self._scenario = scenario
        self._not_before: dict[str, float] = {}

    def thread(self) -> list[dict[str, Any]]:
        """The alert's thread."""
        return self._stage.workspace.thread(*self._stage.fired[self._scenario])

    def has(self, action: ActionId) -> str:
        """The first message with that button, "" if there is none."""
        for message in self.thread():
            for block in message.get("blocks") or ():
                if any(one.get("action_id") == action for one in block.get("elements") or ()):
                    return str(message["ts"])
        return ""

    def says(self, *words: str) -> bool:
        """Whether a message says one of these."""
        texts = [as_text(message) for message in self.thread()]
        return any(word in text for word in words for text in texts)

    def account(self) -> str:
        """The thread as they see it, and what they pressed."""
        said = [f"{as_text(message)[:300]!r}" for message in self.thread()]
        return "\n".join([*said, f"pressed: {sorted(self._not_before)}"])

    @property
    def is_done(self) -> bool:
        """Whether the proposal came to an end that the thread shows, and its buttons are gone."""
        return self.says(*ENDS) and not self.has(ActionId.DENY)

    async def see_to_it(self, patience: float) -> bool:
        """Do what there is to do until the change has come to an end; whether it did in time."""
        loop = asyncio.get_running_loop()
        until = loop.time() + patience
        while loop.time() < until:
            if self.is_done:
                return True
            await self.step()
            await asyncio.sleep(0.2)
        return False

    async def step(self) -> None:
        """One thing, if there is one to do."""
        card = self.has(ActionId.APPROVE)
        if card and self.has(ActionId.RELEASE):
            await self._press(IVY, card, ActionId.APPROVE)
            await self._press(NORA, card, ActionId.CONFIRM, {Field.REASON: "it began with this revision"})
        elif card and (status := self.has(ActionId.TAKE)):
            # A reminder has that button too, and keeps it: who owns it is looked at first.
            await self._press(NORA, status, ActionId.TAKE, {})
        elif self.has(ActionId.RIGHT) and (status := self.has(ActionId.RETRIAGE)):
            # A diagnosis, and nothing to approve: what could not be read may be readable by now.
            await self._press(NORA, status, ActionId.RETRIAGE, after=RETRIAGE_AFTER)

    async def _press(
        self,
        user: str,
        message_ts: str,
        action: ActionId,
        dialog: dict[str, Any] | None = None,
        *,
        after: float = 0.0,
    ) -> None:
        """Press it, unless that was done just now; for the first time only `after` some seconds."""
        now = asyncio.get_running_loop().time()
        if now < self._not_before.setdefault(action, now + after):
            return
        self._not_before[action] = now + max(after, AGAIN)
        people, channel = self._stage.workspace, self._stage.fired[self._scenario][0]
        try:
            if people.view_of(user) is not None:
                await people.close_view(user, everything=True)
            await people.press(user, channel, message_ts, action)
            if dialog is not None:
                async with asyncio.timeout(AGAIN):
                    while people.view_of(user) is None:  # noqa: ASYNC110 # a dialog rings no bell
                        await asyncio.sleep(0.05)
                await people.submit(user, dialog)
        except (RefusalError, TimeoutError):
            return  # the button went, the dialog did not come: they look again
