"""Ten minutes without Slack, in each way in which it can be gone: what was to be said arrives once and in order."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from pathlib import Path

import aiohttp
import pytest

from bot.adapters.slack.client import make_client
from bot.adapters.slack.egress import Egress
from bot.adapters.slack.messenger import SlackMessenger
from bot.render.rendered import Rendered
from bot.sandbox.workspace import seed
from bot.sandbox.workspace.faults import Faults
from bot.sandbox.workspace.workspace import Workspace
from bot.triage.pace import Pace
from bot.voice.payload import Screened
from tests.adapters.slack.conftest import ROOM
from tests.triage.worlds import Night, night

LINE = "Nobody owns this incident as of 02:{:02} UTC"
OFTEN = 1000


@dataclass
class Silence:
    """A night whose letters go to a real workspace, by the real client."""

    workspace: Workspace
    night: Night
    root: str

    async def put(self, key: str, text: str) -> None:
        block = {"type": "section", "text": {"type": "mrkdwn", "text": text}}
        async with self.night.store.begin() as tx:
            await tx.outbox.put(
                key,
                Rendered(text=text, blocks=(block,)),
                incident_id="i-1",
                channel=ROOM,
                thread_ts=self.root,
            )

    async def half_a_minute(self) -> None:
        await self.night.deliver()
        self.night.clock.advance(30)

    def shown(self) -> list[str]:
        return [str(one["text"]) for one in self.workspace.thread(ROOM, self.root)[1:]]


@pytest.fixture
async def silence(tmp_path: Path) -> AsyncIterator[Silence]:
    async with night(tmp_path) as made, aiohttp.ClientSession() as session:
        workspace = Workspace(made.clock, rate_limits=False)
        await workspace.start()

        async def note(_method: str, _judged: Screened) -> None:
            """Nothing of this is withheld."""

        client = make_client(workspace.api_url, seed.BOT_TOKEN, session)
        client.timeout = 0.05  # type: ignore[assignment]  # the SDK says int, and takes any number of seconds
        messenger = SlackMessenger(Egress(client, session, note))
        made.world = replace(made.world, messenger=messenger, pace=Pace())
        root = await workspace.post_as_bot("B0ALERTMGR", ROOM, text="CheckoutDown")
        yield Silence(workspace, made, root)
        client.timeout = 5
        await workspace.stop()


TROUBLES: dict[str, Callable[[Faults], None]] = {
    "errors": lambda faults: faults.break_down("*", OFTEN),
    "pages": lambda faults: faults.front("*", OFTEN),
    "limits": lambda faults: faults.limit("*", OFTEN, retry_after=30),
    "no answer": lambda faults: faults.slow("*", 3600, OFTEN),
}


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_what_was_to_be_said_meanwhile_arrives_once_in_order_and_coalesced(
    silence: Silence, trouble: str
) -> None:
    TROUBLES[trouble](silence.workspace.faults)
    for minute in range(10):
        await silence.put("status:i-1", LINE.format(minute))
        if minute % 3 == 0:
            await silence.put(
                f"diagnosis:i-1:{minute}", LINE.format(minute) + f"\n{minute} pods are not ready."
            )
        await silence.half_a_minute()
        await silence.half_a_minute()
    assert silence.shown() == []
    silence.workspace.faults.blows.clear()
    for _ in range(6):
        await silence.half_a_minute()
    assert silence.shown() == [
        LINE.format(9),
        *(LINE.format(minute) + f"\n{minute} pods are not ready." for minute in (0, 3, 6, 9)),
    ]


async def test_answers_that_get_lost_for_a_while_leave_one_message_each(silence: Silence) -> None:
    silence.workspace.faults.lose("chat.postMessage", 3)
    for number in range(3):
        await silence.put(f"diagnosis:i-1:{number}", LINE.format(number))
    for _ in range(10):
        await silence.half_a_minute()
    assert silence.shown() == [LINE.format(number) for number in range(3)]
