import json
from datetime import timedelta

import pytest

from bot.domain.errors import PermanentError
from bot.domain.stop import scope_of
from bot.render.actions import ActionId
from bot.triage.ask import answer
from tests.fakes_slack import BOT, EMIL, GONE, GUEST, IVY, NORA, STRANGER
from tests.triage.worlds import ROOM, Night


async def said(night: Night, text: str, user: str = EMIL) -> str:
    """What `/lookout` answers, as one text."""
    found = await answer(night.world, user, text)
    return found.content.text + json.dumps(found.content.blocks)


@pytest.mark.parametrize("text", ["", "help", "  help  ", "nonsense"])
async def test_anything_else_is_answered_with_the_help(night: Night, text: str) -> None:
    assert "history" in await said(night, text)


@pytest.mark.parametrize("text", ["HISTORY?", "history.", " History checkout"])
async def test_a_command_is_known_in_any_case_and_with_what_people_put_behind_it(
    fired: Night, text: str
) -> None:
    assert "I-1" in await said(fired, text)


@pytest.mark.parametrize(
    ("text", "nearest"), [("histroy", "history"), ("stpo model", "stop"), ("Similiar", "similar")]
)
async def test_a_misspelt_command_is_answered_with_the_nearest(night: Night, text: str, nearest: str) -> None:
    assert f"Nearest: `/lookout {nearest}`" in await said(night, text)
    async with night.store.read() as tx:
        assert (await tx.stops.read()).stops == ()


async def test_history_shows_the_diagnoses_of_a_service(fired: Night) -> None:
    assert "I-1" in await said(fired, "history checkout")
    assert "I-1" not in await said(fired, "history cart")


async def test_history_looks_back_as_far_as_it_is_told(fired: Night) -> None:
    fired.clock.advance(minutes=120)
    assert "I-1" in await said(fired, "history --since 3h")
    assert "I-1" not in await said(fired, "history checkout --since 1h")
    assert "I-1" in await said(fired, "history --since 1w checkout")


@pytest.mark.parametrize("text", ["history --since", "history --since yesterday", "history --since 5m"])
async def test_a_since_that_is_not_understood_is_explained(fired: Night, text: str) -> None:
    assert "takes a number" in await said(fired, text)


async def test_search_finds_by_words_and_asks_for_them(fired: Night) -> None:
    assert "Search for what" in await said(fired, "search  ")
    assert "I-1" in await said(fired, "search checkout")


@pytest.mark.parametrize("words", ["'; drop table", '"', "*", "AND OR NOT", "näh:"])
async def test_any_words_may_be_searched_for(fired: Night, words: str) -> None:
    assert await said(fired, f"search {words}")


@pytest.mark.parametrize("word", ["1", "#1", "D-1"])
async def test_a_diagnosis_is_shown_with_its_timeline(fired: Night, word: str) -> None:
    assert "I-1" in await said(fired, f"show {word}")


@pytest.mark.parametrize("word", ["99", "99999999999999999999", "", "one", "-1"])
async def test_a_diagnosis_that_is_not_there_is_said_so(fired: Night, word: str) -> None:
    assert "I-1" not in await said(fired, f"show {word}")


@pytest.mark.parametrize("text", ["history", "search checkout", "show 1", "status"])
async def test_nobody_is_told_of_a_channel_that_they_cannot_see(fired: Night, text: str) -> None:
    fired.people.private.add(ROOM)
    assert "I-1" not in await said(fired, text)
    assert "I-1" not in await said(fired, text, STRANGER)


async def test_status_names_the_owner_and_may_name_the_deed(fired: Night) -> None:
    await fired.click(NORA, ActionId.TAKE)
    found = await answer(fired.world, EMIL, "status")
    assert "<@U0NORA>" in found.content.text + json.dumps(found.content.blocks)
    assert any(act.user == NORA for act in found.acts)


@pytest.mark.parametrize("user", [NORA, IVY])
async def test_either_group_may_stop(proposed: Night, user: str) -> None:
    assert "stop" in (await said(proposed, "stop mitigation too risky", user)).lower()
    async with proposed.store.read() as tx:
        [stop] = (await tx.stops.read()).stops
    assert (stop.scope, stop.by, stop.why) == ("mitigation", user, "too risky")


@pytest.mark.parametrize("user", [GUEST, BOT, GONE, STRANGER])
async def test_nobody_else_stops_or_resumes(night: Night, user: str) -> None:
    assert "changed nothing" in await said(night, "stop", user)
    await night.stop("everything")
    assert "changed nothing" in await said(night, "resume", user)
    async with night.store.read() as tx:
        assert len((await tx.stops.read()).stops) == 1


async def test_only_a_commander_resumes(night: Night) -> None:
    await said(night, "stop", NORA)
    assert "changed nothing" in await said(night, "resume", NORA)
    await said(night, "resume", IVY)
    async with night.store.read() as tx:
        assert (await tx.stops.read()).stops == ()


async def test_who_stops_what_is_stopped_is_told_whose_lever_it_is(night: Night) -> None:
    await said(night, "stop model", NORA)
    night.clock.advance(1)
    assert "<@U0NORA>" in await said(night, "stop model", IVY)


async def test_a_stop_of_everything_is_what_no_word_means(night: Night) -> None:
    await said(night, "stop", NORA)
    async with night.store.read() as tx:
        assert [one.scope for one in (await tx.stops.read()).stops] == ["everything"]


@pytest.mark.parametrize(
    ("word", "scope"),
    [
        ("", "everything"),
        ("Model", "model"),
        ("service:cart", "service:cart"),
        ("incident:ab", "incident:ab"),
        ("service:", None),
        ("all", None),
        ("everything!", None),
    ],
)
def test_the_scopes_that_exist(word: str, scope: str | None) -> None:
    assert scope_of(word) == scope


@pytest.mark.parametrize("verb", ["stop", "resume"])
async def test_a_scope_that_does_not_exist_changes_nothing_and_is_explained(night: Night, verb: str) -> None:
    assert "mitigation" in await said(night, f"{verb} the-world", IVY)
    async with night.store.read() as tx:
        assert (await tx.stops.read()).stops == ()


async def test_a_snapshot_that_is_past_its_time_does_not_hide_the_diagnosis(fired: Night) -> None:
    fired.clock.advance(timedelta(days=31).total_seconds())
    assert "I-1" in await said(fired, "show 1")
    with pytest.raises(PermanentError):
        async with fired.store.read() as tx:
            await tx.incidents.get("nothing")
