"""A runbook held against what exists and what can be done: tools, tiers, causes, groups, limits, commands.

Nothing is implicit: what does not exist is rejected, and so is a step that no target could ever satisfy.
"""

import re
from collections.abc import Callable, Collection, Iterator
from typing import NamedTuple

from bot.adapters.runbooks.commands import fault_in
from bot.adapters.runbooks.document import Path
from bot.adapters.runbooks.schema import did_you_mean
from bot.domain.runbook import Runbook, Step
from bot.gates.tiers import TOOLS, scaling

KNOWN_TOOLS = sorted({*TOOLS, "scale"})
ARGUMENTS = {"scale": {"replicas"}}

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_NEED = re.compile(r"(get|list|watch|create|update|patch|delete) [a-z]+(/[a-z]+)?")
_REPLICAS = re.compile(r"[+-][1-9][0-9]?")

Found = tuple[Path, str]


class Known(NamedTuple):
    """What exists outside the file."""

    causes: Collection[str]
    groups: Collection[str]


def check(runbook: Runbook, known: Known) -> Iterator[Found]:
    """Every rule that the runbook breaks: where (a path of keys and indexes) and what."""
    yield from _identity(runbook)
    yield from _causes(runbook, known)
    yield from _groups(runbook, known)
    for index, step in enumerate(runbook.steps):
        for rule in STEP_RULES:
            for path, text in rule(step):
                yield ("steps", index, *path), f"step {step.id}: {text}"


def _identity(runbook: Runbook) -> Iterator[Found]:
    if not _NAME.fullmatch(runbook.id):
        yield ("id",), f'the id "{runbook.id}" is not of the form small-words-with-hyphens'
    if not runbook.title.strip():
        yield ("title",), "the title is empty"
    if not runbook.steps:
        yield ("steps",), "a runbook has at least one step"
    ids = [step.id for step in runbook.steps]
    for index, one in enumerate(ids):
        if one in ids[:index]:
            yield ("steps", index, "id"), f'the step id "{one}" is given twice'


def _causes(runbook: Runbook, known: Known) -> Iterator[Found]:
    if not runbook.causes:
        yield ("causes",), "a runbook serves at least one cause"
    for index, cause in enumerate(runbook.causes):
        if cause not in known.causes:
            near = did_you_mean(cause, sorted(known.causes))
            yield ("causes", index), f'no detector reports the cause "{cause}"{near}'
        if cause in runbook.causes[:index]:
            yield ("causes", index), f'the cause "{cause}" is given twice'


def _groups(runbook: Runbook, known: Known) -> Iterator[Found]:
    handles = {group.removeprefix("@") for group in known.groups}
    for field, handle in (("owner", runbook.owner), ("escalation", runbook.escalation)):
        if not handle.startswith("@"):
            yield (field,), f'{field} is a group handle such as "@responders", not "{handle}"'
        elif handle[1:] not in handles:
            yield (field,), f'unknown group "{handle}"{did_you_mean(handle[1:], sorted(handles))}'


def _form(step: Step) -> Iterator[Found]:
    if not _NAME.fullmatch(step.id):
        yield ("id",), f'the id "{step.id}" is not of the form small-words-with-hyphens'
    if not step.title.strip():
        yield ("title",), "the title is empty"
    for index, need in enumerate(step.needs):
        if not _NEED.fullmatch(need):
            yield (
                ("needs", index),
                f'"{need}" is not of the form "verb resource" or "verb resource/subresource"',
            )


def _tool(step: Step) -> Iterator[Found]:
    if step.tool not in KNOWN_TOOLS:
        yield ("tool",), f'unknown tool "{step.tool}"{did_you_mean(step.tool, KNOWN_TOOLS)}'
        return
    for name in sorted(set(step.arguments) - ARGUMENTS.get(step.tool, set())):
        yield ("arguments", name), f'the tool {step.tool} has no argument "{name}"'
    if step.tool == "scale" and not _REPLICAS.fullmatch(step.arguments.get("replicas", "")):
        yield ("arguments", "replicas"), 'scale wants the argument replicas, quoted and signed, such as "+1"'
        return
    tier = scaling(_change(step)) if step.tool == "scale" else TOOLS[step.tool]
    if step.tier != tier:
        yield ("tier",), f"{step.tool} is tier {tier}, not {step.tier}"


def _promises(step: Step) -> Iterator[Found]:
    """A change says how to undo it, what should be true afterwards and what rights it takes."""
    if step.tool == "observe" or step.tool not in KNOWN_TOOLS:
        return
    for field, text in (("undo", step.undo), ("expect", step.expect)):
        if not text.strip():
            yield (field,), f'a step that changes something wants "{field}"'
    if not any(need.startswith("patch ") for need in step.needs):
        yield (
            ("needs",),
            'a step that changes something names the right it takes, such as "patch deployments"',
        )


def _limits(step: Step) -> Iterator[Found]:
    limits, change = step.limits, _change(step)
    if limits.min_replicas > limits.max_replicas:
        why = f"min_replicas {limits.min_replicas} is above max_replicas {limits.max_replicas}"
        yield ("limits",), f"no target can satisfy the limits: {why}"
    elif abs(change) > limits.max_replicas - limits.min_replicas:
        yield ("limits",), f"no target can satisfy the limits: a change by {change} leaves the replica bounds"
    if abs(change) > limits.max_pods:
        yield (
            ("limits",),
            f"no target can satisfy the limits: a change by {change} is above max_pods {limits.max_pods}",
        )


def _command(step: Step) -> Iterator[Found]:
    if step.tool == "observe" and not step.command.strip():
        yield ("command",), "a check for a person wants a command to paste"
    if fault := fault_in(step.command, reads_only=step.tool == "observe"):
        yield ("command",), fault


def _change(step: Step) -> int:
    """By how many replicas a scale step changes; 0 for others and for what is not a number."""
    wanted = step.arguments.get("replicas", "") if step.tool == "scale" else ""
    return int(wanted) if _REPLICAS.fullmatch(wanted) else 0


STEP_RULES: tuple[Callable[[Step], Iterator[Found]], ...] = (_form, _tool, _promises, _limits, _command)
