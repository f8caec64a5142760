"""A world apart for a drill: a kept snapshot as its cluster, a record that is thrown away, and nobody who hears.

Whatever is played in it goes the real way, chapter by chapter, and touches neither the record nor Slack nor a cluster.
Its model is withheld: every attempt at it ends without an answer.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.label import LabelledCase
from bot.domain.model import Ended, Reply, Request, Served
from bot.domain.people import HumanAct, Person
from bot.domain.target import Target
from bot.render.rendered import Rendered
from bot.triage.freezes import Board
from bot.triage.glance import Glance
from bot.triage.line import Line
from bot.triage.oncall.pulse import Beats
from bot.triage.oncall.vitals import Vitals
from bot.triage.pace import Pace
from bot.triage.paid import Paid
from bot.triage.ports.clock import Clock
from bot.triage.ports.model import Tab
from bot.triage.ports.preflight import Instruments
from bot.triage.ports.slack import Letter
from bot.triage.ports.store import Store
from bot.triage.quality.kept import KeptCluster
from bot.triage.remote import Remote
from bot.triage.tally import Tally
from bot.triage.world import World
from bot.voice.payload import screen

CHANNEL = "C0DRILL"
WITHHELD = "withheld for a drill"


class ThenClock:
    """The `Clock` port of a time that is past: it goes on from `start` as `inner` does."""

    def __init__(self, inner: Clock, start: datetime) -> None:
        self._inner = inner
        self._start = start
        self._begun = inner.elapsed()

    def now(self) -> datetime:
        """The time then, in UTC."""
        return self._start + timedelta(seconds=self._inner.elapsed() - self._begun)

    def elapsed(self) -> float:
        """As the clock that it goes by."""
        return self._inner.elapsed()

    async def sleep(self, seconds: float) -> None:
        """Wait, as by the clock that it goes by."""
        await self._inner.sleep(seconds)


class Nowhere:
    """The `Messenger` port without Slack: it keeps what passes the language guard, and counts what does not."""

    def __init__(self) -> None:
        self.shown: dict[str, Letter] = {}
        self.withheld: list[str] = []

    async def post(self, letter: Letter) -> str:
        """Judge it as the way to Slack would, and keep it."""
        body = {
            "channel": letter.channel,
            "text": letter.content.text,
            "blocks": list(letter.content.blocks),
        }
        judged = screen("chat.postMessage", body, letter.acts)
        self.withheld += [one.rule for one in judged.withheld]
        self.shown[letter.key] = letter
        return f"{len(self.shown)}.000001"

    async def update(self, letter: Letter) -> None:
        """As `post`."""
        await self.post(letter)

    async def find(self, letter: Letter) -> str:
        """Nothing of an earlier try is there."""
        return ""

    async def remove(self, channel: str, ts: str) -> None:
        """There is nothing that could be taken back."""

    async def permalink(self, channel: str, ts: str) -> str:
        """There is no address."""
        return ""

    async def whisper(
        self,
        channel: str,
        user_id: str,
        content: Rendered,
        *,
        thread_ts: str = "",
        acts: tuple[HumanAct, ...] = (),
    ) -> None:
        """Nobody is there to hear it."""


class Nobody:
    """The `Directory` port of a workspace without people."""

    async def person(self, user_id: str, *, team_id: str = "") -> Person:
        """A stranger."""
        return Person(user_id=user_id, team_id=team_id, is_human=False)

    async def can_see(self, user_id: str, channel: str) -> bool:
        """Nobody can."""
        return False

    async def is_public(self, channel: str) -> bool:
        """The drill's channel holds nothing private."""
        return True

    async def pair_exists(self, requester: str = "") -> bool | None:
        """There are no two."""
        return False


class Withheld:
    """The `Model` port of a model that gives no answer."""

    async def ask(self, request: Request, *, within: float, tab: Tab | None = None) -> Reply:
        """End the attempt."""
        return Reply(ended=Ended.LATE, why=WITHHELD)

    async def served(self) -> Sequence[Served]:
        """None."""
        return ()


def world_apart(world: World, case: LabelledCase, store: Store, clock: Clock, nowhere: Nowhere) -> World:
    """The world of a case over a record of its own, at the time when it was read."""
    scope = case.snapshot.scope
    place = Target(cluster=scope.cluster, namespace=scope.namespace, service=scope.service)
    policy = world.policy.model_copy(
        update={
            "default_cluster": scope.cluster,
            "channels": {},
            "services": {scope.service: place} if scope.service else {},
            "homes": {},
            "freezes": (),
            "model": world.policy.model.model_copy(update={"by_rules": 0.0}),
            "edit_gap": timedelta(0),
        }
    )
    return replace(
        world,
        store=store,
        clusters={scope.cluster: KeptCluster(case.snapshot)},
        remediators={},
        messenger=nowhere,
        directory=Nobody(),
        clock=clock,
        policy=policy,
        worker=f"{world.worker} drill",
        wake=lambda: None,
        lever=lambda: None,
        pace=Pace(timedelta(0), timedelta(0)),
        line=Line(),
        signals={},
        board=Board(),
        remote=Remote(),
        instruments=Instruments(),
        model=None if world.model is None else Withheld(),
        tally=Tally(),
        paid=Paid(),
        pagers={},
        vitals=Vitals(),
        beats=Beats(),
        glance=Glance(),
    )
