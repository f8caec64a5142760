"""`lookout redact`: a filter from standard input to standard output."""

import sys

from bot.cli.say import sentences
from bot.redaction import redact
from bot.settings.environment import read_environment


def main() -> None:
    """The whole input at once, since a key may span many lines. Without a configured key one is used for this run."""
    with sentences():
        environment = read_environment()
    key = environment.redaction_key.get_secret_value().encode() or b"one run of the filter"
    text = sys.stdin.buffer.read().decode("utf-8", errors="replace")
    sys.stdout.write(redact(text, key))
