"""A container's log, narrowed to the lines that matter, so that one line among a hundred thousand can be found."""

from typing import Literal

from pydantic import Field

from bot.domain.noun import Noun
from bot.domain.snapshot import LogKey
from bot.facts.logs import template
from bot.facts.templates import grouped, rarest
from bot.triage.model.sources import CannotReadError, Found, Sources, beside, named
from bot.triage.model.tool import Tool

_LINE, _GROUPS, _PATTERN = 400, 60, 200


class Arguments(Noun):
    """Whose log, which lines, and how they are shown."""

    pod: str = Field(description="The pod's name.")
    container: str = Field(description="The container's name.")
    previous: bool = Field(description="True for the log of the run before the last restart.")
    contains: str = Field(
        description=(
            "Only lines that hold this, in any case of letters; * stands for anything between, | separates "
            'alternatives: "timeout|connect*refused". "" for all lines.'
        )
    )
    show: Literal["newest", "rare"] = Field(
        description=(
            '"newest": the newest lines as they are. "rare": lines that say the same are shown once, with how '
            "often, the rarest first."
        )
    )


async def read(sources: Sources, asked: Arguments) -> Found:
    """The lines of one log."""
    if len(asked.contains) > _PATTERN:
        raise CannotReadError(f"what a line should hold is longer than {_PATTERN} signs")
    key = LogKey(
        namespace=sources.scope.namespace,
        pod=named(asked.pod),
        container=named(asked.container),
        previous=asked.previous,
    )
    log = await sources.log(key)
    lines = await beside(lambda: chosen(log, asked.contains))
    rare = asked.show == "rare"
    text = await beside(lambda: "\n".join(_rare(lines) if rare else (line[:_LINE] for line in lines)))
    run = "previous log" if asked.previous else "log"
    ref = f"{key.namespace}/pod/{key.pod}/{key.container}"
    if not log:
        text = "(the log is empty)"
    elif not lines:
        text = "(no line holds that)"
    return Found(
        text=text,
        what=f"{run} of {key.namespace}/{key.pod}/{key.container}",
        ref=ref,
        count=len(lines),
        at=sources.clock.now(),
        tail=not rare,
    )


def chosen(log: str, pattern: str) -> list[str]:
    """The lines that hold one of the alternatives; the time this takes is linear in the length of the log."""
    wanted = [
        [part for part in one.casefold().split("*") if part] for one in pattern.split("|") if one.strip("* ")
    ]
    lines = [line.rstrip() for line in log.split("\n") if line.strip()]
    if not wanted:
        return lines
    return [line for line in lines if any(_holds(line.casefold(), parts) for parts in wanted)]


def _holds(line: str, parts: list[str]) -> bool:
    at = 0
    for part in parts:
        found = line.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return True


def _rare(lines: list[str]) -> list[str]:
    groups = rarest(grouped(enumerate(lines), template))
    return [f"{one.count} x {one.line[:_LINE]}" for one in groups[:_GROUPS]]


TOOL = Tool(
    name="logs",
    description="The log of one container in the incident's namespace, as it is now, narrowed to what matters.",
    arguments=Arguments,
    read=read,
)
