"""The command of a runbook's change before its target is known, with `$namespace`, `$kind` and `$name` in its place.

Pure. Made by the same function as the command of a real proposal, so that what people read beforehand is what they get.
"""

from collections.abc import Mapping

from bot.domain.mitigation import (
    Cordon,
    DeletePod,
    EvictPod,
    Mitigation,
    Pause,
    RecreateJob,
    Restart,
    Resume,
    ResumeCronJob,
    Scale,
    SuspendCronJob,
    Uncordon,
    Undo,
)
from bot.domain.target import Subject
from bot.domain.tool import TOOLS
from bot.facts.by_hand import kubectl_for

_NAMES = {"the-namespace": "$namespace", "thekind": "$kind", "the-name": "$name"}
_BEFORE, _AFTER = 700_001, 700_002  # numbers that stand for counts until they are known
_LATEST = 0


def command_of(tool: str, arguments: Mapping[str, str]) -> str:
    """The command, with shell variables for what the incident tells.

    A variable `$replicas` is the number of replicas before; without a revision kubectl takes the previous one.
    """
    kinds = TOOLS[tool].kinds
    subject = Subject(
        kind=kinds[0] if len(kinds) == 1 else "TheKind",
        namespace="" if kinds == ("Node",) else "the-namespace",
        name="the-name",
    )
    text = kubectl_for(_mitigation(tool, arguments, subject)).removesuffix(f" --to-revision={_LATEST}")
    for name, variable in _NAMES.items():
        text = _replaced(text, name, variable)
    change = int(arguments.get("replicas", "0"))
    after = f"$((replicas {'-' if change < 0 else '+'} {abs(change)}))"
    return text.replace(str(_BEFORE), "$replicas").replace(str(_AFTER), after)


def _mitigation(tool: str, arguments: Mapping[str, str], subject: Subject) -> Mitigation:
    made: dict[str, Mitigation] = {
        one.action: one
        for one in (
            Restart(subject=subject),
            Undo(subject=subject, to_revision=int(arguments.get("to_revision", _LATEST))),
            Pause(subject=subject),
            Resume(subject=subject),
            Scale(subject=subject, from_replicas=_BEFORE, to_replicas=_AFTER),
            DeletePod(subject=subject),
            EvictPod(subject=subject),
            Cordon(subject=subject),
            Uncordon(subject=subject),
            SuspendCronJob(subject=subject),
            ResumeCronJob(subject=subject),
            RecreateJob(subject=subject, new_name="the-name-again"),
        )
    }
    return made[tool]


def _replaced(text: str, name: str, variable: str) -> str:
    """Variables in place of a name; within single quotes, where a shell sets none, the quotes are opened for it."""
    parts = text.split("'")
    quoted = [part.replace(name, f"'\"{variable}\"'") for part in parts[1::2]]
    parts[::2] = [part.replace(name, variable) for part in parts[::2]]
    parts[1::2] = quoted
    return "'".join(parts)
