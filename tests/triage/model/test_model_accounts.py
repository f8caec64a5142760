"""The accounts, the tally and what a release touched, of rows that real runs wrote."""

from pathlib import Path

from bot.domain.ledger import LedgerEntry
from bot.domain.model import Ended
from bot.reports import touched as reach
from bot.reports.accounts import ACTS, ANSWERED, accounts_of
from bot.triage.ask import answer
from bot.triage.measure import measure
from bot.triage.opinions import MODEL, RULES
from tests.fakes_model import PRICE, USAGE, answers, asks, said
from tests.fakes_slack import IVY
from tests.triage.model.thinking import READ_LOG, claim, thinking, verdict
from tests.triage.worlds import Night

SAME = answers(verdict(claim("oom-killed", "E1", "last state OOMKilled")))


async def rows_of(made: Night) -> list[LedgerEntry]:
    """Every row that the accounts are made of."""
    async with made.store.read() as tx:
        return list(await tx.ledger.after(ACTS, 0))


async def test_an_answer_after_a_read_is_one_diagnosis_and_two_attempts_in_every_account(
    tmp_path: Path,
) -> None:
    async with thinking(tmp_path, asks(READ_LOG), SAME) as made:
        await made.alert()
        await made.settle()
        accounts = accounts_of(await rows_of(made))
        assert accounts.adds_up
        assert [(one.how, one.diagnoses, one.spent.attempts) for one in accounts.product.endings] == [
            (ANSWERED, 1, 2)
        ]
        assert accounts.finance.total.cost == 2 * PRICE.of(USAGE)
        gauges = await measure(made.world)
        tally = made.world.tally
        assert (gauges.today, sum(tally.attempts.values())) == (2 * PRICE.of(USAGE), 2)
        assert (tally.diagnoses[RULES], tally.diagnoses[MODEL]) == (1, 1)
        assert list(tally.runs) == [("2026-11", "answer")]
        assert tally.last_success is not None


async def test_a_run_without_an_answer_is_told_by_why(tmp_path: Path) -> None:
    async with thinking(tmp_path, said(Ended.DENIED)) as made:
        await made.alert()
        await made.settle()
        accounts = accounts_of(await rows_of(made))
        assert [(one.how, one.diagnoses) for one in accounts.product.endings] == [(Ended.DENIED.value, 1)]
        await measure(made.world)
        tally = made.world.tally
        assert (tally.diagnoses[RULES], tally.diagnoses[MODEL]) == (1, 0)
        assert list(tally.runs) == [("2026-11", Ended.DENIED.value)]
        assert tally.last_success is None


async def test_the_touched_incident_and_the_budget_line_are_told_in_slack(tmp_path: Path) -> None:
    async with thinking(tmp_path, SAME) as made:
        await made.alert()
        await made.settle()
        [one] = reach.touched(await rows_of(made), "2026-11")
        assert (one.runs, one.attempts, one.diagnoses) == (1, 1, (1,))
        told = await answer(made.world, IVY, "release touched 2026-11")
        assert "I-1" in told.content.text
        status = await answer(made.world, IVY, "status")
        assert "Model: $0.0" in status.content.text
