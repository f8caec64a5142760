"""A process of `make bench-gate`: the whole story on a shared record, and hands that turn keys when they are told.

Orders come as lines on standard input, answers go as lines of JSON to standard output. What is fake is people and
Slack; the record, the reads and the write are real.
"""

import asyncio
import itertools
import json
import os
import sys
import time
from contextlib import AsyncExitStack
from datetime import date, datetime, timedelta
from pathlib import Path

from bot import logs
from bot.adapters.clock import SystemClock
from bot.adapters.kubernetes.connect import Server, close, connect
from bot.adapters.kubernetes.reader import Reader
from bot.adapters.kubernetes.writer import Writer
from bot.adapters.store.store import SqlStore
from bot.app import _rounds
from bot.domain.alert import Severity
from bot.domain.diagnosis import Diagnosis, Hypothesis, VerdictKind
from bot.domain.incident import Incident, IncidentStatus
from bot.domain.people import Holder, HumanAct
from bot.domain.proposal import Proposal
from bot.domain.runbook import Limits, Runbook, Step
from bot.domain.snapshot import Scope, Snapshot
from bot.domain.target import Subject, Target
from bot.jobs.loops import Loops
from bot.render.actions import ActionId
from bot.render.rendered import Rendered
from bot.triage.inbox import Click, note_click
from bot.triage.policy import Policy
from bot.triage.ports.slack import Letter
from bot.triage.thread import card_key
from bot.triage.world import World
from tests.benchmarks.gate import EACH, NAMESPACE, PATIENCE, PAUSE
from tests.fakes_slack import IVY, NORA, FakeDirectory

ROOM = "C0BENCH"
KEY = b"0123456789abcdef"
BOOK = Runbook(
    id="bench",
    version=1,
    title="Bench",
    owner="@responders",
    reviewed=date(2026, 11, 20),
    causes=("bench",),
    steps=(
        Step(
            id="restart",
            title="Restart",
            tool="restart",
            tier=1,
            limits=Limits(),
            expect="up",
            expect_within=5,
        ),
    ),
    escalation="@commanders",
)


class Silent:
    """The `Messenger` port: every message is shown at once, at a place of its own."""

    def __init__(self) -> None:
        self._places = itertools.count(1)

    async def post(self, letter: Letter) -> str:
        """A place that no other process gives."""
        return f"{os.getpid()}.{next(self._places):06}.{len(letter.id)}"

    async def update(self, letter: Letter) -> None:
        """Shown."""

    async def find(self, letter: Letter) -> str:
        """Never asked for: no answer is lost here."""
        raise LookupError(letter.id)

    async def remove(self, channel: str, ts: str) -> None:
        """Never asked for: nothing is posted twice here."""

    async def permalink(self, channel: str, ts: str) -> str:
        """An address."""
        return f"https://slack.test/archives/{channel}/p{ts}"

    async def whisper(
        self,
        channel: str,
        user_id: str,
        content: Rendered,
        *,
        thread_ts: str = "",
        acts: tuple[HumanAct, ...] = (),
    ) -> None:
        """Said."""


class Hands:
    """Opens this process's proposals, turns their keys, and closes their incidents."""

    def __init__(self, world: World, own: int) -> None:
        self._world = world
        self._places = range(own * EACH, (own + 1) * EACH)
        self._open: dict[int, tuple[Proposal, Letter]] = {}

    async def open(self, number: int) -> dict[str, float]:
        """A proposal for each of this process's targets, with the commander's key."""
        for place in self._places:
            await self._propose(number, place)
        self._open = {place: await self._until(number, place, decided=0) for place in self._places}
        for place in self._places:
            await self._press(place, IVY, ActionId.APPROVE)
        for place in self._places:
            await self._until(number, place, decided=1)
        return {}

    async def confirm(self, _number: int) -> dict[str, float]:
        """Turn the second keys at a pace; when each was pressed, by the name of its target."""
        pressed = {}
        for place in self._places:
            pressed[f"app-{place}"] = time.time()
            await self._press(place, NORA, ActionId.CONFIRM)
            await asyncio.sleep(PAUSE)
        return pressed

    async def close(self, number: int) -> dict[str, float]:
        """What is open is not of interest any more."""
        for place in self._places:
            async with self._world.step() as tx:
                incident = await tx.incidents.get(_id(number, place))
                await tx.incidents.save(incident.model_copy(update={"status": IncidentStatus.CLOSED}))
        return {}

    async def _propose(self, number: int, place: int) -> None:
        subject = Subject(kind="Deployment", namespace=NAMESPACE, name=f"app-{place}")
        service = f"app-{place}-{number}"  # a name of its own: the rate of changes is by service
        async with self._world.step() as tx:
            incident = await tx.incidents.add(_incident(number, place, service, tx.now))
            hypothesis = Hypothesis(
                rank=1,
                cause="bench",
                subject=subject,
                statement="It is measured.",
                confidence=0.9,
                evidence=(),
                refuted_by="nothing",
                next_check="kubectl get pods",
            )
            diagnosis = Diagnosis(
                verdict=VerdictKind.FAULT, hypotheses=(hypothesis,), taken_at=tx.now, made_by="bench"
            )
            scope = Scope(cluster="sandbox", namespace=NAMESPACE, service=service)
            stored = await tx.diagnoses.add(incident.id, diagnosis, Snapshot(scope=scope, taken_at=tx.now))
            await tx.tasks.add(
                "propose", f"bench:{incident.id}", {"diagnosis": stored}, incident_id=incident.id
            )

    async def _press(self, place: int, user: str, action: ActionId) -> None:
        proposal, letter = self._open[place]
        click = Click(
            user_id=user,
            team_id="",
            channel=letter.channel,
            message_ts=letter.ts,
            action=action,
            deployment=self._world.policy.deployment,
            incident_id=proposal.incident_id,
            proposal_id=proposal.id,
            digest=proposal.digest,
            fields={"reason": "measured"},
        )
        await note_click(self._world, click, f"{action}:{proposal.id}")

    async def _until(self, number: int, place: int, *, decided: int) -> tuple[Proposal, Letter]:
        """The proposal and its card, when that is in the thread and there are so many decisions."""
        async with asyncio.timeout(PATIENCE):
            while True:
                async with self._world.store.read() as tx:
                    for proposal in await tx.proposals.of(_id(number, place)):
                        assert proposal.state.is_open, proposal.ended_why
                        letter = await tx.outbox.posted(card_key(proposal.id))
                        if letter is not None and letter.ts and len(proposal.decisions) >= decided:
                            return proposal, letter
                await asyncio.sleep(0.02)


def _id(number: int, place: int) -> str:
    return f"bench-{number}-{place}"


def _incident(number: int, place: int, service: str, now: datetime) -> Incident:
    return Incident.model_validate(
        {
            "id": _id(number, place),
            "number": 0,
            "channel": ROOM,
            "thread_ts": f"{number}.{place:06}",
            "title": "Bench",
            "severity": Severity.WARNING,
            "status": IncidentStatus.FIRING,
            "target": Target(cluster="sandbox", namespace=NAMESPACE, service=service),
            "fingerprint": service,
            "opened_at": now,
            "owner": Holder(user_id=NORA, since=now, term=1),
            "owner_term": 1,
        }
    )


async def main(url: str, server: str, folder: str, own: str) -> None:
    """Work until standard input ends."""
    logs.configure("error", "console", str)
    clock = SystemClock()
    async with AsyncExitStack() as opened:
        store = await SqlStore.open(url, clock)
        opened.push_async_callback(store.close)
        clients = []
        for identity in ("reader", "actor"):
            token = Path(folder) / f"{identity}-{own}.token"
            token.write_text(f"{identity}-sandbox", encoding="utf-8")  # once, before anything runs
            clients.append(await connect(Server(url=server, token_file=token, ca_file=None, impersonate="")))
            opened.push_async_callback(close, clients[-1])
        reader = Reader("sandbox", clients[0], per_call=5, page=500)
        loops: Loops
        world = World(
            store=store,
            clusters={"sandbox": reader},
            remediators={"sandbox": Writer(clients[1], reader, clock=clock, key=KEY, turn=asyncio.Lock())},
            messenger=Silent(),
            directory=FakeDirectory(),
            clock=clock,
            policy=Policy(default_cluster="sandbox", edit_gap=timedelta(0)),
            runbooks=(BOOK,),
            key=KEY,
            worker=f"bench:{os.getpid()}",
            wake=lambda: loops.wake(),  # noqa: PLW0108 - the loops are made from the world, so they come after it
        )
        loops = Loops(_rounds(world))
        loops.start()
        opened.push_async_callback(loops.stop)
        hands = Hands(world, int(own))
        orders = {"open": hands.open, "confirm": hands.confirm, "close": hands.close}
        while line := await asyncio.to_thread(sys.stdin.readline):
            order, number = line.split()
            print(json.dumps({"pressed": await orders[order](int(number))}), flush=True)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
