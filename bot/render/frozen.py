"""What `/lookout freeze` and `unfreeze` answer, and what a click is told that a freeze stands in the way of."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.freeze import SCOPES, Freeze, Freezes
from bot.render.freeze import freeze_line, freeze_lines
from bot.render.rendered import NoEffect, Rendered
from bot.render.whispers import no_effect, whisper
from bot.render.words import code

_SHOWN = 5
_EFFECT = "No change of what it names is sent; alerts, triages and reminders go on."


def freeze_recorded(freeze: Freeze, local: datetime, zone: str, *, replaced: bool) -> Rendered:
    """The freeze that this command set; `local` is its end in the asker's zone."""
    said = f"Recorded: {_begin_low(freeze_line(freeze, freeze.starts_at))}."
    there = f"In that time zone: {local.strftime('%H:%M on %Y-%m-%d')} {code(zone, 60)}."
    return whisper(
        said, there, *(["The earlier freeze of it is replaced by this one."] if replaced else []), _EFFECT
    )


def freeze_lifted(scope: str, *, changed: bool, left: Sequence[Freeze], now: datetime) -> Rendered:
    """The freeze that this command lifted, if one stood; `left` are those of the same scope from elsewhere."""
    first = (
        f"Recorded: no freeze of {code(scope, 80)} by command is in force."
        if changed
        else f"Nothing changed: no freeze of {code(scope, 80)} by command was in force."
    )
    stands = [f"{freeze_line(one, now)}. It ends where it comes from." for one in left[:_SHOWN]]
    return whisper(first, *stands)


def freezes_in_force(freezes: Freezes, now: datetime) -> Rendered:
    """All that stand or come within a day."""
    return whisper(*freeze_lines(freezes, now, nothing="No freeze is in force"))


def freeze_usage(problem: str = "") -> Rendered:
    """The command was not understood; `problem` is a sentence of code that says more."""
    return whisper(
        f"Nothing changed. {problem}".strip(),
        "A freeze takes a scope, a time and a reason: `/lookout freeze service:checkout --until 17:00 release day`, "
        "or `/lookout freeze all for 2h migration`.",
        f"Scopes: {', '.join(code(one, 40) for one in SCOPES)}. `/lookout freeze list` shows what stands; "
        "`/lookout unfreeze SCOPE` lifts one, a commander's command.",
    )


def unnamed_scope(scope: str, near: Sequence[str]) -> Rendered:
    """No such cluster or service: a misspelt freeze would hold nothing and say that it does."""
    names = f"Near names: {', '.join(code(one, 80) for one in near)}." if near else "No name is near to it."
    return whisper(f"Nothing changed: {code(scope, 80)} is not known.", names)


def frozen_click(freezes: Sequence[Freeze], now: datetime) -> NoEffect:
    """Who approved while a freeze stands, without naming it."""
    lines = [freeze_line(one, now) for one in freezes[:_SHOWN]]
    how = (
        "Approve asks which one is overridden, and why: press it again."
        if len(freezes) == 1
        else "Only one freeze can be overridden, so there is no way around these."
    )
    return no_effect("This click changed nothing, since a freeze is in force.", *lines, how)


def override_refused() -> NoEffect:
    """The freeze that was named is not in force, or was changed meanwhile."""
    return no_effect(
        "This click changed nothing: the freeze that was chosen is not in force as it was shown. "
        "Press Approve again for the present ones."
    )


def _begin_low(line: str) -> str:
    return line[0].lower() + line[1:]
