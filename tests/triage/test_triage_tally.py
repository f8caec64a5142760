"""The tally: counts of the record, from new rows alone; and the budget line that people are shown of it."""

import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.domain.drill import DrillName
from bot.domain.errors import TransientError
from bot.domain.ledger import Act, LedgerEntry
from bot.domain.model import Ended, Reply, Request, Served
from bot.domain.spending import DOLLAR, Budgets, Usage
from bot.triage import tally as tallies
from bot.triage.ask import answer
from bot.triage.drills.made import last_made
from bot.triage.home import home_of
from bot.triage.measure import measure
from bot.triage.opinions import MODEL, RULES
from bot.triage.policy import ModelPolicy
from bot.triage.ports.model import Tab
from bot.triage.spread import ATTEMPT, Spread
from bot.triage.tally import BOUND, OTHER, RELEASES, Tally
from tests.fakes_slack import GUEST, NORA
from tests.reports.test_reports_accounts import attempt
from tests.triage.worlds import Night, night


class Nobody:
    """A model that is configured and never asked here."""

    async def ask(self, request: Request, *, within: float, tab: Tab | None = None) -> Reply:
        """No test here asks."""
        raise AssertionError((request, within, tab))

    async def served(self) -> Sequence[Served]:
        """None."""
        return ()


@dataclass(slots=True)
class Watched(Tally):
    """A tally that says how many rows each reading took."""

    took: list[int] = field(default_factory=list)

    def count(self, rows: Sequence[LedgerEntry]) -> None:
        """As any tally."""
        self.took.append(len(rows))
        Tally.count(self, rows)


@pytest.fixture
async def spending(tmp_path: Path) -> AsyncIterator[Night]:
    """A night with a model that may cost a hundred dollars a day."""
    async with night(tmp_path, model=ModelPolicy(budgets=Budgets())) as made:
        made.world = replace(made.world, model=Nobody(), tally=Watched())
        yield made


async def spend(night: Night, dollars: float = 1.0, **changes: Any) -> None:
    """An attempt that cost so much."""
    row = attempt(cost=round(dollars * DOLLAR), **changes)
    await note(night, Act.ATTEMPTED, **row.detail)


async def note(night: Night, act: Act, **detail: Any) -> None:
    """A row of no incident."""
    async with night.store.begin() as tx:
        await tx.ledger.append(LedgerEntry(incident_id="", at=tx.now, act=act, detail=detail))


def counted(night: Night) -> Watched:
    """The world's tally."""
    found = night.world.tally
    assert isinstance(found, Watched)
    return found


async def status(night: Night, user: str = NORA) -> str:
    """What `/lookout status` says, as one text."""
    found = await answer(night.world, user, "status")
    return found.content.text + json.dumps(found.content.blocks)


async def test_only_new_rows_are_read_and_every_row_is_counted_once(spending: Night) -> None:
    for _ in range(3):
        await spend(spending)
    await measure(spending.world)
    await spend(spending)
    gauges = await measure(spending.world)
    await measure(spending.world)
    tally = counted(spending)
    assert tally.took == [3, 1, 0]
    assert tally.cost["a"] == gauges.today == gauges.month == 4 * DOLLAR


async def test_a_long_record_is_read_page_by_page(spending: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tallies, "PAGE", 2)
    for _ in range(5):
        await spend(spending)
    await spending.world.tally.read(spending.store)
    assert counted(spending).took == [2, 2, 1]
    assert sum(counted(spending).attempts.values()) == 5


async def test_what_is_counted(spending: Night) -> None:
    usage = Usage(fresh=1, written=2, cached=3, out=4)
    await spend(spending, ended=Ended.TOOLS, usage=usage, seconds=0.5)
    spending.clock.advance(minutes=1)
    success = spending.clock.now()
    await spend(spending, ended=Ended.ANSWER, usage=usage, seconds=61)
    spending.clock.advance(minutes=1)
    await spend(spending, ended=Ended.BUSY, again=1, usage=Usage(), seconds=700)
    await note(spending, Act.ATTEMPTED, odd=True)
    await note(spending, Act.REFINED, release="a", ended="answer", refinement=9)
    await note(spending, Act.REFINED, release="a", ended=None, why="no answer in 60 s")
    await note(spending, Act.DIAGNOSED, diagnosis=1)
    await note(spending, Act.WITHHELD, rules=["owner at text", "owner at blocks.0"])
    await note(spending, Act.WITHHELD, rules=[], refused=True)
    await note(spending, Act.UNDELIVERED)
    await spending.world.tally.read(spending.store)
    tally = counted(spending)
    assert tally.unread == 1
    assert tally.attempts == {
        ("a", "investigate", "asked for reads"): 1,
        ("a", "investigate", "answer"): 1,
        ("a", "investigate", "provider overloaded"): 1,
    }
    assert tally.retries["a"] == 1
    assert {kind: tally.tokens["a", kind] for kind in ("fresh", "written", "cached", "out")} == {
        "fresh": 2,
        "written": 4,
        "cached": 6,
        "out": 8,
    }
    assert tally.runs == {("a", "answer"): 1, ("a", BOUND): 1}
    assert (tally.diagnoses[RULES], tally.diagnoses[MODEL]) == (1, 1)
    assert tally.levels.withheld.total() == 3
    assert (tally.levels.undelivered, tally.last_success) == ({"not told": 1}, success)
    spread = tally.seconds["a"]
    assert spread.total == 761.5
    assert spread.counts == [1, *[0] * 8, 1, *[0] * 4, 1]
    assert tally.drills == {}


def test_a_value_on_a_bound_is_within_it() -> None:
    spread = Spread()
    for bound in ATTEMPT:
        spread.add(bound)
    assert spread.counts == [*[1] * len(ATTEMPT), 0]


async def test_the_names_of_releases_do_not_grow_without_end(spending: Night) -> None:
    for number in range(RELEASES + 3):
        await spend(spending, release=f"r{number}")
    await spend(spending, release="r1")
    await spending.world.tally.read(spending.store)
    tally = counted(spending)
    assert len(tally.cost) == RELEASES + 1
    assert (tally.cost[OTHER], tally.cost["r1"]) == (3 * DOLLAR, 2 * DOLLAR)


async def test_the_last_drill_is_remembered(spending: Night) -> None:
    told = {"rounds": 1, "processes": 1, "canaries": 2, "effects": 9, "p50": 0.1, "p95": 0.2, "noticed": 0.3}
    at = spending.clock.now().isoformat()
    for worst in (0.9, 0.4):
        at = spending.clock.now().isoformat()
        await note(spending, Act.DRILLED, drill="x", began="canary")
        await note(spending, Act.DRILLED, result={**told, "at": at, "worst": worst})
    # Rows of other versions: one with a measure that this one does not know, and one that is no drill of ours.
    await note(spending, Act.DRILLED, result={**told, "at": at, "worst": 0.3, "p99": 0.3})
    await note(spending, Act.DRILLED, result={"rounds": 3})
    await note(spending, Act.WITHHELD, rules=3)
    await spending.world.tally.read(spending.store)
    drills = counted(spending).drills
    measured = drills[DrillName.STOP].stop
    assert measured is not None
    assert measured.worst == 0.3
    async with spending.store.read() as tx:
        assert await last_made(tx) == drills


async def test_what_is_open_and_waits_is_as_of_now(spending: Night) -> None:
    await spending.alert()
    before = await measure(spending.world)
    await spending.settle()
    after = await measure(spending.world)
    assert (before.now.pending, sum(one.many for one in before.open.values())) == (1, 0)
    assert after.open["critical"][:2] == (1, 1)
    assert (after.now.waiting, after.now.behind) == (0, None)


async def test_status_and_home_show_the_budget_by_the_readers_clock(spending: Night) -> None:
    spending.people.people[NORA] = spending.people.people[NORA].model_copy(update={"tz": "Europe/Berlin"})
    await spend(spending, 3.1)
    line = "Model: $3.10 of $100 today, $3.10 of $1,000 this month"
    assert line in await status(spending)
    view, _ = await home_of(spending.world, NORA)
    assert line in json.dumps(view.view)
    await spend(spending, 80)
    assert (
        "rules alone until 01:00 `Europe/Berlin` on 2025-03-05; $16.90 kept for high severity"
        in await status(spending)
    )


async def test_a_providers_quota_is_told_until_it_is_open_or_an_answer_came(spending: Night) -> None:
    back = spending.clock.now() + timedelta(hours=3)
    await spend(spending, ended=Ended.QUOTA, back_at=back)
    told = await status(spending)
    assert f"the provider's quota is used up: rules alone until {back:%H:%M} `UTC`" in told
    await spend(spending, ended=Ended.ANSWER)
    assert "rules alone" not in await status(spending)
    await spend(spending, ended=Ended.QUOTA)
    assert "rules alone until 02:29 `UTC`" in await status(spending)
    spending.clock.advance(minutes=16)
    assert "rules alone" not in await status(spending)
    await spend(spending, ended=Ended.QUOTA)
    await note(spending, Act.RESUMED, scope="model")
    assert "rules alone" not in await status(spending)


async def test_without_a_model_or_for_a_guest_no_budget_is_shown(spending: Night) -> None:
    await spend(spending)
    assert "Model: " not in await status(spending, GUEST)
    spending.world = replace(spending.world, model=None)
    assert "Model: " not in await status(spending)


async def test_status_and_home_come_without_the_line_while_the_record_cannot_be_counted(
    spending: Night,
) -> None:
    class Blind(Tally):
        async def read(self, store: object) -> None:
            raise TransientError(f"the record cannot be read: {store is not None}")

    spending.world = replace(spending.world, tally=Blind())
    assert "Model: $" not in await status(spending)
    assert await home_of(spending.world, NORA)
