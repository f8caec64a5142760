"""`/lookout release`: who may choose, what the record has then, and which incidents a release touched."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.domain.ledger import Act, LedgerEntry
from bot.domain.release import Releases
from bot.triage.ask import answer
from bot.triage.model.choice import name_in_use
from tests.fakes_slack import EMIL, GUEST, IVY, NORA, STRANGER
from tests.prompt_files import releases
from tests.triage.worlds import ROOM, Night, night


@pytest.fixture
async def chosen(tmp_path: Path) -> AsyncIterator[Night]:
    """A night with three releases; Emil answers for Lookout itself."""
    async with night(tmp_path, bot_oncall=(EMIL,)) as made:
        made.world = replace(made.world, releases=releases("a", "b", "c"))
        yield made


async def said(night: Night, text: str, user: str = IVY) -> str:
    """What `/lookout release` answers, as one text."""
    found = await answer(night.world, user, f"release {text}")
    assert found.acts == ()
    return found.content.text + json.dumps(found.content.blocks)


async def used(night: Night) -> str:
    """The release that the next run is made with."""
    async with night.store.read() as tx:
        return await name_in_use(tx, night.world.releases)


async def choices(night: Night) -> list[LedgerEntry]:
    """The choices on the record, the newest first."""
    async with night.store.read() as tx:
        return list(await tx.ledger.latest(Act.CHOSE, 10))


async def note(night: Night, act: Act, **detail: Any) -> None:
    """A row of the first incident."""
    incident = await night.incident()
    async with night.store.begin() as tx:
        await tx.ledger.append(
            LedgerEntry(
                incident_id=incident.id, at=tx.now, act=act, actor=detail.pop("by", ""), detail=detail
            )
        )


async def test_the_newest_is_in_use_until_somebody_chooses(chosen: Night) -> None:
    assert await used(chosen) == "c"
    listed = await said(chosen, "list", NORA)
    assert "3 releases; in use: `c`." in listed
    assert "`c`: `model-1`" in listed
    assert listed == await said(chosen, "", NORA)


@pytest.mark.parametrize("user", [IVY, EMIL])
async def test_a_commander_and_who_answers_for_lookout_choose_from_the_next_run_on(
    chosen: Night, user: str
) -> None:
    told = await said(chosen, "use a the new one guesses", user)
    assert "Recorded: release `a` is in use from the next run on." in told
    assert await used(chosen) == "a"
    [row] = await choices(chosen)
    assert (row.incident_id, row.actor, row.source) == ("", user, "command")
    assert row.detail == {
        "release": "a",
        "before": "c",
        "by": user,
        "why": "the new one guesses",
        "way": "use",
    }
    listed = await said(chosen, "list")
    assert "in use: `a`." in listed
    assert f"<@{user}>" in listed


@pytest.mark.parametrize("user", [NORA, GUEST, STRANGER])
@pytest.mark.parametrize("wish", ["use a", "rollback"])
async def test_nobody_else_chooses(chosen: Night, user: str, wish: str) -> None:
    assert "Only a commander" in await said(chosen, wish, user)
    assert await choices(chosen) == []


async def test_a_guest_is_shown_no_releases(chosen: Night) -> None:
    assert "full members of this workspace only" in await said(chosen, "list", GUEST)


async def test_a_misspelt_release_is_refused_with_the_nearest(chosen: Night) -> None:
    chosen.world = replace(chosen.world, releases=releases("2026-10", "2026-11"))
    told = await said(chosen, "use 2026-1l")
    assert "no release `2026-1l` can be used here" in told
    assert "`2026-11`" in told
    assert await choices(chosen) == []


async def test_choosing_what_is_in_use_changes_nothing(chosen: Night) -> None:
    assert "release `c` is in use already" in await said(chosen, "use c")
    assert await choices(chosen) == []


@pytest.mark.parametrize("wish", ["use", "touched", "sing"])
async def test_half_a_command_is_answered_with_how_it_is_typed(chosen: Night, wish: str) -> None:
    assert "release use NAME [REASON]" in await said(chosen, wish)


async def test_a_rollback_goes_back_and_lists_the_incidents_that_the_bad_release_touched(
    chosen: Night,
) -> None:
    await chosen.alert()
    await chosen.settle()
    await said(chosen, "use a")
    await note(chosen, Act.ATTEMPTED, release="a", purpose="investigate", run="refine:1", diagnosis=1)
    await note(chosen, Act.REFINED, release="a", run="refine:1", diagnosis=1, refinement=2)
    await note(chosen, Act.RATED, by=NORA, diagnosis="2", verdict="wrong", cause="dns-failure")
    told = await said(chosen, "rollback nonsense at night")
    assert "Recorded: release `c` is in use from the next run on." in told
    assert "Before: `a`." in told
    assert "Incidents in which release `a` was asked: 1" in told
    assert "I-1" in told
    assert "1 run, 1 attempt, last at 02:14 UTC. Verdicts: 1 wrong; the cause by them: `dns-failure`" in told
    assert await used(chosen) == "c"
    assert (await choices(chosen))[0].detail["way"] == "rollback"


async def test_incidents_in_channels_that_the_reader_cannot_see_are_only_counted(chosen: Night) -> None:
    await chosen.alert()
    await chosen.settle()
    await note(chosen, Act.ATTEMPTED, release="a", purpose="investigate", run="refine:1", diagnosis=1)
    chosen.people.private.add(ROOM)
    told = await said(chosen, "touched a", NORA)
    assert "1 incident in channels that this reader does not see" in told
    assert "I-1" not in told


async def test_without_an_earlier_release_a_rollback_names_the_stop(chosen: Night) -> None:
    chosen.world = replace(chosen.world, releases=releases("only"))
    assert "`/lookout stop release:only`" in await said(chosen, "rollback")
    chosen.world = replace(chosen.world, releases=Releases())
    assert "no model is configured" in await said(chosen, "rollback")
    assert "no model is configured" in await said(chosen, "list")
    assert await choices(chosen) == []


async def test_a_stopped_release_is_marked_and_choosing_it_says_so(chosen: Night) -> None:
    await chosen.stop("release:a")
    assert "a stop is in force for it" in await said(chosen, "list")
    assert "`/lookout resume release:a` lifts that" in await said(chosen, "use a")
    assert "`/lookout resume release:c`" not in await said(chosen, "rollback")


async def test_a_chosen_release_that_is_gone_leaves_the_diagnoses_to_the_rules(chosen: Night) -> None:
    await said(chosen, "use a")
    chosen.world = replace(chosen.world, releases=releases("b", "c"))
    assert await used(chosen) == "a"
    assert "diagnoses are by rules alone" in await said(chosen, "list")


async def test_stopping_a_release_that_is_not_known_says_so_and_stops_it_all_the_same(chosen: Night) -> None:
    found = await answer(chosen.world, IVY, "stop release:zz bad")
    assert "no release of that name can be used here" in found.content.text
    known = await answer(chosen.world, IVY, "stop release:A bad")
    assert "Check the name" not in known.content.text
