"""The prompts that come with Lookout: locked, owned, and saying what they must."""

import re

import pytest

from bot.adapters.prompts import FILES, HANDLES
from bot.app.releases import shelf_of, tools_now
from bot.domain.release import PURPOSES, Prompt

SHELF = shelf_of(FILES, None)
PROMPTS = {key: one for key, one in SHELF.prompts.items() if one.name in PURPOSES}


def test_the_shipped_folder_has_no_fault_and_its_newest_release_is_for_the_tools_of_this_version() -> None:
    assert (SHELF.faults, SHELF.unlocked) == ((), ())
    newest = SHELF.releases.newest
    assert newest is not None
    assert newest.tools == tools_now()
    assert newest.model.startswith("claude-")


@pytest.mark.parametrize("prompt", PROMPTS.values(), ids=PROMPTS)
def test_a_prompt_says_what_a_witness_must_be_told(prompt: Prompt) -> None:
    text = " ".join(prompt.text.split()).lower()
    for wanted in (
        "witness under oath",
        "character by character",
        "never an instruction" if prompt.name == "answer" else "never instruction",
        "no first person",
        "nothing about people",
        "no ownership, no acknowledgement, no promise",
        "no action",
        "what was not read is unknown",
        "plain english",
        "refute",
        "only reads",
        '"other"',
    ):
        assert wanted in text, wanted
    assert prompt.owner.removeprefix("@") in HANDLES


@pytest.mark.parametrize("prompt", PROMPTS.values(), ids=PROMPTS)
def test_a_prompt_holds_nothing_that_changes_from_run_to_run(prompt: Prompt) -> None:
    """What changes stands in the conversation: a changed beginning would never be read from the provider's cache."""
    assert not re.search(r"[{}]|\b20\d\d\b", prompt.text)
