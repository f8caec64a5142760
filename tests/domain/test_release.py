"""What a release is, and what makes it another one."""

import pytest

from bot.domain.model import Ended, ToolSchema
from bot.domain.release import Prompt, Release, Releases, tools_digest
from bot.domain.spending import Price

PROMPT = Prompt(name="investigate", version=1, owner="@responders", text="Look.", digest="ab" * 32)
RELEASE = Release(
    name="first",
    model="claude-opus-5-5",
    prompts={"investigate": PROMPT},
    tools="cd" * 32,
    price=Price(fresh=5, written=6, cached=1, out=25),
)


@pytest.mark.parametrize(
    "change",
    [
        {"model": "another"},
        {"tools": "ef" * 32},
        {"out": 300},
        {"prompts": {"investigate": PROMPT.model_copy(update={"version": 2})}},
        {"prompts": {"investigate": PROMPT.model_copy(update={"digest": "00" * 32})}},
    ],
)
def test_whatever_the_model_is_told_beforehand_changes_the_digest(change: dict[str, object]) -> None:
    assert RELEASE.model_copy(update=change).digest != RELEASE.digest


def test_a_name_and_a_price_are_not_told_to_the_model() -> None:
    assert RELEASE.model_copy(update={"name": "second"}).digest == RELEASE.digest
    assert str(RELEASE) == f"first (claude-opus-5-5, {RELEASE.digest})"


def test_the_newest_release_is_the_last() -> None:
    second = RELEASE.model_copy(update={"name": "second"})
    both = Releases(known=(RELEASE, second))
    assert both.newest == second
    assert both.named("first") == RELEASE
    assert both.named("third") is None
    assert Releases().newest is None


def test_only_what_the_provider_may_get_over_is_tried_again() -> None:
    assert {one for one in Ended if one.may_pass} == {
        Ended.BUSY,
        Ended.LIMITED,
        Ended.BROKEN,
        Ended.UNREACHABLE,
    }


def test_a_tool_told_otherwise_is_another_digest() -> None:
    tool = ToolSchema(name="logs", description="Lines of a log.", parameters={"type": "object"})
    told = {tools_digest([tool]), tools_digest([tool.model_copy(update={"description": "Lines."})])}
    assert len(told) == 2
    assert tools_digest([tool]) in told
