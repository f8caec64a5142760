"""A preflight as people meet it: beside the steps in a thread, by command, in App Home, and as a warning."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.domain.cluster_user import ClusterUser
from bot.domain.errors import TransientError
from bot.domain.ledger import Act
from bot.domain.people import Role
from bot.domain.rota import Known, Shift
from bot.domain.runbook import Step
from bot.triage.ask import answer
from bot.triage.home import home_of
from bot.triage.ports.preflight import Instruments
from bot.triage.preflight.chapter import at_start
from bot.triage.regular import Regular
from tests.fakes_clock import START
from tests.fakes_preflight import FakeLinks, FakeReviews, FakeRota
from tests.fakes_slack import EMIL, GUEST, IDRIS, IVY, NORA
from tests.triage.worlds import ROOM, Night, runbook
from tests.triage.worlds import night as fresh

HOUR = timedelta(hours=1)
NEEDS = ("get deployments", "patch deployments")
WIKI = "https://wiki.example.com/rollout"
IDENTITIES = {
    NORA: ClusterUser(user="nora"),
    EMIL: ClusterUser(user="emil"),
    IVY: ClusterUser(user="ivy", groups=("admins",)),
}
PEOPLE = {NORA: Known(name="Nora"), EMIL: Known(name="Emil"), IVY: Known(name="Ivy")}
NO_ONE_APPROVES = "No two of those on call could approve and confirm a change"


@dataclass
class Watch:
    """A night with a rota: Nora until 05:14, then Emil; Ivy commands."""

    night: Night
    shop: FakeRota
    reviews: FakeReviews
    links: FakeLinks

    async def preflight(self) -> None:
        """Make one, as at a start."""
        await at_start(self.night.world)
        self.night.clock.advance(minutes=1)
        await self.night.settle()

    async def thread(self) -> str:
        """Everything of the thread after an alert and a proposal."""
        await self.night.alert()
        await self.night.settle()
        await self.night.propose()
        await self.night.settle()
        return "\n".join(
            json.dumps(one.content.blocks, ensure_ascii=False) for one in self.night.slack.shown.values()
        )

    async def said(self, user: str, words: str = "preflight") -> str:
        """The answer to a command."""
        return (await answer(self.night.world, user, words, ROOM)).content.text

    async def home(self, user: str) -> str:
        """All that the tab says."""
        view, _ = await home_of(self.night.world, user)
        return json.dumps(view.view, ensure_ascii=False)

    async def records(self) -> list[dict[str, Any]]:
        """What the record has of preflights."""
        async with self.night.store.read() as tx:
            return [row.detail for row in await tx.ledger.of("") if row.act is Act.PREFLIGHT]


@pytest.fixture
async def watch(tmp_path: Path) -> AsyncIterator[Watch]:
    shop = FakeRota(
        "shop",
        Shift(user_id=NORA, name="Nora", starts_at=START - HOUR, ends_at=START + 3 * HOUR),
        Shift(user_id=EMIL, name="Emil", starts_at=START + 3 * HOUR),
    )
    command = FakeRota("command", Shift(user_id=IVY))
    reviews, links = FakeReviews(), FakeLinks()
    look = Step(
        id="look",
        title="The revisions",
        tool="observe",
        tier=0,
        needs=("list replicasets",),
        command="kubectl get rs",
    )
    book = runbook(needs=NEEDS)
    book = book.model_copy(update={"steps": (look, *book.steps), "prose": f"See {WIKI}."})
    told: dict[str, Any] = {"cluster_users": IDENTITIES, "people": PEOPLE, "bot_oncall": (EMIL,)}
    async with fresh(tmp_path, runbooks=(book,), **told) as made:
        tools = Instruments(rotas=(command, shop), reviews={"sandbox": reviews}, links=links)
        made.world = replace(made.world, instruments=tools)
        yield Watch(made, shop, reviews, links)


async def test_a_proposal_says_that_those_on_call_can_run_it(watch: Watch) -> None:
    await watch.preflight()
    assert "# on call: Ivy and Nora can run this" in await watch.thread()


async def test_a_step_that_the_on_call_cannot_run_is_shown_with_who_can(watch: Watch) -> None:
    watch.reviews.refused = {"nora patch deployments", "ivy patch deployments", "emil patch deployments"}
    await watch.preflight()
    said = await watch.thread()
    assert "# on call: Ivy and Nora cannot run this (patch deployments); group admins can" in said
    assert "<@U0NORA> cannot" not in said


async def test_a_right_that_the_runbook_leaves_out_is_asked_for_by_the_kind_of_the_subject(
    watch: Watch,
) -> None:
    (book,) = watch.night.world.runbooks
    steps = tuple(one.model_copy(update={"needs": ("list replicasets",)}) for one in book.steps)
    bare = book.model_copy(update={"steps": steps})
    watch.night.world = replace(watch.night.world, runbooks=(bare,))
    watch.reviews.refused = {"nora patch deployments"}
    await watch.preflight()
    assert "on call: Nora cannot run this (patch deployments); Ivy can" in await watch.thread()


async def test_a_broken_check_is_unknown_with_when_it_was_last_known(watch: Watch) -> None:
    await watch.preflight()
    watch.reviews.trouble = TransientError("the API server did not answer in time")
    watch.night.clock.advance(minutes=60)
    await watch.preflight()
    said = await watch.thread()
    assert "unknown for Nora: the API server did not answer in time, not checked since 02:15" in said
    assert "can run this" not in said


async def test_before_any_preflight_everything_is_unknown(watch: Watch) -> None:
    async with watch.night.world.step() as tx:
        await tx.tasks.add("rota", "rota:1")
    await watch.night.settle()
    assert "unknown for Nora: this namespace is in no preflight, never checked" in await watch.thread()


async def test_an_old_preflight_counts_as_none(watch: Watch) -> None:
    await watch.preflight()
    watch.night.clock.advance(minutes=60 * 40)
    assert "unknown for Emil: the last preflight is old, not checked since 02:15 on" in await watch.thread()


async def test_a_rota_that_cannot_be_read_is_unknown_and_never_nobody(watch: Watch) -> None:
    watch.shop.trouble = TransientError("PagerDuty answers 503")
    await watch.preflight()
    said = await watch.thread()
    assert "on call: Ivy can run this; who else is unknown: rota `shop` cannot be read" in said
    told = await watch.said(NORA)
    assert "Rota `shop`: unknown, since it cannot be read: PagerDuty answers 503." in told
    assert "Unknown whether two of those on call could approve" in told


async def test_what_a_rota_said_last_is_kept_with_its_age(watch: Watch) -> None:
    await watch.preflight()
    watch.shop.trouble = KeyError("user")
    watch.night.clock.advance(minutes=60)
    await watch.preflight()
    told = await watch.said(NORA)
    assert (
        "reading it failed, which is a fault of Lookout (KeyError). It said as of 02:15: Nora until 05:14."
        in told
    )


async def test_without_a_rota_a_thread_says_nothing_of_access(night: Night) -> None:
    await night.alert()
    await night.settle()
    await night.propose()
    await night.settle()
    everything = json.dumps([one.content.blocks for one in night.slack.shown.values()])
    assert "on call" not in everything


async def test_the_command_shows_the_rotas_the_refusals_and_the_readers_own(watch: Watch) -> None:
    watch.reviews.refused = {"nora patch deployments"}
    watch.links.gone = {WIKI}
    await watch.preflight()
    said = await watch.said(NORA)
    assert "Preflight of 02:15 UTC: 2 people, 4 steps, 1 refused, 0 unknown." in said
    assert "Rota `shop` as of 02:15: Nora until 05:14. Next: Emil, from 05:14." in said
    assert "This reader can run 1 of 2 steps." in said
    assert "Nora cannot run `bad-rollout/undo`: patch deployments in sandbox/shop" in said
    assert "Link `https[:]//wiki.example.com/rollout` of runbook `bad-rollout`: no, it answers 404" in said
    assert "Recorded" not in said
    assert "This reader is on no rota" in await watch.said(IDRIS)


async def test_the_command_queues_a_new_one_when_the_last_is_older_than_a_minute(watch: Watch) -> None:
    assert "No preflight is on the record." in await watch.said(NORA)
    assert "a new preflight is in the queue" in await watch.said(EMIL)
    await watch.night.settle()
    assert len(await watch.records()) == 1
    assert "a new preflight is in the queue" not in await watch.said(NORA)
    watch.night.clock.advance(minutes=2)
    assert "a new preflight is in the queue" in await watch.said(NORA)


async def test_guests_are_told_nothing(watch: Watch) -> None:
    await watch.preflight()
    assert "full members" in await watch.said(GUEST)
    assert "Rota" not in (await watch.home(GUEST)).replace("the rotas, and which steps", "")


async def test_without_rota_and_identity_the_command_says_what_to_configure(night: Night) -> None:
    said = await answer(night.world, NORA, "preflight", ROOM)
    assert "There is no rota and no cluster user in the configuration" in said.content.text


async def test_home_shows_the_rotas_the_pair_and_the_readers_own_access(watch: Watch) -> None:
    assert "The rotas were not read yet." in await watch.home(NORA)
    watch.reviews.refused = {"nora patch deployments"}
    await watch.preflight()
    said = await watch.home(NORA)
    assert "Two of those on call could approve and confirm a change." in said
    assert "Preflight of 02:15: This reader can run 1 of 2 steps." in said
    assert "This reader can run" not in await watch.home(IDRIS)


async def test_a_rota_that_could_not_satisfy_the_gate_is_told_to_lookouts_on_call_once_a_day(
    watch: Watch,
) -> None:
    watch.night.people.lose_role(IVY)
    await watch.preflight()
    assert NO_ONE_APPROVES in watch.night.slack.text("pair:")
    assert "nobody on call is in the commanders group" in watch.night.slack.text("pair:")
    await watch.preflight()
    assert len(watch.night.slack.posts("pair:")) == 1
    assert {one.channel for one in watch.night.slack.shown.values() if one.key.startswith("pair:")} == {EMIL}
    assert NO_ONE_APPROVES in await watch.home(NORA)
    watch.night.clock.advance(minutes=24 * 60)
    await watch.preflight()
    assert len(watch.night.slack.posts("pair:")) == 2


@pytest.mark.parametrize(
    ("roles", "said"),
    [
        ({IVY: {Role.COMMANDER}, NORA: set()}, "nobody on call is in the responders group"),
        (
            {IVY: {Role.COMMANDER, Role.RESPONDER}, NORA: set()},
            "the one commander on call is the one responder",
        ),
    ],
)
async def test_why_no_two_could_is_said(watch: Watch, roles: dict[str, set[Role]], said: str) -> None:
    for user, held in roles.items():
        person = watch.night.people.people[user]
        watch.night.people.people[user] = person.model_copy(update={"roles": frozenset(held)})
    await watch.preflight()
    assert said in watch.night.slack.text("pair:")


async def test_nobody_on_call_is_a_pair_that_cannot_be(watch: Watch) -> None:
    tools = watch.night.world.instruments._replace(rotas=(FakeRota("shop"),))
    watch.night.world = replace(watch.night.world, instruments=tools)
    await watch.preflight()
    assert "nobody is on call" in watch.night.slack.text("pair:")
    assert "on call: nobody by any rota" in await watch.thread()


async def test_a_pair_that_cannot_be_told_is_not_told_as_missing(watch: Watch) -> None:
    watch.shop.all = [Shift(name="Somebody Else")]
    await watch.preflight()
    assert watch.night.slack.posts("pair:") == []
    said = await watch.said(NORA)
    assert "a rota names Somebody Else, whose account is not known" in said
    assert "unknown for Somebody Else: no account is configured for that name" in await watch.thread()
    watch.shop.all = [Shift(user_id=NORA)]
    watch.night.people.trouble = TransientError("Slack did not answer")
    watch.night.clock.advance(minutes=60)
    await watch.preflight()
    assert watch.night.slack.posts("pair:") == []


async def test_people_without_a_name_are_called_as_in_slack(watch: Watch) -> None:
    watch.shop.all = [Shift(user_id=IDRIS), Shift(user_id="U0NOBODY")]
    idris = watch.night.people.people[IDRIS].model_copy(update={"name": "Idris Rahman"})
    watch.night.people.people[IDRIS] = idris
    await watch.preflight()
    said = await watch.said(NORA)
    assert "Idris Rahman" in said
    assert "U0NOBODY" in said


async def test_each_day_each_shift_and_each_start_bring_one(watch: Watch) -> None:
    turn = Regular(watch.night.world)
    assert await turn()
    await watch.night.settle()
    assert len(await watch.records()) == 1
    watch.night.clock.advance(minutes=119)
    await turn()
    await watch.night.settle()
    assert len(await watch.records()) == 1
    await watch.night.pass_time(62)
    assert len(await watch.records()) == 2
    assert "Rota `shop` as of 05:14: Emil." in await watch.said(EMIL)
    watch.night.clock.advance(minutes=24 * 60)
    await turn()
    await watch.night.settle()
    assert len(await watch.records()) == 3


async def test_nothing_is_asked_while_everything_is_stopped(watch: Watch) -> None:
    await watch.night.stop("everything")
    await watch.preflight()
    assert (watch.reviews.asked, watch.shop.asked, await watch.records()) == ([], [], [])


async def test_several_reasons_at_once_share_their_answers(watch: Watch) -> None:
    async with watch.night.world.step() as tx:
        await tx.tasks.add("preflight", "preflight:1")
        await tx.tasks.add("preflight", "preflight:2")
    await watch.night.settle()
    assert len(await watch.records()) == 1
    assert len(watch.shop.asked) == 2


async def test_the_record_counts_what_was_answered(watch: Watch) -> None:
    watch.reviews.refused = {"nora patch deployments"}
    await watch.preflight()
    (detail,) = await watch.records()
    assert detail == {
        "rights": {"yes": 11, "no": 1, "unknown": 0},
        "links": {"yes": 1, "no": 0, "unknown": 0},
        "pair": "yes",
    }


async def test_without_rota_and_identity_the_task_only_ends(night: Night) -> None:
    await at_start(night.world)
    night.clock.advance(minutes=1)
    assert await night.work() == 1
    async with night.store.read() as tx:
        assert await tx.preflights.sheets() == []
