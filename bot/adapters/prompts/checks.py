"""What the doctor asks of the prompts: that every text and release is what was locked, or the start refuses them."""

from bot.adapters.prompts.shelf import Shelf
from bot.domain.check import Check, fail, ok


def prompts(shelf: Shelf) -> list[Check]:
    """A line for each fault; else one line with the newest release."""
    faults = (*shelf.faults, *shelf.unlocked)
    checks = [
        fail(
            "prompts",
            f"the start refuses it: {one.text}",
            one.mend or "mend the line",
            f"{one.file}:{one.line}",
        )
        for one in faults
    ]
    newest = shelf.releases.newest
    said = f"{len(shelf.prompts)} prompts, {len(shelf.every)} releases, the newest is {newest}"
    return checks or [ok("prompts", said)]
