"""A step held against its tool: that it exists, what it may be told, what it costs and which rights it takes."""

import re
from collections.abc import Iterator

from bot.adapters.runbooks.commands import calls_of
from bot.adapters.runbooks.fault import Found
from bot.adapters.runbooks.kubectl import ANY, needs
from bot.adapters.runbooks.schema import did_you_mean
from bot.domain.runbook import Step
from bot.domain.tool import TOOLS, Right
from bot.gates.tiers import TOOLS as TIERS
from bot.gates.tiers import scaling

CHECK = "observe"
KNOWN_TOOLS = (CHECK, *sorted(TOOLS))
FORMS = {"replicas": re.compile(r"[+-][1-9][0-9]?"), "to_revision": re.compile(r"[1-9][0-9]{0,8}")}
"""The form of each argument; what it means stands with the tool (`bot.domain.tool`)."""
NEEDED = {"scale": ("replicas",)}
"""The arguments without which a tool cannot be used."""
NEED = re.compile(r"(get|list|watch|create|update|patch|delete) [a-z]+(\.[a-z0-9][a-z0-9.-]*)?(/[a-z]+)?")
"""A right: verb, resource with its API group where the name alone is ambiguous, subresource."""

_METRICS = ".metrics.k8s.io"


def change_of(step: Step) -> int:
    """By how many replicas a scale step changes; 0 for others and for what is not such a number."""
    wanted = step.arguments.get("replicas", "") if step.tool == "scale" else ""
    return int(wanted) if FORMS["replicas"].fullmatch(wanted) else 0


def tier_of(step: Step) -> int | None:
    """The tier of a step by its tool; None if that cannot be told."""
    if step.tool == "scale":
        return scaling(change_of(step)) if change_of(step) else None
    return TIERS.get(step.tool)


def tool(step: Step) -> Iterator[Found]:
    """The tool exists, and the step's tier is the tool's."""
    if step.tool not in KNOWN_TOOLS:
        near = did_you_mean(step.tool, KNOWN_TOOLS) or f" (tools: {', '.join(KNOWN_TOOLS)})"
        yield ("tool",), f'unknown tool "{step.tool}"{near}'
        return
    tier = tier_of(step)
    if tier is not None and step.tier != tier:
        yield ("tier",), f"{step.tool} is tier {tier}, not {step.tier}: the tool decides, so write {tier}"


def arguments(step: Step) -> Iterator[Found]:
    """The tool takes these arguments, in this form."""
    if step.tool not in KNOWN_TOOLS:
        return
    taken = TOOLS[step.tool].arguments if step.tool in TOOLS else {}
    for name, value in step.arguments.items():
        if name not in taken:
            listed = f"it takes {', '.join(taken)}" if taken else "it takes none"
            yield ("arguments", name), f'the tool {step.tool} has no argument "{name}": {listed}'
        elif not FORMS[name].fullmatch(value):
            yield ("arguments", name), f"{name} is {taken[name]}, not {value!r:.40}"
    for name in NEEDED.get(step.tool, ()):
        if name not in step.arguments:
            yield ("arguments",), f"{step.tool} wants the argument {name}: {taken[name]}"


def rights(step: Step) -> Iterator[Found]:
    """The needs are rights, and no right that the step takes is missing."""
    for index, need in enumerate(step.needs):
        if not NEED.fullmatch(need):
            form = '"verb resource" or "verb resource/subresource", such as "patch deployments/scale"'
            yield ("needs", index), f'"{need}" is not of the form {form}'
    if missing := _missing(step):
        listed = " and ".join(_shown(one) for one in missing)
        said = f"the step takes {listed} too: without it here, nobody is told that they cannot run it"
        yield ("needs",), said


def _missing(step: Step) -> list[str]:
    if step.tool == CHECK:
        wanted = [need for call in calls_of(step.command) for need in needs(call)]
        return [one for one in dict.fromkeys(wanted) if not _covered(one, step.needs)]
    if step.tool not in TOOLS:
        return []
    by_kind = [_uncovered(rights, step.needs) for rights in TOOLS[step.tool].rights.values()]
    return min(by_kind, key=len)


def _shown(right: str) -> str:
    """A right as a person writes it; of a kind that only the incident tells, an example."""
    if not right.endswith(ANY):
        return f'"{right}"'
    return f'"{right.replace(ANY, "deployments")}" or the like for what $kind may be'


def _uncovered(wanted: tuple[Right, ...], given: tuple[str, ...]) -> list[str]:
    return [str(one) for one in wanted if not _covered(str(one), given)]


def _covered(wanted: str, given: tuple[str, ...]) -> bool:
    if wanted.endswith(ANY):
        return any(one.startswith(wanted.removesuffix(ANY)) for one in given)
    return any(
        one == wanted or (one.startswith(f"{wanted}.") and not one.endswith(_METRICS)) for one in given
    )


def is_change(step: Step) -> bool:
    """Whether the step's tool changes something."""
    return step.tool in TOOLS
