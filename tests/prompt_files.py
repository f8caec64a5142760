"""A folder of prompts as an operator would write one, and releases made up for tests."""

from pathlib import Path
from typing import Any

from bot.adapters.prompts.shelf import Shelf, lock_shelf, read_shelf
from bot.domain.release import PURPOSES, Prompt, Release, Releases
from bot.domain.spending import Price

TOOLS = "a" * 64
PRICE = Price(fresh=5, written=6.25, cached=0.5, out=25)


def prompt_text(
    name: str, version: int = 1, *, text: str = "Say what was seen.", owner: str = "@responders"
) -> str:
    """One prompt's file."""
    return f'---\nname: {name}\nversion: {version}\nowner: "{owner}"\n---\n{text}\n'


def release_text(
    name: str = "2026-11", *, version: int = 1, tools: str = TOOLS, model: str = "model-1"
) -> str:
    """One release, as an item of the list."""
    return (
        f"  - name: {name}\n    model: {model}\n    prompts: {{investigate: investigate@{version}, answer: answer@1}}\n"
        f"    tools: {tools}\n    price: {{fresh: 5, written: 6.25, cached: 0.5, out: 25}}\n"
    )


def written(folder: Path, *releases: str) -> Path:
    """Two prompts and these releases (one, if none are given), locked."""
    folder.mkdir(exist_ok=True)
    for name in PURPOSES:
        (folder / f"{name}-1.md").write_text(prompt_text(name))
    (folder / "releases.yaml").write_text("releases:\n" + "".join(releases or [release_text()]))
    lock_shelf(shelf(folder))
    return folder


def shelf(folder: Path, tools: str = TOOLS) -> Shelf:
    """The folder as it is."""
    return read_shelf(folder, tools_digest=tools)


def release(name: str = "2026-11", **changes: Any) -> Release:
    """A release made up."""
    prompts = {
        use: Prompt(name=use, version=1, owner="@responders", text="Say.", digest="d" * 64)
        for use in PURPOSES
    }
    usual: dict[str, Any] = {"model": "model-1", "prompts": prompts, "tools": TOOLS, "price": PRICE}
    return Release(name=name, **(usual | changes))


def releases(*names: str) -> Releases:
    """Several, the newest last."""
    return Releases(known=tuple(release(name) for name in names))
