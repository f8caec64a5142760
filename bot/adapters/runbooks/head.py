"""The head of a runbook held against what exists: its names, the causes it serves, the groups and people it names."""

import re
from collections.abc import Callable, Collection, Iterator
from typing import NamedTuple

from bot.adapters.runbooks.fault import Found
from bot.adapters.runbooks.schema import did_you_mean
from bot.domain.runbook import Runbook

NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
NAME_FORM = "is not of the form small-words-with-hyphens"
_PERSON = re.compile(r"[UW][A-Z0-9]{2,}")


class Known(NamedTuple):
    """What exists outside the file: cause codes, groups with or without "@", and people by their Slack ids."""

    causes: Collection[str]
    groups: Collection[str]
    people: Collection[str] = ()

    def fault(self, handle: str) -> str:
        """What is wrong with the name of a group or person, "" if it exists."""
        groups = {group.removeprefix("@") for group in self.groups}
        if handle in self.people or (handle.startswith("@") and handle[1:] in groups):
            return ""
        if _PERSON.fullmatch(handle):
            return f'unknown person "{handle}": people are those of the configuration, which `--config` names'
        if handle.startswith("@"):
            listed = ", ".join(f"@{group}" for group in sorted(groups))
            return f'unknown group "{handle}"{did_you_mean(handle[1:], groups)} (groups: {listed})'
        return f'"{handle}" is neither a group handle such as "@responders" nor the Slack id of a person'


def _identity(runbook: Runbook, _: Known) -> Iterator[Found]:
    if not NAME.fullmatch(runbook.id):
        yield ("id",), f'the id "{runbook.id}" {NAME_FORM}'
    if not runbook.title.strip():
        yield ("title",), "the title is empty: say in a few words what is wrong when this is read"
    if not runbook.steps:
        yield ("steps",), "a runbook has at least one step: a check (tool: observe) at the least"


def _step_ids(runbook: Runbook, _: Known) -> Iterator[Found]:
    ids = [step.id for step in runbook.steps]
    for index, one in enumerate(ids):
        if one in ids[:index]:
            yield (
                ("steps", index, "id"),
                f'the step id "{one}" is given twice: a proposal names its step by it',
            )


def _causes(runbook: Runbook, known: Known) -> Iterator[Found]:
    if not runbook.causes:
        yield (
            ("causes",),
            "a runbook serves at least one cause, or it is never used (`lookout detectors` lists them)",
        )
    for index, cause in enumerate(runbook.causes):
        if cause not in known.causes:
            near = did_you_mean(cause, known.causes) or " (`lookout detectors` lists the causes)"
            yield ("causes", index), f'no detector reports the cause "{cause}"{near}'
        if cause in runbook.causes[:index]:
            yield ("causes", index), f'the cause "{cause}" is given twice'


def _handles(runbook: Runbook, known: Known) -> Iterator[Found]:
    for field, handle in (("owner", runbook.owner), ("escalation", runbook.escalation)):
        if said := known.fault(handle):
            yield (field,), f"{field}: {said}"
    for index, step in enumerate(runbook.steps):
        if step.escalation and (said := known.fault(step.escalation)):
            yield ("steps", index, "escalation"), f"step {step.id}: escalation: {said}"


HEAD_RULES: tuple[Callable[[Runbook, Known], Iterator[Found]], ...] = (
    _identity,
    _step_ids,
    _causes,
    _handles,
)
