"""Slack, as the story sees it: letters out, people looked up."""

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.domain.noun import Noun
from bot.domain.people import HumanAct, Person
from bot.render.rendered import Rendered, RenderedView


class Letter(Noun):
    """One Slack message as it should be: a row of the outbox.

    `id` is written into the first block's `block_id`, by which the message is found again after a crash. `ts` is ""
    until Slack has taken it. `version` counts contents, `sent` is the last version that Slack has taken. `acts` are the
    deeds of humans that the text may name. Slack is behind since `wanted_at`. After `before`, in the clock's elapsed
    seconds, it may not be sent any more.
    """

    id: str
    key: str
    incident_id: str
    channel: str
    thread_ts: str
    content: Rendered
    version: int = 1
    sent: int = 0
    ts: str = ""
    attempts: int = 0
    acts: tuple[HumanAct, ...] = ()
    wanted_at: datetime | None = None
    before: float = math.inf


class Terms(Noun):
    """Which letters may be taken, and in which order.

    A sent letter is edited at most once per `edit_gap`. Letters whose key begins with one of `first` go before others,
    which wait no longer than `patience` for it; those of `unordered` wait for no earlier post of their incident.
    """

    edit_gap: timedelta = timedelta(0)
    closed_to_posts: frozenset[str] = frozenset()
    closed_to_edits: frozenset[str] = frozenset()
    no_edits: bool = False
    first: tuple[str, ...] = ()
    unordered: tuple[str, ...] = ()
    patience: timedelta = timedelta(seconds=30)


class Messenger(Protocol):
    """Delivers letters. What is not fit to be said is withheld, counted, and never raised.

    A letter whose `before` has passed is not sent: that raises `TransientError`.
    """

    async def post(self, letter: Letter) -> str:
        """Send a new message; its `ts`."""
        ...

    async def update(self, letter: Letter) -> None:
        """Bring the message at `letter.ts` to the letter's content."""
        ...

    async def find(self, letter: Letter) -> str:
        """The `ts` of the message that bears the letter's id in its thread, "" if there is none."""
        ...

    async def remove(self, channel: str, ts: str) -> None:
        """Take a message of Lookout's own back; nothing if it is gone already."""
        ...

    async def permalink(self, channel: str, ts: str) -> str:
        """The address of a message, for people who may read its channel."""
        ...

    async def whisper(
        self,
        channel: str,
        user_id: str,
        content: Rendered,
        *,
        thread_ts: str = "",
        acts: tuple[HumanAct, ...] = (),
    ) -> None:
        """An ephemeral answer to one person, which may name those deeds; best effort, holds no state."""
        ...


class Directory(Protocol):
    """Who is who, asked of Slack and the configuration, fresh at every decision."""

    async def person(self, user_id: str, *, team_id: str = "") -> Person:
        """The account with the roles it holds now. A stranger's or unreadable account holds none."""
        ...

    async def can_see(self, user_id: str, channel: str) -> bool:
        """Whether that person is a member of the channel (or it is public, and they are no guest or stranger).

        Raises `TransientError` or `RefusedError` when that could not be asked.
        """
        ...

    async def is_public(self, channel: str) -> bool:
        """Whether every full member of the workspace can read the channel, and nobody of another organisation."""
        ...

    async def pair_exists(self, requester: str = "") -> bool | None:
        """Whether two different people hold the two roles now, the commander not who asked; None: it cannot be read."""
        ...


class Replies(Protocol):
    """What answers a click, a command or a look at App Home at once, without the outbox.

    It holds no state and may be lost.
    """

    async def open_view(self, trigger_id: str, view: RenderedView) -> None:
        """Open a modal; a trigger lives three seconds and works once."""
        ...

    async def publish_home(self, user_id: str, view: RenderedView, acts: tuple[HumanAct, ...] = ()) -> None:
        """Show a person's App Home; the view may name those deeds."""
        ...

    async def respond(self, response_url: str, content: Rendered, acts: tuple[HumanAct, ...] = ()) -> None:
        """Answer a slash command, to the asker alone; the answer may name those deeds."""
        ...


class History(Protocol):
    """What stands in Slack now, as raw messages: how an event that was missed is found again."""

    async def channels(self) -> Sequence[str]:
        """The ids of the channels that Lookout is in."""
        ...

    async def messages(
        self, channel: str, oldest: str, cursor: str = ""
    ) -> tuple[Sequence[dict[str, Any]], str]:
        """A page of a channel's own messages since that `ts`, newest first, and the next page's cursor ("": none)."""
        ...

    async def thread(self, channel: str, thread_ts: str, oldest: str) -> Sequence[dict[str, Any]]:
        """The first message of a thread as it is now, and its replies since that `ts`."""
        ...
