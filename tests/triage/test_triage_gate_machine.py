"""The gate under any order of clicks, events, crashes and workers: the real story against the model's invariants.

The oracle stands at the write itself: whatever led there, at that moment both keys must be two humans' who hold their
roles and terms, nothing may be stopped, frozen, expired or changed, and it is the only write of its proposal.
"""

import asyncio
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.domain.freeze import Freeze
from bot.domain.people import Role
from bot.domain.proposal import DecisionRole, ProposalState
from bot.gates.clearance import Clearance
from bot.render.actions import ActionId
from bot.triage.work import run_next
from bot.triage.world import World
from tests.fakes_clock import START
from tests.fakes_slack import BOT, BOTH, EMIL, IDRIS, IVY, NORA
from tests.triage.gate_model import play
from tests.triage.worlds import CHECKOUT, CrashError, FusedStore, Night, night

pytestmark = pytest.mark.long

PEOPLE = st.sampled_from((IVY, IDRIS, NORA, EMIL, BOT))
WORKERS = st.sampled_from(("w1", "w2"))
KEYS = st.sampled_from(
    (ActionId.APPROVE, ActionId.CONFIRM, ActionId.APPROVE, ActionId.CONFIRM, ActionId.DENY)
)
OFFICES = st.sampled_from((ActionId.TAKE, ActionId.HANDOVER, ActionId.RELEASE))
NEVER_SENT = (ProposalState.REJECTED, ProposalState.EXPIRED, ProposalState.WITHDRAWN)
SENT = (ProposalState.DONE, ProposalState.FAILED, ProposalState.UNKNOWN)
EVENTS = ("stop", "freeze", "drift", "role", "pause", "release", "deny", "expiry", "hand over", "nothing")
ROUNDS = 14


class Gate(RuleBasedStateMachine):
    """One incident, its proposals, four humans and a bot, two workers."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = tempfile.TemporaryDirectory(prefix="gate-")
        self.opened = night(Path(self.folder.name), url=self.address(), verify_every=timedelta(minutes=5))
        self.night: Night = self.runner.run(self.opened.__aenter__())
        self.night.remediator.before_apply = self.judge
        self.ended: dict[str, ProposalState] = {}
        self.sent: Counter[str] = Counter()
        self.seen: list[Any] = []
        self.frozen = False
        self.broken: list[str] = []

    def address(self) -> str:
        """Where the record is, "" for a file in the folder."""
        return ""

    def do(self, work: Awaitable[Any]) -> Any:
        async def waited() -> Any:
            return await work

        return self.runner.run(waited())

    @initialize(owner=st.sampled_from((NORA, IDRIS)))
    def a_proposal_stands(self, owner: str) -> None:
        async def begin() -> None:
            await self.night.alert()
            await self.night.settle()
            await self.night.click(owner, ActionId.TAKE)
            await self.night.propose()
            await self.night.settle()
            assert (await self.night.proposal()).state is ProposalState.PENDING
            # The diagnosis is not under test: a queue without it is shorter.
            self.seen = [self.night.slack.button(one) for one in (ActionId.APPROVE, ActionId.CONFIRM)]

        self.do(begin())

    async def judge(self, clearance: Clearance) -> None:
        """The oracle, as the write begins; the story would take its error for a fault of the writer."""
        try:
            await self.oracle(clearance)
        except AssertionError as broken:
            self.broken.append(str(broken))
            raise

    async def oracle(self, clearance: Clearance) -> None:
        proposal, people = clearance.proposal, self.night.people.people
        self.sent[proposal.id] += 1
        assert self.sent[proposal.id] == 1, "changed production twice"
        async with self.night.store.read() as tx:
            incident = await tx.incidents.get(proposal.incident_id)
            stored = await tx.proposals.get(proposal.id)
            stops = (await tx.stops.read()).stops
            assert await tx.proposals.intended(proposal.id), "no attempt row before the write"
        keys = {one.role: one for one in stored.decisions}
        assert set(keys) == set(DecisionRole), "changed production without both decisions"
        approval, confirmation = keys[DecisionRole.COMMANDER], keys[DecisionRole.OWNER]
        assert approval.user_id != confirmation.user_id, "one human gave both decisions"
        assert BOT not in {approval.user_id, confirmation.user_id}, "the bot counted as a human"
        assert people[approval.user_id].holds(Role.COMMANDER), "the approver no longer holds the role"
        assert people[confirmation.user_id].holds(Role.RESPONDER), "the confirmer no longer holds the role"
        assert incident.commander is not None
        assert incident.owner is not None
        assert (incident.commander.user_id, incident.commander.term) == (approval.user_id, approval.term)
        assert (incident.owner.user_id, incident.owner.term) == (confirmation.user_id, confirmation.term)
        assert {approval.digest, confirmation.digest} == {stored.digest}
        assert stored.state is ProposalState.EXECUTING, f"changed production as {stored.state}"
        assert self.night.clock.now() < stored.expires_at, "changed production after expiry"
        assert not stops, "changed production with the kill switch on"
        assert not self.frozen, "changed production in a freeze"
        live = self.night.cluster.find(CHECKOUT)
        assert live is not None
        assert live["metadata"]["generation"] == stored.live.generation, "the target is not what was approved"

    @rule(user=PEOPLE, action=KEYS, stale=st.booleans())
    def turns_a_key(self, user: str, action: ActionId, stale: bool) -> None:
        old = [one for one in self.seen if one is not None]
        button = old[-1] if stale and old else self.night.slack.button(action)
        if button is not None:
            self.do(self.night.press(user, action, button=button, reason="because"))

    @rule(worked=st.integers(0, 2))
    def the_right_two_agree(self, worked: int) -> None:
        """What random clicks reach too seldom: both keys are pressed, and none, one or both are worked."""

        async def agree() -> None:
            owner = (await self.night.incidents())[0].owner
            keys = ((IVY, ActionId.APPROVE), (owner.user_id if owner else NORA, ActionId.CONFIRM))
            for user, action in keys:
                button = self.night.slack.button(action)
                if button is not None:
                    await self.night.press(user, action, button=button, reason="because")
            for _ in range(worked):
                await run_next(self.night.world)

        self.do(agree())

    @rule(user=PEOPLE, action=OFFICES, to=PEOPLE)
    def moves_an_office(self, user: str, action: ActionId, to: str) -> None:
        button = self.night.slack.button(action)
        if button is not None:
            self.do(self.night.press(user, action, button=button, user=to))

    @rule(worker=WORKERS)
    def works_one(self, worker: str) -> None:
        self.do(run_next(self.night.other(worker)))

    @rule()
    def both_work_at_once(self) -> None:
        async def together() -> None:
            await asyncio.gather(run_next(self.night.other("w1")), run_next(self.night.other("w2")))

        self.do(together())

    @rule(worker=WORKERS, number=st.integers(1, 6), late=st.booleans())
    def dies(self, worker: str, number: int, late: bool) -> None:
        store = FusedStore(self.night.store)
        store.dies_before, store.dies_after = (None, number) if late else (number, None)
        self.both_agree()
        self.do(self.drain(replace(self.night.world, worker=worker, store=store)))

    @rule(worker=WORKERS, landed=st.booleans())
    def dies_at_the_write(self, worker: str, landed: bool) -> None:
        async def die(_clearance: Clearance) -> None:
            raise CrashError

        async def judged(clearance: Clearance) -> None:
            await self.judge(clearance)
            await die(clearance)

        self.both_agree()
        if landed:
            self.night.remediator.after_apply = die
        else:
            self.night.remediator.before_apply = judged
        self.do(self.drain(self.night.other(worker)))
        self.night.remediator.after_apply, self.night.remediator.before_apply = None, self.judge

    @rule(worker=WORKERS, event=st.sampled_from(EVENTS))
    def both_agree_and_then_something_happens(self, worker: str, event: str) -> None:
        self.both_agree()
        self.do(self.event(event))
        self.do(self.drain(self.night.other(worker)))

    @rule(worker=WORKERS, event=st.sampled_from(EVENTS))
    def both_agree_and_something_happens_during_the_last_look(self, worker: str, event: str) -> None:
        async def meanwhile() -> None:
            self.night.remediator.on_rehearse = None
            await self.event(event)

        self.both_agree()
        self.night.remediator.on_rehearse = meanwhile
        self.do(self.drain(self.night.other(worker)))
        self.night.remediator.on_rehearse = None

    def both_agree(self) -> None:
        """A proposal is armed: this one, or a new one if it has ended, in a world where all is well again."""
        for event in ("resume", "thaw", "roles back"):
            self.do(self.event(event))
        newest = (self.do(self.proposals()) or [None])[0]
        if newest is None or newest.state is not ProposalState.PENDING or newest.decisions:
            self.renew()
        self.the_right_two_agree(2)

    def renew(self) -> None:
        async def renewed() -> None:
            self.night.clock.advance(minutes=61)
            await self.drain(self.night.other("w1"))
            await self.night.deliver()
            deny = self.night.slack.button(ActionId.DENY)
            if deny is not None:
                await self.night.press(EMIL, ActionId.DENY, button=deny, reason="another one comes")
            if not (await self.night.incidents())[0].owner:
                await self.night.press(EMIL, ActionId.TAKE)
            await self.night.propose(f"propose:{self.night.clock.now().isoformat()}")
            await self.drain(self.night.other("w1"))
            await self.night.deliver()

        self.do(renewed())

    @rule(event=st.sampled_from(("stop", "resume", "freeze", "thaw", "drift", "role", "roles back")))
    def something_happens(self, event: str) -> None:
        self.do(self.event(event))

    @rule(seconds=st.sampled_from((1, 16, 31, 120)))
    def time_passes(self, seconds: int) -> None:
        self.night.clock.advance(seconds)
        self.do(self.night.deliver())

    @invariant()
    def nothing_was_sent_without_its_record(self) -> None:
        if not hasattr(self, "night"):
            return
        assert not self.broken
        for one in self.do(self.proposals()):
            assert self.ended.setdefault(one.id, one.state) == one.state or not self.final(self.ended[one.id])
            self.ended[one.id] = one.state
            if one.state in NEVER_SENT:
                assert not self.sent[one.id], f"{one.state} recorded although the change went out"
            if one.state is ProposalState.DONE:
                assert self.sent[one.id], "DONE without a change"

    @invariant()
    def the_record_is_a_run_of_the_model(self) -> None:
        """The executable model, played by the ledger, comes to what the store holds."""
        stored = self.do(self.proposals()) if hasattr(self, "night") else []
        plays = play(self.do(self.night.rows())) if stored else {}
        for one in stored:
            assert plays[one.id].state is one.state
            assert plays[one.id].keys == {key.role: key.user_id for key in one.decisions}

    def teardown(self) -> None:
        """Whatever happened, everything comes to an end that the thread shows."""
        try:
            self.do(self.finish())
        finally:
            self.runner.run(self.opened.__aexit__(None, None, None))
            self.runner.close()
            self.folder.cleanup()

    async def finish(self) -> None:
        if not self.ended or self.broken:
            return
        await self.event("resume")
        self.night.recover()
        for seconds in (31, 16, 31, 660, 31, 16, 31, 660):
            self.night.clock.advance(seconds)
            await self.drain(self.night.other("w3"))
            await self.night.deliver()
        for one in await self.proposals():
            if one.opened_at < self.night.clock.now() - timedelta(minutes=11):
                assert self.final(one.state), f"P-{one.number} hangs as {one.state}"
        answered = {(one.user_id, one.channel) for one in self.night.slack.whispers}
        assert answered or not self.night.presses

    async def proposals(self) -> Any:
        try:
            return await self.night.proposals()
        except AssertionError:
            return []

    async def drain(self, world: World) -> None:
        with suppress(CrashError):
            await self.night.work(world)

    async def event(self, name: str) -> None:
        events: dict[str, Callable[[], Awaitable[None]]] = {
            "stop": lambda: self.night.stop("mitigation"),
            "resume": self.resume,
            "freeze": self.freeze,
            "thaw": self.thaw,
            "drift": self.drift,
            "role": self.lose,
            "roles back": self.regain,
            "pause": self.pause,
            "release": self.release,
            "deny": self.deny,
            "expiry": self.expiry,
            "hand over": self.hand_over,
            "nothing": self.nothing,
        }
        await events[name]()

    async def resume(self) -> None:
        async with self.night.store.begin() as tx:
            await tx.stops.lift("mitigation")

    async def freeze(self) -> None:
        self.frozen = True
        self.calendar(Freeze(scope="all", starts_at=START, ends_at=START + timedelta(days=9), why="sale"))

    async def thaw(self) -> None:
        self.frozen = False
        self.calendar()

    def calendar(self, *windows: Freeze) -> None:
        """Both workers read the same calendar, and one that is under way reads it as it asks the gates."""
        object.__setattr__(self.night.world.policy, "freezes", windows)

    async def drift(self) -> None:
        self.night.drift()

    async def lose(self) -> None:
        for user in (IVY, NORA):
            self.night.people.lose_role(user)

    async def regain(self) -> None:
        for user in (IVY, NORA):
            person = self.night.people.people[user]
            self.night.people.people[user] = person.model_copy(update={"roles": BOTH})

    async def pause(self) -> None:
        """This process stands still for longer than its leases, and the other one works meanwhile."""
        for seconds in (31, 16):
            self.night.clock.advance(seconds)
            await self.night.work(self.night.other("w-meanwhile"))

    async def expiry(self) -> None:
        """The time is over, and the sweeper has not come by."""
        self.night.clock.advance(minutes=10)

    async def nothing(self) -> None:
        """A quiet minute."""

    async def hand_over(self) -> None:
        """To another responder and back: what was decided before is revived by neither."""
        for _ in range(2):
            owner = (await self.night.incidents())[0].owner
            offer = self.night.slack.button(ActionId.HANDOVER)
            if owner is None or offer is None:
                return
            to = EMIL if owner.user_id != EMIL else NORA
            await self.night.press(owner.user_id, ActionId.HANDOVER, button=offer, user=to)
            await self.night.press(to, ActionId.TAKE, button=offer)
            for _ in range(3):
                await run_next(self.night.other("w-meanwhile"))

    async def release(self) -> None:
        await self.press_and_work(ActionId.RELEASE)

    async def deny(self) -> None:
        await self.press_and_work(ActionId.DENY)

    async def press_and_work(self, action: ActionId) -> None:
        button = self.night.slack.button(action)
        if button is None:
            return
        incident = (await self.night.incidents())[0]
        user = incident.owner.user_id if incident.owner else EMIL
        await self.night.press(user, action, button=button, reason="no")
        await run_next(self.night.other("w-meanwhile"))

    @staticmethod
    def final(state: ProposalState) -> bool:
        """Whether a state is never left."""
        return state in (*NEVER_SENT, *SENT)


Gate.TestCase.settings = settings(
    max_examples=ROUNDS,
    stateful_step_count=12,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
TestGate = Gate.TestCase
