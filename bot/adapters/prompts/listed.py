"""`releases.yaml`: which model with which prompts and tools is which release, in the order in which they came to be."""

from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import Field

from bot.adapters.prompts.document import Document
from bot.adapters.prompts.fault import Fault
from bot.adapters.prompts.formed import formed
from bot.domain.noun import Noun
from bot.domain.release import PURPOSES, Prompt, Release
from bot.domain.spending import Price

NAME = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$"
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,39}@[1-9][0-9]{0,5}$")]


class Listed(Noun):
    """One release as it is written; `prompts` names one by purpose ("investigate@1")."""

    name: str = Field(pattern=NAME)
    model: str = Field(pattern=r"^\S+$")
    prompts: dict[str, Key]
    tools: str = Field(pattern=r"^[0-9a-f]{64}$")
    price: Price
    out: int = Field(default=8_000, ge=256)


class ReleaseList(Noun):
    """The file."""

    releases: tuple[Listed, ...] = Field(min_length=1)


def read_list(document: Document, prompts: Mapping[str, Prompt]) -> tuple[list[Release], list[Fault]]:
    """The releases that are sound, the oldest first, and what is wrong with the others."""
    made = formed(document, ReleaseList)
    if not isinstance(made, ReleaseList):
        return [], made
    faults = [*_twice(document, made)]
    releases = []
    for at, one in enumerate(made.releases):
        wrong = list(_unmet(document, at, one, prompts))
        faults += wrong
        if not wrong:
            uses = {use: prompts[key] for use, key in one.prompts.items()}
            releases.append(Release(**(one.model_dump() | {"prompts": uses})))
    return releases, faults


def _twice(document: Document, made: ReleaseList) -> Iterator[Fault]:
    seen: set[str] = set()
    for at, one in enumerate(made.releases):
        if one.name.casefold() in seen:
            place = ("releases", at, "name")
            yield document.fault(place, f"the name {one.name} is there already", "give it another")
        seen.add(one.name.casefold())


def _unmet(document: Document, at: int, one: Listed, prompts: Mapping[str, Prompt]) -> Iterator[Fault]:
    place = ("releases", at, "prompts")
    for use in PURPOSES:
        if use not in one.prompts:
            yield document.fault(place, f"{one.name} has no prompt for {use!r}", "name one")
    for use, key in one.prompts.items():
        if use not in PURPOSES:
            known = ", ".join(PURPOSES)
            yield document.fault((*place, use), f"{use!r:.40} is no purpose", f"the purposes are {known}")
        elif key not in prompts:
            file = f"{key.replace('@', '-')}.md"
            text = f"{one.name} uses {key}, and no sound file has it"
            yield document.fault((*place, use), text, f"add {file}, or put it right")
