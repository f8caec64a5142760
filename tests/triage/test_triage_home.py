"""App Home: to each what their channels hold, and the decisions that they could make."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.errors import TransientError
from bot.domain.freeze import Freeze
from bot.domain.ledger import Act, LedgerEntry
from bot.domain.proposal import DecisionRole
from bot.render.actions import ActionId
from bot.triage.home import home_of
from tests.fakes_clock import START
from tests.fakes_slack import EMIL, GUEST, IDRIS, IVY, NORA
from tests.triage.worlds import ROOM, Night
from tests.triage.worlds import night as fresh

APPROVE, CONFIRM = "Buttons there: Approve or Deny", "Buttons there: Confirm as owner or Refuse"


async def home(night: Night, user: str) -> str:
    """All that the tab says."""
    view, _ = await home_of(night.world, user)
    return json.dumps(view.view, ensure_ascii=False)


async def test_open_incidents_come_with_the_unowned_first(night: Night) -> None:
    await night.alert()
    await night.alert("2.1", fingerprint="fp-2", labels={"namespace": "shop", "service": "cart"})
    await night.settle()
    await night.click(NORA, ActionId.TAKE, button=night.button(ActionId.TAKE, "status"))
    text = await home(night, EMIL)
    assert "2 open incidents, 1 without owner" in text
    owned, free = [one.number for one in sorted(await night.incidents(), key=lambda one: one.owner is None)]
    assert text.index(f"|I-{free}>") < text.index(f"|I-{owned}>")


async def test_nobody_is_told_of_a_channel_that_they_cannot_see(proposed: Night) -> None:
    proposed.people.private.add(ROOM)
    text = await home(proposed, IVY)
    assert "I-1" not in text.replace("I-12", "")  # the help has that one
    assert "No decision is open for this reader." in text


@pytest.mark.parametrize(
    ("user", "key"), [(IVY, APPROVE), (IDRIS, APPROVE), (NORA, CONFIRM), (EMIL, ""), (GUEST, "")]
)
async def test_decisions_are_those_that_the_person_could_make(proposed: Night, user: str, key: str) -> None:
    text = await home(proposed, user)
    assert [one for one in (APPROVE, CONFIRM) if one in text] == ([key] if key else [])


async def test_a_decision_leads_to_the_card_with_the_buttons(proposed: Night) -> None:
    async with proposed.store.read() as tx:
        card = await tx.outbox.posted(f"proposal:{(await proposed.proposal()).id}")
    assert card is not None
    assert f"/p{card.ts.replace('.', '')}|P-1>" in await home(proposed, IVY)


async def test_a_decision_that_was_made_is_open_for_nobody_of_that_office(proposed: Night) -> None:
    await proposed.click(IVY, ActionId.APPROVE)
    assert (await proposed.proposal()).decision(DecisionRole.COMMANDER) is not None
    assert APPROVE not in await home(proposed, IVY)
    assert APPROVE not in await home(proposed, IDRIS)
    assert CONFIRM in await home(proposed, NORA)
    await proposed.click(NORA, ActionId.CONFIRM)
    assert CONFIRM not in await home(proposed, NORA)


async def test_stops_and_mutes_in_force_are_shown_and_deeds_may_be_named(fired: Night) -> None:
    await fired.click(NORA, ActionId.TAKE)
    await fired.stop("mitigation")
    view, acts = await home_of(fired.world, EMIL)
    text = json.dumps(view.view)
    assert "Stop in force for `mitigation`" in text
    assert "No mute is in force" in text
    assert any(act.user == NORA for act in acts)


@pytest.mark.parametrize(("user", "shown"), [(EMIL, True), (GUEST, False)])
async def test_freezes_of_now_and_of_the_next_day_are_shown_to_full_members(
    tmp_path: Path, user: str, shown: bool
) -> None:
    weekend = Freeze(scope="all", starts_at=START + timedelta(hours=5), ends_at=None, why="release weekend")
    async with fresh(tmp_path, freezes=(weekend,)) as night:
        async with night.store.begin() as tx:
            await tx.freezes.put("service:cart", tx.now + timedelta(hours=2), by=NORA, why="migration")
        text = await home(night, user)
    for said in ("Freeze of `service:cart` until", f"from <@{NORA}>", "release weekend"):
        assert (said in text) is shown


async def test_a_home_without_a_freeze_says_so(night: Night) -> None:
    assert "No freeze is in force" in await home(night, EMIL)
    assert "freeze is in force" not in await home(night, GUEST)


async def test_a_home_without_links_is_better_than_none(fired: Night) -> None:
    fired.slack.down = TransientError("Slack did not answer in time")
    assert "I-1 `CheckoutDown`" in await home(fired, EMIL)


async def test_the_last_drills_are_told_to_members_alone(night: Night) -> None:
    assert "Fallback drill: none is on record" in await home(night, NORA)
    assert "drill" not in (await home(night, GUEST)).replace("lookout drill", "")


async def test_what_waits_for_somebody_else_is_shown_with_its_expiry_and_no_buttons(proposed: Night) -> None:
    expires = (await proposed.proposal()).expires_at
    both = f"Without the commander's and the owner's key, which is not this reader's. It expires at {expires:%H:%M}."
    assert both in await home(proposed, EMIL)
    assert "which is not this reader's" not in await home(proposed, IVY)
    await proposed.click(IVY, ActionId.APPROVE)
    assert "Without the owner's key" in await home(proposed, IVY)
    assert "Without" not in await home(proposed, NORA)


async def test_what_waits_in_a_channel_that_the_reader_cannot_see_is_not_shown(proposed: Night) -> None:
    proposed.people.private.add(ROOM)
    assert "P-1" not in await home(proposed, EMIL)


@pytest.mark.parametrize(("user", "shown"), [(EMIL, True), (GUEST, False)])
async def test_the_last_drill_is_shown_to_full_members_with_its_age(
    night: Night, user: str, shown: bool
) -> None:
    assert ("Kill switch drill: none is on record" in await home(night, user)) is shown
    told = {"rounds": 1, "processes": 1, "canaries": 2, "effects": 9, "p50": 0.1, "p95": 0.2, "noticed": 0.3}
    at = (night.clock.now() - timedelta(days=15)).isoformat()
    async with night.store.begin() as tx:
        row = {**told, "at": at, "worst": 0.4}
        await tx.ledger.append(
            LedgerEntry(incident_id="", at=tx.now, act=Act.DRILLED, detail={"result": row})
        )
    text = await home(night, user)
    assert ("from lever to last effect 0.40 s at most" in text) is shown
    assert ("Older than 14 days" in text) is shown


async def test_a_home_of_a_storm_stays_within_what_slack_takes(night: Night) -> None:
    await night.alert()
    await night.settle()
    [first] = await night.incidents()
    async with night.store.begin() as tx:
        for number in range(129):
            place = {"id": f"i{number}", "thread_ts": f"{500 + number}.1", "title": "x" * 200}
            await tx.incidents.add(first.model_copy(update=place))
    view, acts = await home_of(night.world, EMIL)
    blocks = view.view["blocks"]
    assert len(blocks) <= 100
    assert max(len(one["text"]["text"]) for one in blocks if one["type"] == "section") <= 3000
    assert len(acts) < 100
    assert "130 open incidents, 130 without owner" in json.dumps(blocks)
