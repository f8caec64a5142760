"""The quality of the answers: asked for, sent every week, and watched every day over the golden incidents."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.adapters.folder import GOLDEN, read_cases
from bot.domain.errors import PermanentError
from bot.domain.label import LabelledCase
from bot.domain.ledger import Act, LedgerEntry
from bot.render.actions import ActionId
from bot.reports.replays import replays_in
from bot.triage.ask import answer
from bot.triage.regular import EVERY, Regular
from bot.triage.since import since_of
from bot.triage.world import World
from tests.fakes_slack import EMIL, GUEST, IVY, NORA
from tests.triage.worlds import Night
from tests.triage.worlds import night as fresh

CASES = read_cases(GOLDEN)


@pytest.fixture
async def owned(tmp_path: Path) -> AsyncIterator[Night]:
    """A night in which two people answer for Lookout itself."""
    async with fresh(tmp_path, bot_oncall=(EMIL, IVY)) as made:
        yield made


def over(night: Night, cases: Sequence[LabelledCase] = CASES[:2]) -> World:
    """The night with these golden incidents."""
    return replace(night.world, golden=lambda: cases)


async def due(night: Night, world: World, *kinds: str) -> None:
    """The regular work of these kinds, and what it sends."""
    await Regular(world, {kind: EVERY[kind] for kind in kinds})()
    await night.work(world)
    await night.deliver(world)


async def checks(night: Night) -> list[LedgerEntry]:
    async with night.store.read() as tx:
        return [row for row in await tx.ledger.of("") if row.act is Act.CHECKED]


def told(night: Night) -> dict[str, list[str]]:
    """The first lines of the letters to each person."""
    found: dict[str, list[str]] = {}
    for letter in night.slack.shown.values():
        found.setdefault(letter.channel, []).append(letter.content.text.splitlines()[0])
    return found


def mislabelled() -> tuple[LabelledCase, ...]:
    """The golden incidents, one of which says something else than what the rules find."""
    wrong = CASES[0].label.model_copy(update={"causes": ("oom-killed",)})
    return (CASES[0].model_copy(update={"label": wrong}), *CASES[1:3])


async def test_the_report_is_told_to_a_member_and_to_no_guest(fired: Night) -> None:
    await fired.click(NORA, ActionId.RIGHT)
    said = (await answer(fired.world, EMIL, "quality --since 2w")).content
    assert "1 diagnosis by rules, 0 runs of the model, $0.00." in said.text
    assert "1     1    0     0" in str(said.blocks)
    refused = (await answer(fired.world, GUEST, "quality")).content
    assert "shown to full members of this workspace only" in refused.text


async def test_the_report_holds_no_word_of_any_incident(fired: Night) -> None:
    said = str((await answer(fired.world, EMIL, "quality")).content.model_dump())
    for word in ("checkout", "shop", "CheckoutDown", "I-1", "crash"):
        assert word not in said


@pytest.mark.parametrize("words", ["", "2w", "--since 36h"])
async def test_periods_are_understood(night: Night, words: str) -> None:
    said = (await answer(night.world, EMIL, f"quality {words}")).content
    assert "Nothing was diagnosed in this time." in said.text


@pytest.mark.parametrize("words", ["--since", "8", "--since x", "a b", "--since 8w now"])
async def test_what_is_no_period_is_answered_with_the_usage(night: Night, words: str) -> None:
    said = (await answer(night.world, EMIL, f"quality {words}")).content
    assert "/lookout quality --since 8w" in said.text


def test_a_period_is_a_number_and_a_unit() -> None:
    assert since_of("36h") == timedelta(hours=36)
    assert since_of(" 2w ") == timedelta(weeks=2)
    assert since_of("9999w") == timedelta(weeks=1000)
    assert [since_of(word) for word in ("", "w", "2", "2 w", "-2w", "2y", "²w")] == [None] * 7


async def test_the_letter_of_the_week_goes_once_to_each_who_answers_for_lookout(owned: Night) -> None:
    await owned.alert()
    await owned.settle()
    for _ in range(2):
        await due(owned, owned.world, "quality")
    letters = {user: lines for user, lines in told(owned).items() if user in {EMIL, IVY}}
    assert {user: len(lines) for user, lines in letters.items()} == {EMIL: 1, IVY: 1}
    assert letters[EMIL][0].startswith("Quality of the answers, the weekly letter, ")


async def test_weeks_begin_on_monday(owned: Night) -> None:
    await owned.alert()
    await owned.settle()
    turn = Regular(owned.world, {"quality": EVERY["quality"]})
    began: list[str] = []
    for _ in range(8):
        if await turn():
            began.append(owned.clock.now().strftime("%A"))
        owned.clock.advance(minutes=24 * 60)
    assert began == ["Tuesday", "Monday"], "the day of the first start, and the next Monday"


async def test_a_week_without_a_diagnosis_has_no_letter(owned: Night) -> None:
    await due(owned, owned.world, "quality")
    assert told(owned) == {}


async def test_the_golden_incidents_are_replayed_once_a_day_and_recorded(owned: Night) -> None:
    world = over(owned, CASES)
    for _ in range(2):
        await due(owned, world, "golden")
    [replay] = replays_in(await checks(owned))
    assert (replay.maker, replay.cases, replay.right, replay.missed) == (
        "rules 0",
        len(CASES),
        len(CASES),
        (),
    )
    assert told(owned) == {}
    owned.clock.advance(minutes=24 * 60)
    await due(owned, world, "golden")
    assert len(replays_in(await checks(owned))) == 2


async def test_a_golden_incident_that_comes_out_otherwise_is_told_once(owned: Night) -> None:
    world = over(owned, mislabelled())
    for _ in range(3):
        await due(owned, world, "golden")
        owned.clock.advance(minutes=24 * 60)
    assert {user: len(lines) for user, lines in told(owned).items()} == {EMIL: 1, IVY: 1}
    [line] = told(owned)[EMIL]
    assert line.startswith(
        "Drift in the answers: Golden incident bad-rollout.tar.xz came out otherwise by rules 0: "
    )
    rows = await checks(owned)
    assert [row.detail["drift"] for row in rows if "drift" in row.detail] == [
        "golden:rules 0:bad-rollout.tar.xz"
    ]
    assert [one.right for one in replays_in(rows)] == [2, 2, 2]


async def test_without_an_on_call_of_its_own_drift_is_still_on_the_record(night: Night) -> None:
    await due(night, over(night, mislabelled()), "golden")
    assert told(night) == {}
    assert [row.detail["drift"] for row in await checks(night) if "drift" in row.detail] != []


async def test_without_golden_incidents_drift_is_looked_for_all_the_same(owned: Night) -> None:
    await due(owned, owned.world, "golden")
    assert await checks(owned) == []


async def test_golden_incidents_that_cannot_be_read_are_tried_no_further_and_hold_up_nothing(
    owned: Night,
) -> None:
    def broken() -> Sequence[LabelledCase]:
        raise PermanentError("labels.jsonl cannot be read")

    await due(owned, replace(owned.world, golden=broken), "golden")
    assert await checks(owned) == []
    async with owned.store.read() as tx:
        assert await tx.tasks.pending() == 0
