"""The doctor on the model's provider, and which model and releases the composition root takes."""

from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.anthropic.checks import served
from bot.adapters.clock import SystemClock
from bot.adapters.store.store import SqlStore
from bot.app.model import model_of, preferred
from bot.app.releases import releases_of
from bot.domain.check import Check, Condition
from bot.domain.ledger import Act, LedgerEntry
from bot.domain.model import Reply, Request, Served
from bot.domain.release import Release, Releases
from bot.domain.spending import Price
from bot.sandbox.provider import Provider
from bot.sandbox.provider.provider import KEY
from bot.settings.config import Config
from bot.settings.environment import Environment
from bot.settings.error import SettingsError
from bot.settings.policy import policy_of
from bot.settings.read import read_config
from bot.triage.ports.model import Tab
from tests.app.conftest import Bay
from tests.fakes_clock import START

PRICE = Price(fresh=5, written=6.25, cached=0.5, out=25)
SMALL = "roles: {responders: {users: [U1]}, commanders: {users: [U2]}}\nclusters: {c: {reader: {in_cluster: true}}}\n"


def release(name: str, model: str = "claude-opus-5-5") -> Release:
    return Release(name=name, model=model, prompts={}, tools="", price=PRICE)


class Listing:
    """A `Model` that lists these."""

    def __init__(self, *listed: Served) -> None:
        self._listed = listed

    async def served(self) -> tuple[Served, ...]:
        return self._listed

    async def ask(self, request: Request, *, within: float, tab: Tab | None = None) -> Reply:
        raise AssertionError("the doctor asks no questions that cost anything")


async def line(bay: Bay, monkeypatch: pytest.MonkeyPatch, key: str, **model: Any) -> Check:
    monkeypatch.setenv("LOOKOUT_ANTHROPIC_API_KEY", key)
    bay.config["model"] = model
    (found,) = [one for one in await bay.lines() if one.name == "model"]
    return found


async def test_without_a_key_or_turned_off_the_model_is_off_and_that_is_fine(
    bay: Bay, monkeypatch: pytest.MonkeyPatch
) -> None:
    off = await line(bay, monkeypatch, "")
    assert (off.verdict, off.said) == (
        Condition.OK,
        "off: LOOKOUT_ANTHROPIC_API_KEY is not set, so the rules answer alone",
    )
    off = await line(bay, monkeypatch, "a-key", enabled=False)
    assert (off.verdict, off.said) == (Condition.OK, "off: model.enabled is off, so the rules answer alone")


async def test_a_key_is_tried_on_the_provider(bay: Bay, monkeypatch: pytest.MonkeyPatch) -> None:
    provider = Provider(bay.stage.clock)
    url = await provider.start()
    assert (await line(bay, monkeypatch, KEY, base_url=url)).verdict is Condition.OK
    refused = await line(bay, monkeypatch, "an-old-key", base_url=url)
    assert refused.verdict is Condition.FAIL
    assert refused.said.startswith("the provider does not accept the key (401)")
    provider.days.order("overloaded")
    busy = await line(bay, monkeypatch, KEY, base_url=url)
    assert (busy.verdict, busy.said) == (Condition.UNKNOWN, "the provider is overloaded")
    await provider.stop()
    silent = await line(bay, monkeypatch, KEY, base_url=url)
    assert silent.verdict is Condition.UNKNOWN


async def test_a_release_that_there_is_not_fails(bay: Bay, monkeypatch: pytest.MonkeyPatch) -> None:
    found = await line(bay, monkeypatch, "a-key", release="nobody-knows")
    assert found.verdict is Condition.FAIL
    assert found.said.startswith('model.release: unknown release "nobody-knows"')


async def choose(bay: Bay, name: str) -> None:
    store = await SqlStore.open(f"sqlite:///{bay.database}", SystemClock())
    async with store.begin() as tx:
        detail = {"release": name}
        await tx.ledger.append(LedgerEntry(incident_id="", at=tx.now, act=Act.CHOSE, detail=detail))
    await store.close()


async def test_the_release_that_a_person_chose_is_the_one_looked_at(
    bay: Bay, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider = Provider(bay.stage.clock)
    url = await provider.start()
    await choose(bay, "2026-11")
    assert (await line(bay, monkeypatch, KEY, base_url=url)).verdict is Condition.OK
    await choose(bay, "2025-01")
    gone = await line(bay, monkeypatch, KEY, base_url=url)
    assert (gone.verdict, gone.about) == (Condition.FAIL, "2025-01")
    assert gone.said == "the release that was chosen is not one of this version, so the rules answer alone"
    monkeypatch.setenv("LOOKOUT_DATABASE_URL", "mysql://somewhere/else")
    assert (await line(bay, monkeypatch, KEY, base_url=url)).verdict is Condition.OK
    await provider.stop()


@pytest.mark.parametrize(
    ("listed", "verdict", "said"),
    [
        (Served(id="claude-opus-5-5"), Condition.OK, "claude-opus-5-5 is served"),
        (Served(id="claude-opus-5-5-20260901"), Condition.OK, "claude-opus-5-5 is served"),
        (
            Served(id="claude-opus-5-5", retires=START + timedelta(days=61)),
            Condition.OK,
            "is served",
        ),
        (
            Served(id="claude-opus-5-5", retires=START + timedelta(days=60)),
            Condition.WARN,
            "claude-opus-5-5 retires on 2025-05-03",
        ),
        (Served(id="claude-opus-5"), Condition.FAIL, "the provider serves no claude-opus-5-5"),
        (Served(id="claude-opus-5-5-mini"), Condition.FAIL, "serves no"),
    ],
)
async def test_the_releases_model_is_served_and_for_how_long(
    listed: Served, verdict: Condition, said: str
) -> None:
    found = await served(Listing(listed), release("2026-11"), START)
    assert (found.verdict, found.about) == (verdict, "2026-11")
    assert said in found.said


async def test_without_a_release_the_key_alone_is_tried() -> None:
    found = await served(Listing(Served(id="a"), Served(id="b")), None, START)
    assert (found.verdict, found.said) == (Condition.OK, "the key is accepted; 2 models are served")


def test_the_configured_release_is_the_one_in_use_until_a_person_chooses_another() -> None:
    known = Releases(known=(release("a"), release("b"), release("c")))
    assert [one.name for one in preferred(known, "b").known] == ["a", "c", "b"]
    assert preferred(known, "") == known
    assert preferred(Releases(), "b") == Releases()
    with pytest.raises(SettingsError, match=r'model\.release: unknown release "d"'):
        preferred(known, "d")


def config(tmp_path: Path, text: str = "") -> Config:
    (tmp_path / "lookout.yaml").write_text(SMALL + text)
    return read_config(tmp_path / "lookout.yaml")


@pytest.mark.parametrize(
    ("key", "text", "there"),
    [("", "", False), ("a-key", "", True), ("a-key", "model: {enabled: off}\n", False)],
)
async def test_there_is_a_model_if_there_is_a_key_and_nobody_turned_it_off(
    tmp_path: Path, key: str, text: str, *, there: bool
) -> None:
    told = Environment.model_validate({"LOOKOUT_ANTHROPIC_API_KEY": key})
    async with AsyncExitStack() as opened:
        found = model_of(config(tmp_path, text), told, SystemClock(), opened)
        assert (found is not None) is there


def test_bounds_and_budgets_of_the_configuration_are_the_storys(tmp_path: Path) -> None:
    told = config(tmp_path, "model: {bounds: {seconds: 30, turns: 3}, budgets: {day: 7}, by_rules: 0.5}\n")
    policy = policy_of(told, {}, "1").model
    assert (policy.bounds.seconds, policy.bounds.turns, policy.budgets.day, policy.by_rules) == (
        30,
        3,
        7,
        0.5,
    )


def test_a_configured_release_that_does_not_come_with_lookout_is_refused(tmp_path: Path) -> None:
    known = releases_of(config(tmp_path))
    assert known.newest is not None
    assert releases_of(config(tmp_path, f'model: {{release: "{known.newest.name}"}}\n')) == known
    with pytest.raises(SettingsError, match=r"model\.release: unknown release"):
        releases_of(config(tmp_path, "model: {release: nobody-knows}\n"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("model: {bounds: {seconds: 0}}\n", "model.bounds.seconds"),
        ("model: {base_url: api.anthropic.com}\n", "model.base_url"),
        ("model: {by_rules: 2}\n", "model.by_rules"),
        ("model: {budget: {}}\n", 'unknown field "budget"'),
        ("model: {budgets: {reserve: 1}}\n", "model.budgets.reserve"),
    ],
)
def test_a_model_that_cannot_be_meant_so_is_refused_with_its_line(
    tmp_path: Path, text: str, said: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        config(tmp_path, text)
    (problem,) = caught.value.problems
    assert problem.startswith("lookout.yaml:3:")
    assert said in problem
