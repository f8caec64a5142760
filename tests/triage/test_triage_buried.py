"""Work that was given up: somebody is told, and no attempt stays without its end."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.alert import Severity
from bot.domain.errors import PermanentError, TransientError
from bot.domain.ledger import Act
from bot.domain.page import Page, Receipt
from bot.domain.proposal import ProposalState
from bot.render.actions import ActionId
from bot.render.fallback import FALLBACK_POST
from bot.triage import story
from bot.triage.policy import PagePolicy
from bot.triage.ports.store import ConflictError, Store, Task, Transaction
from bot.triage.sweep import sweep
from bot.triage.work import TRIES, run_next
from bot.triage.world import World
from bot.voice.payload import screen
from tests.fakes_pager import FakePager
from tests.fakes_slack import IVY, NORA
from tests.triage.worlds import CHECKOUT, ROOM, CrashError, FusedStore, Night
from tests.triage.worlds import night as fresh


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The kinds of tasks that can never work."""
    kinds: set[str] = set()

    def breaking(kind: str) -> None:
        inner = story.CHAPTERS[kind]

        async def run(world: World, task: Task) -> None:
            if kind in kinds:
                raise PermanentError("a database that refuses")
            await inner(world, task)

        monkeypatch.setitem(story.CHAPTERS, kind, run)

    for kind in list(story.CHAPTERS):
        breaking(kind)
    return kinds


def faults(night: Night) -> list[tuple[str, str]]:
    """The thread and text of every word about work that was given up."""
    return [
        (one.thread_ts, one.content.text) for one in night.slack.shown.values() if one.key.startswith("fault")
    ]


IN_THREAD = [("100.1", FALLBACK_POST.text)]


async def test_a_click_that_cannot_be_worked_is_answered_and_the_thread_is_told(
    fired: Night, broken: set[str]
) -> None:
    broken.add("click")
    said = await fired.click(NORA, ActionId.TAKE)
    assert "could not be worked" in said
    assert "status message shows what is recorded" in said
    assert fired.slack.whispers[-1].thread_ts == "100.1"
    assert faults(fired) == IN_THREAD
    assert (await fired.incident()).owner is None


async def test_the_answer_passes_the_screen_of_what_lookout_may_say(fired: Night, broken: set[str]) -> None:
    broken.add("click")
    await fired.click(NORA, ActionId.TAKE)
    [said] = fired.slack.whispers
    judged = screen("chat.postEphemeral", {"text": said.text, "blocks": list(said.blocks)}, ())
    assert not judged.refused
    assert not judged.withheld


async def test_an_answer_that_slack_does_not_take_changes_nothing(fired: Night, broken: set[str]) -> None:
    broken.add("click")
    await fired.press(NORA, ActionId.TAKE)
    fired.slack.down = TransientError("late")
    await fired.work()
    fired.slack.down = None
    await fired.deliver()
    assert faults(fired) == IN_THREAD


async def test_a_click_on_an_unknown_incident_is_answered_all_the_same(
    fired: Night, broken: set[str]
) -> None:
    broken.add("click")
    button = fired.button(ActionId.TAKE)
    elsewhere = button.model_copy(
        update={"pressed": button.pressed.model_copy(update={"incident_id": "unknown"})}
    )
    assert "could not be worked" in await fired.click(NORA, ActionId.TAKE, button=elsewhere)
    assert faults(fired) == []


async def test_an_alert_of_which_no_incident_came_is_answered_in_its_own_thread(
    night: Night, broken: set[str]
) -> None:
    broken.add("alert")
    await night.alert()
    await night.settle()
    assert faults(night) == IN_THREAD
    [letter] = night.slack.shown.values()
    assert letter.channel == ROOM


@pytest.mark.parametrize(("thread_ts", "answered"), [("", "300.1"), ("200.1", "200.1")])
async def test_a_mention_that_could_not_be_worked_is_answered_where_it_was_made(
    night: Night, broken: set[str], thread_ts: str, answered: str
) -> None:
    broken.add("mention")
    await night.mention("what about checkout?", thread_ts=thread_ts)
    await night.settle()
    assert faults(night) == [(answered, FALLBACK_POST.text)]


async def test_a_remark_among_humans_is_not_answered_when_it_could_not_be_worked(
    night: Night, broken: set[str]
) -> None:
    broken.add("remark")
    await night.remark(NORA, "on it", thread_ts="55.5")
    await night.settle()
    assert faults(night) == []


async def test_an_alert_that_would_have_joined_tells_the_thread_of_its_incident(
    fired: Night, broken: set[str]
) -> None:
    broken.add("alert")
    await fired.alert(edited=True, event_id="Ev2")
    await fired.settle()
    assert faults(fired) == IN_THREAD


async def test_a_reminder_that_could_not_be_worked_is_told(fired: Night, broken: set[str]) -> None:
    broken.add("remind")
    await fired.pass_time(60)
    assert IN_THREAD[0] in faults(fired)


async def test_an_expiry_that_could_not_be_worked_is_told(proposed: Night, broken: set[str]) -> None:
    broken.add("expire")
    await proposed.pass_time(60, step=5)
    assert faults(proposed) == IN_THREAD


async def test_a_check_that_could_not_be_worked_is_told(proposed: Night, broken: set[str]) -> None:
    broken.add("verify")
    await proposed.click(IVY, ActionId.APPROVE)
    await proposed.click(NORA, ActionId.CONFIRM, reason="x")
    await proposed.pass_time(2)
    assert faults(proposed) == IN_THREAD


async def test_a_task_that_names_nothing_that_is_known_ends_in_silence(
    night: Night, broken: set[str]
) -> None:
    broken |= {"execute", "remind", "alert"}
    async with night.store.begin() as tx:
        await tx.tasks.add("execute", "execute:none", {"proposal": "unknown"})
        await tx.tasks.add("remind", "no-incident", {})
        await tx.tasks.add("alert", "alert:malformed", {"channel": ROOM})
    await night.settle()
    assert faults(night) == []
    async with night.store.read() as tx:
        assert await tx.tasks.pending() == 0


async def executing(night: Night, *, after: int) -> None:
    """Both keys are there, and the process died after that transaction of the execution; its task is given up."""
    await night.click(IVY, ActionId.APPROVE)
    await night.press(NORA, ActionId.CONFIRM, reason="x")
    assert await run_next(night.world)
    store = FusedStore(night.store)
    store.dies_after = after
    with pytest.raises(CrashError):
        await night.work(night.other("w-doomed", store=store))
    assert (await night.proposal()).state is ProposalState.EXECUTING


async def given_up(night: Night, broken: set[str]) -> None:
    """The task of the execution is buried."""
    broken.add("execute")
    night.clock.advance(31)
    await night.settle()
    broken.clear()
    assert (await night.proposal()).state is ProposalState.EXECUTING
    assert faults(night) == IN_THREAD


@pytest.mark.parametrize(
    ("after", "state"),
    [(2, ProposalState.WITHDRAWN), (3, ProposalState.UNKNOWN)],
    ids=["nothing was sent", "nobody knows"],
)
async def test_an_attempt_whose_task_was_given_up_comes_to_its_end(
    proposed: Night, broken: set[str], after: int, state: ProposalState
) -> None:
    await executing(proposed, after=after)
    await given_up(proposed, broken)
    assert await sweep(proposed.world)
    proposed.clock.advance(31)
    await proposed.settle()
    assert (await proposed.proposal()).state is state
    assert proposed.remediator.applied == []
    assert not await sweep(proposed.world)


async def test_a_settling_that_is_given_up_as_well_is_tried_again_now_and_then(
    proposed: Night, broken: set[str]
) -> None:
    await executing(proposed, after=3)
    await given_up(proposed, broken)
    broken.add("execute")
    for _ in range(60):
        await sweep(proposed.world)
        await proposed.pass_time(1)
    assert 5 <= len(faults(proposed)) <= 9
    broken.clear()
    for _ in range(12):
        await sweep(proposed.world)
        await proposed.pass_time(1)
    assert (await proposed.proposal()).state is ProposalState.UNKNOWN


async def test_a_sweep_finds_nothing_to_do_while_an_execution_holds_its_lease(
    proposed: Night, broken: set[str]
) -> None:
    await executing(proposed, after=3)
    assert not broken
    assert not await sweep(proposed.world)
    proposed.clock.advance(16)
    assert await sweep(proposed.world)
    assert not await sweep(proposed.world)


async def test_a_sweep_that_finds_it_settled_meanwhile_queues_nothing(proposed: Night) -> None:
    await executing(proposed, after=2)
    proposed.clock.advance(16)
    inner = proposed.store

    class Settling:
        """Somebody else settles it between the look and the transaction."""

        read = staticmethod(inner.read)

        @asynccontextmanager
        async def begin(self, *, urgent: bool = False) -> AsyncIterator[Transaction]:
            async with inner.begin() as tx:
                [left] = await tx.proposals.lapsed()
                await tx.proposals.move(left.id, (ProposalState.EXECUTING,), ProposalState.WITHDRAWN)
                yield tx

    assert not await sweep(proposed.other(store=Settling()))


async def test_a_cluster_that_is_not_configured_any_more_is_said_by_the_check(proposed: Night) -> None:
    await proposed.click(IVY, ActionId.APPROVE)
    await proposed.click(NORA, ActionId.CONFIRM, reason="x")
    without = proposed.other("w1", clusters={})
    for _ in range(20):
        proposed.clock.advance(10)
        await proposed.work(without)
    await proposed.deliver()
    assert "cluster sandbox is not configured any more" in proposed.slack.text("verification")
    assert proposed.slack.posts("escalation")
    assert faults(proposed) == []
    assert CHECKOUT.name in proposed.slack.text("proposal")


class Away:
    """A store that some writing transactions do not get, as long as it is `away`."""

    def __init__(self, inner: Store) -> None:
        self.inner = inner
        self.away = 0

    @asynccontextmanager
    async def begin(self, *, urgent: bool = False) -> AsyncIterator[Transaction]:
        """A writing transaction, or the error that passes by itself."""
        if self.away:
            self.away -= 1
            raise TransientError("the record is busy")
        async with self.inner.begin(urgent=urgent) as tx:
            yield tx

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Transaction]:
        """A reading transaction."""
        async with self.inner.read() as tx:
            yield tx


async def test_a_page_that_was_tried_often_outlives_a_record_that_is_busy_once(tmp_path: Path) -> None:
    page = PagePolicy(ways=("oncall",), waits={Severity.CRITICAL: timedelta(minutes=15)})
    async with fresh(tmp_path, page=page) as night:
        pager, store = FakePager("oncall"), Away(night.store)

        class Cuts(FakePager):
            async def trigger(self, page: Page) -> Receipt:
                store.away = 1  # what came of it cannot be written down
                return await pager.trigger(page)

        night.world = replace(night.world, pagers={"oncall": pager})
        await night.alert()
        await night.settle()
        pager.trouble = TransientError("PagerDuty gave no answer within 10 s")
        await night.pass_time(20, step=0.25)
        tried = len(pager.calls)
        assert tried >= TRIES
        pager.trouble = None
        cut = replace(night.world, store=store, pagers={"oncall": Cuts("oncall")})
        for _ in range(30):
            night.clock.advance(10)
            if await run_next(cut, ("page",)):
                break
        assert len(pager.calls) == tried + 1
        assert await night.rows(Act.PAGED) == []
        await night.pass_time(5, step=0.5)
        assert len(await night.rows(Act.PAGED)) == 1


@pytest.mark.parametrize("kind", sorted(story.ESCALATING))
async def test_what_escalates_is_never_given_up_for_what_may_pass(
    fired: Night, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    tries = 0

    async def run(world: World, task: Task) -> None:
        nonlocal tries
        tries += 1
        if tries % 2:
            raise TransientError("the record is busy")
        raise ConflictError("incident")

    monkeypatch.setitem(story.CHAPTERS, kind, run)
    async with fired.store.begin() as tx:
        await tx.tasks.add(kind, f"{kind}:x")
    for _ in range(4 * TRIES):
        await run_next(fired.world, (kind,))
        fired.clock.advance(60)
    assert tries == 4 * TRIES
    async with fired.store.read() as tx:
        assert await tx.tasks.next_due(kind, f"{kind}:x") is not None
