"""Freezes from every source, read as a change is proposed and as it is sent; what is silent is frozen, and said."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.adapters.store.incidents import SqlIncidents
from bot.domain.alert import Severity
from bot.domain.errors import TransientError
from bot.domain.freeze import Freeze
from bot.domain.incident import Incident, IncidentStatus
from bot.domain.ledger import Act
from bot.domain.proposal import ProposalState
from bot.domain.target import Target
from bot.render.actions import ActionId
from bot.triage import freezes
from bot.triage.ask import answer
from bot.triage.freezes import Board, look
from bot.triage.thread import show_status
from bot.triage.watch import SwitchWatch, tell
from bot.triage.work import run_next
from bot.voice.judge import judge
from tests.fakes_clock import START
from tests.fakes_slack import EMIL, IDRIS, IVY, NORA
from tests.triage.worlds import TARGET, Night
from tests.triage.worlds import night as fresh

HOUR = timedelta(hours=1)


@dataclass
class Source:
    """A calendar that says what a test wants."""

    name: str = "calendar:releases"
    scopes: Sequence[str] = ("all",)
    windows: tuple[Freeze, ...] = ()
    trouble: Exception | None = None
    hangs: bool = False
    reads: int = 0

    async def read(self, now: datetime) -> Sequence[Freeze]:
        """What it says."""
        self.reads += 1
        if self.hangs:
            await asyncio.Event().wait()
        if self.trouble is not None:
            raise self.trouble
        return self.windows


def window(scope: str = "service:checkout", *, starts: timedelta = -HOUR, **changes: object) -> Freeze:
    """An hour before the night begins, for a day."""
    made = {
        "scope": scope,
        "starts_at": START + starts,
        "ends_at": START + timedelta(days=1),
        "why": "release weekend",
        "source": "calendar:releases",
        "key": "u1",
    }
    return Freeze.model_validate(made | changes)


def listening(night: Night, *sources: Source) -> None:
    """The world reads these sources."""
    night.world = replace(night.world, board=Board(sources, within=0.1))


async def said(night: Night, text: str, user: str = IVY) -> str:
    """What `/lookout` answers."""
    found = await answer(night.world, user, text)
    judged = judge(found.content.text, found.acts)
    assert judged.passed, (found.content.text, judged.rule)
    return found.content.text


async def arm(night: Night) -> None:
    """Both keys are there and nothing was executed yet."""
    await night.click(IVY, ActionId.APPROVE)
    await night.press(NORA, ActionId.CONFIRM, reason="x")
    assert await run_next(night.world)
    assert (await night.proposal()).state is ProposalState.ARMED


async def sev1(night: Night, **changes: object) -> Incident:
    """Another incident, critical and open."""
    made = {
        "id": "inc-other",
        "number": 0,
        "channel": "C0OTHER",
        "thread_ts": "9.9",
        "title": "Other",
        "severity": Severity.CRITICAL,
        "status": IncidentStatus.FIRING,
        "target": TARGET,
        "fingerprint": "fp-other",
        "opened_at": night.clock.now(),
    }
    async with night.store.begin() as tx:
        return await tx.incidents.add(Incident.model_validate(made | changes))


async def test_a_freeze_that_opens_in_a_calendar_between_approval_and_send_holds_the_change_back(
    fired: Night,
) -> None:
    source = Source()
    listening(fired, source)
    await fired.click(NORA, ActionId.TAKE)
    await fired.propose()
    await fired.settle()
    await arm(fired)
    source.windows = (window(),)
    await fired.settle()
    proposal = await fired.proposal()
    assert proposal.state is ProposalState.WITHDRAWN
    assert "this service by the calendar `releases`" in proposal.ended_why
    assert fired.remediator.applied == []


@pytest.mark.parametrize("hangs", [False, True])
async def test_a_calendar_that_falls_silent_between_approval_and_send_holds_the_change_back_and_is_named(
    proposed: Night, hangs: bool
) -> None:
    source = Source(windows=())
    listening(proposed, source)
    await arm(proposed)
    source.trouble, source.hangs = TransientError("it answers 503"), hangs
    await proposed.settle()
    proposal = await proposed.proposal()
    why = "no answer within 0.1 s" if hangs else "it answers 503"
    assert f"The calendar `releases` cannot be read ({why}); it counts as frozen." in proposal.ended_why
    assert proposed.remediator.applied == []


async def test_what_a_source_said_last_is_shown_and_never_lets_a_change_pass(fired: Night) -> None:
    source = Source()
    listening(fired, source)
    await look(fired.world)
    source.trouble = TransientError("it answers 503")
    await fired.click(NORA, ActionId.TAKE)
    await fired.propose()
    await fired.settle()
    assert (await fired.proposal()).state is ProposalState.WITHDRAWN
    shown = await said(fired, "freeze list")
    assert "Not read: calendar `releases` (`it answers 503`). It counts as frozen" in shown
    assert "Not read: calendar `releases`" in await said(fired, "status")


async def test_the_sources_are_read_for_people_once_a_minute_and_told_in_the_thread(fired: Night) -> None:
    source = Source()
    listening(fired, source)
    watch = SwitchWatch(fired.world)
    await look(fired.world)
    await watch()
    source.windows = (window(), window(key="u2", scope="service:cart"))
    await look(fired.world)
    assert source.reads == 1
    fired.clock.advance(60)
    await look(fired.world)
    assert await watch()
    await fired.deliver()
    text = fired.slack.text("status")
    assert "Freeze of `service:checkout` until" in text
    assert "from calendar `releases`: `release weekend`" in text
    assert "service:cart" not in text
    assert not await watch()


async def test_a_vendor_is_asked_only_for_the_services_that_list_it(fired: Night) -> None:
    source = Source(name="vendor:cards", scopes=("service:payments",), trouble=TransientError("gone"))
    listening(fired, source)
    await fired.click(NORA, ActionId.TAKE)
    await fired.propose()
    await fired.settle()
    assert (await fired.proposal()).state is ProposalState.PENDING
    assert source.reads == 0
    source.scopes = ("service:checkout",)
    await arm(fired)
    await fired.settle()
    assert "The vendor `cards` cannot be read (gone)" in (await fired.proposal()).ended_why


@pytest.mark.parametrize(
    ("target", "frozen"),
    [
        (TARGET, True),
        (TARGET.model_copy(update={"service": ""}), True),
        (Target(cluster="sandbox", namespace=""), True),
        (TARGET.model_copy(update={"service": "cart"}), False),
        (TARGET.model_copy(update={"cluster": "other"}), False),
        (TARGET.model_copy(update={"namespace": "other", "service": ""}), False),
        (None, False),
    ],
)
async def test_another_open_sev1_freezes_what_it_names(
    proposed: Night, target: Target | None, frozen: bool
) -> None:
    await arm(proposed)
    await sev1(proposed, target=target)
    await proposed.settle()
    assert ("another open incident" in (await proposed.proposal()).ended_why) is frozen
    assert len(proposed.remediator.applied) == (not frozen)


@pytest.mark.parametrize(
    "changes", [{"severity": Severity.HIGH}, {"status": IncidentStatus.CLOSED}], ids=["high", "closed"]
)
async def test_a_lesser_or_closed_incident_freezes_nothing(
    proposed: Night, changes: dict[str, object]
) -> None:
    await sev1(proposed, **changes)
    await arm(proposed)
    await proposed.settle()
    assert len(proposed.remediator.applied) == 1


class Counted:
    """The store's incidents: how often all that are open, and all that are critical, were read."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.all = self.critical = 0
        every, sev1s = SqlIncidents.open, SqlIncidents.critical

        async def counted(incidents: SqlIncidents) -> Sequence[Incident]:
            self.all += 1
            return await every(incidents)

        async def critical(incidents: SqlIncidents) -> Sequence[Incident]:
            self.critical += 1
            return await sev1s(incidents)

        monkeypatch.setattr(SqlIncidents, "open", counted)
        monkeypatch.setattr(SqlIncidents, "critical", critical)


async def test_what_is_in_force_is_told_everywhere_by_one_reading_of_the_incidents(
    proposed: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        await sev1(proposed, id=f"inc-{number}", thread_ts=f"9.{number}", fingerprint=f"fp-{number}")
    counted = Counted(monkeypatch)
    await tell(proposed.world)
    assert (counted.all, counted.critical) == (1, 1)
    await proposed.deliver()
    assert proposed.slack.text("status").count("another open incident") == 4


async def test_a_status_message_reads_no_incident_but_the_critical_ones(
    proposed: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    await sev1(proposed)
    incident, counted = await proposed.incident(), Counted(monkeypatch)
    async with proposed.store.begin() as tx:
        await show_status(proposed.world, tx, incident)
    assert (counted.all, counted.critical) == (0, 1)
    await proposed.deliver()
    assert "another open incident" in proposed.slack.text("status")


async def test_a_freeze_by_command_withdraws_what_waits_and_shows_in_the_thread(proposed: Night) -> None:
    proposed.clock.advance(1)
    found = await said(proposed, "freeze service:checkout --until 17:00 release of the year", NORA)
    assert "Recorded: freeze of `service:checkout` until" in found
    proposal = await proposed.proposal()
    assert (proposal.state, proposal.ended_why) == (
        ProposalState.WITHDRAWN,
        "a freeze by command came into force",
    )
    await proposed.deliver()
    assert "reason given: `release of the year`" in proposed.slack.text("status")
    async with proposed.store.read() as tx:
        assert [row.actor for row in await tx.ledger.latest(Act.FROZEN, 9)] == [NORA]


@pytest.mark.parametrize(
    "words", ["all for 2h migration", "cluster:sandbox --for 2h x", "NAMESPACE:shop until 2h"]
)
async def test_a_freeze_by_command_while_the_gates_are_asked_counts(proposed: Night, words: str) -> None:
    await arm(proposed)

    async def freeze_now() -> None:
        proposed.clock.advance(1)
        assert "Recorded" in await said(proposed, f"freeze {words}")

    proposed.remediator.on_rehearse = freeze_now
    await proposed.settle()
    assert proposed.remediator.applied == []
    assert "by a command is in force" in (await proposed.proposal()).ended_why


async def test_a_freeze_between_the_gates_and_the_attempt_is_seen(
    proposed: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    await arm(proposed)
    asked = freezes.objection

    async def frozen_first(policy: object, tx: object, proposal: object) -> str:
        await tx.freezes.put("all", tx.now + HOUR, by=NORA, why="")  # type: ignore[attr-defined] # a transaction
        return await asked(policy, tx, proposal)  # type: ignore[arg-type] # as it was called

    monkeypatch.setattr("bot.triage.freezes.objection", frozen_first)
    await proposed.settle()
    assert (await proposed.proposal()).ended_why == "a freeze by command came into force"
    assert proposed.remediator.applied == []


async def test_only_commanders_unfreeze_and_strangers_do_neither(fired: Night) -> None:
    assert "Only a member of the responders group can freeze" in await said(
        fired, "freeze all for 2h", "U0NOBODY"
    )
    await said(fired, "freeze all for 2h x", NORA)
    assert "Only a member of the commanders group can unfreeze" in await said(fired, "unfreeze all", NORA)
    assert "Freeze of `all` until" in await said(fired, "freeze", NORA)
    assert "Recorded: no freeze of `all` by command" in await said(fired, "unfreeze ALL", IDRIS)
    assert "Nothing changed" in await said(fired, "unfreeze all", IVY)
    assert await said(fired, "freeze list") == "No freeze is in force"


async def test_what_stands_elsewhere_is_lifted_there_and_said(tmp_path: Path) -> None:
    async with fresh(tmp_path, freezes=(window(source="configuration"),)) as night:
        listening(night, Source(windows=(window(),)))
        await look(night.world)
        found = await said(night, "unfreeze service:checkout")
    assert found.count("It ends where it comes from.") == 2
    assert "Nothing changed" in found


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("freeze service:checkout", "A freeze takes a scope, a time and a reason"),
        ("freeze checkout for 2h", "A freeze takes a scope"),
        ("freeze all --until yesterday", "That is no time"),
        ("freeze all --until", "That is no time"),
        ("freeze all for 91d", "later than 90 days"),
        ("freeze service:chekout for 2h", "Near names: `checkout`"),
        ("freeze cluster:moon for 2h", "No name is near to it"),
        ("unfreeze", "A freeze takes a scope"),
        ("unfreeze checkout", "A freeze takes a scope"),
    ],
)
async def test_what_freezes_nothing_says_so(fired: Night, words: str, why: str) -> None:
    found = await said(fired, words)
    assert why in found
    assert "Nothing changed" in found
    async with fired.store.read() as tx:
        assert await tx.freezes.standing() == []


async def test_a_freeze_counts_even_if_the_threads_cannot_be_told_now(
    fired: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(_world: object) -> None:
        raise TransientError("the database is busy")

    monkeypatch.setattr("bot.triage.freeze.tell", away)
    assert "Recorded" in await said(fired, "freeze all for 1h x")
    assert "Recorded" in await said(fired, "unfreeze all")


async def test_a_guest_is_not_told_of_freezes(fired: Night) -> None:
    await said(fired, "freeze all for 1h secret launch")
    fired.people.deactivate(EMIL)
    assert "full members" in await said(fired, "freeze list", EMIL)
    assert "secret launch" not in await said(fired, "status", EMIL)
