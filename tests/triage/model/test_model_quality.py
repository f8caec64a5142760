"""The rows that the story really writes are those that the quality is counted from."""

from pathlib import Path

from bot.domain.model import Ended
from bot.render.actions import ActionId
from bot.reports.quality import Said, Tally
from bot.triage.quality.read import Reading, read_quality
from tests.fakes_model import answers, asks, said
from tests.fakes_model import call as called
from tests.fakes_slack import NORA
from tests.triage.model.thinking import READ_LOG, claim, diagnosed, thinking, verdict
from tests.triage.worlds import Night


async def reading(made: Night) -> Reading:
    async with made.store.read() as tx:
        return await read_quality(tx)


def model(read: Reading) -> Tally:
    [found] = [one for one in read.quality.tallies if one.is_model]
    return found


async def test_an_answer_is_counted_with_what_was_dropped_and_read(tmp_path: Path) -> None:
    lie = claim("db-port-wrong", "E999", "this was never read anywhere")
    backed = claim("oom-killed", "E1", "last state OOMKilled")
    script = asks(READ_LOG, called(2, "no_such_tool")), answers(verdict(backed, lie))
    async with thinking(tmp_path, *script) as made:
        await made.alert()
        await made.settle()
        found = model(await reading(made))
        assert (found.maker, found.triages, found.answered, found.attempts) == ("2026-11", 1, 1, 2)
        assert (found.same, found.kept, found.unbacked) == (1, 1, 1)
        assert (found.calls, found.call_errors) == (2, 1)
        assert found.cost > 0
        assert (await reading(made)).quality.aside.answered == 1


async def test_a_run_that_failed_is_counted_by_how(tmp_path: Path) -> None:
    async with thinking(tmp_path, said(Ended.REFUSED)) as made:
        await made.alert()
        await made.settle()
        found = model(await reading(made))
        assert (found.triages, found.answered, found.refused) == (1, 0, 1)
        assert found.failed == {"declined to answer": 1}
        assert (await reading(made)).quality.aside.alone == 1


async def test_a_triage_that_is_left_to_the_rules_is_counted_apart(tmp_path: Path) -> None:
    async with thinking(tmp_path, said(Ended.REFUSED), by_rules=1.0) as made:
        await made.alert()
        await made.settle()
        await made.click(NORA, ActionId.RIGHT)
        quality = (await reading(made)).quality
        assert (quality.aside.left, quality.aside.left_said) == (1, Said(right=1))
        assert [one.maker for one in quality.tallies] == ["rules 0"]
        assert (await diagnosed(made)).id == 1
