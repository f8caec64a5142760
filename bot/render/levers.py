"""What the kill switch answers to the one who pulled or lifted a lever."""

from collections.abc import Sequence

from bot.domain.stop import MODEL, Stop
from bot.render.rendered import Rendered
from bot.render.whispers import whisper
from bot.render.words import clock, code, typed


def lever_pulled(stop: Stop, *, warning: str = "") -> Rendered:
    """The lever that this command pulled; `warning` is a further sentence of code, "" for none."""
    why = f" Reason given: {typed(stop.why)}." if stop.why else ""
    since = clock(stop.at, stop.at, zone=True)
    said = f"Recorded: a stop of {code(stop.scope, 80)} is in force since {since}.{why}"
    return whisper(said, *(line for line in (_left(stop.scope), warning) if line))


def _left(scope: str) -> str:
    """What a stop of the model leaves: it is no stop of the diagnoses."""
    if scope == MODEL:
        return "No model is asked; diagnoses are by rules alone."
    if scope.startswith("release:"):
        return (
            "No model is asked under that release. While it is the one in use, diagnoses are by rules alone."
        )
    return ""


UNKNOWN_SERVICE = "Check the name: no service of that name is configured."
UNKNOWN_INCIDENT = "Check the number: no incident of that number or id is open."
UNKNOWN_RELEASE = (
    "Check the name: no release of that name can be used here; `/lookout release list` has them."
)


def lever_lifted(scope: str, *, changed: bool) -> Rendered:
    """The lever that this command lifted, if it was pulled."""
    if changed:
        return whisper(f"Recorded: no stop of {code(scope, 80)} is in force.")
    return whisper(f"Nothing changed: no stop of {code(scope, 80)} was in force.")


def unknown_scope(scopes: Sequence[str]) -> Rendered:
    """The word names nothing that can be stopped."""
    known = ", ".join(code(scope, 40) for scope in scopes)
    named = "`service:<name>`, `incident:<id>` and `release:<name>`"
    return whisper(f"Nothing changed: the scopes are {known}, {named}.")
