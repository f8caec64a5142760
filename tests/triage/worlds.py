"""A night on call without Slack and cluster: the real story and the real store over fakes, and people's verbs.

`Night.work` runs what is due, `Night.deliver` shows it, `Night.click` presses a button that really stands in a message.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine.interfaces import DBAPIConnection

from bot.adapters.store.engine import database_of
from bot.adapters.store.store import SqlStore
from bot.adapters.store.turns import Turns
from bot.domain.alert import Alert, AlertState, Severity
from bot.domain.diagnosis import Diagnosis, Hypothesis, VerdictKind
from bot.domain.incident import Incident
from bot.domain.ledger import Act, LedgerEntry
from bot.domain.proposal import Proposal
from bot.domain.retention import Retention
from bot.domain.runbook import Limits, Runbook, Step
from bot.domain.snapshot import Scope, Snapshot
from bot.domain.stop import Stop
from bot.domain.target import Subject, Target
from bot.gates.clearance import Clearance
from bot.render.actions import ActionId
from bot.triage.deliver import deliver_next
from bot.triage.evidence import Budget
from bot.triage.inbox import (
    AlertPost,
    Click,
    Mention,
    Remark,
    note_alert,
    note_click,
    note_mention,
    note_remark,
)
from bot.triage.pace import Pace
from bot.triage.policy import Policy
from bot.triage.ports.cluster import Answer
from bot.triage.ports.store import Store, Transaction
from bot.triage.work import run_next
from bot.triage.world import World
from tests.cluster_objects import deployment, ended, history, namespace, pod, running, waiting
from tests.fakes_clock import FakeClock
from tests.fakes_cluster import FakeCluster, FakeRemediator
from tests.fakes_slack import Button, FakeDirectory, FakeMessenger

ROOM = "C0ROOM"
CHECKOUT = Subject(kind="Deployment", namespace="shop", name="checkout")
TARGET = Target(cluster="sandbox", namespace="shop", service="checkout")
GROUP = "S0RESPOND"
WORKLOAD_LOST = 40
"""More rounds than any test's work takes: past it something loops."""


class CrashError(BaseException):
    """The process dies here: no handler of the story may catch it."""


class FusedStore:
    """The store of a process that may die: just before its n-th writing transaction, or just after that committed."""

    def __init__(self, inner: Store) -> None:
        self.inner = inner
        self.begun = 0
        self.dies_before: int | None = None
        self.dies_after: int | None = None

    @asynccontextmanager
    async def begin(self, *, urgent: bool = False) -> AsyncIterator[Transaction]:
        """A writing transaction, if the process lives."""
        self.begun += 1
        mine = self.begun
        if mine == self.dies_before:
            raise CrashError
        async with self.inner.begin(urgent=urgent) as tx:
            yield tx
        if mine == self.dies_after:
            raise CrashError

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Transaction]:
        """A reading transaction."""
        async with self.inner.read() as tx:
            yield tx


class Remediator(FakeRemediator):
    """The fake writer with moments at which a test may act: `on_rehearse`, `before_apply`, `after_apply`."""

    def __init__(self, cluster: FakeCluster) -> None:
        super().__init__(cluster)
        self.on_rehearse: Callable[[], Awaitable[None]] | None = None
        self.before_apply: Callable[[Clearance], Awaitable[None]] | None = None
        self.after_apply: Callable[[Clearance], Awaitable[None]] | None = None

    async def rehearse(self, mitigation: Any, acting_as: Any = None) -> Any:
        """As the fake, after what the test does."""
        if self.on_rehearse is not None:
            await self.on_rehearse()
        return await super().rehearse(mitigation, acting_as)

    async def apply(self, clearance: Clearance) -> Answer:
        """As the fake, between what the test does."""
        if self.before_apply is not None:
            await self.before_apply(clearance)
        answer = await super().apply(clearance)
        if self.after_apply is not None:
            await self.after_apply(clearance)
        return answer


def runbook(**step: Any) -> Runbook:
    """Undo a bad rollout, twice an hour at most."""
    usual: dict[str, Any] = {
        "id": "undo",
        "title": "The previous revision back",
        "tool": "undo",
        "tier": 1,
        "limits": Limits(),
        "expect": "every pod is ready",
        "expect_within": 60,
    }
    return Runbook(
        id="bad-rollout",
        version=1,
        title="Trouble began with a rollout",
        owner="@responders",
        reviewed=date(2026, 11, 20),
        causes=("bad-rollout",),
        steps=(Step(**(usual | step)),),
        escalation="@commanders",
    )


def policy(**changes: Any) -> Policy:
    """One service, messages edited at once."""
    usual: dict[str, Any] = {
        "default_cluster": "sandbox",
        "services": {"checkout": TARGET},
        "escalation_group": GROUP,
        "edit_gap": timedelta(0),
        "budget": Budget(per_call=20, in_all=60),
    }
    return Policy(**(usual | changes))


@dataclass
class Night:
    """Everything of one night, by name."""

    world: World
    store: SqlStore
    clock: FakeClock
    cluster: FakeCluster
    remediator: Remediator
    slack: FakeMessenger
    people: FakeDirectory
    presses: int = 0

    def other(self, worker: str = "w2", **changes: Any) -> World:
        """A second process on the same store."""
        return replace(self.world, worker=worker, **changes)

    async def work(self, world: World | None = None) -> int:
        """Run what is due until nothing is; how many tasks that were."""
        for count in range(WORKLOAD_LOST):
            if not await run_next(world or self.world):
                return count
        raise AssertionError("the work does not come to an end")

    async def deliver(self, world: World | None = None) -> int:
        """Show what waits until nothing is due."""
        for count in range(WORKLOAD_LOST):
            if not await deliver_next(world or self.world):
                return count
        raise AssertionError("the letters do not come to an end")

    async def settle(self) -> None:
        """Work and deliver."""
        await self.work()
        await self.deliver()

    async def pass_time(self, minutes: float, *, step: float = 1.0) -> None:
        """Let time pass, with the work and the letters that fall due in it."""
        gone = 0.0
        while gone < minutes:
            self.clock.advance(minutes=min(step, minutes - gone))
            gone += step
            await self.settle()

    async def alert(
        self, ts: str = "100.1", *, event_id: str = "", edited: bool = False, **changes: Any
    ) -> bool:
        """An alert post; False if it was known."""
        channel = changes.pop("channel", ROOM)
        placed = {key: changes.pop(key) for key in ("reply", "several", "part") if key in changes}
        alert = Alert(
            **{
                "source": "alertmanager",
                "name": "CheckoutDown",
                "state": AlertState.FIRING,
                "severity": Severity.CRITICAL,
                "labels": {"service": "checkout"},
                "fingerprint": "fp-1",
                **changes,
            }
        )
        post = AlertPost(channel=channel, ts=ts, alert=alert, edited=edited, **placed)
        return await note_alert(self.world, post, event_id or f"Ev{ts}")

    async def mention(
        self, text: str, ts: str = "300.1", *, thread_ts: str = "", user: str = "U0NORA"
    ) -> bool:
        """Somebody names Lookout."""
        said = Mention(channel=ROOM, ts=ts, thread_ts=thread_ts, user_id=user, text=text)
        return await note_mention(self.world, said)

    async def remark(self, user: str, text: str, *, thread_ts: str = "100.1") -> bool:
        """Somebody writes in the thread."""
        said = Remark(channel=ROOM, ts=f"400.{self.presses}", thread_ts=thread_ts, user_id=user, text=text)
        self.presses += 1
        return await note_remark(self.world, said)

    def button(self, action: ActionId, start: str = "") -> Button:
        """A button that stands in a message now."""
        found = self.slack.button(action, start)
        assert found is not None, f"no button {action} stands in any message"
        return found

    async def press(
        self, by: str, action: ActionId, /, *, button: Button | None = None, **fields: str
    ) -> bool:
        """Queue a press without running it; `button` is one that was seen earlier."""
        seen = button or self.button(action)
        self.presses += 1
        click = Click(
            user_id=by,
            team_id="",
            channel=seen.channel,
            message_ts=seen.ts,
            action=action,
            deployment=seen.pressed.deployment,
            incident_id=seen.pressed.incident_id,
            proposal_id=seen.pressed.proposal_id or str(seen.pressed.diagnosis_id or ""),
            digest=seen.pressed.digest,
            fields=fields,
        )
        return await note_click(self.world, click, f"press-{self.presses}")

    async def click(
        self, by: str, action: ActionId, /, *, button: Button | None = None, **fields: str
    ) -> str:
        """Press and let everything happen; what was whispered to that person."""
        before = len(self.slack.whispers)
        await self.press(by, action, button=button, **fields)
        await self.settle()
        mine = [one.text for one in self.slack.whispers[before:] if one.user_id == by]
        assert mine, f"the click of {by} on {action} was not answered"
        return mine[0]

    async def incident(self, number: int = 1) -> Incident:
        """The incident of that number."""
        async with self.store.read() as tx:
            found = [one for one in await tx.incidents.open() if one.number == number]
            return found[0] if found else await tx.incidents.get(await self._id(tx))

    async def incidents(self) -> list[Incident]:
        """All that are open, oldest first."""
        async with self.store.read() as tx:
            return list(await tx.incidents.open())[::-1]

    async def rows(self, *acts: Act, incident_id: str = "") -> list[LedgerEntry]:
        """The ledger rows of the (first) incident, of those acts or all."""
        async with self.store.read() as tx:
            entries = await tx.ledger.of(incident_id or await self._id(tx))
        return [row for row in entries if not acts or row.act in acts]

    async def acts(self) -> list[Act]:
        """What the ledger says happened, without the reads and the posts."""
        left_out = {Act.READ, Act.NOT_READ, Act.POSTED}
        return [row.act for row in await self.rows() if row.act not in left_out]

    async def proposal(self, number: int = 1) -> Proposal:
        """The proposal of that number."""
        return next(one for one in await self.proposals() if one.number == number)

    async def proposals(self) -> list[Proposal]:
        """All of the first incident, newest first."""
        async with self.store.read() as tx:
            return list(await tx.proposals.of(await self._id(tx)))

    async def propose(
        self,
        key: str = "propose:test",
        *,
        cause: str = "bad-rollout",
        incident_id: str = "",
        subject: Subject = CHECKOUT,
    ) -> None:
        """Queue a proposal as a diagnosis of that cause, about that subject, would."""
        async with self.store.begin() as tx:
            diagnosis = Diagnosis(
                verdict=VerdictKind.FAULT,
                hypotheses=(
                    Hypothesis(
                        rank=1,
                        cause=cause,
                        subject=subject,
                        statement="Revision 7 does not become ready.",
                        confidence=0.9,
                        evidence=(),
                        refuted_by="readiness in the earlier revision",
                        next_check="kubectl -n shop get pods",
                    ),
                ),
                taken_at=tx.now,
                made_by="rules test",
            )
            scope = Scope(cluster="sandbox", namespace="shop", service="checkout")
            incident_id = incident_id or await self._id(tx)
            number = await tx.diagnoses.add(incident_id, diagnosis, Snapshot(scope=scope, taken_at=tx.now))
            await tx.tasks.add("propose", key, {"diagnosis": number}, incident_id=incident_id)

    async def stop(self, scope: str) -> None:
        """Pull a lever from a shell."""
        async with self.store.begin() as tx:
            await tx.stops.pull(Stop(scope=scope, by="shell:test", at=tx.now))

    def drift(self) -> None:
        """Somebody else changes the target."""
        live = self.cluster.find(CHECKOUT)
        assert live is not None
        live["metadata"]["generation"] += 1
        live["metadata"]["resourceVersion"] = str(int(live["metadata"]["resourceVersion"]) + 1)

    def recover(self) -> None:
        """Every pod of the target is ready."""
        live = self.cluster.find(CHECKOUT)
        assert live is not None
        live["status"] |= {
            "readyReplicas": 3,
            "updatedReplicas": 3,
            "observedGeneration": live["metadata"]["generation"],
        }
        kept = [raw for raw in self.cluster.objects if raw["kind"] != "Pod"]
        self.cluster.objects[:] = [
            *kept,
            pod("a", containers=(running(),)),
            pod("b", containers=(running(),)),
        ]

    async def _id(self, tx: Transaction) -> str:
        found = await tx.incidents.at_message(ROOM, "100.1")
        assert found is not None, "no incident was opened at the first alert"
        return found.id


def objects() -> list[dict[str, Any]]:
    """A Deployment whose newest revision crashes, in a namespace that opted in."""
    crashing = waiting("CrashLoopBackOff", restarts=3, last=ended(1))
    pods = [pod("a", containers=(running(),)), pod("b", containers=(crashing,))]
    return [deployment(), *history(), namespace(), *pods]


@asynccontextmanager
async def night(folder: Path, *, url: str = "", **changes: Any) -> AsyncIterator[Night]:
    """A fresh night; `changes` are of the policy, and `runbooks`. The record is a file in the folder, or at `url`."""
    clock, people, slack = FakeClock(), FakeDirectory(), FakeMessenger()
    books = changes.pop("runbooks", (runbook(),))
    cluster = FakeCluster(objects())
    remediator = Remediator(cluster)
    opened = SqlStore.open(url, clock, server_time=False) if url else _opened(folder / "night.sqlite3", clock)
    store = await opened
    world = World(
        store=store,
        clusters={"sandbox": cluster},
        remediators={"sandbox": remediator},
        messenger=slack,
        directory=people,
        clock=clock,
        policy=policy(**changes),
        runbooks=books,
        key=b"0123456789abcdef",
        worker="w1",
        wake=lambda: None,
        pace=Pace(timedelta(0), timedelta(0)),
    )
    try:
        yield Night(world, store, clock, cluster, remediator, slack, people)
    finally:
        await store.close()


_EMPTY: list[bytes] = []
"""A store's file with its schema and nothing in it: made once, since making it takes longer than most tests."""


async def _opened(path: Path, clock: FakeClock) -> SqlStore:
    url = f"sqlite:///{path}"
    if not _EMPTY:
        await (await SqlStore.open(url, clock)).close()
        _EMPTY.append(await asyncio.to_thread(path.read_bytes))
    await asyncio.to_thread(path.write_bytes, _EMPTY[0])
    database = database_of(url, 5)
    event.listen(database.writer.sync_engine, "connect", _unsynchronised)
    return SqlStore(database, clock, Turns(5), Retention())


def _unsynchronised(connection: DBAPIConnection, _entry: object) -> None:
    """No test outlives a loss of power, and waiting for the disk is most of what a transaction does."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA synchronous=OFF")
    cursor.close()
