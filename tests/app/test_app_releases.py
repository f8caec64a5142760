"""Production starts with prompts and releases that are what was locked, or not at all."""

from pathlib import Path
from typing import Any

import pytest

from bot.adapters.clock import SystemClock
from bot.adapters.prompts import PromptError, lock_shelf
from bot.app import start
from bot.app.releases import releases_of, shelf_of, tools_now
from bot.domain.check import Condition
from bot.settings.config import Config
from bot.settings.environment import read_environment
from tests.app.conftest import HEALTHY, Bay
from tests.prompt_files import prompt_text, release_text, written


def config(folder: Path, **changes: Any) -> Config:
    """A configuration with that folder of prompts."""
    clusters = {"sandbox": {"reader": {"in_cluster": True}}}
    told = HEALTHY | {"clusters": clusters, "model": {"prompts": "prompts"}} | changes
    return Config.model_validate(told, context={"folder": folder})


@pytest.fixture
def prompts(tmp_path: Path) -> Path:
    """A folder that an operator wrote, with a prompt that a person of the configuration owns."""
    made = written(tmp_path / "prompts", release_text("ours", tools=tools_now()))
    (made / "answer-1.md").write_text(prompt_text("answer", owner="U0EMIL"))
    lock_shelf(shelf_of(made, config(tmp_path)))
    return made


def test_the_folder_of_the_configuration_is_read_in_place_of_the_shipped_one(prompts: Path) -> None:
    found = releases_of(config(prompts.parent))
    assert [one.name for one in found.known] == ["ours"]
    assert [one.name for one in releases_of(config(prompts.parent, model={})).known] != ["ours"]


async def test_a_prompt_that_was_edited_under_its_version_fails_the_start_before_anything_is_connected(
    prompts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = prompts / "investigate-1.md"
    path.write_text(path.read_text().replace("seen", "heard"))
    monkeypatch.setenv("LOOKOUT_SLACK_BOT_TOKEN", "xoxb-1")
    monkeypatch.setenv("LOOKOUT_SLACK_APP_TOKEN", "xapp-1")
    monkeypatch.setenv("LOOKOUT_REDACTION_KEY", "0123456789abcdef")
    monkeypatch.setenv("SLACK_API_URL", "http://127.0.0.1:9/")
    with pytest.raises(PromptError, match=r"investigate-1\.md:1: the text of investigate@1 was edited"):
        await start(config(prompts.parent), read_environment(), SystemClock())


async def test_the_doctor_tells_what_the_start_would_refuse(bay: Bay) -> None:
    fine = [one for one in await bay.lines() if one.name == "prompts"]
    assert [one.verdict for one in fine] == [Condition.OK]
    made = written(bay.stage.folder / "prompts", release_text("ours", tools=tools_now()))
    lock_shelf(shelf_of(made, None))
    (made / "releases.yaml").write_text(
        "releases:\n" + release_text("ours", tools=tools_now(), model="model-9")
    )
    bay.config["model"] = {"prompts": "prompts"}
    ill = [one for one in await bay.lines() if one.name == "prompts"]
    assert [one.about for one in ill] == ["digests.yaml:7"]
    assert ill[0].verdict is Condition.FAIL
