"""`lookout doctor`: one line for each check, then a sum; for people or for programs. Nothing in it is secret."""

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Sequence

import typer

from bot import logs
from bot.adapters.clock import SystemClock
from bot.app.doctor import examine
from bot.cli.say import COULD_NOT_RUN, refuse
from bot.domain.check import Check, Condition
from bot.redaction import redact
from bot.redaction.given import without
from bot.settings.environment import read_environment
from bot.settings.error import SettingsError

FORMATS = ("text", "json")
ONE_RUN = b"one run of the command"
FEWEST, MOST = 1.0, 120.0


def main(output: str, seconds: float) -> None:
    """0: ok or warnings; 1: something fails; 2: it could not run, or something could not be looked at."""
    if output not in FORMATS:
        raise refuse(f"there is no format {output!r}; the formats are {', '.join(FORMATS)}")
    if not FEWEST <= seconds <= MOST:
        raise refuse(f"a check has {FEWEST:g} to {MOST:g} seconds, not {seconds:g}")
    logs.configure("error", "console", str)
    hidden = without(_given())
    checks = [_clean(one, hidden) for one in asyncio.run(examine(SystemClock(), seconds=seconds))]
    if output == "json":
        print(json.dumps(as_json(checks), ensure_ascii=False, indent=1))
    else:
        print("\n".join(as_text(checks)))
    raise typer.Exit(code(checks))


def as_text(checks: Sequence[Check]) -> list[str]:
    """The lines: verdict, what was looked at, what was found, and after an arrow what mends it."""
    lines = [
        f"{one.verdict.value:<8}{one.title}: {one.said}{f' -> {one.mend}' if one.mend else ''}"
        for one in checks
    ]
    counted = _counted(checks)
    words = ", ".join(f"{counted[one.value]} {one.value}" for one in Condition)
    return [*lines, f"{len(checks)} checks: {words}"]


def as_json(checks: Sequence[Check]) -> dict[str, object]:
    """`{"checks": [{"name", "about", "verdict", "said", "mend"}, ...], "summary": {"ok": 20, ...}}`."""
    lines = [
        {
            "name": one.name,
            "about": one.about,
            "verdict": one.verdict.value,
            "said": one.said,
            "mend": one.mend,
        }
        for one in checks
    ]
    return {"checks": lines, "summary": _counted(checks)}


def code(checks: Sequence[Check]) -> int:
    """The exit code; what is unknown is not fine."""
    verdicts = {one.verdict for one in checks}
    if Condition.FAIL in verdicts:
        return 1
    return COULD_NOT_RUN if Condition.UNKNOWN in verdicts else 0


def _given() -> tuple[str, ...]:
    try:
        return read_environment().given()
    except SettingsError:
        return ()  # then nothing of it is used either: its lines say what is wrong, without a value


def _clean(one: Check, hidden: Callable[[str], str]) -> Check:
    """The check without what is or looks like a secret: a sentence may quote what an outside system said."""
    said, mend, about = (redact(hidden(text), ONE_RUN) for text in (one.said, one.mend, one.about))
    return one.model_copy(update={"said": said, "mend": mend, "about": about})


def _counted(checks: Sequence[Check]) -> dict[str, int]:
    found = Counter(one.verdict.value for one in checks)
    return {one.value: found[one.value] for one in Condition}
