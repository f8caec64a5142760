"""Short answers around a postmortem: which one is meant, and whether it could be recorded as complete."""

from bot.render.postmortem.message import state_words
from bot.render.rendered import Rendered
from bot.render.whispers import whisper
from bot.render.words import code
from bot.reports.postmortem.nouns import Postmortem

USAGE = "One is shown by `/lookout postmortem I-12`, and closed by `/lookout postmortem close I-12`"


def postmortem_usage(words: str) -> Rendered:
    """What was typed names no incident."""
    said = f"{code(words, 60)} names no incident. " if words.strip() else ""
    return whisper(f"{said}{USAGE}.")


def no_postmortem(number: int) -> Rendered:
    """There is no such incident, or it is not this reader's to see; which of the two is not said."""
    return whisper(f"There is no incident I-{number} that this account can see.")


def close_refused(found: Postmortem) -> Rendered:
    """Parts are missing: which."""
    return whisper(f"This command changed nothing. {state_words(found)}")


def close_stands(found: Postmortem) -> Rendered:
    """It was recorded as complete already."""
    return whisper(f"This command changed nothing. {state_words(found)}.")


def close_recorded(number: int) -> Rendered:
    """It is complete now."""
    return whisper(
        f"Recorded: the postmortem of I-{number} is complete. A later change of its inference row opens it again."
    )
