"""The chapter: the rules' diagnosis stands first, and the model adds to it, agrees, or is told in one line."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.domain.incident import IncidentStatus
from bot.domain.ledger import Act, LedgerEntry
from bot.domain.model import Attempt, Ended, Reply, Request
from bot.domain.release import Releases
from bot.domain.spending import Bounds, Budgets
from bot.render.actions import ActionId
from bot.reports.accounts import ACTS, accounts_of
from bot.triage.model.hand_on import KEPT_OUT, is_kept_out
from bot.triage.model.loop import SAID
from bot.triage.model.minutes import CUT_OFF
from bot.triage.model.refine import CLOSED, FAULT, OVERTAKEN
from bot.triage.ports.recordings import Part
from bot.triage.story import QUICK, SLOW, THINKING
from bot.triage.work import run_next
from tests.fakes_model import PRICE, RELEASES, USAGE, FakeModel, answers, asks, never, release, said
from tests.fakes_slack import NORA
from tests.triage.model.thinking import (
    LINE,
    READ_LOG,
    claim,
    diagnosed,
    judge_wrong,
    model_of,
    quote,
    refinements,
    run_row,
    thinking,
    verdict,
)
from tests.triage.worlds import CrashError, FusedStore, Night

OOM = "last state OOMKilled"
SAME = answers(verdict(claim("oom-killed", "E1", OOM)))
NEW = claim("db-port-wrong", "E4", LINE, statement="The ledger refuses connections.")


async def shown(made: Night, start: str = "diagnosis") -> str:
    """All that the newest message whose key begins so shows, blocks and all."""
    await made.deliver()
    for letter in reversed(made.slack.shown.values()):
        if letter.key.startswith(start):
            return f"{letter.content.text}\n{letter.content.blocks}"
    return ""


async def attempts(made: Night) -> list[Attempt]:
    """The rows of the attempts."""
    return [Attempt.model_validate(row.detail) for row in await made.rows(Act.ATTEMPTED)]


async def test_agreement_is_one_line_in_the_rules_message_and_no_message_of_its_own(tmp_path: Path) -> None:
    async with thinking(tmp_path, SAME) as made:
        await made.alert()
        await made.settle()
        text = await shown(made)
        assert "Model (release `2026-11`, `claude-opus-5-5`" in text
        assert "same cause" in text
        assert not made.slack.posts("model:")
        row = await run_row(made)
        assert (row.detail["agreement"], row.detail["ended"], row.detail["kept"]) == ("same", "answer", 1)
        [refined] = await refinements(made)
        assert refined.id == row.detail["refinement"]
        assert refined.diagnosis.made_by.startswith("model, release 2026-11 (claude-opus-5-5")
        assert refined.diagnosis.hypotheses[0].source == "model"
        [attempt] = await attempts(made)
        assert (attempt.cost, attempt.run, attempt.diagnosis) == (PRICE.of(USAGE), "refine:1", 1)


async def test_the_models_confidence_follows_what_people_said_of_earlier_runs(tmp_path: Path) -> None:
    async with thinking(tmp_path, SAME) as made:
        await judge_wrong(made)
        await made.alert()
        await made.settle()
        row = (await made.rows(Act.REFINED))[-1]
        shares = row.detail["table"]["same cause and subject"]
        assert shares[3] < 0.45
        assert row.detail["confidence"] == round(shares[3], 2)


async def test_what_the_model_adds_is_a_reply_of_its_own_with_what_it_cites(tmp_path: Path) -> None:
    other = [claim("oom-killed", "E1", OOM), NEW]
    async with thinking(tmp_path, asks(READ_LOG), answers(verdict(*other))) as made:
        await made.alert()
        await made.settle()
        text = await shown(made, "model:")
        assert text.startswith("Nobody owns this incident as of 02:14")
        assert LINE in text
        [refined] = await refinements(made)
        assert [one.cause for one in refined.diagnosis.hypotheses] == ["oom-killed", "db-port-wrong"]
        assert [one.id for one in refined.diagnosis.evidence] == ["E1", "E4"]
        assert made.slack.posts("diagnosis") == made.slack.posts("diagnosis")[:1]


async def test_a_disagreement_is_shown_with_both_causes(tmp_path: Path) -> None:
    async with thinking(tmp_path, asks(READ_LOG), answers(verdict(NEW))) as made:
        await made.alert()
        await made.settle()
        second = (await shown(made, "model:")).splitlines()[1]
        assert second.startswith("Rules and model disagree: rules say `oom-killed`")
        assert (await run_row(made)).detail["agreement"] == "other"


async def test_what_cites_nothing_that_was_read_is_dropped_and_counted(tmp_path: Path) -> None:
    lies = [
        claim("bad-rollout", "E9", "revision 7 failed"),
        claim("oom-killed", "E1", "was killed by a person"),
    ]
    async with thinking(tmp_path, answers(verdict(*lies))) as made:
        await made.alert()
        await made.settle()
        assert "2 statements dropped: they cite nothing that was read." in await shown(made)
        assert (await run_row(made)).detail["unbacked"] == 2
        assert not (await refinements(made))[0].diagnosis.hypotheses


async def test_a_write_tool_is_no_tool_and_changes_nothing(tmp_path: Path) -> None:
    wish = READ_LOG.model_copy(update={"name": "delete_pod", "arguments": {"name": "b"}})
    async with thinking(tmp_path, asks(wish), SAME) as made:
        await made.alert()
        await made.settle()
        [result] = model_of(made).requests[1].turns[-1].results
        assert result.failed
        assert "there is no tool of this name" in result.text
        assert (await run_row(made)).detail["failed_calls"] == 1
        assert not made.remediator.applied


@pytest.mark.parametrize("ended", [Ended.LATE, *SAID])
async def test_every_failure_ends_in_the_rules_diagnosis_with_one_line(tmp_path: Path, ended: Ended) -> None:
    async with thinking(tmp_path, said(ended, seconds=0.1), bounds=Bounds(seconds=5)) as made:
        made.world = replace(made.world, clock=made.clock)
        await made.alert()
        worked = asyncio.create_task(made.work())
        for _ in range(2_000):
            await asyncio.sleep(0)
            made.clock.advance(0.01)
            if worked.done():
                break
            await asyncio.sleep(0.001)
        await worked
        text = await shown(made)
        assert f"Model: {SAID.get(ended, 'no answer in 5 s')}" in text
        assert "OOMKilled" in text
        assert (await run_row(made)).detail["ended"] == ended.value
        assert not await refinements(made)


async def test_a_hanging_provider_delays_neither_the_post_nor_anything_of_the_incident(
    tmp_path: Path,
) -> None:
    async with thinking(tmp_path, never) as made:
        await made.alert()
        while await run_next(made.world, QUICK | SLOW):
            pass
        await made.deliver()
        assert made.slack.posts("diagnosis")
        thinks = asyncio.create_task(run_next(made.world, THINKING))
        await asyncio.wait_for(model_of(made).asked.wait(), 10)
        await made.press(NORA, ActionId.TAKE)
        assert await run_next(made.world, QUICK)
        [incident] = await made.incidents()
        assert incident.owner is not None
        assert not thinks.done()
        thinks.cancel()
        await asyncio.gather(thinks, return_exceptions=True)


@pytest.mark.parametrize(
    ("scope", "said_of_it"),
    [("model", "stopped (model)"), ("release:2026-11", "stopped (this release)")],
)
async def test_a_stop_keeps_the_model_out_and_the_rules_speak(
    tmp_path: Path, scope: str, said_of_it: str
) -> None:
    async with thinking(tmp_path, SAME) as made:
        await made.stop(scope)
        await made.alert()
        await made.settle()
        assert f"Model: {said_of_it}." in await shown(made)
        assert model_of(made).requests == []
        assert await made.rows(Act.REFINED) == []


@pytest.mark.parametrize("scope", ["everything", "model", "service:checkout", "release:2026-11", "incident"])
async def test_a_stop_between_two_attempts_ends_the_run_with_what_was_spent(
    tmp_path: Path, scope: str
) -> None:
    async with thinking(tmp_path, SAME) as made:

        async def stopping(_request: Request) -> Reply:
            [incident] = await made.incidents()
            await made.stop(f"incident:{incident.id}" if scope == "incident" else scope)
            return asks(READ_LOG)

        model_of(made).script[:] = [stopping, SAME]
        await made.alert()
        await made.work()
        assert len(model_of(made).requests) == 1
        row = await run_row(made)
        assert str(row.detail["why"]).startswith("stopped (")
        assert row.detail["cost"] == PRICE.of(USAGE)


async def test_a_stop_ends_the_attempt_that_is_under_way(tmp_path: Path) -> None:
    async with thinking(tmp_path, never) as made:
        await made.alert()
        worked = asyncio.create_task(made.work())
        await asyncio.wait_for(model_of(made).asked.wait(), 10)
        await made.stop("model")
        for _ in range(200):
            made.clock.advance(1)
            await asyncio.sleep(0.005)
            if worked.done():
                break
        await worked
        [attempt] = await attempts(made)
        assert (attempt.ended, attempt.why) == (
            Ended.STOPPED,
            "stopped (model)",
        )
        assert attempt.cost == PRICE.of(USAGE)
        assert (await run_row(made)).detail["cost"] == attempt.cost
        assert (await run_row(made)).detail["why"] == "stopped (model)"


async def test_a_share_is_left_to_the_rules_and_said_so(tmp_path: Path) -> None:
    async with thinking(tmp_path, SAME, by_rules=1.0) as made:
        await made.alert()
        await made.settle()
        assert f"Model: {KEPT_OUT}." in await shown(made)
        assert model_of(made).requests == []
    assert 300 < sum(is_kept_out(number, 0.05) for number in range(10_000)) < 700


async def test_without_a_model_nothing_is_queued_and_nothing_said(tmp_path: Path) -> None:
    async with thinking(tmp_path, SAME) as made:
        made.world = replace(made.world, model=None)
        await made.alert()
        await made.settle()
        assert "Model" not in await shown(made)
        assert await made.rows(Act.REFINED, Act.ATTEMPTED) == []


async def test_a_run_that_was_cut_off_is_begun_anew_and_its_money_counted_once(tmp_path: Path) -> None:
    async with thinking(tmp_path, asks(READ_LOG), asks(READ_LOG), SAME) as made:
        await made.alert()
        while await run_next(made.world, QUICK | SLOW):
            pass
        fused = FusedStore(made.store)
        # Claim, permit, first attempt's row, permit of the second: the process dies after that one.
        fused.dies_after = 4
        with pytest.raises(CrashError):
            await run_next(made.other("w2", store=fused), THINKING)
        assert len(await attempts(made)) == 1
        made.clock.advance(minutes=1)
        await made.work()
        rows = await attempts(made)
        assert [(one.run, one.step, one.ended) for one in rows] == [
            ("refine:1", 1, Ended.TOOLS),
            ("refine:1", 2, Ended.BROKEN),
            ("refine:1:2", 1, Ended.TOOLS),
            ("refine:1:2", 2, Ended.ANSWER),
        ]
        assert (rows[1].why, rows[1].heard) == (CUT_OFF, False)
        assert rows[1].release_digest == rows[0].release_digest == release().digest
        assert sum(one.cost for one in rows) == 3 * PRICE.of(USAGE)
        assert (await run_row(made)).detail["run"] == "refine:1:2"


async def test_who_lost_the_lease_writes_down_what_was_spent_and_says_nothing(tmp_path: Path) -> None:
    async with thinking(tmp_path, SAME) as made:

        async def losing(_request: Request) -> Reply:
            made.clock.advance(minutes=5)
            async with made.store.begin() as tx:
                assert await tx.tasks.claim("other", timedelta(minutes=30), kinds=THINKING) is not None
            return SAME

        model_of(made).script[:] = [losing]
        await made.alert()
        await made.work()
        assert len(await attempts(made)) == 1
        assert await made.rows(Act.REFINED) == []
        assert "Model" not in await shown(made)


async def test_an_answer_to_who_was_taken_for_dead_counts_once_and_in_full(tmp_path: Path) -> None:
    async with thinking(tmp_path, SAME) as made:
        slow = FakeModel(SAME, clock=made.clock)

        async def taken_over(_request: Request) -> Reply:
            made.clock.advance(minutes=5)
            await run_next(made.other("w2", model=slow), THINKING)
            return SAME

        model_of(made).script[:] = [taken_over]
        await made.alert()
        await made.work()
        both = [one for one in await attempts(made) if one.run == "refine:1"]
        assert [(one.heard, one.cost) for one in both] == [(False, 0), (True, PRICE.of(USAGE))]
        found = accounts_of(await made.rows(*ACTS))
        assert [one.total.attempts for one in (found.product, found.sre, found.finance)] == [2, 2, 2]
        assert found.product.total.cost == 2 * PRICE.of(USAGE)
        assert found.adds_up


async def test_a_closed_incident_and_a_newer_diagnosis_end_it_before_anything_is_asked(
    tmp_path: Path,
) -> None:
    async with thinking(tmp_path, SAME) as made:
        await made.alert()
        while await run_next(made.world, QUICK | SLOW):
            pass
        await made.mention("look again", thread_ts="100.1")
        while await run_next(made.world, QUICK | SLOW):
            pass
        await made.work()
        rows = await made.rows(Act.REFINED)
        assert [row.detail["why"] for row in rows] == [OVERTAKEN, ""]
        [incident] = await made.incidents()
        async with made.store.begin() as tx:
            again = {"incident_id": incident.id, "diagnosis": 2}
            await tx.tasks.add("refine", "refine:again", again)
            closed = incident.model_copy(update={"status": IncidentStatus.CLOSED})
            await tx.incidents.save(closed)
        await made.work()
        assert (await made.rows(Act.REFINED))[-1].detail["why"] == CLOSED


async def test_a_budget_that_is_used_up_is_said_with_the_time_of_return(tmp_path: Path) -> None:
    async with thinking(tmp_path, SAME, budgets=Budgets(day=1.0)) as made:
        async with made.store.begin() as tx:
            detail = {"cost": 1_000_000, "ended": "answer"}
            await tx.ledger.append(
                LedgerEntry(incident_id="other", at=tx.now, act=Act.ATTEMPTED, detail=detail)
            )
        await made.alert()
        await made.settle()
        text = await shown(made)
        assert (
            "Model: not asked: the budget of the day is used up; open again at 00:00 UTC on 2025-03-05"
            in text
        )
        assert model_of(made).requests == []


async def test_a_release_that_was_chosen_and_is_gone_is_not_replaced_by_another(tmp_path: Path) -> None:
    async with thinking(tmp_path, SAME) as made:
        made.world = replace(made.world, releases=Releases(known=(*RELEASES.known, release("2026-12"))))
        await made.alert()
        await made.settle()
        assert (await run_row(made)).detail["release"] == "2026-12"
        for name in ("2026-11", "2020-01"):
            async with made.store.begin() as tx:
                chosen = LedgerEntry(incident_id="", at=tx.now, act=Act.CHOSE, detail={"release": name})
                await tx.ledger.append(chosen)
            await made.mention("look again", thread_ts="100.1", ts=f"30{name}")
            await made.settle()
        assert [row.detail["release"] for row in await made.rows(Act.REFINED)] == ["2026-12", "2026-11"]
        assert "the release that was chosen is not one of this version" in await shown(made)


async def test_a_fault_of_our_own_is_a_line_and_no_loop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_given: Any, **_named: Any) -> Any:
        raise RuntimeError("a defect")

    async with thinking(tmp_path, SAME) as made:
        monkeypatch.setattr("bot.triage.model.refine.conclude", broken)
        await made.alert()
        await made.settle()
        assert f"Model: {FAULT}." in await shown(made)
        [attempt] = await attempts(made)
        told = (await run_row(made)).detail
        assert (told["cost"], told["tokens"]) == (attempt.cost, USAGE.total)
        assert (told["attempts"], told["turns"], told["seconds"]) == (1, 1, attempt.seconds)
        assert (told["release"], told["digest"]) == ("2026-11", attempt.release_digest)
        assert attempt.cost > 0


async def test_a_fault_of_the_adapter_is_counted_like_any_other_end(tmp_path: Path) -> None:
    def broken(_request: Request) -> Reply:
        raise RuntimeError("a defect")

    async with thinking(tmp_path, broken) as made:
        await made.alert()
        await made.settle()
        assert "Model: no usable answer." in await shown(made)
        [attempt] = await attempts(made)
        assert (attempt.ended, attempt.why) == (Ended.GARBLED, "The attempt failed within Lookout.")
        assert attempt.cost == PRICE.of(USAGE)


async def test_the_record_has_every_piece_of_the_run_and_what_the_letters_were_rendered_from(
    tmp_path: Path,
) -> None:
    async with thinking(tmp_path, asks(READ_LOG), answers(verdict(NEW))) as made:
        await made.alert()
        await made.settle()
        past, row = await diagnosed(made), await run_row(made)
        async with made.store.read() as tx:
            pieces = await tx.recordings.of("refine:1")
            told = await tx.recordings.of(f"said:{past.id}")
            model = await tx.recordings.of(f"said:{row.detail['refinement']}")
        assert [one.part for one in pieces] == [
            Part.REQUEST, Part.REPLY, Part.RESULT, Part.REQUEST, Part.REPLY
        ]  # fmt: skip
        assert [str(one.body["model"]).startswith("Model (") for one in told] == [False, True]
        assert len(model) == 1
        assert quote(past.diagnosis)[1] in str(pieces[0].body)


def test_a_hanging_model_holds_up_no_other_lane() -> None:
    assert not THINKING & (SLOW | QUICK)
    assert "refine" in THINKING
    assert isinstance(FakeModel(SAME), FakeModel)
