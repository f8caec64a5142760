"""A play while the model's provider has a bad day ends as without a model, with one honest line; and is judged so."""

from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.cli.bad_day import ANSWERED, Told, problems, rotation
from bot.cli.play import Outcome, play
from bot.cli.playbill import plays
from bot.cli.stage import Stage, Way
from bot.domain.diagnosis import Diagnosis, VerdictKind
from bot.domain.ledger import Act, LedgerEntry
from bot.domain.model import Ended
from bot.domain.snapshot import Gap
from bot.render.blocks import context
from bot.render.rendered import Rendered
from bot.sandbox.provider import DAYS
from bot.sandbox.scenario import load_scenario
from bot.triage.evidence import NO_ANSWER
from tests.fakes_clock import START

DAY = "key-refused"


@pytest.mark.e2e
@pytest.mark.parametrize(
    ("name", "decision", "day"),
    [("bad-rollout", "approve", DAY), ("two-at-once", "watch", "reset"), ("node-lost", "watch", "lies")],
)
async def test_a_play_ends_as_without_a_model(tmp_path: Path, name: str, decision: str, day: str) -> None:
    async with Stage(tmp_path, Way(model=True, model_day=day), speed=4.0) as stage:
        outcome = await play(stage, name, decision)
        assert outcome.problems == []
        assert stage.provider is not None
        assert stage.provider.asked
        assert "  Model: " in outcome.thread or "  Model (release " in outcome.thread


@pytest.mark.e2e
async def test_a_good_day_is_judged_too(tmp_path: Path) -> None:
    async with Stage(tmp_path, Way(model=True), speed=4.0) as stage:
        outcome = await play(stage, "image-pull-credentials", "watch")
    assert outcome.problems == []
    assert "Model (release " in outcome.thread


async def test_a_scenario_brings_its_own_bad_day_and_takes_it_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hanging = load_scenario("bad-rollout").model_copy(update={"model_day": "hang"})
    monkeypatch.setattr("bot.cli.stage.together", lambda _name: (hanging,))
    monkeypatch.setattr("bot.cli.stage.load_scenario", lambda _name: hanging)
    async with Stage(tmp_path, Way(model=True), with_lookout=False) as stage:
        assert stage.provider is not None
        await stage.fire("bad-rollout")
        assert stage.provider.days.armed() == [("hang", 0)]
        await stage.clear("bad-rollout")
        assert stage.provider.days.armed() == []
    asked = Stage(tmp_path / "asked", Way(model=True, model_day="lies"), with_lookout=False)
    assert asked.day_of(hanging) == "lies"


def test_a_scenario_with_a_bad_day_is_played_with_a_model(monkeypatch: pytest.MonkeyPatch) -> None:
    hanging = load_scenario("bad-rollout").model_copy(update={"model_day": "hang"})
    command = import_module("bot.cli.sandbox")
    monkeypatch.setattr(command, "load_scenario", lambda _name: hanging)
    ways: list[Way] = []

    async def noted(_folder: Path, _name: str, _decision: str, way: Way) -> Outcome:
        ways.append(way)
        return Outcome("")

    monkeypatch.setattr(command, "play_once", noted)
    for words in ([], ["--no-model"]):
        CliRunner().invoke(app, ["sandbox", "--once", "bad-rollout", *words])
    assert [way.model for way in ways] == [True, False]


def told(ended: str, *lines: str, why: str = "no answer in 60 s", beside: bool = False) -> Told:
    """A run that ended so, and the small print of the diagnosis."""
    detail: dict[str, Any] = {"ended": ended, "why": why}
    row = LedgerEntry(incident_id="i", at=START, act=Act.REFINED, detail=detail)
    return Told(row=row, diagnosis=Rendered(text="x", blocks=(context(*lines),)), beside=beside)


def test_one_honest_line_is_as_it_should_be() -> None:
    assert list(problems(told("", "Rules.", "Model: no answer in 60 s."), "hang")) == []
    answered = told(Ended.ANSWER.value, "Model (release `x`): same cause.", why="", beside=True)
    assert list(problems(answered, "")) == []
    assert list(problems(answered, "lies")) == []


def test_whatever_is_otherwise_is_said() -> None:
    assert list(problems(told("", "Rules."), "hang")) == [
        "the diagnosis has 0 lines about the model, not one: []"
    ]
    [twice] = problems(told("", "Model: no answer in 60 s.", "Model: no answer in 60 s."), "hang")
    assert twice.startswith("the diagnosis has 2 lines about the model")
    [silent] = problems(told("", "Model: all is well."), "hang")
    assert silent.startswith("the line about the model does not say 'no answer in 60 s'")
    [answered] = problems(told(Ended.ANSWER.value, "Model (release `x`): same cause.", why=""), "hang")
    assert answered == "the model's run ended as 'answer'"
    late = told("", "Model: no answer in 60 s.", beside=True)
    assert list(problems(late, "")) == [
        "the model's run ended as 'no answer in 60 s'",
        "a message of the model stands in the thread without an answer",
    ]
    none = told("").model_copy(update={"diagnosis": None})
    assert list(problems(none, "hang")) == ["the diagnosis has 0 lines about the model, not one: []"]


def test_the_rotation_has_every_day_and_every_play() -> None:
    turns = rotation(plays())
    assert [day for *_, day in turns] == list(DAYS)
    assert {(name, decision) for name, decision, _ in turns} == set(plays())
    assert set(DAYS) >= ANSWERED


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--model-day", "each"], "needs --once"),
        (["--once", "all", "--model-day", "sunny"], "takes a model and each"),
        (["--once", "all", "--model-day", "each", "--no-model"], "takes a model and each"),
    ],
)
def test_a_day_that_there_is_not_is_refused(words: list[str], said: str) -> None:
    ended = CliRunner().invoke(app, ["sandbox", *words])
    assert ended.exit_code == 2
    assert said in ended.stderr


async def test_reads_that_a_starved_machine_did_not_make_are_a_reason_to_play_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    scenario = load_scenario("service-selector")
    gaps = (Gap(what="pods", why="it took too long", reason=NO_ANSWER),)
    unsure = Diagnosis(verdict=VerdictKind.UNSURE, taken_at=START, made_by="rules test", gaps=gaps)

    async def seen(*_told: Any) -> Any:
        return unsure

    command = import_module("bot.cli.play")
    monkeypatch.setattr(command, "_until", seen)
    monkeypatch.setattr(command, "_diagnosis", seen)
    fired = SimpleNamespace(fired={scenario.name: ("C1", "1.1")}, way=Way())
    with pytest.raises(command.EndedOtherwiseError, match="1 reads came too late"):
        await command._play_one(fired, scenario, "watch")  # the only way to starve just one read
