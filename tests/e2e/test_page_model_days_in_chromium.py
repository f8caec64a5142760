"""The model's bad days, ordered from the page: the thread has the rules' diagnosis and one honest line."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from bot.cli.stage import Stage, Way
from bot.render.actions import ActionId
from bot.sandbox.provider.days import DAYS
from bot.sandbox.workspace import Workspace
from tests.e2e.browsing import (
    DESK,
    IN_CHROMIUM,
    PHONE,
    arm,
    browser,
    open_faults,
    opened,
    press,
    shows,
    workspace,
)

pytestmark = IN_CHROMIUM
__all__ = ["browser", "workspace"]
SECONDS = 40.0
ROW = "[data-kind=model-day]"


@pytest_asyncio.fixture(loop_scope="module")
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """Everything, a model's provider too."""
    async with Stage(tmp_path, Way(model=True)) as made:
        yield made


def diagnoses(stage: Stage, scenario: str) -> list[str]:
    """The messages of the thread that can be judged: the rules', and the model's own."""
    return [
        message["ts"]
        for message in stage.workspace.thread(*stage.fired[scenario])
        for block in message.get("blocks") or ()
        if any(one.get("action_id") == ActionId.RIGHT for one in block.get("elements") or ())
    ]


async def test_a_day_stays_until_it_is_cleared_and_the_thread_says_what_became_of_the_model(
    browser: Browser, stage: Stage
) -> None:
    async with opened(browser, stage.workspace.base_url) as page:
        await arm(page, "model-day", day="key-refused", times="0")
        await shows(page, ".armed", DAYS["key-refused"].happens)
        await shows(page, "#panel-summary", "1 fault armed")
        await stage.fire("bad-rollout")
        await page.locator("#channel-list .replies").first.click()
        await shows(page, "#thread-list", "Model: the provider did not accept the key.")
        assert len(diagnoses(stage, "bad-rollout")) == 1
        await expect(page.locator("#thread-list").get_by_text("Model: ")).to_have_count(1)
        assert stage.provider is not None
        assert stage.provider.days.armed() == [("key-refused", 0)]
        await press(page, ".armed", "Clear Model: a bad day")
        await shows(page, ".armed", "Nothing is armed")
        assert stage.provider.days.armed() == []
        await press(page, "#thread-list", "Triage again")
        await shows(page, "#thread-list", "Model (release ")


async def test_a_day_for_so_many_requests_is_used_up_by_them(browser: Browser, stage: Stage) -> None:
    async with opened(browser, stage.workspace.base_url) as page:
        await arm(page, "model-day", day="bad-json", times="2")
        await stage.fire("missing-configmap")
        await page.locator("#channel-list .replies").first.click()
        await shows(page, "#thread-list", "Model: ")
        await shows(page, ".armed", "Nothing is armed")
        assert len(diagnoses(stage, "missing-configmap")) == 1


@pytest.mark.parametrize("size", [DESK, PHONE])
async def test_the_group_has_every_day_by_name_with_what_to_expect(
    browser: Browser, stage: Stage, size: tuple[int, int]
) -> None:
    async with opened(browser, stage.workspace.base_url, size) as page:
        await open_faults(page)
        row = page.locator(ROW)
        await row.scroll_into_view_if_needed()
        await expect(row).to_contain_text("Model: a bad day")
        await expect(row).to_contain_text("The rules' diagnosis stands as posted")
        assert await row.locator("[name=day] option").all_inner_texts() == list(DAYS)


async def test_without_a_provider_there_is_no_such_day_to_order(
    browser: Browser, workspace: Workspace
) -> None:
    async with opened(browser, workspace.base_url) as page:
        await open_faults(page)
        await page.locator("[data-kind=duplicate]").wait_for()
        await expect(page.locator(ROW)).to_have_count(0)
