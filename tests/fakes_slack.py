"""Both Slack ports in memory: a thread that shows what was sent, people whose roles a test changes at will."""

from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

from bot.domain.errors import OutsideError, PermanentError, TransientError
from bot.domain.noun import Noun
from bot.domain.people import HumanAct, Person, Role
from bot.render.actions import Pressed, unpack, unpack_block
from bot.render.rendered import Rendered
from bot.triage.ports.slack import Letter

NORA, EMIL = "U0NORA", "U0EMIL"
IVY, IDRIS = "U0IVY", "U0IDRIS"
GUEST, BOT, GONE, STRANGER = "U0GUEST", "U0BOT", "U0GONE", "U0STRANGER"
BOTH = frozenset(Role)


class Whisper(Noun):
    """An ephemeral message that somebody got."""

    channel: str
    user_id: str
    thread_ts: str
    text: str
    blocks: tuple[dict[str, Any], ...]
    acts: tuple[HumanAct, ...]


class Button(Noun):
    """A button or menu as it stands in a message: what a press of it says."""

    channel: str
    ts: str
    pressed: Pressed


class FakeMessenger:
    """The `Messenger` port. `shown` is what Slack shows by `ts`, `calls` every call as "post status:i-1".

    `troubles` are raised by the next calls, one each (None: that call is fine); `lost` answers are lost after the work
    was done; `down` is raised by every call while it is set. Nothing can be posted into `gone_threads`.
    """

    def __init__(self) -> None:
        self.shown: dict[str, Letter] = {}
        self.calls: list[str] = []
        self.whispers: list[Whisper] = []
        self.troubles: deque[OutsideError | None] = deque()
        self.down: BaseException | None = None
        self.refused_channels: set[str] = set()
        self.gone_threads: set[str] = set()
        self.lost = 0
        self._next = 0

    async def post(self, letter: Letter) -> str:
        """Show a new message."""
        self._call("post", letter)
        if letter.thread_ts in self.gone_threads:
            raise PermanentError("Slack refused chat.postMessage: thread_not_found", code="thread_not_found")
        self._next += 1
        ts = f"1900000000.{self._next:06}"
        self.shown[ts] = letter
        self._lose()
        return ts

    async def update(self, letter: Letter) -> None:
        """Show it changed."""
        self._call("update", letter)
        if letter.ts not in self.shown:
            raise PermanentError("Slack refused chat.update: message_not_found", code="message_not_found")
        self.shown[letter.ts] = letter
        self._lose()

    async def find(self, letter: Letter) -> str:
        """Where the letter is shown."""
        self._call("find", letter)
        return next((ts for ts, one in self.shown.items() if one.id == letter.id), "")

    async def remove(self, channel: str, ts: str) -> None:
        """Show it no more."""
        self.calls.append(f"remove {ts}")
        if self.down is not None:
            raise self.down
        self.shown.pop(ts, None)

    async def permalink(self, channel: str, ts: str) -> str:
        """An address of the workspace."""
        if self.down is not None:
            raise self.down
        return f"https://slack.test/archives/{channel}/p{ts.replace('.', '')}"

    async def whisper(
        self,
        channel: str,
        user_id: str,
        content: Rendered,
        *,
        thread_ts: str = "",
        acts: tuple[HumanAct, ...] = (),
    ) -> None:
        """Keep what was said to one person."""
        if self.down is not None:
            raise self.down
        said = {"text": content.text, "blocks": content.blocks, "acts": acts}
        self.whispers.append(Whisper(channel=channel, user_id=user_id, thread_ts=thread_ts, **said))

    def posts(self, start: str = "") -> list[str]:
        """The keys of what was posted, in order, without those that do not begin so."""
        keys = [call.partition(" ")[2] for call in self.calls if call.startswith("post ")]
        return [key for key in keys if key.startswith(start)]

    def text(self, start: str) -> str:
        """What the newest message whose key begins so shows now; "" if there is none."""
        return next(
            (one.content.text for one in reversed(self.shown.values()) if one.key.startswith(start)), ""
        )

    def button(self, action_id: str, start: str = "") -> Button | None:
        """The newest button of that kind that stands in a message now."""
        for ts, letter in reversed(self.shown.items()):
            if letter.key.startswith(start):
                for block, element in _elements(letter.content):
                    pressed = unpack(str(element.get("value", ""))) or unpack_block(
                        str(block.get("block_id", ""))
                    )
                    if element.get("action_id") == action_id and pressed is not None:
                        return Button(channel=letter.channel, ts=ts, pressed=pressed)
        return None

    def _call(self, verb: str, letter: Letter) -> None:
        self.calls.append(f"{verb} {letter.key}")
        if self.down is not None:
            raise self.down
        if letter.channel in self.refused_channels:
            raise PermanentError("Slack refused chat.postMessage: is_archived")
        trouble = self.troubles.popleft() if self.troubles else None
        if trouble is not None:
            raise trouble

    def _lose(self) -> None:
        if self.lost:
            self.lost -= 1
            raise TransientError("Slack did not answer in time")


def _elements(content: Rendered) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for block in content.blocks:
        accessory = [block["accessory"]] if "accessory" in block else []
        for element in (*block.get("elements", ()), *accessory):
            yield block, element


class FakeDirectory:
    """The `Directory` port over `people`, which a test changes at will; `asked` notes every look-up.

    `trouble` is raised while it is set, `unseeable` by questions about channels; `pair` says whether a pair exists;
    `before` runs at every look-up, for what happens just then.
    """

    def __init__(self) -> None:
        self.people = {person.user_id: person for person in _people()}
        self.private: set[str] = set()
        self.pair: bool | None = True
        self.unseeable: OutsideError | None = None
        self.asked: list[str] = []
        self.trouble: OutsideError | None = None
        self.before: Callable[[str], Awaitable[None]] | None = None

    async def person(self, user_id: str, *, team_id: str = "") -> Person:
        """The account as it is now; a stranger's holds nothing."""
        self.asked.append(user_id)
        if self.before is not None:
            await self.before(user_id)
        if self.trouble is not None:
            raise self.trouble
        return self.people.get(user_id) or Person(user_id=user_id, team_id=team_id, is_human=False)

    async def can_see(self, user_id: str, channel: str) -> bool:
        """Everybody of the workspace sees every channel that is not private."""
        if self.unseeable is not None:
            raise self.unseeable
        return channel not in self.private and user_id in self.people

    async def is_public(self, channel: str) -> bool:
        """Every channel that is not private."""
        if self.unseeable is not None:
            raise self.unseeable
        return channel not in self.private

    async def pair_exists(self, requester: str = "") -> bool | None:
        """What a test says, else by the people; two people, if it says nothing."""
        if not requester or not self.pair:
            return self.pair
        held = {role: {one.user_id for one in self.people.values() if one.holds(role)} for role in Role}
        commanders = held[Role.COMMANDER] - {requester}
        return any(held[Role.RESPONDER] - {one} for one in commanders)

    def lose_role(self, user_id: str) -> None:
        """That person is in no group from now on."""
        self.people[user_id] = self.people[user_id].model_copy(update={"roles": frozenset()})

    def deactivate(self, user_id: str) -> None:
        """That person's account is switched off."""
        self.people[user_id] = self.people[user_id].model_copy(update={"is_deactivated": True})


def _people() -> tuple[Person, ...]:
    responder, commander = frozenset({Role.RESPONDER}), frozenset({Role.COMMANDER})
    return (
        Person(user_id=NORA, roles=responder),
        Person(user_id=EMIL, roles=responder),
        Person(user_id=IVY, roles=commander),
        Person(user_id=IDRIS, roles=BOTH),
        Person(user_id=GUEST, roles=BOTH, is_guest=True),
        Person(user_id=BOT, roles=BOTH, is_human=False),
        Person(user_id=GONE, roles=BOTH, is_deactivated=True),
    )
