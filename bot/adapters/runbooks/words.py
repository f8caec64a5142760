"""The words of a step: names, what it promises, and what people are told to paste."""

from collections.abc import Callable, Iterator

from bot.adapters.runbooks.commands import fault_in, unknown_variable
from bot.adapters.runbooks.fault import Found
from bot.adapters.runbooks.head import NAME, NAME_FORM
from bot.adapters.runbooks.limits import limits
from bot.adapters.runbooks.tools import CHECK, arguments, is_change, rights, tool
from bot.domain.runbook import Step

_PROMISES = {
    "undo": "how to take it back, or that nothing is to be taken back",
    "expect": "what should be true afterwards, since the change is verified by it",
}


def _form(step: Step) -> Iterator[Found]:
    if not NAME.fullmatch(step.id):
        yield ("id",), f'the id "{step.id}" {NAME_FORM}'
    if not step.title.strip():
        yield ("title",), "the title is empty: say in a few words what this step looks at or changes"


def _promises(step: Step) -> Iterator[Found]:
    """A change says how to undo it and what should be true afterwards."""
    if not is_change(step):
        return
    for field, why in _PROMISES.items():
        if not getattr(step, field).strip():
            yield (field,), f'a step that changes something wants "{field}": {why}'
    if said := unknown_variable(step.undo):
        yield ("undo",), said


def _command(step: Step) -> Iterator[Found]:
    if step.tool == CHECK and not step.command.strip():
        yield ("command",), "a check for a person wants a command to paste"
    if is_change(step) and step.command:
        yield (
            ("command",),
            f"the command of a change is written by Lookout from the tool {step.tool}: remove it",
        )
    elif said := fault_in(step.command, reads_only=step.tool == CHECK):
        yield ("command",), said


STEP_RULES: tuple[Callable[[Step], Iterator[Found]], ...] = (
    _form,
    tool,
    arguments,
    rights,
    _promises,
    limits,
    _command,
)
