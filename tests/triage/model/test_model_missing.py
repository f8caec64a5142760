"""A chosen release that is not there is told to who can mend it: at the start, at the first triage, and once."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.domain.ledger import Act, LedgerEntry
from bot.domain.rota import Duty, Shift
from bot.triage.model.missing import AGAIN, look_at_start
from tests.fakes_model import answers
from tests.triage.model.thinking import model_of, thinking
from tests.triage.test_triage_rehearse import letters
from tests.triage.worlds import Night

OWNER = "U0EMIL"


async def chose(made: Night, name: str) -> None:
    """A person chooses it, and those who answer for Lookout are known."""
    made.world = replace(made.world, policy=made.world.policy.model_copy(update={"bot_oncall": (OWNER,)}))
    async with made.store.begin() as tx:
        row = LedgerEntry(incident_id="", at=tx.now, act=Act.CHOSE, detail={"release": name})
        await tx.ledger.append(row)


def told(made: Night) -> list[str]:
    """What those who answer for Lookout were sent of it."""
    return [line for line in letters(made) if "cannot use it" in line]


async def test_it_is_told_at_the_start_and_not_at_every_one(tmp_path: Path) -> None:
    async with thinking(tmp_path, answers("fine")) as made:
        await chose(made, "2025-01")
        await look_at_start(made.world)
        await made.settle()
        [line] = told(made)
        assert line.startswith("Release `2025-01` is in use, and this version cannot use it")
        made.clock.advance(60)
        await look_at_start(made.world)
        await made.alert()
        await made.settle()
        assert told(made) == [line]
        made.clock.advance(AGAIN.total_seconds() + 1)
        await look_at_start(made.world)
        await made.settle()
        assert len(told(made)) == 2


async def test_whoever_has_the_shift_of_the_rota_is_told(tmp_path: Path) -> None:
    async with thinking(tmp_path, answers("fine")) as made:
        await chose(made, "2025-01")
        policy = made.world.policy.model_copy(update={"bot_oncall": (), "bot_oncall_rota": "lookout"})
        made.world = replace(made.world, policy=policy)
        duty = Duty(rota="lookout", shifts=(Shift(user_id=OWNER, name="Emil"),), read_at=made.clock.now())
        async with made.store.begin() as tx:
            await tx.preflights.put_duties([duty])
        await look_at_start(made.world)
        await made.settle()
        assert len(told(made)) == 1


async def test_the_first_triage_tells_it_too(tmp_path: Path) -> None:
    async with thinking(tmp_path, answers("fine")) as made:
        await chose(made, "2025-01")
        await made.alert()
        await made.settle()
        assert len(told(made)) == 1
        assert model_of(made).requests == []


async def test_who_chooses_it_again_is_told_again(tmp_path: Path) -> None:
    async with thinking(tmp_path, answers("fine")) as made:
        await chose(made, "2025-01")
        await look_at_start(made.world)
        made.clock.advance(60)
        await chose(made, "2026-11")
        await look_at_start(made.world)
        await chose(made, "2025-01")
        await look_at_start(made.world)
        await made.settle()
        assert len(told(made)) == 2


async def test_nothing_is_told_of_a_release_that_is_there_or_without_a_model(tmp_path: Path) -> None:
    async with thinking(tmp_path, answers("fine")) as made:
        await look_at_start(made.world)
        await chose(made, "2026-11")
        await look_at_start(made.world)
        await chose(made, "2025-01")
        made.world = replace(made.world, model=None)
        await look_at_start(made.world)
        await made.settle()
        assert told(made) == []


async def test_whoever_has_the_shift_for_lookout_is_told(tmp_path: Path) -> None:
    async with thinking(tmp_path, answers("fine")) as made:
        policy = made.world.policy.model_copy(update={"bot_oncall_rota": "lookout"})
        made.world = replace(made.world, policy=policy)
        now = made.clock.now()
        duty = Duty(
            rota="lookout", shifts=(Shift(user_id="U0IVY"),), read_at=now, until=now + timedelta(days=1)
        )
        async with made.store.begin() as tx:
            await tx.preflights.put_duties([duty])
            row = LedgerEntry(incident_id="", at=tx.now, act=Act.CHOSE, detail={"release": "2025-01"})
            await tx.ledger.append(row)
        await look_at_start(made.world)
        await made.settle()
        assert [key.rpartition(":")[2] for key in made.slack.posts("missing")] == ["U0IVY"]
